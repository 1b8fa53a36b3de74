//! What can be folded away: stages, instructions and heredocs of several lines, blocks of comments.

use crate::model::{Compose, Dockerfile, Snapshot};
use crate::syntax::yaml::{Kind, Node};
use crate::text::Span;

/// A stretch that can be folded: the line it starts in stays, the others up to the one it ends in vanish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fold {
    pub span: Span,
    pub kind: FoldKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoldKind {
    Code,
    Comment,
}

/// The folds of a file, by place; a fold within one line is none. Where several start in one line the largest comes first.
pub fn folds(snapshot: &Snapshot) -> Vec<Fold> {
    let mut folds = match (snapshot.dockerfile(), snapshot.compose()) {
        (Some(file), _) => of_dockerfile(file),
        (_, Some(file)) => of_compose(file),
        _ => Vec::new(),
    };
    folds.retain(|fold| fold.span.of(snapshot.source()).contains('\n'));
    folds.sort_by_key(|fold| (fold.span.start, std::cmp::Reverse(fold.span.end)));
    folds
}

fn of_dockerfile(file: &Dockerfile) -> Vec<Fold> {
    let code = |span| Fold { span, kind: FoldKind::Code };
    let stages = file.stages.iter().filter_map(|stage| {
        let instructions = file.instructions_of(stage);
        Some(instructions.first()?.span.to(instructions.last()?.span))
    });
    let instructions = file.instructions.iter().map(|instruction| instruction.span);
    // A single heredoc folds with its instruction.
    let heredocs = file.instructions.iter().filter(|instruction| instruction.heredocs.len() > 1);
    let heredocs = heredocs.flat_map(|it| &it.heredocs).filter_map(|heredoc| Some(heredoc.body.to(heredoc.end?)));
    let code = stages.chain(instructions).chain(heredocs).map(code);
    code.chain(comment_blocks(file.source(), &file.comments)).collect()
}

/// Keys with what stands below them, and the items of lists.
fn of_compose(file: &Compose) -> Vec<Fold> {
    let view = file.view();
    let of_node = |node: &Node| match &node.kind {
        Kind::Mapping { entries, .. } => entries.iter().map(|entry| entry.span).collect(),
        Kind::Sequence { items, .. } => items.iter().map(|item| view.node(*item).whole()).collect(),
        _ => Vec::new(),
    };
    let spans: Vec<Span> = view.nodes().flat_map(|(_, node)| of_node(node)).collect();
    let written = |span: Span| Span::new(span.start, span.start + span.of(file.source()).trim_end().len());
    let code = spans.into_iter().map(|span| Fold { span: written(span), kind: FoldKind::Code });
    code.chain(comment_blocks(file.source(), view.comments())).collect()
}

/// Runs of comments with nothing but blanks and one line end between each and the next.
fn comment_blocks(source: &str, comments: &[Span]) -> Vec<Fold> {
    let mut blocks: Vec<Span> = Vec::new();
    for &comment in comments {
        let between = |block: Span| Span::new(block.end, comment.start.max(block.end)).of(source);
        match blocks.last_mut() {
            Some(block) if is_one_line_end(between(*block)) => *block = block.to(comment),
            _ => blocks.push(comment),
        }
    }
    blocks.into_iter().map(|span| Fold { span, kind: FoldKind::Comment }).collect()
}

fn is_one_line_end(text: &str) -> bool {
    text.matches('\n').count() == 1 && text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    /// The first and last line of each fold, from 1.
    fn of(source: &str) -> Vec<(usize, usize, FoldKind)> {
        in_language(Language::Dockerfile, source)
    }

    fn in_language(language: Language, source: &str) -> Vec<(usize, usize, FoldKind)> {
        let line = |offset: usize| source[..offset].matches('\n').count() + 1;
        let folds = folds(&Snapshot::of(language, source));
        folds.iter().map(|fold| (line(fold.span.start), line(fold.span.end), fold.kind)).collect()
    }

    #[test]
    fn stages_and_long_instructions_fold() {
        let source = "FROM a\nRUN b \\\n  c\n\nFROM d\nRUN e\n";
        assert_eq!(of(source), [(1, 3, FoldKind::Code), (2, 3, FoldKind::Code), (5, 6, FoldKind::Code)]);
    }

    #[test]
    fn each_of_several_heredocs_folds() {
        let source = "FROM a\nCOPY <<A <<B /\n1\nA\n2\nB\n";
        assert_eq!(
            of(source),
            [(1, 6, FoldKind::Code), (2, 6, FoldKind::Code), (3, 4, FoldKind::Code), (5, 6, FoldKind::Code)]
        );
    }

    #[test]
    fn keys_and_items_of_a_compose_file_fold() {
        let source =
            "# one\n# two\nservices:\n  web:\n    image: x\n    command: |\n      a\n      b\n\n  db:\n    image: y\n";
        assert_eq!(
            in_language(Language::Compose, source),
            [
                (1, 2, FoldKind::Comment),
                (3, 11, FoldKind::Code),
                (4, 8, FoldKind::Code),
                (6, 8, FoldKind::Code),
                (10, 11, FoldKind::Code),
            ]
        );
    }

    #[test]
    fn comments_fold_in_blocks() {
        let source = "# one\n# two\n\n# alone\nFROM a\n";
        assert_eq!(of(source), [(1, 2, FoldKind::Comment)]);
    }
}
