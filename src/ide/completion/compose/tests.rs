//! What is offered at places of a Compose file.

use super::*;
use crate::ide::{Completion, Insert};
use crate::model::surroundings::MemoryFiles;
use crate::model::{Language, Surroundings};
use std::sync::Arc;

/// What is offered at `$0`, best first.
pub(super) fn items(marked: &str) -> Vec<Completion> {
    at(marked, None)
}

pub(super) fn labels_at(marked: &str) -> Vec<String> {
    items(marked).into_iter().map(|item| item.label).collect()
}

/// The same in a file with neighbours.
pub(super) fn items_around(files: MemoryFiles, path: &str, marked: &str) -> Vec<Completion> {
    at(marked, Some(files.around(path)))
}

pub(super) fn labels_around(files: MemoryFiles, path: &str, marked: &str) -> Vec<String> {
    items_around(files, path, marked).into_iter().map(|item| item.label).collect()
}

fn at(marked: &str, surroundings: Option<Arc<Surroundings>>) -> Vec<Completion> {
    let offset = marked.find("$0").expect("a cursor");
    let source = marked.replacen("$0", "", 1);
    let mut snapshot = Snapshot::of(Language::Compose, &source);
    if let Some(surroundings) = surroundings {
        snapshot = snapshot.with_surroundings(surroundings);
    }
    crate::ide::completion(&snapshot, offset).items
}

fn offers(marked: &str, wanted: &[&str]) {
    let labels = labels_at(marked);
    for label in wanted {
        assert!(labels.iter().any(|offered| offered == label), "{marked}: no {label} in {labels:?}");
    }
}

fn withholds(marked: &str, unwanted: &[&str]) {
    let labels = labels_at(marked);
    for label in unwanted {
        assert!(labels.iter().all(|offered| offered != label), "{marked}: {label} in {labels:?}");
    }
}

#[test]
fn keys_at_every_level_also_on_a_half_typed_line() {
    offers("ser$0", &["services", "volumes", "include", "name"]);
    offers("services:\n  web:\n    he$0\n  db:\n    image: x\n", &["healthcheck", "image", "hostname"]);
    offers("services:\n  web:\n    healthcheck:\n      $0", &["test", "interval", "start_period"]);
    offers("services:\n  web:\n    build:\n      tar$0", &["target", "args"]);
    offers("services:\n  web:\n    deploy:\n      resources:\n        limits:\n          c$0", &["cpus", "memory"]);
    withholds("services:\n  web:\n    image: x\n    $0", &["image", "services"]);
}

#[test]
fn values_of_a_key() {
    offers("services:\n  web:\n    restart: $0", &["unless-stopped", "no", "on-failure"]);
    offers("services:\n  web:\n    read_only: $0", &["true", "false"]);
    offers("services:\n  web:\n    depends_on:\n      db:\n        condition: s$0\n  db: {}\n", &["service_healthy"]);
    offers("services:\n  web:\n    cap_add:\n      - $0", &["NET_ADMIN"]);
}

#[test]
fn names_that_the_file_declares() {
    let file = "services:\n  web:\n    depends_on:\n      - $0\n  db:\n    image: x\n";
    offers(file, &["db"]);
    withholds(file, &["web"]);
    offers("services:\n  web:\n    depends_on:\n      $0\n  db: {}\n", &["db"]);
    offers("services:\n  web:\n    networks: [$0]\nnetworks:\n  back: {}\n", &["back"]);
    offers("services:\n  web:\n    network_mode: $0\n  db: {}\n", &["service:db", "host"]);
    offers("services:\n  web:\n    volumes:\n      - $0\nvolumes:\n  data:\n", &["data"]);
    offers("services:\n  a:\n    profiles: [debug]\n  b:\n    profiles: [$0]\n", &["debug"]);
}

#[test]
fn the_names_that_are_used_most_come_first() {
    let others = "  b:\n    depends_on: [redis]\n  c:\n    depends_on: [redis, app]\n  app: {}\n  redis: {}\n";
    let labels = labels_at(&format!("services:\n  a:\n    depends_on:\n      - $0\n{others}"));
    assert_eq!(labels, ["redis", "app", "b", "c"]);
    let file = "services:\n  a:\n    volumes:\n      - $0\n  b:\n    volumes: [\"one:/x\"]\nvolumes: {one: , two: }\n";
    assert_eq!(labels_at(file)[..2], ["two", "one"]);
}

#[test]
fn names_of_the_other_files_count_too() {
    let files = MemoryFiles::new([
        ("/p/compose.yaml", ""),
        ("/p/db.yaml", "services:\n  db:\n    image: x\nvolumes:\n  data:\n"),
        ("/p/base.yaml", "services:\n  base:\n    image: x\n"),
    ]);
    let labels = |marked: &str| labels_around(files.clone(), "/p/compose.yaml", marked);
    let file = "include: [db.yaml]\nservices:\n  web:\n    image: x\n";
    assert_eq!(labels(&format!("{file}    depends_on:\n      - $0\n"))[0], "db");
    assert!(labels(&format!("{file}    volumes:\n      - $0\n")).contains(&"data".to_owned()));
    assert_eq!(labels("services:\n  a:\n    extends:\n      file: base.yaml\n      service: $0\n"), ["base"]);
}

#[test]
fn what_is_used_and_not_declared_is_offered_to_be() {
    let file = "services:\n  web:\n    depends_on: [db]\n    volumes: [\"data:/d\"]\n    networks:\n      - back\n";
    assert!(labels_at(&format!("{file}networks:\n  $0\n")).contains(&"back".to_owned()));
    assert!(labels_at(&format!("{file}volumes:\n  $0\n")).contains(&"data".to_owned()));
    assert!(labels_at(&format!("{file}  $0\n")).contains(&"db".to_owned()));
}

