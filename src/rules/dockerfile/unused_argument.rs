//! Arguments that nothing reads.

use crate::rules::prelude::*;

rule! {
    /// `ARG` that nothing can read.
    ///
    /// A build argument holds from its line to the end of its stage, and only while the image is built: the running container
    /// does not have it. Where no instruction names it, and no RUN follows that would find it in its environment, it has no
    /// effect. A container's own setting is an `ENV`; for a `CMD` that names it, pass it on: `ENV NAME=$NAME`.
    ///
    /// The fix takes the line away. A build that passes a value for it then gets a warning.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN npm install -g serve
    /// ARG PORT
    /// CMD ["serve"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN npm install -g serve
    /// CMD ["serve"]
    /// ```
    "unused-argument", Info, Ask,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        let own = file.instructions_of(stage);
        // From the end: whether a RUN, or a trigger that may be one, still follows.
        let last_run =
            own.iter().rposition(|it| matches!(it.keyword, Keyword::Run | Keyword::Onbuild | Keyword::Unknown));
        let is_base =
            file.stages.iter().any(|child| matches!(child.base, Base::Stage(parent) if parent == stage.index));
        if is_base {
            continue;
        }
        for (at, arg) in own.iter().enumerate().skip(last_run.map_or(0, |last| last + 1)) {
            if !arg.is(Keyword::Arg) || !arg.problems.is_empty() {
                continue;
            }
            let words = arg.arguments.words();
            let names = || words.iter().map(|word| word.text.split('=').next().unwrap_or(""));
            let reads = |later: &Instruction, name: &str| {
                let is_runtime = matches!(later.keyword, Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck);
                !is_runtime && file.text(later.span).contains(name)
            };
            let is_used = |name: &str| {
                name.is_empty() || is_for_builder(name) || own[at + 1..].iter().any(|later| reads(later, name))
            };
            if words.is_empty() || names().any(is_used) {
                continue;
            }
            let starts = |later: &Instruction| {
                matches!(later.keyword, Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck)
                    && names().any(|name| names_variable(file.text(later.span), name))
            };
            if let Some(reader) = own[at + 1..].iter().find(|later| starts(later)) {
                let message =
                    format!("The running container does not have this: {} finds it empty", reader.keyword.name());
                let finding = report.at(arg.rest.whole(), message);
                finding.severity(Warning).related(reader.name.span, "read here");
                if let ([word], true) = (words, arg.comments.is_empty()) {
                    let name = word.text.split('=').next().unwrap_or("");
                    let line = file.whole_lines(arg.span);
                    let break_ = if file.text(line).ends_with('\n') { "" } else { "\n" };
                    finding
                        .ask("Pass it on by ENV", insert(line.end, format!("{break_}ENV {name}=${name}\n")))
                        .declares(&[Change::Instructions, Change::Env]);
                }
            } else {
                let finding = report.at(arg.rest.whole(), "Nothing reads this argument");
                finding.tag(Tag::Unnecessary);
                finding.fix("Remove it", remove_instruction(file, arg)).declares(&[Change::Instructions]);
            }
        }
    }
}

/// Whether the builder itself reads it. Source: BuildKit `frontend/dockerfile/docs/reference.md`, on its own arguments.
fn is_for_builder(name: &str) -> bool {
    name.starts_with("BUILDKIT_") || name == "SOURCE_DATE_EPOCH"
}

/// Whether a text holds `$NAME` or `${NAME…}`.
fn names_variable(text: &str, name: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let rest = &text[at + 1..];
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let after = rest.strip_prefix(name);
        after.is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::Warning;
    use crate::rules::testing::{findings, fixed, marked};

    const NAME: &str = "unused-argument";

    #[test]
    fn a_container_does_not_have_it() {
        let source = "FROM a\nARG PORT=80\nCMD serve --port ${PORT}\n";
        assert_eq!(findings(NAME, source)[0].severity, Warning);
        assert_eq!(
            fixed(NAME, source).as_deref(),
            Some("FROM a\nARG PORT=80\nENV PORT=$PORT\nCMD serve --port ${PORT}\n")
        );
    }

    #[test]
    fn whatever_may_read_it_keeps_it() {
        for body in [
            "ARG B\nRUN c",
            "ARG BUILDKIT_SBOM_SCAN_STAGE=true",
            "ARG B\nCOPY $B c",
            "ARG B\nENV B=$B\nCMD $B",
            "ARG B\nARG C=$B\nENV D=$C",
            "ARG B\nONBUILD RUN c",
            "ARG B\nLABEL x=\"${B}\"",
        ] {
            assert!(marked(NAME, &format!("FROM a\n{body}\n")).is_empty(), "{body}");
        }
        assert!(marked(NAME, "FROM a AS b\nARG C\nFROM b\nRUN d\n").is_empty());
    }
}
