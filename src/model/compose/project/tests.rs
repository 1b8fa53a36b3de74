//! What files make together, each case as small as can be.

use super::*;
use crate::model::MemoryFiles;

/// The project of the first file, as its folder has it.
fn with<T>(files: &[(&str, &str)], look: impl FnOnce(&Project) -> T) -> T {
    let paths: Vec<(String, &str)> = files.iter().map(|(name, text)| (format!("/p/{name}"), *text)).collect();
    let memory = MemoryFiles::new(paths.iter().map(|(path, text)| (path.as_str(), *text)));
    let snapshot = Snapshot::of(Language::Compose, files[0].1).with_surroundings(memory.around(&paths[0].0));
    look(snapshot.compose().expect("a Compose file").project())
}

/// A value as one line: mappings in braces, lists in brackets.
fn shown(datum: &Datum) -> String {
    match datum.content() {
        Content::Null => "null".to_owned(),
        Content::Boolean(truth) => truth.to_string(),
        Content::Integer(number) => number.to_string(),
        Content::Float(number) => number.to_string(),
        Content::Timestamp(text) | Content::Text(text) => text.clone(),
        Content::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Content::Mapping(entries) => {
            let entry = |entry: &Entry| format!("{}: {}", entry.name, shown(&entry.value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

fn at(files: &[(&str, &str)], path: &[&str]) -> String {
    with(files, |project| project.root.at(path).map_or_else(|| "nothing".to_owned(), shown))
}

fn problems(files: &[(&str, &str)]) -> Vec<ProblemKind> {
    with(files, |project| project.problems.iter().map(|problem| problem.kind.clone()).collect())
}

#[test]
fn variables_come_from_the_file_beside() {
    let files = [("compose.yaml", "services: {a: {image: 'x:${TAG}${NO:-}'}}\n"), (".env", "TAG=1\n")];
    assert_eq!(at(&files, &["services", "a", "image"]), "x:1");
    with(&files, |project| {
        let origin = project.environment.origin("TAG").expect("a place");
        assert_eq!(project.text(origin), "TAG");
    });
    assert_eq!(problems(&[("compose.yaml", "name: a${B}\n")]), [ProblemKind::Unset { name: "B".into() }]);
}

#[test]
fn a_mapping_that_becomes_a_list_has_its_values_as_go_prints_them() {
    let base = (
        "compose.yaml",
        "services: {a: {image: x, environment: {A: 1e6, B: 1.10, C: 1e-05, D: 2001-01-01, E: yes}}}\n",
    );
    let over = ("compose.override.yaml", "services: {a: {environment: [F=1]}}\n");
    let expected = "[A=1e+06, B=1.1, C=1e-05, D=2001-01-01 00:00:00 +0000 UTC, E=yes, F=1]";
    assert_eq!(at(&[base, over], &["services", "a", "environment"]), expected);
}

#[test]
fn an_override_goes_over_the_file_of_its_folder() {
    let base = "services: {a: {image: x, command: [a], environment: {A: 1, B: 2}, ports: ['1:1'], depends_on: [b]}}\n";
    let over = "services: {a: {image: y, command: b, environment: [B=3, C], ports: ['2:2'], depends_on: {b: {condition: x}}}}\n";
    let files = [("compose.yaml", base), ("docker-compose.override.yml", over)];
    let expected = "{image: y, command: b, environment: [A=1, B=2, B=3, C], ports: [1:1, 2:2], \
                    depends_on: {b: {condition: x, required: true}}}";
    assert_eq!(at(&files, &["services", "a"]), expected);
    // Whoever looks from the other side sees the same.
    let reversed = [("docker-compose.override.yml", over), ("compose.yaml", base)];
    assert_eq!(at(&reversed, &["services", "a"]), expected);
    // A file of another name stands alone.
    assert_eq!(at(&[("compose.prod.yaml", over), ("compose.yaml", base)], &["services", "a", "image"]), "y");
}

#[test]
fn tags_take_away_and_replace() {
    let base = "services: {a: {image: x, ports: ['1:1'], environment: {A: 1}, dns: [d]}}\n";
    let over = "services: {a: {ports: !reset [], environment: !override {B: 2}, dns: !Reset [e]}}\n";
    let files = [("compose.yaml", base), ("compose.override.yaml", over)];
    assert_eq!(at(&files, &["services", "a"]), "{image: x, environment: {B: 2}, dns: [d, e]}");
    assert_eq!(
        at(&[("compose.yaml", "services: {a: {image: x, ports: !reset []}}\n")], &["services", "a"]),
        "{image: x}"
    );
}

#[test]
fn a_reset_takes_a_variable_out_of_a_list_too() {
    let over = ("compose.override.yaml", "services: {a: {environment: {A: !reset null, C: 3}}}\n");
    for base in ["{A: 1, B: 2}", "[A=1, B=2]", "[A, B=2]"] {
        let base = format!("services: {{a: {{environment: {base}}}}}\n");
        assert_eq!(at(&[("compose.yaml", &base), over], &["services", "a", "environment"]), "[B=2, C=3]");
    }
}

#[test]
fn documents_go_over_each_other() {
    let source = "services: {a: {image: x}}\n---\nservices: {a: {image: y}, b: {image: z}}\n";
    assert_eq!(at(&[("compose.yaml", source)], &["services"]), "{a: {image: y}, b: {image: z}}");
}

#[test]
fn shapes_that_do_not_meet_are_told() {
    let files = [
        ("compose.yaml", "services: {a: {image: x, healthcheck: {test: x}}}\n"),
        ("compose.override.yaml", "services: {a: {healthcheck: [x]}}\n"),
    ];
    let is_it =
        |kind: &ProblemKind| matches!(kind, ProblemKind::OtherShape { path, .. } if path == "services.a.healthcheck");
    assert!(problems(&files).iter().any(is_it));
}

#[test]
fn a_service_takes_over_what_it_extends() {
    let source = "services:\n  a: {image: x, labels: {A: 1}, profiles: [p]}\n  b: {extends: a, labels: {B: 2}}\n  \
                  c: {extends: {service: b}, image: y}\n";
    let expected = "{image: y, labels: [A=1, B=2], profiles: [p]}";
    assert_eq!(at(&[("compose.yaml", source)], &["services", "c"]), expected);
}

#[test]
fn an_extended_file_keeps_its_own_paths() {
    let source = "services: {a: {extends: {file: sub/base.yaml, service: b}}}\n";
    let base = "services:\n  b: {extends: {file: ../c.yaml, service: c}, build: ., env_file: e.env, volumes: ['./d:/d', v:/v]}\n";
    let files = [("compose.yaml", source), ("sub/base.yaml", base), ("c.yaml", "services: {c: {command: x}}\n")];
    assert_eq!(
        at(&files, &["services", "a"]),
        "{command: x, build: /p/sub, env_file: /p/sub/e.env, volumes: [/p/sub/d:/d, v:/v]}"
    );
}

#[test]
fn services_that_extend_each_other_have_no_end() {
    let files = [
        ("compose.yaml", "services: {a: {extends: {file: b.yaml, service: b}}}\n"),
        ("b.yaml", "services: {b: {extends: {file: compose.yaml, service: a}}}\n"),
    ];
    assert_eq!(problems(&files), [ProblemKind::ExtendsCycle { service: "a".into() }]);
}

#[test]
fn an_included_project_has_its_own_folder_and_variables() {
    let source = "include: [sub/compose.yaml]\nservices: {a: {image: x}, b: {labels: {own: 1}}}\n";
    let sub = "services: {b: {image: 'y:$TAG', volumes: ['./d:/d']}}\nvolumes: {v: {}}\nname: other\n";
    let files = [("compose.yaml", source), ("sub/compose.yaml", sub), ("sub/.env", "TAG=2\n")];
    assert_eq!(at(&files, &["services", "b"]), "{image: y:2, volumes: [/p/sub/d:/d], labels: {own: 1}}");
    assert_eq!(at(&files, &["volumes"]), "{v: {}}");
    with(&files, |project| {
        assert_eq!(project.name, "p");
        let image = project.root.at(&["services", "b", "image"]).expect("an image").origins()[0];
        assert_eq!(project.in_first_file(image).map(|span| span.of(source)), Some("sub/compose.yaml"));
    });
}

#[test]
fn what_is_not_there_is_told_where_it_is_named() {
    let missing = |role| ProblemKind::Unreadable { role, path: "/p/no.yaml".into(), why: Unreadable::Missing };
    assert_eq!(problems(&[("compose.yaml", "include: [no.yaml]\n")]), [missing(Role::Include)]);
    let extends = "services: {a: {extends: {file: no.yaml, service: b}}}\n";
    assert_eq!(problems(&[("compose.yaml", extends)]), [missing(Role::Extends)]);
    let cycle = [("compose.yaml", "include: [b.yaml]\n"), ("b.yaml", "include: [compose.yaml]\n")];
    assert_eq!(problems(&cycle), [ProblemKind::IncludeCycle { path: "/p/compose.yaml".into() }]);
    let broken = [("compose.yaml", "name: a\n"), (".env", "A B=1\n")];
    assert!(matches!(&problems(&broken)[..], [ProblemKind::BrokenVariables { line: 0, .. }]));
}

#[test]
fn aliases_that_multiply_end_somewhere() {
    let mut source = String::from("x-0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let below = format!("*a{}", level - 1);
        source.push_str(&format!("x-{level}: &a{level} [{}]\n", vec![below; 10].join(", ")));
    }
    with(&[("compose.yaml", &source)], |project| assert!(!project.is_complete()));
}

#[test]
fn includes_that_multiply_end_somewhere() {
    let name = |level: usize| if level == 0 { "compose.yaml".to_owned() } else { format!("{level}.yaml") };
    let text = |level: usize| format!("include: [{0}, {0}]\nservices: {{s{level}: {{image: x}}}}\n", name(level + 1));
    let mut files: Vec<(String, String)> = (0..40).map(|level| (name(level), text(level))).collect();
    files.push((name(40), "services: {end: {image: x}}\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    with(&files, |project| assert!(!project.is_complete()));
}
