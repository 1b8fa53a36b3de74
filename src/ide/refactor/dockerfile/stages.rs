//! Stages: a name for one that has none, one made of two, and two made of one.
//!
//! A stage that stands on another inherits all of its configuration and its arguments, and only ONBUILD and an ENTRYPOINT tell
//! the two from one; numbers of stages move, so nobody may use them. Source: BuildKit `dockerfile2llb/convert.go`.

use super::Here;
use crate::ide::actions::ActionKind;
use crate::ide::refactor::Offer;
use crate::model::Dockerfile;
use crate::model::dockerfile::{Base, Command, Instruction, Keyword, Stage, is_project_build};
use crate::rules::Change;
use crate::text::{Edit, Span, delete, insert, replace};
use std::ops::Range;

const CHANGES: &[Change] = &[Change::Instructions];

pub(super) fn offers(here: Here<'_>) -> Vec<Offer> {
    let Here { file, index, instruction, .. } = here;
    let Some(stage) = file.stage_of(index) else { return Vec::new() };
    let mut offers = Vec::new();
    if instruction.is(Keyword::From) && here.is_within() {
        offers.extend(name(file, stage));
        offers.extend(inline(file, stage));
        return offers;
    }
    offers.extend(extract(here, stage));
    offers
}

/// A name for a stage that has none, and for those who call it by its number.
fn name(file: &Dockerfile, stage: &Stage) -> Option<Offer> {
    let from = &file.instructions[stage.range.start];
    let is_plain = stage.name.is_none() && from.arguments.words().len() == 1 && from.problems.is_empty();
    let number = stage.index.to_string();
    let users: Vec<Span> = file
        .stages
        .iter()
        .flat_map(|other| &other.references)
        .filter(|reference| reference.name.text == number)
        .map(|reference| reference.name.span)
        .collect();
    let is_last = stage.index + 1 == file.stages.len();
    if !is_plain || is_last && users.is_empty() {
        return None;
    }
    let name = free_name(file, likely_name(file, stage.range.clone()));
    let mut edits = vec![insert(stage.base_word.span.end, format!(" {} {name}", as_word(from)))];
    edits.extend(users.into_iter().map(|place| replace(place, name.as_str())));
    Some(Offer::rewrite(format!("Name this stage `{name}`"), edits))
}

/// The instructions of a stage that only one other stands on, put into that one. The cursor may be on the FROM of either.
fn inline(file: &Dockerfile, stage: &Stage) -> Option<Offer> {
    let base_of = |child: &Stage| match child.base {
        Base::Stage(parent) => file.stages.get(parent),
        _ => None,
    };
    let children = |parent: &Stage| {
        file.stages.iter().filter(|it| base_of(it).is_some_and(|base| base.index == parent.index)).collect::<Vec<_>>()
    };
    let (parent, child) = match (base_of(stage), children(stage).as_slice()) {
        (Some(parent), _) => (parent, stage),
        (None, [child]) => (stage, *child),
        _ => return None,
    };
    let parent_name = parent.name.as_ref()?;
    let is_used_once = children(parent).len() == 1
        && parent.references.iter().all(|reference| !reference.name.text.eq_ignore_ascii_case(&parent_name.text))
        && file
            .stages
            .iter()
            .flat_map(|it| &it.references)
            .all(|it| !it.name.text.eq_ignore_ascii_case(&parent_name.text));
    let from = &file.instructions[child.range.start];
    let own = file.instructions_of(parent);
    let is_triggered = own.iter().any(|it| it.is(Keyword::Onbuild));
    if !is_used_once || is_triggered || uses_numbers(file) || !from.flags.is_empty() || !from.comments.is_empty() {
        return None;
    }
    let renamed = match &child.name {
        Some(name) => replace(parent_name.span, name.text.as_str()),
        None => delete(Span::new(parent.base_word.span.end, parent_name.span.end)),
    };
    let gone = file.whole_lines(from.span);
    let mut edits = Vec::new();
    if child.index == parent.index + 1 {
        edits.push(renamed);
        edits.push(delete(gone));
    } else {
        let start = file.start_with_comments(own.first()?);
        let end = file.whole_lines(own.last()?.span).end;
        let mut text = file.text(Span::new(start, end)).to_owned();
        let at = Span::new(renamed.span.start - start, renamed.span.end - start);
        text.replace_range(at.range(), &renamed.text);
        let blank = file.source()[end..].len() - file.source()[end..].trim_start_matches(['\n', '\r']).len();
        edits.push(delete(Span::new(start, end + blank)));
        edits.push(replace(gone, text));
    }
    let title = format!("Put the instructions of `{}` in here", parent_name.text);
    Some(Offer::new(ActionKind::Inline, title, edits).changing(CHANGES))
}

