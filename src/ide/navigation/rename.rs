//! Another name for a thing, in every file that names it; or why there can be none.
//!
//! A rename keeps what the files mean: where it cannot, because the name is not ours to give, because something else bears
//! the new one, or because a place names the thing in a way that cannot be followed, it refuses with a sentence.

use super::near::{Near, Sheet};
use super::thing::Thing;
use super::variables::{self, line_of};
use super::{Neighbour, Site, bake, builds};
use crate::ide::names::{self, Name, NameKind, Role};
use crate::model::compose::Section;
use crate::model::dockerfile::Base;
use crate::model::{Dockerfile, Language, Snapshot};
use crate::text::{Edit, Span, replace};
use std::sync::Arc;

/// The edits of one file; `None` for the one that was asked about.
pub type FileEdits = (Option<Arc<Neighbour>>, Vec<Edit>);

/// What can be renamed under the cursor.
///
/// # Errors
/// A sentence that says why nothing can.
pub fn renameable(snapshot: &Snapshot, offset: usize) -> Result<Span, String> {
    let near = Near::of(snapshot);
    let (thing, span) = found(&near, offset)?;
    check_old(&near, &thing, &thing.sites(&near), span)?;
    Ok(span)
}

/// The edits that give the thing under the cursor another name, everywhere, the file at hand first.
///
/// # Errors
/// A sentence that says why the name will not do, or why nothing can be renamed here.
pub fn rename(snapshot: &Snapshot, offset: usize, new_name: &str) -> Result<Vec<FileEdits>, String> {
    let near = Near::of(snapshot);
    let (thing, span) = found(&near, offset)?;
    let sites = thing.sites(&near);
    check_old(&near, &thing, &sites, span)?;
    if new_name == thing.text() {
        return Ok(Vec::new());
    }
    check_new(&near, &thing, &sites, new_name)?;
    let mut files: Vec<FileEdits> = Vec::new();
    for site in sites.iter().filter(|site| site.role != Role::Indirect) {
        let edit = edit(&thing, site, new_name);
        match files.last_mut().filter(|(file, _)| *file == site.file) {
            Some((_, edits)) => edits.push(edit),
            None => files.push((site.file.clone(), vec![edit])),
        }
    }
    Ok(files)
}

fn found<'a>(near: &Near<'a>, offset: usize) -> Result<(Thing<'a>, Span), String> {
    Thing::at(near, offset).ok_or_else(|| "There is no name here that a file of this project declares.".to_owned())
}

fn edit(thing: &Thing<'_>, site: &Site, new_name: &str) -> Edit {
    if let Some((_, item)) = site.short.as_ref().filter(|(name, _)| name == new_name) {
        return replace(*item, new_name);
    }
    if let Some(change) = &site.change {
        return replace(change.span, format!("{}{new_name}{}", change.before, change.after));
    }
    // BuildKit keeps the names of stages in lower case, and looks up what stands after FROM as it is written.
    let is_base = || match thing {
        Thing::Stage { sheet, .. } if site.file == sheet.neighbour() => {
            sheet.dockerfile().is_some_and(|file| file.stages.iter().any(|stage| stage.base_word.span == site.span))
        }
        _ => false,
    };
    replace(site.span, if is_base() { new_name.to_lowercase() } else { new_name.to_owned() })
}

/// Whether the thing may lose its name.
fn check_old(near: &Near<'_>, thing: &Thing<'_>, sites: &[Site], span: Span) -> Result<(), String> {
    let name = thing.text();
    let is_declared = sites.iter().any(|site| site.role == Role::Declaration);
    let here = sites.iter().find(|site| site.file.is_none() && site.span == span);
    match thing {
        Thing::Stage { sheet, name: stage } => {
            if !is_declared {
                return Err(format!("Stage {name} has no name yet; give it one with AS."));
            }
            if here.is_some_and(|here| here.role == Role::Indirect) {
                return Err(format!("This means the stage `{name}` without naming it."));
            }
            check_followed(sheet, stage)?;
            if let (Some(file), Some(path)) = (sheet.dockerfile(), sheet.path())
                && let Some(index) = builds::stage_index(file, stage)
            {
                bake::check_stage(near, &path, file, index)?;
            }
        }
        Thing::Argument { .. } | Thing::Own(Name { kind: NameKind::Variable, .. }) => {
            if !is_declared {
                return Err(format!("No ARG of the Dockerfile declares `{name}`."));
            }
            let file = match thing {
                Thing::Argument { sheet, .. } => sheet.clone(),
                _ => near.own(),
            };
            if let (Thing::Argument { .. }, Some(path)) = (thing, file.path()) {
                bake::check_argument(near, &path, name)?;
            }
            let own: Vec<Site> = sites.iter().filter(|site| site.file == file.neighbour()).cloned().collect();
            variables::check_old(file.dockerfile(), name, sites, &own)?;
        }
        Thing::Entry { section, .. } => {
            if !is_declared {
                return Err(format!("No file of this project declares the {} `{name}`.", section.entry()));
            }
            check_entry(near, *section, name, sites)?;
        }
        Thing::Setting { .. } => {
            if name.starts_with("COMPOSE_") {
                return Err(format!("Compose itself reads `{name}`, under this name."));
            }
            if process_sets(near, name) {
                return Err(format!("`{name}` comes from the environment, which goes before any file."));
            }
        }
        Thing::Own(_) | Thing::Profile { .. } => {}
    }
    match here.map(|here| here.role) {
        None => Err(format!("`{name}` comes from outside: no file of this project sets it.")),
        Some(Role::Indirect) => Err(format!("This means `{name}` without spelling it.")),
        Some(_) => Ok(()),
    }
}

