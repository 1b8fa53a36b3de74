//! What BuildKit makes of a text, for comparing two layouts of it.
//!
//! Everything counts: directives, comments, flags, every argument, heredocs to the byte, and what is malformed. Only this
//! does not: the case of keywords, and how many blanks separate the words of a command line outside quotes.

use super::quotes;
use crate::model::Snapshot;
use crate::model::dockerfile::{Arguments, Dockerfile, Instruction, Keyword, ProblemKind};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::format) struct Reading {
    directives: Vec<(&'static str, String)>,
    comments: Vec<String>,
    instructions: Vec<InstructionReading>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct InstructionReading {
    name: String,
    flags: Vec<String>,
    arguments: String,
    heredocs: Vec<(String, u64, bool, bool, String)>,
    problems: Vec<ProblemKind>,
}

impl Reading {
    pub fn of(snapshot: &Snapshot) -> Reading {
        snapshot.dockerfile().map_or_else(Reading::nothing, Reading::of_file)
    }

    fn nothing() -> Reading {
        Reading { directives: Vec::new(), comments: Vec::new(), instructions: Vec::new() }
    }

    fn of_file(file: &Dockerfile) -> Reading {
        let mut comments = file.comments.clone();
        comments.sort();
        Reading {
            directives: file.directives.iter().map(|it| (it.name.key(), it.value.clone())).collect(),
            comments: comments.iter().map(|comment| file.text(*comment).trim().to_owned()).collect(),
            instructions: (0..file.instructions.len())
                .map(|index| InstructionReading::of(file, &file.instructions[index]))
                .collect(),
        }
    }
}

impl InstructionReading {
    fn of(file: &Dockerfile, instruction: &Instruction) -> Self {
        let heredocs = instruction.heredocs.iter().map(|it| {
            let content = it.content(file.source()).text().to_owned();
            (it.name.clone(), it.descriptor, it.expand, it.chomp, content)
        });
        InstructionReading {
            name: name(instruction),
            flags: instruction.flags.iter().map(|flag| flag.text.clone()).collect(),
            arguments: arguments(instruction, instruction.keyword),
            heredocs: heredocs.collect(),
            problems: instruction.problems.iter().map(|problem| problem.kind).collect(),
        }
    }
}

/// The keyword in capitals; one that BuildKit does not know as it is written.
fn name(instruction: &Instruction) -> String {
    match instruction.keyword {
        Keyword::Unknown => instruction.name.text.clone(),
        keyword => keyword.name().to_owned(),
    }
}

/// The arguments in one text that only equal arguments have.
fn arguments(instruction: &Instruction, keyword: Keyword) -> String {
    match &instruction.arguments {
        Arguments::None => instruction.rest.text().to_owned(),
        Arguments::Words(words) => {
            let texts = words.iter().map(|word| match keyword {
                Keyword::From if word.text.eq_ignore_ascii_case("as") => "AS",
                _ => word.text.as_str(),
            });
            format!("words {:?}", texts.collect::<Vec<_>>())
        }
        Arguments::Json { words, .. } => {
            format!("json {:?}", words.iter().map(|word| &word.text).collect::<Vec<_>>())
        }
        Arguments::Shell(line) => format!("shell {}", command_line(line.text())),
        Arguments::Text(word) => format!("text {}", word.text),
        Arguments::Pairs { pairs, legacy } => {
            let texts = pairs.iter().map(|pair| (&pair.key.text, &pair.value.text));
            format!("pairs {legacy} {:?}", texts.collect::<Vec<_>>())
        }
        Arguments::Health { kind, command } => {
            let inner = Instruction { arguments: command.as_ref().clone(), ..instruction.clone() };
            let command = match command.as_ref() {
                Arguments::None => String::new(),
                _ => arguments(&inner, keyword),
            };
            format!("health {} {command}", kind.text.to_ascii_uppercase())
        }
        Arguments::Trigger(inner) => {
            let flags: Vec<&str> = inner.flags.iter().map(|flag| flag.text.as_str()).collect();
            format!("trigger {} {flags:?} {}", name(inner), arguments(inner, inner.keyword))
        }
    }
}

/// A command line with its separating blanks evened out, where they can be told from others.
fn command_line(text: &str) -> String {
    quotes::of_shell(text).map_or_else(|| text.to_owned(), |quoted| quotes::with_single_blanks(text, &quoted))
}
