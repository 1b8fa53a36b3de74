//! The rules' pages, executed: the first example of a page fires its rule exactly once, its preferred fix gives the second
//! example byte for byte, and the second is silent. Where a page shows a configuration, that holds; where it lists files, they
//! lie around the example.

use super::testing::around;
use super::{Applicability, Finding, RULES, Rule, Settings, check};
use crate::model::remarks::Remarks;
use crate::model::{Language, Snapshot, Surroundings};
use crate::project::read_configuration;
use crate::project::shellcheck::understand;
use crate::rules::settings::Selector;
use crate::text::apply_edits;
use std::path::Path;
use std::sync::Arc;

/// The fenced examples of a page, in order.
fn examples(rule: &Rule) -> Vec<String> {
    match rule.language() {
        Language::Compose => fenced(rule, "```yaml"),
        _ => fenced(rule, "```dockerfile"),
    }
}

/// The settings that a page shows.
fn configuration(rule: &Rule) -> Settings {
    let shown = fenced(rule, "```toml").concat();
    let (configuration, problems) = read_configuration(Path::new("dunnage.toml"), &shown, Path::new("/"));
    assert!(problems.is_empty(), "{}: {problems:?}", rule.meta.name);
    configuration.settings
}

fn fenced(rule: &Rule, fence: &str) -> Vec<String> {
    let mut examples = Vec::new();
    let mut current: Option<String> = None;
    for line in rule.meta.page.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        match &mut current {
            None if line == fence => current = Some(String::new()),
            None => {}
            Some(_) if line == "```" => examples.extend(current.take().map(|text| spelled_out(&text))),
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    examples
}

/// What a page cannot hold it writes with a sign: a line that is too long, blanks at the end of one, a file without a last
/// line end.
fn spelled_out(text: &str) -> String {
    let text = text.replace("…65,536 bytes…", &"x".repeat(65_536)).replace('␠', " ");
    text.strip_suffix("␄\n").map_or(text.clone(), str::to_owned)
}

/// A text where the page of the rule has it, and the settings by which this rule alone speaks.
fn placed(rule: &'static Rule, source: &str) -> (Snapshot, Settings) {
    let only = Settings { select: Some(vec![Selector::Rule(rule.meta.name)]), ..configuration(rule) };
    let snapshot = Snapshot::of(rule.language(), source);
    let around = Surroundings::clone(&surroundings(rule));
    let surroundings = Surroundings { remarks: remarks(rule, &snapshot), ..around };
    (snapshot.with_surroundings(Arc::new(surroundings)), only)
}

fn findings(rule: &'static Rule, source: &str) -> Vec<Finding> {
    let (snapshot, only) = placed(rule, source);
    check(&snapshot, &only)
}

/// The first example of a page in its place, with the settings by which its rule alone speaks, and the text that the rule's fix
/// makes of it.
pub fn mistake_and_remedy(rule: &'static Rule) -> Option<(Snapshot, Settings, String)> {
    let mut examples = examples(rule).into_iter();
    let (bad, good) = (examples.next()?, examples.next()?);
    let (snapshot, only) = placed(rule, &bad);
    Some((snapshot, only, good))
}

/// The answer of ShellCheck that a page shows: it speaks of the first script of the first example.
fn remarks(rule: &Rule, snapshot: &Snapshot) -> Option<Arc<Remarks>> {
    let answer = fenced(rule, "```json").pop()?;
    let first = Snapshot::of(rule.language(), &examples(rule)[0]);
    let (script, _) = first.dockerfile()?.scripts().into_iter().next()?;
    let (shown, _) = snapshot.dockerfile()?.scripts().into_iter().next()?;
    let understood = understand(answer.as_bytes(), &script).expect("an answer of ShellCheck's");
    let mut remarks = Remarks::default();
    remarks.learn(script, understood);
    if remarks.on(&shown).is_none() {
        remarks.learn(shown, Vec::new());
    }
    Some(Arc::new(remarks))
}

/// What a page says that lies around its example: a file a line, what is in it indented below.
fn surroundings(rule: &Rule) -> Arc<Surroundings> {
    let listed = fenced(rule, "```text").concat();
    if listed.is_empty() {
        return Arc::default();
    }
    let mut files: Vec<(String, String)> = Vec::new();
    for line in listed.lines() {
        match (line.strip_prefix("    "), files.last_mut()) {
            (Some(content), Some((_, text))) => text.push_str(&format!("{content}\n")),
            _ => files.push((line.to_owned(), String::new())),
        }
    }
    around(rule.language(), &files)
}

#[test]
fn every_page_is_true() {
    for rule in RULES {
        let name = rule.meta.name;
        let examples = examples(rule);
        assert!(!examples.is_empty(), "{name}: the page needs an example");
        let bad = &examples[0];
        let found = findings(rule, bad);
        assert_eq!(found.len(), 1, "{name}: the first example must show the mistake once: {found:#?}");
        let Some(good) = examples.get(1) else {
            assert!(rule.meta.fix.is_none(), "{name}: a rule with a fix shows what the fix makes");
            continue;
        };
        let left = findings(rule, good);
        assert!(left.is_empty(), "{name}: the second example must be silent: {left:#?}");
        if let Some(kind) = rule.meta.fix {
            let fix = found[0].fixes.first().unwrap_or_else(|| panic!("{name}: the first example must be mended"));
            assert_eq!(fix.kind, kind, "{name}: the fix must be of the kind that the head promises");
            assert_eq!(apply_edits(bad, &fix.edits), *good, "{name}: the fix must give the second example");
        }
    }
}

#[test]
fn every_rule_says_what_it_is() {
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.meta.name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "names are unique");
    for rule in RULES {
        let Rule { meta, .. } = rule;
        assert!(
            meta.page.lines().next().is_some_and(|line| line.trim_end().ends_with('.')),
            "{}: a summary",
            meta.name
        );
        assert!(
            meta.page.lines().filter(|line| !line.trim().is_empty()).count() > 4,
            "{}: a page, not a line",
            meta.name
        );
        assert!(!meta.groups.is_empty(), "{}: belongs to a group", meta.name);
        assert!(meta.aka.iter().all(|alias| alias.contains(':')), "{}: aliases name their tool", meta.name);
        assert!(meta.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", meta.name);
        let safe_error = meta.fix == Some(Applicability::Safe) && meta.page.len() < 200;
        assert!(!safe_error, "{}: a safe fix says on its page what it changes", meta.name);
    }
}

#[test]
fn the_list_names_every_file() {
    for (folder, language) in [("dockerfile", Language::Dockerfile), ("compose", Language::Compose)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules").join(folder);
        let mut files: Vec<String> = std::fs::read_dir(path)
            .expect("the folder is there")
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name != "mod.rs")
            .map(|name| name.trim_end_matches(".rs").replace('_', "-"))
            .collect();
        let mut listed: Vec<String> =
            RULES.iter().filter(|rule| rule.language() == language).map(|rule| rule.meta.name.to_owned()).collect();
        files.sort_unstable();
        listed.sort_unstable();
        assert_eq!(files, listed, "src/rules/{folder}: one file a rule, named after it");
    }
}
