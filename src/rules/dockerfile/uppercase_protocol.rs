//! `EXPOSE 80/TCP`.

use crate::rules::prelude::*;

rule! {
    /// The protocol of a port is written in capitals.
    ///
    /// The image keeps it in lower case, and so does everything that reads it. The fix changes nothing but the letters.
    ///
    /// ```dockerfile
    /// FROM nginx:1.29
    /// EXPOSE 53/UDP
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.29
    /// EXPOSE 53/udp
    /// ```
    "uppercase-protocol", Hint, Safe,
    groups: [Style],
    aka: ["buildkit:ExposeProtoCasing"],
    concerns: ["expose-proto-casing"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if file.all(Keyword::Expose).next().is_none() {
        return;
    }
    file.each_scope(|instruction, scope| {
        if !instruction.is(Keyword::Expose) {
            return;
        }
        for word in instruction.arguments.words() {
            check_word(word, scope, file.escape.character(), report);
        }
    });
}

fn check_word(word: &Word, scope: &Scope, escape: char, report: &mut Report) {
    let is_upper = |protocol: &str| {
        let lower = protocol.to_ascii_lowercase();
        protocol != lower && ["tcp", "udp", "sctp"].contains(&lower.as_str())
    };
    if let Some(at) = word.text.rfind('/').filter(|&at| is_upper(&word.text[at + 1..])) {
        let span = word.part(at + 1..word.text.len());
        let lower = word.text[at + 1..].to_ascii_lowercase();
        let finding = report.at(span, format!("`{}` is kept as `{lower}`", &word.text[at + 1..]));
        finding.fix(format!("Write {lower}"), replace(span, lower)).declares(&[Change::Expose]);
        return;
    }
    if !word.text.contains('$') {
        return;
    }
    let Evaluation::Text { words, .. } = scope.evaluate(&word.text, escape) else { return };
    for port in words {
        if let Some((_, protocol)) = port.split_once('/').filter(|(_, protocol)| is_upper(protocol)) {
            report.at(word.span, format!("`{protocol}` is kept as `{}`", protocol.to_ascii_lowercase()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn a_protocol_is_seen_in_a_variable_too() {
        assert_eq!(
            marked("uppercase-protocol", "FROM a\nENV P=80/TCP\nEXPOSE $P 81/Udp 82/tcp 83 84/FOO\n"),
            ["$P", "Udp"]
        );
    }
}
