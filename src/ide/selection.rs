//! What to select next when a selection grows: word, argument, command, chain of commands, instruction, stage, file; in YAML
//! scalar, value, pair, mapping.

use super::assignments::assignments;
use crate::model::compose::Template;
use crate::model::dockerfile::{Arguments, Instruction};
use crate::model::{Compose, Dockerfile, Language, Snapshot};
use crate::syntax::dockerfile::expansion::references;
use crate::syntax::shell::{Body, PieceKind};
use crate::syntax::yaml::Kind;
use crate::syntax::{Joined, shell};
use crate::text::Span;

/// The stretches that hold the offset, from the word to the file; each holds the one before it and more.
pub fn selections(snapshot: &Snapshot, offset: usize) -> Vec<Span> {
    let source = snapshot.source();
    let offset = offset.min(source.len());
    let mut grown = Grown { offset, spans: Vec::new(), guesses: Vec::new() };
    grown.words(source);
    match snapshot.language() {
        Language::Dockerfile => snapshot.dockerfile().into_iter().for_each(|file| grown.dockerfile(file)),
        Language::Compose => snapshot.compose().into_iter().for_each(|file| grown.compose(file)),
        Language::Dockerignore => grown.paragraph(source),
        Language::Dotenv => {
            grown.variables(source);
            grown.paragraph(source);
        }
    }
    grown.add(Span::new(0, source.len()));
    grown.nested()
}

/// The stretches found so far that hold the offset.
struct Grown {
    offset: usize,
    spans: Vec<Span>,
    /// Those that no grammar speaks for: where one lies across what a grammar found, it is dropped.
    guesses: Vec<Span>,
}

impl Grown {
    fn add(&mut self, span: Span) {
        if span.touches(self.offset) && !span.is_empty() {
            self.spans.push(span);
        }
    }

    /// From the smallest to the largest, without those that lie across another.
    fn nested(mut self) -> Vec<Span> {
        let fits = |guess: &Span| self.spans.iter().all(|span| span.contains(*guess) || guess.contains(*span));
        let guesses: Vec<Span> = self.guesses.iter().copied().filter(fits).collect();
        self.spans.extend(guesses);
        self.spans.sort_unstable_by_key(|span| (span.len(), span.start));
        let mut selections: Vec<Span> = Vec::new();
        for span in self.spans {
            if selections.last().is_none_or(|last| span.contains(*last) && span != *last) {
                selections.push(span);
            }
        }
        selections
    }

    /// What needs no grammar: the identifier, the word up to blanks, the line.
    fn words(&mut self, source: &str) {
        let identifier = around(source, self.offset, |c| c.is_alphanumeric() || c == '_');
        let part = around(source, self.offset, |c| !c.is_whitespace() && !"\"'`=,:;()[]{}<>|&".contains(c));
        let word = around(source, self.offset, |c| !c.is_whitespace());
        let line = trimmed(source, around(source, self.offset, |c| c != '\n' && c != '\r'));
        let guesses = [identifier, part, word, line].into_iter();
        self.guesses = guesses.filter(|span| span.touches(self.offset) && !span.is_empty()).collect();
    }

    /// The lines between blank ones.
    fn paragraph(&mut self, source: &str) {
        let is_blank = |line: &str| line.trim().is_empty();
        let start = source[..self.offset].rfind('\n').map_or(0, |at| at + 1);
        let above = source[..start].split_inclusive('\n').rev().take_while(|line| !is_blank(line));
        let below = source[start..].split_inclusive('\n').take_while(|line| !is_blank(line));
        let (above, below) = (above.map(str::len).sum::<usize>(), below.map(str::len).sum::<usize>());
        self.add(trimmed(source, Span::new(start - above, start + below)));
    }

    fn variables(&mut self, source: &str) {
        for assignment in assignments(source).assignments {
            let value = assignment.value;
            self.add(assignment.span);
            self.add(value);
            self.quoted(source, value);
            self.template(&Joined::from_span(source, value));
        }
    }

    /// The text between quotes.
    fn quoted(&mut self, source: &str, span: Span) {
        let text = span.of(source);
        if text.len() > 2 && text.starts_with(['"', '\'']) && text.ends_with(['"', '\'']) {
            self.add(Span::new(span.start + 1, span.end - 1));
        }
    }

