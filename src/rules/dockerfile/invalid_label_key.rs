//! Keys of labels that break Docker's rules for them.

use crate::rules::prelude::*;

rule! {
    /// The key of a label breaks Docker's rules for keys.
    ///
    /// A key is made of lower-case letters, digits, single dots and hyphens, also `_` and `/`; it starts with a letter and
    /// ends in a letter or digit. Docker stores any other just as well, but tools that look labels up, or turn them into
    /// metadata of their own, trip over blanks and capitals. `com.docker.`, `io.docker.` and `org.dockerproject.` belong to
    /// Docker, apart from the keys that it documents for others.
    ///
    /// The fix writes the key as the rules want it. Whoever reads the old key must be told.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL "Build Host"=ci
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL build-host=ci
    /// ```
    "invalid-label-key", Info, Ask,
    default: off,
    groups: [Style],
    aka: ["hadolint:DL3048", "tally:tally/labels/valid-key"],
    concerns: ["label-key-valid"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        for label in file.labels_of(stage) {
            let Some(key) = file.label_key(label) else { continue };
            let span = label.pair.key.span;
            if let Some(prefix) = RESERVED.iter().find(|prefix| key.starts_with(*prefix)) {
                if !OPEN.iter().any(|known| key.starts_with(known)) {
                    report.at(span, format!("Keys that start with `{prefix}` belong to Docker"));
                }
                continue;
            }
            let Some(flaw) = flaw(&key) else { continue };
            let finding = report.at(span, format!("The key `{key}` {flaw}"));
            let sound = mended(&key);
            if self::flaw(&sound).is_none() {
                finding.fix(format!("Write {sound}"), replace(span, sound)).declares(&[Change::Labels]);
            }
        }
    }
}

/// What Docker keeps for itself, and what of it others may set. Source: Docker's manual, "Docker object labels" and "Extension
/// metadata".
const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];
const OPEN: [&str; 3] = ["com.docker.extension.", "com.docker.desktop.extension.", "com.docker.image.source."];

fn flaw(key: &str) -> Option<&'static str> {
    let is_letter = |c: char| c.is_ascii_lowercase();
    let is_allowed = |c: char| is_letter(c) || c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '/');
    if key.is_empty() {
        return Some("is empty");
    }
    if key.contains(char::is_whitespace) {
        return Some("holds a blank");
    }
    if key.contains(|c: char| c.is_ascii_uppercase()) {
        return Some("has capital letters");
    }
    if !key.chars().all(is_allowed) {
        return Some("has characters other than letters, digits, `.` and `-`");
    }
    if !key.starts_with(is_letter) {
        return Some("does not start with a letter");
    }
    if !key.ends_with(|c: char| is_letter(c) || c.is_ascii_digit()) {
        return Some("does not end in a letter or digit");
    }
    (key.contains("..") || key.contains("--")).then_some("has two separators in a row")
}

/// The key in lower case, a hyphen for all that may not stand in it.
fn mended(key: &str) -> String {
    let mut sound = String::new();
    for character in key.chars() {
        let character = match character.to_ascii_lowercase() {
            c @ ('a'..='z' | '0'..='9' | '.' | '_' | '/') => c,
            _ => '-',
        };
        if !(matches!(character, '.' | '-') && sound.ends_with(character)) {
            sound.push(character);
        }
    }
    sound.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "invalid-label-key";

    #[test]
    fn sound_keys_and_dockers_own() {
        let source = "FROM a\nLABEL a.b-c_d/e1=x $K=y com.docker.extension.icon=z com.docker.x=1 1a=b a..b=c\n";
        assert_eq!(marked(NAME, source), ["com.docker.x", "1a", "a..b"]);
        assert_eq!(fixed(NAME, "FROM a\nLABEL com.docker.x=1\n"), None);
        assert_eq!(fixed(NAME, "FROM a\nLABEL Name=1\n").as_deref(), Some("FROM a\nLABEL name=1\n"));
        assert_eq!(fixed(NAME, "FROM a\nLABEL 1a=1\n"), None);
    }
}
