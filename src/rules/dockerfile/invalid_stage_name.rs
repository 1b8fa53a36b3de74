//! A stage whose name BuildKit does not take.

use crate::rules::prelude::*;

rule! {
    /// A stage's name has a character that it may not have.
    ///
    /// It starts with a letter, and letters, digits, `-`, `_` and `.` follow. A digit in front would make it look like a
    /// stage's number. The fix changes the name wherever the file uses it.
    ///
    /// ```dockerfile
    /// FROM golang:1.25 AS build/api
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM scratch
    /// COPY --from=build/api /api /api
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM golang:1.25 AS build-api
    /// RUN go build -o /api ./cmd/api
    ///
    /// FROM scratch
    /// COPY --from=build-api /api /api
    /// ```
    "invalid-stage-name", Error, Ask,
    groups: [Syntax],
    aka: ["dockerfile-utils:INVALID_BUILD_STAGE_NAME"],
    concerns: ["stage-name-invalid", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        let Some(name) = stage.name.as_ref().filter(|name| !is_sound(&name.text)) else { continue };
        let sound = sound_name(&name.text);
        let message = match name.text.chars().next() {
            Some(first) if !first.is_alphabetic() => format!("The name `{}` does not start with a letter", name.text),
            _ => format!("The name `{}` has a character other than letters, digits, `-`, `_` and `.`", name.text),
        };
        let finding = report.at(name.span, message);
        if file.stages.iter().any(|other| other.is_named(&sound)) {
            continue;
        }
        let is_it = |word: &&Word| word.text.eq_ignore_ascii_case(&name.text);
        let uses = file.stages.iter().flat_map(|stage| stage.references.iter().map(|it| &it.name));
        let bases = file.stages[stage.index + 1..].iter().map(|stage| &stage.base_word);
        let places = std::iter::once(name).chain(uses.filter(is_it)).chain(bases.filter(is_it));
        let edits: Vec<Edit> = places.map(|word| replace(word.span, &sound)).collect();
        finding.fix(format!("Call it `{sound}`"), edits);
    }
}

fn is_sound(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.starts_with(|c: char| c.is_ascii_lowercase()) && lower.chars().all(may_stand)
}

fn may_stand(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit() || "-_.".contains(character)
}

/// The nearest name that BuildKit takes.
fn sound_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let kept: String = lower.chars().map(|c| if may_stand(c) { c } else { '-' }).collect();
    let kept = kept.trim_matches(['-', '.', '_']);
    if kept.starts_with(|c: char| c.is_ascii_lowercase()) { kept.to_owned() } else { format!("stage-{kept}") }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_digit_in_front_gets_a_word() {
        assert_eq!(fixed("invalid-stage-name", "FROM a AS 1st\n").as_deref(), Some("FROM a AS stage-1st\n"));
        assert!(marked("invalid-stage-name", "FROM a AS Build_1.x-y\n").is_empty());
    }
}
