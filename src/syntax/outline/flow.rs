//! Collections in braces and brackets, which go by their punctuation rather than by their lines.

use super::entry::add;
use super::scalar::{indentation, scalar, skip_blanks};
use super::{Entry, Part};
use crate::text::Span;

/// How many lines a flow collection may go over and still be seen as one.
const MAX_FLOW_LINES: usize = 400;

/// The end of the flow collection that starts here, on whichever line; `None` where nothing closes it before the text goes
/// on further left. `column` is that of the key before it.
pub(super) fn closing(source: &str, start: usize, column: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    for (number, line) in source[start..].split_inclusive('\n').take(MAX_FLOW_LINES).enumerate() {
        let text = line.trim_start();
        let goes_on = text.trim_end().is_empty() || indentation(line) > column || text.starts_with([']', '}']);
        if number > 0 && !goes_on {
            return None;
        }
        let (mut quote, mut before) = (None, ' ');
        for (place, character) in line.char_indices() {
            match (quote, character) {
                (Some(open), _) => quote = (open != character).then_some(open),
                (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',' | ':') => quote = Some(character),
                (None, '#') if before == ' ' => break,
                (None, '[' | '{') => depth += 1,
                (None, ']' | '}') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(at + place + 1);
                    }
                }
                _ => {}
            }
            before = character;
        }
        at += line.len();
    }
    None
}

/// A flow collection: `{ a: b, c: [d] }`.
pub(super) struct Flow<'a> {
    pub source: &'a str,
    pub at: usize,
    pub end: usize,
    pub parent: Option<usize>,
    pub part: Part,
}

impl Flow<'_> {
    /// Adds the entries of the collection that starts here, if one does.
    pub fn read(&mut self, entries: &mut Vec<Entry>) {
        self.walk(entries, false);
    }

    /// Walks to the end and stays inside whatever is open there: where a cursor is typing.
    pub fn descend(&mut self, entries: &mut Vec<Entry>) {
        self.walk(entries, true);
    }

    fn walk(&mut self, entries: &mut Vec<Entry>, stay: bool) {
        if !self.source[self.at..self.end].starts_with(['{', '[']) {
            return;
        }
        // What encloses each open bracket: the entry, and whether it is a mapping.
        let mut open: Vec<(Option<usize>, bool)> = Vec::new();
        let mut position = self.at;
        let mut start = self.at;
        let mut current = self.parent;
        let mut part = self.part;
        let mut quote = None;
        while let Some(character) = self.source[position..self.end].chars().next() {
            let next = position + character.len_utf8();
            match (quote, character) {
                (Some(open), _) => quote = (open != character).then_some(open),
                (None, '"' | '\'') if position == skip_blanks(self.source, start, self.end) => quote = Some(character),
                (None, '#') if self.source[..position].ends_with([' ', '\n']) => {
                    let line = &self.source[position..self.end];
                    position += line.find('\n').unwrap_or(line.len());
                    start = if self.source[start..position].trim_start().starts_with('#') { position } else { start };
                    continue;
                }
                (None, '{' | '[') => {
                    open.push((current, character == '{'));
                    if character == '[' {
                        current = Some(add(entries, current, None, self.word(next), usize::MAX));
                        part = Part::Value;
                    } else {
                        part = Part::Key;
                    }
                    start = next;
                }
                (None, '}' | ']') => {
                    let Some((outer, _)) = open.pop() else { break };
                    current = outer;
                    part = Part::Value;
                    start = next;
                    if open.is_empty() {
                        break;
                    }
                }
                (None, ',') => {
                    let Some(&(outer, is_map)) = open.last() else { break };
                    (current, part) = if is_map {
                        (outer, Part::Key)
                    } else {
                        (Some(add(entries, outer, None, self.word(next), usize::MAX)), Part::Value)
                    };
                    start = next;
                }
                (None, ':')
                    if self.source[next..self.end].starts_with([' ', '\n'])
                        || next == self.end
                        || self.source[..position].ends_with(['"', '\'']) =>
                {
                    let key = scalar(self.source, skip_blanks(self.source, start, position), position);
                    current = Some(add(
                        entries,
                        open.last().and_then(|&(outer, _)| outer),
                        Some(key),
                        self.word(next),
                        usize::MAX,
                    ));
                    part = Part::Value;
                    start = next;
                }
                _ => {}
            }
            position = next;
        }
        if stay && !open.is_empty() {
            self.parent = current;
            self.part = part;
            self.at = skip_blanks(self.source, start, self.end);
        }
    }

    /// The scalar that starts after the blanks at `from` and ends at the next separator.
    fn word(&self, from: usize) -> Span {
        let start = skip_blanks(self.source, from, self.end);
        let text = &self.source[start..self.end];
        if text.starts_with(['"', '\'']) {
            return scalar(self.source, start, self.end);
        }
        let end = text.find([',', '}', ']', '{', '[', '\n']).unwrap_or(text.len());
        Span::new(start, start + text[..end].trim_end().len())
    }
}
