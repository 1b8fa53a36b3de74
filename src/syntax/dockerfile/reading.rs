//! Reads one instruction: its keyword, its flags, its arguments, its heredocs.
//!
//! Source: BuildKit `parser/split_command.go` and `parser/parser.go` (`newNodeFromLine`).

use super::line::{self, LineCounter};
use super::word::{ceil_boundary, floor_boundary, is_blank, is_space_byte};
use super::{Arguments, Escape, Flag, Instruction, Keyword, Problem, ProblemKind, Word, arguments, heredoc};
use crate::syntax::Joined;
use crate::text::Span;

/// The longest physical line that BuildKit reads, in bytes (`bufio.MaxScanTokenSize - 1`).
const MAX_LINE: usize = 65_535;

/// Reads the instruction whose node covers `node`; also answers with the comments inside it.
pub(super) fn read(source: &str, node: Span, escape: Escape, lines: &mut LineCounter<'_>) -> (Instruction, Vec<Span>) {
    let line = line::read(source, node.start, source.len(), escape);
    let start_line = lines.line_at(node.start);
    let mut instruction = read_line(&line.text, escape);
    let holder = instruction.trigger().unwrap_or(&instruction);
    let takes_heredocs = holder.keyword.takes_heredocs() && !holder.arguments.is_json();
    if takes_heredocs && line.text.text().contains("<<") {
        instruction.heredocs = heredoc::read(source, &line.text, line.next, node.end.max(line.next));
        for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.end.is_none()) {
            instruction.problems.push(Problem { kind: ProblemKind::UnterminatedHeredoc, span: heredoc.marker });
        }
    }
    let last = instruction.heredocs.iter().rev().find_map(|heredoc| heredoc.end);
    let end = last.map_or(line.end, |end| end.end);
    instruction.head = Span::new(node.start, line.end);
    instruction.span = Span::new(node.start, end);
    instruction.lines = (start_line, lines.line_at(end));
    refuse_long_lines(source, &mut instruction);
    instruction.blanks = line.blanks;
    instruction.comments = line.comments.clone();
    (instruction, line.comments)
}

fn refuse_long_lines(source: &str, instruction: &mut Instruction) {
    if instruction.span.len() <= MAX_LINE {
        return;
    }
    let mut at = instruction.span.start;
    for line in instruction.span.of(source).split('\n') {
        if line.len() > MAX_LINE {
            let span = Span::new(at, ceil_boundary(source, at + 1));
            instruction.problems.push(Problem { kind: ProblemKind::LineTooLong, span });
            return;
        }
        at += line.len() + 1;
    }
}

/// Reads a logical line: keyword, flags, arguments. ONBUILD reads its own rest the same way.
fn read_line(line: &Joined, escape: Escape) -> Instruction {
    let trimmed = line.trimmed();
    let text = trimmed.text();
    let end = text.find(is_blank).unwrap_or(text.len());
    let name = Word { text: text[..end].to_owned(), span: trimmed.span(0..end) };
    let next = text.len() - text[end..].trim_start_matches(is_blank).len();
    let (flags, rest) = split_flags(&trimmed.slice(next..text.len()), escape);
    let rest = rest.trimmed();
    let keyword = Keyword::parse(&name.text);
    let mut problems = Vec::new();
    let arguments = match keyword {
        Keyword::Onbuild if !rest.is_empty() => Arguments::Trigger(Box::new(read_line(&rest, escape))),
        _ => arguments::read(keyword, &rest, escape, &mut problems),
    };
    if let Arguments::Trigger(inner) = &arguments {
        problems.extend(inner.problems.iter().cloned());
    }
    let span = trimmed.whole();
    Instruction {
        keyword,
        name,
        span,
        head: span,
        lines: (0, 0),
        line: line.clone(),
        flags,
        rest,
        arguments,
        heredocs: Vec::new(),
        comments: Vec::new(),
        blanks: Vec::new(),
        problems,
    }
}

/// Splits the leading `--words` off. BuildKit walks over bytes here, not characters, and so do we.
fn split_flags(line: &Joined, escape: Escape) -> (Vec<Flag>, Joined) {
    let text = line.text();
    let bytes = text.as_bytes();
    let escape = escape.character() as u8;
    let mut flags = Vec::new();
    let mut at = 0;
    loop {
        while at < bytes.len() && is_space_byte(bytes[at]) {
            at += 1;
        }
        if !bytes[at..].starts_with(b"--") {
            return (flags, line.slice(ceil_boundary(text, at)..text.len()));
        }
        let start = at;
        let mut word = String::new();
        let mut quote = None;
        let mut blank_allowed = false;
        while at < bytes.len() && (quote.is_some() || !is_space_byte(bytes[at])) {
            let byte = bytes[at];
            at += 1;
            match quote {
                Some(open) if open == byte => quote = None,
                None if byte == b'"' || byte == b'\'' => {
                    quote = Some(byte);
                    blank_allowed = true;
                }
                _ if byte == escape => {
                    if let Some(&escaped) = bytes.get(at) {
                        word.push(escaped as char);
                        at += 1;
                    }
                }
                _ => word.push(byte as char),
            }
        }
        if word == "--" {
            return (flags, line.slice(ceil_boundary(text, at)..text.len()));
        }
        if blank_allowed || !word.is_empty() {
            flags.push(flag(line, word, floor_boundary(text, start), floor_boundary(text, at)));
        }
    }
}

fn flag(line: &Joined, text: String, start: usize, end: usize) -> Flag {
    let written = &line.text()[start..end];
    let name_end = start + written.find('=').unwrap_or(written.len());
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text.as_str(), None),
    };
    let name = name.strip_prefix("--").unwrap_or(name).to_owned();
    let name = Word { text: name, span: line.span((start + 2).min(name_end)..name_end) };
    let value = value.map(|value| Word { text: value.to_owned(), span: line.span((name_end + 1).min(end)..end) });
    Flag { text, span: line.span(start..end), name, value }
}
