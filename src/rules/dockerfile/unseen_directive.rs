//! Directives that BuildKit takes for comments.

use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// A parser directive is misspelt, or stands where BuildKit no longer looks for one.
    ///
    /// `# syntax=`, `# escape=` and `# check=` count only in the first lines, one below the other: a blank line, another
    /// comment or an instruction ends them. After that, and under another name, they are comments, and nobody says so. The fix
    /// corrects the name or moves the line to the top; from then on BuildKit obeys it.
    ///
    /// ```dockerfile
    /// # sytnax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// ```
    "unseen-directive", Warning, Ask,
    groups: [Syntax],
    aka: ["tally:tally/syntax-directive-typo"],
    concerns: ["syntax-directive-typo"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let first = file.instructions.first().map_or(file.source().len(), |instruction| instruction.span.start);
    let mut is_at_top = true;
    let mut end = file.directives.last().map_or(0, |directive| file.whole_lines(directive.span).end);
    for comment in file.comments.iter().filter(|comment| comment.end <= first) {
        let lines = file.whole_lines(*comment);
        is_at_top &= lines.start == end;
        check_comment(file, *comment, is_at_top, report);
        // A comment that is no directive ends the run for all that follow.
        is_at_top = false;
        end = lines.end;
    }
}

fn check_comment(file: &Dockerfile, comment: Span, is_at_top: bool, report: &mut Report) {
    let text = file.text(comment);
    let Some((key, value)) = text.strip_prefix('#').and_then(|text| text.split_once('=')) else { return };
    let (key, value) = (key.trim(), value.trim());
    if value.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric()) {
        return;
    }
    let known = ["syntax", "escape", "check"];
    let lower = key.to_ascii_lowercase();
    let Some(&meant) = known.iter().find(|&&known| known == lower).or_else(|| {
        let slip = suggest(&lower, known)?;
        known.iter().find(|&&known| known == slip)
    }) else {
        return;
    };
    let is_plausible = match meant {
        "syntax" => value.contains("dockerfile") && !value.contains(' '),
        "escape" => matches!(value, "`" | "\\"),
        _ => ["skip=", "error=", "experimental="].iter().any(|start| value.starts_with(start)),
    };
    // A check above an instruction speaks for that one, anywhere in the file.
    if !is_plausible || file.directives.iter().any(|it| it.name.key() == meant) || meant == "check" && lower == meant {
        return;
    }
    let at = comment.start + 1 + text[1..].find(key).unwrap_or(0);
    let name = Span::new(at, at + key.len());
    let line = format!("# {meant}={value}\n");
    if is_at_top {
        report
            .at(name, format!("There is no directive `{key}`; did you mean `{meant}`?"))
            .fix(format!("Write {meant}"), replace(name, meant))
            .declares(&[Change::Directives, Change::Comments]);
        return;
    }
    let top = file.directives.last().map_or(0, |directive| file.whole_lines(directive.span).end);
    let finding = report.at(name, "BuildKit takes this directive for a comment: it does not stand in the first lines");
    if !file.source().starts_with('\u{feff}') {
        finding
            .fix("Move it to the top", [insert(top, line), delete(file.whole_lines(comment))])
            .declares(&[Change::Directives, Change::Comments]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    #[test]
    fn a_directive_below_a_comment_moves_to_the_top() {
        let source = "# The image of the shop.\n#\n# escape=`\n\nFROM a\n";
        assert_eq!(
            fixed("unseen-directive", source).as_deref(),
            Some("# escape=`\n# The image of the shop.\n#\n\nFROM a\n")
        );
        assert_eq!(marked("unseen-directive", "\n# syntax=docker/dockerfile:1\nFROM a\n"), ["syntax"]);
    }

    #[test]
    fn other_comments_are_comments() {
        for source in [
            "# syntax=docker/dockerfile:1\n# escape=`\nFROM a\n",
            "# note\n# syntax = what the front end reads\nFROM a\n",
            "# note\n# check=skip=all\nFROM a\n",
            "# version=1\nFROM a\n",
            "FROM a\n# escape=`\nRUN b\n",
        ] {
            assert!(findings("unseen-directive", source).is_empty(), "{source}");
        }
    }
}
