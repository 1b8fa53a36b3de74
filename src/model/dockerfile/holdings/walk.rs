//! What the instructions of a stage, and the commands of its RUNs, do to the places that it has made.
//!
//! The walk follows what is plain: WORKDIR, COPY, ADD, VOLUME, `mkdir`, `chown`, `chmod` and their kin, with literal paths.
//!
//! Sources: BuildKit `dockerfile2llb/convert.go` (WORKDIR makes its folder for the USER in force; COPY and ADD give
//! everything to root unless `--chown` says otherwise, whoever the USER is).

use super::{Holder, Holdings, MAX_PATH, Maker, Reach, parent};
use crate::model::dockerfile::installs::{below, join};
use crate::model::dockerfile::{
    Arguments, Command, Dockerfile, Instruction, Invocation, Keyword, Mode, Stage, User, Word, is_root, split_owner,
};
use crate::reference::images::Knowledge;
use crate::reference::packages::Ecosystem;
use crate::text::Span;
use std::collections::BTreeMap;

impl Dockerfile {
    /// Walks through a stage and those that it is built on. `visit` sees every command of a RUN before it has run; the answer
    /// is how things stand in the end.
    pub fn walk_holdings<'a>(&'a self, stage: &Stage, mut visit: impl FnMut(&Holdings, Command<'a>)) -> Holdings {
        let image = self.image_under(stage);
        let starts_as_root = match image {
            Some(image) => image.runs_as_root(),
            None if self.stands_on_scratch(stage) => Knowledge::Yes,
            None => Knowledge::Unknown,
        };
        let mut holdings = Holdings {
            user: if starts_as_root == Knowledge::Yes { Holder::Root } else { Holder::Unknown },
            folder: image.map_or("", |image| image.working_directory).trim_start_matches('-').to_owned(),
            places: BTreeMap::new(),
            is_plain_image: starts_as_root == Knowledge::Yes,
            has_packages: false,
            is_opaque: starts_as_root != Knowledge::Yes || image.is_some_and(|image| image.is_windows()),
            keeps_for_root: false,
        };
        let own = image.into_iter().flat_map(|image| {
            let data = image.data_directory.into_iter().chain(image.volumes.iter().copied());
            data.chain([image.working_directory]).filter(|path| path.len() > 1)
        });
        for path in own {
            holdings.put(path.to_owned(), Holder::Unknown, Maker::Volume, 0, Span::at(0));
        }
        for (stage, end) in self.lineage(stage, stage.range.end) {
            for index in stage.range.start..end {
                if holdings.is_opaque {
                    return holdings;
                }
                holdings.apply(self, index, &mut visit);
            }
        }
        holdings
    }
}

impl Holdings {
    fn apply<'a>(&mut self, file: &'a Dockerfile, index: usize, visit: &mut impl FnMut(&Holdings, Command<'a>)) {
        let instruction = &file.instructions[index];
        match (instruction.keyword, &instruction.arguments) {
            (Keyword::User, Arguments::Text(user)) => {
                self.user = match split_owner(&user.text).0 {
                    name if is_root(name) => Holder::Root,
                    name if name.contains('$') => Holder::Unknown,
                    name => Holder::User(name.to_owned()),
                };
            }
            (Keyword::Workdir, Arguments::Text(path)) => {
                self.folder = join(&self.folder, path.text.trim_matches(['"', '\'']));
                if self.folder.len() > MAX_PATH {
                    self.is_opaque = true;
                    return;
                }
                let (folder, user) = (self.folder.clone(), self.user.clone());
                self.make_folder(&folder, &user, Maker::Workdir, index, path.span);
            }
            (Keyword::Volume, arguments) => {
                for word in arguments.words() {
                    let path = join(&self.folder, word.text.trim_matches(['"', '\'']));
                    let holder = Holder::Root;
                    self.make_folder(&path, &holder, Maker::Volume, index, word.span);
                }
            }
            (Keyword::Copy | Keyword::Add, _) => self.copy(instruction, index),
            (Keyword::Run, _) => {
                let workdir = self.folder.clone();
                let commands = file.commands_of(index);
                if commands.is_empty() {
                    self.forget();
                }
                for command in commands {
                    visit(self, command);
                    self.run(command, index);
                }
                self.folder = workdir;
            }
            _ => {}
        }
    }

