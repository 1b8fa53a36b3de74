//! Making one RUN of several that follow one another, so that it does what they did.
//!
//! Each RUN starts from a fresh shell. What a part leaves behind in its shell must not reach the next one, so such a part goes
//! into `( … )`; what a part ignores, or does only after a failure, must not swallow the failure of the part before it, so
//! that one goes into `( … )` too. Where even that would not be the same, there is no merge. Comments move along as comment
//! lines of the continued instruction.
//!
//! Source: POSIX.1-2017, Shell Command Language, 2.9.3 (lists), 2.12 (shell execution environment), 2.14 (`set -e`).

mod residue;
mod script;
mod split;
mod style;
mod unfold;

use super::{Dockerfile, Instruction, Keyword, ShellText};
use crate::syntax::shell::{Connector, Element};
use crate::text::{Edit, Span, insert, replace};
use residue::{is_letters, leaves_state, runs_beside, stops_itself};
use std::ops::Range;
pub(super) use style::Style;

/// One RUN of those to be merged.
struct Part<'a> {
    instruction: &'a Instruction,
    shell: &'a ShellText,
    /// The last command is followed by a `;` that must go.
    trailing: bool,
}

/// How RUNs become one.
struct Plan<'a> {
    parts: Vec<Part<'a>>,
    /// Which parts go into `( … )`.
    wrapped: Vec<bool>,
    /// What stands between each part and the next.
    comments: Vec<Vec<&'a str>>,
}

impl Dockerfile {
    /// Whether one RUN can do what those at `runs` do. What can be merged two by two can be merged as a whole.
    pub fn can_merge_runs(&self, runs: Range<usize>) -> bool {
        runs.len() > 1 && self.plan(runs).is_some()
    }

    /// The edits that make one RUN of those at `runs`; `None` where the result could mean something else.
    pub fn merge_runs(&self, runs: Range<usize>) -> Option<Vec<Edit>> {
        let Plan { parts, wrapped, comments } = self.plan(runs).filter(|plan| plan.parts.len() > 1)?;
        let style = self.style_of(&parts);
        let mut edits = Vec::new();
        if let (Some(first), Some(true)) = (parts.first(), wrapped.first()) {
            edits.push(insert(first.start(), "("));
        }
        for (at, (pair, comments)) in parts.windows(2).zip(&comments).enumerate() {
            let [before, after] = pair else { continue };
            let close = if wrapped[at] { ")" } else { "" };
            let open = if wrapped[at + 1] { "(" } else { "" };
            let text = style.joint(close, comments, open);
            edits.push(replace(Span::new(before.end(), after.start()), text));
        }
        if let (Some(last), Some(true)) = (parts.last(), wrapped.last()) {
            // A `;` at the end says nothing, and behind the bracket it would look as if it did.
            let end = if last.trailing { last.instruction.rest.whole().end } else { last.end() };
            edits.push(replace(Span::new(last.end(), end), ")"));
        }
        Some(edits)
    }

    /// The edits that give every part of a chain of `&&` a line of its own, each with the `&&` that it breaks; none where the
    /// lines are that already, or where the text was not understood.
    pub fn chain_breaks(&self, index: usize) -> Vec<(Span, Edit)> {
        let Some(part) = self.part(index).filter(|part| part.shell.script.comments.is_empty()) else {
            return Vec::new();
        };
        let text = &part.shell.text;
        let script = &part.shell.script;
        let style = self.style_of(std::slice::from_ref(&part));
        let between = |element: &Element| {
            let next = script.elements.get(element.next?)?;
            let gap = Span::new(text.span(element.range.clone()).end, text.offset(next.range.start));
            let is_joined = element.after == Connector::And && !self.text(gap).contains('\n');
            is_joined.then(|| (text.span(element.after_range.clone()), replace(gap, style.joint("", &[], ""))))
        };
        script.top().filter_map(between).collect()
    }

