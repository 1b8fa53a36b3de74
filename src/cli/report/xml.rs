//! The two XML reports that build servers read: Checkstyle's and JUnit's.

use super::Checked;
use crate::cli::terminal::visible;
use crate::rules::{Finding, Severity};
use std::io::{self, Write};

/// Checkstyle's report: a file element for each file with findings.
pub fn checkstyle(files: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<checkstyle version="10.0">"#)?;
    for file in files.iter().filter(|file| !file.findings.is_empty()) {
        writeln!(out, r#"  <file name="{}">"#, text(&file.path))?;
        for finding in &file.findings {
            let place = file.place(finding.span.start);
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info | Severity::Hint => "info",
            };
            writeln!(
                out,
                r#"    <error line="{}" column="{}" severity="{severity}" message="{}" source="dunnage.{}"/>"#,
                place.line,
                place.column,
                text(&finding.message),
                finding.rule
            )?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

/// JUnit's report: a suite for each file, a case for each finding. Those that make the exit status 1 have failed, the others
/// are skipped; a file without findings is one case that passed.
pub fn junit(files: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    let failures = |file: &Checked| file.findings.iter().filter(|it| file.fail_on.stops_at(it.severity)).count();
    let all: usize = files.iter().map(|file| file.findings.len().max(1)).sum();
    let failed: usize = files.iter().map(failures).sum();
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="dunnage" tests="{all}" failures="{failed}" errors="0">"#)?;
    for file in files {
        let name = text(&file.path);
        let (tests, failed) = (file.findings.len().max(1), failures(file));
        let skipped = file.findings.len() - failed;
        let counts = format!(r#"tests="{tests}" failures="{failed}" errors="0" skipped="{skipped}""#);
        writeln!(out, r#"  <testsuite name="{name}" {counts}>"#)?;
        if file.findings.is_empty() {
            writeln!(out, r#"    <testcase classname="{name}" name="check"/>"#)?;
        }
        for finding in &file.findings {
            case(file, finding, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn case(file: &Checked, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let place = file.place(finding.span.start);
    let (name, message) = (text(&file.path), text(&finding.message));
    writeln!(out, r#"    <testcase classname="{name}" name="{} {}:{}">"#, finding.rule, place.line, place.column)?;
    if file.fail_on.stops_at(finding.severity) {
        let kind = finding.severity.name();
        let address = format!("{name}:{}:{}", place.line, place.column);
        writeln!(out, r#"      <failure type="{kind}" message="{message}">{address}: {message}</failure>"#)?;
    } else {
        writeln!(out, r#"      <skipped message="{message}"/>"#)?;
    }
    writeln!(out, "    </testcase>")
}

/// Text as XML may hold it: no control characters, no markup.
fn text(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
