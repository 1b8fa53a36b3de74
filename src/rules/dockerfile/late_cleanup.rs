//! Clean-ups that come a layer too late.

use crate::model::dockerfile::installs::{below, join};
use crate::model::dockerfile::leftovers::{DOWNLOADERS, deletes_cache_of, family, made_by, operands};
use crate::reference::packages::{Action, Manager};
use crate::rules::prelude::*;
use crate::syntax::shell::Connector;
use std::collections::HashMap;

rule! {
    /// Files are deleted in a later layer than the one that holds them.
    ///
    /// A layer never shrinks. What a COPY or an earlier RUN has put into the image ships with it, whatever a later step deletes:
    /// the image only gets a note that the files are not to be seen. Delete in the step that made the files; and what only a step
    /// needs, give it by a bind mount instead of a COPY.
    ///
    /// The fix turns such a COPY into a mount, or moves a clean-up of package caches into the step that filled them, where
    /// nothing in between needs what is deleted. Where the two steps are neighbours, `consecutive-runs` merges them.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// COPY tool.tgz /tmp/tool.tgz
    /// RUN tar xzf /tmp/tool.tgz -C /opt && rm /tmp/tool.tgz
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN --mount=type=bind,source=tool.tgz,target=/tmp/tool.tgz tar xzf /tmp/tool.tgz -C /opt
    /// ```
    "late-cleanup", Info, Ask,
    groups: [Size],
}

/// What the layers of a stage hold so far.
#[derive(Default)]
struct Layers<'a> {
    folder: String,
    /// Files by path, each with the instruction that brought it.
    files: HashMap<String, usize>,
    /// Steps that filled the cache of a package manager and left it so.
    caches: Vec<(&'static Manager, usize)>,
    /// The stage, for its instructions.
    file: Option<&'a Dockerfile>,
}

/// More files than are remembered.
const MAX_FILES: usize = 1000;

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in file.stages.iter().filter(|stage| file.ships(stage)) {
        let mut layers = Layers { folder: "/".to_owned(), file: Some(file), ..Layers::default() };
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            match (instruction.keyword, &instruction.arguments) {
                (Keyword::Workdir, Arguments::Text(path)) if layers.folder.len() < 4096 => {
                    layers.folder = join(&layers.folder, path.text.trim_matches('"'));
                }
                (Keyword::Copy | Keyword::Add, _) => layers.copy(index, instruction),
                (Keyword::Run, _) => {
                    check_run(file, index, &layers, report);
                    layers.run(index);
                }
                _ => {}
            }
        }
    }
}

impl Layers<'_> {
    fn copy(&mut self, index: usize, copy: &Instruction) {
        let ([source, destination], true) = (copy.arguments.words(), copy.heredocs.is_empty()) else { return };
        let is_plain = |word: &Word| !word.text.contains(['$', '*', '?', '[']);
        let name = source.text.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        // A folder's files are not known by name.
        let is_file = name.contains('.') && !name.starts_with('.') && !source.text.ends_with('/');
        if !is_plain(source) || !is_plain(destination) || !is_file || self.files.len() >= MAX_FILES {
            return;
        }
        let path = join(&self.folder, &destination.text);
        let into_folder = destination.text.ends_with('/') || matches!(destination.text.as_str(), "." | "..");
        self.files.insert(if into_folder { join(&path, name) } else { path }, index);
    }

    fn run(&mut self, index: usize) {
        let Some(file) = self.file else { return };
        let is_kept = file.instructions[index].flag("mount").is_none();
        for call in file.invocations_of(index) {
            let fills = matches!(call.action(), Some(Action::Refresh | Action::Install | Action::Upgrade));
            if fills && is_kept && !call.manager.caches.is_empty() {
                self.caches.retain(|(manager, _)| manager.name != call.manager.name);
                self.caches.push((call.manager, index));
            }
        }
        let commands = file.commands_of(index);
        let cleaners = cleaners(file, index, &commands);
        self.caches.retain(|(manager, at)| *at != index || !cleaners.iter().any(|it| it.empties(manager)));
        let changes_folder = commands.iter().any(|command| command.is("cd") || command.is("pushd"));
        for command in commands.iter().filter(|command| DOWNLOADERS.iter().any(|name| command.is(name))) {
            for made in made_by(command).into_iter().filter(|made| made.contains('.') && !made.contains(['$', ':'])) {
                if self.files.len() < MAX_FILES && (made.starts_with('/') || !changes_folder) {
                    self.files.insert(join(&self.folder, made), index);
                }
            }
        }
        for path in commands.iter().filter(|command| command.is("rm")).flat_map(|rm| operands(rm)).flatten() {
            let path = join(&self.folder, path);
            self.files.retain(|file, at| *at != index || below(&path, file).is_none());
        }
    }
}

