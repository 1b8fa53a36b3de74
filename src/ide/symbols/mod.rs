//! The outline of a file: stages and their instructions, the tree of a Compose file, the sections of an ignore file.
//!
//! A name says what a list of names alone must tell, `RUN apt-get`; the detail says the rest, for editors that show it.
//! Values of a `.env` file are not shown: an outline is open while a screen is shared.

mod compose;
mod dockerfile;

use super::assignments::assignments;
use crate::model::{Language, Snapshot};
use crate::text::Span;

/// One entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Never empty.
    pub name: String,
    /// A few words beside the name.
    pub detail: Option<String>,
    pub kind: SymbolKind,
    /// Everything that belongs to it.
    pub span: Span,
    /// What an editor selects when it goes there; within `span`.
    pub name_span: Span,
    /// Whether nobody should write it any more.
    pub is_deprecated: bool,
    /// In the order of the file, each within `span`.
    pub children: Vec<Symbol>,
}

/// What a symbol is; an editor draws an icon for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    Stage,
    Instruction,
    /// An ARG or ENV, a line of a `.env` file.
    Variable,
    Heredoc,
    /// A top-level key of a Compose file, the lines under a comment of an ignore file.
    Section,
    Service,
    /// A network, a volume, a secret, a config.
    Resource,
    /// A key with keys below it.
    Mapping,
    List,
    Text,
    Number,
    Boolean,
    /// A key without a value.
    Nothing,
    /// A line of an ignore file.
    Pattern,
}

/// The longest name or detail of a symbol, in characters.
const LONGEST: usize = 60;

/// More symbols than this nobody reads in an outline, and editors draw them slowly: the deepest give way.
const MOST: usize = 1_500;

/// The outline of a file.
pub fn symbols(snapshot: &Snapshot) -> Vec<Symbol> {
    let mut symbols = match snapshot.language() {
        Language::Dockerfile => snapshot.dockerfile().map(dockerfile::symbols).unwrap_or_default(),
        Language::Compose => snapshot.compose().map(compose::symbols).unwrap_or_default(),
        Language::Dockerignore => of_ignore_file(snapshot.source()),
        Language::Dotenv => of_variables(snapshot.source()),
    };
    symbols.iter_mut().for_each(Symbol::settle);
    let depth = depth_of(&symbols);
    cut(&mut symbols, depth);
    symbols
}

/// How many levels may be shown: the first two always, and each further one that still leaves the outline readable.
fn depth_of(symbols: &[Symbol]) -> usize {
    let mut level: Vec<&Symbol> = symbols.iter().collect();
    let (mut shown, mut depth) = (0, 0);
    while !level.is_empty() && (depth < 2 || shown + level.len() <= MOST) {
        shown += level.len();
        depth += 1;
        level = level.into_iter().flat_map(|symbol| &symbol.children).collect();
    }
    depth
}

fn cut(symbols: &mut [Symbol], depth: usize) {
    for symbol in symbols {
        match depth {
            0 | 1 => symbol.children.clear(),
            _ => cut(&mut symbol.children, depth - 1),
        }
    }
}

impl Symbol {
    fn new(name: String, kind: SymbolKind, span: Span, name_span: Span) -> Symbol {
        Symbol { name, detail: None, kind, span, name_span, is_deprecated: false, children: Vec::new() }
    }

    /// Grows until it holds its name and its children, wherever a broken text has put them: editors drop an outline in which
    /// that is not so.
    fn settle(&mut self) {
        self.children.iter_mut().for_each(Symbol::settle);
        let inner = self.children.iter().map(|child| child.span);
        self.span = inner.fold(self.span.to(self.name_span), Span::to);
    }
}

/// Patterns under the comment that speaks of them: one at the start, or behind a blank line or patterns.
fn of_ignore_file(source: &str) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut start = if source.starts_with('\u{feff}') { 3 } else { 0 };
    let mut section: Option<Symbol> = None;
    let mut in_comment = false;
    for line in source[start..].split_inclusive('\n') {
        let text = line.trim();
        let at = start + line.len() - line.trim_start().len();
        let span = Span::new(at, at + text.len());
        start += line.len();
        if text.is_empty() {
            in_comment = false;
            continue;
        }
        if !line.starts_with('#') {
            in_comment = false;
            let pattern = Symbol::new(shorten(text), SymbolKind::Pattern, span, span);
            match &mut section {
                Some(section) => section.children.push(pattern),
                None => symbols.push(pattern),
            }
            continue;
        }
        let title = text.trim_matches(|c: char| matches!(c, '#' | '-' | '=' | '*' | '~') || c.is_whitespace());
        if title.is_empty() || in_comment {
            continue;
        }
        in_comment = true;
        let next = Symbol::new(shorten(title), SymbolKind::Section, span, span);
        symbols.extend(section.replace(next).filter(|section| !section.children.is_empty()));
    }
    symbols.extend(section.filter(|section| !section.children.is_empty()));
    symbols
}

fn of_variables(source: &str) -> Vec<Symbol> {
    let named = assignments(source).assignments.into_iter().filter(|assignment| !assignment.name.is_empty());
    named
        .map(|it| Symbol::new(shorten(it.name.of(source)), SymbolKind::Variable, it.span, it.name))
        .filter(|symbol| !symbol.name.is_empty())
        .collect()
}

/// The text in one line, blanks folded, cut where it gets long.
fn shorten(text: &str) -> String {
    let mut short = String::with_capacity(text.len().min(LONGEST + '…'.len_utf8()));
    let mut room = LONGEST;
    for word in text.split_whitespace() {
        if !short.is_empty() {
            short.push(' ');
            room = room.saturating_sub(1);
        }
        let length = if word.is_ascii() { word.len() } else { word.chars().count() };
        if length > room {
            short.extend(word.chars().take(room));
            short.push('…');
            return short;
        }
        short.push_str(word);
        room -= length;
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The outline, indented, details in parentheses.
    pub(super) fn outline(language: Language, source: &str) -> String {
        show(&symbols(&Snapshot::of(language, source)), 0)
    }

    fn show(symbols: &[Symbol], depth: usize) -> String {
        let line = |symbol: &Symbol| {
            let detail = symbol.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
            let indent = "  ".repeat(depth);
            format!("{indent}{}{detail}\n{}", symbol.name, show(&symbol.children, depth + 1))
        };
        symbols.iter().map(line).collect()
    }

    #[test]
    fn a_large_outline_gives_up_its_deepest_levels() {
        let outline = |services: usize| {
            let one = |n: usize| format!("  s{n}:\n    image: x\n    ports:\n      - 80\n");
            let source: String = (0..services).map(one).collect();
            symbols(&Snapshot::of(Language::Compose, &format!("services:\n{source}")))
        };
        let keys = |outline: &[Symbol]| outline[0].children[0].children.len();
        assert_eq!(keys(&outline(10)), 2);
        assert_eq!(keys(&outline(1_500)), 0);
        assert_eq!(outline(5_000)[0].children.len(), 5_000, "every service is there");
    }

    #[test]
    fn an_ignore_file_has_the_sections_that_its_comments_name() {
        let source = "*.tmp\n# ---- Node ----\n# all of it\nnode_modules\n!x\n\n# Git\n.git\n# nothing\n";
        assert_eq!(outline(Language::Dockerignore, source), "*.tmp\nNode\n  node_modules\n  !x\nGit\n  .git\n");
    }

    #[test]
    fn variables_are_named_and_their_values_are_not_told() {
        assert_eq!(outline(Language::Dotenv, "# a\nexport B=secret\n\nC\n=d\n"), "B\nC\n");
    }
}
