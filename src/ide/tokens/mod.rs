//! What each piece of a file is, for colouring by meaning: a stage is not a word, `#` in a script is not a comment.
//!
//! Tokens are painted over each other, the general first: a variable covers the string that it stands in. Only what lies
//! in the window that was asked for is painted.

mod compose;
mod dockerfile;
mod dockerignore;
mod dotenv;
mod painting;

use crate::model::{Language, Snapshot};
use crate::text::Span;
use painting::Painting;

/// A piece of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub span: Span,
    pub kind: TokenKind,
    pub note: Note,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    Keyword,
    Comment,
    /// The name of a parser directive, of a heredoc, of an anchor.
    Macro,
    /// A flag of an instruction, an option of a command.
    Flag,
    /// A key: of a label, of a mount, of a Compose mapping.
    Property,
    String,
    Number,
    Variable,
    /// A stage, a service, a volume: what the file itself declares.
    Name,
    Image,
    /// A tag or a digest, a protocol: a word out of a set.
    Member,
    /// The name of what a shell runs.
    Command,
    Operator,
}

/// What there is to say of a token besides its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Note {
    #[default]
    Nothing,
    /// The name is given here rather than used.
    Declaration,
    /// Nobody should write it any more.
    Deprecated,
    /// The builder provides it.
    Predefined,
}

/// The tokens of a file in order; they do not overlap, and none crosses the end of a line.
pub fn tokens(snapshot: &Snapshot) -> Vec<Token> {
    tokens_in(snapshot, Span::new(0, snapshot.source().len()))
}

/// The same of the lines that hold the window.
pub fn tokens_in(snapshot: &Snapshot, window: Span) -> Vec<Token> {
    let mut painting = Painting::new(snapshot.source(), window);
    match snapshot.language() {
        Language::Dockerfile => {
            snapshot.dockerfile().into_iter().for_each(|file| dockerfile::paint(&mut painting, file))
        }
        Language::Compose => snapshot.compose().into_iter().for_each(|file| compose::paint(&mut painting, file)),
        Language::Dockerignore => dockerignore::paint(&mut painting),
        Language::Dotenv => dotenv::paint(&mut painting),
    }
    painting.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What shows of each token, names that are declared with a star.
    pub(super) fn of(language: Language, source: &str) -> Vec<(String, TokenKind)> {
        let snapshot = Snapshot::of(language, source);
        let tokens = tokens(&snapshot);
        assert!(tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        let show = |token: Token| {
            let star = if token.note == Note::Declaration { "*" } else { "" };
            (format!("{}{star}", token.span.of(source)), token.kind)
        };
        tokens.into_iter().map(show).collect()
    }

    #[test]
    fn no_token_crosses_a_line() {
        let source = "RUN <<EOF\na\r\nb $X\n\nEOF\nONBUILD COPY [\"a\", \\\n \"b\"]\nRUN echo \"a \\\n   # c\n  b\"\n";
        for (text, _) in of(Language::Dockerfile, source) {
            assert!(!text.contains(['\n', '\r']) && !text.trim().is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_window_shows_what_the_whole_shows_there() {
        let source = "FROM a AS x\nRUN b && \\\n  c \"d\n  $E\"\nCOPY <<F /\n$G\nF\nFROM x\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let whole = tokens(&snapshot);
        let starts: Vec<usize> = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        for pair in starts.windows(2) {
            let line = Span::new(pair[0], pair[1]);
            let expected: Vec<Token> = whole.iter().copied().filter(|token| line.contains(token.span)).collect();
            assert_eq!(tokens_in(&snapshot, Span::at(line.start)), expected, "{:?}", line.of(source));
        }
    }
}
