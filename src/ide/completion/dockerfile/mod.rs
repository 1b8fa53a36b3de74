//! What may be typed at a place in a Dockerfile.
//!
//! Everything offered stands in `reference`, in the file itself, or in its neighbours: the build context, the Compose files
//! that build it, the other Dockerfiles beside it. One room a kind; `place` says which one is asked.

mod accounts;
mod arguments;
mod commands;
mod comments;
mod flags;
mod health;
mod images;
mod instructions;
mod mended;
mod mounts;
mod packages;
mod paths;
mod place;
mod stages;
mod variables;

pub(super) use mended::mend;

use super::items::Menu;
use crate::model::Dockerfile;
use crate::model::builders::{Builder, builders};
use crate::model::dockerfile::{Instruction, Stage};
use crate::reference::dockerfile as language;
use crate::reference::images::Image;
use crate::reference::packages as managers;
use crate::rules::find as rule;
use crate::text::Span;
use place::Place;

pub(super) fn completion(file: &Dockerfile, offset: usize) -> Menu {
    let mut menu = Menu::new(Span::at(offset));
    let Some(place) = place::find(file, offset) else { return menu };
    let here = Here { file, offset };
    menu.aim(place.word());
    match &place {
        Place::Instruction { after_onbuild, .. } => instructions::offer(here, *after_onbuild, &mut menu),
        Place::FlagName { keyword, .. } => flags::names(here, *keyword, &mut menu),
        Place::FlagValue { keyword, flag, .. } => flags::values(here, *keyword, flag, &mut menu),
        Place::MountKey { mount, .. } => mounts::keys(here, mount, &mut menu),
        Place::MountValue { mount, key, .. } => mounts::values(here, mount, key, &mut menu),
        Place::Variable { keyword, braced, .. } => variables::offer(here, *keyword, *braced, &mut menu),
        Place::Modifier { .. } => variables::modifiers(here, &mut menu),
        Place::Argument { keyword, before, .. } => arguments::offer(here, *keyword, before, &mut menu),
        Place::Element { keyword, before, .. } => arguments::elements(here, *keyword, before, &mut menu),
        Place::Command { keyword, before, .. } => commands::offer(here, *keyword, before, &mut menu),
        Place::Comment { at_top, .. } => comments::begin(here, *at_top, &mut menu),
        Place::DirectiveValue { name, .. } => comments::directive_values(name, &mut menu),
        Place::RuleList { whose, given, .. } => comments::rules(here, *whose, given, &mut menu),
    }
    menu
}

/// Whether the offset stands in a comment below the parser directives that lists no rules.
pub(super) fn is_in_remark(file: &Dockerfile, offset: usize) -> bool {
    matches!(place::find(file, offset), Some(Place::Comment { at_top: false, .. }))
}

/// The page of a topic, see [`super::documentation`]: the table, then the entry.
pub(super) fn documentation(topic: &str) -> Option<String> {
    let (table, entry) = topic.split_once(' ')?;
    let linked = |doc: &str, link: String| format!("{doc}\n\n[Reference]({link})");
    Some(match table {
        "instruction" => language::instruction(entry).map(|known| linked(known.doc, known.link()))?,
        "flag" => {
            let (instruction, name) = entry.split_once(' ')?;
            let flag = language::flag(instruction, name)?;
            let since = if flag.since.is_empty() { String::new() } else { format!("\n\nSince syntax {}.", flag.since) };
            linked(&format!("{}{since}", flag.doc), flag.link(instruction))
        }
        "mount" => language::mount(entry).map(|known| linked(known.doc, known.link()))?,
        "key" => {
            let (mount, key) = entry.split_once(' ')?;
            language::mount_key(mount, key)?.doc.to_owned()
        }
        "argument" => language::argument(entry).map(|known| linked(known.doc, known.link()))?,
        "modifier" => {
            let modifier = language::modifier(entry)?;
            let (example, result) = modifier.example;
            let doc = modifier.doc;
            format!("`{}`\n\n{doc}\n\nWith `v=foobarbaz`, `{example}` is `{result}`.", modifier.form)
        }
        "signal" => language::signal(entry)?.doc.to_owned(),
        "label" => language::label(entry).map(|known| format!("{}\n\nExample: `{}`", known.doc, known.example))?,
        "directive" => language::directive(entry).map(|known| linked(known.doc, known.link()))?,
        "rule" => rule(entry)?.meta.markdown(),
        "check" => {
            let check = language::check(entry)?;
            check.link().map_or_else(|| check.doc.to_owned(), |link| linked(check.doc, link))
        }
        "manager" => managers::manager(entry)?.about.to_owned(),
        "package" => packages::page(entry)?,
        "image" => images::page(entry)?,
        _ => return None,
    })
}

/// A cursor in a file, and what is known around it.
#[derive(Clone, Copy)]
struct Here<'a> {
    file: &'a Dockerfile,
    offset: usize,
}

impl<'a> Here<'a> {
    /// The position in the list of the instruction that the cursor is in, or stands behind.
    fn index(self) -> usize {
        self.file.instructions.partition_point(|instruction| instruction.span.start <= self.offset).saturating_sub(1)
    }

