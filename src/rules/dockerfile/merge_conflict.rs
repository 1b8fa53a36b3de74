//! Two versions of the same lines, where a merge left the choice to somebody.

use crate::model::{Language, Snapshot};
use crate::rules::prelude::*;
use crate::rules::suppression::Suppressions;
use crate::syntax::conflict::{Conflict, conflicts};

rule! {
    /// A merge left two versions of the same lines.
    ///
    /// Where two branches changed the same lines, Git writes both of them between `<<<<<<<`, `=======` and `>>>>>>>`; with
    /// `merge.conflictStyle` at `diff3` the common version stands after `|||||||` besides. Somebody must choose, and take the
    /// marks out. Until then the file is two files at once, and what else could be said would be about neither: nothing else is
    /// said. The editor offers either side, and both.
    ///
    /// Compose files, ignore files and files of variables are looked at too. In an ignore file and in a heredoc nothing refuses
    /// the marks, so there it is a warning.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// <<<<<<< HEAD
    /// RUN apk add --no-cache curl
    /// =======
    /// RUN apk add --no-cache wget
    /// >>>>>>> feature
    /// USER nobody
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN apk add --no-cache curl
    /// USER nobody
    /// ```
    "merge-conflict", Error, Show,
    groups: [Syntax],
}

/// Looks at the text alone, whatever its language.
pub fn check(snapshot: &Snapshot, _: &Suppressions, report: &mut Report) {
    let source = snapshot.source();
    for conflict in conflicts(source) {
        let Some(mark) = conflict.mark() else { continue };
        let is_refused = is_refused(snapshot, mark);
        let finding = report.at(mark, "This is a merge conflict: choose a version, and take the marks out");
        for other in conflict.marks().skip(1) {
            finding.related(other, "belongs to it");
        }
        if !is_refused {
            finding.severity(Warning);
        }
        offer_versions(source, &conflict, finding);
    }
}

/// Whether BuildKit or Compose stumbles over such a line here.
fn is_refused(snapshot: &Snapshot, mark: Span) -> bool {
    let is_in_heredoc = |file: &Dockerfile| {
        let instruction = file.instruction_at(mark.start);
        instruction.is_some_and(|it| it.heredocs.iter().any(|heredoc| heredoc.body.contains(mark)))
    };
    snapshot.language() != Language::Dockerignore && !snapshot.dockerfile().is_some_and(is_in_heredoc)
}

/// Offers the version of each side, and both, where all the marks are there.
fn offer_versions(source: &str, conflict: &Conflict, finding: &mut Finding) {
    let (Some(opening), Some(divider), Some(closing)) = (conflict.opening, conflict.divider, conflict.closing) else {
        return;
    };
    let after = |mark: Span| source[mark.end..].find('\n').map_or(source.len(), |at| mark.end + at + 1);
    let one = Span::new(after(opening), conflict.base.unwrap_or(divider).start).of(source);
    let other = Span::new(after(divider), closing.start).of(source);
    let whole = Span::new(opening.start, after(closing));
    let name = |mark: Span| source[mark.start + 7..mark.end].trim();
    finding.show(format!("Keep the lines of {}", name(opening)), replace(whole, one));
    finding.show(format!("Keep the lines of {}", name(closing)), replace(whole, other));
    finding.show("Keep both", replace(whole, format!("{one}{other}")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Settings, Severity};
    use crate::text::apply_edits;

    fn said(language: Language, source: &str) -> Vec<(&'static str, Severity)> {
        let findings = crate::rules::check(&Snapshot::of(language, source), &Settings::default());
        findings.into_iter().map(|finding| (finding.rule, finding.severity)).collect()
    }

    #[test]
    fn it_is_all_that_is_said_of_a_file_in_any_language() {
        let conflict = "<<<<<<< HEAD\n    image: a:1\n||||||| base\n=======\n    image: b\n>>>>>>> x\n";
        for (language, before, severity) in [
            (Language::Compose, "services:\n  web:\n", Error),
            (Language::Dockerfile, "FROM a\nRUN apk add \\\n", Error),
            (Language::Dockerfile, "FROM a\nRUN <<EOF\n", Error),
            (Language::Dotenv, "A=1\n", Error),
            (Language::Dockerignore, "*\n", Warning),
        ] {
            let source = format!("{before}{conflict}   bash\n");
            assert_eq!(said(language, &source), [("merge-conflict", severity)], "{source}");
        }
        let in_heredoc = format!("FROM a\nRUN <<EOF\n{conflict}EOF\n");
        assert_eq!(said(Language::Dockerfile, &in_heredoc), [("merge-conflict", Warning)]);
    }

    #[test]
    fn either_side_is_offered_and_both() {
        let source = "a\n<<<<<<< HEAD\nb\n||||||| 1a\nc\n=======\nd\n>>>>>>> topic/x\ne\n";
        let findings = crate::rules::check(&Snapshot::of(Language::Dockerignore, source), &Settings::default());
        let offers: Vec<(&str, String)> =
            findings[0].fixes.iter().map(|fix| (fix.title.as_str(), apply_edits(source, &fix.edits))).collect();
        let expected = [
            ("Keep the lines of HEAD", "a\nb\ne\n"),
            ("Keep the lines of topic/x", "a\nd\ne\n"),
            ("Keep both", "a\nb\nd\ne\n"),
        ];
        assert_eq!(offers, expected.map(|(title, text)| (title, text.to_owned())));
    }
}
