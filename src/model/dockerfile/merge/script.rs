//! Making one script of RUNs: `RUN <<EOF` with `set -e`, a command a line.
//!
//! Under `set -e` a list is not what it was: of `a && b` only the failure of `b` ends the script, of `a; b` the failure of
//! `a` does so too. So commands joined by `&&` get lines of their own, `… || c` stays on its line as it is, and whatever else
//! could end in another way is left alone: other lists, compounds, `!`, scripts that are read in.
//!
//! Sources: POSIX.1-2017, Shell Command Language, 2.14 (`set -e`); BuildKit `dockerfile2llb/convert.go` (`dispatchRun`): the
//! body of a heredoc is what the shell gets after `-c`. Heredocs came with version 1.4 of Docker's front end.

use super::{Part, residue};
use crate::model::dockerfile::{DirectiveName, Dockerfile, ImageReference};
use crate::syntax::shell::{Body, Compound, Connector, ListKind, Script};
use crate::text::{Edit, Span, replace};
use std::ops::Range;

impl Dockerfile {
    /// Whether the file asks for a front end that knows heredocs, rather than trusting that there is one.
    pub fn asks_for_heredocs(&self) -> bool {
        let Some(syntax) = self.directives.iter().find(|it| it.name == DirectiveName::Syntax) else { return false };
        let image = ImageReference::parse(syntax.first_word(), syntax.value_span);
        let name = image.name.trim_start_matches("docker.io/");
        let tag = image.tag.as_deref().unwrap_or("latest");
        let version = tag.trim_end_matches("-labs");
        let is_new = match version.split_once('.') {
            Some(("1", minor)) => {
                minor.split('.').next().and_then(|minor| minor.parse().ok()).is_some_and(|it: u32| it >= 4)
            }
            _ => matches!(version, "1" | "latest" | "labs" | "master"),
        };
        matches!(name, "docker/dockerfile" | "docker/dockerfile-upstream") && is_new
    }

    /// The edit that makes one script of the RUNs at this range, which may be a single one; `None` where the file does not ask
    /// for heredocs, or where the script could mean something else.
    pub fn merge_runs_as_script(&self, runs: Range<usize>) -> Option<Edit> {
        if !self.asks_for_heredocs() || self.source().contains('\r') {
            return None;
        }
        let plan = self.plan(runs)?;
        let (first, last) = (plan.parts.first()?, plan.parts.last()?);
        let mut lines = vec!["set -e".to_owned()];
        let head = first.instruction.flags.last().map_or(first.instruction.name.span, |flag| flag.span).end;
        lines.extend(self.comments_in(Span::new(head, first.start())));
        for (at, part) in plan.parts.iter().enumerate() {
            lines.extend(self.lines_of(part, at + 1 < plan.parts.len())?);
            lines.extend(plan.comments.get(at).into_iter().flatten().map(|&comment| comment.to_owned()));
        }
        let commands = lines.iter().filter(|line| !line.starts_with('#')).count();
        let end = last.instruction.head.end;
        let rest = self.text(Span::new(last.end(), end)).trim().trim_start_matches(';');
        if commands < 3 || !rest.is_empty() || lines.iter().any(|line| line.lines().any(|line| line.trim() == "EOF")) {
            return None;
        }
        Some(replace(Span::new(head, end), format!(" <<EOF\n{}\nEOF", lines.join("\n"))))
    }

    /// What a part says, a command a line, in a script that stops at the first failure.
    fn lines_of(&self, part: &Part<'_>, goes_on: bool) -> Option<Vec<String>> {
        let script = &part.shell.script;
        if !ends_alike(script) || !script.comments.is_empty() || self.continues_inside_words(part) {
            return None;
        }
        let places: Vec<(Span, Connector)> =
            script.top().map(|element| (part.shell.text.span(element.range.clone()), element.after)).collect();
        let (first, last) = (places.first()?.0, places.last()?.0);
        let own_line = |span: Span| (!self.is_interrupted(span)).then(|| self.text(span).to_owned());
        let has_or = places.iter().any(|(_, after)| *after == Connector::Or);
        if has_or || (goes_on && residue::leaves_state(script)) {
            let whole = own_line(first.to(last))?;
            let leaves = goes_on && residue::leaves_state(script);
            return Some(vec![if leaves { format!("({whole})") } else { whole }]);
        }
        let mut lines = Vec::new();
        let mut start = first;
        for (at, (span, after)) in places.iter().enumerate() {
            if after.is_pipe() {
                continue;
            }
            lines.push(own_line(start.to(*span))?);
            if let Some((next, _)) = places.get(at + 1) {
                lines.extend(self.comments_in(Span::new(span.end, next.start)));
                start = *next;
            }
        }
        Some(lines)
    }

    /// Whether a line ends within a word. The builder joins lines before anybody reads quotes; a shell does not.
    fn continues_inside_words(&self, part: &Part<'_>) -> bool {
        let text = &part.shell.text;
        let breaks = |range: &Range<usize>| self.text(text.span(range.clone())).contains('\n');
        part.instruction.lines.0 != part.instruction.lines.1
            && part.shell.script.commands.iter().any(|command| {
                let targets = command.redirections.iter().filter_map(|redirection| redirection.target.as_ref());
                command.words.iter().chain(&command.assignments).chain(targets).any(|word| breaks(&word.range))
            })
    }

