//! The outline of a Dockerfile: its stages with their instructions, and what those hold.

use super::{Symbol, SymbolKind, shorten};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Instruction, Keyword, Stage, Word};
use crate::text::Span;

/// How many names of variables stand in the name of the instruction that sets them.
const MAX_NAMES: usize = 3;

pub(super) fn symbols(file: &Dockerfile) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = file.preamble().iter().filter_map(|it| of_instruction(file, it)).collect();
    symbols.extend(file.stages.iter().filter_map(|stage| of_stage(file, stage)));
    symbols
}

fn of_stage(file: &Dockerfile, stage: &Stage) -> Option<Symbol> {
    let [from, rest @ ..] = file.instructions_of(stage) else { return None };
    let last = rest.last().unwrap_or(from);
    let name = stage.name.as_ref().unwrap_or(&stage.base_word);
    // `FROM` alone has neither.
    let name = if name.text.is_empty() { &from.name } else { name };
    let base = || shorten(&format!("FROM {}", stage.base_word.text));
    Some(Symbol {
        detail: stage.name.is_some().then(base),
        children: rest.iter().filter_map(|instruction| of_instruction(file, instruction)).collect(),
        ..Symbol::new(shorten(&name.text), SymbolKind::Stage, from.span.to(last.span), name.span)
    })
}

/// A line that says nothing, such as a lone continuation, is not in the outline.
fn of_instruction(file: &Dockerfile, instruction: &Instruction) -> Option<Symbol> {
    let keyword = instruction.name.text.as_str();
    if keyword.is_empty() {
        return None;
    }
    let essence = essence(instruction).filter(|essence| !essence.trim().is_empty());
    let name = essence.map_or_else(|| shorten(keyword), |essence| shorten(&format!("{keyword} {essence}")));
    let line = shorten(instruction.line.text());
    let detail = (line != name).then(|| shorten(instruction.rest.text())).filter(|detail| !detail.is_empty());
    let kind = match instruction.keyword {
        Keyword::Arg | Keyword::Env => SymbolKind::Variable,
        _ => SymbolKind::Instruction,
    };
    let children = variables(file, instruction).into_iter().chain(heredocs(file, instruction)).collect();
    let is_deprecated = instruction.is(Keyword::Maintainer);
    Some(Symbol { detail, is_deprecated, children, ..Symbol::new(name, kind, instruction.span, instruction.name.span) })
}

/// The word or two that tell an instruction from its siblings.
fn essence(instruction: &Instruction) -> Option<String> {
    let words = instruction.arguments.words();
    match (instruction.keyword, &instruction.arguments) {
        (Keyword::Onbuild, Arguments::Trigger(inner)) => {
            Some(format!("{} {}", inner.name.text, essence(inner).unwrap_or_default()))
        }
        (_, Arguments::Pairs { pairs, .. }) => Some(listed(pairs.iter().map(|pair| pair.key.text.as_str()))),
        (Keyword::Arg, _) => Some(listed(words.iter().map(|word| word.text.split('=').next().unwrap_or("")))),
        (Keyword::Healthcheck, Arguments::Health { kind, .. }) => Some(kind.text.clone()),
        (Keyword::Run | Keyword::Cmd | Keyword::Entrypoint, Arguments::Shell(line)) => {
            Some(line.text().split_whitespace().next()?.to_owned())
        }
        (Keyword::Copy | Keyword::Add, _) => match words {
            [source] => Some(source.text.clone()),
            [.., destination] => Some(format!("→ {}", destination.text)),
            [] => None,
        },
        (_, Arguments::Json { words, .. }) => words.first().map(|word| word.text.clone()),
        _ => Some(instruction.rest.text().to_owned()),
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let more = if names.len() > MAX_NAMES { " …" } else { "" };
    format!("{}{more}", names[..names.len().min(MAX_NAMES)].join(" "))
}

/// The variables of an instruction that sets several.
fn variables(file: &Dockerfile, instruction: &Instruction) -> Vec<Symbol> {
    let symbol = |name: &str, value: &str, span: Span, name_span: Span| {
        let detail = Some(shorten(value)).filter(|value| !value.is_empty());
        let named = !name.trim().is_empty();
        named.then(|| Symbol { detail, ..Symbol::new(shorten(name), SymbolKind::Variable, span, name_span) })
    };
    match (&instruction.arguments, instruction.keyword) {
        (Arguments::Pairs { pairs, .. }, _) if pairs.len() > 1 => pairs
            .iter()
            .filter_map(|pair| {
                symbol(&pair.key.text, &pair.value.text, pair.key.span.to(pair.value.span), pair.key.span)
            })
            .collect(),
        (Arguments::Words(words), Keyword::Arg) if words.len() > 1 => {
            let of_word = |word: &Word| {
                let (name, value) = word.text.split_once('=').unwrap_or((&word.text, ""));
                let length = file.text(word.span).find('=').unwrap_or(word.span.len());
                symbol(name, value, word.span, Span::new(word.span.start, word.span.start + length))
            };
            words.iter().filter_map(of_word).collect()
        }
        _ => Vec::new(),
    }
}

/// The heredocs of an instruction, each with the program that reads it.
fn heredocs(file: &Dockerfile, instruction: &Instruction) -> Vec<Symbol> {
    let symbol = |heredoc: &crate::model::dockerfile::Heredoc| {
        let end = heredoc.end?;
        let first = file.text(heredoc.body).lines().next().unwrap_or("");
        let name_span = Span::new(heredoc.body.start, heredoc.body.start + first.len());
        let detail = heredoc.interpreter(file.source()).map(str::to_owned);
        let name = shorten(&heredoc.name);
        let symbol = Symbol::new(name, SymbolKind::Heredoc, heredoc.body.to(end), name_span);
        (!symbol.name.is_empty()).then_some(Symbol { detail, ..symbol })
    };
    instruction.heredocs.iter().filter_map(symbol).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::outline;
    use crate::model::Language;

    fn of(source: &str) -> String {
        outline(Language::Dockerfile, source)
    }

    #[test]
    fn instructions_hang_below_their_stage() {
        let source = "ARG V=1\nFROM golang:$V AS build\nRUN go \\\n  build\nFROM scratch\nCOPY --from=build /a /b\n";
        let expected = "ARG V (V=1)\nbuild (FROM golang:$V)\n  RUN go (go build)\nscratch\n  COPY → /b (/a /b)\n";
        assert_eq!(of(source), expected);
    }

    #[test]
    fn a_name_alone_tells_an_instruction_from_its_siblings() {
        let source = "FROM a\nENV A=1 B=2\nUSER app\nCMD [\"node\", \"x.js\"]\nHEALTHCHECK --timeout=3s CMD true\nONBUILD RUN ls\n";
        let expected = "a\n  ENV A B (A=1 B=2)\n    A (1)\n    B (2)\n  USER app\n  CMD node ([\"node\", \"x.js\"])\n  \
                        HEALTHCHECK CMD (CMD true)\n  ONBUILD RUN ls\n";
        assert_eq!(of(source), expected);
    }

    #[test]
    fn heredocs_hang_below_their_instruction() {
        let source = "FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nEOF\n";
        assert_eq!(of(source), "a\n  RUN <<EOF\n    EOF (python3)\n");
    }

    #[test]
    fn half_typed_files_have_an_outline_and_no_empty_name() {
        assert_eq!(of("FROM\nRU\n"), "FROM\n  RU\n");
    }
}
