//! The lines that an instruction goes on in.
//!
//! How they stand to each other is their author's: `&&` before its arguments, options below what they belong to. So lines
//! are only ever moved together, and only where they stand less far in than the rest of the file has them; what stands
//! further in was meant. A line that goes on inside quotes, or in the middle of a word, holds blanks that count: then
//! nothing moves. Comments go with the line below them, and escape characters in a column stay in it.

use super::quotes;
use crate::format::BLANK;
use crate::format::style::{Indent, Style};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Instruction};
use crate::text::{Edit, Span, replace};
use std::collections::{BTreeMap, BTreeSet};

/// How many columns a tab counts where nobody says.
const TAB: usize = 4;

/// What most of a file does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manner {
    /// The step that somebody asked for.
    asked: Option<Indent>,
    /// How far in, in columns, most instructions go on.
    base: usize,
    /// Whether with tabs.
    tabs: bool,
    /// Columns of a tab.
    tab: usize,
    /// The columns in which several lines have their escape character, not all of them just behind their text.
    columns: BTreeSet<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    First,
    Code,
    /// Nothing but the escape character, as people set lines apart.
    Bare,
    Comment,
    Blank,
}

/// One physical line of an instruction.
#[derive(Debug, Clone, Copy)]
struct Row {
    kind: Kind,
    line: Span,
    indent: Span,
    /// Whether blanks may be put before it or taken away.
    free: bool,
    /// The blanks before the escape character that continues it.
    padding: Option<Span>,
    /// Whether their number counts for nothing.
    padding_free: bool,
}

impl Manner {
    pub fn of(file: &Dockerfile, style: &Style) -> Manner {
        let tab = match style.indent {
            Some(Indent::Blanks(width)) => width,
            _ => TAB,
        };
        let mut manner = Manner { asked: style.indent, base: 0, tabs: false, tab, columns: BTreeSet::new() };
        let mut escapes: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
        let mut depths: BTreeMap<usize, usize> = BTreeMap::new();
        let (mut tabs, mut blanks) = (0, 0);
        for index in 0..file.instructions.len() {
            let Some(rows) = rows(file, index) else { continue };
            for row in &rows {
                let Some(column) = column_of_escape(file, row) else { continue };
                let (lines, is_meant) = escapes.entry(column).or_insert((0, false));
                *lines += 1;
                *is_meant |= row.padding.is_some_and(|padding| padding.len() > 1);
            }
            let code = || rows.iter().filter(|row| row.kind == Kind::Code && row.free);
            let Some(depth) = code().map(|row| manner.depth(file, row)).min().filter(|depth| *depth > 0) else {
                continue;
            };
            *depths.entry(depth).or_default() += 1;
            let uses_tabs = code().any(|row| file.text(row.indent).starts_with('\t'));
            *if uses_tabs { &mut tabs } else { &mut blanks } += 1;
        }
        escapes.retain(|_, (lines, is_meant)| *lines > 1 && *is_meant);
        manner.columns = escapes.into_keys().collect();
        // Of several that are as common, the one that moves the least.
        let most = depths.values().max().copied().unwrap_or(0);
        let usual = style.indent.unwrap_or(style.usual);
        manner.base = depths.iter().find(|(_, count)| **count == most).map_or(columns(usual, tab), |(depth, _)| *depth);
        manner.tabs = if depths.is_empty() { usual == Indent::Tab } else { tabs > blanks };
        manner
    }

    fn depth(&self, file: &Dockerfile, row: &Row) -> usize {
        file.text(row.indent).chars().map(|c| if c == '\t' { self.tab } else { 1 }).sum()
    }

    /// So many columns of indentation.
    fn write(&self, depth: usize, tabs: bool) -> String {
        if tabs { "\t".repeat(depth / self.tab) + &" ".repeat(depth % self.tab) } else { " ".repeat(depth) }
    }

