//! An argument of a build: what the service passes, and the line of the Dockerfile that declares it.

use super::resolved;
use crate::ide::hover::page::{Page, code};
use crate::model::Compose;
use crate::model::dockerfile::{Arguments, Keyword};
use crate::reference::dockerfile as language;

/// The page of an argument; `None` where the service or its Dockerfile is not there.
pub(super) fn page(file: &Compose, service: Option<&str>, argument: &str) -> Option<Page> {
    let service = file.service(service?)?;
    let given = service.build_argument(argument).and_then(|named| named.value);
    let head = match given {
        Some(value) => format!("build argument {} = {}", code(argument), code(&resolved::filled(file, value))),
        None => format!("build argument {}, from the environment in which Compose runs", code(argument)),
    };
    let page = Page::of(head);
    if let Some(known) = language::argument(argument) {
        return Some(page.add(known.doc).link(&known.link()));
    }
    let build = file.build_of(service)?;
    let dockerfile = build.dockerfile()?;
    let place = build.place();
    let declares = |text: &str| text.split('=').next() == Some(argument);
    let lines: Vec<String> = dockerfile
        .all(Keyword::Arg)
        .filter(|instruction| match &instruction.arguments {
            Arguments::Words(words) => words.iter().any(|word| declares(&word.text)),
            _ => false,
        })
        .map(|instruction| {
            let line = super::line_of(dockerfile.source(), instruction.span.start);
            format!("{} on line {line} of {place}", code(dockerfile.text(instruction.head)))
        })
        .collect();
    Some(match lines.is_empty() {
        true => page.add(format!("No `ARG` of {place} declares it, so it has no effect.")),
        false => page.list(lines),
    })
}
