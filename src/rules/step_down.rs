//! The edits that let a stage's program run as somebody other than root.
//!
//! The account is made and USER set at the end of the stage, behind everything that may need root and before what only
//! describes the container. What the program writes is given to it: what COPY brings by a flag, for which the account must be
//! there before; anything else by a `chown` in the RUN that makes the account.

use crate::model::dockerfile::holdings::{Holder, Maker, Place, Reach};
use crate::model::dockerfile::installs::{below, join};
use crate::rules::prelude::*;
use std::collections::HashSet;

/// How much is given to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gift {
    /// Volumes, and folders whose name says that they are written to.
    Needed,
    /// Also what COPY brings into the working directory.
    CopiedFiles,
    /// All of the working directory.
    WorkingDirectory,
}

/// What changes on purpose.
pub const CHANGES: [Change; 2] = [Change::User, Change::Instructions];

/// The edits; nothing where they could do harm: in a stage that others build on with ONBUILD, or where what must be given
/// has no name, or would be of no use to another.
pub fn step_down(
    file: &Dockerfile,
    stage: &Stage,
    runtime: &Runtime,
    somebody: &Somebody,
    gift: Gift,
) -> Option<Vec<Edit>> {
    let own = file.instructions_of(stage);
    if own.iter().any(|instruction| instruction.is(Keyword::Onbuild)) {
        return None;
    }
    let mut gifts = wanted(file, stage, runtime)?;
    let mut copies = copies_to_give(file, stage, runtime, gift);
    if gift == Gift::WorkingDirectory {
        let folder = runtime.workdir.as_str();
        if !is_own_folder(&file.path_with_value(stage.range.end.saturating_sub(1), folder)) {
            return None;
        }
        let first = copies.first().map_or(stage.range.start, |&(index, _)| index);
        let is_worked_in = file.is_unpacked_in(stage, folder)
            || (first..stage.range.end).any(|index| file.instructions[index].is(Keyword::Run));
        if is_worked_in {
            copies.clear();
            gifts.wholes.push(folder.to_owned());
        } else {
            gifts.gives.retain(|path| path != folder);
            gifts.gives.push(folder.to_owned());
        }
    }
    let mut edits: Vec<Edit> =
        copies.iter().map(|&(_, end)| insert(end, format!(" --chown={}", somebody.owner))).collect();
    let mut commands: Vec<String> = Vec::new();
    match (somebody.creation, copies.first()) {
        (Some(creation), Some(&(first, _))) => {
            let place = file.start_with_comments(&file.instructions[first]);
            edits.push(insert(place, format!("RUN {creation}{}", file.line_end())));
        }
        (Some(creation), None) => commands.push(creation.to_owned()),
        (None, _) => {}
    }
    commands.extend(gifts.commands(&somebody.owner));
    edits.extend(switch(file, stage, &somebody.user, &commands));
    edits.sort_by_key(|edit| edit.span.start);
    Some(edits)
}

/// What root has made and the program will write.
#[derive(Default)]
struct Gifts {
    /// Folders that are not there yet.
    makes: Vec<String>,
    /// Folders that are.
    gives: Vec<String>,
    /// Folders that are given with all that they hold.
    wholes: Vec<String>,
}

impl Gifts {
    fn commands(self, owner: &str) -> Vec<String> {
        let mut commands = Vec::new();
        if !self.makes.is_empty() {
            commands.push(format!("mkdir -p {}", self.makes.join(" ")));
        }
        let mut wholes: Vec<&String> = Vec::new();
        for path in &self.wholes {
            let is_outside = |other: &String| other == path || below(other, path).is_none();
            if self.wholes.iter().all(is_outside) && !wholes.contains(&path) {
                wholes.push(path);
            }
        }
        let is_apart = |path: &String| wholes.iter().all(|whole| below(whole, path).is_none());
        let apart: Vec<String> = self.makes.into_iter().chain(self.gives).filter(is_apart).collect();
        if !apart.is_empty() {
            commands.push(format!("chown {owner} {}", apart.join(" ")));
        }
        if !wholes.is_empty() {
            let wholes: Vec<&str> = wholes.into_iter().map(String::as_str).collect();
            commands.push(format!("chown -R {owner} {}", wholes.join(" ")));
        }
        commands
    }
}

