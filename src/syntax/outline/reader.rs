//! Reading lines into an outline: a key or a dash opens an entry, and indentation says which one it stands under.

use super::entry::add;
use super::flow::{Flow, closing};
use super::scalar::{indentation, properties, scalar};
use super::{Entry, Part};
use crate::text::Span;

#[derive(Default)]
pub(super) struct Reader {
    pub entries: Vec<Entry>,
    /// The entries that the next line may stand under, the innermost last.
    open: Vec<usize>,
    /// Set inside a block scalar: the column of its key.
    pub block: Option<usize>,
    pub damage: Vec<usize>,
    /// The last damaged line, until the next entry is read.
    torn: Option<usize>,
    /// How far flow collections have been read.
    read_to: usize,
}

impl Reader {
    pub fn read(&mut self, source: &str) {
        self.read_until(source, source.len());
    }

    /// Reads the lines before an offset. Where that is in the middle of a flow collection: the entry whose value the
    /// collection is, and where it starts.
    pub fn read_until(&mut self, source: &str, stop: usize) -> Option<(usize, usize)> {
        let mut at = 0;
        for line in source.split_inclusive('\n') {
            if at >= stop {
                break;
            }
            let content = line.trim_end_matches(['\r', '\n']);
            // What a collection over several lines holds has been read with its first.
            if at >= self.read_to
                && let Some(flow) = self.read_line(source, at, content, stop)
            {
                return Some(flow);
            }
            at += line.len();
        }
        None
    }

    fn read_line(&mut self, source: &str, start: usize, content: &str, stop: usize) -> Option<(usize, usize)> {
        let column = indentation(content);
        let text = content.trim();
        if text.is_empty() || self.block.is_some_and(|block| column > block) {
            return None;
        }
        self.block = None;
        if text.starts_with("---") || text.starts_with("...") {
            self.open.clear();
            return None;
        }
        if text.starts_with('#') {
            return None;
        }
        let mut line = Line { source, at: start + column, end: start + content.len(), column };
        self.fill_gap(source, column);
        self.take_dashes(&mut line);
        let (entry, value_at) = match line.key() {
            // A line with nothing before its colon is damage, and says nothing of where it stands itself.
            Some((key, _)) if key.is_empty() => {
                self.damage.push(start);
                self.torn = Some(start);
                return None;
            }
            Some((key, value_at)) => {
                let parent = self.parent_for(line.column);
                let entry = add(&mut self.entries, parent, Some(key), Span::at(value_at), line.column);
                self.open.push(entry);
                (entry, value_at)
            }
            None => {
                // The text after a dash belongs to the entry that the dash opened.
                let entry = self.open.last().copied()?;
                if self.entries[entry].key.is_some() || self.entries[entry].value.start != line.at {
                    return None;
                }
                (entry, line.at)
            }
        };
        let (value_at, anchor) = properties(source, value_at, line.end);
        self.entries[entry].anchor = anchor;
        let value = &source[value_at..line.end];
        if value.starts_with(['|', '>']) {
            self.block = Some(self.entries[entry].column);
        }
        if !value.starts_with(['{', '[']) {
            self.entries[entry].value = scalar(source, value_at, line.end);
            return None;
        }
        self.entries[entry].value = Span::at(value_at);
        let end = closing(source, value_at, line.column).unwrap_or(line.end);
        if end > stop {
            return Some((entry, value_at));
        }
        self.read_to = end;
        let mut flow = Flow { source, at: value_at, end, parent: Some(entry), part: Part::Value };
        flow.read(&mut self.entries);
        None
    }

    /// Where a damaged line stands before one that is two steps further in than what it would stand under, the key between
    /// them was in that line: an entry without a name takes its place.
    pub fn fill_gap(&mut self, source: &str, column: usize) {
        let Some(damage) = self.torn.take() else { return };
        let Some(parent) = self.parent_for(column).filter(|&parent| self.entries[parent].key.is_some()) else { return };
        let between = self.entries[parent].column.saturating_add(step(source));
        if column > between {
            let entry = add(&mut self.entries, Some(parent), Some(Span::at(damage)), Span::at(damage), between);
            self.open.push(entry);
        }
    }

    /// Opens an entry for each dash at the start of the line.
    pub fn take_dashes(&mut self, line: &mut Line<'_>) {
        while let Some(rest) = line.text().strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            let parent = self.parent_for_item(line.column);
            let blanks = rest.len() - rest.trim_start_matches(' ').len();
            line.at += 1 + blanks;
            let column = line.column;
            line.column += 1 + blanks;
            let entry = add(&mut self.entries, parent, None, Span::at(line.at), column);
            self.open.push(entry);
        }
    }

    /// What a key at this column stands under: whatever is open further left.
    pub fn parent_for(&mut self, column: usize) -> Option<usize> {
        while self.open.last().is_some_and(|&last| self.entries[last].column >= column) {
            self.open.pop();
        }
        self.open.last().copied()
    }

    /// What a dash at this column stands under: a key further left, or at the same column.
    fn parent_for_item(&mut self, column: usize) -> Option<usize> {
        while self.open.last().is_some_and(|&last| {
            let entry = &self.entries[last];
            entry.column > column || (entry.column == column && entry.key.is_none())
        }) {
            self.open.pop();
        }
        self.open.last().copied()
    }
}

/// By how many columns a text indents at the least.
fn step(source: &str) -> usize {
    let indented = source.lines().filter(|line| line.starts_with(' ') && !line.trim().is_empty());
    indented.map(indentation).min().unwrap_or(2)
}

/// A line, or what is left of it.
pub(super) struct Line<'a> {
    pub source: &'a str,
    pub at: usize,
    pub end: usize,
    pub column: usize,
}

impl Line<'_> {
    fn text(&self) -> &str {
        &self.source[self.at..self.end]
    }

    /// The key at the start, without quotes, and where its value starts.
    pub fn key(&self) -> Option<(Span, usize)> {
        let text = self.text();
        if text.starts_with(['{', '[', '#', '&', '*', '!', '|', '>']) {
            return None;
        }
        let colon = colon_after_key(text)?;
        let key = &text[..colon];
        let quoted = usize::from(key.starts_with(['"', '\'']) && key.len() > 1);
        let key = Span::new(self.at + quoted, self.at + key.trim_end().len() - quoted);
        let blanks = text[colon + 1..].len() - text[colon + 1..].trim_start_matches(' ').len();
        Some((key, self.at + colon + 1 + blanks))
    }
}

/// Where the colon stands that ends a key: outside quotes, before a blank or the end.
fn colon_after_key(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (None, '"' | '\'') if at == 0 => quote = Some(character),
            (Some(open), _) if open == character => quote = None,
            (None, ':') if text[at + 1..].is_empty() || text[at + 1..].starts_with([' ', '\t']) => return Some(at),
            (None, '#') if before == ' ' && at > 0 => return None,
            _ => {}
        }
        before = character;
    }
    None
}
