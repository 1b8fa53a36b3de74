//! Which rules speak, and how loudly: the part of a configuration that the rules themselves understand.
//!
//! Reading configuration files, hadolint's among them, is the business of `project`; it ends in one of these.

use super::{Applicability, Finding, Fix, Group, Meta, Options, RULES, Rule, Severity};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The user's choice of rules for one file. The default is the default set at the default severities.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Where given, only these rules speak.
    pub select: Option<Vec<Selector>>,
    /// These speak besides.
    pub extend_select: Vec<Selector>,
    /// These never speak.
    pub ignore: Vec<Selector>,
    /// Severities that replace the rules' own, by rule name.
    pub severities: BTreeMap<String, Severity>,
    /// Rules whose fixes of the kind `ask` count as safe: this project has decided.
    pub extend_safe_fixes: Vec<Selector>,
    /// Rules whose fixes are never applied in bulk.
    pub unfixable: Vec<Selector>,
    /// What single rules are told.
    pub options: Arc<Options>,
}

/// A rule or a set of them, as a user names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selector {
    All,
    Group(Group),
    Rule(&'static str),
    /// Several rules that are one elsewhere, by the name that they have there.
    Alias(&'static str),
    /// One remark of ShellCheck's, by its number: 2086 for SC2086.
    ShellCheck(u32),
}

impl Selector {
    /// Reads `all`, a group's name, a rule's name or an alias.
    ///
    /// # Errors
    /// A sentence that names what was not understood.
    pub fn parse(text: &str) -> Result<Selector, String> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("all") {
            return Ok(Selector::All);
        }
        if let Some(group) = Group::parse(text) {
            return Ok(Selector::Group(group));
        }
        if let Some(code) = shellcheck_code(text) {
            return Ok(Selector::ShellCheck(code));
        }
        match super::find_all(text).as_slice() {
            [] => Err(format!("there is no rule, group or alias `{text}`")),
            [rule] => Ok(Selector::Rule(rule.meta.name)),
            [first, ..] => Ok(first
                .meta
                .alias(&super::usual_spelling(text))
                .map_or(Selector::Rule(first.meta.name), Selector::Alias)),
        }
    }

    /// Whether the rule is meant.
    pub fn matches(self, meta: &Meta) -> bool {
        match self {
            Selector::All => true,
            Selector::Group(group) => meta.groups.contains(&group),
            Selector::Rule(name) => meta.name == name,
            Selector::Alias(alias) => meta.alias(alias).is_some(),
            Selector::ShellCheck(_) => false,
        }
    }

    /// Whether this finding of the rule is meant.
    pub fn means(self, meta: &Meta, finding: &Finding) -> bool {
        match self {
            Selector::ShellCheck(code) => finding.remark == Some(code),
            _ => self.matches(meta),
        }
    }
}

/// The number in `SC2086`, also with the tool's name in front.
fn shellcheck_code(text: &str) -> Option<u32> {
    let code = text.strip_prefix("shellcheck:").unwrap_or(text);
    let digits = code.strip_prefix("SC").or(code.strip_prefix("sc"))?;
    digits.parse().ok().filter(|_| digits.len() == 4)
}

impl Group {
    /// Every group with its name.
    pub const ALL: [(&'static str, Group); 9] = [
        ("syntax", Group::Syntax),
        ("correctness", Group::Correctness),
        ("security", Group::Security),
        ("hardening", Group::Hardening),
        ("performance", Group::Performance),
        ("size", Group::Size),
        ("reproducibility", Group::Reproducibility),
        ("style", Group::Style),
        ("pedantic", Group::Pedantic),
    ];

    pub fn name(self) -> &'static str {
        Group::ALL.iter().find(|(_, group)| *group == self).map_or("", |(name, _)| name)
    }

    fn parse(text: &str) -> Option<Group> {
        Group::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, group)| *group)
    }
}

