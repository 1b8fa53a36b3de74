//! What can be folded away: stages, long instructions, heredocs, runs of one instruction, comments, blocks of YAML, and what
//! `# region` and `# endregion` enclose.

use super::assignments::assignments;
use crate::model::dockerfile::{Instruction, Keyword};
use crate::model::{Compose, Dockerfile, Language, Snapshot};
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
    /// Between `# region` and `# endregion`.
    Region,
    /// What a Compose file includes.
    Imports,
}

/// How many instructions of a kind make a run that is worth folding.
const RUN: usize = 3;

/// The folds of a file, by place; a fold within one line is none. Where several start in one line the largest comes first.
pub fn folds(snapshot: &Snapshot) -> Vec<Fold> {
    let source = snapshot.source();
    let mut folds = match snapshot.language() {
        Language::Dockerfile => snapshot.dockerfile().map(of_dockerfile).unwrap_or_default(),
        Language::Compose => snapshot.compose().map(of_compose).unwrap_or_default(),
        Language::Dockerignore => of_lines(source),
        Language::Dotenv => of_variables(source),
    };
    folds.retain(|fold| fold.span.of(source).contains('\n'));
    folds.sort_by_key(|fold| (fold.span.start, std::cmp::Reverse(fold.span.end)));
    folds
}

fn code(span: Span) -> Fold {
    Fold { span, kind: FoldKind::Code }
}

fn of_dockerfile(file: &Dockerfile) -> Vec<Fold> {
    let stages = file.stages.iter().filter_map(|stage| {
        let instructions = file.instructions_of(stage);
        Some(instructions.first()?.span.to(instructions.last()?.span))
    });
    let instructions = file.instructions.iter().map(|instruction| instruction.span);
    // A single heredoc folds with its instruction.
    let heredocs = file.instructions.iter().filter(|instruction| instruction.heredocs.len() > 1);
    let heredocs = heredocs.flat_map(|it| &it.heredocs).filter_map(|heredoc| Some(heredoc.body.to(heredoc.end?)));
    let mut folds: Vec<Fold> = stages.chain(instructions).chain(heredocs).map(code).collect();
    folds.extend(runs(file).into_iter().map(code));
    folds.extend(of_comments(file.source(), &file.comments));
    folds
}

/// Instructions of one kind that follow each other, none of them longer than a line.
fn runs(file: &Dockerfile) -> Vec<Span> {
    let is_run = |pair: &[Instruction]| {
        let is_short = |instruction: &Instruction| instruction.lines.0 == instruction.lines.1;
        let one_kind =
            pair[0].keyword == pair[1].keyword && !pair[0].is(Keyword::Unknown) && !pair[0].is(Keyword::From);
        // A blank line between two is an author's fold.
        one_kind && pair.iter().all(is_short) && pair[0].lines.1 + 1 == pair[1].lines.0
    };
    let mut runs = Vec::new();
    let mut first = 0;
    for last in 0..file.instructions.len() {
        if file.instructions.get(last..last + 2).is_some_and(is_run) {
            continue;
        }
        if last + 1 - first >= RUN {
            runs.push(file.instructions[first].span.to(file.instructions[last].span));
        }
        first = last + 1;
    }
    runs
}

/// Keys with what stands below them, the items of lists, and the brackets around several lines.
fn of_compose(file: &Compose) -> Vec<Fold> {
    let view = file.view();
    let mut spans: Vec<Span> = Vec::new();
    for (_, node) in view.nodes() {
        let Node { span, .. } = node;
        match &node.kind {
            Kind::Mapping { entries, flow } => {
                spans.extend(entries.iter().map(|entry| entry.span));
                spans.extend(flow.then_some(*span));
            }
            Kind::Sequence { items, flow } => {
                spans.extend(items.iter().map(|item| view.node(*item).whole()));
                spans.extend(flow.then_some(*span));
            }
            _ => {}
        }
    }
    let includes = file.documents().filter_map(|document| document.entry("include")).map(|pair| pair.span);
    let includes: Vec<Span> = includes.collect();
    let written = |span: Span| Span::new(span.start, span.start + span.of(file.source()).trim_end().len());
    let folds = spans.into_iter().map(|span| {
        let kind = if includes.contains(&span) { FoldKind::Imports } else { FoldKind::Code };
        Fold { span: written(span), kind }
    });
    folds.chain(of_comments(file.source(), view.comments())).collect()
}

