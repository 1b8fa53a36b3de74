//! Comments that BuildKit shows as the description of a stage or an argument.

use crate::rules::prelude::*;

rule! {
    /// The comment above a named stage or an argument does not start with its name.
    ///
    /// `docker build --call=outline` lists the arguments and stages of a file, each with the comment above it, if that starts
    /// with the name. The fix puts the name in front. A comment that is no description is kept apart by an empty comment
    /// line, `#`. BuildKit has this check as an experiment; `# check=experimental=InvalidDefinitionDescription` at the top
    /// turns it on here too.
    ///
    /// ```dockerfile
    /// # the release to install
    /// ARG VERSION=1.4
    /// FROM alpine:3.22
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// # VERSION the release to install
    /// ARG VERSION=1.4
    /// FROM alpine:3.22
    /// ```
    "misplaced-description", Hint, Safe,
    default: off,
    groups: [Pedantic],
    aka: ["buildkit:InvalidDefinitionDescription"],
    concerns: ["definition-description"],
}

/// Source: BuildKit `instructions/parse.go` (`validateDefinitionDescription`).
pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, instruction) in file.instructions.iter().enumerate() {
        let names: Vec<(String, Span)> = match (instruction.keyword, instruction.arguments.words()) {
            (Keyword::Arg, words) => words.iter().map(argument_name).collect(),
            (Keyword::From, [_, between, name]) if between.text.eq_ignore_ascii_case("as") => {
                vec![(name.text.to_lowercase(), name.span)]
            }
            _ => continue,
        };
        let (Some((first, place)), Some(comment)) = (names.first(), file.comments_above(index).last()) else {
            continue;
        };
        let notes = file.notes_above(index);
        let Some(note) = notes.last() else { continue };
        if names.iter().any(|(name, _)| note.split(' ').next() == Some(name)) {
            continue;
        }
        let message = format!("The comment above would describe `{first}` if it started with that name");
        let finding = report.at(*place, message);
        finding.related(*comment, "the comment");
        let text = file.text(*comment);
        let is_it = text.strip_prefix('#').is_some_and(|text| text.trim() == *note);
        if !is_it || is_for_tools(note) {
            continue;
        }
        // Of several lines, or for several arguments, nobody can tell what the name would go in front of.
        let is_sentence = note.starts_with(char::is_alphabetic);
        if names.len() == 1 && notes.len() == 1 && is_sentence {
            let blanks = text.len() - 1 - text[1..].trim_start().len();
            let gap = if blanks == 0 { " " } else { "" };
            finding
                .fix("Put the name in front", insert(comment.start + 1 + blanks, format!("{gap}{first} ")))
                .declares(&[Change::Comments]);
        } else {
            finding.fix("Keep the comment apart", insert(file.whole_lines(*comment).end, "#\n"));
        }
    }
}

fn argument_name(word: &Word) -> (String, Span) {
    let name = word.text.split('=').next().unwrap_or("");
    (name.to_owned(), word.part(0..name.len()))
}

/// A comment that some program reads, or that keeps an instruction: a name in front would break it.
fn is_for_tools(note: &str) -> bool {
    let first = note.split_whitespace().next().unwrap_or("");
    first.contains(['=', ':'])
        || ["hadolint", "dunnage", "check", "tally"].contains(&first)
        || Keyword::parse(first) != Keyword::Unknown
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    #[test]
    fn the_last_comment_above_counts() {
        let of = |source| marked("misplaced-description", source);
        assert_eq!(of("# a\n# b\nFROM x AS y\n"), ["y"]);
        assert!(of("# note\n#\nFROM x AS y\n# y\nFROM x\nARG A\n# A is\nARG A B\n").is_empty());
        assert_eq!(
            fixed("misplaced-description", "# why\n# builds it\nFROM x AS Build\n").as_deref(),
            Some("# why\n# builds it\n#\nFROM x AS Build\n")
        );
    }

    #[test]
    fn what_other_tools_read_is_not_touched() {
        for comment in ["# hadolint ignore=DL3006", "# renovate: datasource=docker", "# ARG OLD=1"] {
            let source = format!("{comment}\nFROM x AS y\n");
            assert_eq!(
                (findings("misplaced-description", &source).len(), fixed("misplaced-description", &source)),
                (1, None)
            );
        }
    }
}
