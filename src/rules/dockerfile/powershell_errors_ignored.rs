//! A PowerShell step that goes on after an error.

use crate::rules::powershell::scripts;
use crate::rules::prelude::*;

rule! {
    /// PowerShell goes on after an error.
    ///
    /// Most errors of cmdlets end nothing: a download fails, the next statement works on a file that is not there, and the step
    /// ends well all the same. `$ErrorActionPreference = 'Stop'` makes the first error end the step. In a `SHELL` it holds for
    /// every RUN below. The exit codes of programs are not errors for it; from PowerShell 7.4 on they are with
    /// `$PSNativeCommandUseErrorActionPreference = $true`.
    ///
    /// A step of one statement is left alone: its own error is the result.
    ///
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// SHELL ["powershell", "-Command"]
    /// RUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip -UseBasicParsing; Expand-Archive a.zip C:\a
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]
    /// RUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip -UseBasicParsing; Expand-Archive a.zip C:\a
    /// ```
    "powershell-errors-ignored", Warning, Ask,
    groups: [Correctness],
    aka: ["tally:powershell/error-action-preference"],
    concerns: ["powershell-error-action"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !["powershell", "pwsh", "PowerShell"].iter().any(|name| file.source().contains(name)) {
        return;
    }
    let mut told: Vec<usize> = Vec::new();
    for stage in &file.stages {
        for script in scripts(file, stage) {
            if script.statements() < 2 || script.mentions("erroraction") {
                continue;
            }
            let span = match script.shell {
                // One SHELL, one finding.
                Some(shell) if told.contains(&shell.span.start) => continue,
                Some(shell) => {
                    told.push(shell.span.start);
                    shell.head
                }
                None => script.call.unwrap_or(file.instructions[script.index].name.span),
            };
            let edit = script.prefer(file, stage, "$ErrorActionPreference = 'Stop'");
            let finding = report.at(span, "PowerShell goes on after an error, and the step succeeds");
            finding.fix("Stop at the first error", edit).declares(&[Change::Shell]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    const RULE: &str = "powershell-errors-ignored";
    const WINDOWS: &str = "FROM mcr.microsoft.com/windows/servercore:ltsc2025\n";

    #[test]
    fn a_call_in_a_run_gets_it_at_the_start() {
        let source = format!("# escape=`\n{WINDOWS}RUN powershell -NoProfile -Command `\n    a; `\n    b\n");
        assert_eq!(marked(RULE, &source), ["powershell -NoProfile -Command"]);
        assert!(fixed(RULE, &source).is_some_and(|it| it.contains("`\n    $ErrorActionPreference = 'Stop'; a; `\n")));
        let linux = "FROM ubuntu:24.04\nRUN pwsh -c \"a; b\"\n";
        assert_eq!((findings(RULE, linux).len(), fixed(RULE, linux)), (1, None));
        assert_eq!(findings(RULE, &format!("{WINDOWS}RUN powershell -c \"$a = b c; d\"\n")).len(), 1);
    }

    #[test]
    fn one_statement_or_a_preference_is_enough() {
        for line in [
            "RUN powershell -Command Install-Module x",
            "RUN powershell -Command $ErrorActionPreference = 'Stop'; a; b",
            "RUN powershell -File x.ps1",
            // What fails last fails the step.
            "RUN powershell -Command $ProgressPreference = 'SilentlyContinue'; $env:A=$true; a",
            "SHELL [\"pwsh\", \"-c\", \"$ErrorActionPreference='Stop';\"]\nRUN a; b",
            "RUN powershell -Command $a = 1; [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12; a \
             && b && powershell c; d",
            "RUN dir; echo powershell",
        ] {
            assert!(findings(RULE, &format!("{WINDOWS}{line}\n")).is_empty(), "{line}");
        }
    }
}
