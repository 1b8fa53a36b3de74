//! ENV, LABEL and ARG: one instruction for several names, or one each.
//!
//! The builder fills in all values of an instruction before it sets any, so a value that uses a name of its own instruction would
//! be another one afterwards: those stay. Source: BuildKit `dockerfile2llb/convert.go` (`dispatchEnv`).

use super::Here;
use crate::ide::refactor::Offer;
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Instruction, Keyword};
use crate::rules::Change;
use crate::text::{Edit, Span, replace};

/// A name and what stands behind it.
struct Entry<'a> {
    name: &'a str,
    value: &'a str,
    span: Span,
}

pub(super) fn offers(here: Here<'_>) -> Vec<Offer> {
    let Here { file, index, instruction, .. } = here;
    let Some(own) = entries(instruction) else { return Vec::new() };
    let keyword = instruction.keyword.name();
    let mut offers = Vec::new();
    let row = row_around(file, index);
    let all: Vec<Entry<'_>> = file.instructions[row.clone()].iter().filter_map(entries).flatten().collect();
    if row.len() > 1 && stand_alone(&all) {
        let joints = file.instructions[row.clone()].windows(2).filter_map(|two| joint(file, &two[0], &two[1]));
        let title = format!("Join the {} {keyword} instructions in a row", row.len());
        offers.push(Offer::rewrite(title, joints.collect()).changing(&[Change::Instructions]));
    }
    if own.len() > 1 && stand_alone(&own) {
        let head = format!("{} ", instruction.name.text);
        let title = format!("Write one {keyword} for each");
        offers.push(
            Offer::rewrite(title, between(file, &own, file.line_end(), "", &head)).changing(&[Change::Instructions]),
        );
    }
    let first_line = |entry: &Entry<'_>| file.whole_lines(Span::at(entry.span.start)).start;
    if own.windows(2).any(|two| first_line(&two[0]) == first_line(&two[1])) {
        let line_end = continued(file);
        let edits = between(file, &own, &line_end, INDENT, INDENT);
        offers.push(Offer::rewrite("Give each a line of its own", edits));
    }
    offers
}

const INDENT: &str = "    ";

/// What ends a line that goes on.
fn continued(file: &Dockerfile) -> String {
    format!(" {}{}", file.escape.character(), file.line_end())
}

/// What an instruction sets, in the forms that several names share; `None` for the others.
fn entries(instruction: &Instruction) -> Option<Vec<Entry<'_>>> {
    let is_sound = instruction.problems.is_empty() && instruction.flags.is_empty();
    match &instruction.arguments {
        Arguments::Pairs { pairs, legacy: false } if is_sound => Some(
            pairs
                .iter()
                .map(|pair| Entry {
                    name: &pair.key.text,
                    value: &pair.value.text,
                    span: pair.key.span.to(pair.value.span),
                })
                .collect(),
        ),
        Arguments::Words(words) if is_sound && instruction.is(Keyword::Arg) => Some(
            words
                .iter()
                .map(|word| {
                    let (name, value) = word.text.split_once('=').unwrap_or((&word.text, ""));
                    Entry { name, value, span: word.span }
                })
                .collect(),
        ),
        _ => None,
    }
}

/// The instructions of one keyword around this one, with nothing but comments between them.
fn row_around(file: &Dockerfile, index: usize) -> std::ops::Range<usize> {
    let keyword = file.instructions[index].keyword;
    let follows = |above: &Instruction, below: &Instruction| {
        let gap = file.text(Span::new(above.span.end, below.span.start));
        let lines: Vec<&str> = gap.split('\n').collect();
        let is_dense = lines[1..lines.len().max(2) - 1].iter().all(|line| line.trim_start().starts_with('#'));
        above.is(keyword) && below.is(keyword) && is_dense && entries(above).is_some() && entries(below).is_some()
    };
    let mut row = index..index + 1;
    while row.start > 0 && follows(&file.instructions[row.start - 1], &file.instructions[row.start]) {
        row.start -= 1;
    }
    while row.end < file.instructions.len() && follows(&file.instructions[row.end - 1], &file.instructions[row.end]) {
        row.end += 1;
    }
    row
}

/// Whether no value uses a name that the others set, and no name is set twice.
fn stand_alone(entries: &[Entry<'_>]) -> bool {
    let mut names = std::collections::HashSet::new();
    entries.iter().all(|entry| {
        let is_new = !entry.name.contains('$') && names.insert(entry.name);
        is_new && (!entry.value.contains('$') || !entries.iter().any(|other| entry.value.contains(other.name)))
    })
}

/// The edit that puts what one instruction sets behind what the one above it does.
fn joint(file: &Dockerfile, above: &Instruction, below: &Instruction) -> Option<Edit> {
    let gap = Span::new(entries(above)?.last()?.span.end, entries(below)?.first()?.span.start);
    Some(replace(gap, format!("{}{}{INDENT}", continued(file), comments(file, gap, INDENT))))
}

/// Edits of what stands between entries: a line end, the comments that were there, and the start of the next line.
fn between(file: &Dockerfile, entries: &[Entry<'_>], line_end: &str, of_comments: &str, start: &str) -> Vec<Edit> {
    let gaps = entries.windows(2).map(|two| Span::new(two[0].span.end, two[1].span.start));
    gaps.map(|gap| replace(gap, format!("{line_end}{}{start}", comments(file, gap, of_comments)))).collect()
}

fn comments(file: &Dockerfile, gap: Span, indent: &str) -> String {
    let from = file.comments.partition_point(|comment| comment.start < gap.start);
    let inside = file.comments[from..].iter().take_while(|comment| comment.end <= gap.end);
    inside.map(|comment| format!("{indent}{}{}", file.text(*comment).trim(), file.line_end())).collect()
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::{applied, offered};
    use crate::model::Language;

    fn after(instructions: &str, title: &str) -> Option<String> {
        let text = applied(Language::Dockerfile, &format!("FROM a\n|{instructions}"), title)?;
        Some(text.trim_start_matches("FROM a\n").to_owned())
    }

    #[test]
    fn one_becomes_many_and_many_one() {
        let many = "ENV A=1\n# why\nENV B=\"2 3\"\nENV C=4\n";
        let one = "ENV A=1 \\\n    # why\n    B=\"2 3\" \\\n    C=4\n";
        assert_eq!(after(many, "Join the 3 ENV instructions in a row").as_deref(), Some(one));
        assert_eq!(after(one, "Write one ENV for each").as_deref(), Some(many));
        assert_eq!(after("LABEL a=1 b=2\n", "Write one LABEL for each").as_deref(), Some("LABEL a=1\nLABEL b=2\n"));
        assert_eq!(after("arg A=1 B\n", "Write one ARG for each").as_deref(), Some("arg A=1\narg B\n"));
        assert_eq!(after("LABEL a=1 b=2\n", "Give each a line of its own").as_deref(), Some("LABEL a=1 \\\n    b=2\n"));
    }

    #[test]
    fn values_that_use_each_other_stay() {
        for instructions in [
            "ENV A=1\nENV B=$A\n",
            "ENV A=1 B=${A}\n",
            "ENV A=1\nENV A=2\n",
            "ENV A 1\nENV B 2\n",
            "ENV A=1\n\nENV B=2\n",
        ] {
            let offered = offered(Language::Dockerfile, &format!("FROM a\n|{instructions}"));
            assert!(offered.iter().all(|(title, _)| title.starts_with("Give")), "{instructions}: {offered:?}");
        }
    }
}
