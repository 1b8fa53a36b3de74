//! What Compose makes of a text, for comparing two layouts of it.
//!
//! Stricter than the model: every scalar as it is written, quotes and numbers to the byte, with its tag and anchor, and
//! every comment. Of scalars over several lines what they say counts, for their lines may move.

use crate::model::Snapshot;
use crate::model::compose::{Style, View};
use crate::syntax::yaml::{Kind, NodeId};
use std::fmt::Write;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::format) struct Reading {
    /// Everything in one text, in the order of the file.
    nodes: String,
    comments: Vec<String>,
    problems: usize,
    is_partial: bool,
}

impl Reading {
    pub fn of(snapshot: &Snapshot) -> Reading {
        snapshot.compose().map_or_else(Reading::default, |file| Reading::of_view(file.view()))
    }

    fn of_view(view: &View) -> Reading {
        let mut reading =
            Reading { problems: view.problems().len(), is_partial: view.is_partial(), ..Reading::default() };
        for document in view.documents() {
            reading.nodes.push_str("document\n");
            reading.read(view, document.id());
        }
        let comments = view.comments().iter().map(|comment| comment.of(view.source()).trim_end().to_owned());
        reading.comments = comments.collect();
        reading
    }

    /// No node lies deeper than [`View::MAX_DEPTH`].
    fn read(&mut self, view: &View, id: NodeId) {
        let (node, source) = (view.node(id), view.source());
        for property in [node.tag, node.anchor].into_iter().flatten() {
            self.nodes.push_str(property.of(source));
            self.nodes.push(' ');
        }
        let written = node.span.of(source);
        // Writing to a text cannot fail.
        let _ = match &node.kind {
            Kind::Empty => writeln!(self.nodes, "nothing"),
            Kind::Alias(_) => writeln!(self.nodes, "{written}"),
            Kind::Scalar(scalar) => match scalar.style {
                Style::Literal | Style::Folded => {
                    let header = written.lines().next().unwrap_or("").split_whitespace().next();
                    writeln!(self.nodes, "{header:?} {:?}", view.text(id))
                }
                style if written.contains('\n') => writeln!(self.nodes, "{style:?} {:?}", view.text(id)),
                _ => writeln!(self.nodes, "{written}"),
            },
            Kind::Sequence { items, flow } => {
                let _ = writeln!(self.nodes, "sequence {flow} [");
                items.iter().for_each(|item| self.read(view, *item));
                writeln!(self.nodes, "]")
            }
            Kind::Mapping { entries, flow } => {
                let _ = writeln!(self.nodes, "mapping {flow} {{");
                for entry in entries {
                    self.read(view, entry.key);
                    self.read(view, entry.value);
                }
                writeln!(self.nodes, "}}")
            }
        };
    }
}
