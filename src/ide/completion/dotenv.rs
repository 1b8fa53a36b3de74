//! What may be typed in a `.env`, or in a file that `env_file` names: the variables that the Compose files around put in, those
//! that the images of the services read, and behind a `$` those that are set above.

use super::items::{Menu, as_snippet};
use super::{CompletionKind, Snapshot};
use crate::model::builders::compose_files_around;
use crate::model::compose::interpolation::Operator;
use crate::model::compose::{Compose, Template};
use crate::model::surroundings::plain;
use crate::reference::images::variables;
use crate::text::Span;
use std::collections::BTreeSet;

pub(super) fn completion(snapshot: &Snapshot, offset: usize) -> Menu {
    let source = snapshot.source();
    let line_start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let typed = &source[line_start..offset];
    let nothing = Menu::new(Span::at(offset));
    if typed.trim_start().starts_with('#') {
        return nothing;
    }
    let name_start = |text: &str| text.rfind(|c: char| !is_name(c)).map_or(0, |at| at + 1);
    let rest = source[offset..].find(|c: char| !is_name(c)).unwrap_or(source.len() - offset);
    let start = line_start + name_start(typed);
    let mut menu = Menu::new(Span::new(start, offset + rest));
    if typed.contains(['=', ':']) {
        let before = source[line_start..start].trim_end_matches('{');
        let is_plain = typed.split_once('=').is_some_and(|(_, value)| value.starts_with('\''));
        if !is_plain && before.ends_with('$') && !before.ends_with("\\$") {
            used(source, line_start, before.len() + line_start < start, offset + rest, &mut menu);
        }
        return menu;
    }
    if !matches!(typed[..start - line_start].trim(), "" | "export") {
        return nothing;
    }
    names(snapshot, line_start, !source[offset + rest..].trim_start_matches(' ').starts_with('='), &mut menu);
    menu
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// The names that the lines of a text set.
fn set(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let lines = source.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    });
    lines.filter_map(|(at, line)| {
        let name = line.split_once('=')?.0.trim();
        let name = name.strip_prefix("export ").unwrap_or(name).trim();
        (!name.is_empty() && name.chars().all(is_name)).then_some((at, name))
    })
}

/// The variables that the lines above set, the nearest first.
fn used(source: &str, line_start: usize, braced: bool, end: usize, menu: &mut Menu) {
    let closing = if braced && !source[end..].starts_with('}') { "}" } else { "" };
    let mut seen = BTreeSet::new();
    let above: Vec<&str> = set(&source[..line_start]).map(|(_, name)| name).collect();
    for (rank, name) in (0..).zip(above.into_iter().rev().filter(|name| seen.insert(*name))) {
        menu.plain(CompletionKind::Variable, name, rank).insert(&format!("{name}{closing}")).detail("set above");
    }
}

/// Names worth setting, but for those that the file sets.
fn names(snapshot: &Snapshot, line_start: usize, with_sign: bool, menu: &mut Menu) {
    let surroundings = snapshot.surroundings();
    let (Some(path), Some(folder)) = (&surroundings.path, surroundings.folder()) else { return };
    let path = plain(path);
    let is_default = path.file_name().is_some_and(|name| name == ".env");
    let mut given: BTreeSet<String> =
        set(snapshot.source()).filter(|(at, _)| *at != line_start).map(|(_, name)| name.to_owned()).collect();
    let mut add = |name: &str, value: &str, detail: &str, rank: u16| {
        if !given.insert(name.to_owned()) {
            return;
        }
        let body = match (with_sign, value) {
            (false, _) => name.to_owned(),
            (true, "") => format!("{name}=$0"),
            (true, value) => format!("{name}=${{1:{}}}$0", as_snippet(value)),
        };
        menu.snippet(name, &body, rank).kind(CompletionKind::Variable).detail(detail);
    };
    for file in compose_files_around(surroundings).iter().filter_map(Snapshot::compose) {
        let place = file.surroundings().path.as_deref().and_then(|path| path.file_name());
        let place = place.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if is_default && file.surroundings().folder() == Some(folder) {
            for Wanted { name, default, is_required } in put_in(file) {
                let detail = format!("{} {place}", if is_required { "required by" } else { "put into" });
                add(&name, &default, &detail, if is_required { 0 } else { 10 });
            }
        }
        for named in file.variable_files().into_iter().filter(|named| named.path == path && !named.is_label) {
            let image = named.service.get("image").and_then(|image| image.text()).unwrap_or_default();
            for variable in variables::of(image) {
                add(variable.name, variable.value, &format!("read by the image of {}", named.service.name), 20);
            }
        }
    }
}