    /// That instruction; what ONBUILD keeps where it is one.
    fn instruction(self) -> Option<&'a Instruction> {
        let instruction = self.file.instructions.get(self.index())?;
        Some(instruction.trigger().unwrap_or(instruction))
    }

    fn stage(self) -> Option<&'a Stage> {
        self.file.stage_at(self.offset)
    }

    /// What is known of the image under the stage.
    fn image(self) -> Option<&'static Image> {
        self.file.image_under(self.stage()?)
    }

    /// What was typed of the word that the menu replaces.
    fn typed(self, menu: &Menu) -> &'a str {
        let start = menu.word().start.min(self.offset);
        Span::new(start, self.offset).of(self.file.source())
    }

    /// What stands in the line behind the word that the menu replaces.
    fn behind(self, menu: &Menu) -> &'a str {
        let rest = &self.file.source()[menu.word().end.max(self.offset)..];
        rest.lines().next().unwrap_or("")
    }

    /// The absolute working directory in force, so far as the file and the image tell.
    fn folder(self) -> String {
        let own = self.file.runtime_before(self.index()).workdir;
        let base = self.image().map_or("", |image| image.working_directory);
        crate::model::dockerfile::installs::join(if base.starts_with('/') { base } else { "/" }, &own)
    }

    /// Whether most instructions of the file are in lower case.
    fn writes_lower(self) -> bool {
        let names = self.file.instructions.iter().map(|it| &it.name.text);
        let lower = names.filter(|name| name.chars().all(|c| !c.is_uppercase())).count();
        lower * 2 > self.file.instructions.len()
    }

    /// A word of the language in the case that the file uses.
    fn in_case(self, word: &str) -> String {
        if self.writes_lower() { word.to_lowercase() } else { word.to_owned() }
    }

    /// The Compose services that build this file.
    fn builders(self) -> &'a [Builder] {
        builders(self.file)
    }
}

#[cfg(test)]
mod testing {
    use crate::ide::Completion;
    use crate::model::{Language, MemoryFiles, Snapshot, Surroundings};
    use std::sync::Arc;

    /// The completions at `^`.
    pub fn at(marked: &str) -> Vec<Completion> {
        within(marked, Arc::default())
    }

    /// The completions at `^` with a build context of these paths, sorted.
    pub fn with_context(marked: &str, paths: &[&str]) -> Vec<Completion> {
        let context = Some(paths.iter().map(|&path| path.to_owned()).collect());
        within(marked, Arc::new(Surroundings { context, ..Surroundings::default() }))
    }

    /// The completions at `^` of `/p/Dockerfile` among these files.
    pub fn among(marked: &str, files: &[(&str, &str)]) -> Vec<Completion> {
        within(marked, MemoryFiles::new(files.iter().copied()).around("/p/Dockerfile"))
    }

    fn within(marked: &str, surroundings: Arc<Surroundings>) -> Vec<Completion> {
        let offset = marked.find('^').expect("a cursor");
        let source = marked.replacen('^', "", 1);
        let snapshot = Snapshot::of(Language::Dockerfile, &source).with_surroundings(surroundings);
        crate::ide::completion(&snapshot, offset).items
    }

    pub fn labels(items: &[Completion]) -> Vec<&str> {
        items.iter().map(|item| item.label.as_str()).collect()
    }

    pub fn offers(marked: &str, wanted: &[&str]) {
        let items = at(marked);
        for label in wanted {
            assert!(items.iter().any(|item| item.label == *label), "{marked}: no {label} in {:?}", labels(&items));
        }
    }

    pub fn withholds(marked: &str, unwanted: &[&str]) {
        let items = at(marked);
        for label in unwanted {
            assert!(items.iter().all(|item| item.label != *label), "{marked}: {label} in {:?}", labels(&items));
        }
    }

    /// The first entries, in order.
    pub fn begins(marked: &str, wanted: &[&str]) {
        let items = at(marked);
        assert_eq!(labels(&items)[..wanted.len().min(items.len())], *wanted, "{marked}");
    }

    /// What an entry inserts.
    pub fn inserted(items: &[Completion], label: &str) -> String {
        let item = items.iter().find(|item| item.label == label);
        let item = item.unwrap_or_else(|| panic!("no {label} in {:?}", labels(items)));
        match &item.insert {
            crate::ide::Insert::Plain(text) | crate::ide::Insert::Snippet(text) => text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::at;
    use crate::ide::{Documentation, documentation};

    #[test]
    fn every_topic_has_its_page() {
        let places = [
            "^",
            "FROM a\n^",
            "FROM ^",
            "FROM node:^",
            "FROM a\nCOPY --^",
            "FROM a\nRUN --mount=type=cache,^",
            "FROM a:${V:^",
            "FROM a\nRUN --mount=type=^",
            "FROM a:$^",
            "FROM a\nARG ^",
            "FROM a\nSTOPSIGNAL ^",
            "FROM a\nLABEL ^",
            "# ^",
            "# dunnage ignore=^",
            "# check=skip=^",
            "FROM a\nRUN apt-get ^",
            "FROM a\nHEALTHCHECK ^",
            "# hadolint ignore=^",
        ];
        for marked in places {
            let items = at(marked);
            assert!(!items.is_empty(), "{marked}");
            for item in items {
                if let Some(Documentation::Topic(topic)) = &item.documentation {
                    assert!(documentation(topic).is_some_and(|page| !page.is_empty()), "{marked}: {topic}");
                }
            }
        }
    }
}