    fn plan(&self, runs: Range<usize>) -> Option<Plan<'_>> {
        let parts: Vec<Part<'_>> = runs.clone().map(|index| self.part(index)).collect::<Option<_>>()?;
        let first = parts.first()?;
        if self.stage_of(runs.start).is_none_or(|stage| runs.end > stage.range.end) {
            return None;
        }
        let flags = |part: &Part<'_>| part.instruction.flags.iter().map(|flag| flag.text.clone()).collect::<Vec<_>>();
        if parts.iter().any(|part| flags(part) != flags(first)) {
            return None;
        }
        let pairs = parts.iter().zip(&parts[1..]);
        let comments = pairs.map(|(before, after)| self.comments_between(before, after)).collect::<Option<_>>()?;
        let wrapped = self.wrapped(runs.start, &parts)?;
        Some(Plan { parts, wrapped, comments })
    }

    /// A RUN of which another may become a part: a command line that one POSIX shell reads, and that was understood.
    fn part(&self, index: usize) -> Option<Part<'_>> {
        let instruction = self.instructions.get(index)?;
        let [shell] = self.shell_texts_of(index) else { return None };
        let script = &shell.script;
        let is_plain = instruction.is(Keyword::Run)
            && instruction.heredocs.is_empty()
            && instruction.problems.is_empty()
            && !shell.is_heredoc
            && !shell.is_exec
            && !script.broken
            && script.heredocs.is_empty();
        let last = script.top().last().filter(|_| is_plain)?;
        let behind = shell.text.text().get(last.range.end..)?.trim();
        let trailing = behind == ";";
        (trailing || behind.is_empty() || !script.comments.is_empty()).then_some(Part { instruction, shell, trailing })
    }

    /// Which parts go into `( … )`; `None` where that would not help.
    fn wrapped(&self, first: usize, parts: &[Part<'_>]) -> Option<Vec<bool>> {
        // Any file may change the shell then.
        if self.shell_reads_file(first) {
            return None;
        }
        let shell = self.shell_before(first).map_or(&[][..], |shell| shell.arguments.words());
        let options: Vec<&str> = shell.iter().skip(1).map(|word| word.text.as_str()).collect();
        let has_letter = |letter| options.iter().any(|word| is_letters(word) && word.contains(letter));
        // A login shell reads files that the part before may have written.
        if has_letter('l') || has_letter('i') {
            return None;
        }
        let stops_at_errors = has_letter('e') || options.contains(&"errexit");
        let mut wrapped = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let (is_first, is_last) = (at == 0, at + 1 == parts.len());
            let script = &part.shell.script;
            let goes_on = !is_last;
            if goes_on && (runs_beside(script) || stops_itself(script)) {
                return None;
            }
            let splits = |connector| matches!(connector, Connector::Or | Connector::Semicolon | Connector::Newline);
            let backgrounds = script.top().any(|element| element.after == Connector::Background);
            let is_list = script.top().any(|element| splits(element.after) && element.next.is_some());
            let wrap = (goes_on && leaves_state(script)) || (!is_first && (is_list || backgrounds));
            // Behind a comment nothing can be added, and `-e` is not heeded on the left of `&&`.
            let commented = !script.comments.is_empty() && (goes_on || wrap);
            if commented || (stops_at_errors && (wrap || is_list)) {
                return None;
            }
            wrapped.push(wrap);
        }
        Some(wrapped)
    }

    /// The comment lines between two parts, those behind the second's keyword among them; `None` where one is meant for the
    /// instruction below it alone.
    fn comments_between(&self, before: &Part<'_>, after: &Part<'_>) -> Option<Vec<&str>> {
        let from = self.comments.partition_point(|comment| comment.start < before.end());
        let between = self.comments[from..].iter().take_while(|comment| comment.end <= after.start());
        let comments: Vec<&str> = between.map(|comment| self.text(*comment).trim()).collect();
        let is_note = |comment: &&str| {
            let Some(text) = comment.strip_prefix('#').map(str::trim_start) else { return false };
            const TOOLS: [&str; 8] =
                ["dunnage", "hadolint", "check", "checkov", "trivy", "kics", "tally", "shellcheck"];
            let word = text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
            !TOOLS.contains(&word)
        };
        comments.iter().all(is_note).then_some(comments)
    }

    /// How the file continues its lines: the parts themselves tell first, then its other RUNs.
    fn style_of(&self, parts: &[Part<'_>]) -> Style {
        let own = parts.iter().map(|part| self.text(part.instruction.head));
        Style::read(own).unwrap_or_else(|| self.style_of_runs().clone())
    }

    /// How the RUNs of the file are continued.
    fn style_of_runs(&self) -> &Style {
        self.run_style
            .get_or_init(|| Style::read(self.all(Keyword::Run).map(|run| self.text(run.head))).unwrap_or_default())
    }
}

