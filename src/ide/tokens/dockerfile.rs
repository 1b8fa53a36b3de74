//! The tokens of a Dockerfile: its own words, and the shell inside them.
//!
//! The shell of RUN, CMD, ENTRYPOINT and HEALTHCHECK and of heredocs is shown where a POSIX shell reads it; a heredoc for
//! another interpreter is a string, for its own colours are another language's business.

use super::painting::Painting;
use super::{Note, TokenKind};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Base, Heredoc, Instruction, Keyword, Pair, Stage, Word, mounts};
use crate::reference::dockerfile::argument;
use crate::syntax::Joined;
use crate::syntax::dockerfile::expansion::references;
use crate::syntax::shell::{PieceKind, Script, is_shell};
use crate::text::Span;

pub(super) fn paint(painting: &mut Painting<'_>, file: &Dockerfile) {
    for directive in &file.directives {
        painting.paint(directive.span, TokenKind::Comment);
        painting.paint(directive.name_span, TokenKind::Macro);
        painting.paint(directive.value_span, TokenKind::String);
    }
    let from = file.instructions.partition_point(|instruction| instruction.span.end < painting.window.start);
    let shown = file.instructions[from..].iter().take_while(|instruction| instruction.span.start < painting.window.end);
    let range = from..from + shown.count();
    for index in range.clone() {
        let instruction = &file.instructions[index];
        paint_instruction(painting, file, instruction);
        paint_scripts(painting, file, index);
        paint_heredocs(painting, file, instruction);
    }
    let first = file.stages.partition_point(|stage| stage.range.end <= range.start);
    for stage in file.stages[first..].iter().take_while(|stage| stage.range.start < range.end) {
        paint_stage(painting, file, stage);
    }
    file.comments.iter().for_each(|comment| painting.paint(*comment, TokenKind::Comment));
}

fn paint_instruction(painting: &mut Painting<'_>, file: &Dockerfile, instruction: &Instruction) {
    match instruction.keyword {
        Keyword::Unknown => {}
        Keyword::Maintainer => {
            painting.paint_with(instruction.name.span, TokenKind::Keyword, Note::Deprecated);
        }
        _ => painting.paint(instruction.name.span, TokenKind::Keyword),
    }
    paint_flags(painting, file, instruction);
    match (&instruction.arguments, instruction.keyword) {
        (Arguments::Json { words, .. }, _) => {
            words.iter().for_each(|word| painting.paint(word.span, TokenKind::String))
        }
        (Arguments::Words(words), Keyword::Expose) => words.iter().for_each(|word| paint_port(painting, word)),
        (Arguments::Words(words), Keyword::Arg) => words.iter().for_each(|word| paint_argument(painting, file, word)),
        (Arguments::Words(words), _) => {
            let is_quoted = |word: &&Word| file.text(word.span).starts_with(['"', '\'']);
            words.iter().filter(is_quoted).for_each(|word| painting.paint(word.span, TokenKind::String));
        }
        (Arguments::Pairs { pairs, .. }, keyword) => {
            pairs.iter().for_each(|pair| paint_pair(painting, file, pair, keyword));
        }
        (Arguments::Health { kind, command }, _) => {
            painting.paint(kind.span, TokenKind::Keyword);
            command.words().iter().for_each(|word| painting.paint(word.span, TokenKind::String));
        }
        (Arguments::Trigger(inner), _) => paint_instruction(painting, file, inner),
        _ => {}
    }
}

fn paint_flags(painting: &mut Painting<'_>, file: &Dockerfile, instruction: &Instruction) {
    for flag in &instruction.flags {
        painting.paint(flag.span, TokenKind::Flag);
        if let Some(value) = &flag.value {
            painting.paint(value.span, kind_of_value(file.text(value.span)));
        }
    }
    for field in mounts(instruction).iter().flat_map(|mount| &mount.fields) {
        painting.paint(field.key.span, TokenKind::Property);
        if let Some(value) = field.value.as_ref().filter(|_| field.is("type") || field.is("sharing")) {
            painting.paint(value.span, TokenKind::Member);
        }
    }
}

