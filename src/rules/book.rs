//! The book of rules: every page in one Markdown text, as `docs/rules.md` holds it.

use super::{Group, Meta, RULES};
use crate::model::Language;
use std::fmt::Write;

impl Meta {
    /// The rule's page in Markdown, without the blank that a doc comment leaves before each line.
    pub fn markdown(&self) -> String {
        self.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect::<Vec<_>>().join("\n")
    }

    /// Where the page can be read on the web.
    pub fn url(&self) -> String {
        url_of(self.name)
    }
}

/// Where the page of a rule can be read on the web, by the rule's own name.
pub fn url_of(rule: &str) -> String {
    format!("https://github.com/dunnage/dunnage/blob/main/docs/rules.md#{rule}")
}

/// Every rule's page, Dockerfile first, by name.
pub fn book() -> String {
    let mut text = String::from(
        "# Rules\n\nEvery rule of Dunnage, as `dunnage explain` tells it. This page is written by\n`dunnage rules --format markdown`.\n",
    );
    for (language, title) in [(Language::Dockerfile, "Dockerfile"), (Language::Compose, "Compose")] {
        let mut rules: Vec<&Meta> =
            RULES.iter().filter(|rule| rule.language() == language).map(|rule| &rule.meta).collect();
        rules.sort_by_key(|meta| meta.name);
        let _ = write!(text, "\n## {title}\n");
        for meta in rules {
            let _ = write!(text, "\n### {}\n\n{}\n\n{}\n", meta.name, facts(meta), meta.markdown().trim());
        }
    }
    text
}

fn facts(meta: &Meta) -> String {
    let mut facts = vec![format!("**{}**", meta.severity.name())];
    facts.extend(meta.fix.map(|fix| format!("fix: {}", fix.name())));
    if !meta.default {
        facts.push("off by default".to_owned());
    }
    facts.extend(meta.groups.iter().map(|group: &Group| format!("`{}`", group.name())));
    let mut line = facts.join(" · ");
    if !meta.aka.is_empty() {
        let _ = write!(line, " · also {}", meta.aka.join(", "));
    }
    line
}
#[cfg(test)]
mod tests {
    #[test]
    fn the_book_in_docs_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");
        let committed = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(committed == super::book(), "run `cargo run -- rules --format markdown > docs/rules.md`");
    }
}
