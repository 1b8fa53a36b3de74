//! A --from that means a stage which is not there yet, or never.

use crate::reference::images;
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// `--from` names a stage that is not built before.
    ///
    /// Files can come from an earlier stage, by name or by number (the first is 0), never from a later one or from the stage
    /// itself. Where two stages bear the name, `COPY --from` means the last one of the file.
    ///
    /// A name that is no stage is taken for an image, or for a context given on the command line. That is refused by nobody
    /// until the image is not found; so where the name is but a slip away from a stage, this is a warning. `from=` in a mount
    /// knows names only: a number there is the name of an image.
    ///
    /// ```dockerfile
    /// FROM golang:1.25 AS builder
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM scratch
    /// COPY --from=bulider /api /api
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM golang:1.25 AS builder
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM scratch
    /// COPY --from=builder /api /api
    /// ```
    "undefined-stage", Error, Ask,
    groups: [Correctness],
    aka: [
        "hadolint:DL3022",
        "hadolint:DL3023",
        "trivy:DS-0006",
        "dockerfile-utils:FLAG_INVALID_FROM_VALUE",
    ],
    concerns: ["copy-from-unknown-stage", "copy-from-self", "stage-cycle", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    // Images that a --from names are numbered after the stages, so a number can reach them.
    let mut images_so_far = 0;
    for stage in &file.stages {
        for reference in &stage.references {
            let instruction = &file.instructions[reference.instruction];
            let name = &reference.name;
            if instruction.is(Keyword::Onbuild) || name.text.is_empty() || name.text.contains('$') {
                continue;
            }
            let number = name.text.parse::<usize>().ok().filter(|_| instruction.is(Keyword::Copy));
            let named = file.stage_of_name(&name.text);
            match (number, named) {
                (Some(number), _) if number < file.stages.len() => {
                    check_order(file, stage, number, name, report);
                }
                (Some(number), _) => {
                    if number >= file.stages.len() + images_so_far {
                        let count = file.stages.len();
                        let message = match count {
                            1 => format!("There is no stage {number}; the file has one stage, 0"),
                            _ => format!("There is no stage {number}; the file has stages 0 to {}", count - 1),
                        };
                        report.at(name.span, message);
                    }
                }
                (None, Some(named)) => check_order(file, stage, named.index, name, report),
                (None, None) => {
                    images_so_far += 1;
                    check_slip(file, stage, name, report);
                }
            }
        }
    }
}

fn check_order(file: &Dockerfile, stage: &Stage, meant: usize, name: &Word, report: &mut Report) {
    if meant < stage.index {
        return;
    }
    let message = if meant == stage.index {
        "A stage cannot take files from itself".to_owned()
    } else {
        format!("Stage `{}` is built after this one", file.stages[meant].label())
    };
    let from = &file.instructions[file.stages[meant].range.start];
    let place = file.stages[meant].name.as_ref().map_or(from.name.span, |name| name.span);
    report.at(name.span, message).related(place, "the stage");
}

/// A name that is one slip away from an earlier stage, and no image that anybody knows.
fn check_slip(file: &Dockerfile, stage: &Stage, name: &Word, report: &mut Report) {
    if let Some(earlier) = name.text.parse::<usize>().ok().filter(|&number| number < stage.index) {
        let meant = file.stages[earlier].label();
        let finding =
            report.at(name.span, format!("A mount knows stages by name; `{}` is taken for an image", name.text));
        finding.severity(Warning);
        if file.stages[earlier].name.is_some() {
            finding.fix(format!("Write {meant}"), replace(name.span, meant));
        }
        return;
    }
    let may_be_image = name.text.contains(['/', ':', '@', '.']) || images::lookup(&name.text).is_some();
    if may_be_image || reference_flaw(&name.text).is_some() {
        return;
    }
    let earlier = file.stages[..stage.index].iter().filter_map(|stage| stage.name.as_ref());
    let Some(meant) = suggest(&name.text, earlier.map(|name| name.text.as_str())) else { return };
    report
        .at(name.span, format!("`{}` is no stage and is taken for an image; did you mean `{meant}`?", name.text))
        .severity(Warning)
        .fix(format!("Write {meant}"), replace(name.span, meant));
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Error, Warning};
    use crate::rules::testing::{fixed, marked, severities};

    #[test]
    fn only_earlier_stages_can_be_copied_from() {
        for (source, place) in [
            ("FROM a AS x\nCOPY --from=y /a /b\nFROM b AS y\n", "y"),
            ("FROM a AS x\nCOPY --from=X /a /b\n", "X"),
            ("FROM a\nCOPY --from=0 /a /b\n", "0"),
            ("FROM a\nCOPY --from=9 /a /b\n", "9"),
            ("FROM a AS x\nRUN --mount=from=y,target=/y z\nFROM b AS y\n", "y"),
            ("FROM a AS x\nFROM b\nCOPY --from=x / /\nFROM c AS x\n", "x"),
        ] {
            assert_eq!(marked("undefined-stage", source), [place], "{source}");
            assert_eq!(severities("undefined-stage", source), [Error], "{source}");
        }
    }

    #[test]
    fn images_and_contexts_are_left_alone() {
        for name in ["nginx:1", "ghcr.io/a/b", "context-of-mine", "0", "busybox", "X"] {
            let source = format!("FROM a AS x\nFROM b\nCOPY --from={name} / /\n");
            assert!(marked("undefined-stage", &source).is_empty(), "{name}");
        }
        assert!(marked("undefined-stage", "FROM a AS nginx1\nFROM b\nCOPY --from=nginx / /\n").is_empty());
    }

    #[test]
    fn a_number_in_a_mount_is_no_stage() {
        let source = "FROM a AS x\nFROM b\nRUN --mount=from=0,target=/y z\n";
        assert_eq!(severities("undefined-stage", source), [Warning]);
        assert_eq!(
            fixed("undefined-stage", source).as_deref(),
            Some("FROM a AS x\nFROM b\nRUN --mount=from=x,target=/y z\n")
        );
    }
}