impl Settings {
    /// The severity at which a rule speaks, or `None` where it is off.
    pub fn severity_of(&self, meta: &Meta) -> Option<Severity> {
        let selected = match &self.select {
            Some(selectors) => selectors.iter().any(|selector| selector.matches(meta)),
            None => meta.default,
        };
        let on = selected || self.extend_select.iter().any(|selector| selector.matches(meta));
        if !on || self.ignores(meta) {
            return None;
        }
        Some(self.severities.get(meta.name).copied().unwrap_or(meta.severity))
    }

    /// Whether a file may turn the rule on by itself: it is off only because nobody asked for it.
    pub fn leaves_open(&self, meta: &Meta) -> bool {
        self.select.is_none() && !self.ignores(meta)
    }

    /// Whether somebody does not want to hear of the rule.
    pub fn ignores(&self, meta: &Meta) -> bool {
        self.ignore.iter().any(|selector| selector.matches(meta))
    }

    /// Whether anybody wants to hear ShellCheck's remarks.
    pub fn hears_shellcheck(&self) -> bool {
        self.severity_of(&super::dockerfile::shellcheck::META).is_some()
    }

    /// Whether this finding is ignored by itself, though its rule speaks.
    pub fn ignores_finding(&self, meta: &Meta, finding: &Finding) -> bool {
        self.ignore.iter().any(|selector| selector.means(meta, finding))
    }

    /// How far this fix of a rule may be trusted to run by itself here.
    pub fn applicability(&self, rule: &str, fix: &Fix) -> Applicability {
        if self.extend_safe_fixes.is_empty() && self.unfixable.is_empty() {
            return fix.kind;
        }
        let meta = super::find(rule).map(|rule| &rule.meta);
        let names = |selectors: &[Selector]| meta.is_some_and(|meta| selectors.iter().any(|it| it.matches(meta)));
        match fix.kind {
            _ if names(&self.unfixable) => Applicability::Show,
            Applicability::Ask if names(&self.extend_safe_fixes) => Applicability::Safe,
            kind => kind,
        }
    }

    /// The rules that speak.
    pub fn active(&self) -> impl Iterator<Item = &'static Rule> {
        RULES.iter().filter(|rule| self.severity_of(&rule.meta).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_selected_by_name_group_or_alias() {
        assert_eq!(Selector::parse("DL4000"), Ok(Selector::Rule("maintainer-deprecated")));
        assert_eq!(Selector::parse("buildkit:maintainerdeprecated"), Ok(Selector::Rule("maintainer-deprecated")));
        assert_eq!(
            Selector::parse("multipleinstructionsdisallowed"),
            Ok(Selector::Alias("MultipleInstructionsDisallowed"))
        );
        assert_eq!(Selector::parse("security"), Ok(Selector::Group(Group::Security)));
        for trivys in ["DS-0022", "trivy:DS-0022", "AVD-DS-0022", "DS022"] {
            assert_eq!(Selector::parse(trivys), Ok(Selector::Rule("maintainer-deprecated")), "{trivys}");
        }
        assert!(Selector::parse("DL9999").is_err());
    }

    #[test]
    fn what_is_one_check_elsewhere_is_silenced_at_once() {
        let alias = Selector::parse("buildkit:MultipleInstructionsDisallowed").expect("an alias");
        for name in ["several-cmd", "several-entrypoint", "several-healthcheck"] {
            assert!(alias.matches(&super::super::find(name).expect("the rule exists").meta), "{name}");
        }
    }

    #[test]
    fn ignoring_beats_selecting() {
        let meta = &super::super::find("maintainer-deprecated").expect("the rule exists").meta;
        let mut settings = Settings { extend_select: vec![Selector::All], ..Settings::default() };
        assert_eq!(settings.severity_of(meta), Some(Severity::Warning));
        settings.severities.insert(meta.name.into(), Severity::Hint);
        assert_eq!(settings.severity_of(meta), Some(Severity::Hint));
        settings.ignore.push(Selector::Rule(meta.name));
        assert_eq!(settings.severity_of(meta), None);
    }
}
