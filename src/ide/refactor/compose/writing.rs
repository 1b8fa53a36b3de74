//! Writing a value of a Compose file in another shape, in its place: the style of the file stays, and so do the comments.

use super::place::{Place, end_of};
use crate::model::Compose;
use crate::model::compose::Resolved;
use crate::rules::amend::{Layout, Yaml, column, entry_spans};
use crate::rules::rewrite::{is_plain, preferred_quote, scalar};
use crate::text::{Edit, Span, replace};

/// An entry of a collection.
pub enum Entry {
    /// With its key as it is to be written.
    Pair(String, Yaml),
    Item(Yaml),
}

impl Entry {
    fn flow(&self) -> String {
        match self {
            Entry::Pair(key, Yaml::Text(text)) if text.is_empty() => format!("{key}: "),
            Entry::Pair(key, value) => format!("{key}: {}", value.flow()),
            Entry::Item(value) => value.flow(),
        }
    }

    /// On lines of its own, the first without its indent.
    fn block(&self, indent: usize, layout: Layout) -> String {
        let text = match self {
            Entry::Pair(key, value) => format!("{key}:{}", value.block(indent, layout)),
            Entry::Item(Yaml::Map(entries)) => {
                let inner = indent + 2;
                let lines = entries
                    .iter()
                    .map(|(key, value)| format!("{}{key}:{}", " ".repeat(inner), value.block(inner, layout)));
                format!("- {}", lines.collect::<String>().trim_start())
            }
            Entry::Item(value) => format!("- {}", value.flow()),
        };
        text.trim_end_matches('\n').to_owned()
    }
}

/// The edits that give each entry of the collection, in order, another shape.
pub fn recast(place: &Place<'_>, entries: &[Entry]) -> Option<Vec<Edit>> {
    let Place { file, pair, value, .. } = *place;
    if value.is_flow() {
        let is_map = matches!(entries.first()?, Entry::Pair(..));
        let inner = entries.iter().map(Entry::flow).collect::<Vec<_>>().join(", ");
        let text = if is_map { format!("{{{inner}}}") } else { format!("[{inner}]") };
        return (!holds_comment(file, value.span())).then(|| vec![replace(value.span(), text)]);
    }
    let spans = entry_spans(file, value);
    let layout = Layout::of(file);
    let key_column = column(file, pair.key.whole().start);
    let old = column(file, value.span().start);
    let new = match (entries.first()?, value.is_sequence()) {
        (Entry::Pair(..), true) => old.max(key_column + layout.step),
        (Entry::Item(_), false) => key_column + layout.list,
        _ => old,
    };
    let mut edits = Vec::new();
    let mut at = file.whole_lines(Span::at(value.span().start)).start;
    for (span, entry) in spans.iter().zip(entries) {
        let line = file.whole_lines(Span::at(span.start));
        let is_first = file.text(Span::new(line.start, span.start)).trim().is_empty();
        let text = file.text(*span);
        if !is_first || text.contains('\n') && holds_comment(file, *span) {
            return None;
        }
        edits.extend(indented(file, Span::new(at, line.start), old, new));
        let lines = entry.block(new, layout);
        let margin = " ".repeat(new);
        let end = file.lines_of(*span).end;
        let rest = file.text(Span::new(span.end.min(end), end)).trim_end();
        let (first, others) =
            lines.split_once('\n').map_or((lines.as_str(), None), |(first, others)| (first, Some(others)));
        match others {
            // A comment stays on the line of what it speaks of.
            Some(others) if !rest.is_empty() && !text.contains('\n') => {
                let span = Span::new(line.start, span.end + rest.len());
                edits.push(replace(span, format!("{margin}{first}{rest}\n{others}")));
            }
            _ => edits.push(replace(Span::new(line.start, span.end), format!("{margin}{lines}"))),
        }
        at = end;
    }
    Some(edits)
}

/// Comment lines between entries, moved with them.
fn indented(file: &Compose, between: Span, old: usize, new: usize) -> Vec<Edit> {
    if old == new {
        return Vec::new();
    }
    let from = file.view().comments().partition_point(|comment| comment.start < between.start);
    let inside = file.view().comments()[from..].iter().take_while(|comment| comment.end <= between.end);
    let starts = inside.filter_map(|comment| {
        let line = file.whole_lines(*comment);
        let indent = Span::new(line.start, comment.start);
        (indent.len() == old).then(|| replace(indent, " ".repeat(new)))
    });
    starts.collect()
}

