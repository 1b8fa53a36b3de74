//! How findings are printed: one file a format.

mod compact;
mod excerpt;
mod fingerprint;
mod github;
mod gitlab;
mod json;
mod markdown;
mod pretty;
mod sarif;
mod statistics;
mod xml;

use super::arguments::Format;
use super::terminal::{Paint, picture};
use crate::model::Snapshot;
use crate::project::FailOn;
use crate::rules::{Applicability, Finding, Severity};
use crate::text::Encoding;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// A file and what is said of it.
#[derive(Debug)]
pub struct Checked {
    /// As it is shown: relative where the path given was, `/` between its parts.
    pub path: String,
    pub snapshot: Snapshot,
    pub findings: Vec<Finding>,
    /// What makes the exit status 1 here.
    pub fail_on: FailOn,
}

/// A place as people count: line and column from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Checked {
    /// Whether a finding is reason enough for the exit status 1.
    pub fn stops(&self) -> bool {
        self.findings.iter().any(|finding| self.fail_on.stops_at(finding.severity))
    }

    pub fn place(&self, offset: usize) -> Place {
        let position = self.snapshot.text().position(offset, Encoding::Utf32);
        Place { line: position.line + 1, column: position.column + 1 }
    }
}

/// How much was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Summary {
    pub files: usize,
    pub error: usize,
    pub warning: usize,
    pub info: usize,
    pub hint: usize,
    /// Findings with a safe fix.
    pub fixable: usize,
    /// Fixes applied in this run.
    #[serde(skip_serializing_if = "is_zero")]
    pub fixed: usize,
    /// Files with findings.
    #[serde(skip)]
    pub touched: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Summary {
    pub fn of(files: &[Checked], fixed: usize) -> Summary {
        let mut summary = Summary { files: files.len(), fixed, ..Summary::default() };
        for file in files {
            summary.touched += usize::from(!file.findings.is_empty());
            for finding in &file.findings {
                *match finding.severity {
                    Severity::Error => &mut summary.error,
                    Severity::Warning => &mut summary.warning,
                    Severity::Info => &mut summary.info,
                    Severity::Hint => &mut summary.hint,
                } += 1;
                summary.fixable += usize::from(is_fixable(finding));
            }
        }
        summary
    }

    /// The severities that occur, most severe first, with their counts.
    fn counts(&self) -> impl Iterator<Item = (Severity, usize)> {
        [
            (Severity::Error, self.error),
            (Severity::Warning, self.warning),
            (Severity::Info, self.info),
            (Severity::Hint, self.hint),
        ]
        .into_iter()
        .filter(|&(_, count)| count > 0)
    }

    /// The last line: `1 error, 3 warnings in 2 of 5 files; 2 can be fixed with --fix`.
    pub fn sentence(&self) -> String {
        let files = counted(self.files, "file");
        let found: Vec<String> = self.counts().map(|(severity, count)| count_of(severity, count)).collect();
        let mut sentence = if self.files == 0 {
            "there is no Dockerfile, Compose file or .dockerignore here".to_owned()
        } else if found.is_empty() {
            format!("nothing to report in {files}")
        } else if self.touched == self.files {
            format!("{} in {files}", found.join(", "))
        } else {
            format!("{} in {} of {files}", found.join(", "), self.touched)
        };
        if self.fixable > 0 {
            sentence.push_str(&format!("; {} can be fixed with --fix", self.fixable));
        }
        if self.fixed > 0 {
            sentence.push_str(&format!("; {} applied", counted(self.fixed, "fix")));
        }
        sentence
    }
}

fn counted(count: usize, what: &str) -> String {
    let plural = if what.ends_with('x') { "es" } else { "s" };
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}{plural}") }
}

fn count_of(severity: Severity, count: usize) -> String {
    match severity {
        // Not a thing that has a plural.
        Severity::Info => format!("{count} info"),
        _ => counted(count, severity.name()),
    }
}

pub fn is_fixable(finding: &Finding) -> bool {
    finding.fixes.iter().any(|fix| fix.kind == Applicability::Safe)
}

/// A path as it is shown: `/` between its parts everywhere.
pub fn path_as_shown(path: &Path) -> String {
    let shown = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { shown.into_owned() } else { shown.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// A path as services want it that lay findings beside the files of a repository: relative to the folder the program runs in,
/// which is the repository's root there, and without a dot in front.
pub fn in_repository(path: &str) -> &str {
    let here = std::env::current_dir().ok().filter(|_| path.starts_with('/'));
    let relative = here.and_then(|here| path.strip_prefix(&*path_as_shown(&here))?.strip_prefix('/'));
    let mut path = relative.unwrap_or(path);
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.trim_start_matches('/');
    }
    path
}

/// What is to be printed of findings.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub format: Format,
    /// How often each rule speaks, rather than where.
    pub statistics: bool,
    /// Whether a person is told in the end how much was found.
    pub sums: bool,
}

/// Prints findings in the format asked for.
pub fn print(
    wanted: Wanted,
    files: &[Checked],
    summary: &Summary,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sum = Some(summary).filter(|_| wanted.sums);
    match wanted.format {
        Format::Json => json::print(files, summary, wanted.statistics, out),
        Format::Pretty | Format::Compact if wanted.statistics => statistics::print(files, sum, paint, out),
        Format::Pretty => pretty::print(files, sum, paint, out),
        Format::Compact => compact::print(files, out),
        Format::Github => github::print(files, out),
        Format::Gitlab => gitlab::print(files, out),
        Format::Sarif => sarif::print(files, out),
        Format::Checkstyle => xml::checkstyle(files, out),
        Format::Junit => xml::junit(files, out),
        Format::Markdown => markdown::print(files, summary, out),
    }
}

/// A unified diff as a terminal may show it. Elsewhere it stays as it is, for `patch` is to read it.
pub fn diff(diff: &str, paint: Paint) -> String {
    if !paint.colour && !io::stdout().is_terminal() {
        return diff.to_owned();
    }
    let mut shown = String::with_capacity(diff.len() * 2);
    for line in diff.split_inclusive('\n') {
        let (content, end) = line.strip_suffix('\n').map_or((line, ""), |content| (content, "\n"));
        let content: String =
            content.chars().map(|it| if it == '\t' { it } else { picture(it).unwrap_or(it) }).collect();
        let code = match content.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => "1",
            [b'+', ..] => "32",
            [b'-', ..] => "31",
            [b'@', ..] => "36",
            _ => "",
        };
        if code.is_empty() || !paint.colour {
            shown.push_str(&content);
        } else {
            shown.push_str(&format!("\x1b[{code}m{content}\x1b[0m"));
        }
        shown.push_str(end);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_what_there_is() {
        let summary = Summary { files: 3, touched: 2, error: 1, warning: 3, fixable: 2, ..Summary::default() };
        assert_eq!(summary.sentence(), "1 error, 3 warnings in 2 of 3 files; 2 can be fixed with --fix");
        let clean = Summary { files: 1, ..Summary::default() };
        assert_eq!(clean.sentence(), "nothing to report in 1 file");
        let mended = Summary { files: 1, fixed: 2, ..Summary::default() };
        assert_eq!(mended.sentence(), "nothing to report in 1 file; 2 fixes applied");
    }
}
