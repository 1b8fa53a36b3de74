//! A stage: what it stands on, what it adds, what its container would be, who uses it.

use super::{instruction, line_of, user};
use crate::ide::hover::image;
use crate::ide::hover::page::{Page, code, codes};
use crate::ide::hover::words::{self, count};
use crate::model::Dockerfile;
use crate::model::builders::{Builder, builders};
use crate::model::dockerfile::{Base, ImageReference, Keyword, Stage};
use crate::text::Span;

/// The page of a stage.
pub fn page(file: &Dockerfile, stage: &Stage) -> Page {
    let head = file.text(file.instructions[stage.range.start].head);
    let last = &file.instructions[stage.range.end - 1];
    let first_line = line_of(file, file.instructions[stage.range.start].span.start);
    let last_line = line_of(file, last.span.end);
    let total = file.stages.len();
    let page = Page::new().block("dockerfile", head);
    let page = page.add(format!("Stage {} of {total}, lines {first_line} to {last_line}.", stage.index + 1));
    page.list(facts(file, stage)).add(builders_of(file, stage))
}

/// The page of what a `--from` or the base of a stage names.
pub(super) fn named(file: &Dockerfile, name: &str, span: Span) -> Page {
    match file.stage_named(name) {
        Some(stage) => page(file, stage),
        None if name == "scratch" => scratch(),
        None => image::page(&ImageReference::parse(name, span)),
    }
}

pub(super) fn scratch() -> Page {
    Page::of(
        "`scratch`: nothing at all, no image. There is no shell, so only the exec form runs, and there are no accounts, so \
         `USER` takes numbers. Programs must be linked statically or bring their libraries, and certificates and time \
         zones must be copied in.",
    )
}

fn facts(file: &Dockerfile, stage: &Stage) -> Vec<String> {
    let mut facts = Vec::new();
    if let Base::Image(image) = &stage.base
        && let Some(known) = crate::reference::images::lookup(&image.text)
    {
        facts.push(format!("base: {}", image::in_brief(known)));
    }
    facts.push(format!("adds: {}", additions(file, stage)));
    let sources: Vec<&str> = stage.references.iter().map(|reference| reference.name.text.as_str()).collect();
    if !sources.is_empty() {
        let mut known = Vec::new();
        for source in sources {
            if !known.contains(&source) {
                known.push(source);
            }
        }
        facts.push(format!("takes files from: {}", codes(known, 6)));
    }
    let runtime = file.runtime_of(stage);
    let folder = if runtime.workdir.is_empty() { String::new() } else { format!(", in {}", code(&runtime.workdir)) };
    facts.push(format!("runs as {}{folder}", user::in_force(file, stage, &runtime)));
    if let Some(line) = instruction::start_line(file, stage, &runtime) {
        facts.push(format!("starts: {line}"));
    }
    if !runtime.exposed.is_empty() {
        let ports: Vec<String> = runtime.exposed.iter().map(|port| instruction::port(port)).collect();
        facts.push(format!("exposes {}", words::joined(&ports)));
    }
    facts.push(match users(file, stage) {
        users if !users.is_empty() => format!("used by {}", words::joined(&users)),
        _ if stage.index + 1 == file.stages.len() => "the last stage: what a build without `--target` makes".to_owned(),
        _ => "used by no other stage: only `--target` builds it".to_owned(),
    });
    facts
}

/// The layers and settings that the instructions of a stage add.
fn additions(file: &Dockerfile, stage: &Stage) -> String {
    let made =
        |keyword: Keyword| file.instructions_of(stage).iter().filter(|it| it.is(keyword) && it.makes_layer()).count();
    let kinds = [Keyword::Run, Keyword::Copy, Keyword::Add, Keyword::Workdir];
    let counted = kinds.map(|keyword| (keyword, made(keyword)));
    let layers = file.layers_of(stage);
    let shown: Vec<String> = counted
        .iter()
        .filter(|(_, number)| *number > 0)
        .map(|(keyword, number)| format!("{number} {}", code(keyword.name())))
        .collect();
    let others = stage.range.len().saturating_sub(1 + layers);
    let settings = if others > 0 { format!(", {}", count(others, "setting")) } else { String::new() };
    match layers {
        0 => format!("no layers{settings}"),
        _ => format!("{} ({}){settings}", count(layers, "layer"), shown.join(", ")),
    }
}

/// Who stands on the stage or takes files from it.
fn users(file: &Dockerfile, stage: &Stage) -> Vec<String> {
    let mut users = Vec::new();
    for other in &file.stages {
        if other.base == Base::Stage(stage.index) {
            let line = line_of(file, other.base_word.span.start);
            users.push(format!("the stage {} (`FROM`, line {line})", code(&other.label())));
        }
        for reference in &other.references {
            if file.stage_named(&reference.name.text).is_some_and(|meant| meant.index == stage.index) {
                let instruction = &file.instructions[reference.instruction];
                let line = line_of(file, instruction.span.start);
                users.push(format!("{} on line {line}", code(instruction.keyword.name())));
            }
        }
    }
    if users.len() > MAX_USERS {
        let more = users.len() - MAX_USERS;
        users.truncate(MAX_USERS);
        users.push(format!("{more} more"));
    }
    users
}

/// Users of a stage that are told one by one.
const MAX_USERS: usize = 8;

/// Which services and Bake targets around build this stage, a sentence each.
pub(super) fn builders_of(file: &Dockerfile, stage: &Stage) -> String {
    let builders: Vec<&Builder> = builders(file).iter().filter(|builder| builder.builds(file, stage)).collect();
    let sentence = |builder: &Builder| {
        let name = builder.file_name();
        let noun = builder.kind.noun();
        format!("Built by the {noun} {} of {name}, line {}.", code(&builder.name), builder.line + 1)
    };
    let more = builders.len().saturating_sub(MAX_USERS);
    let mut sentences: Vec<String> = builders.into_iter().take(MAX_USERS).map(sentence).collect();
    sentences.extend((more > 0).then(|| format!("And by {more} more.")));
    sentences.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::super::hover;
    use super::super::testing::says;
    use crate::model::{Language, MemoryFiles, Snapshot};

    #[test]
    fn a_stage_tells_what_it_adds_and_who_uses_it() {
        let source = "FROM a AS base\nUSER x\nWORKDIR /srv\nRUN y\nCMD [\"z\"]\nFROM b\nCOPY --from=ba$0se /a /b\n";
        says(source, "base", "Stage 1 of 2, lines 1 to 5.");
        says(source, "base", "- adds: 2 layers (1 `RUN`, 1 `WORKDIR`), 2 settings");
        says(source, "base", "- runs as `x`, in `/srv`\n- starts: `z`\n- used by `COPY` on line 7");
        says("FROM a AS on$0e\nFROM b\n", "one", "used by no other stage");
    }

    #[test]
    fn a_stage_says_which_services_build_it() {
        let source = "FROM example/x AS dev\nFROM example/y\n";
        let compose = "services:\n  web:\n    build: .\n  test:\n    build: {context: ., target: dev}\n";
        let around =
            MemoryFiles::new([("/p/Dockerfile", source), ("/p/compose.yaml", compose)]).around("/p/Dockerfile");
        let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(around);
        let says = |word: &str| {
            let hover = hover(snapshot.dockerfile()?, source.find(word)?);
            hover.map(|hover| hover.markdown)
        };
        assert!(says("dev").is_some_and(|text| text.ends_with("Built by the service `test` of compose.yaml, line 4.")));
        let built = "Built by the service `web` of compose.yaml, line 2.";
        assert!(says("example/y").is_some_and(|text| text.ends_with(built)));
    }
}
