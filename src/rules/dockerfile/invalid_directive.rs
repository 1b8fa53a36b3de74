//! Directives at the top that BuildKit does not take.

use crate::rules::prelude::*;

rule! {
    /// A parser directive is not as BuildKit wants it.
    ///
    /// `# escape=` takes a backslash or a backquote. `# check=` takes up to three of `skip=…`, `experimental=…` and
    /// `error=true`, joined by semicolons. And each directive may stand there once.
    ///
    /// The fix chooses the backquote where a line of the file ends in one. Of two equal directives it removes one unasked.
    ///
    /// ```dockerfile
    /// # escape=^
    /// FROM mcr.microsoft.com/windows/nanoserver:ltsc2025
    /// COPY site `
    ///      C:/site/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// # escape=`
    /// FROM mcr.microsoft.com/windows/nanoserver:ltsc2025
    /// COPY site `
    ///      C:/site/
    /// ```
    "invalid-directive", Error, Ask,
    groups: [Syntax],
    aka: ["dockerfile-utils:INVALID_ESCAPE_DIRECTIVE", "dockerfile-utils:DUPLICATED_ESCAPE_DIRECTIVE"],
    concerns: ["escape-directive-invalid", "escape-directive-duplicated", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, directive) in file.directives.iter().enumerate() {
        let before = file.directives[..index].iter().find(|before| before.name == directive.name);
        if let Some(before) = before {
            let name = file.text(directive.name_span).to_ascii_lowercase();
            report
                .at(directive.span, format!("`{name}` is given twice"))
                .related(before.span, "the first one")
                .offer(
                    if before.value == directive.value { Safe } else { Ask },
                    "Remove the second",
                    delete(file.whole_lines(directive.span)),
                )
                .declares(&[Change::Directives]);
            continue;
        }
        match directive.name {
            DirectiveName::Escape if !matches!(directive.value.as_str(), "\\" | "`") => {
                let continues = |line: &str| line.trim_end().ends_with('`');
                let escape = if file.source().lines().any(continues) { "`" } else { "\\" };
                report
                    .at(directive.value_span, "`escape` takes a backslash or a backquote")
                    .fix(format!("Write {escape}"), replace(directive.value_span, escape))
                    .declares(&[Change::Directives, Change::Instructions]);
            }
            DirectiveName::Check => check_options(file, directive, report),
            _ => {}
        }
    }
}

/// Source: BuildKit `linter/linter.go` (`ParseLintOptions`).
fn check_options(file: &Dockerfile, directive: &Directive, report: &mut Report) {
    let is_indented = file.whole_lines(directive.span).start < directive.span.start;
    if is_indented && file.text(Span::new(0, directive.span.start)).ends_with([' ', '\t']) {
        return;
    }
    let mut at = directive.value_span.start;
    // Nothing but blanks are no options.
    if directive.value.trim().is_empty() {
        return;
    }
    for option in directive.first_word().splitn(3, ';') {
        let span = Span::new(at, at + option.len());
        at = span.end + 1;
        match option.split_once('=') {
            None => {
                report.at(span, "An option of `check` has a value: `skip=…`, `experimental=…` or `error=…`");
            }
            Some(("skip" | "experimental", _)) => {}
            Some(("error", value)) => {
                if !is_boolean(value) {
                    report.at(span, format!("`error` takes `true` or `false`, not `{value}`"));
                }
            }
            Some((name, _)) => {
                let span = Span::new(span.start, span.start + name.len());
                report.at(span, format!("`check` has no option `{name}`, only `skip`, `experimental` and `error`"));
            }
        }
    }
}

/// As Go's `strconv.ParseBool` has it.
fn is_boolean(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn twice_is_once_too_often() {
        let source = "# escape=`\n# escape=`\nFROM a\n";
        assert_eq!(marked("invalid-directive", source), ["# escape=`"]);
        assert_eq!(fixed("invalid-directive", source).as_deref(), Some("# escape=`\nFROM a\n"));
    }

    #[test]
    fn options_of_check_are_known() {
        assert_eq!(marked("invalid-directive", "# check=foo=bar\nFROM a\n"), ["foo"]);
        assert_eq!(marked("invalid-directive", "# check=skip=A,B;error=yes\nFROM a\n"), ["error=yes"]);
        assert_eq!(marked("invalid-directive", "# check=skip\nFROM a\n"), ["skip"]);
        assert!(marked("invalid-directive", "# check=skip=all;error=true;experimental=X\nFROM a\n").is_empty());
        assert!(marked("invalid-directive", "# syntax=a b\n# escape=\\\nFROM a\n").is_empty());
    }
}
