//! What a Windows image does not know.

use crate::rules::prelude::*;

rule! {
    /// A Windows image is given what only Linux has.
    ///
    /// Windows has no signals, so `STOPSIGNAL` does nothing: a container gets a console event, and then its time-out. It has no
    /// numbers for users either, and Docker's reference says that `--chown` and `--chmod` are not supported there.
    ///
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// STOPSIGNAL SIGINT
    /// CMD ["app.exe"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// CMD ["app.exe"]
    /// ```
    "ineffective-on-windows", Info, Safe,
    groups: [Correctness],
    aka: ["tally:windows/no-stopsignal", "tally:windows/no-chown-flag"],
    concerns: ["windows-stopsignal", "windows-chown-flag"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let is_of_interest = |it: &Instruction| it.is(Keyword::Stopsignal) || it.flags.iter().any(is_linux_only);
    for stage in &file.stages {
        if !file.instructions_of(stage).iter().any(is_of_interest) || !file.is_for_windows(stage) {
            continue;
        }
        for instruction in file.instructions_of(stage) {
            if instruction.is(Keyword::Stopsignal) {
                report
                    .at(instruction.head, "STOPSIGNAL does nothing here: Windows has no signals")
                    .fix("Remove the instruction", remove_instruction(file, instruction))
                    .declares(&[Change::Instructions]);
            }
            if !matches!(instruction.keyword, Keyword::Copy | Keyword::Add) {
                continue;
            }
            for flag in instruction.flags.iter().filter(|flag| is_linux_only(flag)) {
                // BuildKit looks a name up, and takes no notice of numbers.
                let is_name = flag.value.as_ref().is_some_and(|owner| owner.text.contains(|c: char| c.is_alphabetic()));
                let kind = if is_name { Ask } else { Safe };
                let edit = delete(crate::rules::edits::with_blanks_after(file, flag.span));
                report.at(flag.span, format!("--{} is not supported in Windows images", flag.name.text)).offer(
                    kind,
                    "Remove the instruction",
                    edit,
                );
            }
        }
    }
}

fn is_linux_only(flag: &Flag) -> bool {
    matches!(flag.name.text.as_str(), "chown" | "chmod")
}

#[cfg(test)]
mod tests {
    use crate::rules::Applicability::{Ask, Safe};
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn flags_go_too() {
        let windows = "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\n";
        let source = format!("{windows}COPY --chown=1000:1000 a b/\nADD --chown=ContainerUser a b/\n");
        let found = findings("ineffective-on-windows", &source);
        assert_eq!(found.iter().map(|it| it.fixes[0].kind).collect::<Vec<_>>(), [Safe, Ask]);
        let after = fixed("ineffective-on-windows", &source);
        assert!(after.is_some_and(|text| text.contains("\nCOPY a b/\n")));
        assert!(
            findings("ineffective-on-windows", "FROM alpine:3\nCOPY --chown=1 a b\nSTOPSIGNAL SIGINT\n").is_empty()
        );
        let other = "FROM --platform=linux/amd64 acme/windows-tools:1\nSTOPSIGNAL SIGINT\n";
        assert!(findings("ineffective-on-windows", other).is_empty());
    }
}