/// A variable that a Compose file puts in.
struct Wanted {
    name: String,
    default: String,
    is_required: bool,
}

/// The variables of a file in their order; one with a default, or that is asked for, goes before a plain use of it.
fn put_in(file: &Compose) -> Vec<Wanted> {
    let mut found: Vec<Wanted> = Vec::new();
    let lines = file.source().lines().filter(|line| line.contains('$') && !line.trim_start().starts_with('#'));
    for line in lines {
        for it in Template::read(line).variables {
            let (name, argument) = (&line[it.name.clone()], &line[it.argument.clone()]);
            let is_required = matches!(it.operator, Some(Operator::Required | Operator::RequiredIfEmpty));
            let has_default = matches!(it.operator, Some(Operator::Default | Operator::DefaultIfEmpty));
            let default = if has_default && !argument.contains('$') { argument } else { "" };
            match found.iter_mut().find(|known| known.name == name) {
                Some(known) => {
                    known.is_required |= is_required;
                    if known.default.is_empty() {
                        known.default = default.to_owned();
                    }
                }
                None => found.push(Wanted { name: name.to_owned(), default: default.to_owned(), is_required }),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::ide::{Completion, Insert};
    use crate::model::{Language, MemoryFiles, Snapshot};

    const COMPOSE: &str = "services:\n  web:\n    image: nginx:${TAG:-1.31}\n    environment:\n      A: ${A}\n      B: ${TOKEN:?}\n  db:\n    \
                           image: postgres:17\n    env_file: db.env\n";

    fn at(name: &str, marked: &str) -> Vec<Completion> {
        let offset = marked.find('^').expect("a cursor");
        let source = marked.replacen('^', "", 1);
        let files = [("/p/compose.yaml", COMPOSE), (name, source.as_str())];
        let snapshot = Snapshot::of(Language::Dotenv, &source).with_surroundings(MemoryFiles::new(files).around(name));
        crate::ide::completion(&snapshot, offset).items
    }

    fn labels(name: &str, marked: &str) -> Vec<String> {
        at(name, marked).into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn the_variables_that_compose_puts_in_are_offered_until_they_are_set() {
        assert_eq!(labels("/p/.env", "^"), ["TOKEN", "A", "TAG"]);
        assert_eq!(labels("/p/.env", "A=1\nexport T^"), ["TOKEN", "TAG"]);
        let tag = at("/p/.env", "T^").into_iter().find(|item| item.label == "TAG").expect("TAG");
        assert_eq!(tag.insert, Insert::Snippet("TAG=${1:1.31}$0".to_owned()));
        assert!(labels("/p/.env", "# T^").is_empty());
        assert!(labels("/p/sub/.env", "^").is_empty(), "that is no file of this project");
    }

    #[test]
    fn an_env_file_has_what_the_image_reads() {
        assert!(labels("/p/db.env", "POST^").contains(&"POSTGRES_PASSWORD".to_owned()));
    }

    #[test]
    fn a_value_may_use_what_is_set_above() {
        assert_eq!(labels("/p/.env", "X=1\nY=2\nZ=$^\nW=3\n"), ["Y", "X"]);
        let items = at("/p/.env", "X=1\nZ=a${^");
        assert_eq!(items[0].insert, Insert::Plain("X}".to_owned()));
        assert!(labels("/p/.env", "X=1\nZ='$^").is_empty());
    }
}
