//! What is wrong with a file as YAML, as go-yaml and Compose read it, each problem with its place.
//!
//! The first error ends a run of Compose; here all of them are found, while the view is made.

use super::libyaml;
use super::measure::Limit;
use super::node::{Entry, Kind, NodeId};
use super::parse_tree::Tree;
use super::problem::{Problem, ProblemKind};
use super::resolve::Resolved;
use super::value::Value;
use super::view::View;
use crate::text::Span;
use std::collections::HashMap;
use std::sync::Arc;

impl View {
    /// Reads a file whose tree is at hand.
    pub fn read(source: Arc<str>, tree: &Tree) -> View {
        let arena = tree.arena().clone();
        let limit = tree.limit().or(arena.too_deep.then_some(Limit::Depth));
        let hidden = tree.faults().iter().map(|fault| fault.hidden).filter(|line| !line.is_empty()).collect();
        let mut view = View { source, arena, problems: Vec::new(), hidden, limit };
        view.problems = find(&view, tree);
        view
    }
}

/// A mapping that repeats a key more often than this has one thing wrong with it, not thousands.
const MAX_REPEATS: usize = 100;

/// Everything that the finished nodes show.
fn find(view: &View, tree: &Tree) -> Vec<Problem> {
    let mut problems = tree.arena().problems.clone();
    if view.is_damaged() {
        // What tree-sitter could not read it may have read wrongly; libyaml alone is believed.
        problems.clear();
        problems.extend(libyaml::unknown_alias(tree.text()).map(|span| {
            let name = span.of(view.source()).trim_start_matches('*').to_owned();
            Problem { span, kind: ProblemKind::UnknownAlias { name } }
        }));
    }
    problems.extend(
        tree.faults()
            .iter()
            .map(|fault| Problem { span: fault.span, kind: ProblemKind::Syntax { message: fault.message.clone() } }),
    );
    let nodes = view.nodes().filter(|_| !view.is_damaged());
    for (id, node) in nodes {
        match &node.kind {
            Kind::Mapping { entries, .. } => {
                repeated_keys(view, entries, &mut problems);
                for entry in entries {
                    problems.extend(wrong_key(view, entry));
                    problems.extend(wrong_merge(view, entry));
                }
            }
            Kind::Scalar(_) => problems.extend(wrong_scalar(view, id)),
            _ => {}
        }
        problems.extend(node.tag.and_then(|tag| wrong_tag(view, tag)));
    }
    problems.sort_by_key(|problem| problem.span);
    problems
}

/// Compose compares keys by their text alone: `"a"` and `a` are the same key.
fn repeated_keys(view: &View, entries: &[Entry], problems: &mut Vec<Problem>) {
    if entries.len() < 2 {
        return;
    }
    let mut met: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
    let mut repeats = 0;
    for entry in entries {
        let span = view.node(entry.key).span;
        let Some(name) = view.text(entry.key) else {
            continue;
        };
        let first = *met.entry(name).or_insert(span);
        if first != span && repeats < MAX_REPEATS {
            repeats += 1;
            problems.push(Problem { span, kind: ProblemKind::DuplicateKey { name: name.to_owned(), first } });
        }
    }
}

/// go-yaml ends a tag at a blank alone, and takes a comma in none but `!<…>`. libyaml does not mind.
fn wrong_tag(view: &View, tag: Span) -> Option<Problem> {
    let text = tag.of(view.source());
    let comma = text.contains(',') || view.source()[tag.end..].starts_with(',');
    let is_wrong = comma && !text.starts_with("!<");
    let message = "A blank must follow a tag, and a comma cannot stand in one".to_owned();
    is_wrong.then_some(Problem { span: tag, kind: ProblemKind::Syntax { message } })
}

fn wrong_key(view: &View, entry: &Entry) -> Option<Problem> {
    let span = view.node(entry.key).span;
    if view.value(entry.key).is_mapping() || view.value(entry.key).is_sequence() {
        return Some(Problem { span, kind: ProblemKind::CollectionKey });
    }
    let what = match view.resolved(entry.key)? {
        Resolved::Text => return None,
        Resolved::Null => "null",
        Resolved::Boolean(_) => "a boolean",
        Resolved::Integer(_) | Resolved::Float(_) => "a number",
        Resolved::Timestamp => "a date",
    };
    let span = if span.is_empty() { entry.span } else { span };
    Some(Problem { span, kind: ProblemKind::OtherKey { what } })
}

