//! A FROM of too many words, or with a misspelt AS.

use super::unknown_instruction::{OF_TEMPLATE, is_filled_by_template};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// `FROM` takes an image, or an image, `AS` and a name.
    ///
    /// Anything else is refused: a tag after a blank instead of a colon, a name without `AS`, a comment behind the image. A `#`
    /// starts a comment only at the start of a line.
    ///
    /// ```dockerfile
    /// FROM golang:1.25 # to compile
    /// RUN go build ./...
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// # to compile
    /// FROM golang:1.25
    /// RUN go build ./...
    /// ```
    "malformed-from", Error, Ask,
    lacks: Continuation,
    groups: [Syntax],
    aka: ["dockerfile-utils:ARGUMENT_REQUIRES_ONE_OR_THREE", "dockerfile-utils:INVALID_AS"],
    concerns: ["from-needs-one-or-three-words", "from-as-misspelt", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for from in file.all(Keyword::From) {
        let words = from.arguments.words();
        if let Some(comment) = trailing_comment(words).filter(|_| !is_well_formed(words)) {
            report
                .at(comment, "A comment cannot follow on the same line; BuildKit reads it as words of FROM")
                .fix("Move the comment to its own line", move_comment_up(file, from, comment));
            continue;
        }
        if let Some(part) =
            words.iter().find(|word| is_filled_by_template(&word.text)).filter(|_| !is_well_formed(words))
        {
            report.at(part.span, OF_TEMPLATE);
            continue;
        }
        match words {
            [_, as_word] if is_as(as_word) => {
                report.at(as_word.span, "No name follows AS");
            }
            [image, tag] if tag.text.starts_with(|c: char| c.is_ascii_digit()) || tag.text == "latest" => {
                let gap = Span::new(image.span.end, tag.span.start);
                report
                    .at(
                        tag.span,
                        format!("`{}` follows the image after a blank; a tag follows after a colon", tag.text),
                    )
                    .fix("Make it the tag", replace(gap, ":"));
            }
            [_, name] => {
                report
                    .at(name.span, format!("`{}` follows the image; a stage's name follows after AS", name.text))
                    .fix("Make it the stage's name", insert(name.span.start, "AS "));
            }
            [_, as_word, name] if !is_as(as_word) => {
                // Of three words the second can only be AS; where it nearly is, nothing is left to decide.
                let kind = if suggest(&as_word.text, ["AS"]).is_some() { Safe } else { Ask };
                report.at(as_word.span, format!("`{}` stands where AS should", as_word.text)).offer(
                    kind,
                    format!("Name the stage `{}`", name.text),
                    replace(as_word.span, "AS"),
                );
            }
            [_, _, _, extra, ..] => {
                let last = words.last().unwrap_or(extra);
                report.at(extra.span.to(last.span), "FROM takes an image, AS and a name, and nothing more");
            }
            _ => {}
        }
    }
}

fn is_as(word: &Word) -> bool {
    word.text.eq_ignore_ascii_case("as")
}

/// Whether it is an image, and perhaps a name.
pub(super) fn is_well_formed(words: &[Word]) -> bool {
    matches!(words, [_]) || matches!(words, [_, as_word, _] if is_as(as_word))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn each_slip_is_mended_in_its_own_way() {
        for (line, mended) in [
            ("FROM alpine 3.22", "FROM alpine:3.22"),
            ("FROM alpine build", "FROM alpine AS build"),
            ("FROM alpine ass build", "FROM alpine AS build"),
        ] {
            assert_eq!(
                fixed("malformed-from", &format!("{line}\n")).as_deref(),
                Some(&*format!("{mended}\n")),
                "{line}"
            );
        }
        assert_eq!(marked("malformed-from", "FROM a AS\n"), ["AS"]);
        assert_eq!(marked("malformed-from", "FROM a AS b c d\n"), ["c d"]);
        assert_eq!(marked("malformed-from", "FROM {{ image }}\n"), ["{{"]);
    }

    #[test]
    fn what_is_well_formed_is_left_alone() {
        for line in ["FROM a", "FROM a as b", "FROM --platform=linux/amd64 a AS b", "FROM"] {
            assert!(marked("malformed-from", &format!("{line}\n")).is_empty(), "{line}");
        }
    }
}
