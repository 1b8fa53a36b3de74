//! Findings that are told as one: names that a file has not declared, and may be about to.
//!
//! Whoever writes a file from top to bottom uses names before declaring them. Which names those are, the rules about them
//! know; what is turned off or silenced is gone already when they meet here.

use super::{Finding, Fix, Related, Severity};

/// More names than a sentence holds.
const MAX_NAMES: usize = 4;

/// Names that a file has not declared, and may be about to, are one thing to tell: the first speaks for all.
pub(super) fn tell(findings: &mut Vec<Finding>) {
    let is_refused = |finding: &Finding| finding.missing.is_some() && finding.severity == Severity::Error;
    let (mut missing, others): (Vec<Finding>, Vec<Finding>) = findings.drain(..).partition(is_refused);
    *findings = others;
    missing.sort_by_key(|finding| (finding.span, finding.rule));
    let mut missing = missing.into_iter();
    let Some(mut first) = missing.next() else { return };
    let mut names: Vec<(&str, Vec<String>)> = Vec::new();
    for other in missing {
        first.related.push(Related { span: other.span, message: other.message });
        first.related.extend(other.related);
        let is_new = |fix: &Fix| first.fixes.iter().all(|known| known.title != fix.title);
        let fixes: Vec<Fix> = other.fixes.into_iter().filter(is_new).collect();
        first.fixes.extend(fixes);
        let Some((noun, name)) = other.missing else { continue };
        match names.iter_mut().find(|(known, _)| *known == noun) {
            Some((_, names)) => names.push(name),
            None => names.push((noun, vec![name])),
        }
    }
    let parts: Vec<String> = names
        .iter()
        .map(|(noun, names)| format!("the {noun}{} `{}`", if names.len() > 1 { "s" } else { "" }, names.join("`, `")))
        .collect();
    match names.iter().map(|(_, names)| names.len()).sum() {
        0 => {}
        1 => first.message += &format!("; {} is missing too", parts.join(" and ")),
        2..=MAX_NAMES => first.message += &format!("; {} are missing too", parts.join(" and ")),
        many => first.message += &format!("; {many} other names are missing too"),
    }
    findings.push(first);
}
