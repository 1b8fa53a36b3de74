//! SARIF 2.1.0, as code scanning reads it. Source: OASIS, "Static Analysis Results Interchange Format".

use super::fingerprint::fingerprints;
use super::{Checked, in_repository};
use crate::rules::{Applicability, Finding, Fix, Group, RULES, Rule, Severity};
use crate::text::Span;
use serde_json::{Value, json};
use std::io::{self, Write};

pub fn print(files: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    let said = |rule: &&Rule| files.iter().flat_map(|file| &file.findings).any(|it| it.rule == rule.meta.name);
    let rules: Vec<&Rule> = RULES.iter().filter(said).collect();
    let mut results = Vec::new();
    for file in files {
        let named = file.findings.iter().zip(fingerprints(file));
        results.extend(named.map(|(finding, fingerprint)| result(file, finding, &fingerprint, &rules)));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "dunnage",
                "informationUri": "https://github.com/dunnage/dunnage",
                "semanticVersion": crate::VERSION,
                "rules": rules.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log).map_err(io::Error::from)?;
    writeln!(out)
}

fn descriptor(rule: &Rule) -> Value {
    let meta = &rule.meta;
    let tags: Vec<&str> = meta.groups.iter().map(|group: &Group| group.name()).collect();
    let page = meta.markdown();
    let page = page.trim();
    json!({
        "id": meta.name,
        "shortDescription": { "text": meta.summary() },
        "fullDescription": { "text": description(page) },
        "helpUri": meta.url(),
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(meta.severity) },
        "properties": { "tags": tags, "problem.severity": urgency(meta.severity) },
    })
}

/// What a page says before its first example, in as many characters as GitHub takes.
fn description(page: &str) -> String {
    let prose = page.split("```").next().unwrap_or(page);
    prose.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(1000).collect()
}

/// A severity in the words of GitHub's code scanning. Source: GitHub, "SARIF support for code scanning".
fn urgency(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "recommendation",
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn result(file: &Checked, finding: &Finding, fingerprint: &str, rules: &[&Rule]) -> Value {
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.iter().position(|rule| rule.meta.name == finding.rule),
        "level": level(finding.severity),
        "message": { "text": finding.message },
        "locations": [location(file, finding.span)],
        "partialFingerprints": { "dunnageFinding/v1": fingerprint },
    });
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(id, related)| {
            let mut place = location(file, related.span);
            place["id"] = id.into();
            place["message"] = json!({ "text": related.message });
            place
        });
        result["relatedLocations"] = related.collect();
    }
    // The format has fixes that are applied as they are: those to look at stay away.
    let fixes: Vec<Value> =
        finding.fixes.iter().filter(|fix| fix.kind != Applicability::Show).map(|fix| change(file, fix)).collect();
    if !fixes.is_empty() {
        result["fixes"] = fixes.into();
    }
    result
}

fn location(file: &Checked, span: Span) -> Value {
    json!({ "physicalLocation": { "artifactLocation": { "uri": address(in_repository(&file.path)) }, "region": region(file, span) } })
}

fn region(file: &Checked, span: Span) -> Value {
    let (start, end) = (file.place(span.start), file.place(span.end));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

fn change(file: &Checked, fix: &Fix) -> Value {
    let replacements = fix
        .edits
        .iter()
        .map(|edit| json!({ "deletedRegion": region(file, edit.span), "insertedContent": { "text": edit.text } }));
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": { "uri": address(in_repository(&file.path)) },
            "replacements": replacements.collect::<Vec<_>>(),
        }],
    })
}

/// A path as a URI reference (RFC 3986): a relative one stays relative.
fn address(path: &str) -> String {
    let mut address = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => address.push(byte as char),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_become_references() {
        assert_eq!(super::address("a b/é:1/Dockerfile"), "a%20b/%C3%A9%3A1/Dockerfile");
        assert_eq!(super::address("/srv/Dockerfile"), "file:///srv/Dockerfile");
    }
}
