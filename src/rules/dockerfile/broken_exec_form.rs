//! A list that was meant as JSON and is none.

use crate::rules::prelude::*;

rule! {
    /// This list is no JSON, so it is read as plain words.
    ///
    /// JSON wants double quotes, commas between the words and none after the last, a backslash doubled, and no comment behind it. BuildKit says
    /// nothing when a list is broken: it takes the whole line, brackets and all, as a command for the shell, or as a path.
    /// The container then fails to start.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// CMD ['node', 'server.js']
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// CMD ["node", "server.js"]
    /// ```
    "broken-exec-form", Warning, Ask,
    lacks: Continuation,
    groups: [Correctness],
    aka: ["buildkit:JSONArgsRecommended", "tally:tally/invalid-json-form", "dockerfile-utils:JSON_IN_SINGLE_QUOTES"],
    concerns: ["exec-form-invalid-json"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        let holder = instruction.trigger().unwrap_or(instruction);
        if instruction.problems.iter().any(|problem| problem.kind == ProblemKind::NotAString) {
            continue;
        }
        let text = match (holder.keyword, &holder.arguments) {
            (Keyword::Cmd | Keyword::Entrypoint | Keyword::Run, Arguments::Shell(line)) => line,
            (Keyword::Healthcheck, arguments) => match arguments.shell() {
                Some(line) => line,
                None => continue,
            },
            (Keyword::Copy | Keyword::Add | Keyword::Volume, Arguments::Words(_)) => &holder.rest,
            _ => continue,
        };
        if !text.text().starts_with('[') {
            continue;
        }
        let reading = match holder.keyword {
            Keyword::Copy | Keyword::Add | Keyword::Volume => "words",
            _ => "a shell command",
        };
        let Some(items) = almost_list(text.text()) else {
            let Some(at) = comment_behind_list(text.text()) else { continue };
            let comment = text.span(at..text.text().len());
            report
                .at(comment, format!("With a comment behind it the list is no JSON, so the line is read as {reading}"))
                .fix("Move the comment to its own line", move_comment_up(file, instruction, comment))
                .declares(&[Change::Cmd, Change::Entrypoint, Change::Healthcheck, Change::Volume]);
            continue;
        };
        let finding = report.at(text.whole(), format!("This list is no JSON, so it is read as {reading}"));
        if instruction.comments.is_empty() {
            finding.fix("Write it as JSON", replace(text.whole(), json_list(&items))).declares(&[
                Change::Cmd,
                Change::Entrypoint,
                Change::Healthcheck,
                Change::Volume,
            ]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn every_list_is_looked_at() {
        for (broken, sound) in [
            ("ENTRYPOINT [\"a\", \"b\",]", "ENTRYPOINT [\"a\", \"b\"]"),
            ("HEALTHCHECK CMD ['a']", "HEALTHCHECK CMD [\"a\"]"),
            ("VOLUME ['/data']", "VOLUME [\"/data\"]"),
            ("COPY [\"a b\" \"/c\"]", "COPY [\"a b\", \"/c\"]"),
            ("RUN ['a', 'b']", "RUN [\"a\", \"b\"]"),
            ("ENTRYPOINT [\"a\"] # why", "# why\nENTRYPOINT [\"a\"]"),
        ] {
            let mended = format!("FROM a\n{sound}\n");
            assert_eq!(fixed("broken-exec-form", &format!("FROM a\n{broken}\n")), Some(mended), "{broken}");
        }
    }

    #[test]
    fn tests_of_a_shell_are_none() {
        for line in ["RUN [ -f x ] && y", "RUN [ \"$A\" = b ]", "CMD [\"a\"]", "CMD [[ a ]]", "COPY [a-z].txt /b"] {
            assert!(findings("broken-exec-form", &format!("FROM a\n{line}\n")).is_empty(), "{line}");
        }
    }
}
