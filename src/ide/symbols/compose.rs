//! The outline of a Compose file: every key and every item, in the tree that the file is.

use super::{Symbol, SymbolKind, shorten};
use crate::model::Compose;
use crate::model::compose::{Pair, Resolved, Section, Value};
use crate::text::Span;

/// The keys that tell an item of a list from its siblings.
const TELLING: [&str; 8] = ["name", "target", "source", "path", "service", "command", "action", "file"];

pub(super) fn symbols(file: &Compose) -> Vec<Symbol> {
    file.documents().flat_map(Value::own_entries).filter_map(|pair| of_top(file, pair)).collect()
}

fn of_top(file: &Compose, pair: Pair<'_>) -> Option<Symbol> {
    let section = Section::ALL.into_iter().find(|section| pair.key.text() == Some(section.key()));
    let mut symbol = of_pair(file, pair)?;
    symbol.is_deprecated = pair.key.text() == Some("version");
    let Some(section) = section else { return Some(symbol) };
    symbol.kind = SymbolKind::Section;
    if pair.value.is_alias() {
        return Some(symbol);
    }
    let mut entries = symbol.children.iter_mut();
    for entry in pair.value.own_entries() {
        let Some(child) = entries.find(|child| child.name_span == entry.key.span()) else { break };
        if matches!(section, Section::Services | Section::Jobs) {
            child.kind = SymbolKind::Service;
            let runs = ["image", "build"].iter().find_map(|key| entry.value.get(key));
            child.detail = runs.and_then(|runs| runs.text().or_else(|| runs.get("context")?.text())).map(shorten);
        } else {
            child.kind = SymbolKind::Resource;
        }
    }
    Some(symbol)
}

/// A key with what stands below it; a key without a text is none.
fn of_pair(file: &Compose, pair: Pair<'_>) -> Option<Symbol> {
    let name = shorten(pair.key.text()?);
    if name.is_empty() {
        return None;
    }
    let detail = pair.value.text().map(shorten).filter(|detail| !detail.is_empty());
    let symbol = Symbol::new(name, kind(pair.value), written(file, pair.span), pair.key.span());
    Some(Symbol { detail, children: below(file, pair.value), ..symbol })
}

/// What stands below a value; what an alias stands for is outlined where it stands.
fn below(file: &Compose, value: Value<'_>) -> Vec<Symbol> {
    if value.is_alias() {
        return Vec::new();
    }
    let keys = value.own_entries().filter_map(|pair| of_pair(file, pair));
    let items = value.items().enumerate().filter_map(|(index, item)| of_item(file, index, item));
    keys.chain(items).collect()
}

fn of_item(file: &Compose, index: usize, item: Value<'_>) -> Option<Symbol> {
    let span = written(file, item.whole());
    let told = || TELLING.iter().find_map(|key| item.get(key)?.text());
    let name = if item.is_alias() { Some(file.text(span)) } else { item.text().or_else(told) };
    let name = name.map(shorten).filter(|name| !name.is_empty());
    if span.is_empty() {
        return None;
    }
    let name_span = file.first_line(span);
    let symbol = Symbol::new(name.unwrap_or_else(|| format!("[{index}]")), kind(item), span, name_span);
    Some(Symbol { children: below(file, item), ..symbol })
}

fn kind(value: Value<'_>) -> SymbolKind {
    if value.is_mapping() {
        return SymbolKind::Mapping;
    }
    if value.is_sequence() {
        return SymbolKind::List;
    }
    match value.resolved() {
        Some(Resolved::Null) => SymbolKind::Nothing,
        Some(Resolved::Boolean(_)) => SymbolKind::Boolean,
        Some(Resolved::Integer(_) | Resolved::Float(_)) => SymbolKind::Number,
        _ => SymbolKind::Text,
    }
}

/// The span without the blank lines that a block of text ends with.
fn written(file: &Compose, span: Span) -> Span {
    Span::new(span.start, span.start + file.text(span).trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::super::tests::outline;
    use super::super::{Symbol, SymbolKind, symbols};
    use crate::model::{Language, Snapshot};

    #[test]
    fn the_outline_is_the_tree_of_the_file() {
        let source = "name: shop\nx-a: &a {image: nginx}\nservices:\n  web:\n    <<: *a\n    image: nginx:1\n    ports:\n      \
                      - \"80:80\"\n      - target: 81\n  api: *a\nvolumes:\n  state:\n";
        let expected = "name (shop)\nx-a\n  image (nginx)\nservices\n  web (nginx:1)\n    <<\n    image (nginx:1)\n    ports\n      \
                        80:80\n      81\n        target (81)\n  api (nginx)\nvolumes\n  state\n";
        assert_eq!(outline(Language::Compose, source), expected);
    }

    #[test]
    fn symbols_have_the_kind_of_their_value() {
        let source = "services:\n  a:\n    image: x\n    init: true\n    scale: 2\n    ports: []\n    build: {}\n    env_file:\nvolumes:\n  v:\n";
        let snapshot = Snapshot::of(Language::Compose, source);
        let found = symbols(&snapshot);
        let kinds = |symbols: &[Symbol]| symbols.iter().map(|symbol| symbol.kind).collect::<Vec<_>>();
        use SymbolKind::*;
        assert_eq!(kinds(&found), [Section, Section]);
        assert_eq!(kinds(&found[0].children[0].children), [Text, Boolean, Number, List, Mapping, Nothing]);
        assert_eq!((found[0].children[0].kind, found[1].children[0].kind), (Service, Resource));
    }
}
