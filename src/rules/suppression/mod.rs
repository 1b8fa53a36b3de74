//! Comments that silence a finding: ours, BuildKit's, and those of other linters.
//!
//! - `# dunnage ignore=RULE,…` speaks for the next instruction, or in a Compose file for the next key and what is below it;
//!   at the end of a Compose line for that line and what is below it. `# dunnage ignore-file=RULE,…` speaks for the file.
//!   Rules, groups and aliases are understood; after the list a reason may follow.
//! - `# hadolint ignore=CODE,…` and `# hadolint global ignore=CODE,…` mean the same; `# hadolint stage ignore=CODE,…` speaks for
//!   the stage that follows. So do `#trivy:ignore:ID` for the next instruction, and `#checkov:skip=ID:reason` for the file.
//! - `# check=skip=NAME,…;error=true` is BuildKit's own, with BuildKit's own reading (see [`buildkit`]).
//!
//! A comment knows whether it has silenced anything: the rule `unused-suppression` asks.

mod buildkit;
mod compose;
mod pragma;

use super::settings::Selector;
use super::{Finding, Meta, Options};
use crate::model::{Dockerfile, Snapshot};
use crate::text::Span;
use buildkit::Checks;
use pragma::{Pragma, Reach, Tool};

/// What the comments of a file silence.
#[derive(Debug, Default)]
pub struct Suppressions {
    comments: Vec<Suppression>,
    checks: Checks,
    /// The comments are read, and silence nothing: the project wants it so.
    disabled: bool,
}

/// One comment that names rules.
#[derive(Debug)]
pub(super) struct Suppression {
    pub tool: Tool,
    /// From its `#` to its last word.
    pub comment: Span,
    /// Where a finding must begin to be silenced; `None` for anywhere.
    scope: Option<Span>,
    /// The names from the first to the last.
    pub list: Span,
    pub names: Vec<Name>,
}

/// A rule, group or alias in such a comment.
#[derive(Debug)]
pub(super) struct Name {
    pub text: String,
    /// `None` where there is no such rule.
    selector: Option<Selector>,
    used: bool,
}

impl Name {
    pub fn is_used(&self) -> bool {
        self.used
    }

    pub fn is_known(&self) -> bool {
        self.selector.is_some()
    }
}

impl Suppressions {
    /// Reads the comments of a file. BuildKit's own hold even where the project wants no other: the build obeys them.
    pub fn of(snapshot: &Snapshot, options: &Options) -> Self {
        let disabled = options.disable_ignore_comments == Some(true);
        if let Some(file) = snapshot.dockerfile() {
            return Suppressions { comments: of_dockerfile(file), checks: Checks::of(file), disabled };
        }
        let comments = if snapshot.compose().is_some() { compose::read(snapshot.source()) } else { Vec::new() };
        Suppressions { comments, checks: Checks::default(), disabled }
    }

    /// Whether a comment of ours means this rule.
    pub fn name(&self, meta: &Meta) -> bool {
        let mut names = self.ours().flat_map(|comment| &comment.names);
        names.any(|name| name.selector.is_some_and(|selector| selector.matches(meta)))
    }

    /// Whether the file itself turns on a rule that is off.
    pub fn turns_on(&self, meta: &Meta) -> bool {
        self.checks.wants(meta)
    }

    /// What is left of the findings of a rule that only the file turns on.
    pub fn where_turned_on(&self, meta: &Meta, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.retain(|finding| self.checks.wants_here(meta, finding));
        findings
    }

    /// What is left of a rule's findings, at the severity that the file wants.
    pub fn honour(&mut self, meta: &Meta, findings: Vec<Finding>) -> Vec<Finding> {
        let mut left = Vec::with_capacity(findings.len());
        for mut finding in findings {
            let silenced = self.silence(meta, &finding);
            if !silenced && !self.checks.skip(meta, &finding) {
                self.checks.raise(meta, &mut finding);
                left.push(finding);
            }
        }
        left
    }

    /// Marks every comment that silences the finding.
    fn silence(&mut self, meta: &Meta, finding: &Finding) -> bool {
        let mut silenced = false;
        for comment in &mut self.comments {
            if comment.scope.is_some_and(|scope| !scope.touches(finding.span.start)) {
                continue;
            }
            for name in &mut comment.names {
                if name.selector.is_some_and(|selector| selector.means(meta, finding)) {
                    name.used = true;
                    silenced = true;
                }
            }
        }
        silenced && !self.disabled
    }

    /// Every comment that names rules, ours and those of other linters.
    pub(super) fn all(&self) -> impl Iterator<Item = &Suppression> {
        self.comments.iter()
    }

