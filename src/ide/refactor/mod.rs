//! Rewriting what is fine as it is: another form of the same, a name for a part, a name replaced by what it stands for.
//!
//! Every room below looks at the cursor first and offers edits in place; comments and the style around them stay. None is
//! believed: [`proof`] reads the result, and what would mean something else, apart from what the offer declares to change, is
//! not shown.

mod compose;
mod dockerfile;
mod excerpt;
mod proof;
mod start;

use super::actions::{Action, ActionKind, FileChange, touching};
use crate::model::Snapshot;
use crate::rules::{Change, Finding};
use crate::text::{Edit, Span};

/// Something to be done at a click, before it is proven.
#[derive(Debug)]
struct Offer {
    title: String,
    kind: ActionKind,
    edits: Vec<Edit>,
    files: Vec<FileChange>,
    /// What it changes on purpose.
    changes: &'static [Change],
}

impl Offer {
    fn new(kind: ActionKind, title: impl Into<String>, edits: Vec<Edit>) -> Offer {
        Offer { title: title.into(), kind, edits, files: Vec::new(), changes: &[] }
    }

    fn rewrite(title: impl Into<String>, edits: Vec<Edit>) -> Offer {
        Offer::new(ActionKind::Rewrite, title, edits)
    }

    fn changing(self, changes: &'static [Change]) -> Offer {
        Offer { changes, ..self }
    }

    fn with_file(mut self, change: FileChange) -> Offer {
        self.files.push(change);
        self
    }
}

/// What can be rewritten at `span`, and no finding of `findings` offers already.
pub fn refactorings(snapshot: &Snapshot, findings: &[Finding], span: Span) -> Vec<Action> {
    let offers = match (snapshot.dockerfile(), snapshot.compose()) {
        (Some(file), _) => proof::of_dockerfile(snapshot, dockerfile::offers(file, span)),
        (_, Some(file)) => proof::of_compose(snapshot, compose::offers(file, span)),
        _ => Vec::new(),
    };
    let offers = start::offer(snapshot).into_iter().chain(offers);
    let mended: Vec<&[Edit]> =
        touching(findings, span).flat_map(|finding| &finding.fixes).map(|fix| fix.edits.as_slice()).collect();
    let is_new = |offer: &Offer| offer.edits.is_empty() || !mended.contains(&offer.edits.as_slice());
    let action = |Offer { title, kind, edits, files, .. }| Action {
        title,
        kind,
        edits,
        files,
        preferred: false,
        finding: None,
        errand: None,
    };
    offers.filter(is_new).map(action).collect()
}

#[cfg(test)]
mod testing {
    //! What a refactoring makes of a text, for the tests of each.

    use super::*;
    use crate::model::Language;
    use crate::text::apply_edits;

    /// What is offered where `|` stands in the text, or between two of them: each title with the text that it leads to.
    pub fn offered(language: Language, marked: &str) -> Vec<(String, String)> {
        let start = marked.find('|').expect("a place for the cursor");
        let source = marked.replacen('|', "", 1);
        let end = source.find('|').unwrap_or(start);
        let source =
            if end == start && !source[start..].starts_with('|') { source } else { source.replacen('|', "", 1) };
        at(language, &source, Span::new(start, end))
    }

    /// The same at a span.
    pub fn at(language: Language, source: &str, span: Span) -> Vec<(String, String)> {
        let snapshot = Snapshot::of(language, source);
        let actions = refactorings(&snapshot, &[], span);
        actions.into_iter().map(|action| (action.title, apply_edits(source, &action.edits))).collect()
    }

    /// The text that the offer of this title leads to.
    pub fn applied(language: Language, marked: &str, title: &str) -> Option<String> {
        offered(language, marked).into_iter().find(|(offered, _)| offered == title).map(|(_, text)| text)
    }
}
