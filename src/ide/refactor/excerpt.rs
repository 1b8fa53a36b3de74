//! The part of a Dockerfile that an offer can touch: what a long file says elsewhere need not be read again to judge it.
//!
//! What becomes of a stage hangs on the head of the file, on the stages that it stands on and on itself. Those that stand on
//! it take over what it ends with, and that is compared. The FROM behind it is in the excerpt too, so that a line or a heredoc
//! that would swallow what follows is seen to.

use crate::model::dockerfile::{Dockerfile, Stage};
use crate::text::{Edit, Span};

/// Stretches of a file in order, none touching the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    pieces: Vec<Span>,
}

impl Excerpt {
    /// The part of the file on which these edits can be judged; all of it where they are not within one stage.
    pub fn around(file: &Dockerfile, edits: &[Edit]) -> Excerpt {
        let whole = Excerpt { pieces: vec![Span::new(0, file.source().len())] };
        let Some(changed) = edits.iter().map(|edit| edit.span).reduce(Span::to) else { return whole };
        let Some(stage) = file.stage_at(changed.start) else { return whole };
        let region = region(file, stage);
        if !region.contains(changed) {
            return whole;
        }
        let head = file.stages.first().map_or(0, |first| self::region(file, first).start);
        let mut pieces = vec![Span::new(0, head)];
        pieces.extend(file.lineage(stage, stage.range.end).into_iter().map(|(below, _)| self::region(file, below)));
        if let Some(next) = file.stages.get(stage.index + 1) {
            let from = &file.instructions[next.range.start];
            pieces.push(Span::new(region.end, file.whole_lines(from.span).end));
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces.dedup_by(|next, piece| {
            let meets = piece.end == next.start;
            if meets {
                *piece = piece.to(*next);
            }
            meets
        });
        Excerpt { pieces }
    }

    /// The text of the excerpt.
    pub fn text(&self, source: &str) -> String {
        self.pieces.iter().map(|piece| piece.of(source)).collect()
    }

    /// The edits as they stand in that text.
    pub fn moved(&self, edits: &[Edit]) -> Vec<Edit> {
        edits.iter().map(|edit| Edit { span: self.place(edit.span), text: edit.text.clone() }).collect()
    }

    fn place(&self, span: Span) -> Span {
        let mut before = 0;
        for piece in &self.pieces {
            if piece.contains(span) {
                let start = before + span.start - piece.start;
                return Span::new(start, start + span.len());
            }
            before += piece.len();
        }
        span
    }
}

/// From the line of a stage's FROM to that of the next.
fn region(file: &Dockerfile, stage: &Stage) -> Span {
    let start = |stage: &Stage| file.whole_lines(file.instructions[stage.range.start].span).start;
    let end = file.stages.get(stage.index + 1).map_or(file.source().len(), start);
    let start = start(stage);
    Span::new(start, end.max(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};
    use crate::text::{apply_edits, insert, replace};

    const SOURCE: &str = "# syntax=x\nARG V\nFROM a AS one\nRUN 1\nFROM b AS two\nRUN 2\n# on three\nFROM one AS three\nRUN 3\n\
                          FROM c\nRUN 4\n";

    fn around(edits: &[Edit]) -> (String, String) {
        let snapshot = Snapshot::of(Language::Dockerfile, SOURCE);
        let excerpt = Excerpt::around(snapshot.dockerfile().expect("a Dockerfile"), edits);
        let text = excerpt.text(SOURCE);
        let mended = apply_edits(&text, &excerpt.moved(edits));
        (text, mended)
    }

    #[test]
    fn a_stage_is_judged_with_those_below_it_and_the_next_from() {
        let at = SOURCE.find('3').expect("a place");
        let (text, mended) = around(&[replace(Span::new(at, at + 1), "x")]);
        assert_eq!(text, "# syntax=x\nARG V\nFROM a AS one\nRUN 1\nFROM one AS three\nRUN 3\nFROM c\n");
        assert_eq!(mended, text.replace('3', "x"));
    }

    #[test]
    fn the_last_stage_reaches_to_the_end() {
        let (text, mended) = around(&[insert(SOURCE.len(), "RUN 5\n")]);
        assert_eq!(text, "# syntax=x\nARG V\nFROM c\nRUN 4\n");
        assert_eq!(mended, format!("{text}RUN 5\n"));
    }

    #[test]
    fn what_goes_beyond_a_stage_is_judged_on_the_whole_file() {
        for edits in [[insert(0, "#\n"), insert(SOURCE.len(), "#\n")], [insert(5, "x"), insert(6, "y")]] {
            let (text, mended) = around(&edits);
            assert_eq!((text.as_str(), mended), (SOURCE, apply_edits(SOURCE, &edits)));
        }
    }
}
