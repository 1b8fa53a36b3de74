//! A JSON list of something else than strings.

use crate::rules::prelude::*;

rule! {
    /// A list in JSON form holds something that is no string.
    ///
    /// The words of a command are strings, each in double quotes, numbers too. `["sleep", 10]` is sound JSON, so BuildKit does
    /// not take it for a shell command as it would broken JSON: it refuses the file.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// CMD ["sleep", 10]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// CMD ["sleep", "10"]
    /// ```
    "json-non-string", Error, Ask,
    groups: [Syntax],
    aka: ["dockerfile-utils:INVALID_SYNTAX"],
    concerns: ["parse-error", "instruction-argument-format"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        let problems = instruction.problems.iter().filter(|problem| problem.kind == ProblemKind::NotAString);
        for problem in problems {
            let text = file.text(problem.span);
            let finding =
                report.at(problem.span, format!("`{text}` is no string; every word of the list needs double quotes"));
            let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
            if is_plain && !text.is_empty() {
                finding.fix("Put it in quotes", replace(problem.span, format!("\"{text}\""))).declares(&[
                    Change::Cmd,
                    Change::Entrypoint,
                    Change::Healthcheck,
                    Change::Shell,
                    Change::Volume,
                ]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn the_first_element_that_is_no_string_is_shown() {
        assert_eq!(marked("json-non-string", "FROM a\nCMD [[\"a\"]]\n"), ["[\"a\"]"]);
        assert_eq!(
            fixed("json-non-string", "FROM a\nHEALTHCHECK CMD [\"a\", true]\n").as_deref(),
            Some("FROM a\nHEALTHCHECK CMD [\"a\", \"true\"]\n")
        );
        assert!(marked("json-non-string", "FROM a\nCMD ['a', 1]\n").is_empty(), "no JSON, hence a shell's business");
    }
}