/// The selected instructions become a stage of their own, on which the rest stands; without a selection, the stage ends above the
/// cursor and another begins.
fn extract(here: Here<'_>, stage: &Stage) -> Option<Offer> {
    let Here { file, index, span, .. } = here;
    let own = stage.range.start + 1..stage.range.end;
    let selected = index.max(own.start)
        ..file.instructions.partition_point(|it| it.span.start < span.end.max(span.start + 1)).min(own.end);
    if uses_numbers(file) || file.instructions[stage.range.start].arguments.words().is_empty() || selected.is_empty() {
        return None;
    }
    if span.is_empty() {
        let (name, edits) = (index > own.start).then(|| split(file, stage, &[index]))??;
        let title = format!("Begin a new stage here, on `{}`", name.first()?);
        return Some(Offer::new(ActionKind::Extract, title, edits).changing(CHANGES));
    }
    let is_everything = selected == own;
    let places: Vec<usize> =
        [selected.start, selected.end].into_iter().filter(|at| *at > own.start && *at < own.end).collect();
    if is_everything || places.is_empty() || !spans_lines(file, selected.clone(), span) {
        return None;
    }
    let (names, edits) = split(file, stage, &places)?;
    let title = match selected.end < own.end {
        true => format!("Make it a stage, `{}`", names.last()?),
        false => format!("Make it a stage, on `{}`", names.last()?),
    };
    Some(Offer::new(ActionKind::Extract, title, edits).changing(CHANGES))
}

/// Whether whole instructions are selected, rather than a word.
fn spans_lines(file: &Dockerfile, selected: Range<usize>, span: Span) -> bool {
    let instructions = &file.instructions[selected];
    let whole = instructions.first().zip(instructions.last());
    whole.is_some_and(|(first, last)| span.start <= first.name.span.start && span.end >= last.rest.whole().end)
}

/// The edits that end a stage above each of the instructions and begin the next there; and the new names. The stage keeps its own
/// name for the last part, which is what it was.
fn split(file: &Dockerfile, stage: &Stage, places: &[usize]) -> Option<(Vec<String>, Vec<Edit>)> {
    let from = &file.instructions[stage.range.start];
    let last = *places.last()?;
    let is_triggered = file.instructions[stage.range.start..last].iter().any(|it| it.is(Keyword::Onbuild));
    // What has no place in a FROM of two words is malformed.
    if is_triggered || !matches!(from.arguments.words().len(), 1 | 3) {
        return None;
    }
    let as_word = as_word(from);
    let mut names: Vec<String> = Vec::new();
    let mut edits = Vec::new();
    let mut start = stage.range.start;
    for &place in places {
        let likely = likely_name(file, start..place);
        let name = free_name_among(file, likely, &names);
        let head = match names.last() {
            None => match &stage.name {
                Some(own) => replace(own.span, name.as_str()),
                None => insert(stage.base_word.span.end, format!(" {as_word} {name}")),
            },
            Some(_) => {
                insert(from_place(file, start), from_line(file, from, names.last()?, Some((as_word, &name)), start))
            }
        };
        edits.push(head);
        names.push(name);
        start = place;
    }
    let own = stage.name.as_ref().map(|name| (as_word, name.text.as_str()));
    edits.push(insert(from_place(file, last), from_line(file, from, names.last()?, own, last)));
    Some((names, edits))
}

fn from_place(file: &Dockerfile, index: usize) -> usize {
    file.start_with_comments(&file.instructions[index])
}

/// The FROM of a part, with a blank line above it.
fn from_line(file: &Dockerfile, like: &Instruction, base: &str, name: Option<(&str, &str)>, index: usize) -> String {
    let before = &file.source()[..from_place(file, index)];
    let line_end = file.line_end();
    let is_apart = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    let blank = if is_apart { "" } else { line_end };
    let name = name.map_or_else(String::new, |(as_word, name)| format!(" {as_word} {name}"));
    format!("{blank}{} {base}{name}{line_end}", like.name.text)
}

/// `AS` as the file's FROM writes it.
fn as_word(from: &Instruction) -> &str {
    let written = from.arguments.words().get(1).map(|word| word.text.as_str());
    let by_keyword = if from.name.text.chars().all(|c| c.is_ascii_lowercase()) { "as" } else { "AS" };
    written.unwrap_or(by_keyword)
}

/// Whether anybody calls a stage by its number.
fn uses_numbers(file: &Dockerfile) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    file.stages.iter().flat_map(|stage| &stage.references).any(|reference| is_number(&reference.name.text))
}

