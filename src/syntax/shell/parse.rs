//! From tree-sitter's tree to a [`Script`].
//!
//! The tree is walked in the order of the text and read by its tokens rather than by its nesting: where a redirection
//! follows `a && b`, or an argument follows a redirection, the grammar nests in ways that the shell does not mean, while
//! the order of words and operators is always the right one. The walk keeps its own stack, so depth costs memory and
//! nothing else.

use super::pieces::pieces;
use super::script::{Body, Command, Compound, Connector, Heredoc, ListKind, Redirection, Script};
use super::word::{Word, word_ranges};
use std::cell::Cell;
use std::collections::VecDeque;
use std::ops::{ControlFlow, Range};
use tree_sitter::{Node, ParseOptions, ParseState, Parser as TreeParser};

/// Turns texts into scripts; keeps the parser between them.
#[derive(Default)]
pub(super) struct Parser(Option<TreeParser>);

/// How many bytes the grammar gets to see at a time, and how often: looking far ahead from each word is what makes some
/// texts slow, and it shows in how often a piece is asked for. A script is read once or twice; nobody writes one that is
/// read a hundred times.
const PIECE: usize = 1 << 10;

fn patience(text: &str) -> usize {
    1_000 + 100 * (text.len() / PIECE)
}

/// Whether a text has more of something than anybody writes: the grammar is ambiguous about pipes, parentheses and heredocs,
/// and its time (for pipes its memory too) grows with the square of their number.
fn is_made_to_be_slow(text: &str) -> bool {
    let [mut pipes, mut parentheses, mut arrows] = [0usize; 3];
    for byte in text.bytes() {
        pipes += usize::from(byte == b'|');
        parentheses += usize::from(byte == b'(');
        arrows += usize::from(byte == b'<');
    }
    pipes > 1_000 || parentheses > 2_000 || arrows > 1_000
}

impl Parser {
    /// Reads a script; `None` where the text is made to be slow.
    pub fn parse(&mut self, text: &str) -> Option<Script> {
        let parser = match &mut self.0 {
            Some(parser) => parser,
            slot => {
                let mut parser = TreeParser::new();
                parser.set_language(&tree_sitter_bash::LANGUAGE.into()).ok()?;
                slot.insert(parser)
            }
        };
        if is_made_to_be_slow(text) {
            return None;
        }
        let left = Cell::new(patience(text));
        let mut input = |offset: usize, _| {
            left.set(left.get().saturating_sub(1));
            let end = if left.get() == 0 { offset } else { text.len().min(offset + PIECE) };
            text.as_bytes().get(offset..end).unwrap_or_default()
        };
        let mut progress =
            |_: &ParseState| if left.get() == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        let options = ParseOptions::new().progress_callback(&mut progress);
        let tree = parser.parse_with_options(&mut input, None, Some(options)).filter(|_| left.get() > 0);
        if tree.is_none() {
            parser.reset();
        }
        let tree = tree?;
        let pieces = pieces(text, tree.root_node());
        Some(Script { pieces, ..Walker::walk(text, tree.root_node()) })
    }
}

/// Why tokens are read differently for a while.
enum Frame {
    /// Inside a word, a test or arithmetic: only substitutions matter.
    Opaque,
    /// The first word is the target.
    Redirect,
    /// Inside a compound; its lists lie above `base` in the stack of levels.
    Compound { element: usize, base: usize },
    /// Inside `$( … )`; its list lies above `base`.
    Substitution { base: usize },
}

/// A list that is being read.
struct Level {
    list: usize,
    /// The element that no connector has ended yet.
    pending: Option<usize>,
    /// A `!` stands before the next element.
    negated: bool,
}

struct Walker<'a> {
    text: &'a str,
    script: Script,
    levels: Vec<Level>,
    /// With the depth of the node that each belongs to.
    frames: Vec<(usize, Frame)>,
    /// Heredocs whose bodies are still to come.
    awaited: VecDeque<usize>,
    /// Words of which the grammar made several, though the shell splits at blanks alone: command and word.
    split: Vec<(usize, usize)>,
}

