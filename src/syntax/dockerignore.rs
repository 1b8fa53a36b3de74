//! `.dockerignore`: its patterns, and which paths of a build context they keep out.
//!
//! Patterns count from the root of the context, the last that matches wins, and a pattern that matches a folder speaks for
//! everything below. Source: moby/patternmatcher `patternmatcher.go` and `ignorefile/ignorefile.go`; its shortcuts for `**`
//! at either end are kept, for they change what matches.

use crate::text::Span;

/// The patterns of a file, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dockerignore {
    patterns: Vec<Pattern>,
    /// Patterns for which the builder refuses the file.
    pub malformed: Vec<Span>,
}

/// One line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// As written, without the blanks around it.
    pub text: String,
    pub span: Span,
    /// From 0.
    pub line: usize,
    /// `!…`: what it matches comes back.
    brings_back: bool,
    shape: Shape,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    /// No wildcard at all.
    Exact(String),
    /// `text**`: what begins with the text.
    Prefix(String),
    /// `**text`: what ends with the text, or is the text without its leading `/`.
    Suffix(String),
    Parts(Vec<Part>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(char),
    /// `?`: one character that is no `/`.
    One,
    /// `*`: any number of those.
    Some,
    /// `**` in the middle: nothing, or anything up to and with a `/`.
    Folders,
    /// `**` at the end.
    Rest,
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Dockerignore {
    /// Reads a file.
    pub fn parse(source: &str) -> Self {
        let mut file = Dockerignore::default();
        let mut start = 0;
        for (number, line) in source.split_inclusive('\n').enumerate() {
            let text = if start == 0 { line.trim_start_matches('\u{feff}') } else { line };
            let trimmed = text.trim();
            let at = start + (line.len() - text.len()) + (text.len() - text.trim_start().len());
            start += line.len();
            if text.starts_with('#') || trimmed.is_empty() {
                continue;
            }
            let span = Span::new(at, at + trimmed.len());
            match Pattern::parse(trimmed, span, number) {
                Some(pattern) => file.patterns.push(pattern),
                None => file.malformed.push(span),
            }
        }
        file
    }

    /// The patterns, in order.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Whether the path, relative to the context and with `/` between its parts, is kept out of the context.
    pub fn keeps_out(&self, path: &str) -> bool {
        self.verdict(path).is_some_and(|pattern| !pattern.brings_back)
    }

    /// The pattern that decides about a path: the last that changes whether it is kept out; `None` where nothing speaks of it.
    pub fn verdict(&self, path: &str) -> Option<&Pattern> {
        let mut decisive = None;
        let mut out = false;
        for pattern in &self.patterns {
            if pattern.brings_back == out && pattern.matches(path) {
                out = !pattern.brings_back;
                decisive = Some(pattern);
            }
        }
        decisive
    }

    /// Whether some pattern keeps out whatever there is.
    pub fn keeps_out_everything(&self) -> bool {
        self.patterns.iter().any(|pattern| {
            let is_all = match &pattern.shape {
                Shape::Suffix(text) => text.is_empty(),
                Shape::Parts(parts) => matches!(parts.as_slice(), [Part::Some] | [Part::Folders, Part::Some]),
                Shape::Exact(_) | Shape::Prefix(_) => false,
            };
            is_all && !pattern.brings_back
        })
    }

    /// Whether something below a folder that is kept out may come back.
    pub fn brings_back(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.brings_back)
    }
}

/// `a/b/c`, then `a`, `a/b`.
fn path_and_parents(path: &str) -> impl Iterator<Item = &str> {
    std::iter::once(path).chain(path.match_indices('/').map(|(at, _)| &path[..at]))
}

impl Pattern {
    /// Whether what it matches comes back: a line with `!`.
    pub fn brings_back(&self) -> bool {
        self.brings_back
    }

    /// Whether it speaks of a path: of the path itself or of a folder around it.
    pub fn matches(&self, path: &str) -> bool {
        path_and_parents(path).any(|part| self.shape.matches(part))
    }

