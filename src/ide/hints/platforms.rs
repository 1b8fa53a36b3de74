//! What a stage is built for, where its FROM does not say that.
//!
//! A stage on a stage runs on the platform of that, whatever its own `--platform` says: BuildKit `dockerfile2llb/convert.go`,
//! `dispatchState.init`. That is told of what somebody builds, not of the helpers in between. And who builds a stage may build it for platforms of their own, which is worth knowing before one
//! downloads a program for the machine at hand. Where a flag says it on the line itself, nothing is added.

use super::{Hint, HintKind};
use crate::model::Dockerfile;
use crate::model::builders::{Builder, builders};
use crate::model::dockerfile::{Base, Instruction, Stage};

/// How many platforms are named.
const MOST: usize = 2;

pub(super) fn hint(file: &Dockerfile, stage: &Stage) -> Option<Hint> {
    let from = &file.instructions[stage.range.start];
    let (label, tooltip) = inherited(file, stage, from).or_else(|| asked_for(file, stage))?;
    Some(Hint { offset: from.head.end, label, tooltip, kind: HintKind::Platform })
}

/// As written after `--platform=`.
fn platform(from: &Instruction) -> Option<&str> {
    from.flag("platform").and_then(|flag| flag.value.as_ref()).map(|value| value.text.as_str())
}

fn inherited(file: &Dockerfile, stage: &Stage, from: &Instruction) -> Option<(String, String)> {
    let Base::Stage(parent) = stage.base else { return None };
    let parent = file.stages.get(parent)?;
    let own = platform(from);
    // A helper for the machine that builds is what people mean; an image for it, seldom.
    let is_asked_for = stage.index + 1 == file.stages.len() || builders(file).iter().any(|it| it.builds(file, stage));
    if own.is_none() && !is_asked_for {
        return None;
    }
    let given = platform(&file.instructions[file.bottom(stage).range.start]);
    let label = format!("platform {}", given.or(own.map(|_| "as the build asks for"))?);
    let heard = if own.is_some() { ". Its own `--platform` is not heard" } else { "" };
    let tooltip =
        format!("A stage runs on the platform of the one that it stands on, here `{}`{heard}", parent.label());
    (given != own).then_some((label, tooltip))
}

/// The platforms for which all who build exactly this stage do so.
fn asked_for(file: &Dockerfile, stage: &Stage) -> Option<(String, String)> {
    if platform(&file.instructions[file.bottom(stage).range.start]).is_some() {
        return None;
    }
    let building: Vec<&Builder> = builders(file).iter().filter(|builder| builder.builds(file, stage)).collect();
    let platforms = &building.first()?.platforms;
    if platforms.is_empty() || building.iter().any(|builder| builder.platforms != *platforms) {
        return None;
    }
    let label = match platforms.as_slice() {
        few if few.len() <= MOST => few.join(", "),
        [first, more @ ..] => format!("{first} and {} more", more.len()),
        [] => return None,
    };
    let who: Vec<String> = building.iter().map(|it| format!("{} ({})", it.title(), it.file_name())).collect();
    let all: Vec<String> = platforms.iter().map(|platform| format!("`{platform}`")).collect();
    Some((format!("for {label}"), format!("Built for {} by {}", all.join(", "), who.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::super::tests::of;
    use crate::model::{Language, MemoryFiles, Snapshot};

    #[test]
    fn a_stage_on_a_stage_keeps_its_platform() {
        let of = |source: &str| of(&Snapshot::of(Language::Dockerfile, source));
        let source = "FROM --platform=$BUILDPLATFORM golang AS build\nFROM build AS helper\nFROM helper\n";
        assert_eq!(of(source), ["3:platform $BUILDPLATFORM"]);
        assert_eq!(of("FROM a AS b\nFROM --platform=linux/arm64 b\n"), ["2:platform as the build asks for"]);
        assert!(of("FROM --platform=linux/amd64 a AS b\nFROM --platform=linux/amd64 b\n").is_empty());
    }

    #[test]
    fn what_a_stage_is_built_for_elsewhere_is_told() {
        let source = "FROM a AS b\nFROM a\n";
        let built = |compose: &str| {
            let files = [("/p/Dockerfile", source), ("/p/compose.yaml", compose)];
            let around = MemoryFiles::new(files).around("/p/Dockerfile");
            of(&Snapshot::of(Language::Dockerfile, source).with_surroundings(around))
        };
        assert_eq!(built("services:\n  web: {build: ., platform: linux/arm64}\n"), ["2:for linux/arm64"]);
        let three =
            "services:\n  web: {build: {context: ., target: b, platforms: [linux/arm64, linux/amd64, linux/386]}}\n";
        assert_eq!(built(three), ["1:for linux/arm64 and 2 more"]);
        assert!(built("services:\n  web: {build: ., platform: linux/arm64}\n  api: {build: .}\n").is_empty());
    }
}
