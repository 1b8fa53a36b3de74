//! How the tests of rules ask one rule about one text.

use super::{Finding, Settings, Severity, check, find};
use crate::model::{Language, MemoryFiles, Snapshot, Surroundings};
use crate::rules::settings::Selector;
use crate::syntax::dockerignore::Dockerignore;
use crate::text::apply_edits;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the rule says about a file of its language.
pub fn findings(rule: &'static str, source: &str) -> Vec<Finding> {
    let only = Settings { select: Some(vec![Selector::Rule(rule)]), ..Settings::default() };
    let language = find(rule).map_or(Language::Dockerfile, |rule| rule.language());
    check(&Snapshot::of(language, source), &only)
}

/// The texts that the rule marks, in order.
pub fn marked(rule: &'static str, source: &str) -> Vec<String> {
    findings(rule, source).into_iter().map(|finding| finding.span.of(source).to_owned()).collect()
}

/// The severities with which it speaks, in order.
pub fn severities(rule: &'static str, source: &str) -> Vec<Severity> {
    findings(rule, source).into_iter().map(|finding| finding.severity).collect()
}

/// The file after the preferred fix of the first finding; `None` where it is silent or mends nothing.
pub fn fixed(rule: &'static str, source: &str) -> Option<String> {
    let findings = findings(rule, source);
    let fix = findings.first()?.fixes.first()?;
    Some(apply_edits(source, &fix.edits))
}

/// The surroundings of a Dockerfile or Compose file in a project of these files, each with its content.
pub fn around(language: Language, files: &[(String, String)]) -> Arc<Surroundings> {
    let ignore = files.iter().find(|(path, _)| path == ".dockerignore");
    let ignore = ignore.map_or_else(Dockerignore::default, |(_, content)| Dockerignore::parse(content));
    let mut context = BTreeSet::new();
    for (path, _) in files.iter().filter(|(path, _)| !ignore.keeps_out(path)) {
        context.extend(path.match_indices('/').map(|(at, _)| path[..at].to_owned()));
        context.insert(path.clone());
    }
    let files: Vec<(String, &str)> =
        files.iter().map(|(path, content)| (format!("/project/{path}"), content.as_str())).collect();
    let files = MemoryFiles::new(files.iter().map(|(path, content)| (path.as_str(), *content)));
    let surroundings = files.around(match language {
        Language::Compose => "/project/compose.yaml",
        _ => "/project/Dockerfile",
    });
    Arc::new(Surroundings { context: Some(context.into_iter().collect()), ..Surroundings::clone(&surroundings) })
}

/// What the rule says about a file of its language in a project of these files.
pub fn findings_among(rule: &'static str, files: &[(&str, &str)], source: &str) -> Vec<Finding> {
    let files: Vec<(String, String)> = files.iter().map(|&(path, text)| (path.to_owned(), text.to_owned())).collect();
    let only = Settings { select: Some(vec![Selector::Rule(rule)]), ..Settings::default() };
    let language = find(rule).map_or(Language::Dockerfile, |rule| rule.language());
    check(&Snapshot::of(language, source).with_surroundings(around(language, &files)), &only)
}
