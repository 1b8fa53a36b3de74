//! Sources that `.dockerignore` keeps out.

use crate::rules::prelude::*;

rule! {
    /// A `COPY` names a file that `.dockerignore` keeps out of the build.
    ///
    /// What is ignored never reaches the builder, so the instruction fails, or with a wildcard copies nothing. Either the
    /// file is needed and its pattern goes, or the `COPY` does. Patterns that bring something back (`!…`) make it hard to
    /// tell; BuildKit stays silent then, and so does this rule. The ignore file is `<Dockerfile>.dockerignore` or else
    /// `.dockerignore`, beside the Dockerfile.
    ///
    /// With these files around:
    /// ```text
    /// .dockerignore
    ///     *.log
    ///     config
    /// config/app.toml
    /// ```
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY config/app.toml /etc/app.toml
    /// ```
    "ignored-copy-source", Warning,
    groups: [Correctness],
    aka: ["buildkit:CopyIgnoredFile"],
    concerns: ["copy-ignored-file"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.instructions.iter().any(|it| it.context_sources().next().is_some()) {
        return;
    }
    let Some(ignore) = file.ignore_file() else { return };
    if ignore.patterns.brings_back() || !ignore.patterns.malformed.is_empty() {
        return;
    }
    file.each_scope(|instruction, scope| {
        for source in instruction.context_sources() {
            let Evaluation::Text { text, .. } = scope.evaluate(&source.text, file.escape.character()) else { continue };
            let path = context_path(&text);
            let is_out = match path.as_str() {
                "" => ignore.patterns.keeps_out_everything(),
                path => ignore.patterns.keeps_out(path),
            };
            if is_out {
                let what = if path.is_empty() { "everything" } else { path.as_str() };
                report.at(source.span, format!("{} keeps {what} out of the build", ignore.name));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    fn marked(ignore: &str, source: &str) -> Vec<String> {
        let found = findings_among("ignored-copy-source", &[(".dockerignore", ignore), ("a", "")], source);
        found.iter().map(|finding| finding.span.of(source).to_owned()).collect()
    }

    #[test]
    fn names_folders_and_wildcards_are_compared() {
        assert_eq!(
            marked("a\nb/*\n*.js\n", "FROM x\nCOPY a ./b/c /d\nADD *.js /e\nCOPY f /g\n"),
            ["a", "./b/c", "*.js"]
        );
        assert_eq!(marked("*\n", "FROM x\nCOPY . /d\n"), ["."]);
        assert_eq!(marked("a\n", "FROM x\nENV F=a\nCOPY $F /d\n"), ["$F"]);
    }

    #[test]
    fn what_comes_from_elsewhere_or_may_come_back_is_fine() {
        assert!(marked("a\n", "FROM x\nCOPY . /d\nCOPY --from=y a /d\nADD https://h/a /d\n").is_empty());
        assert!(marked("*\n!a\n", "FROM x\nCOPY b /d\n").is_empty());
    }
}
