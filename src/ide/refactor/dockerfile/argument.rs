//! A literal becomes an ARG: the tag of a base image, or a selected part of a word.

use super::Here;
use crate::ide::actions::ActionKind;
use crate::ide::refactor::Offer;
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Base, Keyword};
use crate::rules::Change;
use crate::text::{Edit, Span, insert, replace};

const CHANGES: &[Change] = &[Change::Instructions, Change::Env, Change::Labels, Change::Workdir, Change::User];

pub(super) fn offers(here: Here<'_>) -> Vec<Offer> {
    let offer = match here.instruction.keyword {
        Keyword::From => tag(here),
        _ => selection(here),
    };
    offer.into_iter().collect()
}

/// The tag of the base image, wherever the file has that image with that tag.
fn tag(here: Here<'_>) -> Option<Offer> {
    let Here { file, index, instruction, .. } = here;
    let Base::Image(image) = &file.stage_of(index)?.base else { return None };
    let tag = image.tag.as_deref().filter(|_| image.digest.is_none())?;
    let word = instruction.arguments.words().first()?;
    let image_part = word.text.strip_suffix(tag)?.strip_suffix(':')?;
    if word.text.contains('$') {
        return None;
    }
    let short = image_part.rsplit('/').next()?;
    let name = free_name(file, &format!("{}_VERSION", variable_name(short)?));
    let mut edits = vec![declaration(file, &name, tag)];
    for stage in &file.stages {
        if stage.base_word.text == word.text && matches!(stage.base, Base::Image(_)) {
            edits.push(replace(stage.base_word.part(image_part.len() + 1..word.text.len()), format!("${{{name}}}")));
        }
    }
    let title = format!("Make the tag an argument, `{name}`");
    Some(Offer::new(ActionKind::Extract, title, edits).changing(CHANGES))
}

/// The edit that declares an argument for FROM: behind those that are there, before the first FROM.
fn declaration(file: &Dockerfile, name: &str, value: &str) -> Edit {
    let line = format!("ARG {name}={value}{}", file.line_end());
    let last = file.preamble().iter().rev().find(|it| it.is(Keyword::Arg));
    let start = match (last, file.instructions.iter().find(|it| it.is(Keyword::From))) {
        (Some(arg), _) => {
            let lines = file.whole_lines(arg.span);
            return insert(lines.end, line);
        }
        (None, Some(from)) => file.start_with_comments(from),
        (None, None) => 0,
    };
    // Directives stay on top.
    let directives = file.directives.last().map_or(0, |it| file.whole_lines(it.value_span).end);
    insert(start.max(directives), line)
}

/// What is selected inside one word of an instruction that knows arguments.
fn selection(here: Here<'_>) -> Option<Offer> {
    let Here { file, index, instruction, span } = here;
    let selected = file.text(span);
    let is_value = |c: char| c.is_ascii_alphanumeric() || "_.-+".contains(c);
    if selected.len() < 2 || !selected.chars().all(is_value) || file.stage_of(index).is_none() {
        return None;
    }
    let holds = |place: Span| place.contains(span);
    let is_filled_in = match &instruction.arguments {
        Arguments::Shell(_) => {
            file.shell_texts_of(index).iter().any(|shell| {
                let words = shell.script.commands.iter().flat_map(|command| &command.words);
                let mut found = words.filter(|word| holds(shell.text.span(word.range.clone())));
                // Of a word inside another, the inner one.
                let word = found.next_back();
                // Within single quotes and behind escapes a variable would be text.
                word.is_some_and(|word| {
                    !word.quoted || is_in_double_quotes(file.text(shell.text.span(word.range.clone())))
                })
            }) && instruction.is(Keyword::Run)
        }
        Arguments::Pairs { pairs, legacy: false } => {
            pairs.iter().any(|pair| holds(pair.value.span) && !file.text(pair.value.span).contains('\''))
        }
        Arguments::Words(words) => {
            let takes = matches!(instruction.keyword, Keyword::Copy | Keyword::Add | Keyword::Expose | Keyword::Volume);
            takes && instruction.heredocs.is_empty() && words.iter().any(|word| holds(word.span))
        }
        Arguments::Text(word) => matches!(instruction.keyword, Keyword::Workdir | Keyword::User) && holds(word.span),
        _ => false,
    };
    if !is_filled_in {
        return None;
    }
    let is_version =
        selected.starts_with(|c: char| c.is_ascii_digit()) || selected.starts_with('v') && selected.contains('.');
    let name = free_name(file, if is_version { "VERSION" } else { "VALUE" });
    let line = format!("ARG {name}={selected}{}", file.line_end());
    let edits = vec![insert(file.start_with_comments(instruction), line), replace(span, format!("${{{name}}}"))];
    Some(Offer::new(ActionKind::Extract, format!("Make it an argument, `{name}`"), edits).changing(CHANGES))
}

