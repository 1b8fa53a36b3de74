//! One port of the host for two services.

use crate::model::compose::{Published, Service, has_variable};
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// Two services publish the same port of the host.
    ///
    /// A port of the host belongs to one container. Whichever starts second fails with `port is already allocated`. Addresses,
    /// protocols and ranges count: `127.0.0.1:80` and `127.0.0.2:80` get along, `80` and `127.0.0.1:80` do not. The containers
    /// of one service share nothing either, so `scale: 2` needs a range of ports.
    ///
    /// Services that never run together, since no profile turns both on, are left alone.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ports:
    ///       - "8080:80"
    ///   api:
    ///     image: example/api:1
    ///     ports:
    ///       - "8000-8100:8000-8100"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ports:
    ///       - "8080:80"
    ///   api:
    ///     image: example/api:1
    ///     ports:
    ///       - "8000-8079:8000-8079"
    /// ```
    "duplicate-port", Warning,
    groups: [Correctness],
    aka: ["dclint:no-duplicate-exported-ports"],
    concerns: ["duplicate-published-port"],
}

/// Ports that may overlap the one at hand; no real file has as many.
const MAX_OVERLAPPING: usize = 64;

/// A published port and who publishes it.
struct Claim<'a> {
    /// Its place in the order of the file.
    index: usize,
    service: Service<'a>,
    port: Published<'a>,
    /// First and last; equal where a variable decides.
    ports: (u16, u16),
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("ports") {
        return;
    }
    let mut fixed: Vec<Claim<'_>> = Vec::new();
    let mut by_variable: HashMap<&str, Vec<Claim<'_>>> = HashMap::new();
    let mut index = 0;
    for service in file.services().into_iter().filter(|service| !has_own_ports(*service)) {
        for port in service.ports() {
            let Some(published) = port.published else { continue };
            index += 1;
            if has_variable(published) {
                let ports = (0, 0);
                by_variable.entry(published).or_default().push(Claim { index, service, port, ports });
            } else if let Some(ports) = claimed(&port) {
                tell_of_copies(service, &port, ports, report);
                fixed.push(Claim { index, service, port, ports });
            }
        }
    }
    let mut found = clashes(fixed);
    found.extend(by_variable.into_values().flat_map(clashes));
    found.sort_by_key(|(second, _)| second.index);
    for (second, (first_name, first_place)) in found {
        let place = place_of(second.service, &second.port);
        let whose =
            if first_name == second.service.name { "This service".to_owned() } else { format!("`{first_name}`") };
        let message = format!("{whose} publishes the port {} of the host already", second.port.published.unwrap_or(""));
        report.at(place, message).related(first_place, "the first time");
    }
}

/// Whether the ports of a service are no ports of the host.
fn has_own_ports(service: Service<'_>) -> bool {
    service.get("network_mode").and_then(|mode| mode.text()).is_some_and(|mode| mode != "bridge")
}

/// The ports of the host that a mapping takes for itself. Of a range that stands for one port of the container the engine
/// picks one that is free.
fn claimed(port: &Published<'_>) -> Option<(u16, u16)> {
    let (first, last) = port.published_ports().filter(|ports| ports.0 != 0)?;
    let picks = first != last && port.target_ports().is_none_or(|(first, last)| first == last);
    (!picks).then_some((first, last))
}

fn tell_of_copies(service: Service<'_>, port: &Published<'_>, ports: (u16, u16), report: &mut Report) {
    let copies = service.get("scale").and_then(|scale| scale.text()?.parse::<u32>().ok()).unwrap_or(1);
    if copies > 1 && ports.0 == ports.1 {
        let message = format!("{copies} containers cannot share the port {} of the host", ports.0);
        report.at(place_of(service, port), message);
    }
}

/// The claims that come too late, each with the name and the place of one that was there before.
fn clashes(mut claims: Vec<Claim<'_>>) -> Vec<(Claim<'_>, (&str, Span))> {
    claims.sort_by_key(|claim| (claim.ports.0, claim.index));
    // By the place in `claims`, the claim that it loses to.
    let mut losses: HashMap<usize, usize> = HashMap::new();
    let mut open: Vec<usize> = Vec::new();
    for at in 0..claims.len() {
        open.retain(|&other| claims[other].ports.1 >= claims[at].ports.0);
        for &other in open.iter().filter(|&&other| clash(&claims[other], &claims[at])) {
            let (first, second) = if claims[other].index < claims[at].index { (other, at) } else { (at, other) };
            losses.entry(second).or_insert(first);
        }
        if open.len() < MAX_OVERLAPPING {
            open.push(at);
        }
    }
    let winner = |at: usize| (claims[at].service.name, place_of(claims[at].service, &claims[at].port));
    let winners: HashMap<usize, (&str, Span)> = losses.into_iter().map(|(loser, at)| (loser, winner(at))).collect();
    claims.into_iter().enumerate().filter_map(|(at, claim)| Some((claim, *winners.get(&at)?))).collect()
}

