//! Making several RUNs of one: the merge, backwards.
//!
//! A chain may end wherever an `&&` of its top level stands, if what stands before leaves nothing in its shell that what
//! follows would notice, and if what follows is a plain chain: behind `||` or `;` something could run that must not.

use super::{Part, residue};
use crate::model::dockerfile::Dockerfile;
use crate::syntax::shell::Connector;
use crate::text::{Edit, Span, replace};

/// A place where a RUN may become two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joint {
    /// From the end of one command to the start of the next: the `&&`, and the continuation around it.
    pub gap: Span,
    pub edit: Edit,
}

impl Dockerfile {
    /// The places where the RUN at this index may become two, in order. All of them may be taken at once.
    pub fn run_joints(&self, index: usize) -> Vec<Joint> {
        let Some(part) = self.part(index) else { return Vec::new() };
        if residue::runs_beside(&part.shell.script) || self.reads_files_at_start(index) || keeps_to_itself(&part) {
            return Vec::new();
        }
        let (script, text) = (&part.shell.script, &part.shell.text);
        let top: Vec<_> = script.top().collect();
        let is_chain = |after: Connector| matches!(after, Connector::And | Connector::End) || after.is_pipe();
        let chained_from = top
            .iter()
            .rposition(|element| {
                let closes = element.after == Connector::Semicolon && element.next.is_none();
                !is_chain(element.after) && !closes
            })
            .map_or(0, |at| at + 1);
        let head = self.head_of(&part);
        let mut joints = Vec::new();
        for pair in top[chained_from..].windows(2) {
            let [before, after] = pair else { continue };
            if before.after != Connector::And || residue::leaves_state_until(script, after.range.start) {
                continue;
            }
            let negation = if after.negated { negation_before(text.text(), after.range.start) } else { 0 };
            let gap =
                Span::new(text.span(before.range.clone()).end, text.offset(after.range.start.saturating_sub(negation)));
            let comments = part.instruction.comments.iter().filter(|comment| comment.overlaps(gap));
            let line_end = self.line_end();
            let comments: String = comments.map(|it| format!("{}{line_end}", self.text(*it).trim())).collect();
            joints.push(Joint { gap, edit: replace(gap, format!("{line_end}{comments}{head} ")) });
        }
        joints
    }

    /// The keyword and the flags on one line.
    fn head_of(&self, part: &Part<'_>) -> String {
        let flags = part.instruction.flags.iter().map(|flag| self.text(flag.span));
        std::iter::once(part.instruction.name.text.as_str()).chain(flags).collect::<Vec<_>>().join(" ")
    }

    /// Whether the shell reads files before it runs anything, which an earlier RUN may have changed.
    fn reads_files_at_start(&self, index: usize) -> bool {
        let shell = self.shell_before(index).map_or(&[][..], |shell| shell.arguments.words());
        let is_login = |word: &str| residue::is_letters(word) && word.contains(['l', 'i']);
        self.shell_reads_file(index) || shell.iter().skip(1).any(|word| is_login(&word.text))
    }
}

/// Whether something that is mounted keeps what one command writes for the next one of the same RUN alone.
fn keeps_to_itself(part: &Part<'_>) -> bool {
    part.instruction.flags_named("mount").filter_map(|flag| flag.value.as_ref()).any(|mount| {
        let mut fields = mount.text.split(',');
        let is_bind = !mount.text.contains("type=") || mount.text.contains("type=bind");
        fields.any(|field| {
            let (name, value) = field.split_once('=').unwrap_or((field, "true"));
            value.contains('$')
                || (name == "type" && value == "tmpfs")
                || (is_bind && matches!(name, "rw" | "readwrite") && value != "false")
        })
    })
}

/// How many bytes the `!` takes that stands before an element, blanks included.
fn negation_before(text: &str, at: usize) -> usize {
    let before = text[..at].trim_end();
    before.strip_suffix('!').map_or(0, |rest| at - rest.len())
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::text::{Edit, apply_edits};

    fn split(runs: &str) -> String {
        let source = format!("FROM a\n{runs}");
        let snapshot = Snapshot::of(Language::Dockerfile, &source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let edits: Vec<Edit> = file.run_joints(1).into_iter().map(|joint| joint.edit).collect();
        apply_edits(&source, &edits).trim_start_matches("FROM a\n").to_owned()
    }

    #[test]
    fn every_command_of_a_chain_gets_its_run() {
        assert_eq!(split("RUN a && b | c \\\n    && d\n"), "RUN a\nRUN b | c\nRUN d\n");
        assert_eq!(
            split("run --network=none a && \\\n  # why\n  b;\n"),
            "run --network=none a\n# why\nrun --network=none b;\n"
        );
        assert_eq!(split("RUN a || b && c\n"), "RUN a || b\nRUN c\n");
        assert_eq!(split("RUN a && ! b\n"), "RUN a\nRUN ! b\n");
    }

    #[test]
    fn what_belongs_to_one_shell_stays_together() {
        for runs in [
            "RUN cd /x && a\n",
            "RUN A=1 && b $A\n",
            "RUN a && b || c\n",
            "RUN a && b; c\n",
            "RUN a & b && c\n",
            "RUN (a && b)\n",
            "RUN --mount=type=tmpfs,target=/t a && b\n",
            "RUN [\"a\", \"&&\", \"b\"]\n",
        ] {
            assert_eq!(split(runs), runs);
        }
        assert_eq!(split("RUN a && cd /x && b && c\n"), "RUN a\nRUN cd /x && b && c\n");
    }
}
