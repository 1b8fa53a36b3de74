//! GitLab's Code Quality report. Source: GitLab, "Code Quality", "Code Quality report format".

use super::fingerprint::fingerprints;
use super::{Checked, in_repository};
use crate::rules::{Finding, Severity};
use serde_json::{Value, json};
use std::io::{self, Write};

pub fn print(files: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    let mut issues = Vec::new();
    for file in files {
        let named = file.findings.iter().zip(fingerprints(file));
        issues.extend(named.map(|(finding, fingerprint)| issue(file, finding, &fingerprint)));
    }
    serde_json::to_writer_pretty(&mut *out, &issues).map_err(io::Error::from)?;
    writeln!(out)
}

fn issue(file: &Checked, finding: &Finding, fingerprint: &str) -> Value {
    json!({
        "description": finding.message,
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Info => "minor",
            Severity::Hint => "info",
        },
        "location": {
            "path": in_repository(&file.path),
            "lines": { "begin": file.place(finding.span.start).line },
        },
    })
}
