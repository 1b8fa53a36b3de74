//! The scripts of a Dockerfile as a linter of shell scripts wants them: each with its shell and the variables that it finds.

use super::Dockerfile;
use super::command::ShellText;
use crate::model::remarks::Script;
use std::collections::HashMap;

impl Dockerfile {
    /// The texts that a shell of a known kind reads, in the order of the file, each with what a linter must know of it.
    ///
    /// JSON lists are no scripts, and zsh has no linter.
    pub fn scripts(&self) -> Vec<(Script, &ShellText)> {
        let declared = self.declared_in_small_letters();
        let mut scripts = Vec::new();
        for stage in &self.stages {
            for index in stage.range.clone() {
                for text in self.shell_texts_of(index).iter().filter(|text| !text.is_exec) {
                    let Some(dialect) = self.dialect_of_text(text) else { continue };
                    let declared = declared.get(&index).cloned().unwrap_or_default();
                    scripts.push((Script { dialect, declared, text: text.text.text().to_owned() }, text));
                }
            }
        }
        scripts
    }

    /// By instruction, the variables whose names hold a small letter.
    fn declared_in_small_letters(&self) -> HashMap<usize, Vec<String>> {
        let mut declared = HashMap::new();
        self.each_scope(|instruction, scope| {
            let is_small = |name: &&str| name.contains(|c: char| c.is_ascii_lowercase());
            let mut names: Vec<String> = scope.names().filter(is_small).map(str::to_owned).collect();
            if !names.is_empty() {
                names.sort();
                let index = self.instructions.partition_point(|other| other.span.start < instruction.span.start);
                declared.insert(index, names);
            }
        });
        declared
    }
}

#[cfg(test)]
mod tests {
    use crate::model::remarks::Dialect;
    use crate::model::{Language, Snapshot};

    fn scripts(source: &str) -> Vec<(Dialect, String)> {
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        file.scripts().into_iter().map(|(script, _)| (script.dialect, script.text)).collect()
    }

    #[test]
    fn the_shell_is_that_of_the_base_until_somebody_chooses() {
        let source = "FROM alpine:3.20 AS a\nRUN one\nSHELL [\"/bin/bash\", \"-c\"]\nRUN two\nFROM a\nRUN three\n\
                      FROM debian:12\nRUN four\nFROM x\nRUN five\nSHELL [\"zsh\", \"-c\"]\nRUN six\n";
        let read = scripts(source);
        let read: Vec<(Dialect, &str)> = read.iter().map(|(dialect, text)| (*dialect, text.as_str())).collect();
        let bash = Dialect::Bash;
        assert_eq!(
            read,
            [
                (Dialect::Busybox, "one"),
                (bash, "two"),
                (bash, "three"),
                (Dialect::Dash, "four"),
                (Dialect::Posix, "five")
            ]
        );
    }

    #[test]
    fn a_heredoc_may_say_for_itself_and_a_list_is_no_script() {
        assert_eq!(
            scripts("FROM debian:12\nRUN <<EOF\n#!/usr/bin/env bash\necho\nEOF\nCMD [\"sh\", \"-c\", \"x\"]\n"),
            [(Dialect::Bash, "#!/usr/bin/env bash\necho\n".to_owned())]
        );
    }

    #[test]
    fn variables_in_small_letters_are_named() {
        let snapshot = Snapshot::of(Language::Dockerfile, "FROM x\nARG version=1\nENV PATH=/x\nRUN echo $version\n");
        let file = snapshot.dockerfile().expect("a Dockerfile");
        assert_eq!(file.scripts()[0].0.declared, ["version"]);
    }
}
