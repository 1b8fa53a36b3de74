//! `RUN --mount` taken apart: its keys and values, each with its place.
//!
//! Source: BuildKit `instructions/commands_runmount.go`, which reads the list as one line of CSV. What the keys mean is in
//! `reference::dockerfile`; whether they may stand together is for a rule to say.

use super::{Flag, Instruction, Keyword, Word};

/// One `--mount` of a RUN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountFlag<'a> {
    pub flag: &'a Flag,
    /// In the order in which they stand, and in which they are judged.
    pub fields: Vec<MountField>,
}

/// A key of a mount, and its value where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountField {
    /// As written; keys are taken in any case.
    pub key: Word,
    pub value: Option<Word>,
}

impl MountFlag<'_> {
    /// The last field of that name, which is the one that counts; aliases are names of their own here.
    pub fn field(&self, name: &str) -> Option<&MountField> {
        self.fields.iter().rev().find(|field| field.is(name))
    }

    /// The type as written, `bind` where none is; `None` where a variable decides it.
    pub fn kind(&self) -> Option<&str> {
        match self.field("type").and_then(|field| field.value.as_ref()) {
            None => Some("bind"),
            Some(value) if value.text.contains('$') => None,
            Some(value) => Some(&value.text),
        }
    }
}

impl MountField {
    pub fn is(&self, name: &str) -> bool {
        self.key.text.eq_ignore_ascii_case(name)
    }
}

/// The mounts of a RUN; none for other instructions.
pub fn mounts(instruction: &Instruction) -> Vec<MountFlag<'_>> {
    if !instruction.is(Keyword::Run) {
        return Vec::new();
    }
    instruction
        .flags_named("mount")
        .filter_map(|flag| Some(MountFlag { flag, fields: fields(flag.value.as_ref()?) }))
        .collect()
}

fn fields(list: &Word) -> Vec<MountField> {
    let mut fields = Vec::new();
    if list.text.is_empty() {
        return fields;
    }
    let mut start = 0;
    for text in list.text.split(',') {
        // A quoted field is rare: the quotes of a flag are gone before the list is read.
        let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let from = start + (text.len() - inner.len()) / 2;
        let word =
            |part: std::ops::Range<usize>| Word { text: list.text[part.clone()].to_owned(), span: list.part(part) };
        let end = from + inner.len();
        let (key, value) = match inner.find('=') {
            Some(at) => (word(from..from + at), Some(word(from + at + 1..end))),
            None => (word(from..end), None),
        };
        fields.push(MountField { key, value });
        start += text.len() + 1;
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::dockerfile::Syntax;

    #[test]
    fn keys_and_values_know_their_places() {
        let source = "RUN --mount=type=cache,target=/root/.cache,ro go build\n";
        let syntax = Syntax::parse(source);
        let mounts = mounts(&syntax.instructions[0]);
        let fields = &mounts[0].fields;
        assert_eq!(mounts[0].kind(), Some("cache"));
        assert_eq!(fields[1].key.span.of(source), "target");
        assert_eq!(fields[1].value.as_ref().map(|value| value.span.of(source)), Some("/root/.cache"));
        assert_eq!((fields[2].key.span.of(source), fields[2].value.is_none()), ("ro", true));
    }
}
