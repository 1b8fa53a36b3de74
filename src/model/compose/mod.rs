//! A Compose file: its services and top-level resources, what they name, and where each word of it stands.
//!
//! Values are seen as Compose sees them once the YAML is read: aliases followed, merge keys merged. Variables are *not*
//! put in: their values belong to the place where Compose runs, so a text with a variable is an unknown text. Nor are
//! `extends`, `include` and override files: what they would bring is unknown, and [`Compose::is_whole`] says so.

mod ahead;
mod build;
mod canonical;
mod conformance;
mod database;
mod engine;
mod exposure;
mod figures;
mod grammar;
pub mod interpolation;
mod kinds;
mod moments;
mod mount;
mod places;
mod ports;
mod process;
pub mod project;
mod quantity;
mod readiness;
mod references;
mod service;
mod torn;
mod variable_files;
mod violation;

pub use crate::reference::compose::{Cast, Section};
pub use crate::syntax::yaml::{Limit, Pair, Problem, ProblemKind, Resolved, Style, Value, View};
pub use build::{Build, Named, Source};
pub use canonical::{Form, Shape, canonical, command_words};
pub use database::{DataPlace, mount_point};
pub use engine::Subject;
pub use exposure::{MountKind, Mounted, Published};
pub use interpolation::{Template, has_variable};
pub use mount::{Mount, MountFault, MountPart};
pub use ports::{Port, PortFault};
pub use process::Process;
pub use project::{Project, Setting};
pub use quantity::{bytes, duration};
pub use readiness::{Dependency, Health};
pub use references::{Reference, ReferenceKind};
pub use service::{Service, Variable};
pub use variable_files::VariableFile;
pub use violation::{Doubt, Violation, ViolationKind};

use super::Surroundings;
use crate::reference::images::{self, Image};
use crate::syntax::yaml::{self, Kind};
use crate::text::Span;
use references::References;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// A Compose file, read.
#[derive(Debug)]
pub struct Compose {
    source: Arc<str>,
    surroundings: Arc<Surroundings>,
    view: View,
    /// What the file declares: by section and name, the place of the key.
    declared: HashMap<Section, HashMap<String, Span>>,
    judgement: OnceLock<(Vec<Violation>, Vec<Doubt>)>,
    builds: OnceLock<Vec<Build>>,
    setting: OnceLock<Setting>,
    project: OnceLock<Project>,
    references: OnceLock<References>,
    /// By the place of a service's name, what is known of its image.
    images: OnceLock<HashMap<Span, &'static Image>>,
}

/// An entry of a top-level section: a network, a volume.
#[derive(Debug, Clone, Copy)]
pub struct Declared<'a> {
    pub section: Section,
    pub name: &'a str,
    /// Of the key that declares it.
    pub key: Span,
    pub value: Value<'a>,
    /// From the key to the end of the value.
    pub span: Span,
}

impl Compose {
    /// Reads a file whose tree is at hand.
    pub fn read(source: Arc<str>, tree: &yaml::Tree, surroundings: Arc<Surroundings>) -> Self {
        let view = View::read(source.clone(), tree);
        let mut compose = Compose {
            source,
            surroundings,
            view,
            declared: HashMap::new(),
            judgement: OnceLock::new(),
            builds: OnceLock::new(),
            setting: OnceLock::new(),
            project: OnceLock::new(),
            references: OnceLock::new(),
            images: OnceLock::new(),
        };
        let mut declared: HashMap<Section, HashMap<String, Span>> = HashMap::new();
        for section in Section::ALL {
            for entry in compose.declarations(section) {
                declared.entry(section).or_default().entry(entry.name.to_owned()).or_insert(entry.key);
            }
        }
        compose.declared = declared;
        compose
    }

    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &str {
        span.of(&self.source)
    }

    pub fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// What is known of the project that the file belongs to before it is put together.
    pub fn setting(&self) -> &Setting {
        self.setting.get_or_init(|| Setting::of(self))
    }

    /// The project that the file belongs to, resolved.
    pub fn project(&self) -> &Project {
        self.project.get_or_init(|| Project::of(self))
    }

    /// The same where other files or documents have a say in it; `None` where this one says all.
    pub fn shared_project(&self) -> Option<&Project> {
        let is_shared = self.setting().listed.len() > 1
            || self.view.documents().nth(1).is_some()
            || self.at(&["include"]).is_some()
            || self.source.contains("extends") && self.services().into_iter().any(Service::extends_elsewhere);
        is_shared.then(|| self.project())
    }

