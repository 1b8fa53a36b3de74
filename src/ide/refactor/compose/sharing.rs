//! Anchors and aliases: one name for equal values, and what a name stands for in its place.
//!
//! Aliases and merge keys are followed before anybody reads a Compose file, so the whole file must say the same before and after;
//! [`super::super::proof`] sees to it.

use super::place::{Place, end_of, is_own};
use super::writing::holds_comment;
use crate::ide::actions::ActionKind;
use crate::ide::refactor::Offer;
use crate::ide::refactor::proof::same_model_without;
use crate::model::Compose;
use crate::model::compose::{Pair, Value};
use crate::rules::Change;
use crate::rules::amend::{Layout, column};
use crate::syntax::yaml::Kind;
use crate::text::{Edit, Span, apply_edits, insert, replace};

pub(super) fn offers(place: &Place<'_>) -> Vec<Offer> {
    let mut offers: Vec<Offer> = inline(place).into_iter().collect();
    if offers.is_empty() {
        offers.extend(anchor(place));
    }
    offers
}

/// What an alias stands for, written out where the alias is.
fn inline(place: &Place<'_>) -> Option<Offer> {
    let Place { file, pair, value, .. } = *place;
    if !value.is_alias() {
        return None;
    }
    let target = file.view().value(value.target()?);
    let is_plain =
        target.own_entries().all(|pair| !pair.is_merge() && is_own(file, pair.key) && is_own(file, pair.value))
            && target.items().all(|item| is_own(file, item));
    if !is_plain || target.tag().is_some() {
        return None;
    }
    let edit = if pair.is_merge() { merged(place, target)? } else { written_out(place, target)? };
    let title = format!("Put what `{}` stands for in here", file.text(value.span()));
    Some(Offer::new(ActionKind::Inline, title, vec![edit]))
}

fn written_out(place: &Place<'_>, target: Value<'_>) -> Option<Edit> {
    let Place { file, pair, value, .. } = *place;
    let text = file.text(target.span());
    let is_block = matches!(target.kind(), Kind::Mapping { flow: false, .. } | Kind::Sequence { flow: false, .. });
    if !is_block {
        return (!text.contains('\n') && !text.is_empty()).then(|| replace(value.span(), text));
    }
    if place.is_in_brackets() {
        return None;
    }
    let layout = Layout::of(file);
    let deeper = if target.is_sequence() { layout.list } else { layout.step };
    let lines = moved(file, target.span(), column(file, pair.key.whole().start) + deeper)?;
    let colon = colon_of(file, &pair)?;
    // A comment behind the alias stays on the line of the key.
    let line = file.whole_lines(Span::at(value.span().end));
    let rest = file.text(Span::new(value.span().end, line.end)).trim_end();
    Some(replace(Span::new(colon, value.span().end + rest.len()), format!("{rest}\n{lines}")))
}

/// The entries that a merge key brings, in its place.
fn merged(place: &Place<'_>, target: Value<'_>) -> Option<Edit> {
    let Place { file, pair, keys, .. } = *place;
    let holder = keys.iter().rev().nth(1)?.value;
    let first_merge = holder.own_entries().find(Pair::is_merge)?;
    if first_merge.span != pair.span || place.is_in_brackets() || !target.is_mapping() {
        return None;
    }
    let own: Vec<&str> = holder.own_entries().filter(|it| !it.is_merge()).filter_map(|it| it.key.text()).collect();
    let kept = target.own_entries().filter(|it| it.key.text().is_some_and(|key| !own.contains(&key)));
    let indent = column(file, pair.key.whole().start);
    let lines: Option<Vec<String>> = kept
        .map(|it| {
            let span = Span::new(it.key.whole().start, end_of(&it));
            match target.is_flow() {
                true => {
                    let text = file.text(span);
                    (!text.contains('\n')).then(|| format!("{}{text}", " ".repeat(indent)))
                }
                false => moved(file, span, indent),
            }
        })
        .collect();
    let lines = lines.filter(|lines| !lines.is_empty())?;
    let start = file.whole_lines(Span::at(pair.key.whole().start)).start;
    Some(replace(Span::new(start, end_of(&pair)), lines.join("\n")))
}

