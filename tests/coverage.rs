//! What the linters of the field look at, and what answers it here: `docs/coverage.md` says so, and this holds it true.
//!
//! `fixtures/concerns.tsv` lists the concerns. A rule names those that it answers; a concern that no rule answers has its
//! reason in the list. After a change of either, `DUNNAGE_WRITE=1 cargo test --test coverage` writes the page anew.

use dunnage::model::Language;
use dunnage::rules::{Applicability, RULES, Rule};
use std::fmt::Write;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/coverage.md");

/// A mistake that some tool looks for.
struct Concern {
    language: Language,
    name: &'static str,
    is_fixable: bool,
    /// Why no rule answers it; empty where one does.
    left_out: &'static str,
}

impl Concern {
    fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().filter(|rule| rule.language() == self.language && rule.meta.concerns.contains(&self.name))
    }
}

fn concerns() -> Vec<Concern> {
    let lines = include_str!("fixtures/concerns.tsv").lines().filter(|line| !line.starts_with('#'));
    let read = |line: &'static str| {
        let [language, name, fix, left_out] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("four columns are wanted: {line}");
        };
        let language = if language == "compose" { Language::Compose } else { Language::Dockerfile };
        Concern { language, name, is_fixable: fix != "none", left_out }
    };
    lines.map(read).collect()
}

#[test]
fn every_concern_that_a_rule_names_is_in_the_list() {
    let concerns = concerns();
    for rule in RULES {
        for name in rule.meta.concerns {
            let known = concerns.iter().any(|concern| concern.language == rule.language() && concern.name == *name);
            assert!(known, "{}: `{name}` is in no list of concerns", rule.meta.name);
        }
    }
}

#[test]
fn every_concern_is_answered_or_left_out_for_a_reason() {
    for concern in concerns() {
        let is_answered = concern.rules().next().is_some();
        assert!(is_answered || !concern.left_out.is_empty(), "nothing answers `{}`, without a reason", concern.name);
        assert!(!is_answered || concern.left_out.is_empty(), "`{}` is answered: its reason can go", concern.name);
    }
}

#[test]
fn the_page_says_what_is_so() {
    let page = page();
    if std::env::var_os("DUNNAGE_WRITE").is_some() {
        std::fs::write(PAGE, &page).expect("the page is written");
    }
    let committed = std::fs::read_to_string(PAGE).unwrap_or_default();
    assert!(committed == page, "run `DUNNAGE_WRITE=1 cargo test --test coverage`");
}

fn page() -> String {
    let mut page = String::from(
        "# What is covered\n\n\
         Every concern that the linters of the field look at, and the rule that answers it here. *Fix* is the kind of fix\n\
         that the rule can offer; *safe* ones also run on save. A concern without a rule says why.\n",
    );
    let concerns = concerns();
    for (language, title) in [(Language::Dockerfile, "Dockerfile"), (Language::Compose, "Compose")] {
        let concerns: Vec<&Concern> = concerns.iter().filter(|concern| concern.language == language).collect();
        let count = |holds: fn(&Concern) -> bool| concerns.iter().filter(|concern| holds(concern)).count();
        let covered = count(|concern| concern.left_out.is_empty());
        let fixable = count(|concern| concern.is_fixable);
        let fixed = count(|concern| concern.is_fixable && concern.rules().any(|rule| rule.meta.fix.is_some()));
        let _ = write!(
            page,
            "\n## {title}\n\n{} concerns: {covered} covered, {} left out. Of the {fixable} that can be mended, {fixed} are \
             answered by a rule with a fix.\n\n| concern | answered by | fix |\n|---|---|---|\n",
            concerns.len(),
            concerns.len() - covered,
        );
        for concern in concerns {
            let _ = writeln!(page, "| {} | {} | {} |", concern.name, answer(concern), fix(concern));
        }
    }
    page
}

fn answer(concern: &Concern) -> String {
    if !concern.left_out.is_empty() {
        return format!("left out: {}", concern.left_out);
    }
    let links = concern.rules().map(|rule| format!("[{0}](rules.md#{0})", rule.meta.name));
    links.collect::<Vec<_>>().join(", ")
}

fn fix(concern: &Concern) -> &'static str {
    match concern.rules().filter_map(|rule| rule.meta.fix).next() {
        Some(Applicability::Safe) => "safe",
        Some(Applicability::Ask) => "ask",
        Some(Applicability::Show) => "show",
        None => "",
    }
}
