//! The table held against the public schema, against its own promises, and against the questions that others ask of it.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

/// Every path of the table, written as in the fixture, with what it accepts and demands.
fn table() -> BTreeMap<String, String> {
    let mut facts = BTreeMap::new();
    collect(String::new(), &Shape::map(root()), &mut facts);
    facts
}

fn collect(path: String, shape: &Shape, facts: &mut BTreeMap<String, String>) {
    facts.insert(if path.is_empty() { ".".into() } else { path.clone() }, describe(shape));
    if let Some(list) = shape.list {
        collect(format!("{path}[]"), &list.item, facts);
    }
    let Some(map) = shape.map else { return };
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for key in map.keys {
        collect(below(key.name), &key.shape, facts);
    }
    if let Some(free) = map.free.filter(|free| free.pattern != Pattern::Anything) {
        collect(below("*"), &free.shape, facts);
    }
}

/// The kinds and constraints of a shape, in the words and the order of the fixture.
fn describe(shape: &Shape) -> String {
    let mut kinds = BTreeSet::new();
    let mut demands = Vec::new();
    if let Some(map) = shape.map {
        kinds.insert("map");
        demands.extend(map.closed.then(|| "closed".to_owned()));
        demands.extend((map.extensions).then(|| "extensions".to_owned()));
        let mut required: Vec<&str> = map.required().map(|key| key.name).collect();
        required.sort_unstable();
        demands.extend((!required.is_empty()).then(|| format!("required={}", required.join(","))));
        demands.extend((!map.any_of.is_empty()).then(|| format!("any_of={}", map.any_of.join(","))));
        let named = map.free.filter(|free| free.pattern != Pattern::Anything);
        demands.extend(named.map(|free| format!("names={}", free.pattern.expression())));
    }
    if let Some(list) = shape.list {
        kinds.insert("list");
        let schema_says_unique = !matches!(list.repeats, Repeats::Kept);
        demands.extend(schema_says_unique.then(|| "unique".to_owned()));
    }
    if let Some(scalar) = shape.scalar {
        let names = [(Kinds::STRING, "string"), (Kinds::BOOLEAN, "boolean"), (Kinds::NULL, "null")];
        kinds.extend(names.iter().filter(|(kind, _)| scalar.accepts.contain(*kind)).map(|(_, name)| *name));
        if scalar.accepts.contain(Kinds::NUMBER) {
            kinds.insert("number");
        } else if scalar.accepts.contain(Kinds::INTEGER) {
            kinds.insert("integer");
        }
        let mut values: Vec<&str> = scalar.values.iter().map(|value| value.text).collect();
        values.sort_unstable();
        demands.extend(scalar.closed.then(|| format!("enum={}", values.join(","))));
        demands.extend(scalar.pattern.map(|pattern| format!("pattern={}", pattern.expression())));
        if let Some((least, greatest)) = scalar.range {
            demands.push(format!("minimum={least}"));
            demands.extend((greatest != i64::MAX).then(|| format!("maximum={greatest}")));
        }
    }
    demands.insert(0, kinds.into_iter().collect::<Vec<_>>().join("|"));
    demands.join("\t")
}

/// Lists that Compose rids of repeats although the schema does not speak of them.
const DISTINCT_BEYOND_THE_SCHEMA: [&str; 5] = [
    "jobs.*.build.tags",
    "jobs.*.devices",
    "services.*.build.tags",
    "services.*.devices",
    "services.*.pre_start[].devices",
];

