//! JSON in heredocs, laid out.

use crate::rules::prelude::*;

rule! {
    /// A JSON file in a heredoc is not laid out.
    ///
    /// A file that stands in a Dockerfile is read there. One member a line, indented by two blanks for each level, is how people and
    /// tools write JSON.
    ///
    /// The fix moves white space outside of strings, and nothing else: the file means the same. Heredocs of other languages,
    /// those that hold variables outside of strings, and those with `<<-` are left alone.
    ///
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// COPY <<EOF /etc/app.json
    /// {"port":8080, "tags": ["a","b"]}
    /// EOF
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// COPY <<EOF /etc/app.json
    /// {
    ///   "port": 8080,
    ///   "tags": [
    ///     "a",
    ///     "b"
    ///   ]
    /// }
    /// EOF
    /// ```
    "unformatted-heredoc", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/prefer-formatted-heredocs"],
    concerns: ["heredoc-body-formatting"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for copy in file.instructions.iter().filter(|it| matches!(it.keyword, Keyword::Copy | Keyword::Add)) {
        let ([heredoc], Some(destination)) = (copy.heredocs.as_slice(), copy.copy_destination()) else { continue };
        if heredoc.chomp || heredoc.end.is_none() || !destination.text.ends_with(".json") {
            continue;
        }
        let body = file.text(heredoc.body);
        if body.contains('\r') || serde_json::from_str::<serde::de::IgnoredAny>(body).is_err() {
            continue;
        }
        // Any other width is somebody's choice.
        if ["  ", "    ", "\t"].iter().any(|indent| laid_out(body, indent) == body) {
            continue;
        }
        report
            .at(heredoc.marker, "The JSON below is not laid out")
            .fix("Lay it out", replace(heredoc.body, laid_out(body, "  ")))
            .declares(&[Change::Heredocs]);
    }
}

/// Valid JSON with a member a line; strings and numbers stay as they are written.
fn laid_out(json: &str, indent: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let mut depth = 0usize;
    let mut characters = json.chars().peekable();
    let break_line = |text: &mut String, depth: usize| {
        text.push('\n');
        // Deeper than anybody writes, so that a hostile file stays small.
        (0..depth.min(100)).for_each(|_| text.push_str(indent));
    };
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                text.push('"');
                while let Some(inner) = characters.next() {
                    text.push(inner);
                    match inner {
                        '\\' => text.extend(characters.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '{' | '[' => {
                text.push(character);
                while characters.next_if(|next| next.is_whitespace()).is_some() {}
                if let Some(close) = characters.next_if(|next| matches!(next, '}' | ']')) {
                    text.push(close);
                } else {
                    depth += 1;
                    break_line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut text, depth);
                text.push(character);
            }
            ',' => {
                text.push(',');
                break_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            white if white.is_whitespace() => {}
            other => text.push(other),
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::laid_out;
    use crate::rules::testing::marked;

    #[test]
    fn strings_and_numbers_stay() {
        assert_eq!(laid_out("{ }", "  "), "{}\n");
        assert_eq!(laid_out("[1.50,\"a:\\\" {b}\"]", "  "), "[\n  1.50,\n  \"a:\\\" {b}\"\n]\n");
    }

    #[test]
    fn other_languages_and_other_widths_are_left_alone() {
        for (name, body) in [
            ("a.conf", "{\"a\":1}"),
            ("a.json", "{\n    \"a\": 1\n}"),
            ("a.json", "{\"a\":$B}"),
            ("a.json", "{\"a\":1"),
        ] {
            let source = format!("FROM a\nCOPY <<E /{name}\n{body}\nE\n");
            assert!(marked("unformatted-heredoc", &source).is_empty(), "{body}");
        }
    }
}