/// What the value of a flag is by its look: `30s`, `true`, anything else.
fn kind_of_value(value: &str) -> TokenKind {
    match value {
        "true" | "false" => TokenKind::Keyword,
        _ if value.starts_with(|c: char| c.is_ascii_digit()) => TokenKind::Number,
        _ => TokenKind::String,
    }
}

/// `80-90/tcp`
fn paint_port(painting: &mut Painting<'_>, word: &Word) {
    painting.paint(word.span, TokenKind::Number);
    if let Some(at) = word.text.find('/') {
        painting.paint(word.part(at..at + 1), TokenKind::Operator);
        painting.paint(word.part(at + 1..word.text.len()), TokenKind::Member);
    }
}

/// `NAME=default` of ARG.
fn paint_argument(painting: &mut Painting<'_>, file: &Dockerfile, word: &Word) {
    let written = file.text(word.span);
    let name = written.find('=').unwrap_or(written.len());
    let at = word.span.start;
    painting.paint_with(Span::new(at, at + name), TokenKind::Variable, Note::Declaration);
    if name < written.len() {
        painting.paint(Span::new(at + name, at + name + 1), TokenKind::Operator);
        painting.paint(Span::new(at + name + 1, word.span.end), TokenKind::String);
    }
}

/// `NAME=value` of ENV and LABEL.
fn paint_pair(painting: &mut Painting<'_>, file: &Dockerfile, pair: &Pair, keyword: Keyword) {
    match keyword {
        Keyword::Env => painting.paint_with(pair.key.span, TokenKind::Variable, Note::Declaration),
        _ => painting.paint(pair.key.span, TokenKind::Property),
    }
    let between = Span::new(pair.key.span.end, pair.value.span.start.max(pair.key.span.end));
    if file.text(between) == "=" {
        painting.paint(between, TokenKind::Operator);
    }
    painting.paint(pair.value.span, TokenKind::String);
}

/// The shell of an instruction, and the variables that the builder puts in.
fn paint_scripts(painting: &mut Painting<'_>, file: &Dockerfile, index: usize) {
    let instruction = &file.instructions[index];
    let texts = file.shell_texts_of(index);
    for shell in texts {
        paint_script(painting, &shell.text, &shell.script);
    }
    let in_shell = texts.iter().any(|shell| !shell.is_exec && !shell.script.too_long);
    let line = &instruction.line;
    let rest = instruction.trigger().unwrap_or(instruction).rest.whole().start;
    paint_variables(painting, line, file.escape.character(), |span| !in_shell || span.start < rest);
}

fn paint_script(painting: &mut Painting<'_>, text: &Joined, script: &Script) {
    for piece in &script.pieces {
        let span = text.span(piece.range.clone());
        let kind = match piece.kind {
            PieceKind::Plain => {
                painting.clear(span);
                continue;
            }
            PieceKind::Command => TokenKind::Command,
            PieceKind::Option => TokenKind::Flag,
            PieceKind::Operator => TokenKind::Operator,
            PieceKind::String => TokenKind::String,
            PieceKind::Variable => TokenKind::Variable,
            PieceKind::Keyword => TokenKind::Keyword,
            PieceKind::Comment => TokenKind::Comment,
            PieceKind::Number => TokenKind::Number,
        };
        painting.paint(span, kind);
    }
}

fn paint_heredocs(painting: &mut Painting<'_>, file: &Dockerfile, instruction: &Instruction) {
    let is_read =
        |heredoc: &Heredoc| instruction.is(Keyword::Run) && heredoc.interpreter(file.source()).is_none_or(is_shell);
    for heredoc in &instruction.heredocs {
        painting.paint_with(heredoc.marker, TokenKind::Macro, Note::Declaration);
        painting.paint(heredoc.end.unwrap_or_default(), TokenKind::Macro);
        if !painting.shows(heredoc.body) || is_read(heredoc) {
            continue;
        }
        if let Some((text, script)) = file.written_script(heredoc) {
            paint_script(painting, &text, &script);
            continue;
        }
        painting.paint(heredoc.body, TokenKind::String);
        let body = heredoc.content(file.source());
        if body.text().starts_with("#!") {
            let first = body.text().find('\n').unwrap_or(body.text().len());
            painting.paint(body.span(0..first), TokenKind::Comment);
        }
        // What RUN hands to an interpreter is no text of the builder's.
        if heredoc.expand && !instruction.is(Keyword::Run) {
            paint_variables(painting, &body, file.escape.character(), |_| true);
        }
    }
}

