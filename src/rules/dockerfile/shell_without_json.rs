//! SHELL in words instead of a list.

use crate::rules::prelude::*;

rule! {
    /// `SHELL` takes a list in JSON form only.
    ///
    /// It names the program that runs the commands of `RUN`, `CMD` and `ENTRYPOINT`, and the words before each command, so
    /// BuildKit wants to know exactly which words: `["/bin/bash", "-o", "pipefail", "-c"]`.
    ///
    /// ```dockerfile
    /// FROM debian:13
    /// SHELL /bin/bash -c
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:13
    /// SHELL ["/bin/bash", "-c"]
    /// ```
    "shell-without-json", Error, Ask,
    lacks: Continuation,
    groups: [Syntax],
    aka: ["dockerfile-utils:SHELL_JSON_FORM"],
    concerns: ["shell-needs-json", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for shell in file.all(Keyword::Shell) {
        let Arguments::Shell(line) = &shell.arguments else { continue };
        if shell.problems.iter().any(|problem| problem.kind == ProblemKind::NotAString) {
            continue;
        }
        let finding = report.at(line.whole(), "SHELL takes a list in JSON form, such as [\"/bin/bash\", \"-c\"]");
        let is_plain = |text: &str| text.chars().all(|c| !c.is_control() && !"\"'\\[],`$".contains(c));
        if is_plain(line.text()) && line.is_contiguous() {
            let words: Vec<String> = line.text().split_whitespace().map(|word| format!("\"{word}\"")).collect();
            finding
                .fix("Write it as a list", replace(line.whole(), format!("[{}]", words.join(", "))))
                .declares(&[Change::Shell]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn broken_json_is_shown_and_left_to_its_author() {
        assert_eq!(marked("shell-without-json", "FROM a\nSHELL ['/bin/sh', '-c']\n"), ["['/bin/sh', '-c']"]);
        assert_eq!(fixed("shell-without-json", "FROM a\nSHELL ['/bin/sh', '-c']\n"), None);
        assert!(marked("shell-without-json", "FROM a\nSHELL [\"/bin/sh\", \"-c\"]\n").is_empty());
    }
}
