//! Heredocs: their markers on the instruction's line, and their bodies below it.
//!
//! Source: BuildKit `parser/parser.go` (`heredocsFromLine`, `heredocFromMatch`) and, for how the line splits, `shell/lex.go`.

use super::expansion::{Empty, Mode, expand};
use super::line::physical_line;
use crate::syntax::Joined;
use crate::text::Span;

/// A heredoc of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// The terminator, without quotes.
    pub name: String,
    /// The number before `<<`; 0 where none is written.
    pub descriptor: u64,
    /// Whether variables in the body are expanded: no part of the word is quoted.
    pub expand: bool,
    /// `<<-`: leading tabs do not count.
    pub chomp: bool,
    /// `<<EOF` on the instruction's line.
    pub marker: Span,
    /// The body's lines, the last line end included.
    pub body: Span,
    /// The line that ends it, line end excluded; `None` where the file lacks it, which BuildKit refuses.
    pub end: Option<Span>,
}

impl Heredoc {
    /// The program that its first line asks for, without its folder: `python3` of `#!/usr/bin/env python3`; `None` where
    /// the body has no such line.
    pub fn interpreter<'a>(&self, source: &'a str) -> Option<&'a str> {
        let line = self.body.of(source).lines().next()?.trim_start_matches('\t').strip_prefix("#!")?;
        let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
        // `env` may have options and variables of its own before the program.
        words.find(|word| *word != "env" && !word.starts_with('-') && !word.contains('='))
    }

    /// The body as the builder receives it: leading tabs dropped where the marker says so.
    pub fn content(&self, source: &str) -> Joined {
        if !self.chomp {
            return Joined::from_span(source, self.body);
        }
        let mut content = Joined::new();
        let mut at = self.body.start;
        for line in self.body.of(source).split_inclusive('\n') {
            let kept = line.trim_start_matches('\t');
            content.push(kept, at + line.len() - kept.len());
            at += line.len();
        }
        content
    }
}

/// A marker before its body is known.
#[derive(Debug, PartialEq, Eq)]
struct Marker {
    name: String,
    descriptor: u64,
    expand: bool,
    chomp: bool,
    span: Span,
}

/// The heredocs of a logical line whose bodies start at `next` and end before `limit`.
pub(super) fn read(source: &str, line: &Joined, next: usize, limit: usize) -> Vec<Heredoc> {
    let mut at = next;
    markers(line)
        .into_iter()
        .map(|marker| {
            let start = at.min(limit);
            let mut end = None;
            while at < limit {
                let physical = physical_line(source, at, source.len());
                let content = physical.content.of(source);
                let candidate = if marker.chomp { content.trim_start_matches('\t') } else { content };
                if candidate == marker.name {
                    end = Some(Span::new(at, physical.content.end));
                    at = physical.next;
                    break;
                }
                at = physical.next;
            }
            let body = match end {
                Some(end) => Span::new(start, end.start),
                None => Span::at(start),
            };
            let Marker { name, descriptor, expand, chomp, span } = marker;
            Heredoc { name, descriptor, expand, chomp, marker: span, body, end }
        })
        .collect()
}

const RAW: Mode = Mode { escape: '\\', raw_quotes: true, raw_escapes: true, plain_quotes: false, skip_unset: true };

fn markers(line: &Joined) -> Vec<Marker> {
    if !line.text().contains("<<") {
        return Vec::new();
    }
    let Ok(split) = expand(line.text(), RAW, &Empty) else {
        return Vec::new();
    };
    split.words.iter().filter_map(|(word, span)| marker(word, line.span(span.range()))).collect()
}

/// Reads a word of the form `[fd]<<[-][blanks]name`.
fn marker(word: &str, span: Span) -> Option<Marker> {
    let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = word[digits..].strip_prefix("<<")?;
    let (chomp, after) = match after.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, after),
    };
    let name = after.trim_start_matches([' ', '\t', '\n', '\r', '\x0c']);
    if name.is_empty() || name.contains('<') {
        return None;
    }
    let plain = Mode { raw_quotes: false, raw_escapes: false, ..RAW };
    let quoted = Mode { raw_quotes: true, ..plain };
    let [(unquoted, _)] = expand(name, plain, &Empty).ok()?.words.try_into().ok()?;
    let raw = expand(name, quoted, &Empty).ok()?.words;
    let quotes = |text: &str| text.matches(['\'', '"']).count();
    let expand = raw.first().is_some_and(|(raw, _)| quotes(raw) == quotes(&unquoted));
    let descriptor = if digits == 0 { 0 } else { word[..digits].parse().unwrap_or(u64::MAX) };
    Some(Marker { name: unquoted, descriptor, expand, chomp, span })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<(String, bool, bool)> {
        let line = Joined::from_span(line, Span::new(0, line.len()));
        markers(&line).into_iter().map(|marker| (marker.name, marker.expand, marker.chomp)).collect()
    }

    #[test]
    fn markers_are_found_where_buildkit_finds_them() {
        assert_eq!(names("RUN <<EOF cat"), [("EOF".into(), true, false)]);
        assert_eq!(names("COPY <<-\"A\" << B /x/"), [("A".into(), false, true), ("B".into(), true, false)]);
        for line in ["RUN cat <<<EOF", "RUN echo '<<EOF'", "RUN echo $((1<<3))", "RUN echo \"a <<EOF", "RUN a <<"] {
            assert!(names(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_body_names_its_interpreter() {
        let interpreter = |first: &str| {
            let source = format!("RUN <<-E\n{first}\nE\n");
            let line = Joined::from_span(&source, Span::new(0, 8));
            read(&source, &line, 9, source.len())[0].interpreter(&source).map(str::to_owned)
        };
        assert_eq!(interpreter("#!/bin/bash -e").as_deref(), Some("bash"));
        assert_eq!(interpreter("\t#!/usr/bin/env -S A=1 python3 -u").as_deref(), Some("python3"));
        assert_eq!(interpreter("print(1)"), None);
        assert_eq!(interpreter("#!"), None);
    }

    #[test]
    fn bodies_follow_in_order() {
        let source = "COPY <<A 3<<-B /\na\nA\n\tb\n\tB\nUSER x\n";
        let line = Joined::from_span(source, Span::new(0, 16));
        let heredocs = read(source, &line, 17, 28);
        assert_eq!(heredocs[0].body.of(source), "a\n");
        assert_eq!((heredocs[1].descriptor, heredocs[1].content(source).text()), (3, "b\n"));
        assert_eq!(heredocs[1].end.map(|end| end.of(source)), Some("\tB"));
    }
}
