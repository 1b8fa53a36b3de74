//! The patterns of `${name#pattern}` and its siblings.

/// A shell pattern with `*`, `?` and `\` escapes, but no brackets.
pub(super) struct Pattern(Vec<Piece>);

enum Piece {
    Any,
    One,
    Literal(char),
}

impl Pattern {
    /// `None` for an escape that BuildKit refuses.
    pub fn parse(text: &str) -> Option<Pattern> {
        let mut pieces = Vec::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            pieces.push(match character {
                '*' => Piece::Any,
                '?' => Piece::One,
                '\\' => match characters.next() {
                    Some(escaped @ ('}' | '/' | '*' | '?' | '\\')) => Piece::Literal(escaped),
                    _ => return None,
                },
                literal => Piece::Literal(literal),
            });
        }
        Some(Pattern(pieces))
    }

    fn matches(&self, text: &[char]) -> bool {
        // The classic walk with one point of return: linear in practice, quadratic at worst.
        let (mut piece, mut at) = (0, 0);
        let mut back = None;
        while at < text.len() {
            match self.0.get(piece) {
                Some(Piece::Any) => {
                    back = Some((piece, at));
                    piece += 1;
                }
                Some(Piece::One) => (piece, at) = (piece + 1, at + 1),
                Some(Piece::Literal(literal)) if *literal == text[at] => (piece, at) = (piece + 1, at + 1),
                _ => {
                    let Some((star, from)) = back else {
                        return false;
                    };
                    back = Some((star, from + 1));
                    (piece, at) = (star + 1, from + 1);
                }
            }
        }
        self.0[piece..].iter().all(|piece| matches!(piece, Piece::Any))
    }

    pub fn trim_start(&self, value: &str, greedy: bool) -> String {
        let value: Vec<char> = value.chars().collect();
        let mut ends: Vec<usize> = (0..=value.len()).collect();
        if greedy {
            ends.reverse();
        }
        let end = ends.into_iter().find(|&end| self.matches(&value[..end])).unwrap_or(0);
        value[end..].iter().collect()
    }

    pub fn trim_end(&self, value: &str, greedy: bool) -> String {
        let value: Vec<char> = value.chars().collect();
        let mut starts: Vec<usize> = (0..=value.len()).collect();
        if !greedy {
            starts.reverse();
        }
        let start = starts.into_iter().find(|&start| self.matches(&value[start..])).unwrap_or(value.len());
        value[..start].iter().collect()
    }

    pub fn replace(&self, value: &str, replacement: &str, all: bool) -> String {
        let value: Vec<char> = value.chars().collect();
        let mut result = String::new();
        let mut at = 0;
        while at < value.len() {
            let longest = (at + 1..=value.len()).rev().find(|&end| self.matches(&value[at..end]));
            match longest {
                Some(end) => {
                    result.push_str(replacement);
                    at = end;
                    if !all {
                        break;
                    }
                }
                None => {
                    result.push(value[at]);
                    at += 1;
                }
            }
        }
        result.extend(&value[at..]);
        result
    }
}
