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

/// Where the table says what Compose does rather than what its schema says, with the table's facts. Each was seen by
/// running Compose 5.6.1 on a document of its own; tried with 7,931 values, every place of the table agrees with it. What holds for a service holds for a job and a `pre_start` step too.
const BEYOND_THE_SCHEMA: [(&str, &str); 26] = [
    // Read before the schema looks, and taken out of its sight.
    ("include", "list|null"),
    ("include[]", "map|null|string\tclosed"),
    ("include[].env_file", "list|null|string\tunique"),
    ("include[].path", "list|null|string\tunique"),
    ("include[].project_directory", "integer|null|string"),
    ("services.*.extends.file", "null|string"),
    // A quoted flag is read as one before the schema looks.
    ("services.*.depends_on.*.required", "boolean|string"),
    // Rid of repeats before the schema looks, which asks for a target.
    ("services.*.build.tags", "list\tunique"),
    ("services.*.devices", "list\tunique"),
    ("services.*.devices[]", "map|string\tclosed\textensions\trequired=source,target"),
    ("services.*.ports[]", "integer|map|string\tclosed\textensions\trequired=target"),
    ("services.*.volumes[]", "map|string\tclosed\textensions\trequired=target,type"),
    // Decoded after the schema has looked, into a type that takes no fractions, no text or nothing empty.
    ("secrets.*.driver_opts.*", "integer|string"),
    ("services.*.blkio_config.weight", "integer"),
    ("services.*.blkio_config.weight_device[].weight", "integer"),
    ("services.*.build.additional_contexts.*", "string"),
    ("services.*.build.secrets[].mode", "integer|string"),
    ("services.*.build.ulimits.*", "integer|map\tclosed\textensions\trequired=hard,soft"),
    ("services.*.build.ulimits.*.hard", "integer"),
    ("services.*.build.ulimits.*.soft", "integer"),
    ("services.*.configs[].mode", "integer|string"),
    ("services.*.develop.watch[].path", "string\tpattern=.+"),
    ("services.*.expose[]", "integer|string"),
    ("services.*.group_add[]", "integer|string"),
    ("services.*.secrets[].mode", "integer|string"),
    ("services.*.volumes[].tmpfs.mode", "number"),
];

/// The same place in a service, of a place in a job or a step.
fn in_a_service(path: &str) -> String {
    let below = path.strip_prefix("services.*.pre_start[].").or_else(|| path.strip_prefix("jobs.*."));
    below.map_or(path.to_owned(), |below| format!("services.*.{below}"))
}

#[test]
fn the_table_is_the_public_schema() {
    let schema: BTreeMap<&str, &str> = include_str!("../../../tests/fixtures/compose-schema-paths.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let table = table();
    let missing: Vec<_> = schema.keys().filter(|path| !table.contains_key(**path)).collect();
    let invented: Vec<_> = table.keys().filter(|path| !schema.contains_key(path.as_str())).collect();
    assert!(missing.is_empty(), "missing from the table: {missing:#?}");
    assert!(invented.is_empty(), "not in the schema: {invented:#?}");

    let mut known: BTreeMap<_, _> = BEYOND_THE_SCHEMA.into_iter().collect();
    let mut different = BTreeMap::new();
    for (path, ours) in table.iter().filter(|(path, ours)| schema[path.as_str()] != ours.as_str()) {
        different.insert(in_a_service(path), ours.as_str());
    }
    for (path, ours) in different {
        assert_eq!(known.remove(path.as_str()), Some(ours), "{path}: {:?} in the schema", schema.get(path.as_str()));
    }
    assert!(known.is_empty(), "no longer different: {known:#?}");
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
        }
        let free = map.free.into_iter();
        free.for_each(|free| assert!(free.doc.ends_with('.') && !free.doc.contains("  "), "{}", free.doc));
    });
}

#[test]
fn every_link_leads_to_a_heading_of_the_reference() {
    let headings: BTreeMap<&str, Vec<&str>> = include_str!("../../../tests/fixtures/compose-reference-headings.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(page, anchors)| (page, anchors.split(' ').collect()))
        .collect();
    each_map(&Shape::map(root()), &mut |map| {
        for key in map.keys {
            let link = key.link();
            let path = link.strip_prefix("https://docs.docker.com/reference/compose-file/").unwrap();
            let (page, anchor) = path.split_once('/').unwrap();
            let known = headings.get(page).unwrap_or_else(|| panic!("no page {page}"));
            let anchor = anchor.strip_prefix('#').unwrap_or("");
            assert!(anchor.is_empty() || known.contains(&anchor), "{}: {link}", key.name);
        }
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
    assert!(!scalar("services.web.blkio_config.weight").accepts.contain(Kinds::STRING));
    assert!(!scalar("services.web.restart").accepts.contain(Kinds::BOOLEAN));
    assert!(!scalar("services.web.mem_reservation").accepts.contain(Kinds::NUMBER));
    assert!(scalar("services.web.command").accepts.contain(Kinds::NULL));
}

#[test]
fn an_expectation_reads_well() {
    let expected = |path| resolve(&Step::path(path)).unwrap().shape.expectation();
    assert_eq!(expected("services.web.image"), "a text");
    assert_eq!(expected("services.web.build"), "a text or a mapping");
    assert_eq!(expected("services.web.command"), "a text, a list or nothing");
    assert_eq!(expected("services.web.ports[]"), "a text, a whole number or a mapping");
    assert_eq!(expected("services.web.scale"), "a text or a whole number");
    assert_eq!(expected("services.web.environment"), "a list or a mapping");
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
fn a_cast_says_which_texts_are_refused() {
    let cast = |path| resolve(&Step::path(path)).unwrap().shape.scalar.unwrap().cast;
    assert_eq!(cast("services.web.healthcheck.interval"), Some(Cast::Duration));
    assert_eq!(cast("services.web.ports[].host_ip"), Some(Cast::IpAddress));
    assert_eq!(cast("services.web.networks.back.ipv4_address"), None);
    assert_eq!(cast("services.web.deploy.replicas"), Some(Cast::Integer));
    assert_eq!(cast("services.web.attach"), Some(Cast::Boolean));
}

#[test]
fn what_only_swarm_honours_is_marked() {
    let swarm = |path| key_at(&Step::path(path)).unwrap().swarm;
    assert!(swarm("services.web.deploy.placement") && swarm("services.web.secrets[].uid"));
    assert!(!swarm("services.web.deploy.resources") && !swarm("services.web.secrets[].target"));
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