fn process_sets(near: &Near<'_>, name: &str) -> bool {
    near.own().snapshot().surroundings().variable(name).is_some()
}

/// A stage that a variable names would be lost.
fn check_followed(sheet: &Sheet<'_>, stage: &Name) -> Result<(), String> {
    let Some(file) = sheet.dockerfile() else { return Ok(()) };
    let hidden = stage
        .places
        .iter()
        .find(|place| place.role == Role::Indirect && !file.text(place.span).bytes().all(|byte| byte.is_ascii_digit()));
    match hidden {
        Some(place) => {
            let line = line_of(file.source(), place.span);
            Err(format!("Line {line} names the stage through a variable, which a rename cannot follow."))
        }
        None => Ok(()),
    }
}

fn check_entry(near: &Near<'_>, section: Section, name: &str, sites: &[Site]) -> Result<(), String> {
    if section == Section::Networks && name == "default" {
        return Err("Compose gives this network to every service that names none, under this name.".into());
    }
    for site in sites.iter().filter(|site| site.role == Role::Declaration) {
        let Some(sheet) = sheet_of(near, site, Language::Compose) else { continue };
        let Some(file) = sheet.compose() else { continue };
        let Some(declared) = file.declarations(section).into_iter().find(|declared| declared.name == name) else {
            continue;
        };
        let is_external = declared.value.get("external").is_some_and(|external| external.text() != Some("false"));
        let has_name = |value: crate::model::compose::Value<'_>| value.get("name").is_some();
        let is_named = has_name(declared.value) || declared.value.get("external").is_some_and(has_name);
        if is_external && !is_named {
            let entry = section.entry();
            return Err(format!("This {entry} is made elsewhere, under this name; give it a `name` first."));
        }
    }
    Ok(())
}

fn sheet_of<'a>(near: &Near<'a>, site: &Site, language: Language) -> Option<Sheet<'a>> {
    match &site.file {
        None => Some(near.own()),
        Some(file) => near.sheet(&file.path, language),
    }
}

/// Whether the thing may bear the new name.
fn check_new(near: &Near<'_>, thing: &Thing<'_>, sites: &[Site], new_name: &str) -> Result<(), String> {
    check_spelling(thing, new_name)?;
    match thing {
        Thing::Own(name) if name.kind == NameKind::Heredoc => check_heredoc(near, name, new_name),
        Thing::Own(name) if name.kind == NameKind::Anchor => {
            let all = names::names(near.own().snapshot());
            let taken = all.iter().any(|other| other.kind == NameKind::Anchor && other.text == new_name);
            if taken { Err(format!("This file has an anchor `{new_name}` already.")) } else { Ok(()) }
        }
        Thing::Own(_) => variables::check_free(&near.own(), sites, new_name),
        Thing::Argument { sheet, .. } => {
            sheet.path().map_or(Ok(()), |path| bake::check_free_argument(near, &path, new_name))?;
            let sites: Vec<Site> = sites.iter().filter(|site| site.file == sheet.neighbour()).cloned().collect();
            variables::check_free(sheet, &sites, new_name)
        }
        Thing::Stage { sheet, name } => {
            sheet.dockerfile().map_or(Ok(()), |file| check_free_stage(file, name, new_name))
        }
        Thing::Entry { section, start, .. } => {
            let other = Thing::Entry { section: *section, name: new_name.to_owned(), start: start.clone() };
            let word = section.entry();
            check_free(near, &other, sites, || format!("The project has a {word} `{new_name}` already."))
        }
        Thing::Profile { start, .. } => {
            let other = Thing::Profile { name: new_name.to_owned(), start: start.clone() };
            check_free(near, &other, sites, || format!("The project has a profile `{new_name}` already."))
        }
        Thing::Setting { start, .. } => {
            if new_name.starts_with("COMPOSE_") {
                return Err(format!("Compose itself reads `{new_name}`."));
            }
            if process_sets(near, new_name) {
                return Err(format!("The environment has a variable `{new_name}` already."));
            }
            let other = Thing::Setting { name: new_name.to_owned(), start: start.clone() };
            check_free(near, &other, sites, || format!("The project has a variable `{new_name}` already."))
        }
    }
}

