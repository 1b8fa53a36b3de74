//! The names by which the services of a project speak of each other and of its resources, once all files are one.

use super::Project;
use super::datum::{Content, Datum, Origin};
use crate::model::compose::mount::is_host_path;
use crate::model::compose::{Mount, ReferenceKind, Section};

/// A name that a service uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub service: String,
    pub kind: ReferenceKind,
    /// Where the name must be declared.
    pub section: Section,
    pub name: String,
    /// Of the value that says it.
    pub at: Origin,
    /// Whether a profile that is not chosen keeps the service off.
    pub is_off: bool,
}

impl Project {
    /// Every name that a service uses.
    pub fn uses(&self) -> &[Use] {
        self.uses.get_or_init(|| {
            let services = self.root.get("services").map_or(&[][..], Datum::entries);
            let of = |entry: &super::Entry| {
                let service = &entry.value;
                let profiles = service.get("profiles").map_or(&[][..], Datum::items);
                let is_off = !self.environment.turns_on(profiles.iter().filter_map(Datum::as_text));
                let mut found = Found { service: &entry.name, is_off, uses: Vec::new() };
                found.all(service);
                found.uses
            };
            services.iter().flat_map(of).collect()
        })
    }
}

struct Found<'a> {
    service: &'a str,
    is_off: bool,
    uses: Vec<Use>,
}

impl Found<'_> {
    fn all(&mut self, service: &Datum) {
        use ReferenceKind::{
            BuildContext, BuildSecret, Config, DependsOn, Link, Model, Namespace, Network, Secret, VolumesFrom,
        };
        let items = |key: &str| service.get(key).map_or(&[][..], Datum::items);
        self.names(service.get("depends_on"), Section::Services, |value| {
            let required = value.and_then(|value| value.get("required")).map(Datum::content);
            DependsOn { required: required != Some(&Content::Boolean(false)) }
        });
        for link in items("links") {
            let name = |text: &str| match text.split_once(':') {
                Some((name, alias)) if !alias.contains(':') => name.to_owned(),
                _ => text.to_owned(),
            };
            self.add(Link, Section::Services, link.as_text().map(name), link.origins());
        }
        for from in items("volumes_from") {
            let text = from.as_text().filter(|text| !text.starts_with("container:"));
            let name = text.and_then(|text| text.split(':').next()).map(str::to_owned);
            self.add(VolumesFrom, Section::Services, name, from.origins());
        }
        for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
            let Some(shared) = service.get(key) else { continue };
            let name = shared.as_text().and_then(|text| text.strip_prefix("service:")).map(str::to_owned);
            self.add(Namespace, Section::Services, name, shared.origins());
        }
        let build = service.get("build");
        let contexts = build.and_then(|build| build.get("additional_contexts"));
        for context in contexts.map_or(&[][..], Datum::items) {
            let name = context.as_text().and_then(|text| text.split_once("=service:")).map(|(_, name)| name.to_owned());
            self.add(BuildContext, Section::Services, name, context.origins());
        }
        for context in contexts.map_or(&[][..], Datum::entries) {
            let name = context.value.as_text().and_then(|text| text.strip_prefix("service:")).map(str::to_owned);
            self.add(BuildContext, Section::Services, name, context.value.origins());
        }
        self.names(service.get("networks"), Section::Networks, |_| Network);
        self.names(service.get("models"), Section::Models, |_| Model);
        for mount in items("volumes") {
            self.add(ReferenceKind::Volume, Section::Volumes, volume(mount), mount.origins());
        }
        for (sources, section, kind) in [
            (service.get("secrets"), Section::Secrets, Secret),
            (service.get("configs"), Section::Configs, Config),
            (build.and_then(|build| build.get("secrets")), Section::Secrets, BuildSecret),
        ] {
            for source in sources.map_or(&[][..], Datum::items) {
                let name = if source.is_mapping() { source.get("source") } else { Some(source) };
                let text = name.map_or(Some(""), Datum::as_text);
                self.add(kind, section, text.map(str::to_owned), name.unwrap_or(source).origins());
            }
        }
    }

    /// The items of a list, or the keys of a mapping.
    fn names(&mut self, value: Option<&Datum>, section: Section, kind: impl Fn(Option<&Datum>) -> ReferenceKind) {
        for item in value.map_or(&[][..], Datum::items) {
            self.add(kind(None), section, item.as_text().map(str::to_owned), item.origins());
        }
        for entry in value.map_or(&[][..], Datum::entries) {
            self.add(kind(Some(&entry.value)), section, Some(entry.name.clone()), &entry.keys);
        }
    }

    fn add(&mut self, kind: ReferenceKind, section: Section, name: Option<String>, origins: &[Origin]) {
        let (Some(name), Some(&at)) = (name, origins.first()) else { return };
        let (service, is_off) = (self.service.to_owned(), self.is_off);
        self.uses.push(Use { service, kind, section, name, at, is_off });
    }
}

/// The volume that a mount names.
fn volume(mount: &Datum) -> Option<String> {
    if mount.is_mapping() {
        let is_volume = mount.get("type").and_then(Datum::as_text) == Some("volume");
        let source = mount.get("source").filter(|_| is_volume)?.as_text()?;
        return (!source.is_empty()).then(|| source.to_owned());
    }
    let text = mount.as_text()?;
    let source = &text[Mount::parse(text).ok()?.source?];
    (!is_host_path(source)).then(|| source.to_owned())
}