    fn comments_in(&self, span: Span) -> impl Iterator<Item = String> {
        let from = self.comments.partition_point(|comment| comment.start < span.start);
        let inside = self.comments[from..].iter().take_while(move |comment| comment.end <= span.end);
        inside.map(|comment| self.text(*comment).trim().to_owned())
    }

    /// Whether a comment or a blank line lies there, which the builder drops and a shell does not.
    fn is_interrupted(&self, span: Span) -> bool {
        self.text(span).lines().skip(1).any(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    }
}

/// Whether a script does the same under `set -e`, once what `&&` joins stands on lines of its own.
fn ends_alike(script: &Script) -> bool {
    let is_plain = |body: &Body| matches!(body, Body::Command(_) | Body::Compound(Compound::Subshell));
    let holds_others = script.lists.iter().any(|list| {
        !matches!(list.kind, ListKind::Top | ListKind::Inner | ListKind::Subshell | ListKind::Substitution)
    });
    // `( … )` and `$( … )` stop at errors as well then: they may hold nothing that would notice.
    let inner_alike = script.elements.iter().all(|element| {
        let kind = script.lists.get(element.list).map(|list| list.kind);
        let is_chain = matches!(element.after, Connector::And | Connector::End) || element.after.is_pipe();
        is_chain || !matches!(kind, Some(ListKind::Subshell | ListKind::Substitution))
    });
    let reads_in = script
        .commands
        .iter()
        .filter_map(|command| crate::syntax::shell::name_of(command.words.first()?))
        .any(|name| matches!(name, "." | "source" | "eval" | "set" | "exit" | "return" | "exec" | "trap"));
    let is_known =
        |after: Connector| matches!(after, Connector::And | Connector::Or | Connector::End) || after.is_pipe();
    let mut seen_or = false;
    let in_order = script.top().all(|element| {
        let breaks = seen_or && element.after == Connector::And;
        seen_or |= element.after == Connector::Or;
        let joins = is_known(element.after) || (element.after == Connector::Semicolon && element.next.is_none());
        !breaks && joins && !element.negated && is_plain(&element.body)
    });
    !holds_others && inner_alike && !reads_in && in_order
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    fn script(runs: &str) -> Option<String> {
        let head = "# syntax=docker/dockerfile:1\nFROM a\n";
        let source = format!("{head}{runs}");
        let snapshot = Snapshot::of(Language::Dockerfile, &source);
        let file = snapshot.dockerfile()?;
        let text = apply_edits(&source, &[file.merge_runs_as_script(1..file.instructions.len())?]);
        Some(text.trim_start_matches(head).to_owned())
    }

    fn is(runs: &str, lines: &str) {
        assert_eq!(script(runs).as_deref(), Some(format!("RUN <<EOF\nset -e\n{lines}\nEOF\n").as_str()), "{runs}");
    }

    #[test]
    fn every_command_gets_a_line() {
        is("RUN a\nRUN b | c && d\n", "a\nb | c\nd");
        is("RUN a && b\n", "a\nb");
        is("RUN a \\\n  # why\n  && b \\\n    c\n# d\nRUN d;\n", "a\n# why\nb \\\n    c\n# d\nd");
        is("RUN \\\n  # why\n  a\nRUN b\n", "# why\na\nb");
    }

    #[test]
    fn what_is_left_behind_and_what_may_fail_stays_apart() {
        is("RUN cd /x && a\nRUN b\n", "(cd /x && a)\nb");
        is("RUN a\nRUN cd /x && b\n", "a\ncd /x\nb");
        is("RUN a && b || true\nRUN c\n", "a && b || true\nc");
        is("RUN a $(b && c)\nRUN (d && e)\n", "a $(b && c)\n(d && e)");
    }

    #[test]
    fn what_could_end_in_another_way_is_left_alone() {
        for runs in [
            "RUN a; b\nRUN c\n",
            "RUN a || b && c\nRUN d\n",
            "RUN if a; then b; fi\nRUN c\n",
            "RUN ! a\nRUN b\n",
            "RUN . ./x\nRUN b\n",
            "RUN a $(b; c)\nRUN d\n",
            "RUN a \\\n  # why\n  b\nRUN c\n",
            "RUN a 'b \\\n c'\nRUN d\n",
            "RUN a\n",
            "RUN a\nRUN [\"b\"]\n",
        ] {
            assert_eq!(script(runs), None, "{runs}");
        }
    }

    #[test]
    fn only_where_the_file_asks_for_it() {
        let asks = |head: &str| {
            let snapshot = Snapshot::of(Language::Dockerfile, &format!("{head}\nFROM a\n"));
            snapshot.dockerfile().is_some_and(|file| file.asks_for_heredocs())
        };
        for tag in ["", ":1", ":1.4", ":1.10.2", ":1.7-labs", ":1-labs", ":labs", ":1@sha256:0"] {
            assert!(asks(&format!("# syntax=docker/dockerfile{tag}")), "{tag}");
        }
        for other in
            ["", "# syntax=docker/dockerfile:1.3", "# syntax=docker/dockerfile:experimental", "# syntax=acme/x:1"]
        {
            assert!(!asks(other), "{other}");
        }
    }
}
