//! For people: what is wrong, the line it stands on, what else belongs to it, and the advice.

use super::excerpt::{excerpt, lines};
use super::{Checked, Summary};
use crate::cli::terminal::{Paint, visible, width};
use crate::rules::{Applicability, Finding, Fix, Related, Severity, url_of};
use crate::text::Span;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::io::{self, Write};

/// Related places no more lines away than this share the excerpt of the finding.
const NEAR: usize = 12;

pub fn print(files: &[Checked], summary: Option<&Summary>, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let renderer = if paint.colour { Renderer::styled() } else { Renderer::plain() };
    // Lines are cut by `excerpt`, around what matters, not by the renderer.
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(10 * width());
    for file in files {
        for group in file.findings.chunk_by(|a, b| is_hint(a) && is_hint(b)) {
            for finding in group {
                if is_hint(finding) {
                    hint(file, finding, paint, out)?;
                } else {
                    full(file, finding, &renderer, paint, out)?;
                }
            }
            writeln!(out)?;
        }
    }
    let Some(summary) = summary else { return Ok(()) };
    let worst = files.iter().flat_map(|file| &file.findings).map(|finding| finding.severity).max();
    let sentence = summary.sentence();
    writeln!(out, "{}", worst.map_or(paint.bold(&sentence), |worst| paint.severity(worst, &sentence)))
}

fn is_hint(finding: &Finding) -> bool {
    finding.severity == Severity::Hint
}

/// A hint takes one faint line: a choice worth knowing, not worth a screen.
fn hint(file: &Checked, finding: &Finding, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let rule = paint.link(finding.rule, &url_of(finding.rule));
    let head = format!("hint[{rule}]: {} ({})", visible(&finding.message), address(file, finding.span));
    writeln!(out, "{}", paint.faint(&head))
}

fn full(file: &Checked, finding: &Finding, renderer: &Renderer, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let head = format!("{}[{}]", finding.severity.name(), paint.link(finding.rule, &url_of(finding.rule)));
    let message = format!(": {}", visible(&finding.message));
    writeln!(out, "{}{}", paint.severity(finding.severity, &head), paint.bold(&message))?;
    let (near, far) = relatives(file, finding);
    let spans: Vec<Span> = std::iter::once(finding.span).chain(near.iter().map(|related| related.span)).collect();
    let shown = excerpt(file.snapshot.source(), file.snapshot.text(), &spans, width());
    let gutter = (shown.first_line + shown.text.matches('\n').count()).to_string().len();
    writeln!(out, "{:gutter$}{} {}", "", paint.bold("-->"), address(file, finding.span))?;
    let labels = std::iter::once(None).chain(near.iter().map(|related| Some(visible(&related.message))));
    let annotations = shown.marks.iter().zip(labels).enumerate().map(|(index, (mark, label))| {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(mark.clone());
        match label {
            Some(label) => annotation.label(label),
            None => annotation,
        }
    });
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info | Severity::Hint => Level::INFO,
    };
    let mut group = Group::with_level(level).element(
        Snippet::source(shown.text.as_str()).line_start(shown.first_line).annotations(annotations.collect::<Vec<_>>()),
    );
    for related in far {
        let note = format!("{} ({})", visible(&related.message), address(file, related.span));
        group = group.element(Level::NOTE.message(note));
    }
    if finding.environment {
        group = group.element(Level::NOTE.message("it depends on a variable that is not set here"));
    }
    for fix in &finding.fixes {
        group = group.element(Level::HELP.message(advice(fix)));
    }
    writeln!(out, "{}", renderer.render(&[group]))
}

/// The related places that can be shown with the finding, and those too far from it.
fn relatives<'a>(file: &Checked, finding: &'a Finding) -> (Vec<&'a Related>, Vec<&'a Related>) {
    let home = lines(file.snapshot.text(), finding.span);
    finding.related.iter().partition(|related| {
        let there = lines(file.snapshot.text(), related.span);
        there.start < home.end + NEAR && home.start < there.end + NEAR
    })
}

/// `path:line:column`, as terminals and editors make a link of it.
fn address(file: &Checked, span: Span) -> String {
    let place = file.place(span.start);
    format!("{}:{}:{}", visible(&file.path), place.line, place.column)
}

/// A fix's title, and how far the fix may be trusted.
fn advice(fix: &Fix) -> String {
    let trust = match fix.kind {
        Applicability::Safe => "safe fix",
        Applicability::Ask => "unsafe fix",
        Applicability::Show => "suggestion",
    };
    format!("{} ({trust})", visible(&fix.title))
}
