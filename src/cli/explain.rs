//! `dunnage explain`: a rule's page, laid out for a terminal.

use super::arguments::{Color, ExplainOptions};
use super::terminal::{Paint, width};
use super::{Failure, Outcome, Status};
use crate::project::unknown_rule;
use crate::rules::{self, Applicability, Rule};
use std::io::{self, Write};

pub fn run(options: &ExplainOptions, color: Color) -> Outcome {
    let Some(rule) = rules::find(&options.rule) else {
        return Err(Failure::Told(format!("{}; `dunnage rules` lists them", unknown_rule(&options.rule))));
    };
    let page = page(rule, Paint::of_output(color), width().min(100));
    io::stdout().lock().write_all(page.as_bytes())?;
    Ok(Status::Clean)
}

/// The whole page: head, prose, examples.
fn page(rule: &Rule, paint: Paint, width: usize) -> String {
    let meta = &rule.meta;
    let groups: Vec<&str> = meta.groups.iter().map(|group| group.name()).collect();
    let state = if meta.default { "on by default" } else { "off by default" };
    let fix = match meta.fix {
        Some(Applicability::Safe) => "safe (`--fix`)",
        Some(Applicability::Ask) => "a decision in some projects (`--fix --unsafe-fixes`)",
        Some(Applicability::Show) => "shown, never applied in bulk",
        None => "none",
    };
    let mut page = format!("{}\n\n", paint.bold(meta.name));
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            page.push_str(&format!("  {} {value}\n", paint.faint(&format!("{name:<9}"))));
        }
    };
    fact("language", rule.language().name());
    fact("severity", &format!("{}, {state}", paint.severity(meta.severity, meta.severity.name())));
    fact("groups", &groups.join(", "));
    fact("fix", fix);
    fact("also", &meta.aka.join(", "));
    page.push('\n');
    page.push_str(&markdown(meta.page, paint, width));
    page
}

/// Markdown as the pages use it: paragraphs are filled, examples indented, code in colour.
fn markdown(text: &str, paint: Paint, width: usize) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut in_example = false;
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if line.starts_with("```") {
            flush(&mut out, &mut paragraph, paint, width);
            if in_example {
                out.push('\n');
            }
            in_example = !in_example;
        } else if in_example {
            out.push_str(&format!("    {}\n", paint.cyan(line)));
        } else if line.trim().is_empty() {
            flush(&mut out, &mut paragraph, paint, width);
        } else {
            let begins_item = line.starts_with("- ") || line.starts_with("| ") || line.starts_with('#');
            if begins_item {
                flush_line(&mut out, &mut paragraph, paint, width);
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    flush(&mut out, &mut paragraph, paint, width);
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

fn flush(out: &mut String, paragraph: &mut String, paint: Paint, width: usize) {
    if !paragraph.is_empty() {
        flush_line(out, paragraph, paint, width);
        out.push('\n');
    }
}

fn flush_line(out: &mut String, paragraph: &mut String, paint: Paint, width: usize) {
    if paragraph.is_empty() {
        return;
    }
    let hang = if paragraph.starts_with("- ") { "  " } else { "" };
    let mut line = String::new();
    for word in paragraph.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            out.push_str(&format!("{}\n", code_spans(&line, paint)));
            line = format!("{hang}{word}");
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    out.push_str(&format!("{}\n", code_spans(&line, paint)));
    paragraph.clear();
}

/// Text between backquotes in colour; without colours the backquotes stay.
fn code_spans(line: &str, paint: Paint) -> String {
    if !paint.colour || line.matches('`').count() % 2 == 1 {
        return line.to_owned();
    }
    line.split('`')
        .enumerate()
        .map(|(index, part)| if index % 2 == 1 { paint.cyan(part) } else { part.into() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_filled_and_examples_kept() {
        let text = " One two\n three.\n\n ```dockerfile\n FROM a\n   RUN b\n ```\n Use instead:\n - x y z\n - w\n";
        let shown = markdown(text, Paint::PLAIN, 9);
        assert_eq!(shown, "One two\nthree.\n\n    FROM a\n      RUN b\n\nUse\ninstead:\n- x y z\n- w\n");
    }

    #[test]
    fn every_page_can_be_shown() {
        for rule in rules::RULES {
            let page = page(rule, Paint { colour: true, links: false }, 80);
            assert!(page.contains(rule.meta.name), "{}", rule.meta.name);
        }
    }
}