    /// The `${…}` of Compose in a text.
    fn template(&mut self, text: &Joined) {
        if text.text().contains('$') {
            for variable in Template::read(text.text()).variables {
                self.add(text.span(variable.range));
                self.add(text.span(variable.name));
                self.add(text.span(variable.argument));
            }
        }
    }

    fn dockerfile(&mut self, file: &Dockerfile) {
        if let Some(comment) = file.comments.iter().find(|comment| comment.touches(self.offset)) {
            self.add(*comment);
        }
        if let Some(stage) = file.stage_at(self.offset) {
            let instructions = file.instructions_of(stage);
            if let Some((first, last)) = instructions.first().zip(instructions.last()) {
                self.add(first.span.to(last.span));
                self.add(Span::new(file.start_with_comments(first), last.span.end));
            }
        }
        let Some(instruction) = file.instruction_at(self.offset) else { return };
        self.instruction(file, instruction);
        self.add(Span::new(file.start_with_comments(instruction), instruction.span.end));
        let index = file.instructions.partition_point(|other| other.span.start < instruction.span.start);
        for text in file.shell_texts_of(index) {
            self.script(file.source(), &text.text, &text.script);
        }
    }

    fn instruction(&mut self, file: &Dockerfile, instruction: &Instruction) {
        for span in [instruction.span, instruction.head, instruction.name.span, instruction.rest.whole()] {
            self.add(span);
        }
        for flag in &instruction.flags {
            self.add(flag.span);
            self.add(flag.name.span);
            if let Some(value) = &flag.value {
                self.add(value.span);
            }
        }
        for heredoc in &instruction.heredocs {
            self.add(heredoc.marker);
            self.add(trimmed(file.source(), heredoc.body));
            self.add(heredoc.body);
            if let Some(end) = heredoc.end {
                self.add(heredoc.body.to(end));
            }
        }
        for reference in references(instruction.line.text(), file.escape.character()) {
            self.add(instruction.line.span(reference.span.range()));
        }
        match &instruction.arguments {
            Arguments::Json { list, .. } => self.add(*list),
            Arguments::Pairs { pairs, .. } => {
                for pair in pairs {
                    self.add(pair.key.span);
                    self.add(pair.value.span);
                    self.quoted(file.source(), pair.value.span);
                    self.add(pair.key.span.to(pair.value.span));
                }
            }
            Arguments::Health { kind, command } => {
                self.add(kind.span);
                if let Arguments::Json { list, .. } = &**command {
                    self.add(*list);
                }
            }
            Arguments::Trigger(inner) => self.instruction(file, inner),
            _ => {}
        }
        for word in instruction.arguments.words() {
            self.add(word.span);
            self.quoted(file.source(), word.span);
        }
    }

    /// Words, commands, pipelines and lists of a shell text.
    fn script(&mut self, source: &str, text: &Joined, script: &shell::Script) {
        if !text.whole().touches(self.offset) {
            return;
        }
        for piece in script.pieces.iter().filter(|piece| piece.kind == PieceKind::String) {
            let span = text.span(piece.range.clone());
            self.add(span);
            self.quoted(source, span);
        }
        for command in &script.commands {
            self.add(text.span(command.range.clone()));
            for word in command.words.iter().chain(&command.assignments) {
                self.add(text.span(word.range.clone()));
            }
            for redirection in &command.redirections {
                self.add(text.span(redirection.range.clone()));
            }
        }
        for element in script.elements.iter().filter(|element| matches!(element.body, Body::Compound(_))) {
            self.add(text.span(element.range.clone()));
        }
        for list in 0..script.lists.len() {
            let mut pipeline: Option<(usize, usize)> = None;
            let mut whole: Option<(usize, usize)> = None;
            for element in script.elements_of(list) {
                let (start, end) = (element.range.start, element.range.end);
                let from = pipeline.map_or(start, |(from, _)| from);
                whole = Some((whole.map_or(start, |(from, _)| from), end));
                self.add(text.span(from..end));
                pipeline = element.after.is_pipe().then_some((from, end));
            }
            if let Some((start, end)) = whole {
                self.add(text.span(start..end));
            }
        }
    }

