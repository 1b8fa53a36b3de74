//! Newer features without a word on which language the file is written in.

use crate::rules::prelude::*;

rule! {
    /// The file uses newer features of the language and does not say which version reads it.
    ///
    /// `# syntax=docker/dockerfile:1` on the first line has the builder fetch the newest reader of version 1, whatever the
    /// engine itself brings: heredocs, mounts and the flags of `COPY` then work on old engines as on new ones. An engine
    /// without BuildKit refuses such a file either way.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN --mount=type=cache,target=/root/.npm npm ci
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM node:24-slim
    /// RUN --mount=type=cache,target=/root/.npm npm ci
    /// ```
    "missing-syntax", Hint, Ask,
    default: off,
    groups: [Reproducibility],
}

/// Flags that the first version of the language did not have.
const NEWER: [(Keyword, &[&str]); 3] = [
    (Keyword::Run, &["mount", "network", "security", "device"]),
    (Keyword::Copy, &["link", "chmod", "parents", "exclude"]),
    (Keyword::Add, &["link", "chmod", "checksum", "keep-git-dir", "exclude", "unpack"]),
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    if file.directives.iter().any(|directive| directive.name == DirectiveName::Syntax) {
        return;
    }
    let newer = file.instructions.iter().find_map(|instruction| {
        let flags = NEWER.iter().filter(|(keyword, _)| instruction.is(*keyword)).flat_map(|(_, flags)| *flags);
        let flag = flags.flat_map(|name| instruction.flags_named(name)).next();
        let heredoc = || instruction.heredocs.first().map(|_| ("A heredoc".to_owned(), instruction.name.span));
        flag.map(|flag| (format!("--{}", flag.name.text), flag.name.span)).or_else(heredoc)
    });
    let Some((feature, span)) = newer else { return };
    let start = file.source().len() - file.source().trim_start_matches('\u{feff}').len();
    report
        .at(span, format!("{feature} belongs to a newer language than this file asks for"))
        .fix("Ask for the newest version 1", insert(start, format!("# syntax=docker/dockerfile:1{}", file.line_end())))
        .declares(&[Change::Directives]);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn other_directives_may_follow() {
        let source = "# escape=`\nFROM x\nRUN <<E\na\nE\n";
        assert_eq!(fixed("missing-syntax", source), Some(format!("# syntax=docker/dockerfile:1\n{source}")));
    }

    #[test]
    fn what_is_old_needs_no_word() {
        assert!(findings("missing-syntax", "FROM --platform=linux/amd64 x\nCOPY --from=y --chown=1 a b\n").is_empty());
        assert!(
            findings("missing-syntax", "# syntax=docker/dockerfile:1.4\nFROM x\nRUN --mount=type=ssh a\n").is_empty()
        );
    }
}
