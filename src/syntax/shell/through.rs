//! Commands that start other commands: `sudo`, `env`, `xargs`, `sh -c` and their kin.
//!
//! Only what is plain from the words counts; where an option is unknown, the first word that is none begins the command.
//! Sources: the manual pages of sudo 1.9, coreutils 9.1, util-linux 2.38, findutils 4.9, and POSIX for the rest.

use super::parse::Parser;
use super::script::{Body, Command, List, ListKind, Script, Through, Wrapper};
use super::word::Word;
use super::{MAX_LENGTH, Piece, name_of};
use crate::syntax::Joined;
use std::ops::Range;

/// How many commands, and how many shells, may start one another before we stop looking.
const MAX_CHAIN: usize = 8;
const MAX_DEPTH: usize = 4;

/// A command that runs the rest of its words.
struct Prefix {
    name: &'static str,
    /// Options whose value is the next word.
    valued: &'static [&'static str],
    /// Options with which it runs nothing.
    inert: &'static [&'static str],
    /// Words of its own before the command: `timeout 5 …`, `chroot /mnt …`.
    operands: usize,
    /// It takes `NAME=value` before the command.
    assigns: bool,
}

const fn prefix(name: &'static str, valued: &'static [&'static str]) -> Prefix {
    Prefix { name, valued, inert: &[], operands: 0, assigns: false }
}

const SUDO_VALUES: &[&str] = &[
    "-u", "--user", "-g", "--group", "-h", "--host", "-p", "--prompt", "-C", "-D", "--chdir", "-R", "--chroot", "-r",
    "--role", "-t", "--type", "-T", "-U",
];

const XARGS_VALUES: &[&str] = &["-I", "-n", "-P", "-L", "-d", "-E", "-s", "-a", "--arg-file", "--delimiter"];

static PREFIXES: &[Prefix] = &[
    Prefix { inert: &["-l", "-v", "-k", "-K", "-V", "-e", "--version"], assigns: true, ..prefix("sudo", SUDO_VALUES) },
    prefix("doas", &["-u", "-C"]),
    Prefix { operands: 1, ..prefix("gosu", &[]) },
    Prefix { operands: 1, ..prefix("su-exec", &[]) },
    Prefix { assigns: true, ..prefix("env", &["-u", "--unset", "-C", "--chdir", "-S", "--split-string"]) },
    prefix("exec", &["-a"]),
    prefix("time", &["-f", "--format", "-o", "--output"]),
    prefix("nice", &["-n", "--adjustment"]),
    prefix("ionice", &["-c", "-n", "--class", "--classdata"]),
    prefix("nohup", &[]),
    prefix("setsid", &[]),
    prefix("stdbuf", &["-i", "-o", "-e"]),
    prefix("eatmydata", &[]),
    prefix("tini", &["-p", "-e"]),
    prefix("dumb-init", &["-r", "--rewrite"]),
    prefix("builtin", &[]),
    prefix("busybox", &[]),
    Prefix { inert: &["-v", "-V"], ..prefix("command", &[]) },
    Prefix { operands: 1, ..prefix("timeout", &["-s", "--signal", "-k", "--kill-after"]) },
    Prefix { operands: 1, ..prefix("chroot", &["--userspec", "--groups"]) },
    prefix("xargs", XARGS_VALUES),
];

/// Adds, behind each command that starts another, the one that it starts.
pub(super) fn follow(text: &str, script: &mut Script, parser: &mut Parser, depth: usize) {
    let mut at = 0;
    let written = script.commands.len();
    while at < script.commands.len() {
        let imported = script.commands[at].through.is_some_and(|through| through.wrapper == Wrapper::Script);
        if at < written || !imported {
            if let Some((from, wrapper)) = inner_words(&script.commands[at]).filter(|_| chain(script, at) < MAX_CHAIN) {
                let outer = &script.commands[at];
                let words = outer.words[from..].to_vec();
                let range = words[0].range.start..outer.range.end.max(words[0].range.end);
                let through = Some(Through { command: at, wrapper });
                let element = outer.element;
                script.commands.push(Command { range, words, element, through, ..Command::default() });
            } else if depth < MAX_DEPTH
                && let Some(inner) = inner_text(text, script, &script.commands[at])
            {
                import(script, at, &inner, parser, depth);
            }
        }
        at += 1;
    }
    if script.commands.len() > written {
        order(script);
    }
}

/// How many commands start one another up to this one.
fn chain(script: &Script, command: usize) -> usize {
    let starter = |at: &usize| script.commands[*at].through.map(|through| through.command);
    std::iter::successors(Some(command), starter).take(MAX_CHAIN + 1).count()
}

/// Where the command begins that this one starts, among its words.
fn inner_words(command: &Command) -> Option<(usize, Wrapper)> {
    let name = name_of(command.words.first()?)?;
    let prefix = PREFIXES.iter().find(|prefix| prefix.name == name)?;
    let mut operands = prefix.operands;
    let mut at = 1;
    loop {
        let word = command.words.get(at)?;
        let text = word.value()?;
        if text == "--" {
            at += 1 + operands;
            break;
        }
        if text.len() > 1 && text.starts_with('-') {
            if prefix.inert.contains(&text) {
                return None;
            }
            at += 1 + usize::from(prefix.valued.contains(&text));
        } else if prefix.assigns && is_assignment(text) {
            at += 1;
        } else if operands > 0 {
            operands -= 1;
            at += 1;
        } else {
            break;
        }
    }
    let wrapper = if name == "xargs" { Wrapper::Xargs } else { Wrapper::Prefix };
    command.words.get(at).map(|_| (at, wrapper))
}

fn is_assignment(text: &str) -> bool {
    let Some((name, _)) = text.split_once('=') else { return false };
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a program of this name is a shell that reads POSIX scripts.
pub fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" | "mksh")
}

/// The script that a command gives to a shell, with its places in the text.
fn inner_text(text: &str, script: &Script, command: &Command) -> Option<Joined> {
    let name = name_of(command.words.first()?)?;
    let at = match name {
        "su" | "runuser" => {
            1 + command
                .words
                .iter()
                .skip(1)
                .position(|word| matches!(word.value(), Some("-c" | "--command" | "-lc")))?
        }
        name if is_shell(name) => match shell_option(command) {
            Some(at) => at,
            None => return heredoc_text(text, script, command),
        },
        _ => return None,
    };
    let word = command.words.get(at + 1)?;
    let substitutes = word.expands && (word.text.contains("$(") || word.text.contains('`'));
    if substitutes {
        return None;
    }
    if text.get(word.range.clone()) == Some(&word.text) {
        let mut places = Joined::new();
        places.push(&word.text, word.range.start);
        return Some(places);
    }
    let (read, places) = Word::read_with_places(text, word.range.clone());
    (read.text == word.text).then_some(places)
}

/// The position of the option of a shell that says that a script follows: `-c`, `-lc`, `-exc`.
fn shell_option(command: &Command) -> Option<usize> {
    let mut at = 1;
    loop {
        let text = command.words.get(at)?.value()?;
        let letters = text.strip_prefix(['-', '+'])?;
        if letters.starts_with('-') {
            at += 1;
            continue;
        }
        if text.starts_with('-') && letters.contains('c') {
            // `-euxo pipefail -c` in one word: `-euxoc pipefail`.
            return Some(at + usize::from(letters.contains('o')));
        }
        at += 1 + usize::from(letters.ends_with(['o', 'O']));
    }
}

/// The heredoc from which a shell without arguments reads.
fn heredoc_text(text: &str, script: &Script, command: &Command) -> Option<Joined> {
    let operands = command.words.iter().skip(1).filter(|word| !word.text.starts_with('-'));
    if operands.count() > 0 {
        return None;
    }
    let redirection = command.redirections.iter().find(|redirection| redirection.operator.starts_with("<<"))?;
    let body = script.heredocs.get(redirection.heredoc?)?.body.clone();
    let mut places = Joined::new();
    places.push(text.get(body.clone())?, body.start);
    (!places.is_empty()).then_some(places)
}

/// Reads a script inside a script and adds all that is in it, owned by the element of the command that runs it.
fn import(script: &mut Script, command: usize, inner: &Joined, parser: &mut Parser, depth: usize) {
    if inner.text().len() > MAX_LENGTH {
        return;
    }
    let Some(mut read) = parser.parse(inner.text()) else { return };
    follow(inner.text(), &mut read, parser, depth + 1);
    let map = |range: &Range<usize>| inner.span(range.clone()).range();
    let (lists, elements, commands) = (script.lists.len(), script.elements.len(), script.commands.len());
    let owner = script.commands[command].element;
    script.lists.extend(read.lists.into_iter().enumerate().map(|(at, list)| List {
        kind: if at == 0 { ListKind::Inner } else { list.kind },
        owner: if at == 0 { Some(owner) } else { list.owner.map(|element| element + elements) },
        first: list.first.map(|element| element + elements),
        last: list.last.map(|element| element + elements),
    }));
    for mut element in read.elements {
        element.range = map(&element.range);
        element.after_range = map(&element.after_range);
        element.list += lists;
        element.previous = element.previous.map(|at| at + elements);
        element.next = element.next.map(|at| at + elements);
        if let Body::Command(at) = &mut element.body {
            *at += commands;
        }
        script.elements.push(element);
    }
    for mut inner_command in read.commands {
        inner_command.range = map(&inner_command.range);
        inner_command.element += elements;
        let here = Through { command, wrapper: Wrapper::Script };
        let moved = inner_command.through.map(|through| Through { command: through.command + commands, ..through });
        inner_command.through = Some(moved.unwrap_or(here));
        let redirected = inner_command.redirections.iter_mut().flat_map(|redirection| {
            redirection.range = map(&redirection.range);
            redirection.heredoc = None;
            redirection.target.as_mut()
        });
        redirected.for_each(|word| word.range = map(&word.range));
        for word in inner_command.words.iter_mut().chain(&mut inner_command.assignments) {
            word.range = map(&word.range);
        }
        script.commands.push(inner_command);
    }
    let moved = read.pieces.into_iter().map(|piece| Piece { range: map(&piece.range), ..piece });
    script.pieces.extend(moved);
    script.comments.extend(read.comments.iter().map(map));
    script.broken |= read.broken;
}

/// Puts the commands in the order in which they begin, a command before the one that it starts.
fn order(script: &mut Script) {
    let mut order: Vec<usize> = (0..script.commands.len()).collect();
    order.sort_by_key(|&at| (script.commands[at].range.start, at));
    let mut place = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new;
    }
    let mut commands = std::mem::take(&mut script.commands);
    for command in &mut commands {
        if let Some(through) = &mut command.through {
            through.command = place[through.command];
        }
    }
    script.commands = order.iter().map(|&old| std::mem::take(&mut commands[old])).collect();
    for element in &mut script.elements {
        if let Body::Command(command) = &mut element.body {
            *command = place[*command];
        }
    }
}