impl Part<'_> {
    fn start(&self) -> usize {
        self.instruction.rest.whole().start
    }

    /// Where its last command ends, a `;` behind it left out.
    fn end(&self) -> usize {
        match self.shell.script.top().last() {
            Some(last) if self.trailing => self.shell.text.span(last.range.clone()).end,
            _ => self.instruction.rest.whole().end,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    /// All RUNs of the text in one.
    fn merged(runs: &str) -> Option<String> {
        let source = format!("FROM a\n{runs}");
        let snapshot = Snapshot::of(Language::Dockerfile, &source);
        let file = snapshot.dockerfile()?;
        let text = apply_edits(&source, &file.merge_runs(1..file.instructions.len())?);
        Some(text.trim_start_matches("FROM a\n").to_owned())
    }

    fn is(runs: &str, one: &str) {
        assert_eq!(merged(runs).as_deref(), Some(one), "{runs}");
    }

    #[test]
    fn plain_parts_are_joined_as_the_file_continues_its_lines() {
        is("RUN a\nRUN b\n", "RUN a \\\n    && b\n");
        is("RUN a && \\\n  b\n\n\nRUN c\n", "RUN a && \\\n  b && \\\n  c\n");
        is("RUN a \\\n\t&& b\nRUN c \\\n     d\n", "RUN a \\\n\t&& b \\\n\t&& c \\\n     d\n");
        is("run --network=none a;\nRUN --network=none b | c\n", "run --network=none a \\\n    && b | c\n");
    }

    #[test]
    fn comments_move_along() {
        is("RUN a\n# why\n\n  # b\nRUN b\n", "RUN a \\\n    # why\n    # b\n    && b\n");
        is("RUN a\n# b\nRUN \\\n  # c\n  b\n", "RUN a \\\n  # b\n  # c\n  && b\n");
        is("RUN a \\\n  # x\n  && b\nRUN c\n", "RUN a \\\n  # x\n  && b \\\n  && c\n");
    }

    #[test]
    fn what_a_part_leaves_in_its_shell_stays_there() {
        for part in ["cd /x && a", "export A=1; a", "A=1", "umask 2 && a", "set -x; a", ". ./x", "f() { a; }", "$A b"] {
            is(&format!("RUN {part}\nRUN b\n"), &format!("RUN ({part}) \\\n    && b\n"));
        }
        is("RUN b\nRUN cd /x && a\n", "RUN b \\\n    && cd /x && a\n");
        is("RUN (cd /x && a)\nRUN b\n", "RUN (cd /x && a) \\\n    && b\n");
        is("RUN A=1 a\nRUN b\n", "RUN A=1 a \\\n    && b\n");
        is("RUN exit 0\nRUN b\n", "RUN (exit 0) \\\n    && b\n");
    }

    #[test]
    fn no_failure_is_swallowed() {
        is("RUN a || true\nRUN b\n", "RUN a || true \\\n    && b\n");
        is("RUN a\nRUN b || true\n", "RUN a \\\n    && (b || true)\n");
        is("RUN a; b\nRUN c; d\n", "RUN a; b \\\n    && (c; d)\n");
        is("RUN a\nRUN c; d;\n", "RUN a \\\n    && (c; d)\n");
        is("RUN a\nRUN if b; then c; fi\n", "RUN a \\\n    && if b; then c; fi\n");
        is("RUN a\nRUN set -e; b\n", "RUN a \\\n    && (set -e; b)\n");
    }

    #[test]
    fn what_could_mean_something_else_is_left_alone() {
        for runs in [
            "RUN a & b\nRUN c\n",
            "RUN (a &)\nRUN c\n",
            "RUN set -eux; a\nRUN b\n",
            "RUN a # why\nRUN b\n",
            "RUN a\nRUN [\"b\"]\n",
            "RUN a\nRUN <<E\nb\nE\n",
            "RUN --network=none a\nRUN b\n",
            "RUN a\nUSER b\n",
            "RUN a\nFROM b\nRUN c\n",
            "RUN a &&\nRUN b\n",
            "RUN service x start\nRUN b\n",
            "RUN a\n# hadolint ignore=DL1\nRUN b\n",
            "RUN a\n# check=skip=all\nRUN b\n",
        ] {
            assert_eq!(merged(runs), None, "{runs}");
        }
    }

    #[test]
    fn options_of_the_shell_count() {
        let merge = |shell: &str, runs: &str| {
            let source = format!("FROM a\nSHELL {shell}\n{runs}");
            let snapshot = Snapshot::of(Language::Dockerfile, &source);
            snapshot.dockerfile().and_then(|file| file.merge_runs(2..4)).is_some()
        };
        assert!(merge("[\"bash\", \"-o\", \"pipefail\", \"-c\"]", "RUN a; b\nRUN c\n"));
        assert!(!merge("[\"bash\", \"-ec\"]", "RUN a; b\nRUN c\n"));
        assert!(merge("[\"bash\", \"-ec\"]", "RUN a\nRUN c\n"));
        assert!(!merge("[\"bash\", \"-lc\"]", "RUN a\nRUN c\n"));
        let inherited = "FROM a AS b\nENV BASH_ENV=/x\nFROM b\nRUN c\nRUN d\n";
        let snapshot = Snapshot::of(Language::Dockerfile, inherited);
        assert!(snapshot.dockerfile().is_some_and(|file| file.merge_runs(3..5).is_none()));
    }
}
