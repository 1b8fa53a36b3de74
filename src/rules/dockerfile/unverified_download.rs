//! Downloads that nobody checks.

use crate::rules::prelude::*;

rule! {
    /// Something from the network goes into the image unchecked.
    ///
    /// Whoever controls the address, or the way to it, decides what is in the image, today and at every build without a cache.
    /// `ADD --checksum=sha256:…` takes exactly the file that you have looked at. A script that goes from the network into a shell
    /// is run before anybody could look at it; fetch it to a file, compare its checksum, and run it then.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// ADD https://example.com/tool /usr/local/bin/tool
    /// ```
    "unverified-download", Info,
    groups: [Security, Reproducibility],
}

/// Programs that take a script from their input.
const INTERPRETERS: [&str; 11] =
    ["ash", "bash", "dash", "ksh", "node", "perl", "php", "python", "python3", "sh", "zsh"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, instruction) in file.instructions.iter().enumerate() {
        match instruction.keyword {
            Keyword::Add if instruction.flag("checksum").is_none() => check_add(instruction, report),
            Keyword::Run if instruction.rest.text().contains("://") || !instruction.heredocs.is_empty() => {
                check_run(file, index, report);
            }
            _ => {}
        }
    }
}

fn check_add(add: &Instruction, report: &mut Report) {
    let words = add.arguments.words();
    for source in &words[..words.len().saturating_sub(1)] {
        let is_web = ["http://", "https://"].iter().any(|scheme| source.text.starts_with(scheme));
        let is_repository = source.text.split(['#', '?']).next().is_some_and(|path| path.ends_with(".git"));
        if is_web && !is_repository {
            report.at(source.span, "Whatever this address gives at the time of the build goes into the image");
        }
    }
}

fn check_run(file: &Dockerfile, index: usize, report: &mut Report) {
    for command in file.commands_of(index) {
        let element = command.element();
        let names_address = command.words().iter().any(|word| word.text.contains("://"));
        if !matches!(command.name(), Some("curl" | "wget")) || !names_address || !element.after.is_pipe() {
            continue;
        }
        let script = &command.shell.script;
        let reads = |at: usize| {
            let range = &script.elements[at].range;
            file.commands_of(index).into_iter().any(|other| {
                let is_inside = command.shell.text.span(range.clone());
                is_inside.start <= other.span().start && other.span().end <= is_inside.end && runs_input(other)
            })
        };
        if element.next.is_some_and(reads) {
            let finding =
                report.at(command.span(), "This script is run unread, whatever it is at the time of the build");
            finding.severity(Hint);
        }
    }
}

/// Whether a command is an interpreter that is given no script of its own.
fn runs_input(command: Command<'_>) -> bool {
    let Some(name) = command.name().filter(|name| INTERPRETERS.contains(name)) else { return false };
    let texts = command.texts();
    let given = texts.iter().skip(1).take_while(|text| !matches!(**text, "-" | "-s" | "--"));
    let is_shell = !matches!(name, "node" | "perl" | "php" | "python" | "python3");
    let mut given = given.filter(|text| !(is_shell && text.starts_with('-') && !text.contains('c')));
    given.next().is_none()
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{self, Hint, Info};
    use crate::rules::testing::severities;

    fn says(line: &str) -> Vec<Severity> {
        severities("unverified-download", &format!("FROM a\n{line}\n"))
    }

    #[test]
    fn what_nobody_has_looked_at_is_named() {
        assert_eq!(says("ADD https://a/b https://a/c /d/"), [Info, Info]);
        for run in [
            "curl -sSf https://a | sh -s -- -y",
            "wget -qO- https://a | bash -",
            "curl https://a | sudo -E bash",
            "curl https://a | python3 -",
            "curl https://a | php -- --x",
        ] {
            assert_eq!(says(&format!("RUN {run}")), [Hint], "{run}");
        }
    }

    #[test]
    fn what_is_checked_or_only_unpacked_is_fine() {
        for line in [
            "ADD --checksum=sha256:0 https://a/b /c",
            "ADD https://a/b.git#v1 /c",
            "ADD a /b",
            "RUN curl https://a | tar x",
            "RUN curl https://a | python3 -c 'import json'",
            "RUN curl https://a | bash -c 'cat'",
            "RUN curl -o b https://a && sh b",
        ] {
            assert!(says(line).is_empty(), "{line}");
        }
    }
}
