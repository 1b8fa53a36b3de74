//! A health check that needs a shell and asks for none.

use crate::model::compose::Value;
use crate::rules::prelude::*;

rule! {
    /// The test of a health check uses the shell, and runs without one.
    ///
    /// A list that starts with `CMD` is run as it stands: `||`, `|` and `>` are handed to the program as its arguments,
    /// `$$NAME` stays what it is, and one text with blanks is the name of a program that does not exist. `CMD-SHELL` hands the
    /// text to a shell.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     healthcheck:
    ///       test: ["CMD", "curl", "-f", "http://localhost", "||", "exit", "1"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     healthcheck:
    ///       test: ["CMD-SHELL", "curl -f http://localhost || exit 1"]
    /// ```
    "shell-in-exec-healthcheck", Warning, Ask,
    groups: [Correctness],
    concerns: ["healthcheck-shell-in-cmd"],
}

const OPERATORS: [&str; 12] =
    ["||", "&&", "|", ";", "&", ">", ">>", "<", "2>&1", ">/dev/null", "2>/dev/null", "&>/dev/null"];

/// Programs that read a script themselves.
const SHELLS: [&str; 9] = ["sh", "bash", "ash", "dash", "zsh", "busybox", "cmd", "powershell", "pwsh"];

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("healthcheck") {
        return;
    }
    for service in file.services() {
        let Some(test) = service.get("healthcheck").and_then(|check| check.get("test")) else { continue };
        let items: Vec<Value<'_>> = test.items().collect();
        let Some(words) = items.iter().map(|item| item.text()).collect::<Option<Vec<_>>>() else { continue };
        let ["CMD", program, arguments @ ..] = &words[..] else { continue };
        let name = program.rsplit('/').next().unwrap_or(program);
        if SHELLS.contains(&name.trim_end_matches(".exe")) {
            continue;
        }
        let found = arguments.iter().position(|word| OPERATORS.contains(word) || names_variable(word));
        let (item, message) = match found {
            _ if program.contains(' ') && !program.contains('\\') => {
                (items[1], "Without a shell this whole text is the name of one program".to_owned())
            }
            Some(at) => (items[at + 2], format!("No shell reads `{}` here", arguments[at])),
            None => continue,
        };
        let finding = report.at(item.span(), message);
        if let Some(script) = script(&words[1..]).filter(|_| test.is_flow() && !test.is_alias()) {
            finding.fix("Run it by a shell", replace(test.span(), format!("[\"CMD-SHELL\", \"{script}\"]")));
            finding.declares(&[Change::Model]);
        }
    }
}

/// Whether a word names a variable of the container: `$$NAME` or `$${NAME}`. One `$` is Compose's own.
fn names_variable(word: &str) -> bool {
    let after = word.split("$$").nth(1).unwrap_or("");
    let name = after.strip_prefix('{').unwrap_or(after);
    name.starts_with(|first: char| first.is_ascii_uppercase() || first == '_') && !word.contains([' ', '\''])
}

/// The words as one line for a shell, ready for double quotes; `None` where that needs care.
fn script(words: &[&str]) -> Option<String> {
    if words.iter().any(|word| word.contains(['"', '\\', '\n', '`', '!'])) {
        return None;
    }
    if let [line] = words {
        return Some((*line).to_owned());
    }
    let quoted = words.iter().map(|word| match word {
        operator if OPERATORS.contains(operator) => (*operator).to_owned(),
        plain if !plain.is_empty() && plain.chars().all(is_plain) => (*plain).to_owned(),
        // A variable is put in between double quotes, and between single ones it is not.
        other if names_variable(other) => format!("\\\"{other}\\\""),
        other => format!("'{other}'"),
    });
    let has_quotes = words.iter().any(|word| word.contains('\''));
    (!has_quotes).then(|| quoted.collect::<Vec<_>>().join(" "))
}

/// Whether a character means nothing to a shell.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_./:=@,%+".contains(character)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    fn with(test: &str) -> String {
        format!("services:\n  a:\n    image: x\n    healthcheck:\n      test: {test}\n")
    }

    #[test]
    fn variables_and_whole_lines_need_a_shell() {
        let after = |test: &str| fixed("shell-in-exec-healthcheck", &with(test));
        assert_eq!(
            after("[CMD, mysqladmin, ping, \"-p$$MYSQL_PASSWORD\"]"),
            Some(with("[\"CMD-SHELL\", \"mysqladmin ping \\\"-p$$MYSQL_PASSWORD\\\"\"]"))
        );
        assert_eq!(after("[CMD, \"curl -f x || exit 1\"]"), Some(with("[\"CMD-SHELL\", \"curl -f x || exit 1\"]")));
        assert_eq!(after("[CMD, a, \"b c\", \"||\", d]"), Some(with("[\"CMD-SHELL\", \"a 'b c' || d\"]")));
    }

    #[test]
    fn a_shell_and_its_script_are_left_alone() {
        for test in [
            "[CMD, sh, -c, \"x || exit 1\"]",
            "[CMD, /bin/bash, -c, $$X]",
            "[CMD-SHELL, \"a || b\"]",
            "[CMD, curl, $URL]",
            "[CMD, mongosh, --eval, \"x || y\"]",
            "[CMD, \"C:\\\\Program Files\\\\x.exe\"]",
            "a || b",
        ] {
            assert!(marked("shell-in-exec-healthcheck", &with(test)).is_empty(), "{test}");
        }
    }
}
