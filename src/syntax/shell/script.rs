//! The shape of a script: commands, the lists that they stand in, and what joins them.
//!
//! A script is flat: lists hold elements, an element is a command or a compound with lists of its own, and everything refers
//! to everything by position. Ranges are offsets into the script's text.

use super::{Piece, Word};
use std::ops::Range;

/// A shell script, read. The first list is the top level; there is always one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Every simple command in the order in which they begin, those inside compounds and substitutions among them, and
    /// after a `sudo` or `sh -c` the command that it starts.
    pub commands: Vec<Command>,
    pub elements: Vec<Element>,
    pub lists: Vec<List>,
    pub comments: Vec<Range<usize>>,
    /// Heredocs of the shell, in order.
    pub heredocs: Vec<Heredoc>,
    /// For colouring; later ones lie over earlier ones.
    pub pieces: Vec<Piece>,
    /// Some of it is no valid shell, so commands may be missing or misread.
    pub broken: bool,
    /// It is longer than anybody writes, and was not read.
    pub too_long: bool,
}

/// A simple command: a name and its arguments, perhaps with assignments and redirections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Command {
    /// From its first assignment, word or redirection to the last.
    pub range: Range<usize>,
    /// `NAME=value` before the name; the whole word each.
    pub assignments: Vec<Word>,
    /// The name first; empty where there are only assignments or redirections.
    pub words: Vec<Word>,
    pub redirections: Vec<Redirection>,
    /// Its element; a command that another starts shares that one's.
    pub element: usize,
    /// The command that starts this one.
    pub through: Option<Through>,
}

/// How a command is started by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Through {
    /// The position of the command that starts it.
    pub command: usize,
    pub wrapper: Wrapper,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapper {
    /// `sudo`, `env`, `exec`, `nice` …: the rest of its words is the command.
    Prefix,
    /// `xargs`: more words come from its input.
    Xargs,
    /// `sh -c`, `su -c`, or a shell that reads a heredoc: the command stands in a script of its own.
    Script,
}

/// `>file`, `2>&1`, `<<EOF`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Redirection {
    pub range: Range<usize>,
    /// As written, without the descriptor: `>`, `>>`, `<`, `&>`, `>&`, `<<`, `<<-`, `<<<`.
    pub operator: String,
    pub target: Option<Word>,
    /// The position of its heredoc in the script.
    pub heredoc: Option<usize>,
}

/// The body of a `<<` of the shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// The lines between the marker's line and the terminator; empty where they are missing.
    pub body: Range<usize>,
}

/// A member of a list: a command or a compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    pub body: Body,
    /// With its redirections; `!` excluded.
    pub range: Range<usize>,
    pub list: usize,
    /// Its result is negated by `!`.
    pub negated: bool,
    /// What follows it.
    pub after: Connector,
    /// Where that stands; empty at the element's end for [`Connector::End`].
    pub after_range: Range<usize>,
    /// Its neighbours in the list.
    pub previous: Option<usize>,
    pub next: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// The position of the simple command.
    Command(usize),
    Compound(Compound),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compound {
    /// `( … )`
    Subshell,
    /// `{ …; }`
    Braces,
    If,
    /// `while` and `until`
    Loop,
    For,
    Case,
    Function,
    /// `(( … ))`
    Arithmetic,
}

/// What joins an element to the next of its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connector {
    /// `&&`
    And,
    /// `||`
    Or,
    /// `;`
    Semicolon,
    Newline,
    /// `|`
    Pipe,
    /// `|&`
    PipeBoth,
    /// `&`
    Background,
    /// `;;`, `;&`, `;;&`
    CaseEnd,
    /// Nothing: it is the last.
    End,
}

/// A list of elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    pub kind: ListKind,
    /// The element whose compound, or whose word, holds the list; `None` for the top level.
    pub owner: Option<usize>,
    pub first: Option<usize>,
    pub last: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    Top,
    Subshell,
    Braces,
    /// Between `if`, `elif`, `while` or `until` and `then` or `do`.
    Condition,
    /// After `then` or `else`.
    Branch,
    /// After `do`.
    Body,
    Case,
    Function,
    /// `$( … )`, backquotes, `<( … )`
    Substitution,
    /// The script of a `sh -c`.
    Inner,
}

impl Script {
    /// A script without commands.
    pub(super) fn empty() -> Script {
        Script {
            commands: Vec::new(),
            elements: Vec::new(),
            lists: vec![List { kind: ListKind::Top, owner: None, first: None, last: None }],
            comments: Vec::new(),
            heredocs: Vec::new(),
            pieces: Vec::new(),
            broken: false,
            too_long: false,
        }
    }

    /// One command whose words no shell has read.
    pub(super) fn of_words(text: &str, words: &[Range<usize>]) -> Script {
        let mut script = Script::empty();
        let plain = |range: &Range<usize>| Word::plain(text.get(range.clone()).unwrap_or(""), range.clone());
        let words: Vec<Word> = words.iter().map(plain).collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return script };
        let range = first.range.start..last.range.end;
        let element = script.add_element(0, Body::Command(0), range.clone());
        script.commands.push(Command { range, words, element, ..Command::default() });
        script
    }

    /// The elements of a list, in order.
    pub fn elements_of(&self, list: usize) -> impl Iterator<Item = &Element> {
        let first = self.lists.get(list).and_then(|list| list.first);
        std::iter::successors(first.and_then(|at| self.elements.get(at)), |element| {
            element.next.and_then(|at| self.elements.get(at))
        })
    }

    /// The elements of the top level, in order.
    pub fn top(&self) -> impl Iterator<Item = &Element> {
        self.elements_of(0)
    }

    /// The element's list, the list that holds that one's owner, and so on to the top.
    pub fn lists_around(&self, element: usize) -> impl Iterator<Item = &List> {
        let list_of = |element: usize| self.elements.get(element).and_then(|element| self.lists.get(element.list));
        std::iter::successors(list_of(element), move |list| list.owner.and_then(list_of))
    }

    /// Appends an element to a list.
    pub(super) fn add_element(&mut self, list: usize, body: Body, range: Range<usize>) -> usize {
        let at = self.elements.len();
        let previous = self.lists.get(list).and_then(|list| list.last);
        let end = range.end;
        let (after, after_range) = (Connector::End, end..end);
        self.elements.push(Element { body, range, list, negated: false, after, after_range, previous, next: None });
        if let Some(previous) = previous.and_then(|at| self.elements.get_mut(at)) {
            previous.next = Some(at);
        }
        if let Some(list) = self.lists.get_mut(list) {
            list.first.get_or_insert(at);
            list.last = Some(at);
        }
        at
    }

    pub(super) fn add_list(&mut self, kind: ListKind, owner: Option<usize>) -> usize {
        self.lists.push(List { kind, owner, first: None, last: None });
        self.lists.len() - 1
    }
}

impl Connector {
    /// Reads an operator; `None` for what joins nothing.
    pub(super) fn parse(text: &str) -> Option<Connector> {
        Some(match text {
            "&&" => Connector::And,
            "||" => Connector::Or,
            ";" => Connector::Semicolon,
            "\n" => Connector::Newline,
            "|" => Connector::Pipe,
            "|&" => Connector::PipeBoth,
            "&" => Connector::Background,
            ";;" | ";&" | ";;&" => Connector::CaseEnd,
            _ => return None,
        })
    }

    /// Whether the two sides are one pipeline.
    pub fn is_pipe(self) -> bool {
        matches!(self, Connector::Pipe | Connector::PipeBoth)
    }
}