/// What such a stage is usually called.
fn likely_name(file: &Dockerfile, instructions: Range<usize>) -> &'static str {
    let commands = || instructions.clone().flat_map(|index| file.commands_of(index));
    let builds = |command: Command<'_>| {
        let texts = command.texts();
        let makes =
            ["make", "cargo", "go", "mvn", "./mvnw", "gradle", "./gradlew", "dotnet", "cmake", "gcc", "cabal", "sbt"];
        let is_build = |word: &&str| matches!(*word, "build" | "install" | "package" | "publish" | "all" | "--build");
        let is_maker = texts.first().is_some_and(|name| makes.contains(name));
        is_project_build(command) || is_maker && (texts.len() == 1 || texts.iter().skip(1).any(is_build))
    };
    if commands().any(builds) {
        "build"
    } else if instructions.clone().any(|index| !file.invocations_of(index).is_empty()) {
        "deps"
    } else {
        "base"
    }
}

fn free_name(file: &Dockerfile, wanted: &str) -> String {
    free_name_among(file, wanted, &[])
}

/// The name, or the first with a number behind it that is neither a stage nor the name of an image that the file uses.
fn free_name_among(file: &Dockerfile, wanted: &str, taken: &[String]) -> String {
    let is_used = |name: &str| {
        let is = |text: &str| text.eq_ignore_ascii_case(name);
        taken.iter().any(|other| is(other))
            || file.stages.iter().any(|stage| {
                stage.is_named(name) || is(&stage.base_word.text) || stage.references.iter().any(|it| is(&it.name.text))
            })
    };
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !is_used(name)).unwrap_or_else(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::{applied, offered};
    use crate::model::Language;

    fn titles(marked: &str) -> Vec<String> {
        let wanted = |title: &String| title.contains("stage") || title.contains("in here");
        offered(Language::Dockerfile, marked).into_iter().map(|(title, _)| title).filter(wanted).collect()
    }

    #[test]
    fn a_stage_without_a_name_gets_one_that_its_users_call_it_by() {
        assert_eq!(
            applied(
                Language::Dockerfile,
                "FROM| a\nRUN go build\nFROM b\nCOPY --from=0 /x /\n",
                "Name this stage `build`"
            )
            .as_deref(),
            Some("FROM a AS build\nRUN go build\nFROM b\nCOPY --from=build /x /\n")
        );
        assert!(titles("FROM| a\n").is_empty());
        assert_eq!(titles("FROM| a\nFROM base\n"), ["Name this stage `base-2`"]);
    }

    #[test]
    fn a_stage_that_one_other_stands_on_goes_into_it() {
        let near = "FROM a AS base\nRUN x\n\n# Run it\nFROM |base AS run\nCMD y\n";
        let title = "Put the instructions of `base` in here";
        assert_eq!(
            applied(Language::Dockerfile, near, title).as_deref(),
            Some("FROM a AS run\nRUN x\n\n# Run it\nCMD y\n")
        );
        let far = "FROM a AS base\nRUN x\n\nFROM z AS other\nRUN o\n\nFROM |base\nCMD y\n";
        assert_eq!(
            applied(Language::Dockerfile, far, title).as_deref(),
            Some("FROM z AS other\nRUN o\n\nFROM a\nRUN x\nCMD y\n")
        );
        for other in [
            "FROM a AS base\nFROM |base\nCOPY --from=base x y\n",
            "FROM a AS base\nFROM |base\nFROM base\n",
            "FROM a AS base\nONBUILD RUN x\nFROM |base\n",
            "FROM a AS base\nCMD x\nFROM |base\nENTRYPOINT [\"y\"]\n",
        ] {
            assert!(titles(other).iter().all(|title| !title.starts_with("Put")), "{other}");
        }
    }

    #[test]
    fn selected_instructions_become_a_stage() {
        assert_eq!(
            applied(
                Language::Dockerfile,
                "FROM a AS app\n|COPY . .\nRUN go build\n|# Run\nCMD x\n",
                "Make it a stage, `build`"
            )
            .as_deref(),
            Some("FROM a AS build\nCOPY . .\nRUN go build\n\nFROM build AS app\n# Run\nCMD x\n")
        );
        assert_eq!(
            applied(Language::Dockerfile, "FROM a\nENV A=1\n|RUN npm ci\n|CMD x\n", "Make it a stage, `deps`")
                .as_deref(),
            Some("FROM a AS base\nENV A=1\n\nFROM base AS deps\nRUN npm ci\n\nFROM deps\nCMD x\n")
        );
        assert_eq!(titles("FROM a\nRUN x\n|USER y\n"), ["Begin a new stage here, on `base`"]);
        for other in [
            "FROM a\n|RUN x\n|",
            "FROM a\nONBUILD RUN x\n|USER y\n",
            "FROM a\nCMD x\n|ENTRYPOINT [\"y\"]\n",
            "FROM a\nRUN |x| y\nUSER z\n",
        ] {
            assert!(titles(other).is_empty(), "{other}");
        }
    }
}