/// A command that deletes.
struct Cleaner<'a> {
    command: Command<'a>,
    /// The manager that cleans up after itself; `None` for `rm`.
    call: Option<&'static Manager>,
}

impl Cleaner<'_> {
    fn empties(&self, manager: &'static Manager) -> bool {
        match self.call {
            Some(call) => family(call) == family(manager),
            None => deletes_cache_of(&self.command, manager),
        }
    }
}

/// The commands of a step that delete, in order.
fn cleaners<'a>(file: &'a Dockerfile, index: usize, commands: &[Command<'a>]) -> Vec<Cleaner<'a>> {
    let removals = commands.iter().filter(|command| command.is("rm"));
    let mut cleaners: Vec<Cleaner<'_>> = removals.map(|&command| Cleaner { command, call: None }).collect();
    let calls = file.invocations_of(index).into_iter().filter(|call| call.action() == Some(Action::Clean));
    cleaners.extend(calls.map(|call| Cleaner { command: call.command, call: Some(call.manager) }));
    cleaners.sort_by_key(|cleaner| cleaner.command.span().start);
    cleaners
}

fn check_run(file: &Dockerfile, index: usize, layers: &Layers<'_>, report: &mut Report) {
    if layers.files.is_empty() && layers.caches.is_empty() {
        return;
    }
    let commands = file.commands_of(index);
    let cleaners = cleaners(file, index, &commands);
    if cleaners.is_empty() {
        return;
    }
    let fills = |call: &Invocation<'_>| {
        matches!(call.action(), Some(Action::Refresh | Action::Install | Action::Upgrade)).then(|| family(call.manager))
    };
    let filled_here: Vec<&str> = file.invocations_of(index).iter().filter_map(fills).collect();
    for cleaner in &cleaners {
        let command = &cleaner.command;
        let brought = command.is("rm").then(|| layers.brought(&commands, command)).flatten();
        let filled = || {
            let is_meant = |(manager, _): &&(&'static Manager, usize)| {
                cleaner.empties(manager) && !filled_here.contains(&family(manager))
            };
            layers.caches.iter().rev().find(is_meant).copied()
        };
        let (at, manager, place) = match (brought, filled()) {
            (Some((at, word)), _) => (at, None, command.word_span(word)),
            (None, Some((manager, at))) => (at, Some(manager), cleaned(&cleaners, cleaner, manager)),
            (None, None) => continue,
        };
        // Neighbours are merged, which is better.
        let near = if manager.is_some() { 1 } else { 2 };
        if file.instructions[at].is(Keyword::Run) && at + near >= index && file.can_merge_runs(at..index + 1) {
            continue;
        }
        let message = format!("What this deletes stays in the layer of line {}", file.instructions[at].lines.0);
        let finding = report.at(place, message);
        if manager.is_none() && !is_archive(command) {
            finding.severity(Hint);
        }
        finding.related(file.instructions[at].name.span, "brought here");
        let edits = match manager {
            None => mount_instead(file, at, index, &commands, *command),
            Some(manager) => move_up(file, at, index, &cleaners, commands.len(), manager),
        };
        if let Some(edits) = edits {
            let title =
                if manager.is_some() { "Clean up where it was filled" } else { "Mount it instead of copying it" };
            finding.fix(title, edits).declares(&[Change::Instructions]);
        }
        return;
    }
}

