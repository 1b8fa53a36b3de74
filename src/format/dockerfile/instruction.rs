//! The first line of an instruction: where it starts, its keyword and what follows that, and its list.

use crate::format::BLANK;
use crate::format::style::{KeywordCase, Style};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Instruction, Keyword};
use crate::text::{Edit, Span, delete, replace};

/// For each stage and for what stands before the first one, whether its instructions start at the left edge: those that do
/// not are then slips. Where most are indented, somebody wants it so.
pub(super) fn flush_stages(file: &Dockerfile) -> Vec<bool> {
    let is_flush = |instructions: &[Instruction]| {
        let indented = instructions.iter().filter(|it| indent(file, it).is_some()).count();
        indented * 2 < instructions.len() || instructions.len() == 1
    };
    let stages = file.stages.iter().map(|stage| {
        let own = file.instructions_of(stage);
        is_flush(own.split_first().map_or(own, |(_, rest)| if rest.is_empty() { own } else { rest }))
    });
    std::iter::once(is_flush(file.preamble())).chain(stages).collect()
}

/// The blanks before a keyword.
fn indent(file: &Dockerfile, instruction: &Instruction) -> Option<Span> {
    let start = file.whole_lines(instruction.head).start;
    let span = Span::new(start, instruction.name.span.start);
    let text = file.text(span);
    (!text.is_empty() && text.chars().all(|c| BLANK.contains(&c))).then_some(span)
}

pub(super) fn edits(file: &Dockerfile, index: usize, style: &Style, flush: &[bool]) -> Vec<Edit> {
    let instruction = &file.instructions[index];
    let mut edits = Vec::new();
    let stage = file.stage_of(index).map_or(0, |stage| stage.index + 1);
    if flush.get(stage).copied().unwrap_or(false) {
        edits.extend(indent(file, instruction).map(delete));
    }
    keyword(file, instruction, style.keyword_case, &mut edits);
    list(file, instruction, &mut edits);
    let gap = gap(file, instruction).filter(|gap| file.text(*gap) != " " && !is_aligned(file, index, *gap));
    edits.extend(gap.map(|gap| replace(gap, " ")));
    edits
}

/// Keywords in their case: the instruction's own, those inside ONBUILD and HEALTHCHECK, and AS.
fn keyword(file: &Dockerfile, instruction: &Instruction, case: KeywordCase, edits: &mut Vec<Edit>) {
    let mut write = |span: Span, word: &str| {
        let written = case.write(word);
        if written != word && file.text(span) == word {
            edits.push(replace(span, written));
        }
    };
    if !instruction.is(Keyword::Unknown) {
        write(instruction.name.span, &instruction.name.text);
    }
    match &instruction.arguments {
        Arguments::Words(words) if instruction.is(Keyword::From) => {
            if let [_, word, _] = words.as_slice()
                && word.text.eq_ignore_ascii_case("as")
            {
                write(word.span, &word.text);
            }
        }
        Arguments::Health { kind, .. } if ["cmd", "none"].contains(&kind.text.to_ascii_lowercase().as_str()) => {
            write(kind.span, &kind.text);
        }
        Arguments::Trigger(inner) => keyword(file, inner, case, edits),
        _ => {}
    }
}

/// A list of strings on one line: nothing inside its brackets, one blank behind each comma.
fn list(file: &Dockerfile, instruction: &Instruction, edits: &mut Vec<Edit>) {
    let (words, list) = match &instruction.arguments {
        Arguments::Json { words, list } => (words, *list),
        Arguments::Health { command, .. } => match command.as_ref() {
            Arguments::Json { words, list } => (words, *list),
            _ => return,
        },
        Arguments::Trigger(inner) => return self::list(file, inner, edits),
        _ => return,
    };
    if file.text(list).contains('\n') {
        return;
    }
    let strings: Vec<&str> = words.iter().map(|word| file.text(word.span)).collect();
    let written = format!("[{}]", strings.join(", "));
    if written != file.text(list) {
        edits.push(replace(list, written));
    }
}

/// The blanks between the keyword and what follows it on its line.
fn gap(file: &Dockerfile, instruction: &Instruction) -> Option<Span> {
    let start = instruction.name.span.end;
    let rest = file.text(Span::new(start, instruction.head.end));
    let length = rest.len() - rest.trim_start_matches(BLANK).len();
    let next = rest[length..].chars().next()?;
    // A continuation, or a file that ends in blanks: no argument stands there.
    (length > 0 && !next.is_ascii_control() && next != file.escape.character())
        .then(|| Span::new(start, start + length))
}

/// Whether what follows the keyword stands in one column with that of a neighbour, though their keywords differ in length.
fn is_aligned(file: &Dockerfile, index: usize, gap: Span) -> bool {
    let place = |gap: Span| {
        let start = file.whole_lines(Span::at(gap.start)).start;
        (gap.start - start, gap.end - start)
    };
    let has_tab = file.text(gap).contains('\t');
    let own = &file.instructions[index];
    let neighbours = [index.checked_sub(1), Some(index + 1)].into_iter().flatten();
    neighbours.filter_map(|at| file.instructions.get(at)).any(|other| {
        let is_adjacent = own.lines.0 == other.lines.1 + 1 || other.lines.0 == own.lines.1 + 1;
        let Some(other_gap) = self::gap(file, other).filter(|_| is_adjacent) else { return false };
        let ((keyword, column), (other_keyword, other_column)) = (place(gap), place(other_gap));
        let both_tabs = has_tab && file.text(other_gap).contains('\t');
        keyword != other_keyword && column == other_column || both_tabs
    })
}
