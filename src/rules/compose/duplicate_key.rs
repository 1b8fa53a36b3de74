//! The same key twice in one mapping.

use crate::model::compose::{Pair, ProblemKind, Value};
use crate::rules::prelude::*;

rule! {
    /// The same key stands twice in one mapping.
    ///
    /// One of the two values would be lost, so Compose refuses the file. Quotes make no difference: `"image"` and `image` are
    /// one key. Two merge keys are a repetition as well; one merge key takes a list: `<<: [*a, *b]`.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.26
    ///     image: nginx:1.27
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    /// ```
    "duplicate-key", Error, Ask,
    groups: [Syntax],
    aka: ["yamllint:key-duplicates"],
    concerns: ["yaml-duplicate-key"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for problem in file.view().problems() {
        let ProblemKind::DuplicateKey { name, first } = &problem.kind else { continue };
        let message = match name.as_str() {
            "<<" => "A mapping has one merge key; it takes a list of aliases".to_owned(),
            _ => format!("The key `{name}` stands here for the second time"),
        };
        let finding = report.at(problem.span, message);
        finding.related(*first, "the first time");
        if let Some((title, edits)) = mended(file, *first, problem.span) {
            finding.fix(title, edits).declares(&[Change::Model]);
        }
    }
}

/// The edits that leave one key, with a title: two merge keys become one, mappings that have no key in common are put
/// together, and of two other values the later one stays.
fn mended(file: &Compose, first: Span, second: Span) -> Option<(&'static str, Vec<Edit>)> {
    let of_key = |key: Span| move |pair: &Pair<'_>| pair.key.span() == key;
    let mappings = file.values().chain(file.documents()).filter(|value| value.is_mapping());
    let (mapping, second) =
        mappings.into_iter().find_map(|mapping| Some((mapping, mapping.own_entries().find(of_key(second))?)))?;
    let first = mapping.own_entries().find(of_key(first))?;
    if mapping.is_flow() || file.view().is_partial() {
        return None;
    }
    if first.is_merge() {
        let mut sources = sources(first.value);
        sources.extend(self::sources(second.value));
        let texts: Vec<&str> = sources.iter().map(|source| file.text(source.whole())).collect();
        let one = replace(first.value.whole(), format!("[{}]", texts.join(", ")));
        let is_flow = |value: Value<'_>| value.is_alias() || value.is_flow();
        let can = is_flow(first.value) && is_flow(second.value) && texts.iter().all(|text| !text.contains('\n'));
        return Some(("Merge them by one key", vec![one, removed(file, second).filter(|_| can)?]));
    }
    if [first, second].iter().all(|pair| pair.value.resolved().is_some()) {
        return Some(("Keep the later one", vec![removed(file, first)?]));
    }
    Some(("Put the two together", put_together(file, first, second)?))
}

/// What a merge key names.
fn sources(value: Value<'_>) -> Vec<Value<'_>> {
    if value.is_sequence() && !value.is_alias() { value.items().collect() } else { vec![value] }
}

fn removed(file: &Compose, pair: Pair<'_>) -> Option<Edit> {
    amend::remove_lines(file, Span::new(pair.span.start, pair.span.end.max(pair.value.whole().end)))
}

/// The edits that move the entries of the second block below those of the first.
fn put_together(file: &Compose, first: Pair<'_>, second: Pair<'_>) -> Option<Vec<Edit>> {
    let [above, below] = [first.value, second.value];
    let is_block = |value: Value<'_>| !value.is_alias() && !value.is_flow() && value.whole() == value.span();
    let [above_names, below_names] =
        [above, below].map(|value| value.own_entries().filter_map(|pair| pair.key.text()).collect::<Vec<_>>());
    let of_one_kind = above.is_mapping() && below.is_mapping() || above.is_sequence() && below.is_sequence();
    let has_common = above_names.iter().any(|name| below_names.contains(name));
    let same_column = amend::column(file, above.span().start) == amend::column(file, below.span().start);
    if !is_block(above) || !is_block(below) || !of_one_kind || has_common || !same_column {
        return None;
    }
    let key_line = file.whole_lines(second.key.span());
    let last_line = file.whole_lines(Span::at(below.span().end.max(below.span().start + 1) - 1));
    let is_bare = file.text(key_line).trim().strip_suffix(':') == Some(file.text(second.key.whole()));
    let moved = file.text(Span::new(key_line.end, last_line.end));
    let end = file.whole_lines(Span::at(above.span().end.max(above.span().start + 1) - 1)).end;
    let can = is_bare && moved.ends_with('\n') && end <= key_line.start;
    can.then(|| vec![insert(end, moved), delete(Span::new(key_line.start, last_line.end))])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn two_blocks_become_one() {
        let source = "services:\n  a:\n    image: x\nvolumes:\n  v:\n# more\nservices:\n  # of b\n  b:\n    image: y\n";
        let after = "services:\n  a:\n    image: x\n  # of b\n  b:\n    image: y\nvolumes:\n  v:\n# more\n";
        assert_eq!(fixed("duplicate-key", source).as_deref(), Some(after));
        let source = "services:\n  a:\n    image: x\n    ports:\n    - 1\n    ports:\n    - 2\n";
        assert_eq!(fixed("duplicate-key", source), Some(source.replace("    - 1\n    ports:\n", "    - 1\n")));
    }

    #[test]
    fn two_merge_keys_become_one() {
        let head = "x-a: &a {b: 1}\nx-c: &c {d: 1}\n";
        let source = format!("{head}x-e:\n  <<: *a\n  <<: [*c]\n");
        assert_eq!(fixed("duplicate-key", &source), Some(format!("{head}x-e:\n  <<: [*a, *c]\n")));
    }

    #[test]
    fn what_contradicts_itself_is_left_to_its_author() {
        let source = "x-a:\n  b:\n    c: 1\n  b:\n    c: 2\n";
        assert!(findings("duplicate-key", source)[0].fixes.is_empty());
    }
}
