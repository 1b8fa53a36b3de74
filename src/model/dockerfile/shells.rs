//! Which shell reads a command line: the SHELL in force at every instruction, as far as the file sets one.
//!
//! One walk over the file answers for every place; a stage goes on with what the stage under it ends with.
//! Source: BuildKit `dockerfile2llb/convert.go` (`dispatchShell`), bash(1), INVOCATION, for `BASH_ENV`.

use super::command::ShellText;
use super::{Arguments, Base, Dockerfile, Instruction, Keyword};
use crate::model::remarks::Dialect;
use crate::text::Span;
use std::collections::HashMap;

/// What is in force just before an instruction.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct InForce {
    /// The position of the last SHELL.
    shell: Option<usize>,
    /// `BASH_ENV` names a file that every bash reads first.
    reads_file: bool,
    /// What a comment for hadolint says of the shell.
    told: Option<Told>,
}

/// The shell that a comment names; nothing where no linter knows it.
type Told = Option<Dialect>;

impl Dockerfile {
    /// The SHELL in force at the instruction at this index; `None` where the file leaves it to the base.
    pub fn shell_before(&self, index: usize) -> Option<&Instruction> {
        self.instructions.get(self.in_force(index).shell?)
    }

    /// Whether `BASH_ENV` is set there, so that any file may change the shell.
    pub fn shell_reads_file(&self, index: usize) -> bool {
        self.in_force(index).reads_file
    }

    /// The language that shell forms have there: that of the SHELL in force, else of the `/bin/sh` of the base. `None` where it
    /// is none of those that are known.
    pub fn dialect_before(&self, index: usize) -> Option<Dialect> {
        if let Some(told) = self.in_force(index).told {
            return told;
        }
        if let Some(shell) = self.shell_before(index) {
            let mut names = shell.arguments.words().iter().filter_map(|word| dialect_of(&word.text));
            return names.next_back().unwrap_or(None);
        }
        let Some(stage) = self.stage_of(index) else { return Some(Dialect::Posix) };
        Some(match (self.image_under(stage), self.image_reference_under(stage)) {
            (Some(image), _) => dialect_of_sh(image.distribution),
            (None, Some(image)) if image.tag.as_deref().is_some_and(|tag| tag.contains("alpine")) => Dialect::Busybox,
            _ => Dialect::Posix,
        })
    }

    /// The language of one text there: a heredoc may say for itself.
    pub fn dialect_of_text(&self, text: &ShellText) -> Option<Dialect> {
        own_dialect(text.text.text()).unwrap_or_else(|| self.dialect_before(text.instruction))
    }

    /// The shells that comments `# hadolint shell=…` name, each with the position of the instruction below: what a base image
    /// brings along cannot be read from a file. Source: hadolint `Pragma.hs`.
    pub(super) fn shells_told(&self) -> HashMap<usize, &str> {
        let told = |comment: Span| {
            let text = self.text(comment).trim_start_matches('#').trim_start();
            let text = text.strip_prefix("hadolint")?.trim_start().strip_prefix("shell")?.trim_start();
            let name = text.strip_prefix('=')?.split_whitespace().next()?;
            Some((self.instructions.partition_point(|instruction| instruction.span.start < comment.start), name))
        };
        self.comments.iter().filter_map(|&comment| told(comment)).collect()
    }

    fn in_force(&self, index: usize) -> InForce {
        self.shells.get_or_init(|| read(self)).get(index).copied().unwrap_or_default()
    }
}

fn read(file: &Dockerfile) -> Vec<InForce> {
    let mut all = vec![InForce::default(); file.instructions.len()];
    let mut ends: Vec<InForce> = Vec::with_capacity(file.stages.len());
    let told = file.shells_told();
    for stage in &file.stages {
        let mut now = match stage.base {
            Base::Stage(parent) => ends.get(parent).copied().unwrap_or_default(),
            _ => InForce::default(),
        };
        for index in stage.range.clone() {
            if let Some(name) = told.get(&index) {
                now.told = Some(dialect_of(name).unwrap_or(None));
            }
            all[index] = now;
            match (file.instructions[index].keyword, &file.instructions[index].arguments) {
                (Keyword::Shell, _) => (now.shell, now.told) = (Some(index), None),
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

/// The language of `/bin/sh` on a distribution.
fn dialect_of_sh(distribution: &str) -> Dialect {
    let is = |names: &[&str]| names.iter().any(|name| distribution.to_ascii_lowercase().starts_with(name));
    match () {
        () if is(&["debian", "ubuntu"]) => Dialect::Dash,
        () if is(&["alpine", "busybox"]) => Dialect::Busybox,
        () if is(&["fedora", "rhel", "centos", "alma", "rocky", "amazon", "oracle", "ubi"]) => Dialect::Bash,
        () => Dialect::Posix,
    }
}

/// What the first line of a heredoc says of its language; the inner `None` for one that has no linter.
fn own_dialect(text: &str) -> Option<Option<Dialect>> {
    let line = text.strip_prefix("#!")?.lines().next()?;
    line.split_whitespace().filter_map(dialect_of).next_back()
}

/// The language of a shell by its path; the inner `None` for one that has no linter. Nothing for a word that names no shell.
fn dialect_of(path: &str) -> Option<Option<Dialect>> {
    match path.rsplit('/').next().unwrap_or(path) {
        "sh" => Some(Some(Dialect::Posix)),
        "bash" => Some(Some(Dialect::Bash)),
        "dash" => Some(Some(Dialect::Dash)),
        "ksh" | "mksh" => Some(Some(Dialect::Ksh)),
        "ash" | "busybox" => Some(Some(Dialect::Busybox)),
        "zsh" | "fish" | "csh" | "tcsh" => Some(None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect;
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

    #[test]
    fn a_comment_tells_what_the_base_has() {
        let source = "FROM a\n# hadolint shell=bash # note\nRUN x\nSHELL [\"/bin/dash\", \"-c\"]\nRUN y\n# hadolint shell=pwsh\nRUN z\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        assert_eq!([1, 3, 4].map(|index| file.dialect_before(index)), [Some(Dialect::Bash), Some(Dialect::Dash), None]);
        assert_eq!([1, 3, 4].map(|index| file.shell_texts_of(index).len()), [1, 1, 0]);
    }
}
