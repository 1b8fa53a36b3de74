//! An instruction above the first FROM.

use crate::rules::prelude::*;

rule! {
    /// An instruction stands above the first `FROM`.
    ///
    /// Instructions build on an image, so they belong to a stage, and a stage starts with `FROM`. Only `ARG` may stand above:
    /// it declares arguments for the `FROM` lines themselves. The fix moves the instructions below the first `FROM`.
    ///
    /// ```dockerfile
    /// WORKDIR /srv
    /// FROM alpine:3.22
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// WORKDIR /srv
    /// ```
    "instruction-before-from", Error, Ask,
    groups: [Syntax],
    aka: ["hadolint:DL3061", "dockerfilelint:from_first"],
    concerns: ["first-instruction", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let (Some(stage), true) = (file.stages.first(), file.is_for_docker()) else { return };
    let misplaced: Vec<&Instruction> = file
        .preamble()
        .iter()
        .filter(|instruction| !matches!(instruction.keyword, Keyword::Arg | Keyword::Unknown))
        .collect();
    if misplaced.is_empty() {
        return;
    }
    let from = &file.instructions[stage.range.start];
    for instruction in &misplaced {
        report
            .at(
                instruction.name.span,
                format!("{} stands above the first FROM; only ARG may", instruction.keyword.name()),
            )
            .related(from.name.span, "the first stage starts here")
            .fix("Move below FROM", below(file, from, &misplaced))
            .declares(&[
                Change::Instructions,
                Change::Env,
                Change::User,
                Change::Workdir,
                Change::Shell,
                Change::Entrypoint,
                Change::Cmd,
                Change::Expose,
                Change::Volume,
                Change::Healthcheck,
                Change::Labels,
            ]);
    }
}

/// All of them go at once, so that they keep their order.
fn below(file: &Dockerfile, from: &Instruction, misplaced: &[&Instruction]) -> Vec<Edit> {
    let from_lines = file.whole_lines(from.span);
    let ends_open = !file.text(from_lines).ends_with('\n');
    let mut edits: Vec<Edit> = Vec::new();
    let mut moved = String::new();
    for instruction in misplaced {
        let lines = file.whole_lines(instruction.span);
        moved.push_str(file.text(lines));
        edits.push(delete(lines));
    }
    let text = if ends_open { format!("\n{}", moved.trim_end_matches(['\r', '\n'])) } else { moved };
    edits.push(insert(from_lines.end, text));
    edits
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn they_move_together_and_keep_their_order() {
        let source = "ENV A=1\nARG V=1\nUSER x\nFROM a:$V\nRUN b\n";
        let moved = "ARG V=1\nFROM a:$V\nENV A=1\nUSER x\nRUN b\n";
        assert_eq!(fixed("instruction-before-from", source).as_deref(), Some(moved));
        assert_eq!(findings("instruction-before-from", source).len(), 2);
        assert_eq!(fixed("instruction-before-from", "USER x\nFROM a").as_deref(), Some("FROM a\nUSER x"));
    }
}