    fn compose(&mut self, file: &Compose) {
        let view = file.view();
        for (id, node) in view.nodes() {
            if !node.whole().touches(self.offset) && !matches!(node.kind, Kind::Mapping { .. }) {
                continue;
            }
            self.add(node.span);
            self.add(node.whole());
            match &node.kind {
                Kind::Mapping { entries, .. } => entries.iter().for_each(|entry| {
                    self.add(entry.span);
                    self.add(trimmed(file.source(), entry.span));
                }),
                Kind::Scalar(_) => {
                    self.quoted(file.source(), node.span);
                    if let Some(text) = view.joined(id).filter(|_| file.text(node.span).contains('$')) {
                        self.template(&text);
                    }
                }
                _ => {}
            }
        }
        if let Some(comment) = view.comments().iter().find(|comment| comment.touches(self.offset)) {
            self.add(*comment);
        }
    }
}

/// The run of such characters around the offset.
fn around(source: &str, offset: usize, is_part: impl Fn(char) -> bool) -> Span {
    let before = source[..offset].chars().rev().take_while(|c| is_part(*c)).map(char::len_utf8).sum::<usize>();
    let after = source[offset..].chars().take_while(|c| is_part(*c)).map(char::len_utf8).sum::<usize>();
    Span::new(offset - before, offset + after)
}

/// The span without the blanks at its ends.
fn trimmed(source: &str, span: Span) -> Span {
    let text = span.of(source);
    let indent = text.len() - text.trim_start().len();
    Span::new(span.start + indent, span.start + indent + text.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let grown = of("FROM a\nENV A=1 B=${C:-xy|z}\nUSER 1\n");
        let expected = ["xyz", "-xyz", "${C:-xyz}", "B=${C:-xyz}", "A=1 B=${C:-xyz}", "ENV A=1 B=${C:-xyz}"];
        assert_eq!(grown[..6], expected);
        assert_eq!(grown[6..], ["FROM a\nENV A=1 B=${C:-xyz}\nUSER 1", "FROM a\nENV A=1 B=${C:-xyz}\nUSER 1\n"]);
    }

    #[test]
    fn in_a_run_it_grows_by_word_command_pipeline_and_chain() {
        let grown = of("FROM a\nRUN x && curl -f \"$U/a|bc\" | tar -x \\\n  && y\n");
        let expected = ["abc", "$U/abc", "\"$U/abc\"", "curl -f \"$U/abc\"", "curl -f \"$U/abc\" | tar -x"];
        assert_eq!(grown[..5], expected);
        assert!(grown[5].starts_with("x && curl") && grown[5].ends_with("&& y"), "{grown:?}");
        assert!(grown[6].starts_with("RUN x"));
    }

    #[test]
    fn in_a_compose_file_it_grows_by_value_key_and_service() {
        let grown = in_language(Language::Compose, "services:\n  web:\n    image: ngi|nx:1\n    ports: [80]\n");
        let service = "image: nginx:1\n    ports: [80]";
        let starts: Vec<&str> = grown.iter().map(|span| span.lines().next().unwrap_or("")).collect();
        assert_eq!(starts[..3], ["nginx", "nginx:1", "image: nginx:1"]);
        assert_eq!((grown[3].as_str(), &starts[4..]), (service, &["web:", "services:", "services:"][..]));
        let grown = in_language(Language::Compose, "a: \"b ${C:-d|e}\"\n");
        let expected = ["de", "-de", "${C:-de}", "b ${C:-de}", "\"b ${C:-de}\"", "a: \"b ${C:-de}\""];
        assert_eq!(grown[..6], expected);
    }

    #[test]
    fn in_lists_of_lines_it_grows_by_line_and_paragraph() {
        let grown = in_language(Language::Dotenv, "A=1\n\nB=\"x y|z\" # c\nD=2\n\nE=3\n");
        let expected = ["yz", "x yz", "\"x yz\"", "B=\"x yz\"", "B=\"x yz\" # c", "B=\"x yz\" # c\nD=2"];
        assert_eq!(grown[..6], expected);
    }

    #[test]
    fn every_place_of_every_text_has_a_selection() {
        for source in ["", "\n", "é 🚀\n", "FROM\n", "RUN a \\\n\n# x\n  é\n", "a\n\né: [\n\n\n"] {
            for language in [Language::Dockerfile, Language::Compose, Language::Dockerignore, Language::Dotenv] {
                let snapshot = Snapshot::of(language, source);
                for (offset, _) in source.char_indices().chain([(source.len(), ' ')]) {
                    let spans = selections(&snapshot, offset);
                    assert!(spans.windows(2).all(|pair| pair[1].contains(pair[0]) && pair[0] != pair[1]));
                }
            }
        }
    }
}
