//! The labels that a stage puts on its image.
//!
//! Source: BuildKit `dockerfile2llb/convert.go` (`dispatchLabel`): keys and values are expanded, the last value of a key wins.
//! What ONBUILD keeps for later and what a base image brings along are not among them.

use super::{Arguments, Dockerfile, Instruction, Keyword, Pair, Stage, Word};
use crate::syntax::dockerfile::expansion::{Empty, Mode, expand};
use crate::text::{Edit, Span, delete};

/// One label, as an instruction writes it.
#[derive(Debug, Clone, Copy)]
pub struct Label<'a> {
    /// The position of its instruction in the file's list.
    pub instruction: usize,
    /// Its position among the pairs of the instruction.
    pub position: usize,
    pub pair: &'a Pair,
}

impl Label<'_> {
    /// Whether its instruction sets no other.
    pub fn is_alone(self, file: &Dockerfile) -> bool {
        file.instructions.get(self.instruction).is_some_and(|instruction| pairs_of(instruction).len() == 1)
    }
}

impl Dockerfile {
    /// The labels that the stage's own instructions set, in order.
    pub fn labels_of<'a>(&'a self, stage: &Stage) -> impl Iterator<Item = Label<'a>> + use<'a> {
        let first = stage.range.start;
        self.instructions[stage.range.clone()].iter().enumerate().flat_map(move |(offset, instruction)| {
            pairs_of(instruction).iter().enumerate().map(move |(position, pair)| Label {
                instruction: first + offset,
                position,
                pair,
            })
        })
    }

    /// The labels of the stage and of those that it is built on, the oldest first.
    pub fn labels_under<'a>(&'a self, stage: &Stage) -> Vec<Label<'a>> {
        self.lineage(stage, stage.range.end).into_iter().flat_map(|(stage, _)| self.labels_of(stage)).collect()
    }

    /// The label's key as the image has it; `None` where a variable decides it or the word is malformed.
    pub fn label_key(&self, label: Label<'_>) -> Option<String> {
        self.constant(&label.pair.key)
    }

    /// The label's value as the image has it; `None` where a variable decides it or the word is malformed.
    pub fn label_value(&self, label: Label<'_>) -> Option<String> {
        self.constant(&label.pair.value)
    }

    fn constant(&self, word: &Word) -> Option<String> {
        let expansion = expand(&word.text, Mode::words(self.escape.character()), &Empty).ok()?;
        expansion.references.is_empty().then_some(expansion.text)
    }

    /// Takes a label out of an instruction that has others; nothing where it is alone, or a comment would go with it.
    pub fn remove_label(&self, label: Label<'_>) -> Option<Edit> {
        let instruction = self.instructions.get(label.instruction)?;
        let pairs = pairs_of(instruction);
        let own = label.pair.key.span.to(label.pair.value.span);
        let gone =
            match (label.position.checked_sub(1).and_then(|before| pairs.get(before)), pairs.get(label.position + 1)) {
                (Some(before), _) => Span::new(before.value.span.end, own.end),
                (None, Some(after)) => Span::new(own.start, after.key.span.start),
                (None, None) => return None,
            };
        let holds_comment = instruction.comments.iter().any(|comment| comment.overlaps(gone));
        (!holds_comment).then(|| delete(gone))
    }
}

/// The pairs of a LABEL; none of any other instruction.
fn pairs_of(instruction: &Instruction) -> &[Pair] {
    match (instruction.keyword, &instruction.arguments) {
        (Keyword::Label, Arguments::Pairs { pairs, .. }) => pairs,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    #[test]
    fn labels_are_known_with_their_values() {
        let source = "FROM x AS a\nLABEL a=1 'b c'=\"d e\"\nONBUILD LABEL o=1\nFROM a\nLABEL $K=v k=$V\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let labels = file.labels_under(&file.stages[1]);
        let read: Vec<_> = labels.iter().map(|&label| (file.label_key(label), file.label_value(label))).collect();
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(read[..2], [(text("a"), text("1")), (text("b c"), text("d e"))]);
        assert_eq!(read[2..], [(None, text("v")), (text("k"), None)]);
    }

    #[test]
    fn one_of_several_can_go() {
        let without = |source: &str, position: usize| {
            let snapshot = Snapshot::of(Language::Dockerfile, source);
            let file = snapshot.dockerfile().expect("a Dockerfile");
            let label = file.labels_of(&file.stages[0]).nth(position).expect("a label");
            file.remove_label(label).map(|edit| apply_edits(source, &[edit]))
        };
        let source = "FROM x\nLABEL a=1 \\\n      b=\"2 3\" \\\n      c=4\n";
        assert_eq!(without(source, 0).as_deref(), Some("FROM x\nLABEL b=\"2 3\" \\\n      c=4\n"));
        assert_eq!(without(source, 1).as_deref(), Some("FROM x\nLABEL a=1 \\\n      c=4\n"));
        assert_eq!(without(source, 2).as_deref(), Some("FROM x\nLABEL a=1 \\\n      b=\"2 3\"\n"));
        assert_eq!(without("FROM x\nLABEL a=1\n", 0), None);
        assert_eq!(without("FROM x\nLABEL a=1 \\\n# note\n  b=2\n", 1), None);
    }
}