/// The edit that puts another value behind a key. What would span lines goes between brackets where the key stands there.
pub fn set(place: &Place<'_>, new: &Yaml) -> Option<Vec<Edit>> {
    let Place { file, pair, value, .. } = *place;
    let key_end = pair.key.whole().end;
    let end = end_of(&pair);
    let old = Span::new(key_end, end.max(key_end));
    let colon = key_end + file.text(old).find(':')? + 1;
    let in_brackets = place.is_in_brackets();
    let was_lines =
        file.text(value.whole()).contains('\n') || file.text(Span::new(colon, value.whole().start)).contains('\n');
    let text = if in_brackets || matches!(new, Yaml::Text(_)) {
        format!(" {}", new.flow())
    } else {
        new.block(column(file, pair.key.whole().start), Layout::of(file)).trim_end_matches('\n').to_owned()
    };
    let comments = comments_in(file, old);
    if !text.contains('\n') {
        // A comment on the line of the key stays on that line.
        let key_line = file.whole_lines(Span::at(key_end));
        let last = file.text(Span::new(end, file.whole_lines(Span::at(end)).end)).trim();
        return match comments {
            [] => Some(vec![replace(Span::new(colon, end), text)]),
            [one] if key_line.contains(*one) && last.is_empty() => {
                let comment = file.text(Span::new(colon, one.end)).trim_end();
                Some(vec![replace(Span::new(colon, end), format!("{text}{comment}"))])
            }
            _ => None,
        };
    }
    if !comments.is_empty() {
        return None;
    }
    // The comment behind the old value goes to the line of the key.
    let line_end = file.whole_lines(Span::at(end)).end;
    let rest = file.text(Span::new(end, line_end)).trim_end();
    if was_lines && !rest.is_empty() {
        return None;
    }
    let first = text.find('\n').unwrap_or(0);
    Some(vec![replace(Span::new(colon, end + rest.len()), format!("{}{rest}{}", &text[..first], &text[first..]))])
}

pub fn holds_comment(file: &Compose, span: Span) -> bool {
    !comments_in(file, span).is_empty()
}

/// The comments that begin in a stretch.
fn comments_in(file: &Compose, span: Span) -> &[Span] {
    let all = file.view().comments();
    let from = all.partition_point(|comment| comment.start < span.start);
    let to = all.partition_point(|comment| comment.start < span.end);
    &all[from..to.max(from)]
}

/// A text in the quotes that the file uses more often.
pub fn quoted(file: &Compose, text: &str) -> String {
    let is_single = preferred_quote(file) == '\'' && text.chars().all(|c| c >= ' ' && c != '\'');
    if is_single {
        return format!("'{text}'");
    }
    let scalar = scalar(text);
    if scalar.starts_with('"') { scalar } else { format!("\"{scalar}\"") }
}

/// A text as an entry of the value, in quotes where it needs some there.
pub fn plain(place: &Place<'_>, text: &str) -> String {
    written(place, text, place.is_in_brackets() || place.value.is_flow())
}

/// A text as the value itself.
pub fn alone(place: &Place<'_>, text: &str) -> String {
    written(place, text, place.is_in_brackets())
}

fn written(place: &Place<'_>, text: &str, in_brackets: bool) -> String {
    let is_bare = is_plain(text) || !in_brackets && reads_bare(text);
    if is_bare { text.to_owned() } else { quoted(place.file, text) }
}

/// Whether a text that stands alone behind its key or dash reads the same without quotes.
fn reads_bare(text: &str) -> bool {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '_' | '$'));
    let is_word = text.chars().all(|c| c.is_ascii_alphanumeric());
    let breaks =
        text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']) || text.contains(char::is_control);
    starts_well && !is_word && !breaks && Resolved::plain(text) == Resolved::Text
}

/// Words as they are usually written: between brackets, each in quotes.
pub fn words(file: &Compose, words: &[String]) -> Yaml {
    let words: Vec<String> = words.iter().map(|word| quoted(file, word)).collect();
    Yaml::text(format!("[{}]", words.join(", ")))
}
