//! A published port that the built image does not expose.

use crate::rules::prelude::*;

rule! {
    /// A service publishes a port that its Dockerfile does not expose.
    ///
    /// Publishing works without `EXPOSE`. But a Dockerfile that says which ports its program listens on is usually right, so
    /// that another number here leads to a port where nobody answers. Where the Dockerfile exposes nothing, or takes a number
    /// from a variable, the rule says nothing.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     build: .
    ///     ports:
    ///       - "8080:8080"
    /// ```
    /// ```text
    /// Dockerfile
    ///     FROM node:24
    ///     EXPOSE 3000
    ///     CMD ["node", "server.js"]
    /// ```
    "unexposed-port", Info,
    groups: [Correctness],
    concerns: ["port-not-exposed"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(build) = file.build_of(service) else { continue };
        let Some(dockerfile) = build.dockerfile() else { continue };
        let Some(stage) = service.built_stage(dockerfile) else { continue };
        let written = dockerfile.runtime_of(stage).exposed;
        let from_base = dockerfile.image_under(stage).map(|image| image.ports.clone()).unwrap_or_default();
        let ranges: Option<Vec<_>> = written.iter().map(String::as_str).chain(from_base).map(exposed_range).collect();
        let Some(exposed) = ranges.filter(|_| !written.is_empty()) else { continue };
        for port in service.ports() {
            let Some((first, last)) = port.target_ports() else { continue };
            if exposed.iter().any(|(low, high)| *low <= first && last <= *high) {
                continue;
            }
            let list: Vec<&str> = written.iter().map(String::as_str).collect();
            let message =
                format!("Port {} is published, but {} exposes {}", port.target, build.place(), list.join(", "));
            report.at(port.value.span(), message);
        }
    }
}

/// The ports of an entry of EXPOSE; `None` where a variable decides.
fn exposed_range(text: &str) -> Option<(u16, u16)> {
    let ports = text.split('/').next().unwrap_or(text);
    let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
    Some((first.parse().ok()?, last.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    fn told(ports: &str, dockerfile: &str) -> usize {
        let compose = format!("services:\n  a: {{build: ., ports: [{ports}]}}\n");
        findings_among("unexposed-port", &[("Dockerfile", dockerfile)], &compose).len()
    }

    #[test]
    fn a_range_and_the_base_expose_too() {
        assert_eq!(told("'80:3005'", "FROM example/x\nEXPOSE 3000-3010\n"), 0);
        assert_eq!(told("'80:80'", "FROM nginx:1.29\nEXPOSE 9000\n"), 0);
        assert_eq!(told("'80:80'", "FROM example/x\nEXPOSE 9000/tcp\n"), 1);
    }

    #[test]
    fn silence_where_the_dockerfile_says_nothing_certain() {
        assert_eq!(told("'80:80'", "FROM example/x\n"), 0);
        assert_eq!(told("'80:80'", "FROM example/x\nEXPOSE $PORT\n"), 0);
    }
}
