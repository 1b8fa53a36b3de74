//! Taking one command out of a script, so that the others mean what they meant.

use super::{Command, Dockerfile};
use crate::syntax::shell::{Body, Connector};
use crate::text::{Edit, Span, delete};

impl Dockerfile {
    /// The edit that takes a command out of the list it stands in, with what joins it to its neighbour and with the `sudo` that
    /// starts it. `None` where it stands alone, where its result decides about others (`a || b`, a pipe, `!`), or where a
    /// comment would go with it.
    pub fn remove_command(&self, command: Command<'_>) -> Option<Edit> {
        let (element, shell) = (command.element(), command.shell);
        let of = |at: usize| shell.script.elements.get(at);
        if !command.is_at_top() || command.is_exec() || shell.script.broken || element.negated {
            return None;
        }
        let Body::Command(_) = element.body else { return None };
        let before = element.previous.and_then(of);
        let joint = before.map(|before| before.after);
        let is_plain = |joint| matches!(joint, Connector::And | Connector::Semicolon | Connector::Newline);
        if !joint.is_none_or(is_plain) || !(is_plain(element.after) || element.after == Connector::End) {
            return None;
        }
        let range = match (element.next.and_then(of), before) {
            // `a && b; c` without b is `a; c`: what joined b to c joins a to c.
            (Some(_), Some(before)) if joint == Some(Connector::And) && element.after != Connector::And => {
                before.range.end..element.range.end
            }
            // The place of a `!` is not known.
            (Some(next), _) if next.negated => return None,
            (Some(next), _) => element.range.start..next.range.start,
            (None, Some(before)) => before.range.end..element.range.end,
            (None, None) => return None,
        };
        let span = Span::new(shell.text.offset(range.start), shell.text.offset(range.end));
        let holds_comment = self.comments.iter().any(|comment| comment.overlaps(span));
        let in_script =
            shell.script.comments.iter().any(|comment| comment.start < range.end && range.start < comment.end);
        (!holds_comment && !in_script).then(|| delete(span))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    /// The RUN without its command `x`.
    fn without(run: &str) -> Option<String> {
        let source = format!("FROM a\nRUN {run}\n");
        let snapshot = Snapshot::of(Language::Dockerfile, &source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let command = file.commands_of(1).into_iter().find(|command| command.is("x")).expect("an x");
        let edit = file.remove_command(command)?;
        let after = apply_edits(&source, &[edit]);
        Some(after.trim_start_matches("FROM a\nRUN ").trim_end().to_owned())
    }

    #[test]
    fn the_neighbours_stay_joined_as_they_were() {
        for (before, after) in [
            ("a && x && b", "a && b"),
            ("x && b", "b"),
            ("a && x", "a"),
            ("a; x; b", "a; b"),
            ("a && x; b", "a; b"),
            ("a; x && b", "a; b"),
            ("a && x || b", ""),
            ("a | x && b", ""),
            ("x", ""),
            ("x && ! b", ""),
            ("sudo x -y && b", "b"),
            ("a \\\n  && x -y \\\n  && b", "a \\\n  && b"),
            ("a \\\n  && x > c", "a"),
            ("a \\\n  # why\n  && x", ""),
            ("x && if b; then c; fi", "if b; then c; fi"),
        ] {
            assert_eq!(without(before).unwrap_or_default(), after, "{before}");
        }
    }
}
