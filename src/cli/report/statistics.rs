//! How often each rule speaks.

use super::{Checked, Summary, is_fixable};
use crate::cli::terminal::Paint;
use crate::rules::Severity;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How often one rule speaks at one severity.
#[derive(Debug, Serialize)]
pub struct Count {
    pub rule: &'static str,
    pub severity: Severity,
    pub findings: usize,
    pub files: usize,
    pub fixable: usize,
}

/// The rules that speak, the most frequent first.
pub fn count(files: &[Checked]) -> Vec<Count> {
    let mut counts: BTreeMap<(&'static str, Severity), Count> = BTreeMap::new();
    for file in files {
        let mut met = Vec::new();
        for finding in &file.findings {
            let key = (finding.rule, finding.severity);
            let (rule, severity) = key;
            let count = counts.entry(key).or_insert(Count { rule, severity, findings: 0, files: 0, fixable: 0 });
            count.findings += 1;
            count.fixable += usize::from(is_fixable(finding));
            if !met.contains(&key) {
                met.push(key);
                count.files += 1;
            }
        }
    }
    let mut counts: Vec<Count> = counts.into_values().collect();
    counts.sort_by_key(|count| std::cmp::Reverse((count.findings, count.severity)));
    counts
}

pub fn print(files: &[Checked], summary: Option<&Summary>, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let counts = count(files);
    let width = counts.iter().map(|count| count.rule.len()).max().unwrap_or(0);
    for Count { rule, severity, findings, files, fixable } in counts {
        let severity_name = format!("{:<7}", severity.name());
        let fixable = if fixable > 0 { format!(", {fixable} fixable") } else { String::new() };
        let severity_name = paint.severity(severity, &severity_name);
        let plural = if files == 1 { "" } else { "s" };
        writeln!(out, "{findings:>6}  {severity_name}  {rule:width$}  in {files} file{plural}{fixable}")?;
    }
    summary.map_or(Ok(()), |summary| writeln!(out, "{}", summary.sentence()))
}
