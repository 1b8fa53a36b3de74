//! `dunnage ladder`: how far each file has come, and the next steps.

use super::arguments::{Color, LadderOptions, ListFormat};
use super::terminal::{Paint, visible};
use super::{Outcome, Status};
use crate::model::{Language, Snapshot, Surroundings};
use crate::project::{self, Contexts, Disk};
use crate::rules::ladder::{Rung, Standing, Step, standing};
use serde_json::json;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

pub fn run(options: &LadderOptions, color: Color) -> Outcome {
    let (found, mut problems) = project::find(&options.paths);
    let disk = Arc::new(Disk::default());
    let contexts = Contexts::default();
    let mut files = Vec::new();
    for file in &found {
        match project::read(&file.path) {
            // The ladder is one of images and projects.
            Ok(document) if document.language == Language::Dockerignore => {}
            Ok(document) => {
                let path = project::absolute(&file.path);
                let surroundings = Surroundings {
                    context: contexts.of(&path, document.language),
                    path: Some(path),
                    files: Some(disk.clone()),
                    environment: Some(project::environment()),
                    remarks: None,
                    found: Default::default(),
                };
                let snapshot =
                    Snapshot::new(document.language, document.text, 0).with_surroundings(Arc::new(surroundings));
                files.push((file.path.as_path(), standing(&snapshot), snapshot));
            }
            Err(problem) => problems.push(problem),
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match options.format {
        ListFormat::Json => {
            let entries: Vec<serde_json::Value> =
                files.iter().map(|(path, standing, _)| entry(path, standing)).collect();
            serde_json::to_writer_pretty(&mut out, &entries).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        ListFormat::Text => {
            let paint = Paint::of_output(color);
            for (path, standing, snapshot) in &files {
                text(path, standing, snapshot, paint, &mut out)?;
            }
        }
    }
    out.flush()?;
    for problem in &problems {
        eprintln!("error: {}", visible(&problem.to_string()));
    }
    Ok(if problems.is_empty() { Status::Clean } else { Status::Unreadable })
}

/// The file, its rung, and what the next rung asks; what those above ask is for later.
fn text(path: &Path, standing: &Standing, snapshot: &Snapshot, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let rung = standing.rung.map_or("below beginner", Rung::name);
    writeln!(out, "{}: {rung}", paint.bold(&visible(&path.display().to_string())))?;
    let Some(next) = standing.steps.first().map(|step| step.practice.rung) else { return Ok(()) };
    writeln!(out, "  to be {}:", next.name())?;
    for step in standing.steps.iter().filter(|step| step.practice.rung == next) {
        let lines: Vec<String> = lines(step, snapshot).iter().map(usize::to_string).collect();
        let fix = if step.is_mendable() { ", with a fix" } else { "" };
        let word = if lines.len() == 1 { "line" } else { "lines" };
        writeln!(out, "    - {} ({word} {}{fix})", step.practice.name, lines.join(", "))?;
    }
    Ok(())
}

/// The lines on which a practice is missed, from 1.
fn lines(step: &Step, snapshot: &Snapshot) -> Vec<usize> {
    let source = snapshot.source();
    let mut lines: Vec<usize> =
        step.findings.iter().map(|finding| 1 + source[..finding.span.start].matches('\n').count()).collect();
    lines.dedup();
    lines
}

fn entry(path: &Path, standing: &Standing) -> serde_json::Value {
    let step = |step: &Step| {
        let messages: Vec<&str> = step.findings.iter().map(|finding| finding.message.as_str()).collect();
        json!({"practice": step.practice, "fix": step.is_mendable(), "findings": messages})
    };
    let steps: Vec<serde_json::Value> = standing.steps.iter().map(step).collect();
    json!({"path": path, "rung": standing.rung, "steps": steps})
}
