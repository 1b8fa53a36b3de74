//! Edits that more than one rule offers.

use crate::model::Dockerfile;
use crate::model::dockerfile::{Base, Command, Instruction, Invocation, Keyword, Label, Stage, Word};
use crate::rules::{Change, Finding};
use crate::text::{Edit, Span, delete, insert, replace};
use std::ops::Range;

/// The place of a comment that somebody wrote behind the words of an instruction, where it is none: from its `#` to the end.
pub fn trailing_comment(words: &[Word]) -> Option<Span> {
    let at = words.iter().position(|word| word.text.starts_with('#'))?;
    (at > 0).then(|| words[at].span.to(words[words.len() - 1].span))
}

/// Moves such a comment to a line of its own above the instruction. Nothing where the instruction has several lines, since
/// it could then belong to any of them.
pub fn move_comment_up(file: &Dockerfile, instruction: &Instruction, comment: Span) -> Vec<Edit> {
    if instruction.lines.0 != instruction.lines.1 || comment.end != instruction.span.end {
        return Vec::new();
    }
    let before = file.text(Span::new(instruction.span.start, comment.start));
    let kept = instruction.span.start + before.trim_end().len();
    let text = file.text(comment).to_owned();
    vec![insert(file.whole_lines(instruction.span).start, format!("{text}\n")), delete(Span::new(kept, comment.end))]
}

/// Takes an instruction away, and leaves the comments inside it where they were.
pub fn remove_instruction(file: &Dockerfile, instruction: &Instruction) -> Edit {
    let mut lines = file.whole_lines(instruction.span);
    let kept: String = instruction.comments.iter().map(|&comment| format!("{}\n", file.text(comment).trim())).collect();
    let before = &file.source()[..lines.start];
    let after = file.whole_lines(Span::at(lines.end));
    let stands_apart = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    if kept.is_empty() && stands_apart && !after.is_empty() && file.text(after).trim().is_empty() {
        // Of the two blank lines that would be left, one goes too.
        lines = lines.to(after);
    }
    let ends_open = kept.is_empty() && !file.text(lines).ends_with('\n');
    if ends_open {
        // The line before becomes the last, and ends as this one did.
        lines.start -= before.len() - before.trim_end_matches('\n').trim_end_matches('\r').len();
    }
    replace(lines, kept)
}

/// Offers to take a label out, and its instruction too where it sets no other; nothing where a comment would go with it.
pub fn offer_without_label(
    finding: &mut Finding,
    file: &Dockerfile,
    label: Label<'_>,
    title: &str,
    changes: &[Change],
) {
    if label.is_alone(file) {
        let instruction = &file.instructions[label.instruction];
        finding.fix(title, remove_instruction(file, instruction)).declares(changes).declares(&[Change::Instructions]);
    } else if let Some(edit) = file.remove_label(label) {
        finding.fix(title, edit).declares(changes);
    }
}

/// Gives a stage another name wherever the file uses it; nothing where a variable may stand for the name.
pub fn rename_stage(file: &Dockerfile, stage: &Stage, name: &str) -> Vec<Edit> {
    let Some(old) = &stage.name else { return Vec::new() };
    let is_old = |word: &&Word| word.text.eq_ignore_ascii_case(&old.text);
    let children =
        file.stages.iter().filter(|child| matches!(child.base, Base::Stage(parent) if parent == stage.index));
    let bases: Vec<&Word> = children.map(|child| &child.base_word).collect();
    if !bases.iter().all(is_old) {
        return Vec::new();
    }
    let is_last_of_name = file.stage_of_name(&old.text).is_some_and(|last| last.index == stage.index);
    let references = file.stages.iter().flat_map(|stage| stage.references.iter().map(|it| &it.name));
    let references = references.filter(|word| is_last_of_name && is_old(word));
    let places = std::iter::once(old).chain(bases.iter().copied()).chain(references);
    places.filter(|word| word.text != name).map(|word| replace(word.span, name)).collect()
}

/// A word of an instruction and the blanks up to the next.
pub fn with_blanks_after(file: &Dockerfile, word: Span) -> Span {
    let rest = &file.source()[word.end..];
    Span::new(word.start, word.end + rest.len() - rest.trim_start_matches([' ', '\t']).len())
}

/// What an edit of a command changes besides the command: the heredoc that it stands in.
pub fn changes_inside(command: Command<'_>) -> &'static [Change] {
    if command.is_in_heredoc() { &[Change::Heredocs] } else { &[] }
}

/// Takes neighbouring words out of a command, with the blanks before them; the name, word 0, has to stay. `None` where a
/// comment would go with them.
pub fn remove_words(file: &Dockerfile, command: Command<'_>, words: Range<usize>) -> Option<Edit> {
    let last = words.end.checked_sub(1).filter(|&last| last < command.words().len())?;
    let before = words.start.checked_sub(1)?;
    // In a JSON list the quote behind each word goes along, and so does the comma between.
    let quote = usize::from(command.is_exec());
    let span = Span::new(command.word_span(before).end + quote, command.word_span(last).end + quote);
    (!file.comments.iter().any(|comment| comment.overlaps(span))).then(|| delete(span))
}

/// Takes one of these things away that stand beside each other in an instruction, or the instruction with its only one.
/// `None` where a comment would go with it.
pub fn remove_from_list(file: &Dockerfile, instruction: &Instruction, list: &[Span], at: usize) -> Option<Edit> {
    let this = *list.get(at)?;
    let span = match (at.checked_sub(1).and_then(|before| list.get(before)), list.get(at + 1)) {
        (Some(before), _) => Span::new(before.end, this.end),
        (None, Some(after)) => Span::new(this.start, after.start),
        (None, None) => return Some(remove_instruction(file, instruction)),
    };
    (!file.comments.iter().any(|comment| comment.overlaps(span))).then(|| delete(span))
}

/// Offers an installation without one of its packages; without the whole command, where `all_go` and it is the only one.
pub fn offer_without_package(
    file: &Dockerfile,
    finding: &mut Finding,
    call: &Invocation<'_>,
    package: Span,
    all_go: bool,
) {
    let at = (0..call.command.words().len()).find(|&at| call.command.word_span(at) == package);
    let edit = match at {
        Some(_) if all_go && call.packages().len() == 1 => remove_command_or_run(file, call.command),
        Some(at) if !all_go => remove_words(file, call.command, at..at + 1),
        _ => None,
    };
    let instructions: &[Change] = if all_go { &[Change::Instructions] } else { &[] };
    finding.fix("Leave it out", edit).declares(changes_inside(call.command)).declares(instructions);
}

/// Takes a command out of its list, or the whole RUN where it has no other. `None` where neither is sure to leave the rest as
/// it was.
pub fn remove_command_or_run(file: &Dockerfile, command: Command<'_>) -> Option<Edit> {
    let instruction = &file.instructions[command.shell.instruction];
    let is_alone = command.shell.script.elements.len() == 1 && command.starter().is_none();
    let is_plain = instruction.is(Keyword::Run) && instruction.heredocs.is_empty() && !command.element().negated;
    if is_alone && is_plain {
        return Some(remove_instruction(file, instruction));
    }
    file.remove_command(command)
}