#[test]
fn the_table_is_the_public_schema() {
    let schema: BTreeMap<String, String> = include_str!("../../../tests/fixtures/compose-schema-paths.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(path, facts)| (path.to_owned(), facts.to_owned()))
        .collect();
    let mut table = table();
    for path in DISTINCT_BEYOND_THE_SCHEMA {
        let facts = table.get_mut(path).unwrap();
        *facts = facts.replace("\tunique", "");
    }
    let missing: Vec<_> = schema.keys().filter(|path| !table.contains_key(*path)).collect();
    let invented: Vec<_> = table.keys().filter(|path| !schema.contains_key(*path)).collect();
    let different: Vec<_> = schema
        .iter()
        .filter_map(|(path, facts)| Some((path, facts, table.get(path)?)))
        .filter(|(_, facts, ours)| facts != ours)
        .collect();
    assert!(missing.is_empty(), "missing from the table: {missing:#?}");
    assert!(invented.is_empty(), "not in the schema: {invented:#?}");
    assert!(different.is_empty(), "path, schema, table: {different:#?}");
}

/// Calls `visit` with every mapping of the table, once for each place it occurs at.
fn each_map(shape: &Shape, visit: &mut dyn FnMut(&'static Map)) {
    if let Some(list) = shape.list {
        each_map(&list.item, visit);
    }
    let Some(map) = shape.map else { return };
    visit(map);
    for key in map.keys {
        each_map(&key.shape, visit);
    }
    if let Some(free) = map.free.filter(|free| free.pattern != Pattern::Anything) {
        each_map(&free.shape, visit);
    }
}

fn sentences(text: &str) -> usize {
    text.split_inclusive(['.', ':', ';']).filter(|part| part.trim_end().ends_with('.') && part.len() > 2).count()
}

#[test]
fn every_key_is_documented_linked_and_unique() {
    each_map(&Shape::map(root()), &mut |map| {
        let mut names = BTreeSet::new();
        for key in map.keys {
            assert!(names.insert(key.name), "{} twice", key.name);
            assert!(key.doc.matches(". ").count() >= 1 && key.doc.ends_with('.'), "{}: {}", key.name, key.doc);
            assert!(sentences(key.doc) >= 2, "{}: {}", key.name, key.doc);
            assert!(!key.doc.contains("  "), "{}: {}", key.name, key.doc);
            assert!(key.link().starts_with("https://docs.docker.com/reference/compose-file/"), "{}", key.name);
            assert!(!key.link().ends_with('#'), "{}", key.name);
        }
        let free = map.free.into_iter();
        free.for_each(|free| assert!(free.doc.ends_with('.') && !free.doc.contains("  "), "{}", free.doc));
    });
}

#[test]
fn every_value_is_documented_and_unique() {
    let check = |values: &[Value]| {
        let mut texts = BTreeSet::new();
        for value in values {
            assert!(texts.insert(value.text), "{} twice", value.text);
            assert!(value.doc.ends_with('.'), "{}: {}", value.text, value.doc);
        }
    };
    each_map(&Shape::map(root()), &mut |map| {
        map.free.into_iter().for_each(|free| check(free.known));
        for scalar in map.keys.iter().filter_map(|key| key.shape.scalar) {
            check(scalar.values);
            assert!(!scalar.closed || !scalar.values.is_empty());
        }
    });
    for driver in values::LOGGING_DRIVERS {
        check(&values::logging_options(driver.text).copied().collect::<Vec<_>>());
    }
}

#[test]
fn a_path_leads_through_names_lists_and_either_form() {
    let interval = key_at(&Step::path("services.web.healthcheck.interval")).unwrap();
    assert_eq!(interval.default, Some("30s"));
    assert_eq!(key_at(&Step::path("services.web.ports[].target")).unwrap().name, "target");
    assert_eq!(key_at(&Step::path("networks.back.ipam.config[].subnet")).unwrap().name, "subnet");
    assert!(keys_at(&Step::path("services.web.build")).iter().any(|key| key.name == "context"));
    assert!(keys_at(&[]).iter().any(|key| key.name == "services"));
}

#[test]
fn names_with_dots_are_spelled_out() {
    let path = [Step::Key("services"), Step::Key("web.api"), Step::Key("image")];
    assert_eq!(key_at(&path).unwrap().name, "image");
}

#[test]
fn values_are_offered_where_they_belong() {
    let texts = |path| values_at(&Step::path(path)).iter().map(|value| value.text).collect::<Vec<_>>();
    assert!(texts("services.web.restart").contains(&"unless-stopped"));
    assert!(texts("services.web.cap_add[]").contains(&"NET_ADMIN"));
    assert_eq!(texts("services.web.cgroup"), ["host", "private"]);
    assert_eq!(texts("services.web.image"), [""; 0]);
}

#[test]
fn an_unknown_key_is_told_from_an_extension_and_from_a_name() {
    assert!(resolve(&Step::path("services.web.imge")).is_none());
    assert!(matches!(resolve(&Step::path("services.web.x-notes.any.thing")).unwrap().entry, Entry::Extension));
    assert!(resolve(&Step::path("services.web.extends.x-notes")).is_none());
    assert!(matches!(resolve(&Step::path("services.x-notes")).unwrap().entry, Entry::Free(_)));
    assert!(matches!(resolve(&Step::path("services.web.gpus[].colour")).unwrap().entry, Entry::Unknown));
}

#[test]
fn a_shape_tells_a_quoted_number_from_a_bare_one() {
    let scalar = |path| resolve(&Step::path(path)).unwrap().shape.scalar.unwrap();
    assert!(!scalar("services.web.user").accepts.contain(Kinds::INTEGER));
    assert!(scalar("services.web.cpus").accepts.contain(Kinds::NUMBER.and(Kinds::STRING)));
    assert!(!scalar("services.web.restart").accepts.contain(Kinds::BOOLEAN));
    assert!(!scalar("services.web.mem_reservation").accepts.contain(Kinds::NUMBER));
    assert!(scalar("services.web.command").accepts.contain(Kinds::NULL));
}

#[test]
fn names_lead_to_the_section_that_declares_them() {
    let meaning = |path| resolve(&Step::path(path)).unwrap().shape.scalar.unwrap().meaning;
    assert_eq!(meaning("services.web.depends_on[]"), Meaning::Reference(Section::Services));
    assert_eq!(meaning("services.web.secrets[].source"), Meaning::Reference(Section::Secrets));
    let Entry::Free(network) = resolve(&Step::path("services.web.networks.back")).unwrap().entry else { panic!() };
    assert_eq!(network.meaning, Meaning::Reference(Section::Networks));
    let Entry::Free(network) = resolve(&Step::path("networks.back")).unwrap().entry else { panic!() };
    assert_eq!(network.meaning, Meaning::Declaration(Section::Networks));
}

#[test]
fn repeats_are_dropped_in_services_and_refused_in_jobs() {
    let repeats = |path| resolve(&Step::path(path)).unwrap().repeats();
    assert_eq!(repeats("services.web.cap_add"), Repeats::Dropped);
    assert_eq!(repeats("services.web.group_add"), Repeats::Refused);
    assert_eq!(repeats("services.web.build.cache_from"), Repeats::Kept);
    assert_eq!(repeats("jobs.nightly.cap_add"), Repeats::Refused);
    assert_eq!(repeats("services.web.pre_start[].cap_add"), Repeats::Refused);
}

#[test]
fn patterns_read_as_their_expressions_do() {
    for (pattern, accepted, refused) in [
        (Pattern::ResourceName, &["web", "x-1", "a.b_c"][..], &["", "a b", "ü"][..]),
        (Pattern::OneLine, &["a b"], &["", "a\nb"]),
        (Pattern::SomeText, &["a", "a\nb"], &["", "\n"]),
        (Pattern::UlimitName, &["nofile"], &["", "NOFILE", "no_file"]),
        (Pattern::ContainerName, &["web", "-ab cd"], &["a", "", "a b"]),
        (Pattern::PullPolicy, &["always", "every_12h", "every_1d12h"], &["Always", "every_", "every_12", "sometimes"]),
    ] {
        accepted.iter().for_each(|text| assert!(pattern.accepts(text), "{pattern:?} {text:?}"));
        refused.iter().for_each(|text| assert!(!pattern.accepts(text), "{pattern:?} {text:?}"));
    }
}

#[test]
fn options_follow_their_driver() {
    let names = |driver| values::logging_options(driver).map(|option| option.text).collect::<Vec<_>>();
    assert!(names("json-file").contains(&"max-size"));
    assert!(names("").contains(&"max-size"));
    assert!(!names("gcplogs").contains(&"tag"));
    assert!(names("none").is_empty());
    let of_macvlan: Vec<_> = values::network_options("macvlan").map(|option| option.text).collect();
    assert_eq!(of_macvlan, ["parent", "macvlan_mode"]);
}