    /// The new indentation of each row, where it changes.
    fn indents(&self, file: &Dockerfile, rows: &[Row]) -> Vec<Option<String>> {
        let mut written: Vec<Option<String>> = vec![None; rows.len()];
        if rows.iter().any(|row| row.kind == Kind::Code && !row.free) {
            return written;
        }
        let code: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].kind == Kind::Code).collect();
        let depths: Vec<usize> = code.iter().map(|&at| self.depth(file, &rows[at])).collect();
        let Some(&least) = depths.iter().min() else { return written };
        match self.asked {
            Some(indent) => {
                let width = columns(indent, self.tab);
                let is_even = depths.iter().all(|depth| (depth - least) % self.base.max(1) == 0);
                for (&at, &depth) in code.iter().zip(&depths) {
                    let inside = depth - least;
                    let inside = if is_even { inside / self.base.max(1) * width } else { inside };
                    // What began further in than the file's usual step was meant to.
                    let start = width + least.saturating_sub(self.base);
                    written[at] = Some(self.write(start + inside, indent == Indent::Tab));
                }
            }
            None if least < self.base => {
                let low: Vec<usize> = (0..code.len()).filter(|&at| depths[at] < self.base).collect();
                let leads = low.iter().any(|&at| leads(file.text(rows[code[at]].line)));
                let moves_all = leads || low.len() * 2 >= code.len();
                for (position, &at) in code.iter().enumerate() {
                    let indent = file.text(rows[at].indent);
                    if moves_all {
                        written[at] = Some(self.write(self.base - least, self.tabs) + indent);
                    } else if depths[position] < self.base {
                        written[at] = Some(self.write(self.base, self.tabs));
                    }
                }
            }
            None => {}
        }
        self.comments(file, rows, &mut written);
        for (row, written) in rows.iter().zip(&mut written) {
            if written.as_deref() == Some(file.text(row.indent)) {
                *written = None;
            }
        }
        written
    }

    /// Comments go with the line below them, or with the one above where there is none below. Those at the left edge stay
    /// there: that is a manner of its own.
    fn comments(&self, file: &Dockerfile, rows: &[Row], written: &mut [Option<String>]) {
        for at in 0..rows.len() {
            if !matches!(rows[at].kind, Kind::Comment | Kind::Bare) {
                continue;
            }
            let is_code = |other: &usize| rows[*other].kind == Kind::Code;
            let Some(other) = (at + 1..rows.len()).find(is_code).or_else(|| (0..at).rev().find(is_code)) else {
                continue;
            };
            let (own, theirs) = (self.depth(file, &rows[at]), self.depth(file, &rows[other]));
            let new = written[other].clone().unwrap_or_else(|| file.text(rows[other].indent).to_owned());
            if own == theirs || own > 0 && own < theirs.min(self.base) && rows[at].kind == Kind::Comment {
                written[at] = Some(new);
            } else if let Some(moved) = new.strip_suffix(file.text(rows[other].indent)).filter(|_| own > 0) {
                written[at] = Some(moved.to_owned() + file.text(rows[at].indent));
            }
        }
    }
}

/// The column of the escape character of a line that holds it apart from its text.
fn column_of_escape(file: &Dockerfile, row: &Row) -> Option<usize> {
    let padding = row.padding.filter(|padding| !padding.is_empty())?;
    let before = file.text(Span::new(row.line.start, padding.end));
    (!before.contains('\t')).then(|| before.chars().count())
}

fn columns(indent: Indent, tab: usize) -> usize {
    match indent {
        Indent::Tab => tab,
        Indent::Blanks(width) => width,
    }
}

/// Whether a line opens or closes something, or says how it hangs together with the one above: it has no place without the
/// lines around it.
fn leads(line: &str) -> bool {
    const WORDS: [&str; 12] =
        ["fi", "done", "esac", "else", "elif", "then", "do", "if", "for", "while", "case", "until"];
    let line = line.trim_start();
    let word = line.split([' ', '\t', ';', ')']).next().unwrap_or("");
    WORDS.contains(&word) || line.starts_with(['&', '|', ';', '}', ')', '{', '(', ']'])
}

/// What is to be done to the continued lines of an instruction.
pub(super) fn edits(file: &Dockerfile, index: usize, manner: &Manner) -> Vec<Edit> {
    let Some(rows) = rows(file, index) else { return Vec::new() };
    let indents = manner.indents(file, &rows);
    let mut edits = Vec::new();
    for (row, written) in rows.iter().zip(&indents) {
        if let Some(written) = written {
            edits.push(replace(row.indent, written.clone()));
        }
    }
    edits.extend(paddings(file, manner, &rows, &indents));
    edits
}

