//! The comment that says that a finding is meant: where it goes, and how it reads.

use crate::model::{Compose, Dockerfile, Snapshot};
use crate::rules::Finding;
use crate::syntax::yaml::Kind;
use crate::text::{Edit, insert};

const HERE: &str = "# dunnage ignore=";
const IN_FILE: &str = "# dunnage ignore-file=";

/// The comment for the instruction or key that the finding is about: above it, as deep as it is, joined to one that is
/// there already. `None` where no comment can stand, among the parser directives.
pub fn here(snapshot: &Snapshot, finding: &Finding) -> Option<Edit> {
    let start = finding.span.start.min(snapshot.source().len());
    let target = match (snapshot.dockerfile(), snapshot.compose()) {
        (Some(file), _) => file.instruction_at(start)?.span.start,
        (_, Some(file)) => entry_around(file, start).unwrap_or(start),
        _ => start,
    };
    Some(above(snapshot.source(), target, HERE, finding.rule))
}

/// Where the innermost key or item begins that holds the offset and has a line of its own: above it a comment is a comment,
/// and not part of a text or a list in brackets.
fn entry_around(file: &Compose, offset: usize) -> Option<usize> {
    let view = file.view();
    let blocks = view.nodes().flat_map(|(_, node)| match &node.kind {
        Kind::Mapping { entries, flow: false } => entries.iter().map(|entry| entry.span).collect(),
        Kind::Sequence { items, flow: false } => items.iter().map(|item| view.node(*item).whole()).collect(),
        _ => Vec::new(),
    });
    blocks.filter(|span| span.touches(offset)).min_by_key(|span| (span.len(), span.start)).map(|span| span.start)
}

/// The comment for the whole file: at its top, below the parser directives, which must stay first.
pub fn in_file(snapshot: &Snapshot, rule: &str) -> Option<Edit> {
    let source = snapshot.source();
    let top = snapshot.dockerfile().map_or_else(|| after_mark(source), after_directives);
    let first = source[top..].lines().next().unwrap_or("");
    if is_list(first, IN_FILE) {
        return Some(insert(top + first.trim_end().len(), format!(",{rule}")));
    }
    Some(insert(top, format!("{IN_FILE}{rule}{}", line_end(source))))
}

fn after_directives(file: &Dockerfile) -> usize {
    file.directives.last().map_or_else(|| after_mark(file.source()), |last| file.whole_lines(last.span).end)
}

fn after_mark(source: &str) -> usize {
    if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// A comment on a line of its own above the line of `target`.
fn above(source: &str, target: usize, comment: &str, rule: &str) -> Edit {
    let line_start = source[..target].rfind('\n').map_or_else(|| after_mark(source), |at| at + 1);
    let indent: String = source[line_start..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let before = source[..line_start].trim_end_matches(['\r', '\n']);
    let is_adjacent = source[before.len()..line_start].matches('\n').count() == 1;
    let previous = before.rsplit('\n').next().unwrap_or("").trim();
    if is_adjacent && is_list(previous, comment) {
        return insert(before.trim_end().len(), format!(",{rule}"));
    }
    insert(line_start, format!("{indent}{comment}{rule}{}", line_end(source)))
}

/// Whether a line is such a comment with a list of rules and nothing after it, such as a reason.
fn is_list(line: &str, comment: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | ',');
    line.trim().strip_prefix(comment).is_some_and(|list| !list.is_empty() && list.chars().all(is_part))
}

fn line_end(source: &str) -> &'static str {
    match source.find('\n') {
        Some(at) if source[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;
    use crate::rules::{Settings, check};
    use crate::text::apply_edits;

    fn suppressed(source: &str) -> (String, String) {
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let findings = check(&snapshot, &Settings::default());
        let finding = findings.iter().find(|it| it.rule == "maintainer-deprecated").expect("a finding");
        let apply = |edit: Option<Edit>| apply_edits(source, &[edit.expect("a place for the comment")]);
        (apply(here(&snapshot, finding)), apply(in_file(&snapshot, finding.rule)))
    }

    #[test]
    fn the_comment_stands_above_the_instruction_or_at_the_top() {
        let (here, in_file) = suppressed("# syntax=docker/dockerfile:1\r\nFROM scratch\r\n  MAINTAINER a\r\n");
        assert_eq!(
            here,
            "# syntax=docker/dockerfile:1\r\nFROM scratch\r\n  # dunnage ignore=maintainer-deprecated\r\n  MAINTAINER a\r\n"
        );
        assert_eq!(
            in_file,
            "# syntax=docker/dockerfile:1\r\n# dunnage ignore-file=maintainer-deprecated\r\nFROM scratch\r\n  MAINTAINER a\r\n"
        );
    }

    #[test]
    fn in_a_compose_file_the_comment_stands_above_the_key() {
        let source = "services:\n  web:\n    command: |\n      a\n      b\n    ports: [80,\n      81]\n    volumes:\n      - a:/a\n      - b:/b\n";
        let snapshot = Snapshot::of(Language::Compose, source);
        let file = snapshot.compose().expect("a Compose file");
        let key_around = |text: &str| {
            let start = entry_around(file, source.find(text).expect("the text")).expect("a key");
            source[start..].lines().next().unwrap_or("").to_owned()
        };
        assert_eq!(key_around("b\n"), "command: |");
        assert_eq!(key_around("81"), "ports: [80,");
        assert_eq!(key_around("b:/b"), "b:/b");
        assert_eq!(key_around("web"), "web:");
    }

    #[test]
    fn a_comment_that_gives_a_reason_is_left_alone() {
        let (here, _) = suppressed("FROM scratch\n# dunnage ignore=y because, well\nMAINTAINER a\n");
        assert!(here.contains("well\n# dunnage ignore=maintainer-deprecated\nMAINTAINER"), "{here}");
    }

    #[test]
    fn a_comment_that_is_there_is_joined() {
        let (here, in_file) = suppressed("# dunnage ignore-file=x\nFROM scratch\n# dunnage ignore=y\nMAINTAINER a\n");
        assert!(here.contains("# dunnage ignore=y,maintainer-deprecated\n"), "{here}");
        assert!(in_file.starts_with("# dunnage ignore-file=x,maintainer-deprecated\n"), "{in_file}");
    }
}
