//! The names of a Compose file: services, networks, volumes and their like, and the anchors of its YAML.
//!
//! Only one file is looked at. [`names`] lists what it declares; the other functions find every place of a name that may be
//! declared elsewhere, for whoever puts several files together.

use super::{Name, NameKind, Place, Role, hosts};
use crate::model::Compose;
use crate::model::compose::{Declared, Section, Template, Value, has_variable};
use crate::syntax::yaml::{Kind, NodeId};
use crate::text::Span;
use std::collections::BTreeMap;

/// A word of the file that names something, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub name: String,
    pub span: Span,
}

/// Every place that declares an entry of a section or uses it, whether the file declares it or not. Of a service, its hosts in
/// addresses too.
pub fn entry_places(file: &Compose, section: Section, name: &str) -> Vec<Place> {
    let declared = file.declarations(section).into_iter().filter(|declared| declared.name == name);
    let keys: Vec<Span> = declared.map(|declared| spelt(file, declared.key, name)).collect();
    let place = |span: Span, role: Role| Place { span, role, origin: keys.first().copied().unwrap_or(span) };
    let mut places: Vec<Place> = keys.iter().map(|key| place(*key, Role::Declaration)).collect();
    for reference in file.services().iter().flat_map(|service| service.references()) {
        if reference.section == section && reference.name == name {
            let span = spelt(file, reference.span, name);
            places.push(place(span, if file.text(span) == name { Role::Use } else { Role::Indirect }));
        }
    }
    if section == Section::Services && file.source().contains(name) {
        places.extend(
            service_hosts(file).into_iter().filter(|host| host.name == name).map(|host| place(host.span, Role::Use)),
        );
    }
    if section == Section::Secrets {
        places.extend(secret_files(file, name).into_iter().map(|path| place(path.span, Role::Use)));
    }
    in_order(places)
}

/// The name of an entry at an offset: a key that declares it, or a use of it.
pub fn entry_at(file: &Compose, offset: usize) -> Option<(Section, Mention)> {
    for section in Section::ALL {
        let at = |declared: &Declared<'_>| declared.key.touches(offset);
        if let Some(declared) = file.declarations(section).into_iter().find(at) {
            let span = spelt(file, declared.key, declared.name);
            return Some((section, Mention { name: declared.name.to_owned(), span }));
        }
    }
    let services = file.services();
    let mut references = services.iter().flat_map(|service| service.references());
    let reference = references.find(|reference| reference.span.touches(offset))?;
    let span = spelt(file, reference.span, &reference.name);
    Some((reference.section, Mention { name: reference.name.clone(), span }))
}

/// The hosts that addresses and variables for hosts name; whether any is a service is not looked at.
pub fn service_hosts(file: &Compose) -> Vec<Mention> {
    let mut found = Vec::new();
    for (id, node) in file.view().nodes().filter(|(_, node)| matches!(node.kind, Kind::Scalar(_))) {
        if node.span.of(file.source()).contains("//") {
            mention(file.view().value(id), hosts::of_addresses, 0, &mut found);
        }
    }
    for environment in file.services().iter().filter_map(|service| service.get("environment")) {
        for item in environment.items().filter(|item| !item.is_alias()) {
            let Some((name, value)) = item.text().and_then(|text| text.split_once('=')) else { continue };
            if hosts::is_for_host(name) && !value.contains("//") {
                mention(item, |text| hosts::alone(&text[name.len() + 1..]), name.len() + 1, &mut found);
            }
        }
        for pair in environment.entries() {
            let is_for_host = pair.key.text().is_some_and(hosts::is_for_host);
            if is_for_host && !pair.value.is_alias() && pair.value.text().is_some_and(|value| !value.contains("//")) {
                mention(pair.value, hosts::alone, 0, &mut found);
            }
        }
    }
    found
}

/// Where values name the file of a secret: `/run/secrets/NAME`, its place in every container that is granted it without
/// another. Source: compose-spec, `services.secrets`.
pub fn secret_files(file: &Compose, name: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    if !file.source().contains(SECRETS) {
        return found;
    }
    for (id, node) in file.view().nodes().filter(|(_, node)| matches!(node.kind, Kind::Scalar(_))) {
        if node.span.of(file.source()).contains(SECRETS) {
            mention(file.view().value(id), |text| secret_names(text, name), 0, &mut found);
        }
    }
    found
}

const SECRETS: &str = "/run/secrets/";

