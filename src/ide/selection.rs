//! What to select next when a selection grows: word, argument, instruction, stage, file.

use super::names::name_at;
use crate::model::dockerfile::{Arguments, Instruction};
use crate::model::{Compose, Dockerfile, Snapshot};
use crate::syntax::yaml::Kind;
use crate::text::Span;

/// The stretches that hold the offset, from the word to the file; each holds the one before it and more.
pub fn selections(snapshot: &Snapshot, offset: usize) -> Vec<Span> {
    let source = snapshot.source();
    let offset = offset.min(source.len());
    let mut spans = vec![word(source, offset), line(source, offset), Span::new(0, source.len())];
    spans.extend(name_at(snapshot, offset).map(|(_, place)| place.span));
    match (snapshot.dockerfile(), snapshot.compose()) {
        (Some(file), _) => of_dockerfile(file, offset, &mut spans),
        (_, Some(file)) => of_compose(file, &mut spans),
        _ => {}
    }
    spans.retain(|span| span.touches(offset) && !span.is_empty());
    spans.sort_unstable_by_key(|span| (span.len(), span.start));
    let mut selections: Vec<Span> = Vec::new();
    for span in spans {
        if selections.last().is_none_or(|last| span.contains(*last) && span != *last) {
            selections.push(span);
        }
    }
    selections
}

fn of_dockerfile(file: &Dockerfile, offset: usize, spans: &mut Vec<Span>) {
    if let Some(instruction) = file.instruction_at(offset) {
        of_instruction(instruction, spans);
    }
    if let Some(stage) = file.stage_at(offset) {
        let instructions = file.instructions_of(stage);
        spans.extend(instructions.first().zip(instructions.last()).map(|(first, last)| first.span.to(last.span)));
    }
}

fn of_compose(file: &Compose, spans: &mut Vec<Span>) {
    for (_, node) in file.view().nodes() {
        spans.extend([node.span, node.whole()]);
        if let Kind::Mapping { entries, .. } = &node.kind {
            spans.extend(entries.iter().map(|entry| entry.span));
        }
    }
}

fn of_instruction(instruction: &Instruction, spans: &mut Vec<Span>) {
    spans.extend([instruction.span, instruction.head, instruction.name.span, instruction.rest.whole()]);
    for flag in &instruction.flags {
        spans.extend([flag.span, flag.name.span]);
        spans.extend(flag.value.as_ref().map(|value| value.span));
    }
    for heredoc in &instruction.heredocs {
        spans.extend([heredoc.marker, heredoc.body]);
        spans.extend(heredoc.end);
    }
    match &instruction.arguments {
        Arguments::Json { list, .. } => spans.push(*list),
        Arguments::Pairs { pairs, .. } => {
            spans.extend(
                pairs.iter().flat_map(|pair| [pair.key.span, pair.value.span, pair.key.span.to(pair.value.span)]),
            );
        }
        Arguments::Trigger(inner) => of_instruction(inner, spans),
        _ => {}
    }
    spans.extend(instruction.arguments.words().iter().map(|word| word.span));
}

/// The run of characters around the offset without a blank.
fn word(source: &str, offset: usize) -> Span {
    let start = source[..offset]
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + source[at..].chars().next().map_or(1, char::len_utf8));
    let end = source[offset..].find(char::is_whitespace).map_or(source.len(), |at| offset + at);
    Span::new(start, end)
}

/// The line around the offset, without the blanks at its ends.
fn line(source: &str, offset: usize) -> Span {
    let start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = source[offset..].find('\n').map_or(source.len(), |at| offset + at);
    let line = &source[start..end];
    let indent = line.len() - line.trim_start().len();
    Span::new(start + indent, start + indent + line.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn of(marked: &str) -> Vec<String> {
        in_language(Language::Dockerfile, marked)
    }

    fn in_language(language: Language, marked: &str) -> Vec<String> {
        let offset = marked.find('|').expect("a cursor");
        let source = marked.replacen('|', "", 1);
        let snapshot = Snapshot::of(language, &source);
        selections(&snapshot, offset).into_iter().map(|span| span.of(&source).to_owned()).collect()
    }

    #[test]
    fn a_selection_grows_by_meaning() {
        let grown = of("FROM a\nENV A=1 B=${C:-|x}\nUSER 1\n");
        assert_eq!(
            grown,
            [
                "${C:-x}",
                "B=${C:-x}",
                "A=1 B=${C:-x}",
                "ENV A=1 B=${C:-x}",
                "FROM a\nENV A=1 B=${C:-x}\nUSER 1",
                "FROM a\nENV A=1 B=${C:-x}\nUSER 1\n",
            ]
        );
    }

    #[test]
    fn in_a_compose_file_it_grows_by_value_key_and_service() {
        let grown = in_language(Language::Compose, "services:\n  web:\n    image: ngi|nx:1\n    ports: [80]\n");
        let service = "image: nginx:1\n    ports: [80]";
        let starts: Vec<&str> = grown.iter().map(|span| span.lines().next().unwrap_or("")).collect();
        assert_eq!(starts[..2], ["nginx:1", "image: nginx:1"]);
        assert_eq!((grown[2].as_str(), &starts[3..]), (service, &["web:", "services:", "services:"][..]));
    }

    #[test]
    fn every_place_of_every_text_has_a_selection() {
        for source in ["", "\n", "é 🚀\n", "FROM\n", "RUN a \\\n\n# x\n  é\n"] {
            let snapshot = Snapshot::of(Language::Dockerfile, source);
            for (offset, _) in source.char_indices().chain([(source.len(), ' ')]) {
                let spans = selections(&snapshot, offset);
                assert!(spans.windows(2).all(|pair| pair[1].contains(pair[0]) && pair[0] != pair[1]));
            }
        }
    }
}
