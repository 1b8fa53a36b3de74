//! Versions that the shell takes for a redirection.

use crate::reference::packages::Action;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// The shell reads `>` in a version as a redirection.
    ///
    /// `pip install flask>=2` installs any flask, and writes what pip says into a file named `=2`; `flask<3` fails because
    /// there is no file `3`. Nothing tells of it while the build succeeds. The package and its version belong in quotes.
    ///
    /// ```dockerfile
    /// FROM python:3.12-slim
    /// RUN pip install --no-cache-dir flask>=2.3
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.12-slim
    /// RUN pip install --no-cache-dir "flask>=2.3"
    /// ```
    "unquoted-version", Warning, Ask,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations() {
        let command = call.command;
        if call.action() != Some(Action::Install) || command.redirections().is_empty() || command.is_exec() {
            continue;
        }
        for package in call.packages() {
            // Only what touches the package can be meant as its version: `2>&1` and `> log` stand apart.
            let follows = command.redirections().iter().find(|redirection| {
                let place = command.shell.text.span(redirection.range.clone());
                let target = redirection.target.as_ref().map_or("", |word| word.text.as_str());
                let is_version = target.starts_with(|c: char| c == '=' || c.is_ascii_digit());
                place.start == package.span.end && matches!(redirection.operator.as_str(), ">" | "<") && is_version
            });
            let Some(redirection) = follows else { continue };
            // To the next blank: `>=2,<3` are two redirections and one version.
            let rest = &file.source()[package.span.start..];
            let length = rest.find(|c: char| c.is_whitespace() || matches!(c, ';' | '&' | '|')).unwrap_or(rest.len());
            let whole = Span::new(package.span.start, package.span.start + length);
            let text = file.text(whole);
            let message = match redirection.operator.as_str() {
                ">" => format!("The shell reads `>` as a redirection: `{}` gets no version", package.text),
                _ => format!("The shell reads `<` as a redirection: `{}` gets no version", package.text),
            };
            let finding = report.at(whole, message);
            if !text.contains(['"', '\'', '\\', '$', '`']) {
                finding.fix("Quote it", replace(whole, format!("\"{text}\""))).declares(changes_inside(command));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_range_is_one_version() {
        assert_eq!(
            fixed("unquoted-version", "FROM a\nRUN conda install -y a b>=2,<3 && c\n").as_deref(),
            Some("FROM a\nRUN conda install -y a \"b>=2,<3\" && c\n")
        );
    }

    #[test]
    fn redirections_that_are_meant_are_fine() {
        for run in [
            "pip install 'a>=2' \"b<3\"",
            "apt-get install -y a >/dev/null 2>&1",
            "pip install a > log",
            "pip install a 2> 1",
            "pip install a>log",
            "echo a>=2",
        ] {
            assert!(marked("unquoted-version", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
