//! A Dockerfile as BuildKit reads it, with the span of everything.
//!
//! The tree tells where instructions and comments stand; from there on this module follows BuildKit's own steps
//! (`frontend/dockerfile/parser`): lines are joined, flags and arguments split off, JSON tried, heredocs queued. Its
//! answer is the same as BuildKit's, text for text, and in addition every word knows its place in the file.

mod arguments;
mod directive;
pub mod expansion;
mod heredoc;
mod instruction;
mod json;
mod keyword;
mod line;
mod parse_tree;
mod reading;
mod word;

pub use directive::{Directive, DirectiveName, check as check_directive};
pub use heredoc::Heredoc;
pub use instruction::{Arguments, Flag, Instruction, Problem, ProblemKind};
pub use keyword::Keyword;
pub use parse_tree::Tree;
pub use word::{Pair, Word};

use crate::text::Span;

/// Everything that stands in a Dockerfile, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Syntax {
    /// The escape character in force: `\` or a backquote.
    pub escape: Escape,
    pub directives: Vec<Directive>,
    /// Whole-line comments, those inside continued instructions among them; directives are not comments.
    pub comments: Vec<Span>,
    pub instructions: Vec<Instruction>,
}

/// The character that continues lines and escapes others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Escape {
    #[default]
    Backslash,
    Backquote,
}

impl Escape {
    pub const fn character(self) -> char {
        match self {
            Escape::Backslash => '\\',
            Escape::Backquote => '`',
        }
    }
}

impl Syntax {
    /// Reads a file whose tree is at hand.
    pub fn read(source: &str, tree: &Tree) -> Syntax {
        let directives = directive::read(source);
        let escape = directive::escape(&directives);
        let items = tree.items();
        let mut comments = Vec::new();
        let mut instructions = Vec::with_capacity(items.len());
        let mut lines = line::LineCounter::new(source);
        for item in items {
            match item {
                parse_tree::Item::Comment(span) => comments.push(span),
                parse_tree::Item::Instruction(span) => {
                    let (instruction, inner) = reading::read(source, span, escape, &mut lines);
                    comments.extend(inner);
                    instructions.push(instruction);
                }
            }
        }
        Syntax { escape, directives, comments, instructions }
    }

    /// Parses and reads in one go, for texts that nobody edits.
    pub fn parse(source: &str) -> Syntax {
        Syntax::read(source, &Tree::parse(source, None))
    }

    /// The instruction whose lines hold the offset.
    pub fn instruction_at(&self, offset: usize) -> Option<&Instruction> {
        let after = self.instructions.partition_point(|instruction| instruction.span.start <= offset);
        let candidate = self.instructions.get(after.checked_sub(1)?)?;
        candidate.span.touches(offset).then_some(candidate)
    }
}
