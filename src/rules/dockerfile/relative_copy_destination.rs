//! A relative destination where no WORKDIR is.

use crate::rules::prelude::*;

rule! {
    /// A `COPY` has a relative destination, and no `WORKDIR` stands above it.
    ///
    /// It goes to the working directory of the base image, which the file does not show: for most images the root folder.
    /// Say where with a `WORKDIR`, or with an absolute path. The rule knows the working directory of many images, and speaks
    /// up where it is the root folder or the image is not known.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY server.js .
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY server.js /
    /// ```
    "relative-copy-destination", Info, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL3045"],
    concerns: ["copy-relative-dest-without-workdir"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    // By stage: whether it is clear where it works, by a WORKDIR or because it stands on nothing at all.
    let mut is_clear: Vec<bool> = Vec::with_capacity(file.stages.len());
    for stage in &file.stages {
        let is_inherited = match stage.base {
            Base::Stage(parent) => is_clear.get(parent).copied().unwrap_or(false),
            Base::Scratch => true,
            _ => false,
        };
        let own = file.instructions_of(stage);
        let set = own.iter().position(|instruction| instruction.is(Keyword::Workdir));
        is_clear.push(is_inherited || set.is_some());
        if is_inherited {
            continue;
        }
        let before = own[..set.unwrap_or(own.len())].iter();
        // Of several the first says it for all.
        let mut relative = before.filter_map(|instruction| {
            let destination = instruction.copy_destination().filter(|destination| is_relative(&destination.text))?;
            Some((instruction, destination))
        });
        if let Some((instruction, destination)) = relative.next() {
            report_destination(file, stage, instruction, destination, report);
        }
    }
}

fn is_relative(destination: &str) -> bool {
    let text = destination.trim_matches(['"', '\'']);
    let is_absolute = text.starts_with(['/', '\\', '$']) || text.get(1..2) == Some(":");
    !is_absolute && !text.is_empty()
}

fn report_destination(
    file: &Dockerfile,
    stage: &Stage,
    instruction: &Instruction,
    destination: &Word,
    report: &mut Report,
) {
    let text = destination.text.trim_matches(['"', '\'']);
    let known = match file.image_under(stage) {
        Some(image) if image.is_windows() => return,
        Some(image) => Some(image.working_directory),
        None => None,
    };
    let is_root = known.map(|folder| matches!(folder, "" | "/"));
    if is_root == Some(false) {
        return;
    }
    let message = match is_root {
        Some(_) => "No WORKDIR stands above, so this goes to the root folder",
        None => "No WORKDIR stands above, so this goes to the working directory of the base image",
    };
    let finding = report.at(destination.span, message);
    if is_root.is_none() {
        finding.severity(Hint);
        return;
    }
    let plain = destination.part(0..destination.text.len());
    if plain.len() != text.len() {
        return;
    }
    let inner = text.trim_start_matches("./");
    let several = instruction.arguments.words().len() > 2;
    let absolute = match inner {
        "" | "." => "/".to_owned(),
        inner if inner.contains("..") => return,
        inner if several && !inner.ends_with('/') => format!("/{inner}/"),
        inner => format!("/{inner}"),
    };
    finding.fix(format!("Write {absolute}"), replace(plain, absolute));
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Info};
    use crate::rules::testing::{fixed, marked, severities};

    const NAME: &str = "relative-copy-destination";

    #[test]
    fn a_workdir_above_or_in_a_parent_is_enough() {
        let source =
            "FROM debian:13 AS a\nCOPY x y\nWORKDIR /z\nCOPY x y\nFROM a\nCOPY x y2\nFROM debian:13\nCOPY x /y\n";
        assert_eq!(marked(NAME, source), ["y"]);
    }

    #[test]
    fn the_image_decides() {
        assert_eq!(severities(NAME, "FROM acme/x\nCOPY a b\n"), [Hint]);
        assert_eq!(severities(NAME, "FROM debian:13\nCOPY a b\nCOPY c d\n"), [Info]);
        assert!(marked(NAME, "FROM golang:1.25\nCOPY a b\n").is_empty(), "/go");
        assert_eq!(fixed(NAME, "FROM alpine\nCOPY a ./b\n").as_deref(), Some("FROM alpine\nCOPY a /b\n"));
    }
}
