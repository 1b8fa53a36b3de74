//! ShellCheck, where the machine has it: what it remarks on a script.
//!
//! The program is started once for each script that nobody has looked at yet, with the script on its standard input. It
//! follows no `source`, reads no configuration of its own, and what it says counts from the script's own first line.

use crate::model::remarks::{Dialect, Remark, Remarks, Script, Weight};
use serde::Deserialize;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Remarks that make no sense inside a Dockerfile: a missing shebang (2148), files that are not here to be followed
/// (1090, 1091), and a variable that is never used (2034) or never set (2154) where others may use or set it.
const BESIDE_THE_POINT: &str = "1090,1091,2034,2148,2154";

/// Scripts longer than this, in bytes, are left alone: the linter's own time grows faster than they do.
const MAX_BYTES: usize = 64 << 10;

/// The program, found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShellCheck {
    program: PathBuf,
}

#[derive(Deserialize)]
struct Answer {
    comments: Vec<Comment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Comment {
    #[serde(flatten)]
    place: Place,
    level: String,
    code: u32,
    message: String,
    fix: Option<Fix>,
}

#[derive(Deserialize)]
struct Fix {
    replacements: Vec<Replacement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    #[serde(flatten)]
    place: Place,
    replacement: String,
}

/// Lines and columns from 1; columns count characters.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl ShellCheck {
    /// Looks for the program where the machine looks for programs.
    pub fn find() -> Option<ShellCheck> {
        let name = if cfg!(windows) { "shellcheck.exe" } else { "shellcheck" };
        let path = std::env::var_os("PATH")?;
        let program = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())?;
        Some(ShellCheck { program })
    }

    /// Where it lies.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// A program at another place.
    pub fn at(program: &OsStr) -> ShellCheck {
        ShellCheck { program: program.into() }
    }

    /// Adds what is remarked on these scripts to what is known already. A script on which the program fails is as good as
    /// one without remarks: it would fail again.
    pub fn look_at(&self, scripts: impl IntoIterator<Item = Script>, remarks: &mut Remarks) {
        for script in scripts {
            if remarks.on(&script).is_none() {
                let found = self.run(&script).unwrap_or_default();
                remarks.learn(script, found);
            }
        }
    }

    fn run(&self, script: &Script) -> io::Result<Vec<Remark>> {
        if script.text.len() > MAX_BYTES {
            return Ok(Vec::new());
        }
        let shell = match script.dialect {
            Dialect::Posix => "sh",
            Dialect::Bash => "bash",
            Dialect::Dash => "dash",
            Dialect::Ksh => "ksh",
            Dialect::Busybox => "busybox",
        };
        let mut child = Command::new(&self.program)
            .args(["--norc", "--format=json1", "--exclude", BESIDE_THE_POINT, "--shell", shell, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // It reads all before it writes, so neither side waits for the other. It may leave early: then it says why.
            let _ = input.write_all(prelude(script).as_bytes()).and_then(|()| input.write_all(script.text.as_bytes()));
        }
        let output = child.wait_with_output()?;
        understand(&output.stdout, script)
    }
}

/// Reads an answer in the program's form `json1`.
///
/// # Errors
/// It is in another form.
pub fn understand(answer: &[u8], script: &Script) -> io::Result<Vec<Remark>> {
    let answer: Answer = serde_json::from_slice(answer).map_err(io::Error::other)?;
    let lines = Lines::of(script);
    Ok(answer.comments.into_iter().filter_map(|comment| lines.remark(comment)).collect())
}

/// A line before the script that gives its variables values which nobody can foresee.
fn prelude(script: &Script) -> String {
    if script.declared.is_empty() { String::new() } else { format!("read -r {}\n", script.declared.join(" ")) }
}

/// Where the lines of a script begin, and how many stand before it.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    before: usize,
}

impl<'a> Lines<'a> {
    fn of(script: &'a Script) -> Self {
        let starts = std::iter::once(0).chain(script.text.match_indices('\n').map(|(at, _)| at + 1));
        let before = prelude(script).lines().count();
        Lines { text: &script.text, starts: starts.collect(), before }
    }

    /// `None` where it does not speak of the script itself.
    fn remark(&self, comment: Comment) -> Option<Remark> {
        let weight = match comment.level.as_str() {
            "error" => Weight::Error,
            "warning" => Weight::Warning,
            "info" => Weight::Info,
            _ => Weight::Style,
        };
        let range = self.range(&comment.place)?;
        let replacements = comment.fix.map(|fix| fix.replacements).unwrap_or_default();
        let edits: Option<Vec<(Range<usize>, String)>> =
            replacements.into_iter().map(|it| Some((self.range(&it.place)?, it.replacement))).collect();
        let mut edits = edits.unwrap_or_default();
        edits.sort_by_key(|(range, _)| range.start);
        Some(Remark { code: comment.code, weight, message: comment.message, range, edits })
    }

    fn range(&self, place: &Place) -> Option<Range<usize>> {
        let start = self.offset(place.line, place.column)?;
        Some(start..self.offset(place.end_line, place.end_column)?.max(start))
    }

    fn offset(&self, line: usize, column: usize) -> Option<usize> {
        let start = *self.starts.get(line.checked_sub(self.before + 1)?)?;
        let line = self.text[start..].split('\n').next().unwrap_or("");
        let column = column.checked_sub(1)?;
        Some(start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark(script: &Script, line: usize, columns: Range<usize>) -> Option<Range<usize>> {
        let place = Place { line, column: columns.start, end_line: line, end_column: columns.end };
        let comment = Comment { place, level: "info".into(), code: 2086, message: "m".into(), fix: None };
        Some(Lines::of(script).remark(comment)?.range)
    }

    #[test]
    fn places_count_characters_and_the_line_before_the_script_does_not_count() {
        let text = "echo é $a\ncat $b";
        let mut script = Script { dialect: Dialect::Posix, declared: Vec::new(), text: text.into() };
        assert_eq!(remark(&script, 1, 8..10).map(|range| &text[range]), Some("$a"));
        assert_eq!(remark(&script, 2, 5..7).map(|range| &text[range]), Some("$b"));
        script.declared = vec!["a".into(), "b".into()];
        assert_eq!(remark(&script, 2, 8..10).map(|range| &text[range]), Some("$a"));
        assert_eq!(remark(&script, 1, 1..5), None, "it speaks of our own line");
        assert_eq!(remark(&script, 9, 1..5), None);
    }

    #[test]
    fn a_program_that_is_not_there_remarks_nothing() {
        let script = Script { dialect: Dialect::Bash, declared: Vec::new(), text: "echo $a".into() };
        let mut remarks = Remarks::default();
        ShellCheck::at(OsStr::new("/nowhere/shellcheck")).look_at([script.clone()], &mut remarks);
        assert_eq!(remarks.on(&script), Some(&[][..]));
    }
}