    /// Reads a line without the blanks around it; `None` where the builder would not take it.
    fn parse(line: &str, span: Span, number: usize) -> Option<Pattern> {
        let (brings_back, text) = match line.strip_prefix('!') {
            Some(rest) => (true, rest.trim()),
            None => (false, line),
        };
        if text.is_empty() {
            return None;
        }
        let cleaned = clean(text);
        let text = cleaned.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(&cleaned);
        Some(Pattern { text: line.to_owned(), span, line: number, brings_back, shape: Shape::parse(text)? })
    }
}

/// The path without `.`, `..`, doubled and trailing slashes, as Go's `filepath.Clean` has it.
fn clean(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|&last| last != "..") => {
                parts.pop();
            }
            ".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (is_rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

impl Shape {
    fn parse(text: &str) -> Option<Shape> {
        let mut parts = Vec::new();
        let mut characters = text.chars().peekable();
        let mut wild = false;
        let mut begins_with_any = false;
        while let Some(character) = characters.next() {
            match character {
                '*' if characters.next_if_eq(&'*').is_some() => {
                    characters.next_if_eq(&'/');
                    let is_first = parts.is_empty();
                    let is_last = characters.peek().is_none();
                    match (is_first, is_last) {
                        (true, true) => return Some(Shape::Suffix(String::new())),
                        (true, false) => begins_with_any = true,
                        // What ends in `**` and has no other wildcard is compared by its beginning.
                        (false, true) if !wild && !begins_with_any => {
                            return Some(Shape::Prefix(text.trim_end_matches('/').strip_suffix("**")?.to_owned()));
                        }
                        _ => wild = true,
                    }
                    parts.push(if is_last { Part::Rest } else { Part::Folders });
                }
                '*' => {
                    wild = true;
                    parts.push(Part::Some);
                }
                '?' => {
                    wild = true;
                    parts.push(Part::One);
                }
                '[' => {
                    wild = true;
                    parts.push(class(&mut characters)?);
                }
                '\\' => {
                    wild = true;
                    parts.push(Part::Literal(characters.next()?));
                }
                literal => parts.push(Part::Literal(literal)),
            }
        }
        Some(match (begins_with_any, wild) {
            (false, false) => Shape::Exact(text.to_owned()),
            (true, false) => Shape::Suffix(text.strip_prefix("**")?.to_owned()),
            (_, true) => Shape::Parts(parts),
        })
    }

    fn matches(&self, path: &str) -> bool {
        match self {
            Shape::Exact(text) => path == text,
            Shape::Prefix(text) => path.starts_with(text.as_str()),
            Shape::Suffix(text) => path.ends_with(text.as_str()) || text.strip_prefix('/') == Some(path),
            Shape::Parts(parts) => matches(parts, path),
        }
    }
}

/// A class after its `[`, as Go's `filepath.Match` reads it.
fn class(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<Part> {
    let negated = characters.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    let one = |characters: &mut std::iter::Peekable<std::str::Chars<'_>>| match characters.next()? {
        '-' | ']' => None,
        '\\' => characters.next(),
        character => Some(character),
    };
    while ranges.is_empty() || characters.next_if_eq(&']').is_none() {
        let low = one(characters)?;
        let high = if characters.next_if_eq(&'-').is_some() { one(characters)? } else { low };
        ranges.push((low, high));
    }
    Some(Part::Class { negated, ranges })
}

