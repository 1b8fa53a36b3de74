//! What each piece of a file is, for colouring by meaning: a stage is not a word, `#` in a script is not a comment.

use super::names::{NameKind, Role, names};
use crate::model::compose::Template;
use crate::model::dockerfile::{Arguments, Base, Instruction, Keyword};
use crate::model::{Compose, Dockerfile, Snapshot};
use crate::syntax::dockerfile::expansion::references;
use crate::syntax::yaml::Kind;
use crate::text::Span;

/// A piece of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub span: Span,
    pub kind: TokenKind,
    /// Whether the name is given here rather than used.
    pub is_declaration: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    Keyword,
    Comment,
    /// The name of a parser directive, of a heredoc, of an anchor.
    Macro,
    /// A flag of an instruction.
    Flag,
    /// The key of a label.
    Property,
    String,
    Number,
    Variable,
    /// A stage, a service, a volume: what the file itself declares.
    Name,
    Image,
}

/// The tokens of a file in order; they do not overlap, and none crosses the end of a line.
pub fn tokens(snapshot: &Snapshot) -> Vec<Token> {
    let mut painting = Painting::new(snapshot.source());
    match (snapshot.dockerfile(), snapshot.compose()) {
        (Some(file), _) => painting.dockerfile(file),
        (_, Some(file)) => painting.compose(file),
        _ => return Vec::new(),
    }
    for name in names(snapshot) {
        let kind = match name.kind {
            NameKind::Stage | NameKind::Declared(_) => TokenKind::Name,
            NameKind::Variable => TokenKind::Variable,
            NameKind::Heredoc | NameKind::Anchor => TokenKind::Macro,
        };
        for place in name.places {
            painting.paint(place.span, kind, place.role == Role::Declaration);
        }
    }
    painting.finish()
}

/// Tokens laid over each other: what is painted later covers what was there.
struct Painting<'a> {
    source: &'a str,
    strokes: Vec<(TokenKind, bool)>,
    /// For each byte the stroke that shows there, counted from 1; 0 where there is none.
    canvas: Vec<u32>,
}

impl<'a> Painting<'a> {
    fn new(source: &'a str) -> Self {
        Painting { source, strokes: Vec::new(), canvas: vec![0; source.len()] }
    }

    fn paint(&mut self, span: Span, kind: TokenKind, is_declaration: bool) {
        self.strokes.push((kind, is_declaration));
        let stroke = u32::try_from(self.strokes.len()).unwrap_or(0);
        if let Some(stretch) = self.canvas.get_mut(span.range()) {
            stretch.fill(stroke);
        }
    }

