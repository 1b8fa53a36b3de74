//! Word processing as BuildKit's builder does it: quotes, escapes, `$variables` with their modifiers.
//!
//! Source: BuildKit `frontend/dockerfile/shell/lex.go`. The same walk serves three purposes: expanding a word with an
//! environment, finding the variables that a word names, and splitting a line into words to look for heredocs.

mod pattern;
mod walk;

use crate::text::Span;
use std::collections::BTreeMap;
use walk::Walk;

/// Where the values of variables come from. A name that it does not know is unset.
pub trait Environment {
    fn get(&self, name: &str) -> Option<String>;
}

impl Environment for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<String> {
        BTreeMap::get(self, name).cloned()
    }
}

/// An environment in which nothing is set.
#[derive(Debug, Clone, Copy, Default)]
pub struct Empty;

impl Environment for Empty {
    fn get(&self, _name: &str) -> Option<String> {
        None
    }
}

/// A place where a word names a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    /// Of `$name` or `${name…}`, in the text that was walked.
    pub span: Span,
    pub name_span: Span,
    /// What follows the name inside braces, up to its operator: `:-`, `-`, `:+`, `?`, `#`, `/` …; empty where nothing does.
    pub modifier: String,
}

/// What a walk over a word found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expansion {
    /// The word with everything replaced.
    pub text: String,
    /// The same, split at unquoted white space, each word with the stretch of the text that made it.
    pub words: Vec<(String, Span)>,
    /// Every variable that the word names, nested ones too, in order of place.
    pub references: Vec<Reference>,
}

/// Why a word cannot be processed. The message is BuildKit's fact in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    pub message: String,
    /// Where in the text the trouble starts.
    pub at: usize,
}

/// How to walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode {
    pub escape: char,
    /// Keep quotes in the result.
    pub raw_quotes: bool,
    /// Keep escape characters in the result.
    pub raw_escapes: bool,
    /// Treat quotes as ordinary characters (the body of a COPY heredoc).
    pub plain_quotes: bool,
    /// Leave variables that are unset as they stand.
    pub skip_unset: bool,
}

impl Mode {
    /// As instructions process their words.
    pub const fn words(escape: char) -> Self {
        Mode { escape, raw_quotes: false, raw_escapes: false, plain_quotes: false, skip_unset: false }
    }
}

/// Expands a word.
///
/// # Errors
/// Where BuildKit refuses the word: an open quote or brace, an unknown modifier, a `${name:?message}` that is unset.
pub fn expand(text: &str, mode: Mode, environment: &dyn Environment) -> Result<Expansion, Malformed> {
    let mut walk = Walk::new(text, mode, environment, true);
    let (result, words) = walk.until(None, mode.raw_escapes)?;
    Ok(Expansion { text: result, words, references: walk.into_references() })
}

/// The variables that a word names, whatever their values; none from where the word is malformed on.
pub fn references(text: &str, escape: char) -> Vec<Reference> {
    if !text.contains('$') {
        return Vec::new();
    }
    let mut walk = Walk::new(text, Mode::words(escape), &Empty, false);
    let _ = walk.until(None, false);
    walk.into_references()
}
#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn expanded(text: &str) -> Result<String, Malformed> {
        let environment = environment(&[("A", "foo.tar.gz"), ("E", "")]);
        expand(text, Mode::words('\\'), &environment).map(|expansion| expansion.text)
    }

    #[test]
    fn every_modifier_means_what_buildkit_means() {
        for (text, result) in [
            ("$A/x", "foo.tar.gz/x"),
            ("${A}", "foo.tar.gz"),
            ("${U:-d}", "d"),
            ("${E:-d}${E-d}", "d"),
            ("${A:+y}${U+y}", "y"),
            ("${U:-${A}}", "foo.tar.gz"),
            ("${A#*.}", "tar.gz"),
            ("${A##*.}", "gz"),
            ("${A%.*}", "foo.tar"),
            ("${A%%.*}", "foo"),
            ("${A/o/0}", "f0o.tar.gz"),
            ("${A//o/0}", "f00.tar.gz"),
            (r"\$A '$A' \a", "$A $A a"),
            (r#""$A" "\$A\x""#, r"foo.tar.gz $A\x"),
            ("$$A", "A"),
        ] {
            assert_eq!(expanded(text).as_deref(), Ok(result), "{text}");
        }
    }

    #[test]
    fn what_buildkit_refuses_is_malformed() {
        for text in ["${", "${}", "${A", "${A:=x}", "${A^}", "${A:0:2}", "'a", "\"a", "${U:?why}", "${A:#x}"] {
            assert!(expanded(text).is_err(), "{text}");
        }
    }

    #[test]
    fn references_are_found_with_their_places() {
        let found = references("a$B:${C:-$D} '$E'", '\\');
        let names: Vec<_> = found.iter().map(|r| (r.name.as_str(), r.modifier.as_str(), r.span.start)).collect();
        assert_eq!(names, [("B", "", 1), ("C", ":-", 4), ("D", "", 9)]);
    }

    #[test]
    fn words_split_at_unquoted_blanks() {
        let expansion = expand("a 'b c'  d\\ e $S", Mode::words('\\'), &environment(&[("S", "x y")]));
        let words: Vec<_> =
            expansion.iter().flat_map(|e| &e.words).map(|(word, span)| (word.as_str(), span.start)).collect();
        assert_eq!(words, [("a", 0), ("b c", 2), ("d e", 9), ("x", 14), ("y", 14)]);
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        assert!(expanded(&"${A:-".repeat(100_000)).is_err());
    }
}
