//! A HEALTHCHECK that is neither CMD nor NONE.

use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// A `HEALTHCHECK` is either `CMD` and a command, or `NONE`.
    ///
    /// The word `CMD` is easily forgotten, because the other instructions do without it. `NONE` switches off the check that
    /// the base image brings, and takes nothing more.
    ///
    /// ```dockerfile
    /// FROM nginx:1.29
    /// HEALTHCHECK --interval=30s curl -f http://localhost/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.29
    /// HEALTHCHECK --interval=30s CMD curl -f http://localhost/
    /// ```
    "malformed-healthcheck", Error, Ask,
    lacks: Continuation,
    groups: [Syntax],
    aka: ["dockerfile-utils:UNKNOWN_TYPE", "dockerfile-utils:ARGUMENT_UNNECESSARY"],
    concerns: ["healthcheck-type-unknown", "argument-extra", "instruction-argument-format", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for healthcheck in file.all(Keyword::Healthcheck) {
        let Arguments::Health { kind, command } = &healthcheck.arguments else { continue };
        match kind.text.to_ascii_uppercase().as_str() {
            "CMD" => {}
            "NONE" if **command == Arguments::None => {}
            "NONE" => {
                let span = Span::new(kind.span.end, healthcheck.rest.whole().end);
                let blanks = file.text(span).len() - file.text(span).trim_start().len();
                report.at(Span::new(span.start + blanks, span.end), "NONE takes nothing more");
            }
            _ => {
                let finding = report.at(kind.span, format!("`{}` is neither CMD nor NONE", kind.text));
                match suggest(&kind.text, ["CMD", "NONE"]) {
                    Some(meant) => finding.fix(format!("Write {meant}"), replace(kind.span, meant)),
                    None => finding.fix("Insert CMD", insert(kind.span.start, "CMD ")),
                }
                .declares(&[Change::Healthcheck]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_slip_in_the_type_is_mended() {
        assert_eq!(
            fixed("malformed-healthcheck", "FROM a\nHEALTHCHECK CMDX b\n").as_deref(),
            Some("FROM a\nHEALTHCHECK CMD b\n")
        );
    }

    #[test]
    fn none_takes_nothing() {
        assert_eq!(marked("malformed-healthcheck", "FROM a\nHEALTHCHECK NONE x y\n"), ["x y"]);
        assert!(marked("malformed-healthcheck", "FROM a\nHEALTHCHECK none\nHEALTHCHECK cmd x\n").is_empty());
    }
}
