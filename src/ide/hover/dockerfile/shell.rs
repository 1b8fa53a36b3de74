//! Commands of scripts: programs, options and packages that we know.

use super::Place;
use crate::ide::Hover;
use crate::ide::hover::page::{Page, code};
use crate::model::dockerfile::{Command, Invocation, Keyword};
use crate::reference::packages::{Action, Family, Manager, system_package};
use crate::reference::programs::{Program, program};
use crate::text::Span;

pub(super) fn hover(place: Place<'_>) -> Option<Hover> {
    let Place { file, index, instruction, offset } = place;
    // Asking for scripts has all of the file's read: not for those that have none.
    if !matches!(instruction.keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) {
        return None;
    }
    of_commands(&file.commands_of(index), offset)
}

/// What the word of a command under the cursor is: a program, an option, a package.
pub(in crate::ide::hover) fn of_commands(commands: &[Command<'_>], offset: usize) -> Option<Hover> {
    let touches = |command: &&Command<'_>| command.span().touches(offset);
    // Of a command and those that it starts, the innermost.
    let command = *commands.iter().filter(touches).min_by_key(|command| command.span().len())?;
    let word = (0..command.words().len()).find(|&word| command.word_span(word).touches(offset))?;
    let span = command.word_span(word);
    let invocation = Invocation::read(command);
    let known = command.name().and_then(program);
    let page = match &invocation {
        Some(invocation) => of_manager(invocation, command, word, known),
        None => of_program(command, word, known?),
    }?;
    page.about(span)
}

fn of_program(command: Command<'_>, word: usize, known: &Program) -> Option<Page> {
    let text = command.texts().get(word).copied()?;
    if word == 0 {
        return Some(Page::of(format!("{}: {}", code(text), known.about)));
    }
    options(known, known.names[0], text)
}

/// What an option, or the letters of a cluster, do.
fn options(known: &Program, name: &str, text: &str) -> Option<Page> {
    let options = known.options_in(text);
    match options.as_slice() {
        [] => None,
        [only] => {
            Some(Page::of(format!("{} of {}: {}.", code(only.spellings.join(", ").as_str()), code(name), only.doc)))
        }
        several => {
            let each = several.iter().map(|option| format!("{}: {}", code(option.spellings[0]), option.doc));
            Some(Page::of(format!("{} of {}", code(text), code(name))).list(each))
        }
    }
}

fn of_manager(invocation: &Invocation<'_>, command: Command<'_>, word: usize, known: Option<&Program>) -> Option<Page> {
    let manager = invocation.manager;
    let text = command.texts().get(word).copied()?;
    let span = command.word_span(word);
    if word < invocation.name_word() + 1 {
        return Some(Page::of(format!("{}: {}", code(manager.name), manager.about)));
    }
    if invocation.verb_span() == span {
        return Some(verb(invocation));
    }
    if text.starts_with('-') {
        return option(manager, known, text);
    }
    package(invocation, span)
}

fn verb(invocation: &Invocation<'_>) -> Page {
    let manager = invocation.manager;
    let does = match invocation.action() {
        Some(Action::Install) => "installs packages",
        Some(Action::Sync) => "installs exactly what manifest and lock file list",
        Some(Action::Refresh) => "fetches the index of packages, nothing else",
        Some(Action::Upgrade) => "brings what is installed to newer versions, so the image changes from day to day",
        Some(Action::Remove) => "removes packages; the layers that hold them stay as large as they are",
        Some(Action::Clean) => "empties caches; only what this very RUN has put there makes the image smaller",
        Some(Action::Fetch) => "downloads, and installs nothing",
        Some(Action::Build) => "compiles or packs the project, and downloads what that needs",
        Some(Action::Query) => "asks what there is, and changes nothing",
        Some(Action::Run) => "runs a program, perhaps after downloading it",
        None => "does something that the table does not know",
    };
    let page = Page::of(format!("{}: {does}.", code(&invocation.spelled())));
    if !invocation.installs() {
        return page;
    }
    let caches = manager.caches.iter().map(|cache| {
        format!("cache: {} (`sharing={}`): {}", code(cache.directory), cache.sharing.as_str(), cache.holds)
    });
    let lean = manager.lean.iter().map(|lean| format!("{} {}", code(lean.option), lean.effect));
    let frozen =
        (!manager.frozen.is_empty()).then(|| format!("exactly what the lock file says: {}", code(manager.frozen)));
    let pin = Some(manager.pin.example).filter(|example| !example.is_empty());
    let pin = pin.map(|example| format!("a version is asked for by {}", code(example)));
    page.list(lean.chain(caches).chain(frozen).chain(pin))
}

fn option(manager: &Manager, known: Option<&Program>, text: &str) -> Option<Page> {
    let bare = text.split('=').next().unwrap_or(text);
    let told = known.and_then(|known| options(known, manager.name, text));
    let gone = manager.deprecated.iter().find(|gone| gone.spelling == text || gone.spelling == bare);
    let gone = gone.map(|gone| format!("**Deprecated:** {} instead.", code(gone.instead)));
    if let Some(page) = told {
        return Some(page.add_some(gone));
    }
    let head = format!("{} of {}", code(bare), code(manager.name));
    let lean = manager.lean.iter().find(|lean| lean.option == bare).map(|lean| lean.effect);
    let effect = lean
        .or_else(|| manager.assume_yes.contains(&text).then_some("answers yes, for a build has nobody to ask"))
        .or_else(|| manager.no_cache.contains(&text).then_some("keeps the cache from filling"))
        .or_else(|| manager.production.contains(&text).then_some("leaves development dependencies out"))
        .or_else(|| manager.moves_cache.contains(&bare).then_some("moves the cache"));
    match (effect, gone) {
        (Some(effect), gone) => Some(Page::of(format!("{head}: {effect}.")).add_some(gone)),
        (None, Some(gone)) => Some(Page::of(head).add(gone)),
        (None, None) => None,
    }
}

fn package(invocation: &Invocation<'_>, span: Span) -> Option<Page> {
    let package = invocation.packages().into_iter().find(|package| package.span.touches(span.start))?;
    let manager = invocation.manager;
    let text = package.text;
    let name = package.version.and_then(|_| text.split(['=', '<', '>', '~']).next()).unwrap_or(text);
    let family = Family::of(manager);
    let page = match (family.and_then(|family| about(family, name)), invocation.installs()) {
        (Some(page), _) => page,
        (None, true) => Page::of(format!("{}: a package that {} installs.", code(name), code(manager.name))),
        (None, false) => return None,
    };
    let version = match package.version {
        _ if !invocation.installs() => return Some(page),
        Some(version) => format!("At the version {}.", code(version)),
        None if manager.pin.example.is_empty() => "At whatever version there is on the day of the build.".to_owned(),
        None => {
            let example = code(&pinned(manager, name));
            format!("At whatever version there is on the day of the build; {example} asks for one.")
        }
    };
    Some(page.add(version))
}

/// A package as it is asked for at some version: the manager's example with this name, or the example where it has another form.
fn pinned(manager: &Manager, name: &str) -> String {
    let example = manager.pin.example.split(',').next().unwrap_or("");
    let sign = example.find(['=', ':']).or_else(|| example.rfind('@'));
    match sign {
        Some(sign) => {
            let version = example[sign..].trim_start_matches(['=', ':', '@', '^']);
            format!("{name}{}…", &example[sign..example.len() - version.len()])
        }
        None => example.to_owned(),
    }
}

/// What a package of a distribution holds, and what the others call it; where this one does not have it: what it calls the same.
pub(in crate::ide::hover) fn about(family: Family, name: &str) -> Option<Page> {
    let Some(known) = system_package(family, name) else {
        let elsewhere = Family::ALL.into_iter().filter(|other| *other != family);
        let (other, known) = elsewhere.filter_map(|other| Some((other, system_package(other, name)?))).next()?;
        let own = known.name_in(family)?;
        let page = Page::of(format!("{}: {}.", code(name), known.about));
        return Some(page.add(format!("A name of {}; {} calls it {}.", other.title(), family.title(), code(own))));
    };
    let mut others: Vec<(&str, Vec<&str>)> = Vec::new();
    for other in Family::ALL.into_iter().filter(|other| *other != family) {
        let Some(called) = known.name_in(other) else { continue };
        match others.iter_mut().find(|(name, _)| *name == called) {
            Some((_, families)) => families.push(other.title()),
            None => others.push((called, vec![other.title()])),
        }
    }
    let is_same = others.iter().all(|(called, _)| *called == name);
    let told = others.iter().map(|(called, families)| format!("{} in {}", code(called), families.join(" and ")));
    let told = told.collect::<Vec<_>>().join(", ");
    let page = Page::of(format!("{}: {}.", code(name), known.about));
    Some(if is_same || told.is_empty() { page } else { page.add(format!("It is {told}.")) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, says};

    #[test]
    fn programs_and_their_options_are_explained() {
        says("FROM a\nRUN cu$0rl -fsSL x\n", "curl", "`curl`: Fetches what");
        says("FROM a\nRUN set -eux; curl -fs$0SL x\n", "-fsSL", "- `-L`: goes where a redirect points");
        says("FROM a\nRUN sudo tar --strip-com$0ponents=1 -xf x\n", "--strip-components=1", "drops this many folders");
        says("FROM a\nRUN <<E\nrm -r$0f x\nE\n", "-rf", "never asks");
        assert_eq!(at("FROM a\nRUN fro$0bnicate x\n"), None);
    }

    #[test]
    fn package_managers_tell_more() {
        says("FROM a\nRUN apt-$0get install -y curl\n", "apt-get", "`apt-get`:");
        says("FROM a\nRUN apt-get ins$0tall -y curl\n", "install", "- `--no-install-recommends` leaves out");
        says("FROM a\nRUN apt-get install $0-y curl\n", "-y", "answers yes");
        says("FROM a\nRUN apt-get install -y less$0\n", "less", "on the day of the build; `less=…` asks for one.");
        says("FROM a\nRUN npm install -g expr$0ess\n", "express", "`express@…` asks for one.");
        says("FROM a\nRUN apt-get install -y libpq$0-dev=1\n", "libpq-dev=1", "PostgreSQL's client library.");
        says("FROM a\nRUN apt-get purge -y g$0++\n", "g++", "It is `g++` in Alpine, `gcc-c++` in Red Hat.");
        says("FROM a\nRUN apk add build-essen$0tial\n", "build-essential", "Alpine calls it `build-base`");
        says("FROM a\nRUN pip install fla$0sk==3\n", "flask==3", "At the version `3`");
        says("FROM a\nRUN python -m pip ins$0tall flask\n", "install", "installs packages");
    }

    #[test]
    fn a_start_command_is_a_script_too() {
        says("FROM a\nCMD exec gos$0u x y\n", "gosu", "makes way for it");
    }
}
