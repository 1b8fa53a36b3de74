//! GitHub's workflow commands: each finding becomes an annotation on its line. Hints are left out: a job shows only the
//! first ten annotations of a kind. Source: GitHub, "Workflow commands for GitHub Actions".

use super::{Checked, in_repository};
use crate::cli::terminal::visible;
use crate::rules::Severity;
use std::io::{self, Write};

pub fn print(files: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    for file in files {
        for finding in &file.findings {
            let command = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
                Severity::Hint => continue,
            };
            let (start, end) = (file.place(finding.span.start), file.place(finding.span.end));
            write!(out, "::{command} file={},line={}", property(in_repository(&file.path)), start.line)?;
            // Columns are understood only within one line.
            if start.line == end.line {
                write!(out, ",col={},endColumn={}", start.column, end.column)?;
            } else {
                write!(out, ",endLine={}", end.line)?;
            }
            writeln!(out, ",title={}::{}", property(finding.rule), data(&finding.message))?;
        }
    }
    Ok(())
}

/// Text of a command. What a terminal would act on is shown as a picture: logs are read in terminals too.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible(&escaped).into_owned()
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
