//! A Dockerfile's tree: the nodes of BuildKit's own parser, for comparison with it, and an outline for people.
//!
//! Source of the shape: BuildKit `parser/parser.go` (`Node`) and `parser/line_parsers.go`.

use crate::cli::terminal::visible;
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Base, DirectiveName, Instruction, Keyword, ProblemKind, Stage};
use serde_json::{Map, Value, json};

/// The tree in the shape of BuildKit's parser. Where that refuses the file, the refusal stands before whatever could be read.
pub fn json(file: &Dockerfile) -> Value {
    let mut tree = Map::new();
    if let Some(refusal) = refusal(file) {
        tree.insert("error".into(), refusal.message.into());
        if let Some((start, end)) = refusal.lines {
            tree.insert("errorStart".into(), start.into());
            tree.insert("errorEnd".into(), end.into());
        }
    }
    tree.insert("escape".into(), file.escape.character().to_string().into());
    let nodes: Vec<Value> = file.instructions.iter().enumerate().map(|(at, it)| node(file, it, Some(at))).collect();
    if !nodes.is_empty() {
        tree.insert("ast".into(), nodes.into());
    }
    let warnings: Vec<Value> = file.instructions.iter().filter_map(|it| warning(file, it)).collect();
    if !warnings.is_empty() {
        tree.insert("warnings".into(), warnings.into());
    }
    Value::Object(tree)
}

/// What BuildKit's parser warns of, with the last line that it had read by then.
fn warning(file: &Dockerfile, instruction: &Instruction) -> Option<Value> {
    let last = instruction.lines.0 + file.text(instruction.head).matches('\n').count();
    let line = instruction.line.text();
    (!instruction.blanks.is_empty()).then(|| format!("{last}: Empty continuation line found in: {line}").into())
}

/// An instruction; `index` is its place in the file, `None` for one that ONBUILD keeps.
fn node(file: &Dockerfile, instruction: &Instruction, index: Option<usize>) -> Value {
    let mut node = Map::new();
    node.insert("value".into(), instruction.name.text.clone().into());
    if index.is_some() {
        node.insert("start".into(), instruction.lines.0.into());
        node.insert("end".into(), instruction.lines.1.into());
    }
    if !instruction.flags.is_empty() {
        let flags: Vec<&str> = instruction.flags.iter().map(|flag| flag.text.as_str()).collect();
        node.insert("flags".into(), flags.into());
    }
    if instruction.arguments.is_json() {
        node.insert("attributes".into(), json!({ "json": true }));
    }
    node.insert("original".into(), instruction.line.text().into());
    let notes = index.map(|index| file.notes_above(index)).unwrap_or_default();
    if !notes.is_empty() {
        node.insert("prevComment".into(), notes.into());
    }
    if !instruction.heredocs.is_empty() {
        let heredocs = instruction.heredocs.iter().map(|heredoc| {
            json!({
                "name": heredoc.name,
                "fd": heredoc.descriptor,
                "expand": heredoc.expand,
                "chomp": heredoc.chomp,
                "content": heredoc.body.of(file.source()),
            })
        });
        node.insert("heredocs".into(), heredocs.collect());
    }
    let arguments = arguments(file, instruction);
    if !arguments.is_empty() {
        node.insert("args".into(), arguments.into());
    }
    Value::Object(node)
}

/// The nodes after the keyword. What BuildKit leaves empty, the value of an unknown instruction or the separator of the
/// legacy form of ENV, is an empty object.
fn arguments(file: &Dockerfile, instruction: &Instruction) -> Vec<Value> {
    match &instruction.arguments {
        Arguments::None if instruction.is(Keyword::Unknown) => vec![json!({})],
        Arguments::Pairs { pairs, legacy } => {
            let separator = if *legacy { "" } else { "=" };
            pairs.iter().flat_map(|pair| [&*pair.key.text, &pair.value.text, separator]).map(value).collect()
        }
        Arguments::Trigger(inner) => vec![json!({ "children": [node(file, inner, None)] })],
        plain => texts(plain).into_iter().map(value).collect(),
    }
}

fn value(text: &str) -> Value {
    if text.is_empty() { json!({}) } else { json!({ "value": text }) }
}

fn texts(arguments: &Arguments) -> Vec<&str> {
    match arguments {
        Arguments::Shell(line) => vec![line.text()],
        Arguments::Health { kind, command } => std::iter::once(kind.text.as_str()).chain(texts(command)).collect(),
        words => words.words().iter().map(|word| word.text.as_str()).collect(),
    }
}

/// Why BuildKit's parser refuses a file.
struct Refusal {
    message: String,
    /// First and last line, from 1, where it names any.
    lines: Option<(usize, usize)>,
}

