//! What was there before: the findings that an old project lives with for now, so that only new ones speak.
//!
//! A baseline counts, for each file, how often each rule says what. Lines do not matter, for they move with every edit;
//! what has changed in a way that changes the message is new. Paths count from the folder of the baseline, so that it can
//! be checked in and used from anywhere.

use super::Failure;
use super::report::Checked;
use crate::project;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The version of the format, for whoever reads it later.
const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    version: u32,
    /// By path, with `/` between its parts.
    files: BTreeMap<String, Vec<Known>>,
}

/// Something that a rule says of a file, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    rule: String,
    message: String,
    count: usize,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// Where there is none, or it is none.
    pub fn read(path: &Path) -> Result<Baseline, Failure> {
        let told = |sentence: String| Failure::Told(format!("the baseline {}: {sentence}", path.display()));
        let text = fs::read_to_string(path).map_err(|error| told(project::reason(&error)))?;
        let baseline: Baseline = serde_json::from_str(&text).map_err(|error| told(error.to_string()))?;
        if baseline.version == VERSION { Ok(baseline) } else { Err(told("it is of another version".to_owned())) }
    }

    /// What these files are like now, as a baseline in the folder of `path`.
    pub fn of<'a>(path: &Path, files: impl Iterator<Item = &'a Checked>) -> Baseline {
        let mut baseline = Baseline { version: VERSION, files: BTreeMap::new() };
        for file in files.filter(|file| !file.findings.is_empty()) {
            let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
            for finding in &file.findings {
                *counts.entry((finding.rule, &finding.message)).or_default() += 1;
            }
            let known = counts.into_iter().map(|((rule, message), count)| Known {
                rule: rule.to_owned(),
                message: message.to_owned(),
                count,
            });
            baseline.files.insert(key(path, file), known.collect());
        }
        baseline
    }

    /// Writes it to `path`, whole or not at all.
    ///
    /// # Errors
    /// Where the system does not let us.
    pub fn write(&self, path: &Path) -> Result<(), Failure> {
        let told = |error: std::io::Error| {
            Failure::Told(format!("the baseline {} cannot be written: {}", path.display(), project::reason(&error)))
        };
        let text = serde_json::to_string_pretty(self).map_err(std::io::Error::from)? + "\n";
        if !path.exists() {
            return fs::write(path, text).map_err(told);
        }
        project::write(path, &text).map_err(|problem| Failure::Told(problem.to_string()))
    }

    /// Takes the findings that are known out of a file; answers with how many of those that are known are gone.
    pub fn forgive(&self, path: &Path, file: &mut Checked) -> usize {
        let known = self.files.get(&key(path, file)).map(Vec::as_slice).unwrap_or_default();
        let mut left: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for known in known {
            *left.entry(&known.rule).or_default().entry(&known.message).or_default() += known.count;
        }
        file.findings.retain(|finding| {
            let count = left.get_mut(finding.rule).and_then(|messages| messages.get_mut(finding.message.as_str()));
            match count.filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    false
                }
                None => true,
            }
        });
        left.values().flat_map(BTreeMap::values).sum()
    }

    /// How many findings are known.
    pub fn count(&self) -> usize {
        self.files.values().flatten().map(|known| known.count).sum()
    }
}

/// A file's path from the folder of the baseline; its absolute one where it is elsewhere.
fn key(baseline: &Path, file: &Checked) -> String {
    let baseline = project::absolute(baseline);
    let path = project::absolute(Path::new(&file.path));
    let folder = baseline.parent().map(PathBuf::from).unwrap_or_default();
    let relative = path.strip_prefix(folder).unwrap_or(&path);
    relative.to_string_lossy().replace('\\', "/")
}
