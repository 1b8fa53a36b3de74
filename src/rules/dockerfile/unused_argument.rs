//! Arguments that nothing reads.

use crate::rules::prelude::*;
use std::collections::{HashMap, HashSet};

rule! {
    /// `ARG` that nothing can read.
    ///
    /// A build argument holds from its line to the end of its stage, and only while the image is built: the running container
    /// does not have it. Where no instruction names it, and no RUN follows that would find it in its environment, it has no
    /// effect. A container's own setting is an `ENV`; for a `CMD` that names it, pass it on: `ENV NAME=$NAME`.
    ///
    /// The fix takes the line away. A build that passes a value for it then gets a warning.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN npm install -g serve
    /// ARG PORT
    /// CMD ["serve"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN npm install -g serve
    /// CMD ["serve"]
    /// ```
    "unused-argument", Info, Ask,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let bases: HashSet<usize> = file
        .stages
        .iter()
        .filter_map(|child| match child.base {
            Base::Stage(parent) => Some(parent),
            _ => None,
        })
        .collect();
    for stage in file.stages.iter().filter(|stage| !bases.contains(&stage.index)) {
        check_stage(file, stage, report);
    }
}

/// Walks a stage from its end: what has been seen is what comes after.
fn check_stage<'a>(file: &'a Dockerfile, stage: &Stage, report: &mut Report) {
    let mut read: HashSet<&str> = HashSet::new();
    let mut started: HashMap<&str, &Instruction> = HashMap::new();
    for instruction in file.instructions_of(stage).iter().rev() {
        match instruction.keyword {
            // Whatever runs finds it in its environment, and so may what a trigger runs.
            Keyword::Run | Keyword::Onbuild | Keyword::Unknown => return,
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => {
                started.extend(variables(file.text(instruction.span)).map(|name| (name, instruction)));
            }
            Keyword::Arg => {
                let words: &'a [Word] = instruction.arguments.words();
                let names = || words.iter().map(|word| word.text.split('=').next().unwrap_or(""));
                // A name with a variable in it may be any.
                let is_open = |name: &str| name.is_empty() || name.contains('$');
                let is_used = |name: &str| is_open(name) || is_for_builder(name) || read.contains(name);
                if !words.is_empty() && instruction.problems.is_empty() && !names().any(is_used) {
                    let reader = names().find_map(|name| started.get(name).copied());
                    speak(file, instruction, words, reader, report);
                }
                read.extend(words_of(file.text(instruction.span)));
            }
            _ => read.extend(words_of(file.text(instruction.span))),
        }
    }
}

fn speak(file: &Dockerfile, arg: &Instruction, words: &[Word], reader: Option<&Instruction>, report: &mut Report) {
    let Some(reader) = reader else {
        let finding = report.at(arg.rest.whole(), "Nothing reads this argument");
        finding.tag(Tag::Unnecessary);
        finding.fix("Remove the ARG", remove_instruction(file, arg)).declares(&[Change::Instructions]);
        return;
    };
    let message = format!("The running container does not have this: {} finds it empty", reader.keyword.name());
    let finding = report.at(arg.rest.whole(), message);
    finding.severity(Warning).related(reader.name.span, "read here");
    if let ([word], true) = (words, arg.comments.is_empty()) {
        let name = word.text.split('=').next().unwrap_or("");
        let line = file.whole_lines(arg.span);
        let break_ = if file.text(line).ends_with('\n') { "" } else { "\n" };
        finding
            .ask("Pass it on by ENV", insert(line.end, format!("{break_}ENV {name}=${name}\n")))
            .declares(&[Change::Instructions, Change::Env]);
    }
}

/// Everything in a text that could be a name.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// Whether the builder itself reads it. Source: BuildKit `frontend/dockerfile/docs/reference.md`, on its own arguments.
fn is_for_builder(name: &str) -> bool {
    name.starts_with("BUILDKIT_") || name == "SOURCE_DATE_EPOCH"
}

/// The names behind `$` and `${`.
fn variables(text: &str) -> impl Iterator<Item = &str> {
    text.split('$').skip(1).filter_map(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::Warning;
    use crate::rules::testing::{findings, fixed, marked};

    const NAME: &str = "unused-argument";

    #[test]
    fn a_container_does_not_have_it() {
        let source = "FROM a\nARG PORT=80\nCMD serve --port ${PORT}\n";
        assert_eq!(findings(NAME, source)[0].severity, Warning);
        assert_eq!(
            fixed(NAME, source).as_deref(),
            Some("FROM a\nARG PORT=80\nENV PORT=$PORT\nCMD serve --port ${PORT}\n")
        );
    }

    #[test]
    fn whatever_may_read_it_keeps_it() {
        for body in [
            "ARG B\nRUN c",
            "ARG BUILDKIT_SBOM_SCAN_STAGE=true",
            "ARG B\nCOPY $B c",
            "ARG B\nENV B=$B\nCMD $B",
            "ARG B\nARG C=$B\nENV D=$C",
            "ARG B\nONBUILD RUN c",
            "ARG B\nLABEL x=\"${B}\"",
            "ENV N=b\nARG ${N}=c\nCOPY $b /d",
        ] {
            assert!(marked(NAME, &format!("FROM a\n{body}\n")).is_empty(), "{body}");
        }
        assert!(marked(NAME, "FROM a AS b\nARG C\nFROM b\nRUN d\n").is_empty());
    }
}