/// What BuildKit's parser stops at first. Its own words, since this is its answer.
fn refusal(file: &Dockerfile) -> Option<Refusal> {
    if let Some(refusal) = refused_directive(file) {
        return Some(refusal);
    }
    for instruction in &file.instructions {
        let Some(problem) = instruction.problems.first() else { continue };
        let holder = instruction.trigger().unwrap_or(instruction);
        let message = match problem.kind {
            ProblemKind::NotAString => "when using JSON array syntax, arrays must be comprised of strings only".into(),
            ProblemKind::PairWithoutValue => format!("{} must have two arguments", holder.keyword.name()),
            ProblemKind::PairWithoutEquals => format!(
                "Syntax error - can't find = in {:?}. Must be of the form: name=value",
                problem.span.of(file.source())
            ),
            ProblemKind::UnterminatedHeredoc => "unterminated heredoc".into(),
            ProblemKind::LineTooLong => "dockerfile line greater than max allowed size of 65535".into(),
        };
        let (first, last) = instruction.lines;
        let lines = match problem.kind {
            // It has looked for the terminator as far as the file goes.
            ProblemKind::UnterminatedHeredoc => (first, line_count(file.source())),
            // It names the last line that it could read.
            ProblemKind::LineTooLong => {
                let read = file.source()[..problem.span.start].matches('\n').count();
                (read, read)
            }
            _ => (first, last),
        };
        return Some(Refusal { message, lines: Some(lines).filter(|&(first, _)| first > 0) });
    }
    file.instructions.is_empty().then(|| {
        let last = line_count(file.source());
        Refusal { message: "file with no instructions".into(), lines: (last > 0).then_some((last, last)) }
    })
}

fn refused_directive(file: &Dockerfile) -> Option<Refusal> {
    let mut seen: Vec<DirectiveName> = Vec::new();
    for (line, directive) in file.directives.iter().enumerate() {
        // It counts the lines already read, and names none while that is zero.
        let lines = (line > 0).then_some((line, line));
        if seen.contains(&directive.name) {
            let name = match directive.name {
                DirectiveName::Syntax => "syntax",
                DirectiveName::Escape => "escape",
                DirectiveName::Check => "check",
            };
            return Some(Refusal { message: format!("only one {name} parser directive can be used"), lines });
        }
        seen.push(directive.name);
        if directive.name == DirectiveName::Escape && !matches!(directive.value.as_str(), "\\" | "`") {
            let message = format!("invalid escape token '{}' does not match ` or \\", directive.value);
            return Some(Refusal { message, lines });
        }
    }
    None
}

/// Lines as BuildKit counts them: what follows the last line end is one only if it is not empty.
fn line_count(source: &str) -> usize {
    source.split_inclusive('\n').count()
}

/// Stages with their instructions, one a line.
pub fn outline(file: &Dockerfile) -> String {
    let mut out = String::new();
    for directive in &file.directives {
        out.push_str(&format!("directive {}\n", visible(file.text(directive.span))));
    }
    for instruction in file.preamble() {
        out.push_str(&line(instruction, ""));
    }
    for stage in &file.stages {
        out.push_str(&format!("{}\n", visible(&heading(file, stage))));
        for instruction in &file.instructions_of(stage)[1..] {
            out.push_str(&line(instruction, "  "));
        }
    }
    out
}

fn heading(file: &Dockerfile, stage: &Stage) -> String {
    let base = match &stage.base {
        Base::Scratch => "nothing".to_owned(),
        Base::Stage(index) => {
            let base = file.stages.get(*index).map_or_else(|| index.to_string(), Stage::label);
            format!("stage {base}")
        }
        Base::Image(image) => format!("image {}", image.text),
        Base::Missing => "nothing that is named".to_owned(),
    };
    let name = stage.name.as_ref().map_or_else(String::new, |name| format!(" `{}`", name.text));
    format!("stage {}{name} on {base}", stage.index)
}

fn line(instruction: &Instruction, indent: &str) -> String {
    let (first, last) = instruction.lines;
    let lines = if first == last { first.to_string() } else { format!("{first}-{last}") };
    let mut text: String = instruction.line.text().split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = text.char_indices().nth(90) {
        text.truncate(cut);
        text.push('…');
    }
    let marks: Vec<String> = instruction
        .heredocs
        .iter()
        .map(|heredoc| format!("heredoc {}", heredoc.name))
        .chain(instruction.arguments.is_json().then(|| "json".to_owned()))
        .chain((!instruction.problems.is_empty()).then(|| "malformed".to_owned()))
        .collect();
    let marks = if marks.is_empty() { String::new() } else { format!("  ({})", marks.join(", ")) };
    format!("{indent}{lines:>5}  {}{}\n", visible(&text), visible(&marks))
}