/// Lines of the file with another indent; the first must begin with the span.
fn moved(file: &Compose, span: Span, indent: usize) -> Option<String> {
    let old = column(file, span.start);
    let start = span.start - old;
    if !file.text(Span::new(start, span.start)).trim().is_empty() {
        return None;
    }
    // A comment behind the last line belongs to it.
    let rest = file.text(Span::new(span.end, file.whole_lines(span).end)).trim_end();
    let is_comment = rest.trim_start().starts_with('#') && !file.text(span).ends_with('\n');
    let end = if is_comment { span.end + rest.len() } else { span.end };
    let text = file.text(Span::new(start, end)).trim_end();
    let lines = text.lines().map(|line| {
        let kept = line.len() - line.trim_start().len();
        let content = line.trim_start();
        if content.is_empty() {
            String::new()
        } else {
            format!("{}{content}", " ".repeat((kept + indent).saturating_sub(old)))
        }
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// Where the colon of a key ends.
fn colon_of(file: &Compose, pair: &Pair<'_>) -> Option<usize> {
    let after = Span::new(pair.key.whole().end, end_of(pair));
    Some(after.start + file.text(after).find(':')? + 1)
}

/// An anchor for a value that other services have too.
fn anchor(place: &Place<'_>) -> Vec<Offer> {
    let Place { file, pair, value, names, .. } = *place;
    let ["services", _, below @ ..] = names else { return Vec::new() };
    let Some(key) = pair.key.text().filter(|_| !below.is_empty()) else { return Vec::new() };
    let size = value.items().count() + value.own_entries().count();
    if size < 2 || !place.is_own() || value.is_alias() {
        return Vec::new();
    }
    let wanted = image(value);
    let equal: Vec<Pair<'_>> = file
        .services()
        .into_iter()
        .filter_map(|service| own_entry(service.value, below))
        .filter(|other| is_own(file, other.value) && image(other.value) == wanted)
        .collect();
    let Some(name) = free_anchor(file, key).filter(|_| equal.len() > 1) else { return Vec::new() };
    let colons: Option<Vec<usize>> = equal.iter().map(|pair| colon_of(file, pair)).collect();
    let Some(colons) = colons else { return Vec::new() };
    let aliases = |from: usize| -> Option<Vec<Edit>> {
        let rest = equal.iter().zip(&colons).skip(from);
        rest.map(|(pair, &colon)| {
            let span = Span::new(colon, end_of(pair));
            (!holds_comment(file, span)).then(|| replace(span, format!(" *{name}{}", line_end_of(file, span))))
        })
        .collect()
    };
    let mut offers = Vec::new();
    let others = equal.len() - 1;
    let shared = if others == 1 { "one other service".to_owned() } else { format!("{others} other services") };
    if let Some(mut edits) = aliases(1) {
        edits.push(insert(colons[0], format!(" &{name}")));
        let title = format!("Share it with {shared}, as `*{name}`");
        offers.push(Offer::new(ActionKind::Extract, title, edits));
    }
    offers.extend(aliases(0).and_then(|edits| extension(place, &equal[0], &name, edits)));
    offers
}

/// The value in an `x-…` block of its own, above the services.
fn extension(place: &Place<'_>, first: &Pair<'_>, name: &str, mut edits: Vec<Edit>) -> Option<Offer> {
    let file = place.file;
    let key = format!("x-{name}");
    let root = file.documents().next().filter(|_| file.documents().nth(1).is_none())?;
    let services = root.entry("services").filter(|_| root.get(&key).is_none() && !root.is_flow())?;
    let layout = Layout::of(file);
    let deeper = if first.value.is_sequence() { layout.list } else { layout.step };
    let body = match first.value.is_flow() {
        true => format!(" {}", file.text(first.value.span())),
        false => format!("\n{}", moved(file, first.value.span(), deeper)?),
    };
    let mut at = file.whole_lines(services.key.span()).start;
    while at > 0 {
        let above = file.whole_lines(Span::at(at - 1));
        if !file.text(above).starts_with('#') {
            break;
        }
        at = above.start;
    }
    edits.push(insert(at, format!("{key}: &{name}{body}\n\n")));
    let after = apply_edits(file.source(), &edits);
    let title = format!("Move it to `{key}`, and refer to it as `*{name}`");
    let is_same = same_model_without(file, file.source(), &after, &key);
    is_same.then(|| Offer::new(ActionKind::Extract, title, edits).changing(&[Change::Model]))
}

/// The line end that a span takes along, for a block of text ends behind its own.
fn line_end_of(file: &Compose, span: Span) -> &str {
    if file.text(span).ends_with('\n') { "\n" } else { "" }
}

/// The entry at a path of keys that a mapping has itself.
fn own_entry<'a>(mapping: Value<'a>, path: &[&str]) -> Option<Pair<'a>> {
    let (first, rest) = path.split_first()?;
    let pair = mapping.own_entries().find(|pair| pair.key.text() == Some(first)).filter(|_| !mapping.is_alias())?;
    if rest.is_empty() { Some(pair) } else { own_entry(pair.value, rest) }
}

/// A value in one form, whatever its style; equal values have equal images.
fn image(value: Value<'_>) -> String {
    if value.is_mapping() {
        let mut entries: Vec<String> =
            value.own_entries().map(|pair| format!("{:?}:{}", pair.key.text(), image(pair.value))).collect();
        entries.sort();
        return format!("{{{}}}", entries.join(","));
    }
    if value.is_sequence() {
        return format!("[{}]", value.items().map(|item| image(item)).collect::<Vec<_>>().join(","));
    }
    format!("{:?}{:?}", value.resolved(), value.text())
}

/// A name for an anchor that the file does not have yet.
fn free_anchor(file: &Compose, key: &str) -> Option<String> {
    let name: String = key.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect();
    let is_taken = |name: &String| file.source().contains(&format!("&{name}"));
    let numbered = (2..100).map(|number| format!("{name}-{number}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name))
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::{applied, offered};
    use crate::model::Language;

    const ALIASED: &str = "x-log: &log\n  driver: local\n  options:\n    max-size: 1m # enough\nservices:\n  a:\n    image: x\n    logging: *log # why\n  b:\n    <<: &base\n      image: y\n    restart: always\n";

    #[test]
    fn an_alias_gives_way_to_what_it_stands_for() {
        let marked = ALIASED.replace("*log", "*l|og");
        let text = applied(Language::Compose, &marked, "Put what `*log` stands for in here").expect("an offer");
        assert!(
            text.contains(
                "    logging: # why\n      driver: local\n      options:\n        max-size: 1m # enough\n  b:"
            ),
            "{text}"
        );
        let flow = "x: &p [\"80:80\"]\nservices:\n  a: {image: x, ports: |*p}\n";
        assert_eq!(
            applied(Language::Compose, flow, "Put what `*p` stands for in here").as_deref(),
            Some("x: &p [\"80:80\"]\nservices:\n  a: {image: x, ports: [\"80:80\"]}\n")
        );
    }

    #[test]
    fn a_merge_key_gives_way_to_what_it_brings() {
        let source = "x-base: &base\n  image: x\n  restart: always\n  labels:\n    a: b\nservices:\n  a:\n    <<: |*base\n    image: y\n";
        let text = applied(Language::Compose, source, "Put what `*base` stands for in here").expect("an offer");
        assert!(text.ends_with("  a:\n    restart: always\n    labels:\n      a: b\n    image: y\n"), "{text}");
    }

    #[test]
    fn equal_values_share_an_anchor_or_a_block() {
        let log = "    logging:\n      driver: local\n      options: {max-size: 1m}\n";
        let source = format!(
            "services:\n  a:\n    image: x\n{}  b:\n    image: y\n{log}    tty: true\n",
            log.replacen("log", "lo|g", 1)
        );
        assert_eq!(
            applied(Language::Compose, &source, "Share it with one other service, as `*logging`"),
            Some(format!(
                "services:\n  a:\n    image: x\n{}  b:\n    image: y\n    logging: *logging\n    tty: true\n",
                log.replace("logging:", "logging: &logging")
            ))
        );
        let moved = applied(Language::Compose, &source, "Move it to `x-logging`, and refer to it as `*logging`");
        assert_eq!(
            moved.as_deref(),
            Some(
                "x-logging: &logging\n  driver: local\n  options: {max-size: 1m}\n\nservices:\n  a:\n    image: x\n    logging: *logging\n  b:\n    image: y\n    logging: *logging\n    tty: true\n"
            )
        );
        let alone = "services:\n  a:\n    image: x\n    lo|gging: {driver: local, options: {}}\n";
        assert!(offered(Language::Compose, alone).is_empty());
    }
}
