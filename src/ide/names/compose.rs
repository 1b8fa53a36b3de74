//! The names of a Compose file: services, networks, volumes and their like, and the anchors of its YAML.
//!
//! Only what this file declares has a name here; what `include`, `extends` or an override file would bring is not seen.

use super::{Name, NameKind, Place, Role};
use crate::model::Compose;
use crate::model::compose::{Declared, Section};
use crate::syntax::yaml::{Kind, NodeId};
use crate::text::Span;
use std::collections::BTreeMap;

pub(super) fn names(file: &Compose) -> Vec<Name> {
    let mut names: Vec<Name> = Section::ALL.into_iter().flat_map(|section| declared(file, section)).collect();
    refer(file, &mut names);
    names.extend(anchors(file));
    names
}

/// What a section declares; several documents may speak of the same.
fn declared(file: &Compose, section: Section) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for Declared { name, key, .. } in file.declarations(section) {
        let span = spelt(file, key, name);
        let known = names.iter().position(|known| known.text == name);
        let index = known.unwrap_or_else(|| {
            names.push(Name { kind: NameKind::Declared(section), text: name.to_owned(), places: Vec::new() });
            names.len() - 1
        });
        let origin = names[index].places.first().map_or(span, |first| first.origin);
        names[index].places.push(Place { span, role: Role::Declaration, origin });
    }
    names
}

fn refer(file: &Compose, names: &mut [Name]) {
    let index: BTreeMap<(&'static str, String), usize> = names
        .iter()
        .enumerate()
        .filter_map(|(index, name)| match name.kind {
            NameKind::Declared(section) => Some(((section.key(), name.text.clone()), index)),
            _ => None,
        })
        .collect();
    for reference in file.services().iter().flat_map(|service| service.references()) {
        let Some(&index) = index.get(&(reference.section.key(), reference.name.to_owned())) else { continue };
        let span = spelt(file, reference.span, &reference.name);
        let role = if file.text(span) == reference.name { Role::Use } else { Role::Indirect };
        let origin = names[index].places.first().map_or(span, |first| first.origin);
        names[index].places.push(Place { span, role, origin });
    }
}

/// Where a key or text spells a name: without the quotes around it.
fn spelt(file: &Compose, span: Span, name: &str) -> Span {
    let written = file.text(span);
    let is_quoted =
        written.len() == name.len() + 2 && written.starts_with(['"', '\'']) && &written[1..1 + name.len()] == name;
    if is_quoted { Span::new(span.start + 1, span.end - 1) } else { span }
}

fn anchors(file: &Compose) -> Vec<Name> {
    let view = file.view();
    let mut names: BTreeMap<NodeId, Name> = BTreeMap::new();
    for (id, node) in view.nodes() {
        let Some(anchor) = node.anchor.filter(|anchor| file.text(*anchor).len() > 1) else { continue };
        let span = Span::new(anchor.start + 1, anchor.end);
        let place = Place { span, role: Role::Declaration, origin: span };
        let text = file.text(span).to_owned();
        names.insert(id, Name { kind: NameKind::Anchor, text, places: vec![place] });
    }
    for (_, node) in view.nodes() {
        let Kind::Alias(Some(target)) = node.kind else { continue };
        let Some(name) = names.get_mut(&target) else { continue };
        let span = Span::new(node.span.start + 1, node.span.end);
        let role = if file.text(span) == name.text { Role::Use } else { Role::Indirect };
        let origin = name.places[0].origin;
        name.places.push(Place { span, role, origin });
    }
    names.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Role, name_at};
    use crate::model::{Language, Snapshot};

    const SOURCE: &str = "\
x-base: &base
  image: nginx
services:
  \"web\":
    <<: *base
    depends_on: [db]
    volumes: [\"state:/s\"]
  db:
    <<: *base
    network_mode: service:web
volumes:
  state:
";

    /// The places of the name that the given text spells first, as `line:text`, declarations with a star.
    fn places(first: &str) -> Vec<String> {
        let snapshot = Snapshot::of(Language::Compose, SOURCE);
        let offset = SOURCE.find(first).expect("the text") + 1;
        let (name, _) = name_at(&snapshot, offset).expect("a name");
        let show = |place: &super::Place| {
            let line = SOURCE[..place.span.start].matches('\n').count() + 1;
            let star = if place.role == Role::Declaration { "*" } else { "" };
            format!("{line}:{}{star}", place.span.of(SOURCE))
        };
        name.places.iter().map(show).collect()
    }

    #[test]
    fn services_and_resources_are_named_where_services_use_them() {
        assert_eq!(places("db"), ["6:db", "8:db*"]);
        assert_eq!(places("web"), ["4:web*", "10:web"]);
        assert_eq!(places("state"), ["7:state", "12:state*"]);
    }

    #[test]
    fn anchors_are_named_by_their_aliases() {
        assert_eq!(places("*base"), ["1:base*", "5:base", "9:base"]);
    }
}
