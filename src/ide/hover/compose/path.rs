//! Paths of the host and mounts: what lies there, what a container sees of it.

use super::resolved::filled;
use crate::ide::hover::page::{Page, code, codes};
use crate::ide::hover::words::{count, size};
use crate::model::Compose;
use crate::model::compose::project::dotenv;
use crate::model::compose::{Mount, Section, Service};
use crate::model::surroundings::{FileKind, plain};
use crate::reference::compose::{Meaning, values};
use std::path::{Path, PathBuf};

/// A path, and what lies there; `None` where it is no path of this machine.
pub(super) fn file(file: &Compose, service: Option<Service<'_>>, meaning: Meaning, text: &str) -> Option<Page> {
    if text.is_empty() || text.contains("://") || text.starts_with("git@") {
        return None;
    }
    let folder = file.setting().folder.clone()?;
    let path = match meaning {
        Meaning::Dockerfile => {
            let context = service.and_then(Service::build_context).and_then(|context| context.text()).unwrap_or(".");
            plain(&folder.join(filled(file, context)).join(text))
        }
        _ => plain(&home(file, text).unwrap_or_else(|| folder.join(text))),
    };
    let page = Page::of(format!("{}: {}", code(text), lies(file, &path)));
    Some(page.add_some(variables(file, &path)))
}

/// A path that begins in the home directory.
fn home(file: &Compose, text: &str) -> Option<PathBuf> {
    let rest = text.strip_prefix("~/")?;
    Some(Path::new(file.setting().environment.get("HOME")?).join(rest))
}

/// What lies at a path, in words.
fn lies(file: &Compose, path: &Path) -> String {
    let Some(files) = &file.surroundings().files else { return "a path of the host".to_owned() };
    match files.kind(path) {
        Some(FileKind::Folder) => {
            let names = files.names(path).unwrap_or_default();
            let shown = codes(names.iter().map(String::as_str), 6);
            let inside = if names.is_empty() { String::new() } else { format!(": {shown}") };
            format!("a folder with {}{inside}", count(names.len(), "entry"))
        }
        Some(FileKind::File) => match files.read(path) {
            Ok(text) => format!("a file, {}, {}", size(text.len() as f64), count(text.lines().count(), "line")),
            Err(_) => "a file".to_owned(),
        },
        Some(FileKind::Other) => "neither a file nor a folder".to_owned(),
        None => format!("not there; looked for at {}", code(&path.to_string_lossy())),
    }
}

/// The variables that a file sets, where its name says that it does.
fn variables(file: &Compose, path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    if !name.contains("env") {
        return None;
    }
    let text = file.surroundings().files.as_ref()?.read(path).ok()?;
    let environment = &file.setting().environment;
    let lines = dotenv::read(&text, &|name| environment.get(name)).ok()?;
    Some(format!("Sets {}.", codes(lines.iter().map(|line| line.name.as_str()), 8)))
}

/// A mount in its short form, in words.
pub(super) fn mount(file: &Compose, service: Option<Service<'_>>, text: &str) -> Option<Page> {
    let parts = Mount::parse(text).ok()?;
    let target = code(&text[parts.target.clone()]);
    let options: Vec<&str> = parts.options.clone().map_or_else(Vec::new, |range| text[range].split(',').collect());
    let access = if options.contains(&"ro") { ", read only" } else { "" };
    let page = match (parts.source.clone(), parts.volume(text)) {
        (None, _) => Page::of(format!(
            "An anonymous volume at {target}{access}: the engine makes a new one for each new container, with what the image has \
             there."
        )),
        (Some(_), Some(volume)) => {
            let declared = file.declaration(Section::Volumes, volume).is_some();
            let missing = if declared { "" } else { ", which nothing declares here" };
            Page::of(format!("The volume {}{missing}, at {target}{access}.", code(volume)))
        }
        (Some(source), None) => {
            let source = &text[source];
            let folder = file.setting().folder.clone();
            let lies =
                folder.map(|folder| lies(file, &plain(&home(file, source).unwrap_or_else(|| folder.join(source)))));
            let lies = lies.map(|lies| format!(" ({lies})")).unwrap_or_default();
            Page::of(format!("{} of the host{lies}, at {target}{access}.", code(source)))
        }
    };
    let known = |option: &&str| values::MOUNT_OPTIONS.iter().find(|known| known.text == *option);
    let told: Vec<String> =
        options.iter().filter_map(known).map(|known| format!("{}: {}", code(known.text), known.doc)).collect();
    let data = service.and_then(Service::known_image).and_then(|image| image.data_directory);
    let is_data =
        data.is_some_and(|data| text[parts.target.clone()].trim_end_matches('/') == data.trim_end_matches('/'));
    Some(page.add(if is_data { "This is where the image keeps its data." } else { "" }).list(told))
}

/// What the `env_file`s of a service say of a variable that its `environment` sets.
pub(super) fn in_env_files(file: &Compose, service: Service<'_>, variable: &str) -> Option<String> {
    let files = file.surroundings().files.as_ref()?;
    let environment = &file.setting().environment;
    let named = file.variable_files().into_iter().filter(|it| !it.is_label && it.service.key == service.key);
    named
        .filter_map(|named| {
            let text = files.read(&named.path).ok()?;
            let lines = dotenv::read(&text, &|name| environment.get(name)).ok()?;
            let line = lines.into_iter().rev().find(|line| line.name == variable)?;
            let number = super::line_of(&text, line.name_span.start);
            let name = named.path.file_name()?.to_string_lossy().into_owned();
            let value = line.value.map_or_else(|| "nothing".to_owned(), |value| code(&value));
            Some(format!("{name}, line {number}, says {value}; `environment` goes before it."))
        })
        .last()
}

#[cfg(test)]
mod tests {
    use super::super::testing::says_among;

    #[test]
    fn a_path_says_what_lies_there() {
        let files = [("/p/web.env", "A=1\nB=2\n"), ("/p/src/a", "x"), ("/p/src/b", "")];
        let service = |line: &str| format!("services:\n  web:\n    image: postgres:17\n    {line}\n");
        says_among(&files, &service("env_file: we$0b.env"), "web.env", "a file, 8 bytes, 2 lines\n\nSets `A`, `B`.");
        says_among(&files, &service("build: ./sr$0c"), "./src", "a folder with 2 entries: `a`, `b`");
        says_among(&files, &service("env_file: go$0ne.env"), "gone.env", "not there; looked for at `/p/gone.env`");
        says_among(&files, &service("volumes: [./src:/x$0:ro]"), "./src:/x:ro", "`./src` of the host (a folder with 2");
        says_among(&files, &service("volumes: [/ano$0n]"), "/anon", "An anonymous volume at `/anon`");
        let data = service("volumes: [pg:/var/lib/postgresql/d$0ata]");
        says_among(&files, &data, "pg:/var/lib/postgresql/data", "This is where the image keeps its data.");
    }
}
