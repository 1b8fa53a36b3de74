//! Instructions that are written now in capitals and now not.

use crate::rules::prelude::*;

rule! {
    /// The instructions of a file are written in different cases.
    ///
    /// BuildKit reads them in any case. Readers find their way by them, so all are written alike, by custom in capitals. The
    /// majority of the file decides; the fix changes nothing but the letters.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// run apk add --no-cache curl
    /// CMD ["curl", "--version"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN apk add --no-cache curl
    /// CMD ["curl", "--version"]
    /// ```
    "mixed-instruction-case", Hint, Safe,
    groups: [Style],
    aka: [
        "buildkit:ConsistentInstructionCasing",
        "dockerfile-utils:CASING_INSTRUCTION",
        "dockerfilelint:uppercase_commands",
    ],
    concerns: ["instruction-casing"],
}

/// Source of what is counted: BuildKit `dockerfile2llb/validations.go`.
pub fn check(file: &Dockerfile, report: &mut Report) {
    let known = || file.instructions.iter().filter(|instruction| !instruction.is(Keyword::Unknown));
    let is_lower = |name: &str| !name.contains(|c: char| c.is_ascii_uppercase());
    let is_upper = |name: &str| !name.contains(|c: char| c.is_ascii_lowercase());
    if known().all(|instruction| is_upper(&instruction.name.text)) {
        return;
    }
    // What stands before the first FROM has no vote, as with BuildKit, and follows the others here.
    let start = file.stages.first().map_or(0, |stage| stage.range.start);
    let votes = file.instructions[start..].iter().filter(|instruction| !instruction.is(Keyword::Unknown));
    let (mut lower, mut upper) = (0, 0);
    for instruction in votes {
        lower += usize::from(is_lower(&instruction.name.text));
        upper += usize::from(is_upper(&instruction.name.text));
    }
    let lower_wins = lower > upper;
    for instruction in known() {
        let name = &instruction.name;
        let (fits, wanted) = match lower_wins {
            true => (is_lower(&name.text), name.text.to_ascii_lowercase()),
            false => (is_upper(&name.text), name.text.to_ascii_uppercase()),
        };
        if !fits {
            report
                .at(name.span, format!("`{}` is written in another case than most instructions here", name.text))
                .fix(format!("Write {wanted}"), replace(name.span, &wanted));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn the_majority_decides_and_capitals_win_a_tie() {
        let of = |source| marked("mixed-instruction-case", source);
        assert_eq!(of("from a\nrun b\nCMD c\n"), ["CMD"]);
        assert_eq!(of("FROM a\nrun b\n"), ["run"]);
        assert_eq!(of("FROM a\nRun b\nRUN c\n"), ["Run"]);
        assert!(of("from a\nrun b\n").is_empty());
        assert_eq!(of("arg A\nFROM a\n"), ["arg"]);
    }
}
