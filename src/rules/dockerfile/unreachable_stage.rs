//! Stages that the image does not need.

use crate::model::builders::builders;
use crate::rules::prelude::*;

rule! {
    /// Nothing uses a stage.
    ///
    /// The last stage is built, and of the others those that it stands on or takes files from. A stage without a name that
    /// none of them needs is never built. One with a name may be a target of its own: `docker build --target test`, or
    /// `target:` in Compose, so that is a hint only. What the Compose and Bake files around ask for is used.
    ///
    /// ```dockerfile
    /// FROM golang:1.25
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM alpine:3.22
    /// CMD ["/api"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// CMD ["/api"]
    /// ```
    "unreachable-stage", Warning, Ask,
    lacks: Continuation,
    groups: [Correctness],
    aka: ["tally:tally/no-unreachable-stages"],
    concerns: ["stage-unreachable"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(last) = file.final_stage().filter(|_| file.stages.len() > 1) else { return };
    // Whatever a stage uses that nobody can read may be any of them.
    let is_hidden = |stage: &Stage| {
        stage.references.iter().any(|it| it.name.text.contains('$')) || stage.base_word.text.contains('$')
    };
    if file.stages.iter().any(is_hidden) {
        return;
    }
    let mut is_used = vec![false; file.stages.len()];
    mark(file, last.index, &mut is_used);
    if is_used.contains(&false) {
        let builders = builders(file);
        let is_asked_for = |stage: &&Stage| builders.iter().any(|builder| builder.builds(file, stage));
        file.stages.iter().filter(is_asked_for).for_each(|stage| mark(file, stage.index, &mut is_used));
    }
    let is_whole =
        |stage: &&Stage| stage.name.is_some() || file.instructions[stage.range.start].arguments.words().len() == 1;
    for stage in file.stages.iter().filter(|stage| !is_used[stage.index]).filter(is_whole) {
        report_stage(file, stage, report);
    }
}

/// Marks a stage and all that it needs.
fn mark(file: &Dockerfile, stage: usize, is_used: &mut [bool]) {
    let mut open = vec![stage];
    while let Some(index) = open.pop() {
        if std::mem::replace(&mut is_used[index], true) {
            continue;
        }
        let stage = &file.stages[index];
        if let Base::Stage(parent) = stage.base {
            open.push(parent);
        }
        // BuildKit refuses capitals in `FROM Build`, which is another rule's matter: what is meant is clear.
        let is_meant = |other: &&Stage| {
            other.name.as_ref().is_some_and(|name| name.text.eq_ignore_ascii_case(&stage.base_word.text))
        };
        open.extend(file.stages[..index].iter().filter(is_meant).map(|other| other.index));
        let named = stage.references.iter().filter_map(|it| file.stage_named(&it.name.text));
        open.extend(named.map(|stage| stage.index));
    }
}

fn report_stage(file: &Dockerfile, stage: &Stage, report: &mut Report) {
    let from = &file.instructions[stage.range.start];
    match &stage.name {
        Some(name) => {
            let message = format!("The last stage does not need `{}`: it is built only as a target", name.text);
            report.at(name.span, message).severity(Hint);
        }
        None => {
            let finding = report.at(from.head, "Nothing uses this stage, and it has no name to be built by");
            finding.tag(Tag::Unnecessary);
            let number_is_used = file
                .stages
                .iter()
                .flat_map(|stage| &stage.references)
                .any(|it| it.name.text.parse::<usize>().is_ok_and(|number| number > stage.index));
            if !number_is_used && let Some(next) = file.stages.get(stage.index + 1) {
                let end = file.start_with_comments(&file.instructions[next.range.start]);
                let start = file.whole_lines(from.span).start;
                finding.fix("Remove the stage", delete(Span::new(start, end))).declares(&[
                    Change::Instructions,
                    Change::Comments,
                    Change::Heredocs,
                ]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Warning};
    use crate::rules::testing::{findings, findings_among, severities};

    #[test]
    fn what_is_used_through_others_is_used() {
        let source = "FROM a AS x\nFROM x AS y\nFROM b AS z\nFROM c\nFROM d\nCOPY --from=y /e /\nRUN --mount=from=z,target=/f g\n";
        assert_eq!(severities("unreachable-stage", source), [Warning]);
        assert_eq!(severities("unreachable-stage", "FROM a AS test\nFROM b\n"), [Hint]);
        assert!(findings("unreachable-stage", "FROM a\n").is_empty());
        assert!(findings("unreachable-stage", "FROM a AS Build\nFROM Build\n").is_empty());
    }

    #[test]
    fn what_a_file_around_asks_for_is_used() {
        let source = "FROM a AS base\nFROM base AS test\nFROM b\n";
        let told = |path: &str, text: &str| {
            findings_among("unreachable-stage", &[(path, text), ("Dockerfile", source)], source).len()
        };
        assert_eq!(told("docker-bake.hcl", "target \"t\" { target = \"test\" }\n"), 0);
        assert_eq!(told("compose.yaml", "services: {t: {build: {context: ., target: base}}}\n"), 1);
        assert_eq!(told("docker-bake.hcl", "target \"t\" {}\n"), 2);
    }

    #[test]
    fn a_variable_may_name_any_stage() {
        assert!(findings("unreachable-stage", "ARG S=x\nFROM a AS x\nFROM b\nFROM $S\n").is_empty());
    }
}
