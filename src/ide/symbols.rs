//! The outline of a file: stages and their instructions, the sections of a Compose file and what is in them.

use crate::model::compose::{Pair, Section};
use crate::model::dockerfile::{Instruction, Keyword};
use crate::model::{Compose, Dockerfile, Snapshot};
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
    /// In the order of the file, each within `span`.
    pub children: Vec<Symbol>,
}

/// What a symbol is; an editor draws an icon for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    Stage,
    Instruction,
    /// An ARG or ENV.
    Variable,
    /// A top-level key of a Compose file.
    Section,
    Service,
    /// A network, a volume, a secret, a config.
    Resource,
    Key,
}

/// The longest name of a symbol, in characters.
const LONGEST_NAME: usize = 60;

/// The outline of a file.
pub fn symbols(snapshot: &Snapshot) -> Vec<Symbol> {
    match (snapshot.dockerfile(), snapshot.compose()) {
        (Some(file), _) => of_dockerfile(file),
        (_, Some(file)) => of_compose(file),
        _ => Vec::new(),
    }
}

fn of_dockerfile(file: &Dockerfile) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = file.preamble().iter().filter_map(of_instruction).collect();
    for stage in &file.stages {
        let instructions = file.instructions_of(stage);
        let [from, rest @ ..] = instructions else { continue };
        let last = rest.last().unwrap_or(from);
        let base = &stage.base_word;
        let name = stage.name.as_ref().unwrap_or(base);
        // `FROM` alone has neither.
        let name = if name.text.is_empty() { &from.name } else { name };
        symbols.push(Symbol {
            name: shorten(&name.text),
            detail: stage.name.is_some().then(|| format!("FROM {}", base.text)),
            kind: SymbolKind::Stage,
            span: from.span.to(last.span),
            name_span: name.span,
            children: rest.iter().filter_map(of_instruction).collect(),
        });
    }
    symbols
}

/// A line that says nothing, such as a lone continuation, is not in the outline.
fn of_instruction(instruction: &Instruction) -> Option<Symbol> {
    let name = shorten(instruction.line.text());
    (!name.is_empty()).then(|| Symbol {
        name,
        detail: None,
        kind: match instruction.keyword {
            Keyword::Arg | Keyword::Env => SymbolKind::Variable,
            _ => SymbolKind::Instruction,
        },
        span: instruction.span,
        name_span: instruction.name.span,
        children: Vec::new(),
    })
}

fn of_compose(file: &Compose) -> Vec<Symbol> {
    let of_top = |pair: Pair<'_>| {
        let section = Section::ALL.into_iter().find(|section| pair.key.text() == Some(section.key()));
        let Some(section) = section else {
            return of_pair(pair, SymbolKind::Key, |_| None);
        };
        let kind = match section {
            Section::Services | Section::Jobs => SymbolKind::Service,
            _ => SymbolKind::Resource,
        };
        of_pair(pair, SymbolKind::Section, |entry| of_pair(entry, kind, |key| of_pair(key, SymbolKind::Key, |_| None)))
    };
    file.documents().flat_map(|document| document.own_entries()).filter_map(of_top).collect()
}

/// A key with what stands below it; a key without a text is none.
fn of_pair(pair: Pair<'_>, kind: SymbolKind, child: impl Fn(Pair<'_>) -> Option<Symbol>) -> Option<Symbol> {
    let name = shorten(pair.key.text().filter(|name| !name.trim().is_empty())?);
    let detail = match kind {
        SymbolKind::Service => ["image", "build"].iter().find_map(|key| pair.value.get(key)),
        _ => Some(pair.value),
    };
    let detail = detail.and_then(|value| value.text()).map(shorten).filter(|detail| !detail.is_empty());
    // What an alias stands for is outlined where it stands.
    let below = if pair.value.is_alias() { Vec::new() } else { pair.value.own_entries().filter_map(child).collect() };
    let (span, name_span) = (pair.span, pair.key.span());
    Some(Symbol { name, detail, kind, span, name_span, children: below })
}

/// The text in one line, blanks folded, cut where it gets long.
fn shorten(text: &str) -> String {
    let mut short = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        if length > 0 {
            short.push(' ');
            length += 1;
        }
        for character in word.chars() {
            if length == LONGEST_NAME {
                short.push('…');
                return short;
            }
            short.push(character);
            length += 1;
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn outline(symbols: &[Symbol], depth: usize) -> String {
        let line = |symbol: &Symbol| {
            let detail = symbol.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
            let indent = "  ".repeat(depth);
            format!("{indent}{}{detail}\n{}", symbol.name, outline(&symbol.children, depth + 1))
        };
        symbols.iter().map(line).collect()
    }

    fn of(source: &str) -> String {
        outline(&symbols(&Snapshot::of(Language::Dockerfile, source)), 0)
    }

    #[test]
    fn instructions_hang_below_their_stage() {
        let source = "ARG V=1\nFROM golang:$V AS build\nRUN go \\\n  build\nFROM scratch\nCOPY --from=build /a /a\n";
        let expected = "ARG V=1\nbuild (FROM golang:$V)\n  RUN go build\nscratch\n  COPY --from=build /a /a\n";
        assert_eq!(of(source), expected);
    }

    #[test]
    fn a_compose_file_has_sections_services_and_keys() {
        let source = "name: shop\nx-a: &a {image: nginx}\nservices:\n  web:\n    <<: *a\n    image: nginx:1\n  \
                      api: *a\nvolumes:\n  state:\n";
        let symbols = symbols(&Snapshot::of(Language::Compose, source));
        let expected = "name (shop)\nx-a\nservices\n  web (nginx:1)\n    <<\n    image (nginx:1)\n  \
                        api (nginx)\nvolumes\n  state\n";
        assert_eq!(outline(&symbols, 0), expected);
    }

    #[test]
    fn half_typed_files_have_an_outline_and_no_empty_name() {
        assert_eq!(of("FROM\nRU\n"), "FROM\n  RU\n");
    }

    #[test]
    fn children_lie_within_their_parents() {
        let snapshot = Snapshot::of(Language::Dockerfile, "FROM a\nRUN <<EOF\nx\nEOF\n# end\n");
        let stage = &symbols(&snapshot)[0];
        assert!(stage.span.contains(stage.children[0].span) && stage.span.contains(stage.name_span));
    }
}
