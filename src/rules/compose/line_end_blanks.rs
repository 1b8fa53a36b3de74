//! Blanks that nobody sees.

use crate::rules::prelude::*;
use crate::syntax::yaml::Kind;

rule! {
    /// A line ends in blanks, or the last one does not end.
    ///
    /// Nobody sees it, until two versions of the file are compared. Blanks in a text that spans several lines may belong to it
    /// and are left alone. (`␠` is a blank here.)
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     environment:␠␠
    ///       PORT: "80"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     environment:
    ///       PORT: "80"
    /// ```
    "line-end-blanks", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["yamllint:trailing-spaces", "yamllint:new-line-at-end-of-file"],
    concerns: ["trailing-whitespace"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let texts: Vec<Span> = file
        .view()
        .nodes()
        .filter(|(_, node)| matches!(node.kind, Kind::Scalar(_)) && file.text(node.span).contains('\n'))
        .map(|(_, node)| node.span)
        .collect();
    let mut start = 0;
    for line in file.source().split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let kept = content.trim_end_matches([' ', '\t']);
        let blanks = Span::new(start + kept.len(), start + content.len());
        start += line.len();
        let is_text = texts.iter().any(|text| text.contains(blanks));
        let is_last = start == file.source().len() && content.len() == line.len();
        if !blanks.is_empty() && !is_text {
            let finding = report.at(blanks, "Blanks at the end of a line");
            finding.fix("Remove them", delete(blanks));
            if is_last && kept.is_empty() {
                finding.declares(&[Change::LastLineEnd]);
            }
        } else if is_last && !is_text {
            let end = Span::at(start);
            report
                .at(end, "The last line has no end")
                .fix("End it", insert(start, "\n"))
                .declares(&[Change::LastLineEnd]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_text_keeps_its_blanks() {
        let source = "x-a: |\n  a  \n  b\nx-b: \"a \n  b\"\n";
        assert!(marked("line-end-blanks", source).is_empty());
    }

    #[test]
    fn the_last_line_ends() {
        let after = |source: &str| fixed("line-end-blanks", source);
        assert_eq!(after("services: {}").as_deref(), Some("services: {}\n"));
        assert_eq!(after("services: {}\n  ").as_deref(), Some("services: {}\n"));
        assert_eq!(after("x-a: |\n  a"), None);
    }
}
