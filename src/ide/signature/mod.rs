//! The forms of what is being typed, and which part of its form the cursor is in: instructions with their flags, the keys of a
//! mount, and the short forms of Compose, which pack several things into one text.

mod compose;
mod dockerfile;

use crate::model::{Language, Snapshot};
use std::ops::Range;

/// The forms of what is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatures {
    pub forms: Vec<Form>,
    /// The form that is being typed.
    pub active: usize,
    /// The part of that form in which the cursor stands.
    pub parameter: Option<usize>,
}

/// One way of writing something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub label: String,
    /// In Markdown: what it does.
    pub documentation: String,
    /// In the order in which they stand in the label.
    pub parameters: Vec<Parameter>,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Where it stands in the label.
    pub range: Range<usize>,
    /// In Markdown.
    pub documentation: String,
}

/// The forms of what is being typed at `offset`; `None` where that has none.
pub fn signatures(snapshot: &Snapshot, offset: usize) -> Option<Signatures> {
    match snapshot.language() {
        Language::Dockerfile => dockerfile::signatures(snapshot.dockerfile()?, offset),
        Language::Compose => compose::signatures(snapshot.compose()?, offset),
        Language::Dockerignore | Language::Dotenv => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form and, after a bar, the part of it in which the cursor stands: at the caret, or at the end of the text.
    pub(super) fn of(language: Language, typed: &str) -> Option<String> {
        let offset = typed.find('‸').unwrap_or(typed.len());
        let found = signatures(&Snapshot::of(language, &typed.replace('‸', "")), offset)?;
        let form = &found.forms[found.active];
        let parameter = found.parameter.map_or("", |index| &form.label[form.parameters[index].range.clone()]);
        Some(format!("{} | {parameter}", form.label))
    }
}
