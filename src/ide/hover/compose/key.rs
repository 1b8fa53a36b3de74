//! A key: what it does, and what it comes to here.

use super::cursor::{Cursor, Stride};
use super::{argument, environment, name, resolved, service, table};
use crate::ide::Hover;
use crate::ide::hover::page::{Page, code};
use crate::model::Compose;
use crate::reference::compose::{Entry, Free, Meaning, Place, Section};

pub(super) fn hover(file: &Compose, cursor: &Cursor<'_>, path: &[Stride], place: Place) -> Option<Hover> {
    let span = cursor.span;
    let text = match path.last()? {
        Stride::Key(name) => name.as_str(),
        Stride::Item => return None,
    };
    let page = match place.entry {
        Entry::Key(key) => {
            let page = Page::of(code(key.name)).add(resolved::of_key(file, cursor, path, place));
            table::document(key, page)
        }
        Entry::Free(free) => named(file, cursor, path, free, text),
        Entry::Extension => Page::of(format!(
            "{}: an extension, which Compose leaves alone: a place for what anchors share, or for other tools.",
            code(text)
        )),
        Entry::Unknown => table::unknown(path, text),
        Entry::Root | Entry::Item => return None,
    };
    page.about(span)
}

/// A key that the author named: a service, a variable, a label.
fn named(file: &Compose, cursor: &Cursor<'_>, path: &[Stride], free: &Free, text: &str) -> Page {
    let known = free.known.iter().find(|known| known.text == text);
    match (known, free.meaning) {
        (Some(known), _) => Page::of(format!("{}: {}", code(known.text), known.doc)),
        (None, Meaning::Declaration(Section::Services)) => service::page(file, text),
        (None, Meaning::Declaration(section) | Meaning::Reference(section)) => name::page(file, section, text),
        (None, Meaning::BuildArgument) => match argument::page(file, cursor.service(), text) {
            Some(page) => page,
            None => Page::of(code(text)).add(free.doc),
        },
        (None, Meaning::EnvironmentEntry | Meaning::VariableName) if is_environment(path) => {
            let given = cursor.value.filter(|value| !value.is_null());
            environment::page(file, cursor.service(), text, given.and_then(|value| value.text()))
        }
        _ => Page::of(code(text)).add(free.doc),
    }
}

fn is_environment(path: &[Stride]) -> bool {
    let parent = path.len().checked_sub(2).and_then(|at| path.get(at));
    matches!(parent, Some(Stride::Key(name)) if name == "environment")
}

#[cfg(test)]
mod tests {
    use super::super::testing::{says, says_among};

    #[test]
    fn names_of_the_author_are_explained_too() {
        says(
            "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASS$0WORD: x\n",
            "POSTGRES_PASSWORD",
            "`postgres:17` also reads",
        );
        says("volumes:\n  da$0ta:\n", "data", "volume `data`");
        says(
            "services:\n  web:\n    sysctls:\n      net.core.somax$0conn: 1\n",
            "net.core.somaxconn",
            "`net.core.somaxconn`:",
        );
        let dockerfile = [("/p/Dockerfile", "FROM a\nARG V=1\n")];
        let source = "services:\n  web:\n    build:\n      context: .\n      args:\n        V$0: 2\n";
        says_among(&dockerfile, source, "V", "`ARG V=1` on line 2 of Dockerfile");
    }
}