/// Nothing is called so where the thing is named.
fn check_free(near: &Near<'_>, other: &Thing<'_>, sites: &[Site], taken: impl Fn() -> String) -> Result<(), String> {
    let mut files: Vec<Option<&Arc<Neighbour>>> = sites.iter().map(|site| site.file.as_ref()).collect();
    files.dedup();
    let is_there = |site: &Site| site.role == Role::Declaration || files.contains(&site.file.as_ref());
    if other.sites(near).iter().any(is_there) { Err(taken()) } else { Ok(()) }
}

fn check_free_stage(file: &Dockerfile, name: &Name, new_name: &str) -> Result<(), String> {
    let own = builds::stage_index(file, name);
    if file.stages.iter().any(|stage| stage.is_named(new_name) && Some(stage.index) != own) {
        return Err(format!("This file has a stage `{new_name}` already."));
    }
    let wanted = new_name.to_lowercase();
    let bases = file.stages.iter().filter(|stage| matches!(stage.base, Base::Image(_))).map(|stage| &stage.base_word);
    let sources = file.stages.iter().flat_map(|stage| &stage.references).map(|reference| &reference.name);
    let image = bases
        .chain(sources)
        .find(|word| word.text.to_lowercase() == wanted && name.places.iter().all(|place| place.span != word.span));
    match image {
        Some(word) => {
            let line = line_of(file.source(), word.span);
            Err(format!("Line {line} takes the image `{new_name}`, which would then be this stage."))
        }
        None => Ok(()),
    }
}

/// A line of the body that reads like the new name would end it too early.
fn check_heredoc(near: &Near<'_>, name: &Name, new_name: &str) -> Result<(), String> {
    let sheet = near.own();
    let Some(file) = sheet.dockerfile() else { return Ok(()) };
    let is_it = |span: Span| name.places.iter().any(|place| span.contains(place.span));
    let heredocs = file.instructions.iter().flat_map(|instruction| &instruction.heredocs);
    let ends_early = heredocs
        .filter(|heredoc| is_it(heredoc.marker))
        .any(|heredoc| file.text(heredoc.body).lines().any(|line| line.trim_start_matches('\t') == new_name));
    match ends_early {
        true => Err(format!("A line of the heredoc is `{new_name}`, which would end it there.")),
        false => Ok(()),
    }
}

fn check_spelling(thing: &Thing<'_>, name: &str) -> Result<(), String> {
    let all = |allowed: fn(char) -> bool| !name.is_empty() && name.chars().all(allowed);
    let starts = |allowed: fn(char) -> bool| name.starts_with(allowed);
    let is_variable =
        || starts(|c| c.is_ascii_alphabetic() || c == '_') && all(|c| c.is_ascii_alphanumeric() || c == '_');
    let is_word = || all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let variable = "A variable's name begins with a letter or `_` and goes on with letters, digits and `_`.";
    match thing {
        // BuildKit `instructions/parse.go`: `^[a-z][a-z0-9-_.]*$`, in lower case.
        Thing::Stage { .. } if !(starts(|c| c.is_ascii_alphabetic()) && is_word()) => {
            Err("A stage's name begins with a letter and goes on with letters, digits, `-`, `_` and `.`.".into())
        }
        Thing::Stage { .. } if matches!(name.to_ascii_lowercase().as_str(), "scratch" | "context") => {
            Err(format!("`{name}` is reserved and cannot name a stage."))
        }
        Thing::Argument { .. } | Thing::Own(Name { kind: NameKind::Variable, .. }) | Thing::Setting { .. }
            if !is_variable() =>
        {
            Err(variable.into())
        }
        Thing::Own(Name { kind: NameKind::Heredoc, .. }) if !all(|c| c.is_ascii_alphanumeric() || c == '_') => {
            Err("A heredoc's name is made of letters, digits and `_`.".into())
        }
        // go-yaml `scannerc.go`, as libyaml.
        Thing::Own(Name { kind: NameKind::Anchor, .. })
            if !all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) =>
        {
            Err("An anchor's name is made of letters, digits, `_` and `-`.".into())
        }
        // compose-spec: `^[a-zA-Z0-9._-]+$`.
        Thing::Entry { section, .. } if !is_word() => {
            Err(format!("The name of a {} is made of letters, digits, `.`, `_` and `-`.", section.entry()))
        }
        // compose-go `format/volume.go`: one letter is a drive of Windows, a dot begins a path.
        Thing::Entry { section: Section::Volumes, .. } if name.len() == 1 || name.starts_with('.') => {
            Err("A volume's name has two characters at least and begins with no dot: else it is read as a path.".into())
        }
        Thing::Entry { section: Section::Networks, .. } if name == "default" => {
            Err("Compose gives the network `default` to every service that names none.".into())
        }
        Thing::Profile { .. } if !(starts(|c| c.is_ascii_alphanumeric()) && is_word() && name.len() > 1) => {
            Err("A profile's name begins with a letter or digit, goes on with letters, digits, `.`, `_` and `-`, and has two characters at least.".into())
        }
        Thing::Entry { .. } | Thing::Profile { .. } if !is_text(name) => {
            Err(format!("YAML does not read `{name}` as a text."))
        }
        _ => Ok(()),
    }
}