    /// The YAML, node by node.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The root of each YAML document. Compose merges later ones over earlier ones, as it does with override files.
    pub fn documents(&self) -> impl Iterator<Item = Value<'_>> {
        self.view.documents()
    }

    /// The value at a path of keys, such as `["services", "web", "ports"]`, of the last document that has one.
    pub fn at(&self, path: &[&str]) -> Option<Value<'_>> {
        self.documents().filter_map(|root| root.at(path)).last()
    }

    /// The entries of a top-level section, in the order of the file.
    pub fn declarations(&self, section: Section) -> Vec<Declared<'_>> {
        let sections = self.documents().filter_map(|root| root.get(section.key()));
        let entries = sections.flat_map(Value::entries).filter_map(|pair| {
            let name = pair.key.text()?;
            let extension = section == Section::Services && name.starts_with("x-") && !pair.value.is_mapping();
            let declared = Declared { section, name, key: pair.key.span(), value: pair.value, span: pair.span };
            (!extension).then_some(declared)
        });
        entries.collect()
    }

    /// Where a name is declared in a section; `None` where it is not.
    pub fn declaration(&self, section: Section, name: &str) -> Option<Span> {
        self.declared.get(&section)?.get(name).copied()
    }

    /// The names that a section declares, in no order.
    pub fn names(&self, section: Section) -> impl Iterator<Item = &str> {
        self.declared.get(&section).into_iter().flat_map(HashMap::keys).map(String::as_str)
    }

    /// Every service, in the order of the file; one that several documents speak of comes as often.
    pub fn services(&self) -> Vec<Service<'_>> {
        self.declarations(Section::Services).into_iter().map(|declared| Service::new(self, declared)).collect()
    }

    /// The service of a name: its first mention.
    pub fn service(&self, name: &str) -> Option<Service<'_>> {
        let sections = self.documents().filter_map(|root| root.get(Section::Services.key()));
        let pair = sections.filter_map(|section| section.entry(name)).next()?;
        let section = Section::Services;
        let name = pair.key.text()?;
        Some(Service::new(self, Declared { section, name, key: pair.key.span(), value: pair.value, span: pair.span }))
    }

    fn references(&self) -> &References {
        self.references.get_or_init(|| References::of(&self.services()))
    }

    /// Whether variables decide some name of a section that a service uses. What they make of it knows the project.
    pub fn has_variable_names(&self, section: Section) -> bool {
        self.references().vary_in(section)
    }

    fn known_image(&self, service: Span) -> Option<&'static Image> {
        let all = self.images.get_or_init(|| {
            let known = |service: Service<'_>| {
                let built = service.build().is_some();
                let image = service.get("image").filter(|_| !built)?.text()?;
                Some((service.key, images::lookup(image)?))
            };
            self.services().into_iter().filter_map(known).collect()
        });
        all.get(&service).copied()
    }

    /// Every place where the file does not have the shape that Compose demands.
    pub fn violations(&self) -> &[Violation] {
        &self.judgement().0
    }

    /// Every value that Compose takes and the engine does not.
    pub fn doubts(&self) -> &[Doubt] {
        &self.judgement().1
    }

    fn judgement(&self) -> &(Vec<Violation>, Vec<Doubt>) {
        self.judgement.get_or_init(|| {
            let (mut violations, mut doubts) = (Vec::new(), Vec::new());
            if self.view.is_damaged() {
                return (violations, doubts);
            }
            let single = self.documents().count() == 1 && self.setting().listed.len() < 2;
            let alone = single && self.services().into_iter().all(Service::can_run);
            let variables = Some(self.setting()).filter(|it| it.knows_environment).map(|it| &it.environment);
            for (number, document) in self.documents().enumerate() {
                let (found, doubted) = conformance::judge(document, alone, variables);
                // Where a line is hidden, what seems to lack may stand in it; or it stands in an earlier document.
                let is_known = |found: &Violation| match found.kind {
                    _ if !found.is_a_lack() => true,
                    _ if self.view.limit().is_some() => false,
                    ViolationKind::Missing { .. } => !self.is_torn(found.span),
                    _ => number == 0 && !self.is_torn_around(found.span),
                };
                let is_told = |found: &Violation| is_known(found) && !self.adjoins_hidden_line(found.span);
                let is_first = number == 0 && self.setting().listed.first().is_none_or(|first| *first == 0);
                violations.extend(found.into_iter().filter(is_told).map(|mut found| {
                    found.may_be_given = !is_first && matches!(found.kind, ViolationKind::Missing { .. });
                    found
                }));
                doubts.extend(doubted);
            }
            (violations, doubts)
        })
    }

    /// Whether the entry of a top-level section that holds a place may hold a hidden line too.
    fn is_torn_around(&self, place: Span) -> bool {
        if self.view.hidden_lines().is_empty() {
            return false;
        }
        let entries = Section::ALL.into_iter().flat_map(|section| self.declarations(section));
        let around = entries.map(|entry| entry.span).find(|entry| entry.start <= place.start && place.end <= entry.end);
        around.is_none_or(|entry| self.is_torn(entry))
    }

    /// Whether a place lies in a line that was hidden, or only blanks between the two, for what is wrong there may come of that line.
    fn adjoins_hidden_line(&self, place: Span) -> bool {
        let is_blank =
            |start: usize, end: usize| self.source.get(start..end).is_some_and(|text| text.trim().is_empty());
        let adjoins = |hidden: &Span| {
            let is_within = hidden.start <= place.start && place.end <= hidden.end;
            is_within || is_blank(place.end, hidden.start) || is_blank(hidden.end, place.start)
        };
        self.view.hidden_lines().iter().any(adjoins)
    }

    /// Every value that is written: those of keys, entries of lists; no keys, no aliases, each once.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        let children = self.view.nodes().flat_map(|(_, node)| match &node.kind {
            Kind::Mapping { entries, .. } => entries.iter().map(|entry| entry.value).collect(),
            Kind::Sequence { items, .. } => items.clone(),
            _ => Vec::new(),
        });
        children.map(|id| self.view.value(id)).filter(|value| !value.is_alias())
    }

    /// Whether the file can be judged on its own: nothing is included, every service says what it runs, and all of it was
    /// read. Where this is false, what the file does not declare may be declared elsewhere.
    pub fn is_whole(&self) -> bool {
        !self.view.is_partial() && self.stands_alone()
    }

    /// The same where single lines are no YAML: [`Compose::is_torn`] and [`Compose::may_hide`] say what these may bring.
    pub fn stands_alone(&self) -> bool {
        let says_what_it_runs =
            |service: &Service<'_>| service.can_run() || service.extends_elsewhere() || self.is_torn(service.span);
        self.is_read()
            && self.at(&["include"]).is_none()
            && self.setting().listed.len() < 2
            && self.services().iter().all(says_what_it_runs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    pub(super) fn with<T>(source: &str, look: impl FnOnce(&Compose) -> T) -> T {
        let snapshot = Snapshot::of(Language::Compose, source);
        look(snapshot.compose().expect("a Compose file"))
    }

    #[test]
    fn services_see_through_merge_keys_and_aliases() {
        let source = "\
x-base: &base
  image: nginx:1.27
  environment: {A: 1, B: \"two\"}
services:
  web:
    <<: *base
    ports: [\"80:80\"]
  api: *base
";
        with(source, |compose| {
            assert_eq!(compose.services().iter().map(|service| service.name).collect::<Vec<_>>(), ["web", "api"]);
            for service in compose.services() {
                let image = service.image().expect("an image");
                assert_eq!((image.tag.as_deref(), image.span.of(source)), (Some("1.27"), "nginx:1.27"));
                let names: Vec<_> = service.environment().iter().map(|variable| variable.name).collect();
                assert_eq!(names, ["A", "B"]);
            }
            assert!(compose.at(&["services", "web", "ports"]).is_some_and(Value::is_sequence));
        });
    }

    #[test]
    fn what_stands_nearer_wins() {
        let source = "x-a: &a {k: 1, l: 1}\nx-b: &b {l: 2, m: 2}\nx-c: {<<: [*a, *b], m: 3}\n";
        with(source, |compose| {
            let merged = compose.at(&["x-c"]).expect("a mapping");
            let texts: Vec<_> = merged.entries().iter().map(|pair| (pair.key.text(), pair.value.text())).collect();
            assert_eq!(texts, [(Some("m"), Some("3")), (Some("k"), Some("1")), (Some("l"), Some("1"))]);
        });
    }

    #[test]
    fn every_name_that_a_service_uses_has_its_place() {
        let source = "\
services:
  web:
    image: x
    depends_on: {db: {condition: service_started, required: false}}
    links: [\"cache:redis\"]
    volumes_from: [data:ro, container:old]
    network_mode: service:vpn
    networks: [front, $NET]
    volumes: [\"state:/s\", ./x:/y, {type: volume, source: more, target: /m}]
    secrets: [key, {source: token}]
    build: {context: ., additional_contexts: {base: service:base}}
";
        with(source, |compose| {
            let web = compose.service("web").expect("a service");
            let names: Vec<_> = web.references().iter().map(|reference| reference.name.as_str()).collect();
            assert_eq!(names, ["db", "cache", "data", "vpn", "base", "front", "state", "more", "key", "token"]);
            assert!(web.references().iter().all(|reference| reference.span.of(source) == reference.name));
            assert_eq!(web.references()[0].kind, ReferenceKind::DependsOn { required: false });
            assert_eq!(web.dependencies().count(), 4);
        });
    }

    #[test]
    fn a_part_of_a_project_is_known_as_one() {
        assert!(with("services: {a: {image: x}}\n", Compose::is_whole));
        assert!(with("services: {a: {image: x}, b: {extends: a}}\n", Compose::is_whole));
        assert!(!with("services: {a: {ports: [\"80\"]}}\n", Compose::is_whole));
        assert!(!with("include: [b.yaml]\n", Compose::is_whole));
    }
}
