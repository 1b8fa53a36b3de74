//! What a container of a stage would be: the configuration that its instructions add up to.
//!
//! Source: BuildKit `dockerfile2llb/convert.go`. A stage starts from what its parent stage ends with; where the base is an image,
//! it starts from nothing known, and the image's own facts are the business of `reference::images`.

use super::installs::join;
use super::{Arguments, Base, Dockerfile, Instruction, Keyword, Stage, Word};
use std::collections::{BTreeMap, BTreeSet};

/// The configuration at some point of a stage, so far as this file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Runtime {
    /// As the last USER has it; `None` where none was given.
    pub user: Option<Word>,
    /// Absolute where an absolute WORKDIR was given, else relative to the image's own.
    pub workdir: String,
    pub shell: Option<Vec<String>>,
    /// The position of the ENTRYPOINT in force in the file's list.
    pub entrypoint: Option<usize>,
    /// The position of the CMD in force; an ENTRYPOINT of the same stage forgets the parent's.
    pub cmd: Option<usize>,
    /// The position of the HEALTHCHECK in force, `NONE` among them.
    pub healthcheck: Option<usize>,
    pub stop_signal: Option<String>,
    /// As written, unexpanded.
    pub env: BTreeMap<String, String>,
    pub labels: BTreeMap<String, String>,
    pub exposed: BTreeSet<String>,
    pub volumes: BTreeSet<String>,
}

impl Dockerfile {
    /// What the stage ends with.
    pub fn runtime_of(&self, stage: &Stage) -> Runtime {
        self.runtime_until(stage, stage.range.end)
    }

    /// What is in force just before the instruction at this index; nothing outside stages.
    pub fn runtime_before(&self, index: usize) -> Runtime {
        self.stage_of(index).map(|stage| self.runtime_until(stage, index)).unwrap_or_default()
    }

    /// The instructions of this kind that a later one of their stage makes void, each with that one.
    pub fn overruled(&self, keyword: Keyword) -> Vec<(&Instruction, &Instruction)> {
        let mut overruled = Vec::new();
        for stage in &self.stages {
            let own: Vec<&Instruction> = self.instructions_of(stage).iter().filter(|it| it.is(keyword)).collect();
            if let Some((last, void)) = own.split_last() {
                overruled.extend(void.iter().map(|&it| (it, *last)));
            }
        }
        overruled
    }

    /// Whether the working directory in force at this place is surely `/`.
    pub fn workdir_is_root(&self, offset: usize) -> bool {
        let index = self.instructions.partition_point(|instruction| instruction.span.start <= offset);
        let Some(stage) = index.checked_sub(1).and_then(|index| self.stage_of(index)) else { return false };
        match self.workdir_before(index) {
            "" => self.stands_on_scratch(stage),
            path => path == "/",
        }
    }

    fn runtime_until(&self, stage: &Stage, end: usize) -> Runtime {
        let mut runtime = Runtime::default();
        for (stage, end) in self.lineage(stage, end) {
            let mut has_cmd = false;
            for (offset, instruction) in self.instructions[stage.range.start..end].iter().enumerate() {
                runtime.apply(instruction, stage.range.start + offset, &mut has_cmd);
            }
        }
        runtime
    }

    /// The stage and those that it stands on, the oldest first, each with the end of the part that counts.
    pub(crate) fn lineage(&self, stage: &Stage, end: usize) -> Vec<(&Stage, usize)> {
        let mut lineage = Vec::new();
        let mut current = self.stages.get(stage.index);
        let mut end = end;
        while let Some(stage) = current {
            lineage.push((stage, end));
            current = match stage.base {
                Base::Stage(parent) if parent < stage.index => self.stages.get(parent),
                _ => None,
            };
            end = current.map_or(0, |parent| parent.range.end);
        }
        lineage.reverse();
        lineage
    }
}

