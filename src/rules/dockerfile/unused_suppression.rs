//! Comments that silence nothing.

use crate::model::Snapshot;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;
use crate::rules::suppression::{Suppression, Suppressions};
use crate::rules::{RULES, suppression};

rule! {
    /// A comment silences a rule that has nothing to say.
    ///
    /// `# dunnage ignore=…` says that something is meant. Once the line below it is mended, or the name of the rule was never
    /// right, the comment says something untrue, and will silence the rule when it is wanted. This holds in Compose files
    /// alike. A comment for a rule that is switched off is left alone as long as that rule would speak; hadolint's and
    /// BuildKit's comments always are.
    ///
    /// The fix takes out the names that silence nothing, and the comment with the last of them.
    ///
    /// ```dockerfile
    /// FROM scratch
    /// # dunnage ignore=maintainer-deprecated
    /// LABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.com>"
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM scratch
    /// LABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.com>"
    /// ```
    "unused-suppression", Hint, Safe,
    groups: [Style],
}

/// Runs after all others, on what their findings have left of the comments.
pub fn check(snapshot: &Snapshot, suppressions: &Suppressions, report: &mut Report) {
    for comment in suppressions.ours() {
        let idle: Vec<&suppression::Name> = comment.names.iter().filter(|name| !name.is_used()).collect();
        if idle.is_empty() {
            continue;
        }
        let sentences: Vec<String> = idle.iter().map(|name| sentence(name)).collect();
        let kept: Vec<&str> = comment.names.iter().filter(|name| name.is_used()).map(|it| it.text.as_str()).collect();
        let finding = report.at(comment.comment, sentences.join("; "));
        finding.tag(Tag::Unnecessary);
        if kept.is_empty() {
            finding.fix("Remove the comment", delete(whole(snapshot.source(), comment)));
        } else {
            finding.fix("Keep only the names that silence something", replace(comment.list, kept.join(",")));
        }
        finding.declares(&[Change::Comments]);
    }
}

fn sentence(name: &suppression::Name) -> String {
    if name.is_known() {
        return format!("`{}` has nothing to silence here", name.text);
    }
    let meant = suggest(&name.text, RULES.iter().map(|rule| rule.meta.name));
    let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
    format!("there is no rule `{}`{meant}", name.text)
}

/// The comment with the blanks before it, or with its whole line where nothing else stands there.
fn whole(source: &str, comment: &Suppression) -> Span {
    let Span { start, end } = comment.comment;
    let line = source[..start].rfind('\n').map_or(0, |at| at + 1);
    let before = source[line..start].trim_end_matches([' ', '\t']);
    if !before.is_empty() {
        return Span::new(line + before.len(), end);
    }
    match source[end..].find('\n') {
        Some(at) => Span::new(line, end + at + 1),
        // The last line has no end: the one before gives up its own, so that the file ends as it did.
        None => Span::new(source[..line].trim_end_matches(['\r', '\n']).len(), source.len()),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::rules::settings::Selector;
    use crate::rules::{Settings, check};
    use crate::text::apply_edits;

    /// What the rule says of a file, and what its fixes leave.
    fn mended(language: Language, source: &str) -> (Vec<String>, String) {
        let only = Settings { select: Some(vec![Selector::Rule("unused-suppression")]), ..Settings::default() };
        let findings = check(&Snapshot::of(language, source), &only);
        let edits: Vec<_> = findings.iter().flat_map(|finding| finding.fixes[0].edits.clone()).collect();
        (findings.into_iter().map(|finding| finding.message).collect(), apply_edits(source, &edits))
    }

    #[test]
    fn names_that_silence_something_stay() {
        let (said, text) = mended(
            Language::Dockerfile,
            "FROM scratch\n# dunnage ignore=DL4000, no-such-rule why\nMAINTAINER a\n# dunnage ignore=style\nMAINTAINER b\n",
        );
        assert_eq!(said, ["there is no rule `no-such-rule`"]);
        assert!(text.contains("# dunnage ignore=DL4000 why\nMAINTAINER a\n"), "{text}");
    }

    #[test]
    fn a_name_that_no_rule_has_is_named() {
        let (said, text) = mended(Language::Compose, "services:\n  a: {} # dunnage ignore=maintainer-deprecatd\n");
        let message = "there is no rule `maintainer-deprecatd`; did you mean `maintainer-deprecated`?";
        assert_eq!((said, text.as_str()), (vec![message.to_owned()], "services:\n  a: {}\n"));
    }
}