    fn copy(&mut self, instruction: &Instruction, index: usize) {
        let [sources @ .., destination] = instruction.arguments.words() else { return };
        let holder = match instruction.flag("chown").and_then(|flag| flag.value.as_ref()) {
            None => Holder::Root,
            Some(owner) if is_root(&owner.text) => Holder::Root,
            Some(owner) if owner.text.contains('$') => Holder::Unknown,
            Some(owner) => Holder::User(split_owner(&owner.text).0.to_owned()),
        };
        let target = join(&self.folder, destination.text.trim_matches(['"', '\'']));
        if target == "/" || target.contains('$') {
            // Whole trees come with folders of their own.
            self.forget();
            return;
        }
        let is_file = |word: &Word| {
            let name = word.text.rsplit('/').next().unwrap_or("");
            !word.text.contains(['*', '?', '[', '$']) && name.trim_start_matches('.').contains('.')
        };
        let into_folder =
            destination.text.ends_with(['/', '.']) || sources.len() > 1 || self.places.contains_key(&target);
        match sources {
            [only] if is_file(only) && !into_folder => {
                if let Some(folder) = parent(&target) {
                    self.make_folder(folder, &holder, Maker::Copy, index, destination.span);
                }
                self.fill(&target);
                self.put(target, holder, Maker::Copy, index, destination.span);
            }
            _ => {
                self.make_folder(&target, &holder, Maker::Copy, index, destination.span);
                self.fill(&target);
                for source in sources.iter().filter(|source| is_file(source)) {
                    let name = source.text.rsplit('/').next().unwrap_or("");
                    self.put(join(&target, name), holder.clone(), Maker::Copy, index, source.span);
                }
            }
        }
    }

    fn run(&mut self, command: Command, index: usize) {
        let Some(name) = command.name() else {
            if !command.words().is_empty() {
                self.forget();
            }
            return;
        };
        let runs_as = match command.starter().and_then(Command::name) {
            Some("sudo" | "doas") => Holder::Root,
            Some("su" | "gosu" | "su-exec" | "runuser" | "setpriv") => Holder::Unknown,
            _ => self.user.clone(),
        };
        let words = command.words();
        let is_plain = |text: &str| !text.starts_with('-');
        match name {
            "cd" => self.folder = join(&self.folder, words.get(1).map_or("~", |word| &word.text)),
            "mkdir" => {
                for (at, word) in words.iter().enumerate().skip(1).filter(|(_, word)| is_plain(&word.text)) {
                    if word.literal().is_some() {
                        let path = join(&self.folder, &word.text);
                        self.make_folder(&path, &runs_as, Maker::Command, index, command.word_span(at));
                    }
                }
            }
            "chown" | "chgrp" => self.chown(command, name == "chgrp"),
            "chmod" => self.chmod(command),
            "useradd" | "adduser" => {
                if let Some(user) = User::read(command) {
                    let home = user.home.map_or_else(|| format!("/home/{}", user.name), str::to_owned);
                    let holder = Holder::User(user.name.to_owned());
                    self.places.remove(&home);
                    self.put(home, holder, Maker::Command, index, user.name_span);
                }
            }
            "cp" | "git" | "touch" => {
                // A secret is mounted for root alone, and its copy keeps the mode.
                let is_secret = |word: &&str| below("/run/secrets", word).is_some();
                self.keeps_for_root |= name == "cp" && command.texts().iter().any(is_secret);
                if let Some(last) = words.last().filter(|word| is_plain(&word.text)) {
                    let path = join(&self.folder, &last.text);
                    self.fill(&path);
                    if name != "touch" && last.text.starts_with('/') {
                        self.make_folder(&path, &runs_as, Maker::Command, index, command.word_span(words.len() - 1));
                    }
                }
            }
            "install" | "ln" | "mv" | "rsync" | "tar" | "unzip" => {
                for word in words.iter().skip(1).filter(|word| is_plain(&word.text)) {
                    let path = join(&self.folder, &word.text);
                    self.fill(&path);
                    if let Some(place) = self.places.get_mut(&path) {
                        place.holder = Holder::Unknown;
                    } else {
                        self.put(path, Holder::Unknown, Maker::Command, index, command.span());
                    }
                }
            }
            "sudo" | "doas" | "set" | "echo" | "export" | "rm" | "true" | "printf" | "test" | "[" | "cat" | "ls"
            | "sed" => {}
            _ => {
                let invocation = Invocation::read(command);
                self.has_packages |=
                    invocation.is_some_and(|it| it.manager.ecosystem == Ecosystem::System && it.installs());
                // A script, or a program that is told to change owners, may do so anywhere.
                let is_script = matches!(name, "sh" | "bash" | "make" | "." | "source" | "ansible-playbook")
                    || words[0].text.starts_with(['.', '/']) && !words[0].text.contains("/bin/");
                let changes_owners = words.iter().any(|word| {
                    ["chown", "chmod", "chgrp", "setfacl", "permission"].iter().any(|act| word.text.contains(act))
                });
                if changes_owners || is_script && runs_as != Holder::Unknown && !matches!(runs_as, Holder::User(_)) {
                    self.forget();
                }
                for word in words.iter().skip(1).filter(|word| word.text.contains('/')) {
                    let path = join(&self.folder, &word.text);
                    self.fill(&path);
                }
            }
        }
        let outputs: Vec<String> = command.output_files().map(|path| join(&self.folder, path)).collect();
        outputs.iter().for_each(|path| self.fill(path));
    }