fn is_text(name: &str) -> bool {
    let snapshot = Snapshot::of(Language::Compose, name);
    let root = snapshot.compose().and_then(|file| file.documents().next());
    root.is_some_and(|root| root.as_str() == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::apply_edits;

    fn renamed(marked: &str, new_name: &str) -> Result<String, String> {
        renamed_in(Language::Dockerfile, marked, new_name)
    }

    fn renamed_in(language: Language, marked: &str, new_name: &str) -> Result<String, String> {
        let offset = marked.find('|').expect("a cursor");
        let source = marked.replacen('|', "", 1);
        let snapshot = Snapshot::of(language, &source);
        let files = rename(&snapshot, offset, new_name)?;
        Ok(files.iter().fold(source.clone(), |source, (_, edits)| apply_edits(&source, edits)))
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
        assert!(renamed("FROM a AS |b\nFROM c\n", "C").is_err(), "the image would be the stage");
        assert!(renamed("ARG B=b\nFROM a AS |b\nFROM $B\n", "c").is_err(), "named through a variable");
        assert!(renamed("FROM a\nENV |V=1\nRUN echo $W\n", "W").is_err());
        assert!(renamed("FROM a\nENV |V=1\nFROM b\nENV W=1\nRUN $W\n", "W").is_ok(), "never seen together");
        assert!(renamed("FROM node:22\nENV |NODE_VERSION=1\n", "W").is_err(), "the image sets it");
        assert!(renamed("FROM a\nRUN <<E|OF\nEND\nEOF\n", "END").is_err(), "it would end there");
        assert!(renamed("FROM a\nFROM b\nCOPY --from=|0 / /\n", "x").is_err());
    }

    #[test]
    fn a_variable_that_others_know_by_its_name_keeps_it() {
        let why = |source: &str| renamed(source, "W").err().unwrap_or_default();
        assert_eq!(why("FROM a\nENV NODE_E|NV=production\n"), "npm reads `NODE_ENV`, under this name.");
        assert!(why("FROM postgres:17\nENV POSTGRES_D|B=x\n").starts_with("The base image postgres reads"));
        assert!(why("FROM a\nENV |V=/x\nRUN sed -i 's!/y!${V}!' /etc/z\n").starts_with("Line 3 has `$V` in a text"));
        assert!(why("FROM a\nENV |V=/x\nCOPY <<E /run.sh\necho \\$V\nE\n").starts_with("Line 4 has"));
        assert!(why("FROM a\nARG |V=/x\nCOPY <<E /run.sh\necho \\$V\nE\n").is_empty(), "gone by then");
        assert!(why("FROM a\nENV |V=/x\n# $V\nCMD [\"echo\", \"$V\"]\n").is_empty());
    }

    #[test]
    fn a_script_with_values_of_its_own_is_followed_as_far_as_it_can_be() {
        let script = "FROM a\nARG |V=1\nRUN case $V in latest) export V=2 ;; esac && get $V\n";
        let why = renamed(script, "W").err().unwrap_or_default();
        assert_eq!(why, "The script of line 3 sets `V` on some of its paths only, which a rename cannot follow.");
        let own = "FROM a\nARG |V=1\nRUN V=2 && get $V\n";
        assert_eq!(renamed(own, "W").as_deref(), Ok("FROM a\nARG W=1\nRUN V=2 && get $V\n"));
        let lent = "FROM a\nARG |V=1\nRUN V=$V make --x=$V && get $V\n";
        let there = "FROM a\nARG W=1\nRUN V=$W make --x=$W && get $W\n";
        assert_eq!(renamed(lent, "W").as_deref(), Ok(there));
        assert_eq!(renamed(&there.replacen("W=1", "|W=1", 1), "V").as_deref(), Ok(lent.replace('|', "").as_str()));
        assert!(renamed("FROM a\nARG |W=1\nRUN make --V=$W\n", "V").is_ok(), "an option of make");
    }
}
