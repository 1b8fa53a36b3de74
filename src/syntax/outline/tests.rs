//! An outline of whole and of half-typed texts, and the place of a cursor in them.

use super::*;

/// The path at `$0` in one line of text, and the word before it.
fn at(marked: &str) -> (String, Part, String) {
    let offset = marked.find("$0").expect("a cursor");
    let source = marked.replacen("$0", "", 1);
    let cursor = cursor(&source, offset).expect("a place");
    (joined(&cursor.path), cursor.part, cursor.word.of(&source).to_owned())
}

fn joined(path: &[Step]) -> String {
    let steps = path.iter().map(|step| match step {
        Step::Key(key) => key.as_str(),
        Step::Item => "[]",
    });
    steps.collect::<Vec<_>>().join(".")
}

fn place(path: &str, part: Part, word: &str) -> (String, Part, String) {
    (path.to_owned(), part, word.to_owned())
}

#[test]
fn keys_and_values_know_their_path() {
    assert_eq!(at("ser$0"), place("", Part::Key, "ser"));
    assert_eq!(at("services:\n  web:\n    ima$0"), place("services.web", Part::Key, "ima"));
    assert_eq!(at("services:\n  web:\n    image: x\n    $0\n"), place("services.web", Part::Key, ""));
    assert_eq!(at("services:\n  web:\n    restart: un$0"), place("services.web.restart", Part::Value, "un"));
    assert_eq!(at("services:\n  web:\n    healthcheck:\n      test: x\n  $0"), place("services", Part::Key, ""));
    assert_eq!(at("services:\n  web:\n    image: \"ng$0\""), place("services.web.image", Part::Value, "ng"));
}

#[test]
fn lists_indented_or_not() {
    assert_eq!(at("services:\n  web:\n    ports:\n      - ta$0"), place("services.web.ports.[]", Part::Key, "ta"));
    assert_eq!(
        at("services:\n  web:\n    ports:\n    - \"80\"\n    - $0"),
        place("services.web.ports.[]", Part::Key, "")
    );
    let long = "services:\n  web:\n    ports:\n      - target: 80\n        pub$0";
    assert_eq!(at(long), place("services.web.ports.[]", Part::Key, "pub"));
    let after = "services:\n  web:\n    ports:\n    - \"80\"\n    ima$0";
    assert_eq!(at(after), place("services.web", Part::Key, "ima"));
}

#[test]
fn flow_collections_on_a_line() {
    assert_eq!(at("a: { b: c, d$0"), place("a", Part::Key, "d"));
    assert_eq!(at("a: { b: c$0 }"), place("a.b", Part::Value, "c"));
    assert_eq!(at("a: [x, y$0]"), place("a.[]", Part::Value, "y"));
    assert_eq!(at("depends_on: { db: { condition: ser$0"), place("depends_on.db.condition", Part::Value, "ser"));
}

#[test]
fn block_scalars_and_comments_are_no_place() {
    assert_eq!(cursor("a: |\n  text", 9), None);
    assert_eq!(cursor("# a", 3), None);
    assert_eq!(at("a: |\n  text\nb$0"), place("", Part::Key, "b"));
}

#[test]
fn flow_collections_over_several_lines() {
    let text = "a:\n  test: [\n    \"CMD\", # how\n    \"cu$0\"\n  ]\n  b: c\n";
    assert_eq!(at(text), place("a.test.[]", Part::Value, "cu"));
    assert_eq!(at("a: {\n  b: c,\n  d: e$0\n}\nf: g\n"), place("a.d", Part::Value, "e"));
    assert_eq!(at("a: {\n  b: c,\n  d$0\n}\n"), place("a", Part::Key, "d"));
    assert_eq!(at("a: {\n  b: c,\n}\nf: g$0\n"), place("f", Part::Value, "g"));
    assert_eq!(at("a:\n  b\t: [\n    c: d\n    e$0\n  f: g\n"), place("a.b", Part::Key, "e"));
}

#[test]
fn a_line_without_a_key_before_its_colon_is_passed_over() {
    assert_eq!(at("a:\n  b:\n\t: [\n    c$0"), place("a.b", Part::Key, "c"));
    assert_eq!(at("a:\n\t: [\n    c: d$0\n  e:\n"), place("a..c", Part::Value, "d"));
    assert_eq!(at("a:\n  b:\n    e: x\n\t: [\n    c: d$0"), place("a.b.c", Part::Value, "d"));
}

#[test]
fn values_stand_behind_anchors_and_tags() {
    let source = "a: &one\n  b: !override [x]\nc: &two {d: e}\nf: # note\n";
    let outline = Outline::read(source);
    let anchors: Vec<&str> = outline.entries.iter().filter_map(|it| it.anchor).map(|it| it.of(source)).collect();
    assert_eq!(anchors, ["one", "two"]);
    let values: Vec<&str> = outline.entries.iter().map(|it| it.value.of(source)).collect();
    assert_eq!(values, ["", "", "x", "", "e", ""]);
    assert_eq!(at("a: &x b$0"), place("a", Part::Value, "b"));
    assert_eq!(at("a: !ov$0"), place("a", Part::Value, "!ov"));
    assert_eq!(at("- |\n  text\n- b$0"), place("[]", Part::Key, "b"));
}

#[test]
fn the_outline_of_a_whole_file() {
    let source = "services:\n  web: # front\n    image: nginx\n    depends_on: [db, cache]\n  db: {image: x}\n";
    let outline = Outline::read(source);
    let paths: Vec<String> = (0..outline.entries.len()).map(|at| joined(&outline.path(source, at))).collect();
    assert_eq!(
        paths,
        [
            "services",
            "services.web",
            "services.web.image",
            "services.web.depends_on",
            "services.web.depends_on.[]",
            "services.web.depends_on.[]",
            "services.db",
            "services.db.image"
        ]
    );
    let (entry, part) = outline.at(source.find("cache").expect("there")).expect("an entry");
    assert_eq!((outline.entries[entry].value.of(source), part), ("cache", Part::Value));
}
