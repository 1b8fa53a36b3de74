//! The tokens of a `.dockerignore`: comments, patterns, and the characters that mean more than themselves.

use super::TokenKind;
use super::painting::Painting;
use crate::text::Span;

pub(super) fn paint(painting: &mut Painting<'_>) {
    let mut start = painting.window.start;
    for line in painting.window.of(painting.source()).split_inclusive('\n') {
        paint_line(painting, Span::new(start, start + line.len()));
        start += line.len();
    }
}

fn paint_line(painting: &mut Painting<'_>, line: Span) {
    let text = line.of(painting.source());
    // Only a `#` in the first column begins a comment.
    if text.trim_start_matches('\u{feff}').starts_with('#') {
        return painting.paint(line, TokenKind::Comment);
    }
    painting.paint(line, TokenKind::String);
    let first = text.len() - text.trim_start().len();
    let mut class = false;
    for (at, character) in text.char_indices() {
        let place = Span::new(line.start + at, line.start + at + character.len_utf8());
        match character {
            '!' if at == first => painting.paint(place, TokenKind::Keyword),
            '*' | '?' if !class => painting.paint(place, TokenKind::Operator),
            '[' | ']' => {
                class = character == '[';
                painting.paint(place, TokenKind::Operator);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::TokenKind::*;
    use crate::model::Language;

    #[test]
    fn patterns_show_what_is_not_literal() {
        let found = super::super::tests::of(Language::Dockerignore, "# why\n**/*.log\n !a[0-9] \n\n#b");
        let found: Vec<_> = found.iter().map(|(text, kind)| (text.as_str(), *kind)).collect();
        assert_eq!(
            found,
            [
                ("# why", Comment),
                ("**", Operator),
                ("/", String),
                ("*", Operator),
                (".log", String),
                ("!", Keyword),
                ("a", String),
                ("[", Operator),
                ("0-9", String),
                ("]", Operator),
                ("#b", Comment),
            ]
        );
    }
}