impl Runtime {
    fn apply(&mut self, instruction: &Instruction, index: usize, has_cmd: &mut bool) {
        let words = instruction.arguments.words();
        match (instruction.keyword, &instruction.arguments) {
            (Keyword::User, Arguments::Text(user)) => self.user = Some(user.clone()),
            (Keyword::Workdir, Arguments::Text(path)) => enter(&mut self.workdir, &path.text),
            (Keyword::Shell, Arguments::Json { words, .. }) => {
                self.shell = Some(words.iter().map(|word| word.text.clone()).collect());
            }
            (Keyword::Cmd, _) => {
                self.cmd = Some(index);
                *has_cmd = true;
            }
            (Keyword::Entrypoint, _) => {
                self.entrypoint = Some(index);
                if !*has_cmd {
                    self.cmd = None;
                }
            }
            (Keyword::Healthcheck, _) => self.healthcheck = Some(index),
            (Keyword::Stopsignal, Arguments::Text(signal)) => self.stop_signal = Some(signal.text.clone()),
            (Keyword::Env, Arguments::Pairs { pairs, .. }) => {
                self.env.extend(pairs.iter().map(|pair| (pair.key.text.clone(), pair.value.text.clone())));
            }
            (Keyword::Label, Arguments::Pairs { pairs, .. }) => {
                self.labels.extend(pairs.iter().map(|pair| (pair.key.text.clone(), pair.value.text.clone())));
            }
            (Keyword::Expose, _) => self.exposed.extend(words.iter().map(|word| word.text.clone())),
            (Keyword::Volume, _) => self.volumes.extend(words.iter().map(|word| word.text.clone())),
            _ => {}
        }
    }
}

/// The longest path that Linux takes, in bytes (`PATH_MAX`): one that is longer is followed no further.
const LONGEST: usize = 4096;

/// Goes from a working directory to the next, as WORKDIR does: a `~` is nobody's home there, and what a variable holds may be
/// a whole path.
pub(super) fn enter(workdir: &mut String, path: &str) {
    let path = path.trim_matches(['"', '\'']);
    let has_drive = |path: &str| path.get(1..2) == Some(":");
    let is_whole = path.starts_with(['/', '\\', '$']) || has_drive(path) || workdir.is_empty();
    if !is_whole && workdir.len() > LONGEST {
        return;
    }
    // Backslashes divide the folders of Windows, and escape the letters of others.
    *workdir = if [&**workdir, path].iter().any(|path| path.contains('\\') || has_drive(path)) {
        if is_whole { path.to_owned() } else { format!("{}/{path}", workdir.trim_end_matches('/')) }
    } else {
        let path = if path.starts_with('~') { format!("./{path}") } else { path.to_owned() };
        join(workdir, &path)
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    fn at_end(source: &str) -> Runtime {
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        file.final_stage().map(|stage| file.runtime_of(stage)).unwrap_or_default()
    }

    #[test]
    fn a_stage_goes_on_where_its_parent_ended() {
        let runtime = at_end("FROM a AS base\nUSER x\nWORKDIR /srv\nENV A=1\nFROM base\nWORKDIR app\nEXPOSE 80 81\n");
        assert_eq!(runtime.user.map(|user| user.text).as_deref(), Some("x"));
        assert_eq!(runtime.workdir, "/srv/app");
        assert_eq!(runtime.env["A"], "1");
        assert_eq!(runtime.exposed.len(), 2);
    }

    #[test]
    fn paths_are_joined_as_the_builder_joins_them() {
        for (lines, expected) in [
            ("WORKDIR /srv/", "/srv"),
            ("WORKDIR /srv\nWORKDIR ./a/../b", "/srv/b"),
            ("WORKDIR /srv\nWORKDIR ~/a", "/srv/~/a"),
            ("WORKDIR /srv\nWORKDIR $A/b/", "$A/b"),
            ("WORKDIR \"/srv\"\nWORKDIR ../../a", "/a"),
            ("WORKDIR c", "c"),
            ("WORKDIR C:\\a\nWORKDIR b", "C:\\a/b"),
            ("WORKDIR C:\\a\nWORKDIR D:/b", "D:/b"),
        ] {
            assert_eq!(at_end(&format!("FROM a\n{lines}\n")).workdir, expected, "{lines}");
        }
    }

    #[test]
    fn an_entrypoint_forgets_the_command_of_its_base() {
        assert_eq!(at_end("FROM a AS b\nCMD x\nFROM b\nENTRYPOINT y\n").cmd, None);
        assert_eq!(at_end("FROM a\nCMD x\nENTRYPOINT y\n").cmd, Some(1));
    }

    #[test]
    fn the_last_of_a_kind_counts() {
        let runtime = at_end("FROM a\nUSER x\nHEALTHCHECK CMD y\nHEALTHCHECK NONE\nUSER z\n");
        assert_eq!((runtime.user.map(|user| user.text).as_deref(), runtime.healthcheck), (Some("z"), Some(3)));
    }
}
