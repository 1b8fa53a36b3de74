//! A signal that nobody knows.

use crate::reference::dockerfile::{SIGNALS, signal_number};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// `STOPSIGNAL` names a signal that Linux does not have.
    ///
    /// Names count with and without `SIG`, in any case, and so do numbers other than 0.
    ///
    /// ```dockerfile
    /// FROM nginx:1.29
    /// STOPSIGNAL SIGQIUT
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.29
    /// STOPSIGNAL SIGQUIT
    /// ```
    "invalid-signal", Error, Ask,
    groups: [Syntax],
    aka: ["dockerfile-utils:INVALID_SIGNAL"],
    concerns: ["stopsignal-invalid", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    file.each_scope(|instruction, scope| {
        let (Keyword::Stopsignal, Arguments::Text(signal)) = (instruction.keyword, &instruction.arguments) else {
            return;
        };
        let evaluated = scope.evaluate(&signal.text, file.escape.character());
        let Evaluation::Text { text, awaited, .. } = evaluated else { return };
        if signal_number(&text).is_some() {
            return;
        }
        let message =
            if text.is_empty() { "STOPSIGNAL names no signal".to_owned() } else { format!("`{text}` is no signal") };
        let finding = report.at(signal.span, message);
        if !awaited.is_empty() {
            finding.environment();
            return;
        }
        let full = if text.to_ascii_uppercase().starts_with("SIG") { text.clone() } else { format!("SIG{text}") };
        let meant = suggest(&full, SIGNALS.iter().map(|signal| signal.name)).filter(|_| text == signal.text);
        if let Some(meant) = meant {
            finding.message = format!("`{text}` is no signal; did you mean {meant}?");
            finding.fix(format!("Write {meant}"), replace(signal.span, meant));
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Error, Warning};
    use crate::rules::testing::{marked, severities};

    #[test]
    fn names_and_numbers_are_signals() {
        for signal in ["SIGTERM", "quit", "9", "999", "RTMIN+3", "$S"] {
            assert!(marked("invalid-signal", &format!("FROM a\nSTOPSIGNAL {signal}\n")).is_empty(), "{signal}");
        }
        assert_eq!(marked("invalid-signal", "FROM a\nSTOPSIGNAL 0\nSTOPSIGNAL SIGTERM x\n"), ["0", "SIGTERM x"]);
    }

    #[test]
    fn an_argument_without_default_is_the_callers_matter() {
        assert_eq!(severities("invalid-signal", "FROM a\nARG S\nSTOPSIGNAL $S\n"), [Warning]);
        assert_eq!(severities("invalid-signal", "FROM a\nARG S=no\nSTOPSIGNAL $S\n"), [Error]);
    }
}
