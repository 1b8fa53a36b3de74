//! The names by which a service speaks of other services and of top-level resources, each with its place.
//!
//! Source: compose-go, `loader/normalize.go` and `loader/validate.go`.

use super::{Mount, Section, Service, Value, has_variable};
use crate::text::Span;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A name used. Names that a variable decides are not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub kind: ReferenceKind,
    /// Where the name must be declared.
    pub section: Section,
    pub name: String,
    /// Of the name alone.
    pub span: Span,
}

/// How a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// In `depends_on`.
    DependsOn {
        /// `required: false` is not given.
        required: bool,
    },
    /// In `links`, before the alias.
    Link,
    /// In `volumes_from`.
    VolumesFrom,
    /// `service:…` of `network_mode`, `ipc`, `pid`, `uts` or `cgroup`.
    Namespace,
    /// In `extends`, without a file.
    Extends,
    /// `service:…` of a build's `additional_contexts`.
    BuildContext,
    Network,
    Volume,
    Secret,
    BuildSecret,
    Config,
    Model,
}

impl ReferenceKind {
    /// Whether the one that is named must start before the one that names it.
    pub fn orders(self) -> bool {
        matches!(self, Self::DependsOn { .. } | Self::Link | Self::VolumesFrom | Self::Namespace)
    }
}

/// What the services of a file name.
#[derive(Debug, Default)]
pub(super) struct References {
    /// By the place of a service's name.
    by_service: HashMap<Span, Vec<Reference>>,
    /// By the same, the places where an empty text stands for a name, and the section that it would be of.
    nameless: HashMap<Span, Vec<(Section, Span)>>,
    /// The sections in which variables decide some name.
    varying: HashSet<Section>,
}

impl References {
    pub fn of(services: &[Service<'_>]) -> References {
        let mut all = References::default();
        for service in services {
            let Found { references, nameless, varying } = of(*service);
            all.by_service.insert(service.key, references);
            if !nameless.is_empty() {
                all.nameless.insert(service.key, nameless);
            }
            all.varying.extend(varying);
        }
        all
    }

    /// Every name that a service uses, in no order; `service` is the place of its name.
    pub fn of_service(&self, service: Span) -> &[Reference] {
        self.by_service.get(&service).map_or(&[], Vec::as_slice)
    }

    /// Where a service says nothing in the place of a name.
    pub fn nameless_in(&self, service: Span) -> &[(Section, Span)] {
        self.nameless.get(&service).map_or(&[], Vec::as_slice)
    }

    pub fn vary_in(&self, section: Section) -> bool {
        self.varying.contains(&section)
    }
}

fn of(service: Service<'_>) -> Found {
    let mut found = Found::default();
    found.names_or_keys(service.get("depends_on"), Section::Services, |value| ReferenceKind::DependsOn {
        required: value.and_then(|value| value.get("required")).and_then(Value::text) != Some("false"),
    });
    for link in service.get("links").into_iter().flat_map(Value::items) {
        let one_colon = link.text().is_some_and(|text| text.matches(':').count() == 1);
        found.part(link, Section::Services, ReferenceKind::Link, |text| {
            if one_colon { before_colon(text) } else { 0..text.len() }
        });
    }
    for from in service.get("volumes_from").into_iter().flat_map(Value::items) {
        if from.text().is_some_and(|text| !text.starts_with("container:")) {
            found.part(from, Section::Services, ReferenceKind::VolumesFrom, before_colon);
        }
    }
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        found.after_prefix(service.get(key), ReferenceKind::Namespace);
    }
    if let Some(extends) = service.get("extends").filter(|extends| extends.get("file").is_none()) {
        let name = if extends.is_mapping() { extends.get("service") } else { Some(extends) };
        found.name(name, Section::Services, ReferenceKind::Extends);
    }
    let contexts = service.build().and_then(|build| build.get("additional_contexts"));
    for context in contexts.into_iter().flat_map(Value::entries) {
        found.after_prefix(Some(context.value), ReferenceKind::BuildContext);
    }
    for context in contexts.into_iter().flat_map(Value::items) {
        let target = context.text().and_then(|text| text.split_once("=service:")).map(|(_, target)| target.len());
        if let Some(length) = target {
            found.part(context, Section::Services, ReferenceKind::BuildContext, |text| text.len() - length..text.len());
        }
    }
    found.names_or_keys(service.get("networks"), Section::Networks, |_| ReferenceKind::Network);
    found.names_or_keys(service.get("models"), Section::Models, |_| ReferenceKind::Model);
    for mount in service.get("volumes").into_iter().flat_map(Value::items) {
        found.volume(mount);
    }
    found.sources(service.get("secrets"), Section::Secrets, ReferenceKind::Secret);
    found.sources(service.get("configs"), Section::Configs, ReferenceKind::Config);
    found.sources(service.build().and_then(|build| build.get("secrets")), Section::Secrets, ReferenceKind::BuildSecret);
    found
}

