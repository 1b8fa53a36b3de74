//! Names of rules in comments that silence them: `# dunnage ignore=…`, `# hadolint ignore=…`, `# check=skip=…` and their kin.

use super::page::{Page, code};
use crate::ide::Hover;
use crate::model::Snapshot;
use crate::reference::dockerfile as language;
use crate::rules;
use crate::text::Span;
use std::ops::Range;

/// The page of the rule whose name stands under the cursor, in a comment that speaks to a linter.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let source = snapshot.source();
    let start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = source[offset..].find('\n').map_or(source.len(), |at| offset + at);
    let line = &source[start..end];
    let hash = line.find('#').filter(|hash| start + hash <= offset)?;
    let comment = &line[hash..];
    let speaks = ["ignore", "skip=", "check=", "experimental="].iter().any(|word| comment.contains(word));
    if !speaks {
        return None;
    }
    let (range, name) = word_at(comment, offset - start - hash)?;
    let begin = start + hash + range.start;
    rule_page(name)?.about(Span::new(begin, begin + name.len()))
}

/// The word around a place of a text, and where it stands.
pub fn word_at(text: &str, at: usize) -> Option<(Range<usize>, &str)> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    let start = text.get(..at)?.rfind(|c| !is_part(c)).map_or(0, |found| found + 1);
    let end = text[at..].find(|c| !is_part(c)).map_or(text.len(), |found| at + found);
    // What stands before the cursor may end in a character of several bytes.
    let word = text.get(start..end).filter(|word| !word.is_empty())?;
    Some((start..end, word))
}

/// What a rule is about, by its own name or that of another linter.
pub fn rule_page(name: &str) -> Option<Page> {
    let known = rules::find_all(name);
    let check = language::check(name);
    if known.is_empty() && check.is_none() {
        return None;
    }
    let mut page = Page::new();
    if let Some(check) = check {
        let link = check.link().map(|link| format!(" [Reference]({link})")).unwrap_or_default();
        page = page.add(format!("BuildKit's check {}: {}{link}", code(check.name), check.doc));
    }
    for (at, rule) in known.iter().enumerate() {
        let meta = &rule.meta;
        let head = format!("**[{}]({})** · {}", meta.name, rules::url_of(meta.name), meta.severity.name());
        let text = if at == 0 { meta.page.trim() } else { meta.summary() };
        page = page.add(head).add(text);
    }
    Some(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn says(language: Language, marked: &str) -> Option<String> {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        hover(&Snapshot::of(language, &source), offset).map(|hover| hover.markdown)
    }

    #[test]
    fn names_of_rules_lead_to_their_pages() {
        for comment in
            ["# dunnage ignore=maintainer-$0deprecated", "# hadolint ignore=DL3008,DL40$000", "#trivy:ignore:DS-0$0022"]
        {
            let text = says(Language::Dockerfile, &format!("FROM a\n{comment}\nMAINTAINER b\n"));
            assert!(text.is_some_and(|text| text.contains("maintainer-deprecated")), "{comment}");
        }
        let text = says(Language::Dockerfile, "# check=skip=Maintainer$0Deprecated\nFROM a\n").unwrap_or_default();
        assert!(text.starts_with("BuildKit's check `MaintainerDeprecated`"), "{text}");
    }

    #[test]
    fn other_comments_say_nothing() {
        assert_eq!(says(Language::Dockerfile, "# the root-us$0er rule\nFROM a\n"), None);
        assert_eq!(says(Language::Compose, "a: b # ignore th$0is\n"), None);
    }
}
