//! What a word of a Compose file means: a key and its value from `reference::compose`, a name from the file itself.

use crate::ide::Hover;
use crate::ide::completion::{document, steps};
use crate::reference::compose::{self, Entry, Meaning, Section, Value};
use crate::syntax::outline::{Outline, Part};
use crate::text::Span;

pub(super) fn hover(source: &str, offset: usize) -> Option<Hover> {
    let outline = Outline::read(source);
    let (entry, part) = outline.at(offset)?;
    let path = outline.path(source, entry);
    let place = compose::resolve(&steps(&path))?;
    if part == Part::Key {
        let span = outline.entries[entry].key?;
        let markdown = match place.entry {
            Entry::Key(key) => format!("`{}`\n\n{}", key.name, document(key)),
            Entry::Free(free) => match free.known.iter().find(|known| known.text == span.of(source)) {
                Some(known) => explain(known),
                None => match free.meaning {
                    Meaning::Reference(section) => declaration(source, &outline, section, span.of(source))?,
                    _ => free.doc.to_owned(),
                },
            },
            _ => return None,
        };
        return Some(Hover { span, markdown });
    }
    let span = outline.entries[entry].value;
    let text = span.of(source);
    let scalar = place.shape.scalar?;
    if let Some(value) = scalar.values.iter().find(|value| value.rest.is_none() && value.text == text) {
        return Some(Hover { span, markdown: explain(value) });
    }
    let (section, name) = match scalar.meaning {
        Meaning::Reference(section) => (section, text),
        Meaning::Mount => (Section::Volumes, text.split(':').next()?),
        Meaning::Link | Meaning::VolumesFrom => (Section::Services, text.split(':').next()?),
        _ => {
            let beginning = scalar.values.iter().find(|value| value.rest.is_some() && text.starts_with(value.text))?;
            let Some(Meaning::Reference(section)) = beginning.rest else {
                return Some(Hover { span, markdown: explain(beginning) });
            };
            (section, &text[beginning.text.len()..])
        }
    };
    Some(Hover { span, markdown: declaration(source, &outline, section, name)? })
}

fn explain(value: &Value) -> String {
    format!("`{}`: {}", value.text, value.doc)
}

/// The lines that declare a name, as they stand in the file.
fn declaration(source: &str, outline: &Outline, section: Section, name: &str) -> Option<String> {
    let parent = outline.section(source, section.key())?;
    let mut children = outline.children(Some(parent));
    let key = children.find_map(|(_, entry)| entry.key.filter(|key| key.of(source) == name))?;
    let start = source[..key.start].rfind('\n').map_or(0, |at| at + 1);
    let indent = key.start - start;
    let mut end = source[start..].find('\n').map_or(source.len(), |at| start + at + 1);
    for line in source[end..].split_inclusive('\n').take(40) {
        let deeper = line.len() - line.trim_start_matches(' ').len() > indent;
        if !deeper && !line.trim().is_empty() {
            break;
        }
        end += line.len();
    }
    let lines = Span::new(start, end).of(source).trim_end();
    let shown: Vec<&str> = lines.lines().map(|line| line.get(indent..).unwrap_or("")).collect();
    Some(format!("{} `{name}`\n\n```yaml\n{}\n```", section.entry(), shown.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(marked: &str, about: &str, words: &str) {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let hover = hover(&source, offset).unwrap_or_else(|| panic!("nothing about {marked}"));
        assert_eq!(hover.span.of(&source), about);
        assert!(hover.markdown.contains(words), "{}", hover.markdown);
    }

    #[test]
    fn keys_and_values_explain_themselves() {
        says("services:\n  web:\n    health$0check:\n      test: x\n", "healthcheck", "[Reference](https://");
        says("services:\n  web:\n    healthcheck: { inter$0val: 5s }\n", "interval", "Default: `30s`");
        says("services:\n  web:\n    restart: unless$0-stopped\n", "unless-stopped", "stopped by hand");
    }

    #[test]
    fn names_show_what_declares_them() {
        let file = "services:\n  web:\n    depends_on: [d$0b]\n  db:\n    image: postgres\n\nvolumes: {}\n";
        says(file, "db", "db:\n  image: postgres\n```");
    }
}