/// Escape characters: in their column where they have one, else one blank behind the text.
fn paddings(file: &Dockerfile, manner: &Manner, rows: &[Row], indents: &[Option<String>]) -> Vec<Edit> {
    // Where the text of a line ends once it has moved.
    let end = |row: &Row, written: &Option<String>, padding: Span| {
        let indent = written.as_deref().map_or(row.indent.len(), str::len);
        indent + file.text(Span::new(row.indent.end, padding.start)).chars().count()
    };
    let mut columns: BTreeMap<usize, usize> = BTreeMap::new();
    for (row, written) in rows.iter().zip(indents) {
        let (Some(padding), Some(column)) = (row.padding, column_of_escape(file, row)) else { continue };
        if manner.columns.contains(&column) {
            let needed = columns.entry(column).or_insert(column);
            *needed = (*needed).max(end(row, written, padding) + 1);
        }
    }
    let mut edits = Vec::new();
    for (row, written) in rows.iter().zip(indents) {
        let Some(padding) = row.padding.filter(|_| row.padding_free) else { continue };
        let column = column_of_escape(file, row);
        let width = match column.and_then(|column| columns.get(&column)) {
            Some(column) => column - end(row, written, padding),
            None if column.is_some() => 1,
            None => continue,
        };
        if width != padding.len() {
            edits.push(replace(padding, " ".repeat(width)));
        }
    }
    edits
}

/// The physical lines of an instruction that has several; `None` where blanks count in ways that cannot be told.
fn rows(file: &Dockerfile, index: usize) -> Option<Vec<Row>> {
    let instruction = &file.instructions[index];
    let head = instruction.head;
    if !file.text(head).contains('\n') {
        return None;
    }
    let quoted = quoted(file, index, instruction)?;
    let counts = |span: Span| quoted.iter().any(|quoted| quoted.start < span.end && span.start < quoted.end);
    let mut rows = Vec::new();
    let (mut at, mut glued) = (0, false);
    let mut start = head.start;
    for text in file.text(head).split_inclusive('\n') {
        let line = Span::new(start, start + text.trim_end_matches(['\r', '\n']).len());
        start += text.len();
        let text = file.text(line);
        let indent_length = text.len() - text.trim_start_matches(BLANK).len();
        let indent = Span::new(line.start, line.start + indent_length);
        let mut row = Row { kind: Kind::Code, line, indent, free: false, padding: None, padding_free: false };
        let is_first = rows.is_empty();
        row.kind = match text[indent_length..].chars().next() {
            _ if is_first => Kind::First,
            None => Kind::Blank,
            Some('#') => Kind::Comment,
            _ => Kind::Code,
        };
        if matches!(row.kind, Kind::First | Kind::Code) {
            let is_bare = text.trim_matches(BLANK).strip_suffix(file.escape.character()) == Some("");
            let kept = text.trim_end_matches(BLANK).strip_suffix(file.escape.character()).unwrap_or(text);
            let code = kept.trim_end_matches(BLANK);
            let skipped = if is_first { instruction.name.span.start.checked_sub(line.start)? } else { 0 };
            let length = kept.len().checked_sub(skipped)?;
            // A seam between two lines is no place for blanks inside quotes, or inside a word.
            let seam = Span::new(at, at + indent_length.min(length).max(1));
            let is_open = quoted.iter().any(|quoted| quoted.start < at && at < quoted.end);
            row.free = !is_first
                && !is_open
                && !counts(Span::new(seam.start, seam.start + indent_length))
                && (indent_length > 0 || !glued);
            if is_bare && !is_first {
                row.kind = Kind::Bare;
            } else if kept.len() < text.len() {
                row.padding = Some(Span::new(line.start + code.len(), line.start + kept.len()));
                let padding = at + length - (kept.len() - code.len());
                row.padding_free = code.len() < kept.len() && !counts(Span::new(padding, at + length));
            }
            at += length;
            glued = kept.len() == code.len();
        }
        rows.push(row);
    }
    // What was put together here is what BuildKit puts together.
    (at == instruction.line.text().len()).then_some(rows)
}

/// The stretches of an instruction's joined line in which blanks count.
fn quoted(file: &Dockerfile, index: usize, instruction: &Instruction) -> Option<Vec<Span>> {
    let text = instruction.line.text();
    let mut arguments = &instruction.arguments;
    while let Arguments::Trigger(inner) = arguments {
        arguments = &inner.arguments;
    }
    if arguments.shell().is_some() {
        let is_windows = file.stage_of(index).is_some_and(|stage| file.is_for_windows(stage));
        file.dialect_before(index).filter(|_| !is_windows && file.escape == Default::default())?;
        return quotes::of_shell(text);
    }
    match arguments {
        Arguments::Words(_) | Arguments::Json { .. } | Arguments::Pairs { legacy: false, .. } => {
            quotes::of_builder(text, file.escape.character())
        }
        Arguments::Health { command, .. } if command.is_json() => quotes::of_builder(text, file.escape.character()),
        _ => None,
    }
}
