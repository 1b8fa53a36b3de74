//! One list in two forms.

use crate::model::compose::{MountKind, Mounted, Published, Service, Value, has_variable};
use crate::rules::prelude::*;
use crate::rules::rewrite::scalar;

rule! {
    /// A list has entries in the short form and in the long one.
    ///
    /// Both say the same, and side by side they are hard to compare. The fix spells the short ones out, where all of them have a
    /// long form that means just that.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     ports:
    ///       - "8080:80"
    ///       - target: 443
    ///         published: "8443"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     ports:
    ///       - target: 80
    ///         published: "8080"
    ///       - target: 443
    ///         published: "8443"
    /// ```
    "mixed-syntax", Hint, Ask,
    default: off,
    groups: [Style],
    concerns: ["short-long-syntax"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for key in ["ports", "volumes", "secrets", "configs"] {
            let Some(list) = service.get(key) else { continue };
            let Some(long) = list.items().find(|item| item.is_mapping()) else { continue };
            let short: Vec<Value<'_>> = list.items().filter(|item| !item.is_mapping()).collect();
            let Some(first) = short.first() else { continue };
            let edits: Option<Vec<Edit>> = short
                .iter()
                .map(|item| amend::replace_item(file, *item, &Yaml::Map(long_form(service, key, *item)?)))
                .collect();
            report
                .at(first.span(), format!("`{key}` has entries in the short form and in the long one"))
                .related(file.first_line(long.span()), "the long form")
                .fix("Spell the short ones out", edits)
                .declares(&[Change::Model]);
        }
    }
}

/// A short entry in the words of the long form.
fn long_form(service: Service<'_>, key: &str, item: Value<'_>) -> Option<Vec<(String, Yaml)>> {
    let entries = match key {
        "ports" => port(&service.ports().find(|port| port.value.id() == item.id())?)?,
        "volumes" => mount(&service.mounts().find(|mount| mount.value.id() == item.id())?)?,
        _ => vec![("source", Yaml::text(scalar(item.as_str()?)))],
    };
    Some(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn port(port: &Published<'_>) -> Option<Vec<(&'static str, Yaml)>> {
    let (target, last) = port.target_ports()?;
    if target != last {
        return None;
    }
    let mut entries = vec![("target", Yaml::text(target.to_string()))];
    if let Some(published) = port.published {
        entries.push(("published", Yaml::text(scalar(published))));
    }
    if let Some(ip) = port.host_ip.filter(|ip| !ip.is_empty()) {
        entries.push(("host_ip", Yaml::text(scalar(ip.trim_matches(['[', ']'])))));
    }
    if port.protocol != "tcp" {
        entries.push(("protocol", Yaml::text(scalar(port.protocol))));
    }
    Some(entries)
}

fn mount(mount: &Mounted<'_>) -> Option<Vec<(&'static str, Yaml)>> {
    let kind = match mount.kind {
        MountKind::Bind => "bind",
        MountKind::Volume | MountKind::Anonymous => "volume",
        MountKind::Tmpfs | MountKind::Other => return None,
    };
    if has_variable(mount.target) {
        return None;
    }
    let mut entries = vec![("type", Yaml::text(kind))];
    if let Some(source) = mount.source {
        entries.push(("source", Yaml::text(scalar(source))));
    }
    entries.push(("target", Yaml::text(scalar(mount.target))));
    match mount.options {
        "" | "rw" => {}
        "ro" => entries.push(("read_only", Yaml::text("true"))),
        _ => return None,
    }
    if kind == "bind" {
        // The short form makes the path of the host where it is missing.
        entries.push(("bind", Yaml::map([("create_host_path", Yaml::text("true"))])));
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    fn with(key: &str, items: &str) -> String {
        format!("services:\n  a:\n    image: x\n    {key}:\n{items}")
    }

    #[test]
    fn every_list_is_spelt_out() {
        let after = |key: &str, items: &str| fixed("mixed-syntax", &with(key, items));
        assert_eq!(
            after("secrets", "    - a # why\n    - source: b\n"),
            Some(with("secrets", "    - source: a # why\n    - source: b\n"))
        );
        assert_eq!(
            after("ports", "    - 127.0.0.1::53/udp\n    - {target: 1}\n"),
            Some(with("ports", "    - target: 53\n      host_ip: 127.0.0.1\n      protocol: udp\n    - {target: 1}\n"))
        );
        assert_eq!(
            after("volumes", "    - {type: tmpfs, target: /t}\n    - data:/d:ro\n"),
            Some(with(
                "volumes",
                "    - {type: tmpfs, target: /t}\n    - type: volume\n      source: data\n      target: /d\n      read_only: true\n"
            ))
        );
    }

    #[test]
    fn one_entry_that_cannot_stops_all() {
        let found = findings("mixed-syntax", &with("ports", "    - \"80-81:80-81\"\n    - 90\n    - target: 1\n"));
        assert!(found.len() == 1 && found[0].fixes.is_empty());
        assert!(findings("mixed-syntax", &with("ports", "    - 80\n    - 81\n")).is_empty());
    }
}
