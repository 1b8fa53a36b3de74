//! What COPY and ADD take from the build context, and the ignore file that says what is not there.
//!
//! Source: BuildKit `instructions/parse.go`, `dockerfile2llb/convert_copy.go`; for the ignore file `dockerui/config.go`.

use super::{Dockerfile, Instruction, Keyword, Word};
use crate::syntax::dockerignore::Dockerignore;

/// The ignore file that holds for a Dockerfile.
#[derive(Debug)]
pub struct IgnoreFile {
    /// `.dockerignore`, or the Dockerfile's own: `Dockerfile.dockerignore`.
    pub name: String,
    pub patterns: Dockerignore,
}

impl Instruction {
    /// The sources that a COPY or ADD takes from the build context: neither from a stage or image, nor from the network, nor
    /// from a heredoc.
    pub fn context_sources(&self) -> impl Iterator<Item = &Word> {
        let words = match self.keyword {
            Keyword::Copy | Keyword::Add if self.flag("from").is_none() => self.arguments.words(),
            _ => &[],
        };
        let sources = &words[..words.len().saturating_sub(1)];
        sources.iter().filter(|word| !is_elsewhere(&word.text))
    }

    /// Where a COPY or ADD puts what it takes.
    pub fn copy_destination(&self) -> Option<&Word> {
        match (self.keyword, self.arguments.words()) {
            (Keyword::Copy | Keyword::Add, [_, .., destination]) => Some(destination),
            _ => None,
        }
    }
}

fn is_elsewhere(source: &str) -> bool {
    source.starts_with("<<") || source.starts_with("git@") || source.contains("://")
}

impl Dockerfile {
    /// The ignore file at hand: the Dockerfile's own, or its folder's.
    pub fn ignore_file(&self) -> Option<IgnoreFile> {
        let surroundings = self.surroundings();
        let (path, files) = (surroundings.path.as_ref()?, surroundings.files.as_ref()?);
        let own = format!("{}.dockerignore", path.file_name()?.to_str()?);
        [own, ".dockerignore".to_owned()].into_iter().find_map(|name| {
            let text = files.read(&path.with_file_name(&name)).ok()?;
            Some(IgnoreFile { name, patterns: Dockerignore::parse(&text) })
        })
    }
}

/// A source as a path of the context: `./a//b/`, `/a/b` and `../a/b` are `a/b`; empty for the context itself.
pub fn context_path(source: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_lies_above_the_context() {
        assert_eq!(context_path("./a//b/"), "a/b");
        assert_eq!(context_path("../../a/../b"), "b");
        assert_eq!((context_path("."), context_path("/")), (String::new(), String::new()));
    }
}