/// Where a text names the file of a secret.
pub fn secret_names(text: &str, name: &str) -> Vec<std::ops::Range<usize>> {
    let starts = text.match_indices(SECRETS).map(|(at, _)| at + SECRETS.len());
    let goes_on = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let named = starts.filter(|&at| text[at..].strip_prefix(name).is_some_and(|rest| !rest.starts_with(goes_on)));
    named.map(|at| at..at + name.len()).collect()
}

/// Adds the stretches of a text that `find` finds in it, `shift` bytes further on.
fn mention(
    value: Value<'_>,
    find: impl Fn(&str) -> Vec<std::ops::Range<usize>>,
    shift: usize,
    found: &mut Vec<Mention>,
) {
    let (Some(text), Some(joined)) = (value.text(), value.joined()) else { return };
    for range in find(text) {
        let range = range.start + shift..range.end + shift;
        found.push(Mention { name: text[range.clone()].to_owned(), span: joined.span(range) });
    }
}

/// The profiles that services name.
pub fn profiles(file: &Compose) -> Vec<Mention> {
    let mut found = Vec::new();
    for service in file.services() {
        for profile in service.get("profiles").into_iter().flat_map(Value::items) {
            let (Some(name), Some(joined)) = (profile.text(), profile.joined()) else { continue };
            if !name.is_empty() && !has_variable(name) {
                found.push(Mention { name: name.to_owned(), span: joined.whole() });
            }
        }
    }
    found
}

/// The variables that Compose puts into the values of the file: `${NAME}`.
pub fn settings(file: &Compose) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut keys = std::collections::HashSet::new();
    for (_, node) in file.view().nodes() {
        if let Kind::Mapping { entries, .. } = &node.kind {
            keys.extend(entries.iter().map(|entry| entry.key));
        }
    }
    for (id, node) in file.view().nodes() {
        let is_value = matches!(node.kind, Kind::Scalar(_)) && !keys.contains(&id);
        if is_value && node.span.of(file.source()).contains('$') {
            settings_in(file.view().value(id), &mut found);
        }
    }
    found
}

fn settings_in(value: Value<'_>, found: &mut Vec<Mention>) {
    let names = |text: &str| Template::read(text).variables.into_iter().map(|variable| variable.name).collect();
    mention(value, names, 0, found);
}

/// The `${NAME}` at an offset.
pub fn setting_at(file: &Compose, offset: usize) -> Option<Mention> {
    let mut found = Vec::new();
    let scalars = file.view().nodes().filter(|(_, node)| matches!(node.kind, Kind::Scalar(_)));
    for (id, _) in scalars.filter(|(_, node)| node.span.touches(offset)) {
        settings_in(file.view().value(id), &mut found);
    }
    found.into_iter().find(|mention| mention.span.touches(offset))
}

/// The places of the file that name what is named at an offset.
pub fn places_at(file: &Compose, offset: usize) -> Vec<Place> {
    let same = |all: Vec<Mention>, name: &str| {
        let named = all.into_iter().filter(|it| it.name == name);
        in_order(named.map(|it| Place { span: it.span, role: Role::Use, origin: it.span }).collect())
    };
    if let Some(setting) = setting_at(file, offset) {
        return same(settings(file), &setting.name);
    }
    if let Some((name, _)) = anchor_at(file, offset) {
        return name.places;
    }
    if let Some((section, mention)) = entry_at(file, offset) {
        return entry_places(file, section, &mention.name);
    }
    let is_here = |mention: &Mention| mention.span.touches(offset);
    let all = profiles(file);
    if let Some(name) = all.iter().find(|it| is_here(it)).map(|it| it.name.clone()) {
        return same(all, &name);
    }
    let host = service_hosts(file).into_iter().find(is_here).filter(|host| file.service(&host.name).is_some());
    host.map(|host| entry_places(file, Section::Services, &host.name)).unwrap_or_default()
}

/// The anchor that is set or used at an offset.
pub fn anchor_at(file: &Compose, offset: usize) -> Option<(Name, Place)> {
    let is_near = |span: Span| span.touches(offset);
    let view = file.view();
    let on_alias = |node: &crate::syntax::yaml::Node| matches!(node.kind, Kind::Alias(_)) && is_near(node.span);
    if !view.nodes().any(|(_, node)| node.anchor.is_some_and(is_near) || on_alias(node)) {
        return None;
    }
    anchors(file).into_iter().find_map(|name| {
        let place = name.place_at(offset)?;
        Some((name, place))
    })
}

fn in_order(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable();
    places.dedup_by_key(|place| place.span);
    places
}

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
pub fn spelt(file: &Compose, span: Span, name: &str) -> Span {
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