/// `$name` and `${name:-default}`.
fn paint_variables(painting: &mut Painting<'_>, text: &Joined, escape: char, is_meant: impl Fn(Span) -> bool) {
    for reference in references(text.text(), escape) {
        let whole = text.span(reference.span.range());
        if !painting.shows(whole) || !is_meant(whole) {
            continue;
        }
        let name = reference.name_span;
        let is_predefined = argument(&reference.name).is_some();
        let note = if is_predefined { Note::Predefined } else { Note::Nothing };
        let is_braced = reference.span.end > name.end;
        if is_braced {
            painting.paint(whole, TokenKind::String);
            painting.paint(text.span(reference.span.end - 1..reference.span.end), TokenKind::Variable);
            let operator = name.end..(name.end + reference.modifier.len()).min(reference.span.end - 1);
            painting.paint(text.span(operator), TokenKind::Operator);
        }
        painting.paint_with(text.span(reference.span.start..name.end), TokenKind::Variable, note);
    }
}

/// The names and images of a stage.
fn paint_stage(painting: &mut Painting<'_>, file: &Dockerfile, stage: &Stage) {
    let from = &file.instructions[stage.range.start];
    if painting.shows(from.span) {
        match stage.base {
            Base::Stage(_) => painting.paint(stage.base_word.span, TokenKind::Name),
            Base::Scratch => painting.paint(stage.base_word.span, TokenKind::Image),
            Base::Image(_) => {
                paint_image(painting, stage.base_word.span);
                paint_variables(painting, &from.line, file.escape.character(), |_| true);
            }
            Base::Missing => {}
        }
        let words = from.arguments.words();
        if let Some(as_word) = words.get(1).filter(|word| word.text.eq_ignore_ascii_case("as")) {
            painting.paint(as_word.span, TokenKind::Keyword);
        }
        if let Some(name) = &stage.name {
            painting.paint_with(name.span, TokenKind::Name, Note::Declaration);
        }
    }
    for name in stage.references.iter().map(|reference| &reference.name) {
        if !painting.shows(name.span) {
            continue;
        }
        match file.stage_named(&name.text) {
            Some(_) => painting.paint(name.span, TokenKind::Name),
            None => paint_image(painting, name.span),
        }
    }
}

/// An image with its tag and digest: `ghcr.io/acme/api:1@sha256:…`.
pub(super) fn paint_image(painting: &mut Painting<'_>, span: Span) {
    painting.paint(span, TokenKind::Image);
    let written = span.of(painting.source());
    // Colons and slashes in `${…}` are the variable's.
    let mut depth = 0usize;
    let (mut tag, mut digest) = (None, None);
    for (at, byte) in written.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            b'/' if digest.is_none() => tag = None,
            b':' if digest.is_none() => tag = Some(at),
            b'@' => digest = digest.or(Some(at)),
            _ => {}
        }
    }
    for mark in [tag, digest].into_iter().flatten() {
        let mark = span.start + mark;
        painting.paint(Span::new(mark + 1, span.end), TokenKind::Member);
    }
    for mark in [tag, digest].into_iter().flatten() {
        let mark = span.start + mark;
        painting.paint(Span::new(mark, mark + 1), TokenKind::Operator);
    }
}

#[cfg(test)]
mod tests {
    use super::super::TokenKind::{self, *};
    use crate::model::Language;

    fn of(source: &str) -> Vec<(std::string::String, TokenKind)> {
        super::super::tests::of(Language::Dockerfile, source)
    }