/// What must be given; `None` where that cannot be done.
fn wanted(file: &Dockerfile, stage: &Stage, runtime: &Runtime) -> Option<Gifts> {
    let mut gifts = Gifts::default();
    let holdings = file.walk_holdings(stage, |_, _| {});
    if holdings.is_opaque() {
        return Some(gifts);
    }
    if holdings.keeps_for_root() {
        return None;
    }
    let folders = stage.range.clone().map(|index| file.workdir_before(index));
    let entered: HashSet<&str> = folders.chain([runtime.workdir.as_str()]).collect();
    // Those that the base image brings have an owner there.
    let is_own = |(_, place): &(&str, &Place)| file.instructions[place.instruction].is(Keyword::Volume);
    for (path, place) in holdings.wanted_from_root().chain(holdings.volumes_of_nobody().filter(is_own)) {
        if !is_plain(path)
            || path.ends_with(".sock")
            || ["/proc", "/sys", "/dev"].iter().any(|it| below(it, path).is_some())
        {
            continue;
        }
        // WORKDIR makes its folder where nothing else did.
        let is_there = place.maker != Maker::Volume || entered.contains(path);
        let list = if is_there { &mut gifts.gives } else { &mut gifts.makes };
        list.push(path.to_owned());
    }
    for (path, reach) in holdings.reserved_for_root() {
        if !is_plain(path) || is_for_daemons(path) || gifts.gives.iter().any(|it| it == path) {
            continue;
        }
        match reach {
            Reach::Whole if is_own_folder(path) => gifts.wholes.push(path.to_owned()),
            Reach::Whole => {}
            Reach::Itself => gifts.gives.push(path.to_owned()),
        }
    }
    // `--data-dir /data`
    for command in runtime.entrypoint.into_iter().chain(runtime.cmd).flat_map(|index| file.commands_of(index)) {
        for path in command.texts() {
            if is_own_folder(path) && is_for_writing(path) && holdings.place_around(path).is_none() {
                gifts.makes.push(path.to_owned());
            }
        }
    }
    Some(gifts)
}

/// Whether a path stands in a command line as it is.
fn is_plain(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte))
}

/// Whether programs that run as root take a file only from root: jobs, and who may become root.
fn is_for_daemons(path: &str) -> bool {
    ["cron", "sudoers", "/etc/ssh", "/root"].iter().any(|part| path.contains(part))
}

/// Folders of a project that a program writes to, though files come with them.
const FOR_WRITING: [&str; 8] = ["cache", "log", "logs", "sessions", "storage", "tmp", "upload", "uploads"];

/// The COPYs and ADDs of the stage that bring what the program writes, each with the place for a flag.
fn copies_to_give(file: &Dockerfile, stage: &Stage, runtime: &Runtime, gift: Gift) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let workdir = file.path_with_value(stage.range.end.saturating_sub(1), &runtime.workdir);
    // What a `chown` gives away needs no flag.
    let end = file.walk_holdings(stage, |_, _| {});
    let is_given = |path: &str| {
        let holder = end.place_around(path).map(|(_, place)| &place.holder);
        !end.is_opaque() && matches!(holder, Some(Holder::User(_)))
    };
    for index in stage.range.clone() {
        let instruction = &file.instructions[index];
        let is_copy = instruction.is(Keyword::Copy) || instruction.is(Keyword::Add);
        let Some(destination) = instruction.arguments.words().last().filter(|_| is_copy) else { continue };
        let target = join(file.workdir_before(index), destination.text.trim_matches(['"', '\'']));
        let target = file.path_with_value(index, &target);
        let is_files = gift != Gift::Needed && is_own_folder(&workdir) && below(&workdir, &target).is_some();
        let name = target.rsplit('/').next().unwrap_or("");
        let mode = instruction.flag("chmod").and_then(|flag| flag.value.as_ref());
        let is_wanted = is_files
            || FOR_WRITING.contains(&name) && is_own_folder(&target)
            || mode.is_some_and(|mode| Mode::read(mode.text.trim_matches(['"', '\''])).reserves)
                && !is_for_daemons(&target);
        if is_wanted && instruction.flag("chown").is_none() && !is_given(&target) {
            found.push((index, instruction.name.span.end));
        }
    }
    found
}

