//! Which shell reads a command line: the SHELL in force at every instruction, as far as the file sets one.
//!
//! One walk over the file answers for every place; a stage goes on with what the stage under it ends with.
//! Source: BuildKit `dockerfile2llb/convert.go` (`dispatchShell`), bash(1), INVOCATION, for `BASH_ENV`.

use super::{Arguments, Base, Dockerfile, Instruction, Keyword};

/// What is in force just before an instruction.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InForce {
    /// The position of the last SHELL.
    shell: Option<usize>,
    /// `BASH_ENV` names a file that every bash reads first.
    reads_file: bool,
}

impl Dockerfile {
    /// The SHELL in force at the instruction at this index; `None` where the file leaves it to the base.
    pub fn shell_before(&self, index: usize) -> Option<&Instruction> {
        self.instructions.get(self.in_force(index).shell?)
    }

    /// Whether `BASH_ENV` is set there, so that any file may change the shell.
    pub fn shell_reads_file(&self, index: usize) -> bool {
        self.in_force(index).reads_file
    }

    fn in_force(&self, index: usize) -> InForce {
        self.shells.get_or_init(|| read(self)).get(index).copied().unwrap_or_default()
    }
}

fn read(file: &Dockerfile) -> Vec<InForce> {
    let mut all = vec![InForce::default(); file.instructions.len()];
    let mut ends: Vec<InForce> = Vec::with_capacity(file.stages.len());
    for stage in &file.stages {
        let mut now = match stage.base {
            Base::Stage(parent) => ends.get(parent).copied().unwrap_or_default(),
            _ => InForce::default(),
        };
        for index in stage.range.clone() {
            all[index] = now;
            match (file.instructions[index].keyword, &file.instructions[index].arguments) {
                (Keyword::Shell, _) => now.shell = Some(index),
                (Keyword::Env, Arguments::Pairs { pairs, .. }) => {
                    now.reads_file |= pairs.iter().any(|pair| pair.key.text == "BASH_ENV");
                }
                _ => {}
            }
        }
        ends.push(now);
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    #[test]
    fn a_stage_goes_on_with_the_shell_of_its_base() {
        let source = "FROM a AS b\nRUN x\nSHELL [\"c\"]\nFROM b\nRUN x\nFROM a\nENV BASH_ENV=/e\nRUN x\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let shells = [1, 4, 7].map(|index| file.shell_before(index).map(|shell| shell.lines.0));
        assert_eq!(shells, [None, Some(3), None]);
        assert_eq!([1, 4, 7].map(|index| file.shell_reads_file(index)), [false, false, true]);
    }
}
