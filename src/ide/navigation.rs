//! From a name to where it comes from, to everything that names it too, and to another name for it.

use super::names::{NameKind, Place, Role, name_at};
use crate::model::Snapshot;
use crate::reference::dockerfile::argument;
use crate::text::{Edit, Span, replace};

/// From the word under the cursor to where what it means is declared.
pub fn definition(snapshot: &Snapshot, offset: usize) -> Option<(Span, Span)> {
    name_at(snapshot, offset).map(|(_, place)| (place.span, place.origin))
}

/// Every place that names the thing under the cursor.
pub fn references(snapshot: &Snapshot, offset: usize) -> Vec<Place> {
    name_at(snapshot, offset).map(|(name, _)| name.places).unwrap_or_default()
}

/// The two ends of the heredoc whose name is under the cursor, to be typed as one.
pub fn linked(snapshot: &Snapshot, offset: usize) -> Vec<Span> {
    let found = name_at(snapshot, offset).filter(|(name, _)| name.kind == NameKind::Heredoc);
    found.map(|(name, _)| name.places.iter().map(|place| place.span).collect()).unwrap_or_default()
}

/// What can be renamed under the cursor.
///
/// # Errors
/// A sentence that says why nothing can.
pub fn renameable(snapshot: &Snapshot, offset: usize) -> Result<Span, String> {
    let Some((name, place)) = name_at(snapshot, offset) else {
        return Err("There is no name here that this file declares.".into());
    };
    if name.declarations().next().is_none() {
        return Err(format!("Stage {} has no name yet; give it one with AS.", name.text));
    }
    if name.kind == NameKind::Variable && argument(&name.text).is_some() {
        return Err(format!("{} is set by BuildKit, under this name.", name.text));
    }
    match place.role {
        Role::Indirect => Err(format!("This means the stage `{}` without naming it.", name.text)),
        Role::Declaration | Role::Use => Ok(place.span),
    }
}

/// The edits that give the thing under the cursor another name, everywhere in the file.
///
/// # Errors
/// A sentence that says why the name will not do, or why nothing can be renamed here.
pub fn rename(snapshot: &Snapshot, offset: usize, new_name: &str) -> Result<Vec<Edit>, String> {
    renameable(snapshot, offset)?;
    let Some((name, _)) = name_at(snapshot, offset) else {
        return Ok(Vec::new());
    };
    check_spelling(name.kind, new_name)?;
    let is_taken = |other: &super::names::Name| {
        other.kind == name.kind && other.text != name.text && is_same(name.kind, &other.text, new_name)
    };
    if name.kind != NameKind::Heredoc && super::names::names(snapshot).iter().any(is_taken) {
        return Err(format!("This file has a `{new_name}` already."));
    }
    let spelt = name.places.iter().filter(|place| place.role != Role::Indirect);
    Ok(spelt.map(|place| replace(place.span, new_name)).collect())
}

/// Stages compare without regard to case, everything else letter by letter.
fn is_same(kind: NameKind, a: &str, b: &str) -> bool {
    if kind == NameKind::Stage { a.eq_ignore_ascii_case(b) } else { a == b }
}

fn check_spelling(kind: NameKind, name: &str) -> Result<(), String> {
    let all = |allowed: fn(char) -> bool| name.chars().all(allowed);
    let starts = |allowed: fn(char) -> bool| name.starts_with(allowed);
    match kind {
        // BuildKit `instructions/parse.go`: `^[a-z][a-z0-9-_.]*$`, in lower case.
        NameKind::Stage
            if !(starts(|c| c.is_ascii_alphabetic())
                && all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))) =>
        {
            Err("A stage's name begins with a letter and goes on with letters, digits, `-`, `_` and `.`.".into())
        }
        NameKind::Stage if matches!(name.to_ascii_lowercase().as_str(), "scratch" | "context") => {
            Err(format!("`{name}` is reserved and cannot name a stage."))
        }
        NameKind::Variable
            if !(starts(|c| c.is_ascii_alphabetic() || c == '_') && all(|c| c.is_ascii_alphanumeric() || c == '_')) =>
        {
            Err("A variable's name begins with a letter or `_` and goes on with letters, digits and `_`.".into())
        }
        NameKind::Heredoc if name.is_empty() || !all(|c| c.is_ascii_alphanumeric() || c == '_') => {
            Err("A heredoc's name is made of letters, digits and `_`.".into())
        }
        // compose-spec: `^[a-zA-Z0-9._-]+$`.
        NameKind::Declared(section)
            if name.is_empty() || !all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')) =>
        {
            Err(format!("The name of a {} is made of letters, digits, `.`, `_` and `-`.", section.entry()))
        }
        NameKind::Anchor if name.is_empty() || name.contains(|c: char| c.is_whitespace() || "[]{},&*".contains(c)) => {
            Err("An anchor's name has no blanks and none of `[]{},&*`.".into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;
    use crate::text::apply_edits;

    fn renamed(marked: &str, new_name: &str) -> Result<String, String> {
        renamed_in(Language::Dockerfile, marked, new_name)
    }

    fn renamed_in(language: Language, marked: &str, new_name: &str) -> Result<String, String> {
        let offset = marked.find('|').expect("a cursor");
        let source = marked.replacen('|', "", 1);
        let snapshot = Snapshot::of(language, &source);
        rename(&snapshot, offset, new_name).map(|edits| apply_edits(&source, &edits))
    }

    #[test]
    fn a_new_name_reaches_every_place() {
        let source = "FROM a AS bu|ild\nFROM b\nCOPY --from=Build / /\nCOPY --from=0 / /\n";
        let expected = "FROM a AS deps\nFROM b\nCOPY --from=deps / /\nCOPY --from=0 / /\n";
        assert_eq!(renamed(source, "deps").as_deref(), Ok(expected));
        assert_eq!(renamed("FROM a\nRUN <<E|OF\nEOF\n", "END").as_deref(), Ok("FROM a\nRUN <<END\nEND\n"));
    }

    #[test]
    fn services_are_renamed_in_their_quotes() {
        let source = "services:\n  'd|b': {image: x}\n  web: {image: y, depends_on: [db]}\n";
        let expected = "services:\n  'store': {image: x}\n  web: {image: y, depends_on: [store]}\n";
        assert_eq!(renamed_in(Language::Compose, source, "store").as_deref(), Ok(expected));
        assert!(renamed_in(Language::Compose, source, "web").is_err());
        assert!(renamed_in(Language::Compose, source, "a b").is_err());
    }

    #[test]
    fn names_that_would_not_do_are_refused() {
        assert!(renamed("FROM a AS |b\n", "2nd").is_err());
        assert!(renamed("FROM a AS |b\n", "scratch").is_err());
        assert!(renamed("FROM a AS |b\nFROM b AS c\n", "C").is_err());
        assert!(renamed("FROM a\nARG |V\n", "a-b").is_err());
        assert!(renamed("FROM a\nARG |TARGETARCH\n", "ARCH").is_err());
        assert!(renamed("FR|OM a\n", "x").is_err());
        assert!(renamed("FROM a\nFROM b\nCOPY --from=|0 / /\n", "x").is_err());
    }
}