/// A comment with the lines below it up to the next blank one.
fn of_lines(source: &str) -> Vec<Fold> {
    let mut comments = Vec::new();
    let mut sections: Vec<Span> = Vec::new();
    let mut open: Option<Span> = None;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let span = Span::new(at, at + line.trim_end().len());
        at += line.len();
        let is_comment = line.starts_with('#');
        comments.extend(is_comment.then_some(span));
        if span.is_empty() {
            sections.extend(open.take());
        } else {
            open = open.map(|section| section.to(span)).or_else(|| is_comment.then_some(span));
        }
    }
    sections.extend(open);
    let mut folds = of_comments(source, &comments);
    folds.extend(sections.into_iter().map(code));
    folds
}

fn of_variables(source: &str) -> Vec<Fold> {
    let found = assignments(source);
    let mut folds = of_lines(source);
    folds.extend(found.assignments.iter().map(|assignment| code(assignment.span)));
    folds
}

/// Blocks of comments, and the regions that they mark.
fn of_comments(source: &str, comments: &[Span]) -> Vec<Fold> {
    let mut blocks: Vec<Span> = Vec::new();
    let mut folds = Vec::new();
    let mut regions: Vec<Span> = Vec::new();
    for &comment in comments {
        match mark(comment.of(source)) {
            Some(Mark::Start) => regions.push(comment),
            Some(Mark::End) => {
                folds.extend(regions.pop().map(|start| Fold { span: start.to(comment), kind: FoldKind::Region }));
            }
            None => {
                let between = |block: Span| Span::new(block.end, comment.start.max(block.end)).of(source);
                match blocks.last_mut() {
                    Some(block) if is_one_line_end(between(*block)) => *block = block.to(comment),
                    _ => blocks.push(comment),
                }
            }
        }
    }
    folds.extend(blocks.into_iter().map(|span| Fold { span, kind: FoldKind::Comment }));
    folds
}

enum Mark {
    Start,
    End,
}

/// `# region name`, `#region`, `# endregion`.
fn mark(comment: &str) -> Option<Mark> {
    match comment.trim_start_matches('#').split_whitespace().next()? {
        "region" => Some(Mark::Start),
        "endregion" => Some(Mark::End),
        _ => None,
    }
}

/// Runs of comments have nothing but blanks and one line end between each and the next.
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
    fn instructions_of_a_kind_fold_together() {
        let source = "FROM a\nENV A=1\nENV B=2\nENV C=3\nUSER x\nCOPY a b\nCOPY c d\n\nCOPY e f\n";
        assert_eq!(of(source), [(1, 9, FoldKind::Code), (2, 4, FoldKind::Code)]);
    }

    #[test]
    fn regions_fold_and_nest() {
        let source = "# region tools\nARG A\n# region inner\nARG B\n# endregion\n#endregion\n# endregion\nARG C\n";
        assert_eq!(of(source), [(1, 6, FoldKind::Region), (3, 5, FoldKind::Region)]);
        let source = "services:\n  # region a\n  web:\n    image: x\n  # endregion\n";
        let found = in_language(Language::Compose, source);
        assert!(found.contains(&(2, 5, FoldKind::Region)), "{found:?}");
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
        let source = "include:\n  - a\nx-a:\n  - [\n    b,\n  ]\n";
        assert_eq!(in_language(Language::Compose, source)[..2], [(1, 2, FoldKind::Imports), (3, 6, FoldKind::Code)]);
    }

    #[test]
    fn comments_fold_in_blocks() {
        let source = "# one\n# two\n\n# alone\nFROM a\n";
        assert_eq!(of(source), [(1, 2, FoldKind::Comment)]);
    }

    #[test]
    fn lines_below_a_comment_fold_with_it() {
        let source = "a\n\n# one\n# two\nb\nc\n\nd\n";
        let expected = [(3, 6, FoldKind::Code), (3, 4, FoldKind::Comment)];
        assert_eq!(in_language(Language::Dockerignore, source), expected);
        assert_eq!(in_language(Language::Dotenv, "A=1\nB=\"x\ny\"\n"), [(2, 3, FoldKind::Code)]);
    }
}
