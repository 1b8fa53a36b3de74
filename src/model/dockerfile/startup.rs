//! The script that a container starts with, and its last command: the one that the container is about.
//!
//! Sources: POSIX.1-2017, Shell Command Language, 2.14 (`exec`); what a shell does with the last command of `-c` was tried:
//! dash 0.5.12 stays before any command, bash 5.2 makes way for a plain last one.

use super::{Command, Dockerfile, Keyword, ShellText, Stage};
use crate::syntax::shell::{Body, Compound, Connector, Element, ListKind, name_of};
use crate::text::{Edit, insert};

/// What a container's CMD or ENTRYPOINT gives a shell.
#[derive(Debug, Clone, Copy)]
pub struct Startup<'a> {
    pub text: &'a ShellText,
    /// The list of its commands: the whole text in shell form, the word behind `-c` otherwise.
    list: usize,
}

impl Dockerfile {
    /// The positions of the CMD and the ENTRYPOINT of a stage's own that count.
    pub fn startup_of(&self, stage: &Stage) -> impl Iterator<Item = usize> {
        let last = |keyword| stage.range.clone().rev().find(move |&index| self.instructions[index].is(keyword));
        [last(Keyword::Entrypoint), last(Keyword::Cmd)].into_iter().flatten()
    }

    /// What the instruction at this index gives a shell; `None` where no shell takes part.
    pub fn startup_script(&self, index: usize) -> Option<Startup<'_>> {
        let [text] = self.shell_texts_of(index) else { return None };
        let inner = || text.script.lists.iter().position(|list| list.kind == ListKind::Inner);
        let list = if text.is_exec { inner()? } else { 0 };
        (!text.script.broken).then_some(Startup { text, list })
    }
}

impl<'a> Startup<'a> {
    /// The members of its top level.
    pub fn elements(self) -> impl Iterator<Item = &'a Element> {
        self.text.script.elements_of(self.list)
    }

    /// The edit that lets the last command take the shell's place, where that changes nothing else.
    pub fn exec_last(self) -> Option<Edit> {
        let script = &self.text.script;
        let last = self.elements().last()?;
        let Body::Command(at) = last.body else { return None };
        let command = script.commands.get(at)?;
        let joins = |element: &Element| {
            matches!(element.after, Connector::And | Connector::Semicolon | Connector::Newline | Connector::End)
        };
        let defines = script.elements.iter().any(|element| element.body == Body::Compound(Compound::Function));
        let traps = script.commands.iter().any(|command| command.words.first().is_some_and(|it| it.text == "trap"));
        let name = name_of(command.words.first()?)?;
        let is_program = command.assignments.is_empty() && !BUILTINS.contains(&name);
        let is_plain = self.elements().all(joins) && !last.negated && script.comments.is_empty();
        let at = self.text.text.offset(command.range.start);
        (is_program && is_plain && !defines && !traps).then(|| insert(at, "exec "))
    }
}

impl Command<'_> {
    /// Whether it goes on while the script does: it ends in `&`.
    pub fn is_in_background(self) -> bool {
        self.element().after == Connector::Background
    }
}

/// What only a shell knows, as a first word.
const BUILTINS: [&str; 29] = [
    ".", ":", "[", "alias", "bg", "break", "cd", "command", "continue", "echo", "eval", "exec", "exit", "export", "fg",
    "false", "jobs", "local", "printf", "read", "readonly", "return", "set", "shift", "source", "test", "true",
    "ulimit", "wait",
];

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    fn with_exec(command: &str) -> Option<String> {
        let source = format!("FROM a\nCMD {command}\n");
        let snapshot = Snapshot::of(Language::Dockerfile, &source);
        let edit = snapshot.dockerfile()?.startup_script(1)?.exec_last()?;
        Some(apply_edits(&source, &[edit]).trim_start_matches("FROM a\nCMD ").trim_end().to_owned())
    }

    #[test]
    fn the_last_command_takes_the_place_of_the_shell() {
        assert_eq!(with_exec("a && b c").as_deref(), Some("a && exec b c"));
        assert_eq!(with_exec("[\"sh\", \"-c\", \"a $B\"]").as_deref(), Some("[\"sh\", \"-c\", \"exec a $B\"]"));
        for other in ["a | b", "a & b", "a || b", "exec a", "cd /x", "A=1 b", "(a)", "trap x TERM; a", "[\"a\", \"b\"]"]
        {
            assert_eq!(with_exec(other), None, "{other}");
        }
    }
}
