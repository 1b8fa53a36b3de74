//! A CMD that a later one makes void.

use crate::rules::prelude::*;

rule! {
    /// Only the last `CMD` of a stage counts.
    ///
    /// A container starts one command. An earlier `CMD` does nothing, and whoever reads the file may think that it does. The
    /// fix removes it and keeps the comments inside it. To run several programs, run several containers.
    ///
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// CMD ["python", "migrate.py"]
    /// CMD ["python", "serve.py"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// CMD ["python", "serve.py"]
    /// ```
    "several-cmd", Warning, Safe,
    groups: [Correctness],
    aka: [
        "hadolint:DL4003",
        "buildkit:MultipleInstructionsDisallowed",
        "dockerfile-utils:MULTIPLE_INSTRUCTIONS",
        "trivy:DS-0016",
    ],
    concerns: ["multiple-cmd"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (void, last) in file.overruled(Keyword::Cmd) {
        report
            .at(void.head, "This CMD never runs: only the last one of a stage does")
            .tag(Tag::Unnecessary)
            .related(last.name.span, "the last one")
            .fix("Remove the CMD without effect", remove_instruction(file, void))
            .declares(&[Change::Instructions]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn comments_inside_stay() {
        let source = "FROM a\n\nCMD [\"b\", \\\n  # why c\n  \"c\"]\n\nCMD d\n";
        assert_eq!(fixed("several-cmd", source).as_deref(), Some("FROM a\n\n# why c\n\nCMD d\n"));
    }

    #[test]
    fn of_two_blank_lines_one_is_left() {
        assert_eq!(fixed("several-cmd", "FROM a\n\nCMD b\n\nCMD c\n").as_deref(), Some("FROM a\n\nCMD c\n"));
    }

    #[test]
    fn each_stage_has_its_own() {
        assert!(findings("several-cmd", "FROM a\nCMD b\nFROM c\nCMD d\n").is_empty());
        assert_eq!(findings("several-cmd", "FROM a\nCMD b\nCMD c\nCMD d\n").len(), 2);
    }
}