#[test]
fn the_likeliest_comes_first_and_what_is_obsolete_last() {
    let labels = labels_at("services:\n  web:\n    $0\n");
    assert_eq!(labels[..4], ["image", "build", "environment", "ports"]);
    let items = items("services:\n  web:\n    l$0\n");
    let obsolete = items.iter().position(|item| item.is_deprecated).expect("links");
    assert!(items[obsolete..].iter().all(|item| item.is_deprecated), "nothing else after them");
}

#[test]
fn a_key_brings_its_indentation() {
    let inserted = |marked: &str, label: &str| match items(marked).into_iter().find(|item| item.label == label) {
        Some(Completion { insert: Insert::Snippet(text) | Insert::Plain(text), .. }) => text,
        None => panic!("{marked}: no {label}"),
    };
    let web = "services:\n  web:\n    image: x\n    $0\n";
    assert_eq!(inserted(web, "healthcheck"), "healthcheck:\n  $0");
    assert_eq!(inserted(web, "ports"), "ports:\n  - $0");
    assert_eq!(inserted(web, "restart"), "restart: $0");
    assert_eq!(inserted(web, "read_only"), "read_only: ${1:true}$0");
    let wide = "services:\n    web:\n        image: x\n        ports:\n        - \"80\"\n        $0\n";
    assert_eq!(inserted(wide, "healthcheck"), "healthcheck:\n    $0");
    assert_eq!(inserted(wide, "volumes"), "volumes:\n- $0");
    let long = "services:\n  web:\n    volumes:\n      - type: bind\n        $0\n      - b$0\n";
    assert_eq!(inserted(&long.replacen("$0", "", 1), "bind"), "bind:\n    $0", "the dash counts");
    assert_eq!(inserted("services:\n  web:\n    restart:$0", "always"), " always");
    assert_eq!(inserted("services:\n  web:\n    image: x\n    he$0: y\n", "healthcheck"), "healthcheck");
    assert_eq!(inserted("services: { web: { ima$0", "image"), "image: $0");
}

#[test]
fn options_are_those_of_the_driver() {
    let logging = |driver: &str| {
        labels_at(&format!("services:\n  web:\n    logging:\n      driver: {driver}\n      options:\n        $0\n"))
    };
    assert_eq!(logging("json-file")[..2], ["max-size", "max-file"]);
    assert!(logging("gelf").contains(&"gelf-address".to_owned()));
    assert!(!logging("gelf").contains(&"max-size".to_owned()));
    offers("services:\n  w:\n    logging:\n      driver: $0", &["json-file", "journald"]);
}

#[test]
fn words_that_go_on() {
    offers("services:\n  w:\n    restart: on$0", &["on-failure", "on-failure:3"]);
    offers("services:\n  w:\n    ipc: $0\n  db: {}\n", &["service:db", "shareable"]);
    offers("services:\n  w:\n    security_opt:\n      - $0", &["no-new-privileges:true"]);
    offers("services:\n  w:\n    healthcheck:\n      interval: $0", &["30s"]);
    offers("services:\n  w:\n    stop_signal: $0", &["SIGTERM", "SIGINT"]);
    offers("services:\n  w:\n    deploy:\n      resources:\n        limits:\n          memory: $0", &["512M"]);
    offers("services:\n  w:\n    extra_hosts:\n      - $0", &["host.docker.internal:host-gateway"]);
    offers("services:\n  w:\n    gpus:\n      - capabilities: [$0]", &["gpu", "compute"]);
    offers("services:\n  w:\n    build:\n      additional_contexts:\n        base: $0\n  db: {}\n", &["service:db"]);
    offers("services:\n  w:\n    container_name: $0", &["w"]);
}

#[test]
fn a_mapping_that_has_been_begun_is_no_list() {
    let web = "services:\n  w:\n    image: x\n    environment:\n";
    let kinds = |rest: &str| -> Vec<bool> {
        let offered = items(&format!("{web}{rest}"));
        offered.iter().map(|item| matches!(&item.insert, Insert::Snippet(text) if text.starts_with("- "))).collect()
    };
    assert_eq!(kinds("      $0\n"), [false, true], "one variable in either form, the mapping first");
    assert_eq!(kinds("      A: b\n      $0\n"), [false]);
    assert_eq!(kinds("      - A=b\n      $0\n"), [true]);
    offers("services:\n  we\t: [\n    image: x\n    re$0\n", &["restart"]);
}

#[test]
fn what_a_service_is_built_on_counts_as_its_image() {
    let files = MemoryFiles::new([("/p/compose.yaml", ""), ("/p/Dockerfile", "FROM nginx:1.31 AS a\nFROM a\n")]);
    let labels = |marked: &str| labels_around(files.clone(), "/p/compose.yaml", marked);
    assert_eq!(labels("services:\n  w:\n    build: .\n    ports:\n      - $0\n")[0], "80:80");
    assert_eq!(labels("services:\n  w:\n    build: .\n    healthcheck:\n      test: $0\n")[0], "Ask by HTTP with curl");
}

#[test]
fn anchors_and_tags() {
    let file = "x-a: &base\n  image: x\nx-b: &env {A: b}\nservices:\n  w:\n";
    assert_eq!(labels_at(&format!("{file}    <<: *$0\n")), ["env", "base"]);
    assert_eq!(labels_at(&format!("{file}    <<: [*base, *$0\n")), ["env", "base"]);
    assert_eq!(labels_at(&format!("{file}    <<: $0\n")), ["*env", "*base"]);
    assert!(labels_at(&format!("{file}    $0\n")).contains(&"<<".to_owned()));
    assert_eq!(labels_at(&format!("{file}    ports: !$0\n")), ["!reset", "!override"]);
}
