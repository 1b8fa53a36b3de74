//! Published ports in words.

use super::resolved::filled;
use crate::ide::hover::page::code;
use crate::model::Compose;
use crate::model::compose::Published;
use crate::reference::ports::known_port;

/// What an entry of `ports` publishes: `publishes host port 8080 on every address → port 80/tcp (usually HTTP)`.
pub(super) fn published(file: &Compose, port: &Published<'_>) -> String {
    let target = filled(file, port.target);
    let protocol = filled(file, port.protocol);
    let known = target.parse::<u16>().ok().and_then(known_port);
    let usual = known.map(|known| format!(" (usually {})", known.service)).unwrap_or_default();
    let address = port.host_ip.map(|address| filled(file, address)).filter(|address| !address.is_empty());
    let on = match address.as_deref().map(|address| address.trim_matches(['[', ']'])) {
        None | Some("0.0.0.0" | "::") => "on every address".to_owned(),
        Some("127.0.0.1" | "::1" | "localhost") => "for this machine only".to_owned(),
        Some(address) => format!("on {}", code(address)),
    };
    let host = match port.published.map(|published| filled(file, published)).filter(|text| !text.is_empty()) {
        Some(range) if range.contains('-') => format!("host ports {range}"),
        Some(port) => format!("host port {port}"),
        None => "a host port that the engine picks".to_owned(),
    };
    let ports = if target.contains('-') { "ports" } else { "port" };
    format!("publishes {host} {on} → {ports} {target}/{protocol} of the container{usual}")
}

#[cfg(test)]
mod tests {
    use super::super::testing::says;

    #[test]
    fn ports_are_told_in_words() {
        let says = |port: &str, words: &str| {
            let source = format!("services:\n  a:\n    image: x\n    ports: [\"{port}$0\"]\n");
            says(&source, &format!("\"{port}\""), words);
        };
        says("8080:80", "Publishes host port 8080 on every address → port 80/tcp of the container (usually HTTP)");
        says("127.0.0.1:5432:5432", "host port 5432 for this machine only → port 5432/tcp");
        says("53/udp", "a host port that the engine picks on every address → port 53/udp");
        says("3000-3002:3000-3002", "host ports 3000-3002 on every address → ports 3000-3002/tcp");
        says("${P:-90}:80", "host port 90 on every address");
    }
}
