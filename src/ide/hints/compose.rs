//! The hints of a Compose file.

use super::{Hint, HintKind, told};
use crate::model::Compose;
use crate::model::compose::{Pair, Service, Template, Value};
use crate::syntax::yaml::Kind;
use crate::text::Span;

/// How many keys are named that a service is given.
const MAX_KEYS: usize = 4;

pub(super) fn hints(file: &Compose, window: Span) -> Vec<Hint> {
    let mut hints = variables(file, window);
    for service in file.services().into_iter().filter(|service| window.overlaps(service.span)) {
        hints.extend(of_service(file, service));
    }
    hints
}

/// What variables hold that a file such as `.env` sets.
fn variables(file: &Compose, window: Span) -> Vec<Hint> {
    let view = file.view();
    let mut hints = Vec::new();
    for (id, node) in view.nodes().filter(|(_, node)| window.overlaps(node.span)) {
        let text = file.text(node.span);
        if !matches!(node.kind, Kind::Scalar(_)) || !text.contains('$') || text.contains('\n') {
            continue;
        }
        let Some(joined) = view.joined(id) else { continue };
        let setting = file.setting();
        let mut held: Vec<(&str, &str)> = Vec::new();
        for variable in Template::read(joined.text()).variables {
            let name = &joined.text()[variable.name];
            let is_of_file = setting.environment.origin(name).is_some();
            if let Some(value) = setting.environment.get(name).filter(|_| is_of_file)
                && held.iter().all(|(known, _)| *known != name)
            {
                held.push((name, value));
            }
        }
        let Some(label) = told(held) else { continue };
        let tooltip = "As the environment file of the project sets it".to_owned();
        let offset = node.span.end;
        hints.push(Hint { offset, label, tooltip, kind: HintKind::Variable });
    }
    hints
}

/// What a service is given by merge keys and by the service that it extends, and what it says in its place.
fn of_service(file: &Compose, service: Service<'_>) -> Vec<Hint> {
    if service.value.is_alias() {
        return Vec::new();
    }
    let own: Vec<Pair<'_>> = service.value.own_entries().collect();
    let mut hints = Vec::new();
    let mut parents: Vec<(Value<'_>, String)> = Vec::new();
    for pair in &own {
        if pair.is_merge() {
            let sources: Vec<Value<'_>> =
                if pair.value.is_sequence() { pair.value.items().collect() } else { vec![pair.value] };
            let tooltip = "What the merge key brings".to_owned();
            hints.extend(given(&own, &sources, pair.span.end, tooltip));
            parents.extend(sources.into_iter().map(|source| (source, file.text(source.span()).to_owned())));
        } else if pair.key.text() == Some("extends")
            && let Some(base) = service.extends_here().filter(|base| base.name != service.name)
        {
            let at = pair.value.get("service").map_or(pair.value.span().end, |name| name.span().end);
            let tooltip = format!("What service `{}` gives", base.name);
            hints.extend(given(&own, &[base.value], at, tooltip));
            parents.push((base.value, format!("service {}", base.name)));
        }
    }
    hints.extend(own.iter().filter_map(|pair| instead(file, *pair, &parents)));
    hints
}

/// The keys that a service gets and does not say itself.
fn given(own: &[Pair<'_>], sources: &[Value<'_>], offset: usize, tooltip: String) -> Option<Hint> {
    let is_own = |key: &str| own.iter().any(|pair| pair.key.text() == Some(key));
    let mut keys: Vec<&str> = Vec::new();
    for key in sources.iter().flat_map(|source| source.entries()).filter_map(|pair| pair.key.text()) {
        if !is_own(key) && !keys.contains(&key) && key != "<<" {
            keys.push(key);
        }
    }
    let more = keys.len().saturating_sub(MAX_KEYS);
    let mut label = keys[..keys.len() - more].join(", ");
    if more > 0 {
        label.push_str(&format!(" and {more} more"));
    }
    (!keys.is_empty()).then(|| Hint { offset, label: format!("+ {label}"), tooltip, kind: HintKind::Inherited })
}

/// What a key would say if it did not stand here.
fn instead(file: &Compose, pair: Pair<'_>, parents: &[(Value<'_>, String)]) -> Option<Hint> {
    let (key, own) = (pair.key.text()?, pair.value.text()?);
    let is_one_line = !file.text(pair.value.span()).contains('\n');
    let (value, parent) = parents.iter().find_map(|(parent, name)| Some((parent.get(key)?.text()?, name)))?;
    let is_news = is_one_line && own != value && key != "extends" && !pair.is_merge();
    let label = told([("instead of", value)])?.replacen(" = ", " ", 1);
    let tooltip = format!("What {parent} says");
    let offset = pair.value.span().end;
    is_news.then_some(Hint { offset, label, tooltip, kind: HintKind::Overridden })
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;
    use crate::model::{Language, MemoryFiles, Snapshot};

    #[test]
    fn what_a_service_is_given_is_told_where_it_is_asked_for() {
        let source = "x-a: &a\n  image: nginx:1\n  restart: always\n  init: true\nservices:\n  web:\n    <<: *a\n    image: nginx:2\n  \
                      api:\n    extends: web\n    restart: \"no\"\n  db:\n    extends: {service: web}\n    image: nginx:2\n";
        let expected = [
            "7:+ restart, init",
            "8:instead of nginx:1",
            "10:+ image, init",
            "11:instead of always",
            "13:+ restart, init",
        ];
        assert_eq!(of(&Snapshot::of(Language::Compose, source)), expected);
    }

    #[test]
    fn variables_that_another_file_sets_are_told() {
        let source = "services:\n  web:\n    image: nginx:${TAG:-1}-$TAG\n    command: ${OTHER:-x} ${DB_PASSWORD}\n";
        let files = [("/p/compose.yaml", source), ("/p/.env", "TAG=2\nDB_PASSWORD=x\n")];
        let around = MemoryFiles::new(files).around("/p/compose.yaml");
        let snapshot = Snapshot::of(Language::Compose, source).with_surroundings(around);
        assert_eq!(of(&snapshot), ["3:TAG = 2"]);
    }
}
