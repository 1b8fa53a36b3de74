//! Calls of package managers, with what each installs.
//!
//! What the words of a call mean stands in `reference::packages`; here they are found in the file's commands.

use super::{Command, Dockerfile, Keyword};
use crate::reference::packages::{Action, Manager, Reading, manager_of};
use crate::text::{Edit, Span};
use std::borrow::Cow;

/// One call of a package manager: `apt-get install -y curl=8.5.0`.
#[derive(Debug, Clone)]
pub struct Invocation<'a> {
    pub manager: &'static Manager,
    pub command: Command<'a>,
    /// How many words name the manager.
    used: usize,
    reading: Cow<'a, Reading>,
}

/// A call of a package manager by its place in the file, its words sorted once for everybody who asks.
#[derive(Debug)]
pub(super) struct Call {
    instruction: usize,
    /// Of the instruction's shell texts.
    text: usize,
    /// Of the text's commands.
    command: usize,
    manager: &'static Manager,
    used: usize,
    reading: Reading,
}

/// A package that a call names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package<'a> {
    /// As written, version included.
    pub text: &'a str,
    pub version: Option<&'a str>,
    pub span: Span,
    /// A variable decides it, so it may be several packages or none.
    pub varies: bool,
}

impl Dockerfile {
    /// The calls of package managers in the instruction at this index, in order.
    pub fn invocations_of(&self, index: usize) -> Vec<Invocation<'_>> {
        let calls = self.calls();
        let start = calls.partition_point(|call| call.instruction < index);
        calls[start..].iter().take_while(|call| call.instruction == index).map(|call| self.invocation(call)).collect()
    }

    /// The calls of package managers in RUN, in order.
    pub fn invocations(&self) -> impl Iterator<Item = Invocation<'_>> {
        let in_run = |call: &&Call| self.instructions[call.instruction].is(Keyword::Run);
        self.calls().iter().filter(in_run).map(|call| self.invocation(call))
    }

    fn calls(&self) -> &[Call] {
        self.calls.get_or_init(|| (0..self.instructions.len()).flat_map(|index| calls_in(self, index)).collect())
    }

    fn invocation<'a>(&'a self, call: &'a Call) -> Invocation<'a> {
        let command = Command::at(&self.shell_texts_of(call.instruction)[call.text], call.command);
        Invocation { manager: call.manager, command, used: call.used, reading: Cow::Borrowed(&call.reading) }
    }
}

fn calls_in(file: &Dockerfile, instruction: usize) -> Vec<Call> {
    let mut calls = Vec::new();
    for (text, shell) in file.shell_texts_of(instruction).iter().enumerate() {
        for command in 0..shell.script.commands.len() {
            if let Some((manager, used, reading)) = sort(Command::at(shell, command)) {
                calls.push(Call { instruction, text, command, manager, used, reading });
            }
        }
    }
    calls
}

fn sort(command: Command<'_>) -> Option<(&'static Manager, usize, Reading)> {
    command.name()?;
    let words = command.texts();
    let (manager, used) = manager_of(&words)?;
    Some((manager, used, manager.read(&words[used..])))
}

impl<'a> Invocation<'a> {
    /// Reads a command as a call of a package manager.
    pub fn read(command: Command<'a>) -> Option<Self> {
        let (manager, used, reading) = sort(command)?;
        Some(Invocation { manager, command, used, reading: Cow::Owned(reading) })
    }

    /// The position of its instruction in the file's list.
    pub fn instruction(&self) -> usize {
        self.command.shell.instruction
    }

    /// The position of the word that names the manager among those of the command.
    pub fn name_word(&self) -> usize {
        self.used - 1
    }

    pub fn action(&self) -> Option<Action> {
        self.reading.verb.map(|verb| verb.action)
    }

