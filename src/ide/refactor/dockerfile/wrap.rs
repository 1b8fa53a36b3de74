//! Lines that run out of sight, wrapped where the builder and the shell see only a blank.

use super::Here;
use crate::ide::refactor::Offer;
use crate::model::dockerfile::{Arguments, Keyword};
use crate::rules::Change;
use crate::text::{Edit, Span, replace};

/// The widest line that stays as it is, in characters.
const WIDTH: usize = 100;

/// Only how many blanks stand between the words.
const CHANGES: &[Change] = &[Change::Cmd, Change::Entrypoint, Change::Healthcheck];

const INDENT: &str = "    ";

/// A place where a line may end.
#[derive(Debug, Clone, Copy)]
struct Gap {
    span: Span,
    /// A command begins behind it: the best place of all.
    before_command: bool,
}

pub(super) fn offers(here: Here<'_>) -> Vec<Offer> {
    let Here { file, instruction, span, .. } = here;
    let line = file.whole_lines(Span::at(span.start));
    let text = file.text(line).trim_end();
    let in_head = instruction.head.touches(span.start);
    if text.chars().count() <= WIDTH || !in_head || file.comments.iter().any(|comment| comment.start == line.start) {
        return Vec::new();
    }
    let gaps: Vec<Gap> = gaps(here).into_iter().filter(|gap| line.contains(gap.span)).collect();
    let own_indent = &text[..text.len() - text.trim_start().len()];
    let indent =
        if line.start <= instruction.span.start { format!("{own_indent}{INDENT}") } else { own_indent.to_owned() };
    let joint = format!(" {}{}{indent}", file.escape.character(), file.line_end());
    let edits = broken(here, line.start, line.start + text.len(), &indent, &joint, &gaps);
    if edits.is_empty() { Vec::new() } else { vec![Offer::rewrite("Wrap the line", edits).changing(CHANGES)] }
}

/// Breaks before commands, and wherever else a line would still be too wide.
fn broken(here: Here<'_>, start: usize, end: usize, indent: &str, joint: &str, gaps: &[Gap]) -> Vec<Edit> {
    let width = |from: usize, to: usize| here.file.text(Span::new(from, to.max(from))).chars().count();
    let mut edits = Vec::new();
    let (mut from, mut margin) = (start, 0);
    let mut last_fit: Option<Gap> = None;
    let ends = gaps.iter().copied().map(Some).chain([None]);
    for gap in ends {
        let to = gap.map_or(end, |gap| gap.span.start);
        // A blank and the escape character stand behind what is broken off.
        let room = WIDTH - if gap.is_some() { 2 } else { 0 };
        if margin + width(from, to) > room
            && let Some(fit) = last_fit.take()
        {
            edits.push(replace(fit.span, joint));
            (from, margin) = (fit.span.end, indent.len());
        }
        let Some(gap) = gap else { break };
        if gap.before_command {
            edits.push(replace(gap.span, joint));
            (from, margin) = (gap.span.end, indent.len());
            last_fit = None;
        } else {
            last_fit = Some(gap);
        }
    }
    edits
}

/// The blanks that mean nothing, in order.
fn gaps(here: Here<'_>) -> Vec<Gap> {
    let Here { file, index, instruction, .. } = here;
    let mut words: Vec<(Span, bool)> = instruction.flags.iter().map(|flag| (flag.span, false)).collect();
    match &instruction.arguments {
        Arguments::Words(list) if !matches!(instruction.keyword, Keyword::From) => {
            words.extend(list.iter().map(|word| (word.span, false)));
        }
        Arguments::Json { words: list, .. } => words.extend(list.iter().map(|word| (word.span, false))),
        Arguments::Pairs { pairs, legacy: false } => {
            words.extend(pairs.iter().map(|pair| (pair.key.span.to(pair.value.span), false)));
        }
        Arguments::Shell(_) | Arguments::Health { .. } => {
            let [shell] = file.shell_texts_of(index) else { return Vec::new() };
            let script = &shell.script;
            if script.broken || shell.is_heredoc || !script.comments.is_empty() || !script.heredocs.is_empty() {
                return Vec::new();
            }
            for element in &script.elements {
                if element.list == 0 && element.after == crate::syntax::shell::Connector::And {
                    words.push((shell.text.span(element.after_range.clone()), true));
                }
            }
            let own = script.commands.iter().filter(|command| command.through.is_none());
            let plain = own.filter(|command| script.elements[command.element].list == 0);
            for command in plain {
                words.extend(command.words.iter().map(|word| (shell.text.span(word.range.clone()), false)));
            }
        }
        _ => return Vec::new(),
    }
    words.sort_by_key(|(span, _)| (span.start, span.end));
    let blank_before = |&(span, before_command): &(Span, bool)| {
        let before = &file.source()[instruction.span.start..span.start];
        let start = instruction.span.start + before.trim_end_matches([' ', '\t']).len();
        let is_first = start <= instruction.name.span.end;
        (start < span.start && !is_first && !before[..start - instruction.span.start].ends_with('\n'))
            .then_some(Gap { span: Span::new(start, span.start), before_command })
    };
    words.iter().filter_map(blank_before).collect()
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::applied;
    use crate::model::Language;

    fn wrapped(instruction: &str) -> Option<String> {
        let text = applied(Language::Dockerfile, &format!("FROM a\n|{instruction}\n"), "Wrap the line")?;
        Some(text.trim_start_matches("FROM a\n").trim_end().to_owned())
    }

    #[test]
    fn commands_get_lines_and_what_is_still_long_goes_on() {
        let long = "x".repeat(60);
        assert_eq!(
            wrapped(&format!("RUN a {long} '{long}  y' && b {long}")),
            Some(format!("RUN a {long} \\\n    '{long}  y' \\\n    && b {long}"))
        );
        assert_eq!(
            wrapped(&format!("CMD [\"{long}\", \"{long}\"]")),
            Some(format!("CMD [\"{long}\", \\\n    \"{long}\"]"))
        );
        assert_eq!(wrapped(&format!("COPY {long} {long} /")), Some(format!("COPY {long} \\\n    {long} /")));
        assert_eq!(wrapped(&format!("ENV A={long} B=\"{long}\"")), Some(format!("ENV A={long} \\\n    B=\"{long}\"")));
    }

    #[test]
    fn what_fits_and_what_has_no_gap_stays() {
        assert_eq!(wrapped("RUN a && b"), None);
        assert_eq!(wrapped(&format!("RUN '{} b'", "x".repeat(120))), None);
        assert_eq!(wrapped(&format!("WORKDIR /{} b", "x".repeat(120))), None);
    }
}
