//! Published ports in their short form: `[[ip:]host:]container[/protocol]`.
//!
//! Source: go-connections, `nat.ParsePortSpec`, as Compose 5.6 answers.

use std::net::IpAddr;
use std::ops::Range;

/// A short port as its text says it. The ranges are bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Without brackets.
    pub host_ip: Option<Range<usize>>,
    /// The port or ports on the host; `None` where the engine picks one.
    pub published: Option<(Range<usize>, Ports)>,
    pub target: (Range<usize>, Ports),
    pub protocol: Option<Range<usize>>,
}

/// The first and last of a range of ports; equal for one.
pub type Ports = (u16, u16);

/// Why a text is no port, and which bytes of it are to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortFault {
    pub range: Range<usize>,
    /// In a sentence without a full stop.
    pub message: String,
}

impl Port {
    /// Reads a text without variables.
    ///
    /// # Errors
    /// Where Compose refuses the text.
    pub fn parse(text: &str) -> Result<Port, PortFault> {
        let (host, container) = match text.rfind(':') {
            Some(colon) => (Some(0..colon), colon + 1..text.len()),
            None => (None, 0..text.len()),
        };
        let (ip, published) = match &host {
            Some(host) => match text[host.clone()].rfind(':') {
                Some(colon) => (Some(0..colon), colon + 1..host.end),
                None => (None, host.clone()),
            },
            None => (None, 0..0),
        };
        let slash = text[container.clone()].find('/').map_or(container.end, |at| container.start + at);
        let (target, protocol) = (container.start..slash, (slash + 1).min(container.end)..container.end);
        let fault = |range: Range<usize>, message: String| Err(PortFault { range, message });
        let host_ip = match ip.filter(|ip| !ip.is_empty()).map(|ip| (address(text, &ip), ip)) {
            Some((Some(bare), _)) => Some(bare),
            Some((None, ip)) => return fault(ip.clone(), format!("`{}` is not an IP address", &text[ip])),
            None => None,
        };
        if target.is_empty() {
            return fault(0..text.len(), "no port of the container is given".to_owned());
        }
        let target_ports = read_ports(text, &target)?;
        if target_ports.0 == 0 {
            return fault(target, "a container has no port 0".to_owned());
        }
        let published_ports = match published.is_empty() {
            true => None,
            false => Some((published.clone(), read_ports(text, &published)?)),
        };
        if let Some((_, host)) = &published_ports
            && target_ports.0 != target_ports.1
            && host.1 - host.0 != target_ports.1 - target_ports.0
        {
            return fault(0..text.len(), "the two ranges of ports have different lengths".to_owned());
        }
        let known = ["tcp", "udp", "sctp"].iter().any(|known| text[protocol.clone()].eq_ignore_ascii_case(known));
        if !protocol.is_empty() && !known {
            let message = format!("`{}` is not a protocol: `tcp`, `udp` and `sctp` are", &text[protocol.clone()]);
            return fault(protocol, message);
        }
        Ok(Port {
            host_ip,
            published: published_ports,
            target: (target, target_ports),
            protocol: Some(protocol).filter(|protocol| !protocol.is_empty()),
        })
    }
}

/// The address without its brackets; `None` where it is none. Go reads neither zones nor leading zeros here.
fn address(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let written = &text[range.clone()];
    let bracketed = written.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let bare = if bracketed.is_some() { range.start + 1..range.end - 1 } else { range.clone() };
    text[bare.clone()].parse::<IpAddr>().ok().map(|_| bare)
}

fn read_ports(text: &str, range: &Range<usize>) -> Result<Ports, PortFault> {
    let written = &text[range.clone()];
    let fault = |message: String| PortFault { range: range.clone(), message };
    let number = |text: &str| -> Result<u16, PortFault> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fault(format!("`{written}` is not a port")));
        }
        digits.parse().map_err(|_| fault(format!("`{text}` is beyond the last port, 65535")))
    };
    let (first, last) = match written.split_once('-') {
        Some((first, last)) => (number(first)?, number(last)?),
        None => (number(written)?, number(written)?),
    };
    if last < first {
        return Err(fault(format!("the range `{written}` runs backwards")));
    }
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_falls_into_its_parts() {
        let text = "127.0.0.1:8080-8081:80-81/udp";
        let port = Port::parse(text).expect("a port");
        assert_eq!(port.host_ip.map(|ip| &text[ip]), Some("127.0.0.1"));
        assert_eq!(port.published.map(|(_, ports)| ports), Some((8080, 8081)));
        assert_eq!(port.target.1, (80, 81));
        assert_eq!(port.protocol.map(|protocol| &text[protocol]), Some("udp"));
    }

    #[test]
    fn compose_and_we_agree() {
        for text in [
            "[::1]:80:80",
            "::1:80:80",
            "1.2.3.4::80",
            ":80",
            "80/",
            "80/TCP",
            "0:80",
            "80-81:80",
            "80-80:80",
            "+80",
            "080",
        ] {
            assert!(Port::parse(text).is_ok(), "{text}");
        }
        for (text, blamed) in [
            ("a:80:80", "a"),
            ("1.2.3.4:80", "1.2.3.4"),
            ("80:", "80:"),
            ("", ""),
            ("80/foo", "foo"),
            ("80/tcp/udp", "tcp/udp"),
            ("80-", "80-"),
            ("70000", "70000"),
            ("80:0", "0"),
            ("80:80-81", "80:80-81"),
            ("8 0", "8 0"),
            ("[::1]:80", "[:"),
            ("80:80:80:80:80", "80:80:80"),
            ("01.2.3.4:80:80", "01.2.3.4"),
            ("fe80::1%eth0:80:80", "fe80::1%eth0"),
            ("80-81-82:80", "80-81-82"),
            ("82-80:80", "82-80"),
            (" 80:80", " 80"),
        ] {
            let fault = Port::parse(text).expect_err(text);
            assert_eq!(&text[fault.range], blamed, "{text}");
        }
    }
}
