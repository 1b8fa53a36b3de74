//! Hosts in texts: where an address names the machine that it leads to.
//!
//! Source: RFC 3986, section 3.2. Drivers of databases and brokers list several hosts with commas, which the RFC has no word
//! for. A text is only taken for a host on its own where the variable that holds it says so.

use std::ops::Range;

/// The hosts of the addresses in a text: `db` in `postgres://user:word@db:5432/app`, each of `mongodb://a:1,b:2/`.
pub fn of_addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("//") {
        let start = at + 2;
        let is_end = |c: char| c.is_whitespace() || "/?#\"'`}){|<>;\\".contains(c);
        let end = text[start..].find(is_end).map_or(text.len(), |length| start + length);
        // A variable may stand for the user or the password, braces and all: what counts is behind the last `@`.
        let end_of_user = text[start..].find(|c: char| c.is_whitespace() || "/\"'`".contains(c));
        let user = text[start..end_of_user.map_or(text.len(), |length| start + length)].rfind('@');
        match user.map(|user| start + user + 1) {
            Some(host) => {
                let end = text[host..].find(is_end).map_or(text.len(), |length| host + length);
                found.extend(listed(text, host..end));
            }
            None => found.extend(listed(text, start..end)),
        }
    }
    found
}

/// The hosts of a text that is nothing else: `db`, `db:5432`, `a:1,b:2`; none where any part of it is something else.
pub fn alone(text: &str) -> Vec<Range<usize>> {
    let found = listed(text, 0..text.len());
    if found.len() == text.split(',').count() { found } else { Vec::new() }
}

/// Whether the name of a variable says that a host is in it.
pub fn is_for_host(variable: &str) -> bool {
    const WORDS: [&str; 14] = [
        "HOST", "HOSTS", "HOSTNAME", "SERVER", "SERVERS", "BROKER", "BROKERS", "ADDR", "ADDRESS", "ENDPOINT", "URL",
        "URI", "UPSTREAM", "NODES",
    ];
    variable.to_ascii_uppercase().split(['_', '.', '-']).any(|word| WORDS.contains(&word))
}

/// The hosts of a list with commas, each with a port or none.
fn listed(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = range.start;
    for part in text[range].split(',') {
        let (host, port) = part.split_once(':').map_or((part, None), |(host, port)| (host, Some(port)));
        let is_name = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        let is_port =
            |port: &str| port.starts_with('$') || (!port.is_empty() && port.chars().all(|c| c.is_ascii_digit()));
        if is_name && port.is_none_or(is_port) {
            found.push(at..at + host.len());
        }
        at += part.len() + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addressed(text: &str) -> Vec<&str> {
        of_addresses(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn an_address_names_its_host() {
        for (text, hosts) in [
            ("postgres://db:db@db:5432/db", &["db"][..]),
            ("http://web", &["web"]),
            ("curl -f http://web:80/x || wget http://api/", &["web", "api"]),
            ("mongodb://a:1,b:2/?x=//", &["a", "b"]),
            ("${URL:-redis://cache:6379}", &["cache"]),
            ("amqp://${USER}:${PASS:-x}@mq:5672", &["mq"]),
            ("http://web:$PORT/", &["web"]),
            ("http://a:92,http://b:92", &["a", "b"]),
            ("PLAINTEXT://:29092,HOST://kafka:9092", &["kafka"]),
            ("http://$HOST/ // x", &[]),
        ] {
            assert_eq!(addressed(text), hosts, "{text}");
        }
    }

    #[test]
    fn a_host_stands_alone_where_its_variable_says_so() {
        assert_eq!(alone("db:5432").first(), Some(&(0..2)));
        assert_eq!(alone("a:1,b").len(), 2);
        assert!(alone("a b").is_empty() && alone("db:x").is_empty() && alone("$X").is_empty());
        assert!(is_for_host("DB_HOST") && is_for_host("spring.redis.host") && is_for_host("ELASTICSEARCH_HOSTS"));
        assert!(!is_for_host("POSTGRES_DB") && !is_for_host("GHOST"));
    }
}
