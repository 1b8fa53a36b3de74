//! Which instructions make a layer.
//!
//! Source: BuildKit `dockerfile2llb/convert.go`, where each step says by `commitToHistory` whether it has one.

use super::{Dockerfile, Instruction, Keyword, Stage};

impl Instruction {
    /// Whether it adds a layer to the image: RUN, COPY and ADD do, and WORKDIR, which makes its folder, unless that is `/`.
    pub fn makes_layer(&self) -> bool {
        match self.keyword {
            Keyword::Run | Keyword::Copy | Keyword::Add => true,
            Keyword::Workdir => {
                self.arguments.words().first().is_some_and(|path| !path.text.trim_matches('/').is_empty())
            }
            _ => false,
        }
    }
}

impl Dockerfile {
    /// How many layers the instructions of a stage make, without those of what it stands on.
    pub fn layers_of(&self, stage: &Stage) -> usize {
        self.instructions_of(stage).iter().filter(|instruction| instruction.makes_layer()).count()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    #[test]
    fn settings_and_the_root_folder_make_none() {
        let source = "FROM a\nWORKDIR /\nENV B=c\nWORKDIR /srv\nRUN d\nCOPY e f\nADD g h\nCMD i\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        assert_eq!(file.layers_of(&file.stages[0]), 4);
    }
}
