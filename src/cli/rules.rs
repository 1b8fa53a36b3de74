//! `dunnage rules`: all of them, for people or for scripts.

use super::arguments::{Color, RulesFormat, RulesOptions};
use super::terminal::Paint;
use super::{Outcome, Status};
use crate::model::Language;
use crate::rules::{Applicability, Group, RULES, Rule, Severity, book};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    aka: &'static [&'static str],
    language: Language,
    severity: Severity,
    default: bool,
    groups: &'static [Group],
    fix: Option<Applicability>,
    summary: &'static str,
    concerns: &'static [&'static str],
}

pub fn run(options: &RulesOptions, color: Color) -> Outcome {
    let mut out = BufWriter::new(io::stdout().lock());
    match options.format {
        RulesFormat::Json => {
            let entries: Vec<Entry> = RULES.iter().map(entry).collect();
            serde_json::to_writer_pretty(&mut out, &entries).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        RulesFormat::Markdown => write!(out, "{}", book())?,
        RulesFormat::Text => table(Paint::of_output(color), &mut out)?,
    }
    out.flush()?;
    Ok(Status::Clean)
}

fn entry(rule: &Rule) -> Entry {
    let meta = &rule.meta;
    Entry {
        name: meta.name,
        aka: meta.aka,
        language: rule.language(),
        severity: meta.severity,
        default: meta.default,
        groups: meta.groups,
        fix: meta.fix,
        summary: meta.summary(),
        concerns: meta.concerns,
    }
}

fn table(paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let width = RULES.iter().map(|rule| rule.meta.name.len()).max().unwrap_or(0);
    for language in [Language::Dockerfile, Language::Compose, Language::Dockerignore] {
        let rules: Vec<&Rule> = RULES.iter().filter(|rule| rule.language() == language).collect();
        if rules.is_empty() {
            continue;
        }
        writeln!(out, "{}", paint.bold(language.name()))?;
        for rule in rules {
            let meta = &rule.meta;
            let severity = if meta.default { meta.severity.name() } else { "off" };
            let severity = format!("{severity:<7}");
            let severity = if meta.default { paint.severity(meta.severity, &severity) } else { paint.faint(&severity) };
            let fix = meta.fix.map_or("", Applicability::name);
            writeln!(out, "  {:width$}  {severity}  {fix:<4}  {}", meta.name, meta.summary())?;
        }
        writeln!(out)?;
    }
    let off = RULES.iter().filter(|rule| !rule.meta.default).count();
    let fixed = RULES.iter().filter(|rule| rule.meta.fix.is_some()).count();
    writeln!(out, "rules: {}; off by default: {off}; with a fix: {fixed}", RULES.len())?;
    writeln!(out, "`dunnage explain RULE` shows a rule's page")
}