/// Whether a word stands between double quotes as a whole.
fn is_in_double_quotes(word: &str) -> bool {
    let inner = word.strip_prefix('"').and_then(|word| word.strip_suffix('"'));
    inner.is_some_and(|inner| !inner.contains(['"', '\'', '\\']))
}

/// `golang` as a name of a variable; `None` where nothing of it can be one.
fn variable_name(text: &str) -> Option<String> {
    let letters = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = text.chars().map(letters).collect();
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
}

/// The name, or the first with a number behind it that the file does not use.
fn free_name(file: &Dockerfile, name: &str) -> String {
    let is_used = |name: &str| file.source().contains(name);
    if !is_used(name) {
        return name.to_owned();
    }
    (2..).map(|number| format!("{name}_{number}")).find(|name| !is_used(name)).unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::offered;
    use crate::model::Language;

    fn extracted(marked: &str) -> Option<String> {
        let found = offered(Language::Dockerfile, marked).into_iter().find(|(title, _)| title.starts_with("Make"));
        found.map(|(_, text)| text)
    }

    #[test]
    fn a_tag_becomes_an_argument_wherever_it_stands() {
        assert_eq!(
            extracted("# syntax=docker/dockerfile:1\n\n# Base\nFROM no|de:24-alpine AS a\nFROM node:24-alpine\n")
                .as_deref(),
            Some(
                "# syntax=docker/dockerfile:1\n\nARG NODE_VERSION=24-alpine\n# Base\nFROM node:${NODE_VERSION} AS a\nFROM node:${NODE_VERSION}\n"
            )
        );
        assert_eq!(
            extracted("ARG X=1\nFROM ghcr.io/a/my-app:1.2|\n").as_deref(),
            Some("ARG X=1\nARG MY_APP_VERSION=1.2\nFROM ghcr.io/a/my-app:${MY_APP_VERSION}\n")
        );
        for other in ["FROM a|\n", "FROM a:$V|\n", "FROM b:1 AS x\nFROM x|\n", "FROM a:1@sha256:0|\n"] {
            assert_eq!(extracted(other), None, "{other}");
        }
    }

    #[test]
    fn a_selected_value_becomes_an_argument_of_its_stage() {
        assert_eq!(
            extracted("FROM a\n# get\nRUN curl https://x/|1.2.3|/y\n").as_deref(),
            Some("FROM a\nARG VERSION=1.2.3\n# get\nRUN curl https://x/${VERSION}/y\n")
        );
        assert_eq!(extracted("FROM a\nENV V=|24|\n").as_deref(), Some("FROM a\nARG VERSION=24\nENV V=${VERSION}\n"));
        for other in ["FROM a\nRUN echo 'x |1.2| y'\n", "FROM a\nCMD a |1.2|\n", "FROM a\nRUN a |b c|\n"] {
            assert_eq!(extracted(other), None, "{other}");
        }
    }
}
