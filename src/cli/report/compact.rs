//! One line a finding, as compilers write them: `path:line:column: severity: message [rule]`.

use super::Checked;
use crate::cli::terminal::visible;
use std::io::{self, Write};

pub fn print(files: &[Checked], out: &mut dyn Write) -> io::Result<()> {
    for file in files {
        for finding in &file.findings {
            let place = file.place(finding.span.start);
            writeln!(
                out,
                "{}:{}:{}: {}: {} [{}]",
                visible(&file.path),
                place.line,
                place.column,
                finding.severity.name(),
                visible(&finding.message),
                finding.rule
            )?;
        }
    }
    Ok(())
}
