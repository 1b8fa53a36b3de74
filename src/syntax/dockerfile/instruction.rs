//! What an instruction holds once it is read: keyword, flags, arguments, heredocs, and where each stands.

use super::{Heredoc, Keyword, Pair, Word};
use crate::syntax::Joined;
use crate::text::Span;

/// One instruction of a Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    pub keyword: Keyword,
    /// The keyword as written.
    pub name: Word,
    /// From the first byte of its first line to the end of its last (heredocs included), line end excluded.
    pub span: Span,
    /// The span without heredocs.
    pub head: Span,
    /// First and last line, from 1, as BuildKit counts them (by LF).
    pub lines: (usize, usize),
    /// The logical line after joining.
    pub line: Joined,
    pub flags: Vec<Flag>,
    /// What follows the flags, white space around it dropped.
    pub rest: Joined,
    pub arguments: Arguments,
    pub heredocs: Vec<Heredoc>,
    /// Comment lines inside the instruction.
    pub comments: Vec<Span>,
    /// Blank lines inside the instruction.
    pub blanks: Vec<Span>,
    pub problems: Vec<Problem>,
}

impl Instruction {
    /// The first flag of this name.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name.text == name)
    }

    /// All flags of this name.
    pub fn flags_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Flag> {
        self.flags.iter().filter(move |flag| flag.name.text == name)
    }

    pub fn is(&self, keyword: Keyword) -> bool {
        self.keyword == keyword
    }

    /// Whether BuildKit looks at the flags at all: ARG, STOPSIGNAL and `HEALTHCHECK NONE` take any.
    pub fn reads_flags(&self) -> bool {
        match (self.keyword, &self.arguments) {
            (Keyword::Arg | Keyword::Stopsignal | Keyword::Unknown, _) => false,
            (Keyword::Healthcheck, Arguments::Health { kind, .. }) => !kind.text.eq_ignore_ascii_case("NONE"),
            _ => true,
        }
    }

    /// The instruction that ONBUILD keeps for later.
    pub fn trigger(&self) -> Option<&Instruction> {
        match &self.arguments {
            Arguments::Trigger(inner) => Some(inner),
            _ => None,
        }
    }
}

/// `--name=value` before the arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// The whole flag as BuildKit's parser holds it, quotes and escapes removed.
    pub text: String,
    /// Where it stands, as written.
    pub span: Span,
    /// The name, dashes excluded.
    pub name: Word,
    /// What follows `=`; `None` where there is no `=`.
    pub value: Option<Word>,
}

/// The arguments of an instruction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Arguments {
    #[default]
    None,
    /// FROM, EXPOSE, ARG, and ADD, COPY, VOLUME outside JSON.
    Words(Vec<Word>),
    /// The JSON form of any instruction that has one; `list` spans the brackets.
    Json { words: Vec<Word>, list: Span },
    /// The shell form of RUN, CMD, ENTRYPOINT (and of SHELL, which BuildKit then refuses).
    Shell(Joined),
    /// MAINTAINER, STOPSIGNAL, USER, WORKDIR: the rest of the line is one value.
    Text(Word),
    /// ENV and LABEL; `legacy` is the form without `=`, which holds one pair.
    Pairs { pairs: Vec<Pair>, legacy: bool },
    /// HEALTHCHECK: its type (`CMD`, `NONE`), and what follows it.
    Health { kind: Word, command: Box<Arguments> },
    /// ONBUILD: the instruction it keeps for later.
    Trigger(Box<Instruction>),
}

impl Arguments {
    /// The words of a list, whichever form it has.
    pub fn words(&self) -> &[Word] {
        match self {
            Arguments::Words(words) | Arguments::Json { words, .. } => words,
            Arguments::Text(word) => std::slice::from_ref(word),
            _ => &[],
        }
    }

    pub fn is_json(&self) -> bool {
        match self {
            Arguments::Json { .. } => true,
            Arguments::Health { command, .. } => command.is_json(),
            _ => false,
        }
    }

    /// The command line of a shell form: of RUN, CMD and ENTRYPOINT, and of HEALTHCHECK CMD.
    pub fn shell(&self) -> Option<&Joined> {
        match self {
            Arguments::Shell(line) => Some(line),
            Arguments::Health { command, .. } => command.shell(),
            _ => None,
        }
    }
}

/// Something for which BuildKit's parser refuses the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// A JSON list holds something that is no string.
    NotAString,
    /// `ENV NAME` without a value.
    PairWithoutValue,
    /// A word without `=` among words that have one.
    PairWithoutEquals,
    /// A heredoc's terminator is missing.
    UnterminatedHeredoc,
    /// A physical line of more than 65,535 bytes.
    LineTooLong,
}