impl Layers<'_> {
    /// The instruction that brought a file which `rm` deletes, and the word that names it.
    fn brought(&self, commands: &[Command<'_>], rm: &Command<'_>) -> Option<(usize, usize)> {
        let before = commands.iter().take_while(|other| other.span().start < rm.span().start);
        let is_elsewhere = before.into_iter().any(|other| other.is("cd") || other.is("pushd"));
        rm.words().iter().enumerate().skip(1).find_map(|(word, path)| {
            let path =
                path.literal().filter(|path| path.starts_with('/') || !is_elsewhere && !path.starts_with('-'))?;
            Some((*self.files.get(&join(&self.folder, path))?, word))
        })
    }
}

/// The command that deletes what the manager left: of several the `rm`, for it takes most.
fn cleaned(cleaners: &[Cleaner<'_>], first: &Cleaner<'_>, manager: &'static Manager) -> Span {
    let removal = cleaners.iter().find(|it| it.command.is("rm") && it.empties(manager));
    removal.unwrap_or(first).command.span()
}

/// Whether what is deleted is of a kind that weighs something.
fn is_archive(rm: &Command<'_>) -> bool {
    const ENDINGS: [&str; 12] = ["7z", "bz2", "deb", "gz", "iso", "jar", "rpm", "tar", "tgz", "whl", "xz", "zip"];
    let mut endings = operands(rm).flatten().filter_map(|path| path.rsplit('.').next());
    endings.any(|ending| ENDINGS.contains(&ending))
}

/// Gives the step the file by a mount, where it is the next one and deletes the file in the end.
fn mount_instead(
    file: &Dockerfile,
    at: usize,
    index: usize,
    commands: &[Command<'_>],
    rm: Command<'_>,
) -> Option<Vec<Edit>> {
    let (copy, run) = (&file.instructions[at], &file.instructions[index]);
    let [source, destination] = copy.arguments.words() else { return None };
    let is_plain = copy.flags.iter().all(|flag| flag.name.text == "from") && copy.comments.is_empty();
    let is_next = (at + 1..index).all(|between| {
        matches!(file.instructions[between].keyword, Keyword::Env | Keyword::Arg | Keyword::Label | Keyword::Expose)
    });
    let element = rm.element();
    let before = element.previous.and_then(|at| rm.shell.script.elements.get(at))?;
    let is_last = rm.is_at_top() && element.next.is_none() && before.after == Connector::And && !rm.is_in_heredoc();
    let only_it = operands(&rm).count() == 1;
    let path = &destination.text;
    let is_read_only = commands.iter().all(|command| {
        let names = command.texts().iter().skip(1).any(|text| text.contains(path.as_str()));
        let changes = ["chmod", "chown", "mv", "sed", "gunzip", "bunzip2", "unxz", "xz", "gzip"];
        !names || !changes.iter().any(|name| command.is(name))
    });
    if !copy.is(Keyword::Copy)
        || !is_plain
        || !is_next
        || !is_last
        || !only_it
        || !is_read_only
        || !path.starts_with('/')
        || path.ends_with('/')
    {
        return None;
    }
    let from = copy.flag("from").and_then(|flag| flag.value.as_ref());
    let from = from.map_or(String::new(), |from| format!("from={},", from.text));
    let mount = format!(" --mount=type=bind,{from}source={},target={path}", source.text);
    let end = run.flags.last().map_or(run.name.span, |flag| flag.span).end;
    let rest = Span::new(rm.shell.text.span(before.range.clone()).end, rm.span().end);
    let has_comment = run.comments.iter().any(|comment| rest.start <= comment.start && comment.end <= rest.end);
    (!has_comment).then(|| vec![remove_instruction(file, copy), insert(end, mount), delete(rest)])
}

/// Moves a step that only cleans up to the end of the one that filled the cache.
fn move_up(
    file: &Dockerfile,
    at: usize,
    index: usize,
    cleaners: &[Cleaner<'_>],
    count: usize,
    manager: &'static Manager,
) -> Option<Vec<Edit>> {
    let run = &file.instructions[index];
    let cleans = |cleaner: &Cleaner<'_>| cleaner.empties(manager) && cleaner.command.starter().is_none();
    let only_cleans = cleaners.len() == count && cleaners.iter().all(cleans);
    let uses = |between: usize| file.invocations_of(between).iter().any(|call| family(call.manager) == family(manager));
    if !only_cleans
        || (at + 1..index).any(uses)
        || !run.comments.is_empty()
        || !run.flags.is_empty()
        || !run.heredocs.is_empty()
    {
        return None;
    }
    let is_joined = |it: &Cleaner<'_>| matches!(it.command.element().after, Connector::And | Connector::End);
    let joins = cleaners.iter().all(is_joined);
    let texts: Vec<&str> = cleaners.iter().map(|it| file.text(it.command.span())).collect();
    let is_plain = joins && texts.iter().all(|text| !text.contains('\n'));
    let user = |index: usize| file.user_before(index).map(|user| &user.text);
    let append = file.append_command(at, &texts.join(" && ")).filter(|_| is_plain && user(at) == user(index))?;
    Some(vec![append, remove_instruction(file, run)])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "late-cleanup";

    #[test]
    fn what_a_layer_keeps_is_named() {
        for body in [
            "COPY a.zip /a.zip\nRUN unzip /a.zip\nRUN rm /a.zip",
            "WORKDIR /x\nADD https://a/b.tgz .\nRUN tar xf b.tgz && rm b.tgz",
            "RUN wget https://a/b.zip\nCOPY c d\nRUN unzip b.zip && rm b.zip",
            "RUN apt-get update && apt-get install -y a\nRUN make\nRUN apt-get clean && rm -rf /var/lib/apt/lists/*",
        ] {
            assert_eq!(marked(NAME, &format!("FROM a\n{body}\n")).len(), 1, "{body}");
        }
    }

    #[test]
    fn what_is_marked_is_what_comes_too_late() {
        assert_eq!(marked(NAME, "FROM a\nCOPY a.zip /a.zip\nRUN x && rm -rf /y/* /a.zip\n"), ["/a.zip"]);
        let lists = "FROM a\nRUN apt-get update\nCOPY c d\nRUN apt-get clean && rm -rf /var/lib/apt/lists/*\n";
        assert_eq!(marked(NAME, lists), ["rm -rf /var/lib/apt/lists/*"]);
    }

    #[test]
    fn the_clean_up_moves_to_where_it_helps() {
        assert_eq!(
            fixed(NAME, "FROM a\nRUN dnf install -y b\nCOPY c d\nRUN dnf clean all\n").as_deref(),
            Some("FROM a\nRUN dnf install -y b && dnf clean all\nCOPY c d\n")
        );
        let needed =
            "FROM a\nRUN apt-get update\nCOPY c d\nRUN apt-get install -y b\nUSER x\nRUN rm -rf /var/lib/apt/lists/*\n";
        assert_eq!(fixed(NAME, needed), None);
    }

    #[test]
    fn what_is_deleted_in_time_is_fine() {
        for body in [
            "RUN wget https://a/b.zip && rm b.zip",
            "RUN apt-get update && apt-get install -y a && apt-get clean",
            "RUN apt-get update && apt-get install -y a && apt-get clean\nRUN make\nRUN apt-get clean",
            "RUN apt-get update && apt-get install -y a\nRUN apt-get clean",
            "COPY a.zip /a.zip\nRUN rm /b.zip",
            "COPY a.zip /x/\nRUN cd /y && rm a.zip",
            "COPY a.zip /a.zip\nRUN rm /a.zip\nFROM c",
            "RUN --mount=type=cache,target=/var/cache/apt apt-get install -y a\nRUN make\nRUN apt-get clean",
        ] {
            assert!(marked(NAME, &format!("FROM a\n{body}\n")).is_empty(), "{body}");
        }
    }
}