#[derive(Default)]
struct Found {
    references: Vec<Reference>,
    nameless: Vec<(Section, Span)>,
    varying: HashSet<Section>,
}

impl Found {
    /// The items of a list, or the keys of a mapping.
    fn names_or_keys<'a>(
        &mut self,
        value: Option<Value<'a>>,
        section: Section,
        kind: impl Fn(Option<Value<'a>>) -> ReferenceKind,
    ) {
        let Some(value) = value else {
            return;
        };
        for item in value.items() {
            self.name(Some(item), section, kind(None));
        }
        for pair in value.entries() {
            // A key without a name is told of as a key.
            if let Some(name) = pair.key.text().filter(|name| !name.is_empty()) {
                self.references.push(Reference {
                    kind: kind(Some(pair.value)),
                    section,
                    name: name.into(),
                    span: pair.key.span(),
                });
            }
        }
    }

    /// Short or long form: a text, or a mapping with a `source`.
    fn sources(&mut self, list: Option<Value<'_>>, section: Section, kind: ReferenceKind) {
        for item in list.into_iter().flat_map(Value::items) {
            let name = if item.is_mapping() { item.get("source") } else { Some(item) };
            if name.is_none() {
                self.nameless.push((section, item.whole()));
            }
            self.name(name, section, kind);
        }
    }

    fn volume(&mut self, mount: Value<'_>) {
        if mount.is_mapping() {
            if mount.get("type").and_then(Value::text) == Some("volume") {
                self.name(mount.get("source"), Section::Volumes, ReferenceKind::Volume);
            }
            return;
        }
        let Some(text) = mount.as_str() else {
            return;
        };
        if text.starts_with('$') {
            self.varying.insert(Section::Volumes);
            return;
        }
        if let Ok(parsed) = Mount::parse(text)
            && parsed.volume(text).is_some()
            && let Some(source) = parsed.source
        {
            self.part(mount, Section::Volumes, ReferenceKind::Volume, |_| source);
        }
    }

    /// What follows `service:`.
    fn after_prefix(&mut self, value: Option<Value<'_>>, kind: ReferenceKind) {
        let Some(value) = value else {
            return;
        };
        let Some(text) = value.text() else { return };
        if text.starts_with('$') {
            self.varying.insert(Section::Services);
        }
        if text.starts_with("service:") {
            self.part(value, Section::Services, kind, |text| "service:".len()..text.len());
        }
    }

    fn name(&mut self, value: Option<Value<'_>>, section: Section, kind: ReferenceKind) {
        if let Some(value) = value {
            self.part(value, section, kind, |text| 0..text.len());
        }
    }

    /// A part of a text, unless a variable decides it.
    fn part(
        &mut self,
        value: Value<'_>,
        section: Section,
        kind: ReferenceKind,
        cut: impl FnOnce(&str) -> Range<usize>,
    ) {
        let (Some(text), Some(joined)) = (value.as_str(), value.joined()) else {
            return;
        };
        // What `!reset` removes is not there.
        if value.tag() == Some("!reset") {
            return;
        }
        let range = cut(text);
        let name = &text[range.clone()];
        if has_variable(name) {
            self.varying.insert(section);
        } else if !name.is_empty() {
            self.references.push(Reference { kind, section, name: name.into(), span: joined.span(range) });
        } else if kind != ReferenceKind::Volume && kind != ReferenceKind::Extends {
            self.nameless.push((section, value.span()));
        }
    }
}

fn before_colon(text: &str) -> Range<usize> {
    0..text.find(':').unwrap_or(text.len())
}
