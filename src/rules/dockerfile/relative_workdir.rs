//! A WORKDIR that hangs on the base image's.

use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// The first `WORKDIR` of a stage is a relative path.
    ///
    /// It starts from the working directory of the base image, which the file does not show and the next version may change.
    /// Later ones may be relative, since they start from this one.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// WORKDIR app
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// WORKDIR /app
    /// ```
    "relative-workdir", Info, Ask,
    groups: [Correctness],
    aka: [
        "hadolint:DL3000",
        "buildkit:WorkdirRelativePath",
        "dockerfile-utils:WORKDIR_IS_NOT_ABSOLUTE",
        "trivy:DS-0009",
        "checkov:CKV_DOCKER_10",
    ],
    concerns: ["workdir-relative"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let first = first_workdirs(file);
    file.each_scope(|instruction, scope| {
        let (Keyword::Workdir, Arguments::Text(path)) = (instruction.keyword, &instruction.arguments) else { return };
        if !first.contains(&instruction.span.start) {
            return;
        }
        let Evaluation::Text { text, awaited, .. } = scope.evaluate(&path.text, file.escape.character()) else {
            return;
        };
        let has_drive = text.get(1..2) == Some(":");
        if text.starts_with(['/', '\\']) || has_drive || text.is_empty() || !awaited.is_empty() {
            return;
        }
        let finding = report.at(path.span, format!("`{text}` starts from the working directory of the base image"));
        if text == path.text {
            let start = match file.stage_at(path.span.start).and_then(|stage| file.image_under(stage)) {
                Some(image) if image.is_windows() => return,
                Some(image) => image.working_directory.trim_end_matches('/'),
                None => "",
            };
            let absolute = format!("{start}/{}", text.trim_start_matches("./"));
            finding.fix(format!("Make it {absolute}"), replace(path.span, absolute)).declares(&[Change::Workdir]);
        }
    });
}

/// Where the first WORKDIR of each stage starts, unless a stage below has one.
fn first_workdirs(file: &Dockerfile) -> HashSet<usize> {
    let mut is_set: Vec<bool> = Vec::with_capacity(file.stages.len());
    let mut first = HashSet::new();
    for stage in &file.stages {
        let inherited = match stage.base {
            Base::Stage(parent) => is_set.get(parent).copied().unwrap_or(false),
            _ => false,
        };
        let own = file.instructions_of(stage).iter().find(|instruction| instruction.is(Keyword::Workdir));
        first.extend(own.filter(|_| !inherited).map(|instruction| instruction.span.start));
        is_set.push(inherited || own.is_some());
    }
    first
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    #[test]
    fn only_the_first_of_a_line_of_stages_counts() {
        assert_eq!(marked("relative-workdir", "FROM a\nWORKDIR b\nWORKDIR c\nFROM d\nWORKDIR e\n"), ["b", "e"]);
        assert!(findings("relative-workdir", "FROM a AS b\nWORKDIR /c\nFROM b\nWORKDIR d\n").is_empty());
    }

    #[test]
    fn what_may_be_absolute_is_left_alone() {
        for path in ["/a", "$HOME/a", "C:\\a", "\"/a b\"", "\\a"] {
            assert!(
                findings("relative-workdir", &format!("# escape=`\nFROM a\nWORKDIR {path}\n")).is_empty(),
                "{path}"
            );
        }
        assert_eq!(marked("relative-workdir", "FROM a\nENV D=b\nWORKDIR $D\n"), ["$D"]);
    }

    #[test]
    fn the_base_image_tells_where_it_starts() {
        assert_eq!(
            fixed("relative-workdir", "FROM golang:1.25\nWORKDIR src/app\n").as_deref(),
            Some("FROM golang:1.25\nWORKDIR /go/src/app\n")
        );
    }
}
