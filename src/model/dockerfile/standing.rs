//! As whom and where each instruction runs.
//!
//! [`Runtime`](super::Runtime) adds up all that a stage says, which takes a walk over it. Many rules ask of every instruction for
//! these two alone, so they are found once for the whole file.

use super::runtime::enter;
use super::{Arguments, Base, Dockerfile, Keyword, Word};
use std::sync::Arc;

/// What is in force just before an instruction, as far as the file says.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    /// The position of the last USER.
    user: Option<usize>,
    /// As in [`Runtime`](super::Runtime).
    workdir: Arc<str>,
}

impl Dockerfile {
    /// The last USER before the instruction at this index; `None` where none was given.
    pub fn user_before(&self, index: usize) -> Option<&Word> {
        match &self.instructions[self.standing(index)?.user?].arguments {
            Arguments::Text(user) => Some(user),
            _ => None,
        }
    }

    /// The working directory in force just before the instruction at this index: absolute where an absolute WORKDIR was given,
    /// else relative to the image's own.
    pub fn workdir_before(&self, index: usize) -> &str {
        self.standing(index).map_or("", |standing| &standing.workdir)
    }

    fn standing(&self, index: usize) -> Option<&Standing> {
        self.standings.get_or_init(|| self.find_standings()).get(index)
    }

    /// One for each instruction, and one for the end of the file.
    fn find_standings(&self) -> Vec<Standing> {
        let mut all = vec![Standing::default(); self.instructions.len() + 1];
        let mut ends: Vec<Standing> = Vec::with_capacity(self.stages.len());
        for stage in &self.stages {
            let mut current = match stage.base {
                Base::Stage(parent) => ends.get(parent).cloned().unwrap_or_default(),
                _ => Standing::default(),
            };
            for index in stage.range.clone() {
                all[index] = current.clone();
                let instruction = &self.instructions[index];
                match (instruction.keyword, &instruction.arguments) {
                    (Keyword::User, Arguments::Text(_)) => current.user = Some(index),
                    (Keyword::Workdir, Arguments::Text(path)) => {
                        let mut workdir = current.workdir.to_string();
                        enter(&mut workdir, &path.text);
                        current.workdir = workdir.into();
                    }
                    _ => {}
                }
            }
            ends.push(current);
        }
        if let (Some(last), Some(end)) = (all.last_mut(), ends.pop()) {
            *last = end;
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    #[test]
    fn it_is_what_a_walk_over_the_stage_finds() {
        let source = "ARG V\nFROM a AS x\nUSER b\nWORKDIR c\nRUN 1\nFROM x AS y\nWORKDIR d\nUSER e\nFROM f\nWORKDIR /g\nWORKDIR h\n\
                      RUN 2\nFROM y\nWORKDIR $i\nRUN 3\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        for index in 0..file.instructions.len() {
            let runtime = file.runtime_before(index);
            assert_eq!(file.user_before(index), runtime.user.as_ref(), "{index}");
            assert_eq!(file.workdir_before(index), runtime.workdir, "{index}");
        }
    }

    #[test]
    fn no_path_grows_beyond_what_a_kernel_takes() {
        let source = format!("FROM a\n{}RUN 1\n", "WORKDIR some/folder\n".repeat(2_000));
        let snapshot = Snapshot::of(Language::Dockerfile, &source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        assert!(file.workdir_before(2_000).len() < 5_000);
    }
}