    fn finish(self) -> Vec<Token> {
        let bytes = self.source.as_bytes();
        let is_line_end = |at: usize| matches!(bytes[at], b'\n' | b'\r');
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let (start, stroke) = (at, self.canvas[at]);
            while at < bytes.len() && self.canvas[at] == stroke && !is_line_end(at) {
                at += 1;
            }
            let painted = (stroke as usize).checked_sub(1).and_then(|stroke| self.strokes.get(stroke));
            if let Some(&(kind, is_declaration)) = painted.filter(|_| at > start) {
                tokens.push(Token { span: Span::new(start, at), kind, is_declaration });
            }
            if at < bytes.len() && is_line_end(at) {
                at += 1;
            }
        }
        tokens
    }

    fn dockerfile(&mut self, file: &Dockerfile) {
        for directive in &file.directives {
            self.paint(directive.span, TokenKind::Comment, false);
            self.paint(directive.name_span, TokenKind::Macro, false);
            self.paint(directive.value_span, TokenKind::String, false);
        }
        for instruction in &file.instructions {
            self.instruction(instruction);
            for heredoc in &instruction.heredocs {
                self.paint(heredoc.body, TokenKind::String, false);
            }
        }
        for stage in &file.stages {
            if matches!(stage.base, Base::Image(_) | Base::Scratch) {
                self.paint(stage.base_word.span, TokenKind::Image, false);
            }
            let words = file.instructions[stage.range.start].arguments.words();
            if let Some(as_word) = words.get(1).filter(|word| word.text.eq_ignore_ascii_case("as")) {
                self.paint(as_word.span, TokenKind::Keyword, false);
            }
        }
        // What a line or a heredoc names lies over all of that, and comments between continued lines lie over everything.
        for instruction in &file.instructions {
            let escape = file.escape.character();
            for reference in references(instruction.line.text(), escape) {
                self.paint(instruction.line.span(reference.name_span.range()), TokenKind::Variable, false);
            }
            for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.expand) {
                let body = heredoc.content(file.source());
                for reference in references(body.text(), escape) {
                    self.paint(body.span(reference.name_span.range()), TokenKind::Variable, false);
                }
            }
        }
        for comment in &file.comments {
            self.paint(*comment, TokenKind::Comment, false);
        }
    }

    /// Of YAML itself every editor knows how to colour it; here is what only Compose knows.
    fn compose(&mut self, file: &Compose) {
        for (id, node) in file.view().nodes() {
            if !matches!(node.kind, Kind::Scalar(_)) || !file.text(node.span).contains('$') {
                continue;
            }
            let Some(joined) = file.view().joined(id) else { continue };
            for variable in Template::read(joined.text()).variables {
                self.paint(joined.span(variable.name), TokenKind::Variable, false);
            }
        }
        for service in file.services() {
            if let Some(image) = service.image().filter(|image| !image.has_variable()) {
                self.paint(image.span, TokenKind::Image, false);
            }
        }
    }

    fn instruction(&mut self, instruction: &Instruction) {
        if !instruction.is(Keyword::Unknown) {
            self.paint(instruction.name.span, TokenKind::Keyword, false);
        }
        for flag in &instruction.flags {
            self.paint(flag.span, TokenKind::Flag, false);
            if let Some(value) = &flag.value {
                self.paint(value.span, TokenKind::String, false);
            }
        }
        match (&instruction.arguments, instruction.keyword) {
            (Arguments::Json { words, .. }, _) => {
                words.iter().for_each(|word| self.paint(word.span, TokenKind::String, false));
            }
            (Arguments::Words(words), Keyword::Expose) => {
                words.iter().for_each(|word| self.paint(word.span, TokenKind::Number, false));
            }
            (Arguments::Words(words), Keyword::Arg) => {
                for word in words {
                    self.paint(word.span, TokenKind::String, false);
                    let name = word.text.split('=').next().unwrap_or("").len();
                    let name = Span::new(word.span.start, (word.span.start + name).min(word.span.end));
                    self.paint(name, TokenKind::Variable, true);
                }
            }
            (Arguments::Pairs { pairs, .. }, keyword) => {
                for pair in pairs {
                    let is_env = keyword == Keyword::Env;
                    let kind = if is_env { TokenKind::Variable } else { TokenKind::Property };
                    self.paint(pair.key.span, kind, is_env);
                    self.paint(pair.value.span, TokenKind::String, false);
                }
            }
            (Arguments::Health { kind, command }, _) => {
                self.paint(kind.span, TokenKind::Keyword, false);
                command.words().iter().for_each(|word| self.paint(word.span, TokenKind::String, false));
            }
            (Arguments::Trigger(inner), _) => self.instruction(inner),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn of(source: &str) -> Vec<(&str, TokenKind)> {
        let tokens = tokens(&Snapshot::of(Language::Dockerfile, source));
        assert!(tokens.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        tokens.into_iter().map(|token| (token.span.of(source), token.kind)).collect()
    }

    #[test]
    fn pieces_are_what_they_mean() {
        use TokenKind::*;
        assert_eq!(
            of("# escape=\\\nFROM --platform=$P alpine AS a\nFROM a\n"),
            [
                ("# ", Comment),
                ("escape", Macro),
                ("=", Comment),
                ("\\", String),
                ("FROM", Keyword),
                ("--platform=", Flag),
                ("$", String),
                ("P", Variable),
                ("alpine", Image),
                ("AS", Keyword),
                ("a", Name),
                ("FROM", Keyword),
                ("a", Name),
            ]
        );
        assert_eq!(
            of("EXPOSE 80\nENV A=b$C\nRUN x # $D \\\n  # note\n  y\n"),
            [
                ("EXPOSE", Keyword),
                ("80", Number),
                ("ENV", Keyword),
                ("A", Variable),
                ("b$", String),
                ("C", Variable),
                ("RUN", Keyword),
                ("D", Variable),
                ("# note", Comment),
            ]
        );
    }

    #[test]
    fn a_compose_file_shows_its_names_and_variables() {
        use TokenKind::*;
        let source = "services:\n  web: &w\n    image: nginx\n    command: echo ${A:-$B}\n    links: [db]\n  db: *w\n";
        let tokens = tokens(&Snapshot::of(Language::Compose, source));
        let tokens: Vec<_> = tokens.into_iter().map(|token| (token.span.of(source), token.kind)).collect();
        assert_eq!(
            tokens,
            [
                ("web", Name),
                ("w", Macro),
                ("nginx", Image),
                ("A", Variable),
                ("B", Variable),
                ("db", Name),
                ("db", Name),
                ("w", Macro),
            ]
        );
    }

    #[test]
    fn no_token_crosses_a_line() {
        for (text, _) in of("RUN <<EOF\na\r\nb $X\n\nEOF\nONBUILD COPY [\"a\", \\\n \"b\"]\n") {
            assert!(!text.contains(['\n', '\r']) && !text.is_empty());
        }
    }
}
