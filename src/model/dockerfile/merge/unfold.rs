//! Making a command line of a script: `RUN <<EOF` with its commands joined by `&&`, or by `;` where nothing stops the script.
//!
//! Only scripts of plain commands, one or more a line: what spans lines in another way than by a backslash at the end of a line is
//! left alone.

use crate::model::dockerfile::{Dockerfile, Escape, Keyword};
use crate::syntax::shell::{Body, Compound, Connector, Element};
use crate::text::{Edit, Span, replace};

impl Dockerfile {
    /// The edit that makes a command line of the script in the RUN at this index; `None` where it could mean something else.
    pub fn run_without_heredoc(&self, index: usize) -> Option<Edit> {
        let run = self.instructions.get(index).filter(|it| it.is(Keyword::Run) && it.problems.is_empty())?;
        let ([heredoc], [shell]) = (run.heredocs.as_slice(), self.shell_texts_of(index)) else { return None };
        let script = &shell.script;
        let body = self.text(heredoc.body);
        let is_plain = shell.is_heredoc && !script.broken && script.heredocs.is_empty() && !heredoc.chomp;
        // A front end takes `<<` on the line for a heredoc, and `[` at its start for a list.
        let is_odd =
            body.starts_with("#!") || body.contains("<<") || body.contains('\r') || body.trim().starts_with('[');
        if !is_plain || is_odd || self.escape != Escape::Backslash || !run.comments.is_empty() {
            return None;
        }
        let elements: Vec<&Element> = script.top().collect();
        let span = |element: &Element| shell.text.span(element.range.clone());
        let is_line = |element: &Element| {
            let simple = matches!(element.body, Body::Command(_) | Body::Compound(Compound::Subshell));
            simple && self.text(span(element)).lines().rev().skip(1).all(|line| line.ends_with('\\'))
        };
        let joins = |after: Connector| {
            matches!(after, Connector::And | Connector::Newline | Connector::Semicolon | Connector::End)
                || after.is_pipe()
        };
        if !elements.iter().all(|element| is_line(element) && joins(element.after) && !element.negated) {
            return None;
        }
        let stops = elements.first().is_some_and(|first| self.text(span(first)) == "set -e");
        let commands = &elements[usize::from(stops)..];
        // Without `set -e` the failure of a command does not stop the script, unless `&&` follows it.
        let operator = if stops { "&&" } else { ";" };
        // `( … )` and `$( … )` stop at failures with the script.
        let stops_inside = stops
            && script.elements.iter().any(|inner| {
                inner.list != 0 && !matches!(inner.after, Connector::And | Connector::End) && !inner.after.is_pipe()
            });
        let mixes = stops_inside || commands.iter().any(|it| it.after == Connector::And) && !stops;
        if commands.is_empty()
            || mixes
            || script.comments.iter().any(|comment| self.shares_its_line(shell.text.span(comment.clone())))
        {
            return None;
        }
        let head = run.flags.last().map_or(run.name.span, |flag| flag.span).end;
        let mut text = String::from(" ");
        let mut at = commands.first().map(|first| span(first).start)?;
        let leading = self.comment_lines(Span::new(heredoc.body.start, at));
        if !leading.is_empty() {
            text = format!(" \\\n{leading}    ");
        }
        for element in commands {
            let place = span(element);
            if place.start > at {
                let comments = self.comment_lines(Span::new(at, place.start));
                text.push_str(&match operator {
                    "&&" => format!(" \\\n{comments}    && "),
                    _ => format!("; \\\n{comments}    "),
                });
            }
            // A pipe goes on where it stands.
            text.push_str(self.text(place));
            at = place.end;
            if element.after.is_pipe() {
                let next = element.next.and_then(|next| script.elements.get(next)).map(|next| span(next).start)?;
                let pipe = self.text(Span::new(at, next));
                if pipe.contains('\n') {
                    return None;
                }
                text.push_str(pipe);
                at = next;
            }
        }
        let rest = self.comment_lines(Span::new(at, heredoc.body.end));
        (rest.is_empty()).then(|| replace(Span::new(head, run.span.end), text))
    }

    /// Whether something else stands on the line of a comment.
    fn shares_its_line(&self, comment: Span) -> bool {
        let line = self.whole_lines(comment);
        !self.text(Span::new(line.start, comment.start)).trim().is_empty()
    }

    /// The comment lines of a stretch of a script, as those of a continued instruction.
    fn comment_lines(&self, span: Span) -> String {
        let lines = self.text(span).lines().map(str::trim).filter(|line| line.starts_with('#'));
        lines.map(|line| format!("    {line}\n")).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    fn line(body: &str) -> Option<String> {
        let source = format!("FROM a\nRUN <<EOF\n{body}EOF\n");
        let snapshot = Snapshot::of(Language::Dockerfile, &source);
        let text = apply_edits(&source, &[snapshot.dockerfile()?.run_without_heredoc(1)?]);
        Some(text.trim_start_matches("FROM a\n").to_owned())
    }

    #[test]
    fn commands_are_joined_by_what_the_script_does_at_a_failure() {
        assert_eq!(line("set -e\na\nb | c\n").as_deref(), Some("RUN a \\\n    && b | c\n"));
        assert_eq!(line("a\nb\n").as_deref(), Some("RUN a; \\\n    b\n"));
        assert_eq!(
            line("set -e\n# one\na \\\n  x\n\n# two\nb && c\n").as_deref(),
            Some("RUN \\\n    # one\n    a \\\n  x \\\n    # two\n    && b \\\n    && c\n")
        );
    }

    #[test]
    fn what_needs_its_lines_is_left_alone() {
        for body in [
            "#!/bin/bash\na\n",
            "if a\nthen b\nfi\n",
            "set -e\n(a; b)\nc\n",
            "a || b\n",
            "a && b\nc\n",
            "set -e\na 'b\nc'\n",
            "a &\nb\n",
            "a # why\nb\n",
            "[ -f a ]\n",
        ] {
            assert_eq!(line(body), None, "{body}");
        }
    }
}
