//! Sources that are not there.

use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// A `COPY` names a file that the build context does not hold.
    ///
    /// The build fails at this line: «not found». The rule looks into the folder of the Dockerfile, and only where that seems
    /// to be the context: where other sources of the file are found there. A name that is a slip away from an existing one is
    /// a warning. Anything else is a hint, since the file may come into being before the build.
    ///
    /// With these files around:
    /// ```text
    /// package.json
    /// requirements.txt
    /// ```
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY package.json requirement.txt /srv/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY package.json requirements.txt /srv/
    /// ```
    "missing-copy-source", Hint, Ask,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let surroundings = file.surroundings();
    let Some(context) = &surroundings.context else { return };
    let mut missing = Vec::new();
    let mut present = 0;
    for instruction in &file.instructions {
        for source in instruction.context_sources().filter(|source| is_plain(&source.text)) {
            let path = context_path(&source.text);
            if path.is_empty() {
                continue;
            }
            if surroundings.has(&path) == Some(true) {
                present += 1;
            } else if !is_there_but_ignored(file, &path) {
                missing.push((source, path));
            }
        }
    }
    if present == 0 {
        return;
    }
    for (source, path) in missing {
        let (folder, name) = path.rsplit_once('/').map_or(("", path.as_str()), |(folder, name)| (folder, name));
        let beside = context.iter().filter_map(|path| match folder {
            "" => Some(path.as_str()),
            folder => path.strip_prefix(folder)?.strip_prefix('/'),
        });
        let meant = suggest(name, beside.filter(|name| !name.contains('/')));
        if meant.is_some_and(|meant| meant.eq_ignore_ascii_case(name)) && is_built_on_windows(file) {
            continue;
        }
        let finding = report.at(source.span, format!("The build context has no `{path}`"));
        if let Some(meant) = meant.filter(|_| name.len() > 3) {
            finding.severity(Warning);
            finding.message.push_str(&format!("; did you mean `{meant}`?"));
            if source.text.ends_with(name) {
                let part = source.part(source.text.len() - name.len()..source.text.len());
                finding.fix(format!("Write {meant}"), replace(part, meant));
            }
        }
    }
}

/// A name as it stands: no variable, no wildcard, no quotes.
fn is_plain(source: &str) -> bool {
    !source.contains(['$', '*', '?', '[', '\\', '"', '\''])
}

/// Whether the context lies on Windows, which finds `Web.config` under `web.config`: its containers are built nowhere else.
fn is_built_on_windows(file: &Dockerfile) -> bool {
    let mentions = |words: &[&str]| {
        let source = file.source().to_ascii_lowercase();
        words.iter().any(|word| source.contains(word))
    };
    file.escape.character() == '`'
        || file.stages.iter().any(|stage| file.is_for_windows(stage))
        || mentions(&["inetpub", "c:\\", "c:/"])
}

/// A file that the context lacks because it is ignored is told by another rule.
fn is_there_but_ignored(file: &Dockerfile, path: &str) -> bool {
    let surroundings = file.surroundings();
    let (Some(folder), Some(files)) = (surroundings.folder(), &surroundings.files) else { return false };
    files.kind(&folder.join(path)).is_some()
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Warning};
    use crate::rules::testing::findings_among;

    #[test]
    fn silence_where_another_folder_may_be_the_context() {
        let among = |files: &[(&str, &str)], source| findings_among("missing-copy-source", files, source);
        let source = "FROM a\nCOPY go.mod src/mian.go ./\nCOPY dist /d\nCOPY --from=x nowhere /y\nCOPY $F *.x /z/\n";
        let found = among(&[("go.mod", ""), ("src/main.go", "")], source);
        assert_eq!(found.iter().map(|finding| finding.severity).collect::<Vec<_>>(), [Warning, Hint]);
        assert!(among(&[("other", "")], source).is_empty());
    }

    #[test]
    fn windows_does_not_mind_capitals() {
        let among = |source| findings_among("missing-copy-source", &[("Web.config", ""), ("a", "")], source).len();
        assert_eq!(among("FROM debian\nCOPY a web.config /x/\n"), 1);
        assert_eq!(among("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY a web.config /x/\n"), 0);
        assert_eq!(among("ARG BASE\nFROM $BASE\nWORKDIR /inetpub/wwwroot\nCOPY a web.config ./\n"), 0);
    }

    #[test]
    fn ignored_files_are_told_elsewhere() {
        let files = [(".dockerignore", "b\n"), ("a", ""), ("b", "")];
        assert!(findings_among("missing-copy-source", &files, "FROM x\nCOPY a b /c/\n").is_empty());
    }
}
