//! A literal moves to `.env`, beside the Compose file, and a variable takes its place.

use super::place::Place;
use crate::ide::actions::{ActionKind, FileChange};
use crate::ide::refactor::Offer;
use crate::model::compose::project::dotenv;
use crate::model::dockerfile::ImageReference;
use crate::rules::Change;
use crate::text::{Edit, Span, insert, replace};

/// A literal: what it says, where it stands, and what the variable is best called.
struct Literal {
    text: String,
    edit: fn(Span, &str) -> Edit,
    span: Span,
    name: String,
}

pub(super) fn offers(place: &Place<'_>) -> Option<Offer> {
    let literal = literal(place)?;
    let is_plain = !literal.text.is_empty() && !literal.text.contains(['$', '\n', '\r']);
    let folder = place.file.setting().folder.as_ref().filter(|_| is_plain)?;
    let files = place.file.surroundings().files.as_ref()?;
    let known = &place.file.setting().environment;
    let service = variable_name(place.names.get(1)?);
    let prefixed = format!("{service}_{}", literal.name);
    let fits = |name: &&String| known.get(name).is_none_or(|value| value == literal.text);
    let name = [&literal.name, &prefixed].into_iter().find(fits)?.clone();
    let edit = (literal.edit)(literal.span, &name);
    let path = folder.join(".env");
    let offer = Offer::new(ActionKind::Extract, format!("Move the value to `.env`, as `{name}`"), vec![edit]);
    let offer = offer.changing(&[Change::Model]);
    if known.get(&name).is_some() {
        return Some(Offer { title: format!("Take the value from `{name}` of `.env`"), ..offer });
    }
    let line = format!("{name}={}\n", quoted(&literal.text)?);
    let before = files.read(&path).ok();
    let joint = before.as_ref().is_some_and(|text| !text.is_empty() && !text.ends_with('\n'));
    let added = format!("{}{line}", if joint { "\n" } else { "" });
    let after = format!("{}{added}", before.as_deref().unwrap_or_default());
    let lines = dotenv::read(&after, &|name| known.get(name)).ok()?;
    let is_read =
        lines.iter().rev().find(|it| it.name == name).is_some_and(|it| it.value.as_deref() == Some(&*literal.text));
    let change = match before {
        Some(before) => FileChange::Edit { path, edits: vec![insert(before.len(), added)], before },
        None => FileChange::Create { path, text: line },
    };
    is_read.then(|| offer.with_file(change))
}

fn literal(place: &Place<'_>) -> Option<Literal> {
    let put = |span: Span, name: &str| replace(span, format!("${{{name}}}"));
    let in_quotes = |span: Span, name: &str| replace(span, format!("\"${{{name}}}\""));
    match *place.names {
        ["services", _, "environment", name] | ["services", _, "build", "args", name] if !place.value.is_alias() => {
            let text = place.value.text().filter(|_| !place.value.is_null() && place.is_own())?.to_owned();
            let written = place.file.text(place.value.span());
            let is_quoted = written.starts_with(['"', '\'']);
            let is_block = written.starts_with(['|', '>']);
            let edit = if is_quoted || place.is_in_brackets() { in_quotes } else { put };
            (!is_block).then(|| Literal { text, edit, span: place.value.span(), name: variable_name(name) })
        }
        ["services", _, "environment"] if place.value.is_sequence() && !place.value.is_flow() => {
            let item = place.item().filter(|item| !item.is_alias())?;
            let (name, value) = item.text()?.split_once('=')?;
            let whole = item.joined()?;
            let end = name.len() + 1 + value.len();
            let span = whole.span(name.len() + 1..end);
            (span.len() == value.len()).then(|| Literal {
                text: value.to_owned(),
                edit: put,
                span,
                name: variable_name(name),
            })
        }
        ["services", service, "image"] => {
            let text = place.value.as_str().filter(|text| !text.contains('$') && place.is_own())?;
            let image = ImageReference::parse(text, place.value.span());
            let tag = image.tag.filter(|_| image.digest.is_none())?;
            let start = text.strip_suffix(tag.as_str())?.len();
            let span = place.value.joined()?.span(start..text.len());
            let is_bare = place.is_in_brackets() && !place.file.text(place.value.span()).starts_with(['"', '\'']);
            (!is_bare).then(|| Literal { text: tag, edit: put, span, name: format!("{}_TAG", variable_name(service)) })
        }
        _ => None,
    }
}

fn variable_name(text: &str) -> String {
    let letters = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    text.chars().map(letters).collect()
}

/// A value as `.env` reads it back.
fn quoted(value: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,=-".contains(c);
    if value.chars().all(is_plain) {
        return Some(value.to_owned());
    }
    (!value.contains(['\'', '\\'])).then(|| format!("'{value}'"))
}

#[cfg(test)]
mod tests {
    use crate::ide::actions::FileChange;
    use crate::ide::refactor::refactorings;
    use crate::model::{Language, MemoryFiles, Snapshot};
    use crate::text::{Span, apply_edits};

    /// The Compose file and `.env` after the move.
    fn moved(env: Option<&str>, marked: &str) -> Option<(String, String)> {
        let at = marked.find('|')?;
        let source = marked.replacen('|', "", 1);
        let files = [("/p/compose.yaml", source.as_str()), ("/p/.env", env.unwrap_or_default())];
        let around = MemoryFiles::new(files.into_iter().take(1 + usize::from(env.is_some()))).around("/p/compose.yaml");
        let snapshot = Snapshot::of(Language::Compose, &source).with_surroundings(around);
        let action = refactorings(&snapshot, &[], Span::at(at)).into_iter().find(|it| it.title.contains(".env"))?;
        let text = match action.files.first() {
            Some(FileChange::Create { text, .. }) => text.clone(),
            Some(FileChange::Edit { before, edits, .. }) => apply_edits(before, edits),
            None => String::new(),
        };
        Some((apply_edits(&source, &action.edits), text))
    }

    fn with(environment: &str) -> String {
        format!("services:\n  web:\n    image: nginx:1.29\n    environment:\n{environment}")
    }

    #[test]
    fn a_value_moves_and_keeps_its_name() {
        assert_eq!(
            moved(None, &with("      LEVEL: in|fo\n")),
            Some((with("      LEVEL: ${LEVEL}\n"), "LEVEL=info\n".to_owned()))
        );
        assert_eq!(
            moved(Some("A=1"), &with("      - \"GREETING=he|llo you\"\n")),
            Some((with("      - \"GREETING=${GREETING}\"\n"), "A=1\nGREETING='hello you'\n".to_owned()))
        );
        let image = "services:\n  web:\n    image: ng|inx:1.29\n";
        assert_eq!(
            moved(None, image).map(|(text, env)| (text.contains("nginx:${WEB_TAG}"), env)),
            Some((true, "WEB_TAG=1.29\n".to_owned()))
        );
    }

    #[test]
    fn a_name_that_means_something_else_gets_the_service_before_it() {
        assert_eq!(
            moved(Some("LEVEL=debug\n"), &with("      LEVEL: in|fo\n")).map(|(_, env)| env).as_deref(),
            Some("LEVEL=debug\nWEB_LEVEL=info\n")
        );
        assert_eq!(moved(Some("LEVEL=info\n"), &with("      LEVEL: in|fo\n")).map(|(_, env)| env).as_deref(), Some(""));
        assert_eq!(moved(None, &with("      LEVEL: $|X\n")), None);
    }
}
