//! What only Swarm heeds.

use crate::model::compose::{Pair, Section, Service, Value};
use crate::rules::prelude::*;

rule! {
    /// A key has an effect under Swarm only.
    ///
    /// `docker compose up` reads the key, warns and goes on without it; an external config or secret, and one with a driver,
    /// it refuses to use at all. It warns of `storage_opt` and of the owner of every secret too, though the engine gets the
    /// one, and the other counts where Compose writes the file itself, from a variable or from `content`. A file that is meant for `docker stack deploy` can switch this rule off.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     deploy:
    ///       replicas: 2
    ///       placement:
    ///         constraints: [node.role==worker]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     deploy:
    ///       replicas: 2
    /// ```
    "swarm-only", Warning, Ask,
    groups: [Correctness],
    concerns: [
        "swarm-only-deploy-mode", "swarm-only-endpoint-mode", "swarm-only-deploy-labels", "swarm-only-placement",
        "swarm-only-update-config", "swarm-only-rollback-config", "swarm-only-port-mode", "swarm-only-file-ownership",
        "swarm-only-secret-driver", "swarm-only-cluster-volume", "swarm-only-credential-spec", "storage-opt-ignored",
        "rt-external-config", "rt-external-secret", "rt-config-driver", "rt-secret-driver",
    ],
}

/// Source: Compose 5.6, whose `config` warns of each.
const OF_DEPLOY: [&str; 6] = ["mode", "endpoint_mode", "labels", "placement", "update_config", "rollback_config"];
const OF_SERVICE: [&str; 2] = ["credential_spec", "storage_opt"];
const OF_FILES: [&str; 3] = ["uid", "gid", "mode"];

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        of_service(file, service, report);
    }
    for section in [Section::Configs, Section::Secrets] {
        for declared in file.declarations(section) {
            of_resource(file, section, declared.value, report);
        }
    }
}

fn of_service(file: &Compose, service: Service<'_>, report: &mut Report) {
    if let Some(deploy) = service.get("deploy") {
        for pair in OF_DEPLOY.iter().filter_map(|key| deploy.entry(key)) {
            let message = format!("`deploy.{}` has an effect under Swarm only", pair.key.text().unwrap_or(""));
            tell(file, deploy, pair, message, report);
        }
    }
    for pair in OF_SERVICE.iter().filter_map(|key| service.entry(key)) {
        let message = format!("Compose warns of `{}`: it is meant for Swarm", pair.key.text().unwrap_or(""));
        tell(file, service.value, pair, message, report);
    }
    let items = |key: &str| service.get(key).into_iter().flat_map(Value::items).filter(|item| item.is_mapping());
    for port in items("ports") {
        if let Some(pair) = port.entry("mode").filter(|pair| pair.value.text() == Some("host")) {
            tell(file, port, pair, "`mode: host` is heeded by Swarm's routing mesh only".to_owned(), report);
        }
    }
    for section in [Section::Configs, Section::Secrets] {
        for item in items(section.key()) {
            let name = item.get("source").and_then(Value::text).unwrap_or("");
            let is_file = file.at(&[section.key(), name, "file"]).is_some();
            for pair in OF_FILES.iter().filter_map(|name| item.entry(name)) {
                let key = pair.key.text().unwrap_or("");
                if is_file {
                    let message = format!("Outside Swarm `{key}` is ignored: the file keeps its own");
                    tell(file, item, pair, message, report);
                } else {
                    // It is warned of, and yet heeded where Compose writes the file itself.
                    report.at(pair.key.span(), format!("Compose warns of `{key}`: it is meant for Swarm"));
                }
            }
        }
    }
    for mount in items("volumes") {
        if let Some(kind) = mount.get("type").filter(|kind| kind.text() == Some("cluster")) {
            report.at(kind.span(), "Volumes of type `cluster` exist under Swarm only");
        }
    }
}

fn of_resource(file: &Compose, section: Section, resource: Value<'_>, report: &mut Report) {
    let what = section.entry();
    if let Some(pair) = resource.entry("external")
        && (pair.value.is_mapping() || pair.value.text() == Some("true"))
    {
        report.at(
            pair.key.span(),
            format!("Without Swarm there is no {what} outside the file: Compose refuses to use it"),
        );
    }
    for key in ["driver", "template_driver", "driver_opts"] {
        if let Some(pair) = resource.entry(key) {
            tell(file, resource, pair, format!("`{key}` of a {what} needs Swarm"), report);
        }
    }
}

fn tell(file: &Compose, mapping: Value<'_>, pair: Pair<'_>, message: String, report: &mut Report) {
    let finding = report.at(pair.key.span(), message);
    if !pair.merged {
        let title = format!("Remove `{}`", pair.key.text().unwrap_or(""));
        finding.fix(title, amend::remove_entry(file, mapping, pair)).declares(&[Change::Model]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn every_place_is_known() {
        let source = "\
services:
  a:
    image: x
    storage_opt: {size: 1G}
    ports: [{target: 80, mode: host}, {target: 81, mode: ingress}]
    deploy: {mode: global, replicas: 2, resources: {limits: {cpus: '1'}}}
    secrets: [{source: s, uid: \"1\"}]
    volumes: [{type: cluster, source: v, target: /v}]
secrets: {s: {file: ./x, driver_opts: {a: b}}, t: {external: true}, u: {file: ./u}}
volumes: {v: {external: true}}
";
        let wanted = ["storage_opt", "mode", "mode", "uid", "cluster", "driver_opts", "external"];
        let mut found = marked("swarm-only", source);
        found.sort_unstable();
        let mut wanted: Vec<String> = wanted.iter().map(|text| (*text).to_owned()).collect();
        wanted.sort_unstable();
        assert_eq!(found, wanted);
    }

    #[test]
    fn what_may_yet_be_heeded_is_not_taken_away() {
        let source = "\
services: {a: {image: x, secrets: [{source: s, mode: 0400}, {source: t, mode: 0400}]}}
secrets: {s: {file: ./s}, t: {environment: T}}
";
        let fixes: Vec<_> = findings("swarm-only", source).iter().map(|finding| finding.fixes.len()).collect();
        assert_eq!(fixes, [1, 0]);
    }
}
