//! Two hardware addresses for one interface.

use crate::model::compose::has_variable;
use crate::rules::prelude::*;

rule! {
    /// A service and its network give two hardware addresses.
    ///
    /// `mac_address` of the service is that of its first network. Where that network has another one, Compose refuses to
    /// create the container.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     mac_address: 02:42:ac:11:00:02
    ///     networks:
    ///       front:
    ///         mac_address: 02:42:ac:11:00:03
    /// networks:
    ///   front:
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     networks:
    ///       front:
    ///         mac_address: 02:42:ac:11:00:03
    /// networks:
    ///   front:
    /// ```
    "conflicting-mac-address", Warning, Ask,
    groups: [Correctness],
    concerns: ["rt-mac-mismatch"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("mac_address") {
        return;
    }
    for service in file.services() {
        let Some(own) = service.entry("mac_address") else { continue };
        let Some(networks) = service.get("networks") else { continue };
        let entries = networks.entries();
        let [only] = entries.as_slice() else { continue };
        let (Some(a), Some(b)) = (own.value.text(), only.value.get("mac_address")) else { continue };
        let Some(text) = b.text().filter(|text| !text.is_empty() && !a.is_empty()) else { continue };
        if has_variable(a) || has_variable(text) || a.eq_ignore_ascii_case(text) {
            continue;
        }
        let message = format!("The network gives another hardware address, `{text}`");
        let finding = report.at(own.value.span(), message);
        finding.related(b.span(), "the address in the network");
        if !own.merged {
            let edit = amend::remove_entry(file, service.value, own);
            finding.fix("Remove it here", edit).declares(&[Change::Model]);
        }
    }
}
