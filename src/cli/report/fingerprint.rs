//! Names for findings by which a service recognises them in the next run: they stay while lines above come and go.

use super::{Checked, in_repository};
use crate::rules::Finding;
use std::collections::BTreeMap;

/// A name for each finding of a file, in order: made of the file, the rule and the text of the line, with a number where these are
/// the same.
pub fn fingerprints(file: &Checked) -> Vec<String> {
    let path = in_repository(&file.path);
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let name = |finding: &Finding| {
        let line = line_of(file, finding);
        let count = seen.entry((finding.rule, line)).or_default();
        *count += 1;
        hash(&[path, finding.rule, line.trim(), &count.to_string()])
    };
    file.findings.iter().map(name).collect()
}

/// The text of the line that a finding begins on.
fn line_of<'a>(file: &'a Checked, finding: &Finding) -> &'a str {
    let line = file.place(finding.span.start).line;
    let text = file.snapshot.text();
    file.snapshot.source().get(text.line_start(line - 1)..text.line_start(line)).unwrap_or("")
}

/// 64-bit FNV-1a over the parts.
fn hash(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in parts.iter().flat_map(|part| part.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}
