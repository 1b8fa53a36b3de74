//! Adding to a Compose file and taking from it, in place.
//!
//! Nothing is written anew: a new key goes in where the file's order would have it, indented as its neighbours are; what
//! goes, goes with its lines and leaves the comments around it. Where that cannot be done without touching somebody's
//! comment, an anchor's place or a line that holds more, there is no edit.

use crate::model::Compose;
use crate::model::compose::{Pair, Service, Value};
use crate::syntax::yaml::Kind;
use crate::text::{Edit, Span, delete, insert, replace};

/// A value to be written, in block or flow style as its place demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Yaml {
    /// A scalar or a flow collection, as it stands in a file.
    Text(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

impl Yaml {
    pub fn text(text: impl Into<String>) -> Yaml {
        Yaml::Text(text.into())
    }

    pub fn map<const N: usize>(entries: [(&str, Yaml); N]) -> Yaml {
        Yaml::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// As it stands behind a key or dash on one line.
    pub fn flow(&self) -> String {
        match self {
            Yaml::Text(text) => text.clone(),
            Yaml::List(items) => format!("[{}]", items.iter().map(Yaml::flow).collect::<Vec<_>>().join(", ")),
            Yaml::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{key}: {}", value.flow())).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    /// As it stands behind a key that is indented by `indent` columns: on the same line, or on lines of its own.
    pub fn block(&self, indent: usize, layout: Layout) -> String {
        let mut text = String::new();
        match self {
            Yaml::Text(scalar) if scalar.is_empty() => text.push('\n'),
            Yaml::Text(scalar) => text = format!(" {scalar}\n"),
            Yaml::List(items) => {
                text.push('\n');
                for item in items {
                    text.push_str(&format!("{}- {}\n", " ".repeat(indent + layout.list), item.flow()));
                }
            }
            Yaml::Map(entries) => {
                text.push('\n');
                let inner = indent + layout.step;
                for (key, value) in entries {
                    text.push_str(&format!("{}{key}:{}", " ".repeat(inner), value.block(inner, layout)));
                }
            }
        }
        text
    }
}

/// How far a file indents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// A mapping under its key.
    pub step: usize,
    /// A list under its key; often 0.
    pub list: usize,
}

impl Layout {
    /// As the file does it first.
    pub fn of(file: &Compose) -> Layout {
        let mut layout = Layout { step: 0, list: usize::MAX };
        for (_, node) in file.view().nodes() {
            let Kind::Mapping { entries, flow: false } = &node.kind else { continue };
            for entry in entries {
                let (key, value) = (file.view().node(entry.key), file.view().node(entry.value));
                let deeper = |span: Span| column(file, span.start).saturating_sub(column(file, key.span.start));
                match value.kind {
                    Kind::Mapping { flow: false, .. } if layout.step == 0 => layout.step = deeper(value.span),
                    Kind::Sequence { flow: false, .. } if layout.list == usize::MAX => layout.list = deeper(value.span),
                    _ => {}
                }
            }
            if layout.step > 0 && layout.list != usize::MAX {
                break;
            }
        }
        if layout.step == 0 {
            layout.step = 2;
        }
        if layout.list == usize::MAX {
            layout.list = layout.step;
        }
        layout
    }
}

/// The stretch of a scalar between its quotes.
pub fn between_quotes(file: &Compose, span: Span) -> Span {
    let text = file.text(span);
    let is_quoted = text.len() > 1 && text.starts_with(['"', '\'']) && text.ends_with(['"', '\'']);
    if is_quoted { Span::new(span.start + 1, span.end - 1) } else { span }
}

/// How many bytes stand before an offset on its line.
pub fn column(file: &Compose, offset: usize) -> usize {
    offset - file.source()[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// The order in which most files write the keys of a service: what it is, what it needs, how it runs, what it stores, what it
/// opens, how it lives on. A key that is missing here has no place of its own.
pub const SERVICE_KEYS: [&str; 58] = [
    "extends",
    "image",
    "build",
    "platform",
    "pull_policy",
    "container_name",
    "hostname",
    "profiles",
    "depends_on",
    "links",
    "external_links",
    "volumes_from",
    "entrypoint",
    "command",
    "init",
    "user",
    "group_add",
    "working_dir",
    "env_file",
    "environment",
    "secrets",
    "configs",
    "volumes",
    "tmpfs",
    "devices",
    "ports",
    "expose",
    "network_mode",
    "networks",
    "dns",
    "extra_hosts",
    "privileged",
    "read_only",
    "cap_drop",
    "cap_add",
    "security_opt",
    "pid",
    "ipc",
    "ulimits",
    "sysctls",
    "shm_size",
    "mem_limit",
    "cpus",
    "pids_limit",
    "healthcheck",
    "restart",
    "stop_signal",
    "stop_grace_period",
    "deploy",
    "scale",
    "develop",
    "logging",
    "labels",
    "annotations",
    "stdin_open",
    "tty",
    "attach",
    "provider",
];

/// The place of a key in that order.
pub fn rank(key: &str) -> Option<usize> {
    SERVICE_KEYS.iter().position(|known| *known == key)
}

/// Adds a key to a service: after the keys that come before it in other services of the file, or in most files.
pub fn add_to_service(file: &Compose, service: Service<'_>, key: &str, value: &Yaml) -> Option<Edit> {
    let own: Vec<Pair<'_>> = service.value.own_entries().collect();
    let wanted = rank(key).unwrap_or(usize::MAX);
    let earlier = own.iter().rposition(|pair| pair.key.text().and_then(rank).is_some_and(|rank| rank <= wanted));
    add_after(file, service.value, earlier, key, value)
}

/// Adds a key to a mapping, after its last entry.
pub fn add_last(file: &Compose, mapping: Value<'_>, key: &str, value: &Yaml) -> Option<Edit> {
    add_after(file, mapping, None, key, value)
}

fn add_after(file: &Compose, mapping: Value<'_>, after: Option<usize>, key: &str, value: &Yaml) -> Option<Edit> {
    let entries: Vec<Pair<'_>> = mapping.own_entries().collect();
    let neighbour = after.and_then(|at| entries.get(at)).or(entries.last())?;
    if mapping.is_alias() || file.view().is_partial() {
        return None;
    }
    if mapping.is_flow() {
        return Some(insert(end_of(neighbour), format!(", {key}: {}", value.flow())));
    }
    let indent = column(file, entries[0].key.whole().start);
    let text = format!("{}{key}:{}", " ".repeat(indent), value.block(indent, Layout::of(file)));
    Some(insert_lines(file, end_of(neighbour), text))
}

/// Adds an entry to a list, after its last.
pub fn add_item(file: &Compose, list: Value<'_>, item: &Yaml) -> Option<Edit> {
    if list.is_alias() || file.view().is_partial() {
        return None;
    }
    let last = list.items().last()?;
    if list.is_flow() {
        return Some(insert(last.whole().end, format!(", {}", item.flow())));
    }
    let text = format!("{}- {}\n", " ".repeat(column(file, list.span().start)), item.flow());
    Some(insert_lines(file, last.whole().end, text))
}

/// Puts another value in the place of an entry of a list, whose comment stays on its first line.
pub fn replace_item(file: &Compose, item: Value<'_>, value: &Yaml) -> Option<Edit> {
    let span = item.whole();
    let line = file.whole_lines(span);
    let before = file.text(Span::new(line.start, span.start));
    if file.whole_lines(Span::at(span.start)) != line || item.is_alias() || file.view().is_partial() {
        return None;
    }
    if before.trim() != "-" {
        return Some(replace(span, value.flow()));
    }
    let Yaml::Map(entries) = value else { return Some(replace(span, value.flow())) };
    let indent = before.len();
    let layout = Layout::of(file);
    let mut lines = String::new();
    for (key, value) in entries {
        lines.push_str(&format!("{}{key}:{}", " ".repeat(indent), value.block(indent, layout)));
    }
    let (first, rest) = lines.trim().split_once('\n').unwrap_or((lines.trim(), ""));
    let end = line.start + file.text(line).trim_end_matches(['\n', '\r']).len();
    let comment = file.text(Span::new(span.end, end));
    let rest = if rest.is_empty() { String::new() } else { format!("\n{rest}") };
    Some(replace(Span::new(span.start, end), format!("{first}{comment}{rest}")))
}

fn end_of(pair: &Pair<'_>) -> usize {
    pair.span.end.max(pair.value.whole().end)
}

/// Whole lines that go in below the line of an offset; there, where it is a line's start: a block of text ends behind its line
/// end.
fn insert_lines(file: &Compose, offset: usize, text: String) -> Edit {
    let source = file.source();
    if source[..offset].ends_with('\n') {
        return insert(offset, text);
    }
    match source[offset..].find('\n') {
        Some(at) => insert(offset + at + 1, text),
        None => insert(source.len(), format!("\n{}", text.trim_end_matches('\n'))),
    }
}

/// The stretches of the entries of a mapping or list, from a key or dash to the end of what it holds.
pub fn entry_spans(file: &Compose, collection: Value<'_>) -> Vec<Span> {
    match collection.is_sequence() {
        true => collection.items().map(|item| dashed(file, collection, item)).collect(),
        false => collection.own_entries().map(|own| Span::new(own.span.start, end_of(&own))).collect(),
    }
}

/// An entry of a list with its dash, where it has one.
fn dashed(file: &Compose, list: Value<'_>, item: Value<'_>) -> Span {
    let span = item.whole();
    let before = &file.source()[..span.start];
    let dash = if list.is_flow() { None } else { before.rfind('-') };
    dash.filter(|&dash| before[dash + 1..].trim().is_empty()).map_or(span, |dash| Span::new(dash, span.end))
}

/// Takes an entry of a mapping away. `None` for the last one left, for what a merge key brings, and where a comment would go.
pub fn remove_entry(file: &Compose, mapping: Value<'_>, pair: Pair<'_>) -> Option<Edit> {
    remove_one(file, mapping, Span::new(pair.span.start, end_of(&pair)))
}

/// Takes an entry of a list away, and the key of the list with the last one.
pub fn remove_item_or_entry(file: &Compose, mapping: Value<'_>, pair: Pair<'_>, item: Value<'_>) -> Option<Edit> {
    match pair.value.items().nth(1) {
        Some(_) => remove_item(file, pair.value, item),
        None if pair.merged || pair.value.is_alias() => None,
        None => remove_entry(file, mapping, pair),
    }
}

/// Takes several entries of a mapping away at once, as [`remove_entry`] does; `None` where one of them cannot go.
pub fn remove_entries(file: &Compose, mapping: Value<'_>, pairs: &[Pair<'_>]) -> Option<Vec<Edit>> {
    let is_gone = |own: &Pair<'_>| pairs.iter().any(|pair| pair.span == own.span);
    let kept: Vec<Pair<'_>> = mapping.own_entries().filter(|own| !is_gone(own)).collect();
    if kept.is_empty() || mapping.is_alias() || file.view().is_partial() {
        return None;
    }
    if !mapping.is_flow() {
        return pairs.iter().map(|pair| remove_lines(file, Span::new(pair.span.start, end_of(pair)))).collect();
    }
    let inner = mapping.span();
    let texts: Vec<&str> = kept.iter().map(|pair| file.text(Span::new(pair.span.start, end_of(pair)))).collect();
    (!holds_comment(file, inner)).then(|| vec![replace(inner, format!("{{{}}}", texts.join(", ")))])
}

/// Takes an entry of a list away, as [`remove_entry`] does.
pub fn remove_item(file: &Compose, list: Value<'_>, item: Value<'_>) -> Option<Edit> {
    remove_one(file, list, dashed(file, list, item))
}

fn remove_one(file: &Compose, collection: Value<'_>, gone: Span) -> Option<Edit> {
    let spans = entry_spans(file, collection);
    let at = spans.iter().position(|span| *span == gone)?;
    if spans.len() == 1 || file.view().is_partial() {
        return None;
    }
    if !collection.is_flow() {
        return remove_lines(file, gone);
    }
    let gone = match at {
        0 => Span::new(gone.start, spans[1].start),
        _ => Span::new(spans[at - 1].end, gone.end),
    };
    (!holds_comment(file, gone)).then(|| delete(gone))
}

/// Takes the lines of a block away, and one of two blank lines that would meet.
pub fn remove_lines(file: &Compose, gone: Span) -> Option<Edit> {
    let source = file.source();
    let mut lines = file.lines_of(gone);
    let alone = source[lines.start..gone.start].trim().is_empty()
        && source[gone.end.min(lines.end)..lines.end].trim().is_empty();
    if !alone || holds_comment(file, lines) {
        return None;
    }
    let opens = source[..lines.start].is_empty()
        || source[..lines.start].ends_with("\n\n")
        || source[..lines.start].ends_with("\n\r\n");
    let next = file.whole_lines(Span::at(lines.end));
    if opens && !next.is_empty() && file.text(next).trim().is_empty() {
        lines.end = next.end;
    } else if lines.end == source.len() {
        // What stood last takes the blank lines before it along; the file ends as it did.
        let kept = source[..lines.start].trim_end().len();
        let line_end = if source.ends_with('\n') { source[kept..].find('\n').map_or(0, |at| at + 1) } else { 0 };
        lines.start = kept + line_end;
    }
    Some(delete(lines))
}

fn holds_comment(file: &Compose, span: Span) -> bool {
    file.view().comments().iter().any(|comment| span.contains(*comment))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    fn amended(source: &str, amend: impl Fn(&Compose) -> Option<Edit>) -> Option<String> {
        let snapshot = Snapshot::of(Language::Compose, source);
        amend(snapshot.compose()?).map(|edit| apply_edits(source, &[edit]))
    }

    fn with_restart(source: &str) -> Option<String> {
        amended(source, |file| add_to_service(file, file.service("a")?, "restart", &Yaml::text("always")))
    }

    #[test]
    fn a_key_goes_where_the_order_has_it_and_keeps_the_style() {
        assert_eq!(
            with_restart("services:\n    a:\n        image: x # why\n        labels: {}\n").as_deref(),
            Some("services:\n    a:\n        image: x # why\n        restart: always\n        labels: {}\n")
        );
        assert_eq!(
            with_restart("services: {a: {image: x}}\n").as_deref(),
            Some("services: {a: {image: x, restart: always}}\n")
        );
        assert_eq!(
            with_restart("services:\n  a:\n    image: x").as_deref(),
            Some("services:\n  a:\n    image: x\n    restart: always")
        );
        assert_eq!(
            with_restart("services:\n  a:\n    image: x\n    command: |\n      y\n    labels: {}\n").as_deref(),
            Some("services:\n  a:\n    image: x\n    command: |\n      y\n    restart: always\n    labels: {}\n")
        );
        assert_eq!(with_restart("x: &x {image: x}\nservices:\n  a: *x\n"), None);
    }

    #[test]
    fn lists_and_mappings_follow_the_layout_of_the_file() {
        let value = Yaml::map([("test", Yaml::text("[a]")), ("b", Yaml::List(vec![Yaml::text("c")]))]);
        let source = "services:\n   a:\n      image: x\n      ports:\n      - 1\n";
        let text = amended(source, |file| add_last(file, file.service("a")?.value, "h", &value));
        assert_eq!(text, Some(format!("{source}      h:\n         test: [a]\n         b:\n         - c\n")));
    }

    #[test]
    fn an_entry_goes_with_its_lines_and_no_comment() {
        let remove = |source: &str| {
            amended(source, |file| {
                let volumes = file.at(&["volumes"])?;
                remove_entry(file, volumes, volumes.entry("b")?)
            })
        };
        assert_eq!(remove("volumes:\n  a:\n  b:\n    driver: x\n").as_deref(), Some("volumes:\n  a:\n"));
        assert_eq!(remove("volumes:\n  b:\n  a:\n").as_deref(), Some("volumes:\n  a:\n"));
        assert_eq!(remove("volumes: {a: , b: }\n").as_deref(), Some("volumes: {a: }\n"));
        assert_eq!(remove("volumes:\n  a:\n  b: # why\n"), None);
        assert_eq!(remove("volumes:\n  b:\n"), None);
        assert_eq!(remove("volumes:\n  a:\n  b:").as_deref(), Some("volumes:\n  a:"));
    }
}