    /// The comments of ours, for the rule that looks after them.
    pub(super) fn ours(&self) -> impl Iterator<Item = &Suppression> {
        self.comments.iter().filter(|comment| comment.tool == Tool::Dunnage)
    }
}

impl Suppression {
    /// A comment that stands at `offset` in the file and speaks for `scope`, unless it says that it speaks for all.
    fn new(pragma: Pragma<'_>, offset: usize, scope: Span) -> Self {
        let Pragma { tool, reach, comment, list, names } = pragma;
        let names = names.into_iter().map(|text| Name {
            text: text.to_owned(),
            selector: Selector::parse(text).ok(),
            // Not every machine has ShellCheck.
            used: matches!(Selector::parse(text), Ok(Selector::ShellCheck(_))),
        });
        Suppression {
            tool,
            comment: comment.shift(offset),
            scope: (reach != Reach::File).then_some(scope),
            list: list.shift(offset),
            names: names.collect(),
        }
    }
}

/// A comment above an instruction speaks for it; one inside, for what follows of it; one after the last, for nothing.
fn of_dockerfile(file: &Dockerfile) -> Vec<Suppression> {
    let mut found = Vec::new();
    for comment in &file.comments {
        let Some(pragma) = pragma::read(file.text(*comment)) else { continue };
        let next = file.instructions.partition_point(|instruction| instruction.span.end < comment.start);
        let end = match (pragma.reach, file.stage_of(next)) {
            (Reach::Stage, Some(stage)) => file.instructions[stage.range.end - 1].span.end,
            _ => file.instructions.get(next).map_or(comment.start, |instruction| instruction.span.end),
        };
        found.push(Suppression::new(pragma, comment.start, Span::new(comment.start, end)));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::rules::settings::Selector;
    use crate::rules::{Options, Settings, check};

    /// The lines, from 1, on which `maintainer-deprecated` speaks.
    fn lines(source: &str) -> Vec<usize> {
        let only = Settings { select: Some(vec![Selector::Rule("maintainer-deprecated")]), ..Settings::default() };
        let findings = check(&Snapshot::of(Language::Dockerfile, source), &only);
        findings.iter().map(|finding| 1 + source[..finding.span.start].matches('\n').count()).collect()
    }

    #[test]
    fn a_comment_speaks_for_the_next_instruction() {
        for comment in [
            "# dunnage ignore=maintainer-deprecated",
            "#dunnage  ignore = DL4000 , DL3008  for now",
            "  # dunnage ignore=style",
            "# hadolint ignore=DL4000,SC2046",
            "#trivy:ignore:AVD-DS-0022",
            "# dunnage ignore=DL3008\n\n# dunnage ignore=all\n# and a word",
        ] {
            let source = format!("FROM a\n{comment}\nMAINTAINER a\nMAINTAINER b\n");
            assert_eq!(lines(&source), [source.matches('\n').count()], "{comment}");
        }
    }

    #[test]
    fn a_comment_may_speak_for_the_file() {
        for comment in
            ["# dunnage ignore-file=DL4000", "# hadolint global ignore=DL4000", "#checkov:skip=CKV_DOCKER_6: old"]
        {
            assert!(lines(&format!("FROM a\nMAINTAINER a\n{comment}\nMAINTAINER b\n")).is_empty(), "{comment}");
        }
    }

    #[test]
    fn a_comment_may_speak_for_a_stage() {
        let source = "FROM a\nMAINTAINER a\n# hadolint stage ignore=DL4000\nFROM b\nUSER c\nMAINTAINER b\nFROM c\nMAINTAINER c\n";
        assert_eq!(lines(source), [2, 8]);
    }

    #[test]
    fn other_comments_silence_nothing() {
        for comment in ["# dunnage: ignore DL4000", "# ignore=DL4000", "# dunnage ignore=DL3008", "# dunnage ignore="] {
            assert_eq!(lines(&format!("FROM a\n{comment}\nMAINTAINER a\n")), [3], "{comment}");
        }
    }

    #[test]
    fn a_project_may_forbid_them() {
        let options = Options { disable_ignore_comments: Some(true), ..Options::default() };
        let mut strict =
            Settings { select: Some(vec![Selector::Rule("maintainer-deprecated")]), ..Settings::default() };
        let source = "FROM a\n# dunnage ignore=DL4000\nMAINTAINER a\n";
        assert!(check(&Snapshot::of(Language::Dockerfile, source), &strict).is_empty());
        strict.options = options.into();
        assert_eq!(check(&Snapshot::of(Language::Dockerfile, source), &strict).len(), 1);
    }

    #[test]
    fn a_heredoc_holds_no_comments() {
        assert_eq!(lines("FROM a\nRUN <<E\n# dunnage ignore-file=all\nE\nMAINTAINER a\n"), [5]);
    }
}
