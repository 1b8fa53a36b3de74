//! A port that EXPOSE does not take.

use crate::rules::prelude::*;
use std::net::IpAddr;
use std::ops::Range;

rule! {
    /// `EXPOSE` takes ports, and this is none.
    ///
    /// A port is a number up to 65535, or a range, with `/tcp`, `/udp` or `/sctp` behind it: `8080`, `53/udp`, `8000-8010`.
    /// Several stand side by side, divided by blanks, not commas. A comment cannot follow on the same line.
    ///
    /// ```dockerfile
    /// FROM nginx:1.29
    /// EXPOSE 80/http
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.29
    /// EXPOSE 80/tcp
    /// ```
    "invalid-expose", Error, Ask,
    groups: [Syntax],
    aka: [
        "hadolint:DL3011",
        "trivy:DS-0008",
        "dockerfile-utils:INVALID_PORT",
        "dockerfile-utils:INVALID_PROTO",
        "dockerfilelint:invalid_port",
    ],
    concerns: ["expose-invalid-port", "expose-port-range", "expose-invalid-proto", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    file.each_scope(|instruction, scope| {
        if !instruction.is(Keyword::Expose) {
            return;
        }
        let words = instruction.arguments.words();
        let comment = trailing_comment(words);
        if let Some(comment) = comment {
            report
                .at(comment, "A comment cannot follow on the same line; BuildKit reads it as ports")
                .ask("Move the comment to its own line", move_comment_up(file, instruction, comment));
        }
        for word in words.iter().filter(|word| comment.is_none_or(|comment| word.span.start < comment.start)) {
            check_word(file, word, scope, report);
        }
    });
}

fn check_word(file: &Dockerfile, word: &Word, scope: &Scope, report: &mut Report) {
    let Evaluation::Text { words: ports, awaited, .. } = scope.evaluate(&word.text, file.escape.character()) else {
        return;
    };
    for port in ports {
        let Some((place, message)) = port_flaw(&port) else { continue };
        let is_literal = port == word.text;
        let span = if is_literal { word.part(place) } else { word.span };
        let finding = report.at(span, message);
        if !awaited.is_empty() {
            finding.environment();
        }
        if is_literal && port.ends_with(',') {
            finding.ask("Remove the comma", delete(word.part(port.len() - 1..port.len()))).declares(&[Change::Expose]);
        } else if is_literal && port.contains(',') && port.split(',').all(|port| port_flaw(port).is_none()) {
            finding.ask("Use blanks", replace(word.span, port.replace(',', " "))).declares(&[Change::Expose]);
        } else if is_literal && file.text(span).eq_ignore_ascii_case("http")
            || file.text(span).eq_ignore_ascii_case("https")
        {
            finding.fix("Write tcp", replace(span, "tcp")).declares(&[Change::Expose]);
        }
    }
}

/// What BuildKit refuses in `[[ip:]host:]port[-end][/protocol]`, and where in the text.
///
/// Source: `dockerfile2llb/convert_expose.go`.
fn port_flaw(text: &str) -> Option<(Range<usize>, String)> {
    let parts: Vec<&str> = text.split(':').collect();
    let container = parts[parts.len() - 1];
    let start = text.len() - container.len();
    let (port, protocol) = match container.split_once('/') {
        Some((port, protocol)) => (port, Some(protocol)),
        None => (container, None),
    };
    if port.is_empty() {
        return Some((0..text.len(), "A port is missing here".to_owned()));
    }
    let known = |name: &str| ["", "tcp", "udp", "sctp"].iter().any(|known| known.eq_ignore_ascii_case(name));
    if let Some(protocol) = protocol.filter(|protocol| !known(protocol)) {
        let at = text.len() - protocol.len();
        return Some((at..text.len(), format!("`{protocol}` is no protocol of EXPOSE: tcp, udp or sctp")));
    }
    if parts.len() > 2 {
        let address = parts[..parts.len() - 2].join(":");
        let bare = address.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(&address);
        if !address.is_empty() && bare.parse::<IpAddr>().is_err() {
            return Some((0..address.len(), format!("`{address}` is no IP address")));
        }
    }
    let Some(ports) = range_of(port) else {
        return Some((start..start + port.len(), port_message(port)));
    };
    if let Some(host) = parts.len().checked_sub(2).map(|at| parts[at]).filter(|host| !host.is_empty()) {
        let at = start - 1 - host.len();
        let place = at..at + host.len();
        match range_of(host) {
            None => return Some((place, port_message(host))),
            Some(hosts) if ports.len() > 1 && ports.len() != hosts.len() => {
                return Some((place, format!("`{host}` and `{port}` are ranges of different lengths")));
            }
            Some(_) => {}
        }
    }
    None
}

fn port_message(port: &str) -> String {
    match port.parse::<u64>() {
        Ok(_) => format!("`{port}` is beyond the last port, 65535"),
        Err(_) if port.contains('-') => format!("`{port}` is no range of ports up to 65535"),
        Err(_) => format!("`{port}` is no port"),
    }
}

fn range_of(ports: &str) -> Option<Range<u32>> {
    let number = |text: &str| text.parse::<u32>().ok().filter(|&port| port <= 65_535);
    let (start, end) = match ports.split_once('-') {
        Some((start, end)) => (number(start)?, number(end)?),
        None => (number(ports)?, number(ports)?),
    };
    (start <= end).then(|| start..end + 1)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn what_is_wrong_in_a_port_is_marked_alone() {
        for (ports, place) in [
            ("80/foo", "foo"),
            ("65536", "65536"),
            ("http", "http"),
            ("90-80", "90-80"),
            ("/tcp", "/tcp"),
            ("1.2.3:80:80", "1.2.3"),
            ("x:80", "x"),
            ("80-81:80-83", "80-81"),
            ("80,443", "80,443"),
        ] {
            assert_eq!(marked("invalid-expose", &format!("FROM a\nEXPOSE {ports}\n")), [place], "{ports}");
        }
    }

    #[test]
    fn what_is_taken_is_left_alone() {
        for ports in
            ["80 443/TCP 53/udp", "0", "8000-8010/sctp", "127.0.0.1:80:8080", "[::1]:80:80", "$PORT", "\"80\"", "80/"]
        {
            assert!(marked("invalid-expose", &format!("FROM a\nEXPOSE {ports}\n")).is_empty(), "{ports}");
        }
    }

    #[test]
    fn defaults_are_judged_where_they_are_used() {
        assert_eq!(marked("invalid-expose", "FROM a\nARG P=x\nEXPOSE $P\n"), ["$P"]);
        assert!(marked("invalid-expose", "FROM a\nARG P\nEXPOSE $P\n").is_empty(), "nothing is exposed");
    }

    #[test]
    fn commas_become_blanks_and_comments_move_up() {
        assert_eq!(fixed("invalid-expose", "FROM a\nEXPOSE 80,443\n").as_deref(), Some("FROM a\nEXPOSE 80 443\n"));
        assert_eq!(fixed("invalid-expose", "FROM a\nEXPOSE 80 # web\n").as_deref(), Some("FROM a\n# web\nEXPOSE 80\n"));
    }
}
