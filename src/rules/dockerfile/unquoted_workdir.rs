//! A WORKDIR with blanks.

use crate::rules::prelude::*;

rule! {
    /// The path of a `WORKDIR` has blanks and no quotes.
    ///
    /// All of the line is the path, so `WORKDIR /srv # the app` makes a folder of that name. The fix puts the path in quotes,
    /// which changes nothing; what looks like a comment it moves to a line of its own.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// WORKDIR /srv/my app
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// WORKDIR "/srv/my app"
    /// ```
    "unquoted-workdir", Info, Safe,
    groups: [Correctness],
    aka: ["dockerfilelint:invalid_workdir"],
    concerns: ["workdir-unquoted-space"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for workdir in file.all(Keyword::Workdir) {
        let Arguments::Text(path) = &workdir.arguments else { continue };
        let text = path.text.as_str();
        if !text.contains([' ', '\t']) || text.contains(['"', '\'', '\\', '`', '{']) {
            continue;
        }
        let comment = text.find(" #").or_else(|| text.find("\t#")).filter(|_| path.span.len() == text.len());
        if let Some(at) = comment {
            let comment = path.part(at + 1..text.len());
            report
                .at(comment, "A comment cannot follow on the same line; this is part of the path")
                .severity(Warning)
                .ask("Move the comment to its own line", move_comment_up(file, workdir, comment))
                .declares(&[Change::Workdir]);
            continue;
        }
        let finding = report.at(path.span, "The path has blanks; quotes would show that they belong to it");
        if path.span.len() == text.len() && !text.contains('$') {
            finding.fix("Put it in quotes", replace(path.span, format!("\"{text}\"")));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn a_comment_is_moved() {
        assert_eq!(
            fixed("unquoted-workdir", "FROM a\nWORKDIR /app  # here\n").as_deref(),
            Some("FROM a\n# here\nWORKDIR /app\n")
        );
        assert!(findings("unquoted-workdir", "FROM a\nWORKDIR \"/a b\"\nWORKDIR /a\\ b\nWORKDIR /a#b\n").is_empty());
    }
}
