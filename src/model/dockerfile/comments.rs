//! The comments above an instruction, as BuildKit remembers them.
//!
//! Source: BuildKit `parser/parser.go` (`Parse`, `PrevComment`).

use super::Dockerfile;
use crate::text::Span;

impl Dockerfile {
    /// The whole-line comments between the instruction at `index` and the one before it. Directives are not among them.
    pub fn comments_above(&self, index: usize) -> &[Span] {
        let Some(instruction) = self.instructions.get(index) else { return &[] };
        let before = index.checked_sub(1).map_or(0, |before| self.instructions[before].span.end);
        let from = self.comments.partition_point(|comment| comment.start < before);
        let to = self.comments.partition_point(|comment| comment.start < instruction.span.start);
        &self.comments[from..to.max(from)]
    }

    /// The texts of those comments. BuildKit takes away the first byte of the line, which is the `#` where nothing stands
    /// before it, and an empty comment makes it forget those above.
    pub fn notes_above(&self, index: usize) -> Vec<&str> {
        let mut notes = Vec::new();
        for comment in self.comments_above(index) {
            let start = self.source[..comment.start].rfind('\n').map_or(0, |at| at + 1);
            let line = Span::new(start, comment.end).of(&self.source).trim_start_matches('\u{feff}');
            let note = line.get(1..).unwrap_or(line).trim();
            if note.is_empty() {
                notes.clear();
            } else {
                notes.push(note);
            }
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    #[test]
    fn notes_belong_to_the_next_instruction() {
        let source = "# escape=`\n# a\n\n  # b\nFROM x\nRUN y `\n# inside\n z\n# gone\n#\n# c\nUSER 1\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let notes: Vec<Vec<&str>> = (0..4).map(|index| file.notes_above(index)).collect();
        assert_eq!(notes, [vec!["a", "# b"], vec![], vec!["c"], vec![]]);
    }
}