fn wrong_merge(view: &View, entry: &Entry) -> Option<Problem> {
    let pair = view.pair(entry);
    // What `!reset` removes Compose never merges.
    let is_removed = |value: Value<'_>| value.tag() == Some("!reset");
    if !pair.is_merge() || is_removed(pair.value) {
        return None;
    }
    // An alias of nothing is a problem of its own.
    let merges = |value: Value<'_>| value.is_mapping() || value.target().is_none() || is_removed(value);
    let fits = match pair.value.is_sequence() {
        true => pair.value.items().all(merges),
        false => merges(pair.value),
    };
    let span = if pair.value.span().is_empty() { pair.key.span() } else { pair.value.span() };
    (!fits).then_some(Problem { span, kind: ProblemKind::MergeOfOther })
}

fn wrong_scalar(view: &View, id: NodeId) -> Option<Problem> {
    let span = view.node(id).span;
    match view.resolved(id) {
        None => Some(Problem { span, kind: ProblemKind::TagContradicts }),
        Some(Resolved::Float(value)) if !value.is_finite() => Some(Problem { span, kind: ProblemKind::NotFinite }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn problems(source: &str) -> Vec<(String, ProblemKind)> {
        let view = View::read(Arc::from(source), &Tree::parse(source, None));
        view.problems().iter().map(|problem| (problem.span.of(source).to_owned(), problem.kind.clone())).collect()
    }

    fn names(source: &str) -> Vec<String> {
        problems(source).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn every_repeated_key_is_found() {
        let source = "a: 1\n\"a\": 2\nb: {c: 1, c: 2}\nd:\n  <<: {}\n  <<: {}\na: 3\n";
        assert_eq!(names(source), ["\"a\"", "c", "<<", "a"]);
    }

    #[test]
    fn anchors_come_before_their_aliases() {
        assert_eq!(names("a: *b\nb: &b 1\nc: *b\nd: &d [*d]\n"), ["*b", "*d"]);
        assert_eq!(names("a: &a 1\n---\nb: *a\n"), ["*a"]);
        assert_eq!(names("s:\n a:\n   b: c\n *d  e:\n    - f\n"), ["*d"], "where tree-sitter gives up");
    }

    #[test]
    fn names_of_anchors_and_tags_end_where_go_yaml_ends_them() {
        assert_eq!(names("a: [&b:80, *b]\n"), [""; 0]);
        assert_eq!(names("&a:\n  b: c\n"), ["&a:"]);
        assert_eq!(names("a: {b: !c, d: e}\nf: [!g,h]\n"), ["!c", "!g"]);
        assert_eq!(names("a: !<b,c> d\n"), [""; 0]);
    }

    #[test]
    fn only_mappings_merge() {
        assert_eq!(
            names("a: &a {b: c}\nd: {<<: *a}\ne: {<<: [*a, {f: g}]}\nh: {\"<<\": i}\nj: {<<: k}\nl: {<<: [m]}\n"),
            ["k", "[m]"]
        );
        assert_eq!(names("a:\n  <<:\n"), ["<<"]);
    }

    #[test]
    fn keys_are_texts() {
        assert_eq!(
            names("1: a\n\"2\": b\ntrue: c\nyes: d\n~: e\n? [f]\n: g\n2001-01-01: h\n"),
            ["1", "true", "~", "[f]", "2001-01-01"]
        );
    }

    #[test]
    fn what_is_no_yaml_is_told_in_plain_words() {
        for (source, at, words) in [
            ("a:\n\tb: c\n", "\t", "tab"),
            ("a: b: c\n", ":", "starts a value"),
            ("a: @b\n", "@b", "start with `@`"),
            ("a: \"\\q\"\n", "\\q", "escape"),
            ("a: 1\nb: \"c\n", "\"c", "never closed"),
            ("a:\n  b: \"c\n  d: [\"e\"]\n", "\"c", "never closed"),
            ("a:\n  b:\n    c: d\n   e:\n    - f\n", "e:", "indentation"),
            ("a: 1\nb\nc: 2\n", "b", "needs a `:`"),
            ("a: [b\nc: d\n", "[", "bracket"),
        ] {
            let found = problems(source);
            assert_eq!(found.len(), 1, "{source:?} {found:?}");
            assert_eq!(found[0].0, at, "{source:?}");
            let ProblemKind::Syntax { message } = &found[0].1 else { panic!("{found:?}") };
            assert!(message.contains(words), "{message}");
        }
        assert_eq!(problems("%YAML 1.2\n---\na: b\n")[0].1, ProblemKind::YamlVersion);
    }
}