impl<'a> Walker<'a> {
    fn walk(text: &'a str, root: Node<'_>) -> Script {
        let mut script = Script::empty();
        script.broken = root.has_error();
        let levels = vec![Level { list: 0, pending: None, negated: false }];
        let mut walker =
            Walker { text, script, levels, frames: Vec::new(), awaited: VecDeque::new(), split: Vec::new() };
        let mut cursor = root.walk();
        // The cursor could tell depth and parent itself, but walks the whole way up for it.
        let mut parents: Vec<&str> = Vec::new();
        loop {
            let node = cursor.node();
            let parent = parents.last().copied().unwrap_or("");
            walker.enter(node, parent, parents.len(), cursor.field_name());
            if cursor.goto_first_child() {
                parents.push(node.kind());
                continue;
            }
            walker.leave(parents.len());
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return walker.finish();
                }
                parents.pop();
                walker.leave(parents.len());
            }
        }
    }

    fn finish(mut self) -> Script {
        for (command, word) in self.split {
            let word = &mut self.script.commands[command].words[word];
            *word = Word::read(self.text, word.range.clone());
        }
        self.script
    }

    fn enter(&mut self, node: Node<'_>, parent: &str, depth: usize, field: Option<&str>) {
        let kind = node.kind();
        let range = node.byte_range();
        let substitutes = matches!(kind, "command_substitution" | "process_substitution");
        if matches!(self.frames.last(), Some((_, Frame::Opaque))) {
            if substitutes {
                self.enter_substitution(depth);
            }
            return;
        }
        if range.is_empty() {
            return;
        }
        if field == Some("body") && kind != "do_group" && self.is_header() {
            let list = if parent == "function_definition" { ListKind::Function } else { ListKind::Body };
            self.open_list(list);
        }
        match kind {
            "command" | "declaration_command" | "unset_command" => self.end_command(range.start),
            "test_command" => {
                self.end_command(range.start);
                for word in word_ranges(self.text, range) {
                    self.word(word);
                }
                self.frames.push((depth, Frame::Opaque));
            }
            "file_redirect" | "herestring_redirect" | "heredoc_redirect" => {
                self.redirect(range.start);
                self.frames.push((depth, Frame::Redirect));
            }
            "heredoc_start" => {
                self.script.heredocs.push(Heredoc { body: range.end..range.end });
                let heredoc = self.script.heredocs.len() - 1;
                self.awaited.push_back(heredoc);
                self.word(range);
                if let Some(redirection) = self.redirection() {
                    redirection.heredoc = Some(heredoc);
                }
            }
            "heredoc_body" => {
                if let Some(heredoc) = self.awaited.pop_front().and_then(|at| self.script.heredocs.get_mut(at)) {
                    heredoc.body = range;
                }
                self.frames.push((depth, Frame::Opaque));
            }
            "variable_assignment" => {
                self.assignment(range);
                self.frames.push((depth, Frame::Opaque));
            }
            "comment" => self.script.comments.push(range),
            "case_item" => self.close_lists(),
            _ if is_word(kind) => {
                self.word(range);
                self.frames.push((depth, Frame::Opaque));
                if substitutes {
                    self.enter_substitution(depth);
                }
            }
            _ => match compound(node) {
                Some(compound) => self.enter_compound(compound, range, depth),
                None if !node.is_named() => self.token(kind, range, parent),
                None => {}
            },
        }
    }

    fn leave(&mut self, depth: usize) {
        while self.frames.last().is_some_and(|(at, _)| *at == depth) {
            match self.frames.pop() {
                Some((_, Frame::Compound { base, .. } | Frame::Substitution { base })) => self.levels.truncate(base),
                Some((_, Frame::Opaque | Frame::Redirect)) | None => {}
            }
        }
    }

    fn enter_substitution(&mut self, depth: usize) {
        let base = self.levels.len();
        let list = self.levels.last().map(|level| level.list);
        let owner = list.and_then(|list| self.script.lists.get(list)).and_then(|list| list.last.or(list.owner));
        let list = self.script.add_list(ListKind::Substitution, owner);
        self.levels.push(Level { list, pending: None, negated: false });
        self.frames.push((depth, Frame::Substitution { base }));
    }

    fn enter_compound(&mut self, compound: Compound, range: Range<usize>, depth: usize) {
        self.end_command(range.start);
        let Some(element) = self.begin(Body::Compound(compound), range) else { return };
        self.frames.push((depth, Frame::Compound { element, base: self.levels.len() }));
        match compound {
            Compound::Subshell => self.open_list(ListKind::Subshell),
            Compound::Braces => self.open_list(ListKind::Braces),
            Compound::Arithmetic => self.frames.push((depth, Frame::Opaque)),
            _ => {}
        }
    }

    /// A keyword or an operator.
    fn token(&mut self, token: &str, range: Range<usize>, parent: &str) {
        match (token, parent) {
            ("if", "if_statement") | ("elif", "elif_clause") | ("while" | "until", "while_statement") => {
                self.close_lists();
                self.open_list(ListKind::Condition);
            }
            ("then", "if_statement" | "elif_clause") | ("else", "else_clause") => {
                self.close_lists();
                self.open_list(ListKind::Branch);
            }
            ("do", "do_group") => {
                self.close_lists();
                self.open_list(ListKind::Body);
            }
            (")", "case_item") => {
                self.close_lists();
                self.open_list(ListKind::Case);
            }
            ("fi", "if_statement") | ("done", "do_group") | ("esac", "case_statement") => self.close_lists(),
            ("!", "negated_command") => {
                if let Some(level) = self.levels.last_mut() {
                    level.negated = true;
                }
            }
            ("$" | "==" | "=~", "command") | (_, "declaration_command" | "unset_command") => self.word(range),
            (_, "file_redirect" | "herestring_redirect" | "heredoc_redirect")
                if token.contains(['<', '>']) && self.redirection().is_some_and(|it| it.operator.is_empty()) =>
            {
                self.extend(range.end);
                if let Some(redirection) = self.redirection() {
                    redirection.operator = token.to_owned();
                    redirection.range.end = range.end;
                }
            }
            _ if !self.is_header() => {
                if let Some(connector) = Connector::parse(token) {
                    self.connect(connector, range);
                }
            }
            _ => {}
        }
    }

    /// Whether we stand in a compound but in none of its lists: between `for` and `do`, in a pattern of `case`.
    fn is_header(&self) -> bool {
        let innermost = self.frames.iter().rev().find(|(_, frame)| !matches!(frame, Frame::Redirect));
        matches!(innermost, Some((_, Frame::Compound { base, .. })) if self.levels.len() == *base)
    }

    fn open_list(&mut self, kind: ListKind) {
        let owner = self.frames.iter().rev().find_map(|(_, frame)| match frame {
            Frame::Compound { element, .. } => Some(*element),
            _ => None,
        });
        let list = self.script.add_list(kind, owner);
        self.levels.push(Level { list, pending: None, negated: false });
    }

    /// Ends whatever list of the innermost compound is open.
    fn close_lists(&mut self) {
        if let Some((_, Frame::Compound { base, .. })) = self.frames.last() {
            self.levels.truncate(*base);
        }
    }

    fn pending(&self) -> Option<usize> {
        self.levels.last().and_then(|level| level.pending)
    }

    /// Adds an element to the list that is being read.
    fn begin(&mut self, body: Body, range: Range<usize>) -> Option<usize> {
        let level = self.levels.last_mut()?;
        let element = self.script.add_element(level.list, body, range);
        level.pending = Some(element);
        self.script.elements[element].negated = std::mem::take(&mut level.negated);
        Some(element)
    }

    /// The simple command that is being read; begins one where there is none.
    fn command(&mut self, start: usize) -> Option<usize> {
        match self.pending().map(|element| self.script.elements[element].body) {
            Some(Body::Command(command)) => Some(command),
            Some(Body::Compound(_)) => None,
            None if self.is_header() => None,
            None => {
                let command = self.script.commands.len();
                let element = self.begin(Body::Command(command), start..start)?;
                self.script.commands.push(Command { range: start..start, element, ..Command::default() });
                Some(command)
            }
        }
    }

    /// Ends a command to which another follows without a visible connector, as after a heredoc.
    fn end_command(&mut self, at: usize) {
        if self.pending().is_some() {
            self.connect(Connector::Newline, at..at);
        }
    }

    fn connect(&mut self, connector: Connector, range: Range<usize>) {
        let Some(level) = self.levels.last_mut() else { return };
        let Some(element) = level.pending.take().and_then(|at| self.script.elements.get_mut(at)) else { return };
        element.after = connector;
        element.after_range = range;
    }

    /// Lets the pending element reach to `end`.
    fn extend(&mut self, end: usize) {
        let Some(element) = self.pending().and_then(|at| self.script.elements.get_mut(at)) else { return };
        element.range.end = element.range.end.max(end);
        element.after_range = element.range.end..element.range.end;
        if let Body::Command(command) = element.body {
            let command = &mut self.script.commands[command];
            command.range.end = command.range.end.max(end);
        }
    }

    fn word(&mut self, range: Range<usize>) {
        let word = Word::read(self.text, range.clone());
        let redirects = matches!(self.frames.last(), Some((_, Frame::Redirect)));
        if redirects && let Some(redirection) = self.redirection().filter(|it| it.target.is_none()) {
            redirection.range.end = range.end;
            redirection.target = Some(word);
            return self.extend(range.end);
        }
        let Some(command) = self.command(range.start) else { return self.extend(range.end) };
        let words = &mut self.script.commands[command].words;
        match words.last_mut() {
            Some(last) if last.range.end == range.start => {
                last.range.end = range.end;
                let split = (command, words.len() - 1);
                if self.split.last() != Some(&split) {
                    self.split.push(split);
                }
            }
            last => {
                self.script.broken |= last.is_none() && !word.quoted && closes_a_compound(&word.text);
                words.push(word);
            }
        }
        self.extend(range.end);
    }

    fn assignment(&mut self, range: Range<usize>) {
        let word = Word::read(self.text, range.clone());
        let Some(command) = self.command(range.start) else { return };
        let command = &mut self.script.commands[command];
        if command.words.is_empty() {
            command.assignments.push(word);
        } else {
            command.words.push(word);
        }
        self.extend(range.end);
    }

    fn redirect(&mut self, start: usize) {
        if let Some(command) = self.command(start) {
            let redirections = &mut self.script.commands[command].redirections;
            redirections.push(Redirection { range: start..start, ..Redirection::default() });
        }
    }

    /// The redirection that is being read.
    fn redirection(&mut self) -> Option<&mut Redirection> {
        let Body::Command(command) = self.script.elements.get(self.pending()?)?.body else { return None };
        self.script.commands.get_mut(command)?.redirections.last_mut()
    }
}