/// Whether two claims on ports that overlap exclude each other.
fn clash(a: &Claim<'_>, b: &Claim<'_>) -> bool {
    // What is written twice in one service is read once.
    let is_repeated = a.service.key == b.service.key && a.port.target == b.port.target && a.ports == b.ports;
    a.port.protocol.eq_ignore_ascii_case(b.port.protocol)
        && addresses_overlap(a.port.host_ip, b.port.host_ip)
        && !is_repeated
        && run_together(a.service, b.service)
}

fn addresses_overlap(a: Option<&str>, b: Option<&str>) -> bool {
    let (a, b) = (a.unwrap_or(""), b.unwrap_or(""));
    let any = |ip: &str, other: &str| match ip {
        "" => true,
        "0.0.0.0" => !other.contains(':'),
        "::" | "[::]" => other.contains(':'),
        _ => false,
    };
    a == b || any(a, b) || any(b, a)
}

/// Whether a profile, or none at all, turns both on.
fn run_together(a: Service<'_>, b: Service<'_>) -> bool {
    let [a, b] = [a, b].map(|service| service.profiles().filter_map(|profile| profile.text()).collect::<Vec<_>>());
    a.is_empty() == b.is_empty() && (a.is_empty() || a.iter().any(|profile| b.contains(profile)))
}

/// Where the port of a service is written; its name where an alias or a merge key brings the port.
fn place_of(service: Service<'_>, port: &Published<'_>) -> Span {
    let span = port.value.span();
    if service.span.contains(span) { span } else { service.key }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    fn with(a: &str, b: &str) -> Vec<String> {
        let service = |name: &str, body: &str| format!("  {name}: {{image: x, {body}}}\n");
        marked("duplicate-port", &format!("services:\n{}{}", service("a", a), service("b", b)))
    }

    fn ports(a: &str, b: &str) -> usize {
        with(&format!("ports: [\"{a}\"]"), &format!("ports: [\"{b}\"]")).len()
    }

    #[test]
    fn addresses_protocols_and_ranges_count() {
        for (a, b) in [
            ("80:80", "80:8080"),
            ("127.0.0.1:80:80", "80:80"),
            ("0.0.0.0:80:80", "127.0.0.1:80:80"),
            ("80-90:80-90", "85:1"),
            ("85:1", "80-90:80-90"),
            ("${P}:80", "${P}:90"),
            ("80:80/tcp", "80:80"),
        ] {
            assert_eq!(ports(a, b), 1, "{a} {b}");
        }
        for (a, b) in [
            ("80:80", "81:80"),
            ("80", "80"),
            ("80:80/udp", "80:80"),
            ("127.0.0.1:80:80", "127.0.0.2:80:80"),
            ("[::1]:80:80", "127.0.0.1:80:80"),
            ("80-90:80", "85:1"),
            ("${P}:80", "${Q}:80"),
            ("0:80", "0:80"),
        ] {
            assert_eq!(ports(a, b), 0, "{a} {b}");
        }
    }

    #[test]
    fn who_never_runs_together_may_share() {
        let port = "ports: [\"80:80\"]";
        assert!(with(&format!("profiles: [a], {port}"), &format!("profiles: [b], {port}")).is_empty());
        assert!(with(port, &format!("profiles: [dev], {port}")).is_empty());
        assert_eq!(with(&format!("profiles: [a, b], {port}"), &format!("profiles: [b], {port}")).len(), 1);
        assert!(with(port, &format!("network_mode: host, {port}")).is_empty());
    }

    #[test]
    fn copies_of_one_service_do_not_share() {
        assert_eq!(with("scale: 2, ports: [\"80:80\"]", "scale: 2, ports: [\"80-81:80\"]"), ["\"80:80\""]);
        assert_eq!(with("ports: [\"80:80\", \"80:81\"]", "ports: [\"90:90\", \"90:90\"]"), ["\"80:81\""]);
    }

    #[test]
    fn shared_lists_are_told_at_the_service() {
        let source = "x: &x [\"80:80\"]\nservices:\n  a: {image: x, ports: *x}\n  b: {image: x, ports: *x}\n";
        assert_eq!(marked("duplicate-port", source), ["b"]);
    }
}