/// Whether a path is a folder of the project, not of the system.
fn is_own_folder(path: &str) -> bool {
    const SYSTEM: [&str; 16] = [
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/proc", "/root", "/sbin", "/srv",
        "/sys", "/usr", "/var",
    ];
    let is_below = |folders: &[&str]| folders.iter().any(|folder| below(folder, path).is_some());
    path.starts_with('/')
        && is_plain(path)
        && !SYSTEM.contains(&path.trim_end_matches('/'))
        && !path.chars().all(|c| c == '/')
        && !is_below(&["/bin", "/dev", "/etc", "/proc", "/root", "/sys", "/tmp", "/usr/bin", "/usr/lib", "/usr/share"])
}

/// Brings the commands and the USER into the file.
fn switch(file: &Dockerfile, stage: &Stage, user: &str, commands: &[String]) -> Vec<Edit> {
    let own = file.instructions_of(stage);
    let tail = own.iter().rev().take_while(|instruction| describes(instruction)).count();
    let end = file.line_end();
    // A `USER root` that nothing needs any more gives way.
    if let Some(last) = own.iter().rev().find(|it| !describes(it) && !it.is(Keyword::Env))
        && let (Keyword::User, Arguments::Text(root)) = (last.keyword, &last.arguments)
        && is_root(&root.text)
        && commands.is_empty()
    {
        let index = stage.range.start + own.iter().rposition(|it| std::ptr::eq(it, last)).unwrap_or(0);
        let is_same = file.user_before(index).is_some_and(|before| before.text == user);
        return if is_same { vec![remove_instruction(file, last)] } else { vec![replace(root.span, user)] };
    }
    let mut text = String::new();
    let mut edits = Vec::new();
    let before = (stage.range.end - tail).checked_sub(1).filter(|&index| is_errand(file, index));
    let all: Vec<&str> = commands.iter().map(String::as_str).collect();
    let joined = before.filter(|_| !commands.is_empty()).and_then(|at| file.append_commands(at, &all));
    if let Some(joined) = joined {
        edits.push(joined);
    } else if !commands.is_empty() {
        let joint = format!(" {}{end}    && ", file.escape.character());
        text.push_str(&format!("RUN {}{end}", commands.join(&joint)));
    }
    text.push_str(&format!("USER {user}{end}"));
    match own.get(own.len() - tail).filter(|_| tail > 0) {
        Some(first) => edits.push(insert(file.start_with_comments(first), text)),
        None => {
            let at = own.last().map_or(file.source().len(), |last| file.whole_lines(last.span).end);
            let needs_line_end = !file.source()[..at].ends_with('\n');
            let text = if needs_line_end { format!("{end}{}", text.trim_end()) } else { text };
            edits.push(insert(at, text));
        }
    }
    edits
}

/// Whether a RUN does so little that nobody would begin another after it.
fn is_errand(file: &Dockerfile, index: usize) -> bool {
    const ERRANDS: [&str; 10] =
        ["addgroup", "adduser", "chmod", "chown", "cp", "groupadd", "ln", "mkdir", "touch", "useradd"];
    let commands = file.commands_of(index);
    file.instructions[index].is(Keyword::Run)
        && (1..=3).contains(&commands.len())
        && commands.iter().all(|command| command.name().is_some_and(|name| ERRANDS.contains(&name)))
}

/// Whether an instruction only describes the container.
fn describes(instruction: &Instruction) -> bool {
    matches!(
        instruction.keyword,
        Keyword::Cmd
            | Keyword::Entrypoint
            | Keyword::Healthcheck
            | Keyword::Expose
            | Keyword::Stopsignal
            | Keyword::Label
            | Keyword::Maintainer
    )
}
