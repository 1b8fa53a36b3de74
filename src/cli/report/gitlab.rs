//! GitLab's Code Quality report. Source: GitLab, "Code Quality", "Code Quality report format".

use super::{Checked, in_repository};
use crate::rules::{Finding, Severity};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

pub fn print(files: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    let mut issues: Vec<Value> = Vec::new();
    for file in files {
        let path = in_repository(&file.path);
        let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for finding in &file.findings {
            let line = line_of(file, finding);
            let count = seen.entry((finding.rule, line)).or_default();
            *count += 1;
            issues.push(json!({
                "description": finding.message,
                "check_name": finding.rule,
                "fingerprint": fingerprint(&[path, finding.rule, line.trim(), &count.to_string()]),
                "severity": match finding.severity {
                    Severity::Error => "critical",
                    Severity::Warning => "major",
                    Severity::Info => "minor",
                    Severity::Hint => "info",
                },
                "location": { "path": path, "lines": { "begin": file.place(finding.span.start).line } },
            }));
        }
    }
    serde_json::to_writer_pretty(&mut *out, &issues).map_err(io::Error::from)?;
    writeln!(out)
}

/// The text of the line that a finding begins on.
fn line_of<'a>(file: &'a Checked, finding: &Finding) -> &'a str {
    let source = file.snapshot.source();
    let line = file.place(finding.span.start).line;
    let text = file.snapshot.text();
    source.get(text.line_start(line - 1)..text.line_start(line)).unwrap_or("")
}

/// A name for a finding that stays while lines above it come and go: 64-bit FNV-1a over its parts.
pub fn fingerprint(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