fn is_word(kind: &str) -> bool {
    matches!(
        kind,
        "word"
            | "string"
            | "raw_string"
            | "translated_string"
            | "ansi_c_string"
            | "number"
            | "expansion"
            | "simple_expansion"
            | "command_substitution"
            | "process_substitution"
            | "arithmetic_expansion"
            | "brace_expression"
            | "concatenation"
            | "variable_name"
            | "special_variable_name"
            | "regex"
            | "extglob_pattern"
    )
}

/// Words that the shell refuses in front of a command, which the grammar takes for its name.
fn closes_a_compound(word: &str) -> bool {
    matches!(word, "}" | "then" | "elif" | "else" | "fi" | "do" | "done" | "esac")
}

fn compound(node: Node<'_>) -> Option<Compound> {
    if !node.is_named() {
        return None;
    }
    Some(match node.kind() {
        "subshell" => Compound::Subshell,
        "compound_statement" if node.child(0).is_some_and(|first| first.kind() == "((") => Compound::Arithmetic,
        "compound_statement" => Compound::Braces,
        "if_statement" => Compound::If,
        "while_statement" => Compound::Loop,
        "for_statement" | "c_style_for_statement" => Compound::For,
        "case_statement" => Compound::Case,
        "function_definition" => Compound::Function,
        _ => return None,
    })
}