    fn assert_tokens(source: &str, expected: &[(&str, TokenKind)]) {
        let found = of(source);
        let found: Vec<(&str, TokenKind)> = found.iter().map(|(text, kind)| (text.as_str(), *kind)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn directives_images_and_stages_are_told_apart() {
        assert_tokens(
            "# escape=\\\nFROM --platform=$P ghcr.io/a/b:${V:-1}@sha256:ab AS a\nFROM a\n",
            &[
                ("# ", Comment),
                ("escape", Macro),
                ("=", Comment),
                ("\\", String),
                ("FROM", Keyword),
                ("--platform=", Flag),
                ("$P", Variable),
                ("ghcr.io/a/b", Image),
                (":", Operator),
                ("${V", Variable),
                (":-", Operator),
                ("1", String),
                ("}", Variable),
                ("@", Operator),
                ("sha256:ab", Member),
                ("AS", Keyword),
                ("a*", Name),
                ("FROM", Keyword),
                ("a", Name),
            ],
        );
    }

    #[test]
    fn declarations_ports_and_labels_are_told_apart() {
        assert_tokens(
            "ARG A=1\nENV B=c$D\nLABEL e=f\nEXPOSE 80/tcp $P\n",
            &[
                ("ARG", Keyword),
                ("A*", Variable),
                ("=", Operator),
                ("1", String),
                ("ENV", Keyword),
                ("B*", Variable),
                ("=", Operator),
                ("c", String),
                ("$D", Variable),
                ("LABEL", Keyword),
                ("e", Property),
                ("=", Operator),
                ("f", String),
                ("EXPOSE", Keyword),
                ("80", Number),
                ("/", Operator),
                ("tcp", Member),
                ("$P", Variable),
            ],
        );
    }

    #[test]
    fn the_shell_of_a_run_shows_between_comments_and_continuations() {
        assert_tokens(
            "FROM a\nRUN --mount=type=cache,target=$T x -y \\\n  # note\n  && y \"$Z\"\nCMD [\"sh\", \"-c\", \"a && b\"]\n",
            &[
                ("FROM", Keyword),
                ("a", Image),
                ("RUN", Keyword),
                ("--mount=", Flag),
                ("type", Property),
                ("=", String),
                ("cache", Member),
                (",", String),
                ("target", Property),
                ("=", String),
                ("$T", Variable),
                ("x", Command),
                ("-y", Flag),
                ("# note", Comment),
                ("&&", Operator),
                ("y", Command),
                ("\"", String),
                ("$Z", Variable),
                ("\"", String),
                ("CMD", Keyword),
                ("\"sh\"", String),
                ("\"-c\"", String),
                ("\"", String),
                ("a", Command),
                (" ", String),
                ("&&", Operator),
                (" ", String),
                ("b", Command),
                ("\"", String),
            ],
        );
    }

    #[test]
    fn a_heredoc_is_in_the_language_of_its_first_line() {
        let kinds = |body: &str| {
            let found = of(&format!("FROM a\nRUN <<E\n{body}\nE\n"));
            found[3..found.len() - 1].to_vec()
        };
        let own = |tokens: &[(&str, TokenKind)]| {
            tokens.iter().map(|(text, kind)| ((*text).to_owned(), *kind)).collect::<Vec<_>>()
        };
        assert_eq!(kinds("a -b")[1..], own(&[("a", Command), ("-b", Flag)]));
        let python = kinds("#!/usr/bin/env python3\nprint($A)");
        assert_eq!(python[1..], own(&[("#!/usr/bin/env python3", Comment), ("print($A)", String)]));
        let written = of("FROM a\nCOPY <<E /x.sh\n#!/bin/sh\nls -l\nE\n");
        assert!(written.contains(&("-l".to_owned(), Flag)));
        let conf = of("FROM a\nCOPY <<E /x.conf\nport ${P}\nE\n");
        assert!(conf.contains(&("port ".to_owned(), String)) && conf.contains(&("${P}".to_owned(), Variable)));
    }
}
