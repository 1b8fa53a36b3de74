//! A progress bar that nobody sees and everybody waits for.

use crate::rules::powershell::scripts;
use crate::rules::prelude::*;

rule! {
    /// A download in PowerShell draws a progress bar.
    ///
    /// Windows PowerShell draws the bar of `Invoke-WebRequest` anew for every few bytes, and a large download takes many times
    /// as long. In a build nobody sees it. `$ProgressPreference = 'SilentlyContinue'` switches it off; in a `SHELL` it holds
    /// for every RUN below.
    ///
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]
    /// RUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip -UseBasicParsing
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// SHELL ["powershell", "-Command", "$ProgressPreference = 'SilentlyContinue'; $ErrorActionPreference = 'Stop';"]
    /// RUN Invoke-WebRequest https://example.com/a.zip -OutFile a.zip -UseBasicParsing
    /// ```
    "powershell-progress", Info, Ask,
    groups: [Performance],
    aka: ["tally:powershell/progress-preference"],
    concerns: ["powershell-progress"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !["powershell", "pwsh", "PowerShell"].iter().any(|name| file.source().contains(name)) {
        return;
    }
    for stage in &file.stages {
        for script in scripts(file, stage) {
            let lower = script.text.to_ascii_lowercase();
            let is_word = |word: &str| lower.split(|c: char| !c.is_alphanumeric() && c != '-').any(|it| it == word);
            if !(is_word("invoke-webrequest") || is_word("iwr")) || script.mentions("progresspreference") {
                continue;
            }
            let edit = script.prefer(file, stage, "$ProgressPreference = 'SilentlyContinue'");
            report
                .at(file.instructions[script.index].name.span, "The download draws a progress bar, which slows it down")
                .fix("Draw no progress bar", edit)
                .declares(&[Change::Shell]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings;

    #[test]
    fn only_downloads_with_a_bar() {
        let windows = "FROM mcr.microsoft.com/windows/servercore:ltsc2025\n";
        for (line, count) in [
            ("RUN powershell iwr https://a -OutFile b", 1),
            ("RUN powershell -Command $progressPreference = 'silentlyContinue'; iwr https://a", 0),
            ("RUN powershell -Command Expand-Archive a", 0),
            ("RUN curl.exe -o iwr https://a", 0),
        ] {
            assert_eq!(findings("powershell-progress", &format!("{windows}{line}\n")).len(), count, "{line}");
        }
    }
}
