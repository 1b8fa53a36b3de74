//! PowerShell, called anew by every RUN.

use crate::rules::powershell::scripts;
use crate::rules::prelude::*;

rule! {
    /// Several RUN lines call PowerShell, where one `SHELL` would do.
    ///
    /// A `SHELL` says once which shell reads the steps below it, with the preferences that a build wants: stop at the first
    /// error, draw no progress bars.
    ///
    /// This is a matter of taste, so the rule is off unless you ask for it. The fix is offered where every step from the first of
    /// them to the end of the stage is one.
    ///
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// RUN powershell -Command Install-PackageProvider NuGet -Force
    /// RUN powershell -Command Install-Module Pester -Force
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';"]
    /// RUN Install-PackageProvider NuGet -Force
    /// RUN Install-Module Pester -Force
    /// ```
    "powershell-without-shell", Hint, Ask,
    default: off,
    groups: [Style],
    aka: ["tally:powershell/prefer-shell-instruction"],
    concerns: ["powershell-SHELL-instruction"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !["powershell", "pwsh"].iter().any(|name| file.source().contains(name)) {
        return;
    }
    for stage in &file.stages {
        let calls: Vec<_> = scripts(file, stage).into_iter().filter(|script| script.call.is_some()).collect();
        let [first, _, ..] = calls.as_slice() else { continue };
        let Some(call) = first.call else { continue };
        let finding = report.at(call, format!("{} steps of this stage call PowerShell", calls.len()));
        // Everything that a shell reads below would be read by the new one.
        let below = (first.index..stage.range.end).filter(|&at| {
            let arguments = &file.instructions[at].arguments;
            file.instructions[at].is(Keyword::Shell) || arguments.shell().is_some()
        });
        let is_all = below.into_iter().all(|at| calls.iter().any(|it| it.index == at));
        let program = file.text(call).split_whitespace().next().unwrap_or("").trim_start_matches('@');
        let is_one = calls.iter().all(|it| {
            it.quote.is_none() && it.call.is_some_and(|it| file.text(it).trim_start_matches('@').starts_with(program))
        });
        if !is_all || !is_one {
            continue;
        }
        let shell = format!(
            "SHELL [\"{program}\", \"-Command\", \"$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';\"]{}",
            file.line_end()
        );
        let mut edits = vec![insert(file.start_with_comments(&file.instructions[first.index]), shell)];
        edits.extend(calls.iter().filter_map(|it| Some(delete(Span::new(it.call?.start, it.start)))));
        finding.fix("Say it once, in a SHELL", edits).declares(&[Change::Shell, Change::Instructions]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    const RULE: &str = "powershell-without-shell";

    #[test]
    fn one_call_is_no_habit_and_others_stay_as_they_are() {
        let windows = "FROM mcr.microsoft.com/windows/servercore:ltsc2025\n";
        assert!(findings(RULE, &format!("{windows}RUN powershell a\nRUN b\n")).is_empty());
        assert_eq!(fixed(RULE, &format!("{windows}RUN powershell a\nRUN dir\nRUN powershell b\n")), None);
    }
}