    /// The verb by the manager's own name for it: `install` for `npm i`; empty where there is none.
    pub fn verb(&self) -> &'static str {
        self.reading.verb.map_or("", |verb| verb.name)
    }

    /// Whether it calls apt, by either of its names.
    pub fn is_apt(&self) -> bool {
        self.command.is("apt-get") || self.command.is("apt")
    }

    pub fn installs(&self) -> bool {
        matches!(self.action(), Some(Action::Install | Action::Sync))
    }

    /// The words after the manager's name.
    pub fn arguments(&self) -> Vec<&'a str> {
        self.command.texts()[self.used..].to_vec()
    }

    /// The words of the call as one would say it: `npm ci`.
    pub fn spelled(&self) -> String {
        let words = self.command.texts();
        let verb = self.reading.verb_words.iter().map(|&word| words[self.used + word]);
        let name = words[self.used - 1].rsplit('/').next().unwrap_or("");
        std::iter::once(name).chain(verb).collect::<Vec<_>>().join(" ")
    }

    /// Whether one of these words stands among the options, alone or before `=`.
    pub fn has(&self, options: &[&str]) -> bool {
        let words = self.arguments();
        self.reading.options.iter().any(|option| {
            let word = words[option.word];
            options
                .iter()
                .any(|wanted| word == *wanted || word.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('=')))
        })
    }

    /// The value of an option: the next word, or what follows `=`.
    pub fn value_of(&self, names: &[&str]) -> Option<&'a str> {
        let words = self.arguments();
        self.reading.options.iter().find_map(|option| {
            let word = words[option.word];
            match word.split_once('=') {
                Some((name, value)) if names.contains(&name) => Some(value),
                _ if names.contains(&word) => option.value.map(|value| words[value]),
                _ => None,
            }
        })
    }

    /// Every value of an option that may be given several times.
    pub fn values_of(&self, names: &[&str]) -> Vec<&'a str> {
        let words = self.arguments();
        let named = self.reading.options.iter().filter(|option| names.contains(&words[option.word]));
        named.filter_map(|option| option.value.map(|value| words[value])).collect()
    }

    /// The options as name and value, each with its place; an empty value where there is none.
    pub fn options(&self) -> impl Iterator<Item = (&'a str, &'a str, Span)> + '_ {
        let words = self.arguments();
        self.reading.options.iter().map(move |option| {
            let word = words[option.word];
            let span = self.command.word_span(self.used + option.word);
            match (word.split_once('='), option.value) {
                (Some((name, value)), _) => (name, value, span),
                (None, Some(value)) => (word, words[value], span.to(self.command.word_span(self.used + value))),
                (None, None) => (word, "", span),
            }
        })
    }

    /// The packages, or whatever else stands where packages do.
    pub fn packages(&self) -> Vec<Package<'a>> {
        let words = self.command.words();
        self.reading
            .operands
            .iter()
            .map(|&operand| {
                let word = &words[self.used + operand];
                Package {
                    text: &word.text,
                    version: self.manager.version_in(&word.text),
                    span: self.command.word_span(self.used + operand),
                    varies: word.expands,
                }
            })
            .collect()
    }

    pub fn answers_yes(&self) -> bool {
        self.manager.answers_yes(&self.arguments())
    }

    /// The verb's words, in the file; of the manager's name where there is no verb.
    pub fn verb_span(&self) -> Span {
        let words = &self.reading.verb_words;
        match (words.first(), words.last()) {
            (Some(&first), Some(&last)) => {
                self.command.word_span(self.used + first).to(self.command.word_span(self.used + last))
            }
            _ => self.command.word_span(self.used - 1),
        }
    }

    /// The edit that adds an option right behind the verb.
    pub fn add_option(&self, option: &str) -> Edit {
        self.command.add_word(self.after_verb(), option)
    }

    /// Where an option can be put in: right after the verb.
    pub fn after_verb(&self) -> usize {
        self.verb_span().end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    fn with<T>(run: &str, look: impl FnOnce(&Invocation<'_>) -> T) -> T {
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM a\nRUN {run}\n"));
        let file = snapshot.dockerfile().expect("a Dockerfile");
        look(&file.invocations_of(1)[0])
    }

    #[test]
    fn packages_are_told_from_options_and_their_values() {
        let packages = with("apt-get install -y -t sid curl=8 \\\n  --no-install-recommends $MORE", |call| {
            assert_eq!((call.manager.name, call.verb(), call.answers_yes()), ("apt-get", "install", true));
            call.packages()
                .iter()
                .map(|package| (package.text.to_owned(), package.version.is_some(), package.varies))
                .collect::<Vec<_>>()
        });
        assert_eq!(packages, [("curl=8".to_owned(), true, false), ("$MORE".to_owned(), false, true)]);
    }

    #[test]
    fn calls_are_found_behind_other_programs() {
        with("sudo -E python3 -m pip install -r a.txt", |call| {
            assert_eq!((call.manager.name, call.spelled()), ("pip", "pip install".to_owned()));
            assert_eq!(call.values_of(&["-r"]), ["a.txt"]);
        });
        with("npm i --omit=dev", |call| assert_eq!((call.verb(), call.has(&["--omit"])), ("install", true)));
    }
}
