//! One file: its bytes read as text, its language, and the way back to the disk.

use super::{Problem, reason};
use crate::model::Language;
use crate::text::Text;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file's text and language.
#[derive(Debug, Clone)]
pub struct Document {
    pub language: Language,
    pub text: Text,
    /// What its reader should know: stray bytes were replaced.
    pub problem: Option<Problem>,
}

/// Reads a file. Its name tells the language, and where it does not, its content.
///
/// # Errors
/// A [`Problem`] where the file cannot be read, is no text, or is in no language that Dunnage reads.
pub fn read(path: &Path) -> Result<Document, Problem> {
    let bytes = fs::read(path).map_err(|error| Problem::new(path, reason(&error)))?;
    read_bytes(path, &bytes)
}

/// Reads the bytes of a file that goes by the name of `path`.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(path: &Path, bytes: &[u8]) -> Result<Document, Problem> {
    if let Some(sentence) = not_text(bytes) {
        return Err(Problem::new(path, sentence));
    }
    let text = Text::from_bytes(bytes);
    let by_name = path.file_name().and_then(|name| Language::of_name(&name.to_string_lossy()));
    let language = by_name.or_else(|| Language::of_content(&text.source()));
    let Some(language) = language.filter(|known| known.is_checked()) else {
        let sentence = match language {
            Some(_) => "a file of variables is judged through the Compose file that reads it",
            None => "neither its name nor its content says whether this is a Dockerfile or a Compose file",
        };
        return Err(Problem::new(path, sentence));
    };
    let problem = std::str::from_utf8(bytes).err().map(|error| {
        let good = &bytes[..error.valid_up_to()];
        let line = 1 + good.iter().filter(|&&byte| byte == b'\n').count();
        let message = format!(
            "byte 0x{:02X} is not UTF-8; the file is checked with its stray bytes replaced, and not mended",
            bytes[error.valid_up_to()]
        );
        Problem::at(path, line, message)
    });
    Ok(Document { language, text, problem })
}

/// Why the bytes are not worth reading as text, if they are not. A NUL alone is no reason: BuildKit reads on.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some("the file is in UTF-16, which neither BuildKit nor Compose reads; save it as UTF-8");
    }
    let head = &bytes[..bytes.len().min(8192)];
    let nuls = head.iter().filter(|&&byte| byte == 0).count();
    (nuls * 16 > head.len()).then_some("this is a binary file")
}

/// Writes a file whole or not at all: beside it first, then over it. Its permissions stay, and so does a link to it.
///
/// # Errors
/// A [`Problem`] that says what the system said; the file is then as it was.
pub fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let target = dunce::canonicalize(path).map_err(|error| Problem::new(path, reason(&error)))?;
    let beside = beside(&target);
    let result = write_beside(&target, &beside, text);
    if result.is_err() {
        // Best effort: the reason to tell is the first failure.
        let _ = fs::remove_file(&beside);
    }
    result.map_err(|error| Problem::new(path, format!("it cannot be written: {}", reason(&error))))
}

fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    target.with_file_name(format!(".{name}.{}.dunnage", std::process::id()))
}

fn write_beside(target: &Path, beside: &Path, text: &str) -> io::Result<()> {
    let permissions = fs::metadata(target)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::other("the file is read-only"));
    }
    let mut file = File::options().write(true).create_new(true).open(beside)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(permissions)?;
    file.sync_all()?;
    fs::rename(beside, target)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(name: &str, bytes: &[u8]) -> Result<Document, String> {
        read_bytes(Path::new(name), bytes).map_err(|problem| problem.to_string())
    }

    #[test]
    fn the_name_tells_the_language_and_then_the_content() {
        assert_eq!(read_as("a/Dockerfile", b"").map(|it| it.language), Ok(Language::Dockerfile));
        assert_eq!(read_as("build", b"FROM a\n").map(|it| it.language), Ok(Language::Dockerfile));
        assert_eq!(read_as("stack.yml", b"services:\n  a: {}\n").map(|it| it.language), Ok(Language::Compose));
        assert!(read_as(".env", b"A=1\n").is_err_and(|sentence| sentence.contains("variables")));
        assert_eq!(
            read_as("notes", b"hello\n").map(|it| it.language),
            Err("notes: neither its name nor its content says whether this is a Dockerfile or a Compose file".into())
        );
    }

    #[test]
    fn stray_bytes_are_told_with_their_line() {
        let document = read_as("Dockerfile", b"FROM a\n# caf\xe9\n").expect("it is read nevertheless");
        assert!(document.text.is_lossy());
        let problem = document.problem.expect("and told");
        assert_eq!((problem.line, problem.message.contains("0xE9")), (Some(2), true));
    }

    #[test]
    fn binaries_are_not_read_as_text() {
        assert_eq!(read_as("Dockerfile", &[0; 64]).map(|_| ()), Err("Dockerfile: this is a binary file".into()));
        assert!(read_as("Dockerfile", b"\xff\xfeF\0R\0").is_err());
        assert!(read_as("Dockerfile", b"FROM a\nRUN echo a\0b and some more text\n").is_ok());
    }
}