    fn chown(&mut self, command: Command, is_group: bool) {
        let mut operands = command.words().iter().enumerate().skip(1).filter(|(_, word)| !word.text.starts_with('-'));
        let Some((_, owner)) = operands.next() else { return self.forget() };
        let is_recursive = command.has_option(&["-R", "--recursive"]);
        let (user, _) = split_owner(&owner.text);
        let holder = match owner.literal() {
            None => Holder::Unknown,
            Some(_) if is_group || user.is_empty() => Holder::Unknown,
            Some(_) if is_root(user) => Holder::Root,
            Some(_) => Holder::User(user.to_owned()),
        };
        for (at, word) in operands {
            if word.literal().is_none() {
                // A pattern or a variable may mean any place.
                return self.forget();
            }
            let path = join(&self.folder, &word.text);
            for (inner, place) in self.places.iter_mut() {
                if *inner == path || is_recursive && below(&path, inner).is_some() {
                    place.holder = holder.clone();
                }
            }
            if !self.places.contains_key(&path) && path != "/" {
                self.put(path, holder.clone(), Maker::Command, command.shell.instruction, command.word_span(at));
            }
        }
    }

    /// Opens what a mode lets group or others write; anything but a number is taken to. Keeps in mind what it reserves for some.
    fn chmod(&mut self, command: Command) {
        let is_switch = |text: &str| {
            text.starts_with("--")
                || text.strip_prefix('-').is_some_and(|it| it.bytes().all(|at| b"RcfvHLP".contains(&at)))
        };
        let mut operands = command.words().iter().enumerate().skip(1).filter(|(_, word)| !is_switch(&word.text));
        let Some((_, mode)) = operands.next() else { return };
        let opens = match mode.text.parse::<u32>() {
            Ok(_) => mode.text.bytes().rev().take(2).any(|digit| (digit - b'0') & 2 == 2),
            Err(_) => mode.text.contains(['w', '=']) || mode.expands,
        };
        let Mode { reserves, shuts_out } = if mode.expands { Mode::default() } else { Mode::read(&mode.text) };
        self.keeps_for_root |= shuts_out;
        if !opens && !reserves {
            return;
        }
        let reach = if command.has_option(&["-R", "--recursive"]) { Reach::Whole } else { Reach::Itself };
        for (at, word) in operands {
            if word.literal().is_none() {
                self.keeps_for_root |= reserves;
                if opens {
                    self.forget();
                }
                continue;
            }
            let path = join(&self.folder, &word.text);
            if reserves {
                self.reserve(&path, reach, command.shell.instruction, command.word_span(at));
            }
            for (inner, place) in self.places.iter_mut().filter(|_| opens) {
                if below(&path, inner).is_some() {
                    place.open = true;
                    place.reserved = place.reserved.filter(|_| reserves);
                }
            }
        }
    }
}
