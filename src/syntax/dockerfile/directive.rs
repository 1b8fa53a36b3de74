//! Parser directives: the `# key=value` lines at the very top that change how the rest is read.
//!
//! Source: BuildKit `parser/directives.go`. Only an unbroken run of known directives counts; a blank line, another
//! comment or an instruction ends it.

use super::Escape;
use crate::text::Span;

/// A directive that BuildKit honours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    pub name: DirectiveName,
    /// As written, without the blanks around it.
    pub value: String,
    pub span: Span,
    pub name_span: Span,
    pub value_span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveName {
    Syntax,
    Escape,
    Check,
}

impl DirectiveName {
    /// As written in lower case.
    pub fn key(self) -> &'static str {
        match self {
            DirectiveName::Syntax => "syntax",
            DirectiveName::Escape => "escape",
            DirectiveName::Check => "check",
        }
    }
}

impl Directive {
    /// The value up to its first blank: all that `syntax` and `check` use of it.
    pub fn first_word(&self) -> &str {
        self.value.split(' ').next().unwrap_or("")
    }
}

/// The directives of a file. A repeated one is kept: BuildKit refuses it, and a rule says so.
pub(super) fn read(source: &str) -> Vec<Directive> {
    let mut found = Vec::new();
    let mut start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for line in source[start..].split_inclusive('\n') {
        let Some(directive) = read_line(line, start) else {
            break;
        };
        found.push(directive);
        start += line.len();
    }
    found
}

/// The `check` directive. BuildKit reads it in a pass of its own, in which no blank may stand before a `#` of the run, and
/// a `#!` line at the very top is passed over.
pub fn check(source: &str) -> Option<Directive> {
    let mut start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if source[start..].starts_with("#!") {
        start += source[start..].find('\n')? + 1;
    }
    for line in source[start..].split_inclusive('\n') {
        let directive = read_line(line, start).filter(|directive| directive.span.start == start)?;
        if directive.name == DirectiveName::Check {
            return Some(directive);
        }
        start += line.len();
    }
    None
}

fn read_line(line: &str, offset: usize) -> Option<Directive> {
    let content = line.trim_end_matches(['\r', '\n']);
    let hash = content.len() - content.trim_start().len();
    let body = content[hash..].strip_prefix('#')?;
    let name_start = content.len() - body.trim_start().len();
    let name_len = content[name_start..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(0);
    let name = &content[name_start..name_start + name_len];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let known = [DirectiveName::Syntax, DirectiveName::Escape, DirectiveName::Check];
    let name = known.into_iter().find(|known| known.key().eq_ignore_ascii_case(name))?;
    let blank = |c: char| matches!(c, ' ' | '\t' | '\x0c' | '\r');
    let after_name = &content[name_start + name_len..];
    let after_equals = after_name.trim_start_matches(blank).strip_prefix('=')?;
    let value = after_equals.trim_start_matches(blank);
    // BuildKit's pattern wants one character at least: of nothing but blanks it takes the last.
    let value = if value.is_empty() { after_equals.get(after_equals.len().checked_sub(1)?..)? } else { value };
    let value_start = content.len() - value.len();
    let value = if value.starts_with(blank) { value } else { value.trim_end_matches(blank) };
    Some(Directive {
        name,
        value: value.to_owned(),
        span: Span::new(hash, content.len()).shift(offset),
        name_span: Span::new(name_start, name_start + name_len).shift(offset),
        value_span: Span::new(value_start, value_start + value.len()).shift(offset),
    })
}

/// The escape character that the directives choose. A value that BuildKit refuses changes nothing.
pub(super) fn escape(directives: &[Directive]) -> Escape {
    let chosen = directives.iter().find(|directive| directive.name == DirectiveName::Escape);
    match chosen.map(|directive| directive.value.as_str()) {
        Some("`") => Escape::Backquote,
        _ => Escape::Backslash,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_run_at_the_top_counts_and_nothing_after_it() {
        let source = "# syntax=docker/dockerfile:1\n#Escape = ` \n# note\n# check=skip=all\n";
        let directives = read(source);
        assert_eq!(directives.len(), 2);
        assert_eq!(directives[0].value_span.of(source), "docker/dockerfile:1");
        assert_eq!((directives[1].name, directives[1].value.as_str()), (DirectiveName::Escape, "`"));
        assert_eq!(escape(&directives), Escape::Backquote);
    }

    #[test]
    fn a_byte_order_mark_does_not_hide_a_directive() {
        assert_eq!(read("\u{feff}# escape=`\nFROM a\n").len(), 1);
    }

    #[test]
    fn check_is_read_in_a_pass_of_its_own() {
        let value = |source| check(source).map(|directive| directive.value);
        assert_eq!(value("# syntax=x\n# check=skip=A, B\n"), Some("skip=A, B".to_owned()));
        assert_eq!(value("#!/usr/bin/env x\n#check=skip=A\n"), Some("skip=A".to_owned()));
        assert_eq!(value(" # check=skip=A\n"), None);
        assert_eq!(value("# syntax=x\n # check=skip=A\n"), None);
        assert_eq!(value("# note\n# check=skip=A\n"), None);
    }

    #[test]
    fn unknown_keys_and_empty_values_are_comments() {
        assert!(read("# author=me\n# escape=`\n").is_empty());
        assert!(read("# escape=\nFROM a\n").is_empty());
        assert_eq!(read("# escape= \t\r\nFROM a\n")[0].value, "\t");
        assert!(read("\n# escape=`\n").is_empty());
    }
}
