//! Addresses that are none.

use super::tell_doubts;
use crate::model::compose::Subject;
use crate::rules::prelude::*;

rule! {
    /// An address cannot be read.
    ///
    /// `dns`, the addresses of a service in its networks, subnets, gateways and hardware addresses are read by the engine, not by
    /// Compose: a wrong one shows when the container is to start.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     dns: 8.8.8
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     dns: 8.8.8.8
    /// ```
    "invalid-address", Warning,
    groups: [Correctness],
    concerns: ["rt-dns-invalid", "rt-mac-invalid", "rt-ip-invalid", "rt-subnet-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    tell_doubts(file, report, Subject::Address);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn addresses_are_read_as_the_engine_reads_them() {
        let source = "\
services:
  a:
    image: x
    mac_address: 02:42:ac:11:00
    networks: {n: {ipv4_address: \"::1\", ipv6_address: fd00::5}}
networks:
  n: {ipam: {config: [{subnet: 172.28.0.0/33, gateway: 172.28.0.1}]}}
";
        assert_eq!(marked("invalid-address", source), ["02:42:ac:11:00", "::1", "172.28.0.0/33"]);
    }
}