/// Whether the parts match the whole path. `left[at]` says whether the parts from here on match the characters from `at`
/// on; going through the parts backwards, no pattern takes long.
fn matches(parts: &[Part], path: &str) -> bool {
    let characters: Vec<char> = path.chars().collect();
    let length = characters.len();
    let mut left = vec![false; length + 1];
    left[length] = true;
    for part in parts.iter().rev() {
        let after = left.clone();
        let mut beyond_folder = false;
        for at in (0..=length).rev() {
            let next = characters.get(at).copied();
            let steps = |fits: bool| fits && after[at + 1];
            left[at] = match (part, next) {
                (Part::Literal(literal), Some(next)) => steps(next == *literal),
                (Part::One, Some(next)) => steps(next != '/'),
                (Part::Class { negated, ranges }, Some(next)) => {
                    steps(ranges.iter().any(|&(low, high)| low <= next && next <= high) != *negated)
                }
                (Part::Literal(_) | Part::One | Part::Class { .. }, None) => false,
                (Part::Some, Some(next)) => after[at] || next != '/' && left[at + 1],
                (Part::Rest, Some(_)) => after[at] || left[at + 1],
                (Part::Folders, Some(next)) => {
                    beyond_folder |= steps(next == '/');
                    after[at] || beyond_folder
                }
                (Part::Some | Part::Rest | Part::Folders, None) => after[at],
            };
        }
    }
    left[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_out(patterns: &str, paths: &[&str]) -> Vec<bool> {
        let file = Dockerignore::parse(patterns);
        assert!(file.malformed.is_empty(), "{patterns}");
        paths.iter().map(|path| file.keeps_out(path)).collect()
    }

    #[track_caller]
    fn check(patterns: &str, out: &[&str], kept: &[&str]) {
        assert!(kept_out(patterns, out).into_iter().all(|is_out| is_out), "{patterns:?} keeps out {out:?}");
        assert!(!kept_out(patterns, kept).into_iter().any(|is_out| is_out), "{patterns:?} lets {kept:?} in");
    }

    #[test]
    fn a_pattern_may_mean_everything() {
        let all = |source: &str| Dockerignore::parse(source).keeps_out_everything();
        assert!(all("*") && all("a\n**/*\n!b") && all("**"));
        assert!(!all("*.js") && !all("a") && !all("!*"));
    }

    #[test]
    fn patterns_count_from_the_root() {
        check("foo", &["foo", "foo/a/b"], &["a/foo", "foobar"]);
        check("/foo/", &["foo", "foo/a"], &["a/foo"]);
        check("*.txt", &["a.txt"], &["a/b.txt"]);
        check("./a/../b", &["b"], &["a"]);
        check("../x", &[], &["x"]);
    }

    #[test]
    fn two_stars_cross_folders() {
        check("**/foo", &["foo", "a/foo", "a/b/foo/c"], &["foobar", "a/xfoo"]);
        check("**/*.log", &["x.log", "a/b/x.log"], &["x.log.gz"]);
        check("foo/**", &["foo/a", "foo/a/b"], &["foo", "foobar/a"]);
        check("a/**/b", &["a/b", "a/x/b", "a/x/y/b"], &["ab", "a/xb"]);
        check("**", &["a", "a/b"], &[]);
        check("**/a/**", &["a/b", "x/a/b/c"], &["a"]);
    }

    #[test]
    fn one_star_does_not() {
        check("foo/*", &["foo/a", "foo/a/b"], &["foo"]);
        check("a?c", &["abc", "aéc"], &["a/c", "ac"]);
        check("[a-c]x[^0-9]", &["axy", "cx_"], &["dxy", "ax1"]);
        check("a\\*", &["a*"], &["ab"]);
    }

    #[test]
    fn the_last_pattern_wins() {
        check("*\n!src\n! go.mod\nsrc/x", &["a", "src/x"], &["src", "src/a/b", "go.mod"]);
        check("node_modules\n!node_modules/keep", &["node_modules/a"], &["node_modules/keep/b"]);
    }

    #[test]
    fn comments_begin_at_the_margin() {
        check("\u{feff}# a\n\n # b \r\n", &["# b"], &["a"]);
    }

    #[test]
    fn what_the_builder_refuses_is_named() {
        let source = "ok\n!\n [a\nb[]\n";
        let malformed = Dockerignore::parse(source).malformed;
        let texts: Vec<&str> = malformed.iter().map(|span| span.of(source)).collect();
        assert_eq!(texts, ["!", "[a", "b[]"]);
    }

    #[test]
    fn no_pattern_takes_long() {
        let pattern = "*a".repeat(40) + "b";
        assert_eq!(kept_out(&pattern, &["a".repeat(200).as_str()]), [false]);
    }
}
