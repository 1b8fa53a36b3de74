//! Environments in two forms.

use crate::model::compose::{Pair, Resolved, Value};
use crate::rules::prelude::*;
use crate::rules::rewrite::scalar;

rule! {
    /// The environment is a list in one service, and a mapping in another.
    ///
    /// Both say the same. In one form the services of a file are easier to compare, and a mapping cannot name a variable twice.
    /// The rule marks the form that the file uses less; where both are used alike, the list.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     environment:
    ///       - PORT=80
    ///       - LOG_LEVEL=info
    ///   api:
    ///     image: example/api:1
    ///     environment:
    ///       PORT: "81"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     environment:
    ///       PORT: "80"
    ///       LOG_LEVEL: info
    ///   api:
    ///     image: example/api:1
    ///     environment:
    ///       PORT: "81"
    /// ```
    "mixed-environment", Hint, Safe,
    default: off,
    groups: [Style],
    concerns: ["env-map-list-mix"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let services = file.services();
    let all = services.iter().filter_map(|service| service.entry("environment"));
    let own = all.filter(|pair| !pair.merged && !pair.value.is_alias());
    let (lists, mappings): (Vec<Pair<'_>>, Vec<Pair<'_>>) = own
        .filter(|pair| pair.value.is_sequence() || pair.value.is_mapping())
        .partition(|pair| pair.value.is_sequence());
    if lists.is_empty() || mappings.is_empty() {
        return;
    }
    let (rare, to_mapping) = if lists.len() > mappings.len() { (mappings, false) } else { (lists, true) };
    for pair in rare {
        let (message, title) = match to_mapping {
            true => ("This environment is a list, and others are mappings", "Write a mapping"),
            false => ("This environment is a mapping, and others are lists", "Write a list"),
        };
        let edits = if to_mapping { into_mapping(file, pair) } else { into_list(file, pair.value) };
        report.at(pair.key.span(), message).fix(title, edits).declares(&[Change::Model]);
    }
}

/// The edits that make a mapping of a list. `None` where an entry cannot be one, or would mean something else.
fn into_mapping(file: &Compose, pair: Pair<'_>) -> Option<Vec<Edit>> {
    let list = pair.value;
    let mut names = std::collections::HashSet::new();
    let mut entries = Vec::new();
    for item in list.items() {
        let text = item.as_str().filter(|_| !item.is_alias())?;
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        // A variable in a name is put in only in the form of a list.
        if name.is_empty() || name.contains('$') || !names.insert(name) {
            return None;
        }
        entries.push((
            item,
            format!("{}:{}", scalar(name), value.map_or(String::new(), |value| format!(" {}", scalar(value)))),
        ));
    }
    if list.is_flow() {
        let texts: Vec<String> = entries.into_iter().map(|(_, text)| text).collect();
        return one_line(file, list, format!("{{{}}}", texts.join(", ")));
    }
    let key_column = amend::column(file, pair.key.whole().start);
    let column = amend::column(file, list.span().start).max(key_column + amend::Layout::of(file).step);
    let mut edits = Vec::new();
    for (item, text) in entries {
        let line = file.whole_lines(item.whole());
        let lead = file.text(Span::new(line.start, item.whole().start));
        if lead.trim() != "-" || file.text(item.whole()).contains('\n') {
            return None;
        }
        edits.push(replace(Span::new(line.start, item.whole().end), format!("{}{text}", " ".repeat(column))));
    }
    Some(edits)
}

/// The edits that make a list of a mapping.
fn into_list(file: &Compose, mapping: Value<'_>) -> Option<Vec<Edit>> {
    let mut entries = Vec::new();
    for pair in mapping.own_entries() {
        let name = pair.key.text().filter(|name| !pair.is_merge() && !name.contains('$') && !pair.value.is_alias())?;
        let text = match pair.value.resolved()? {
            Resolved::Null => scalar(name),
            Resolved::Text => scalar(&format!("{name}={}", pair.value.text()?)),
            Resolved::Integer(number) if pair.value.text() == Some(&number.to_string()) => format!("{name}={number}"),
            Resolved::Boolean(set) if pair.value.text() == Some(if set { "true" } else { "false" }) => {
                format!("{name}={set}")
            }
            _ => return None,
        };
        entries.push((pair, text));
    }
    if mapping.is_flow() {
        let texts: Vec<String> = entries.into_iter().map(|(_, text)| text).collect();
        return one_line(file, mapping, format!("[{}]", texts.join(", ")));
    }
    let mut edits = Vec::new();
    for (pair, text) in entries {
        let span = Span::new(pair.key.whole().start, pair.span.end.max(pair.value.whole().end));
        if file.text(span).contains('\n') {
            return None;
        }
        edits.push(replace(span, format!("- {text}")));
    }
    Some(edits)
}

/// The edit of what stands between brackets, where it holds no comment.
fn one_line(file: &Compose, value: Value<'_>, text: String) -> Option<Vec<Edit>> {
    (!file.text(value.span()).contains('\n')).then(|| vec![replace(value.span(), text)])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    fn with(a: &str, others: &[&str]) -> String {
        let service = |at: usize, body: &str| format!("  s{at}:\n    image: x\n    environment:{body}\n");
        let others = others.iter().enumerate().map(|(at, body)| service(at + 1, body));
        format!("services:\n{}{}", service(0, a), others.collect::<String>())
    }

    #[test]
    fn the_rarer_form_becomes_the_other() {
        let list = "\n    - A=1 # why\n    # of B\n    - B\n    - \"C=a: b\"";
        let mapping = "\n      A: \"1\" # why\n    # of B\n      B:\n      C: \"a: b\"";
        assert_eq!(fixed("mixed-environment", &with(list, &[" {D: 1}"])), Some(with(mapping, &[" {D: 1}"])));
        let lists = [" [X=1]", " [Y=1]"];
        let mapping = "\n      A: 1\n      B: # why\n      C: \"x y\"";
        let list = "\n      - A=1\n      - B # why\n      - \"C=x y\"";
        assert_eq!(fixed("mixed-environment", &with(mapping, &lists)), Some(with(list, &lists)));
    }

    #[test]
    fn what_would_change_is_left_to_its_author() {
        for list in [" [$A=1]", " [A=1, A=2]"] {
            let found = findings("mixed-environment", &with(list, &[" {D: 1}"]));
            assert!(found.len() == 1 && found[0].fixes.is_empty(), "{list}");
        }
        assert!(findings("mixed-environment", &with(" [A]", &[" [B]"])).is_empty());
    }
}
