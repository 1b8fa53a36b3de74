//! A signal by its number, or half of its name.

use crate::reference::dockerfile::usual_signal_name;
use crate::rules::prelude::*;

rule! {
    /// A signal is not written as everybody writes it.
    ///
    /// The engine takes `3`, `quit` and `SIGQUIT` alike. People find only the last one without looking it up.
    ///
    /// ```dockerfile
    /// FROM debian:12-slim
    /// STOPSIGNAL 3
    /// CMD ["/app"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12-slim
    /// STOPSIGNAL SIGQUIT
    /// CMD ["/app"]
    /// ```
    "unusual-signal-name", Hint, Safe,
    groups: [Style],
    aka: ["tally:prefer-canonical-stopsignal"],
    concerns: ["stopsignal-canonical-name"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in file.all(Keyword::Stopsignal) {
        let Arguments::Text(signal) = &instruction.arguments else { continue };
        // With quotes or variables in it, the word is not the name yet.
        let Some(name) = usual_signal_name(&signal.text).filter(|name| *name != signal.text) else { continue };
        report
            .at(signal.span, format!("`{}` is {name}", signal.text))
            .fix(format!("Write {name}"), replace(signal.span, name));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::fixed;

    #[test]
    fn names_are_written_out() {
        let named = |signal: &str| {
            let after = fixed("unusual-signal-name", &format!("FROM a\nSTOPSIGNAL {signal}\n"))?;
            Some(after.trim_start_matches("FROM a\nSTOPSIGNAL ").trim_end().to_owned())
        };
        for (signal, name) in
            [("term", "SIGTERM"), ("sigint", "SIGINT"), ("RTMIN+3", "SIGRTMIN+3"), ("37", "SIGRTMIN+3")]
        {
            assert_eq!(named(signal).as_deref(), Some(name), "{signal}");
        }
        for signal in ["SIGTERM", "SIGRTMIN+3", "$S", "nothing", "0", "999"] {
            assert_eq!(named(signal), None, "{signal}");
        }
    }
}
