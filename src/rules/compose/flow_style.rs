//! Collections between brackets.

use crate::model::compose::{Pair, Value};
use crate::rules::amend::Layout;
use crate::rules::prelude::*;
use crate::rules::rewrite::{block_lines, marks};
use crate::syntax::yaml::Kind;

rule! {
    /// A list or mapping is written between brackets.
    ///
    /// On lines of their own, entries are added, removed and compared one by one. Commands keep their brackets: a list of words
    /// reads as it is run.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     command: ["serve", "--port", "80"]
    ///     networks: [front, back]
    /// networks:
    ///   front:
    ///   back:
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     command: ["serve", "--port", "80"]
    ///     networks:
    ///       - front
    ///       - back
    /// networks:
    ///   front:
    ///   back:
    /// ```
    "flow-style", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["yaml-language-server:flowSequence", "yaml-language-server:flowMapping"],
    concerns: ["flow-style"],
}

/// Keys whose lists are commands.
const COMMANDS: [&str; 4] = ["command", "entrypoint", "test", "exec"];

pub fn check(file: &Compose, report: &mut Report) {
    let view = file.view();
    let layout = Layout::of(file);
    for (_, node) in view.nodes() {
        match &node.kind {
            Kind::Mapping { entries, flow: false } => {
                for entry in entries {
                    let (key, value) = (view.value(entry.key), view.value(entry.value));
                    let is_command = value.is_sequence() && key.text().is_some_and(|key| COMMANDS.contains(&key));
                    if is_between_brackets(value) && !is_command {
                        let pair = Pair { key, value, merged: false, span: entry.span };
                        report
                            .at(value.span(), message(value))
                            .fix("Give each entry a line", under_key(file, &pair, layout));
                    }
                }
            }
            Kind::Sequence { items, flow: false } => {
                for value in items.iter().map(|item| view.value(*item)).filter(|item| is_between_brackets(*item)) {
                    report
                        .at(value.span(), message(value))
                        .fix("Give each entry a line", under_dash(file, value, layout));
                }
            }
            _ => {}
        }
    }
}

/// Whether something stands there between brackets. Nothing cannot stand on lines.
fn is_between_brackets(value: Value<'_>) -> bool {
    value.is_flow() && !value.is_alias() && (value.items().next().is_some() || value.own_entries().next().is_some())
}

fn message(value: Value<'_>) -> &'static str {
    if value.is_sequence() { "This list stands between brackets" } else { "This mapping stands between braces" }
}

/// The edit for the value of a key. A comment behind it stays on the line of the key.
fn under_key(file: &Compose, pair: &Pair<'_>, layout: Layout) -> Option<Edit> {
    let column = amend::column(file, pair.key.whole().start);
    let deeper = if pair.value.is_sequence() { layout.list } else { layout.step };
    let lines = block_lines(file, pair.value, column + deeper, layout)?;
    let (end, rest) = rest_of_line(file, pair.value)?;
    let between = Span::new(pair.key.whole().end, pair.value.whole().start);
    let colon = between.start + file.text(between).find(':')? + 1;
    let marks = marks(file, pair.value);
    let head = [if marks.is_empty() { "" } else { " " }, marks, rest].concat();
    Some(replace(Span::new(colon, end), format!("{head}\n{}", lines.join("\n"))))
}

/// The edit for an entry of a list.
fn under_dash(file: &Compose, value: Value<'_>, layout: Layout) -> Option<Edit> {
    let column = amend::column(file, value.whole().start);
    let lines = block_lines(file, value, column, layout)?;
    let (end, rest) = rest_of_line(file, value)?;
    let line = file.whole_lines(value.whole());
    let is_first = file.text(Span::new(line.start, value.whole().start)).trim() == "-";
    if value.whole() != value.span() || !is_first {
        return None;
    }
    let (first, others) = lines.split_first()?;
    let others: String = others.iter().map(|line| format!("\n{line}")).collect();
    Some(replace(Span::new(value.span().start, end), format!("{}{rest}{others}", first.trim_start())))
}

/// Where the line of a value ends, and the comment that stands there; `None` where something else does.
fn rest_of_line<'a>(file: &'a Compose, value: Value<'_>) -> Option<(usize, &'a str)> {
    let start = value.whole().end;
    let line = file.whole_lines(Span::at(start));
    let rest = file.text(Span::new(start, line.end)).trim_end();
    let is_comment = rest.is_empty() || (rest.starts_with(' ') && rest.trim_start().starts_with('#'));
    is_comment.then_some((start + rest.len(), rest))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    fn with(body: &str) -> String {
        format!("services:\n  a:\n    image: x\n    {body}\n")
    }

    #[test]
    fn entries_get_lines_of_their_own() {
        let after = |body: &str| fixed("flow-style", &with(body));
        assert_eq!(after("labels: {a: 1, \"b\": } # why"), Some(with("labels: # why\n      a: 1\n      \"b\":")));
        assert_eq!(
            after("deploy: &d {resources: {limits: {cpus: 1}}, x: []}"),
            Some(with("deploy: &d\n      resources:\n        limits:\n          cpus: 1\n      x: []"))
        );
        assert_eq!(
            after("ports:\n    - {target: 80, published: \"80\"} # why"),
            Some(with("ports:\n    - target: 80 # why\n      published: \"80\""))
        );
        assert_eq!(
            after("volumes: [{type: tmpfs, target: /t}, [a, b]]"),
            Some(with("volumes:\n      - type: tmpfs\n        target: /t\n      - - a\n        - b"))
        );
    }

    #[test]
    fn commands_and_empty_brackets_stay() {
        for body in ["command: [a, b]", "healthcheck:\n      test: [CMD, a]", "labels: {}", "ports: []"] {
            assert!(findings("flow-style", &with(body)).is_empty(), "{body}");
        }
        assert!(findings("flow-style", &with("labels: {a: 1,\n      # why\n      b: 2}"))[0].fixes.is_empty());
    }
}
