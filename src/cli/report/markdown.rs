//! Markdown, for a comment on a change or the summary of a job.

use super::{Checked, Summary};
use crate::cli::terminal::visible;
use crate::rules::url_of;
use std::io::{self, Write};

pub fn print(files: &[Checked], summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "**Dunnage**: {}", summary.sentence())?;
    if files.iter().all(|file| file.findings.is_empty()) {
        return Ok(());
    }
    writeln!(out, "\n| severity | place | finding | rule |\n|---|---|---|---|")?;
    for file in files {
        for finding in &file.findings {
            let place = file.place(finding.span.start);
            let rule = format!("[{}]({})", finding.rule, url_of(finding.rule));
            let severity = finding.severity.name();
            writeln!(
                out,
                "| {severity} | `{}:{}` | {} | {rule} |",
                code(&file.path),
                place.line,
                cell(&finding.message)
            )?;
        }
    }
    Ok(())
}

/// Text in a table's cell: it keeps its code spans, and nothing else of it is markup.
fn cell(text: &str) -> String {
    visible(text).replace('|', "\\|").replace('<', "&lt;")
}

/// Text between backquotes.
fn code(text: &str) -> String {
    visible(text).replace('`', "'").replace('|', "\\|")
}
