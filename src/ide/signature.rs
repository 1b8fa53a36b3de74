//! The forms of the instruction under the cursor, and which part of its form is being typed.

use crate::model::Snapshot;
use crate::model::dockerfile::Instruction;
use crate::reference::dockerfile::{Parameter, Synopsis, instruction};
use std::ops::Range;

/// The forms of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatures {
    pub forms: &'static [Synopsis],
    /// In Markdown: what the instruction does.
    pub documentation: &'static str,
    /// The form that is being typed.
    pub active: usize,
    /// The part of that form in which the cursor stands.
    pub parameter: Option<usize>,
}

/// The forms of the instruction at `offset`; `None` where no argument of one is being typed.
pub fn signatures(snapshot: &Snapshot, offset: usize) -> Option<Signatures> {
    let file = snapshot.dockerfile()?;
    let outer = file.instruction_at(offset)?;
    let typed = outer.trigger().filter(|inner| inner.name.span.end < offset).unwrap_or(outer);
    if offset <= typed.name.span.end || offset > outer.head.end {
        return None;
    }
    let known = instruction(&typed.name.text)?;
    let text = arguments_before(file.source(), typed, offset);
    let active = active_form(known.synopses, text.trim_start());
    let parameter = active_parameter(&known.synopses[active], typed, text, offset);
    Some(Signatures { forms: known.synopses, documentation: known.summary, active, parameter })
}

/// Where the label of each parameter stands in its form.
pub fn labels(form: &Synopsis) -> Vec<Range<usize>> {
    let mut from = 0;
    let place = |parameter: &Parameter| {
        let start = from + form.form[from..].find(parameter.label)?;
        from = start + parameter.label.len();
        Some(start..from)
    };
    form.parameters.iter().filter_map(place).collect()
}

/// What was typed of the arguments, behind the flags.
fn arguments_before<'a>(source: &'a str, typed: &Instruction, offset: usize) -> &'a str {
    let flags = typed.flags.last().map_or(typed.name.span.end, |flag| flag.span.end);
    source.get(flags.min(offset)..offset).unwrap_or("")
}

/// A bracket begins a list, `<<` a heredoc, anything else the plain form.
fn active_form(forms: &[Synopsis], typed: &str) -> usize {
    let fits = |form: &Synopsis| {
        let is_list = form.form.contains("[\"");
        let is_heredoc = form.form.contains("<<");
        is_list == typed.starts_with('[') && is_heredoc == typed.starts_with("<<")
    };
    forms.iter().position(fits).unwrap_or(0)
}

fn active_parameter(form: &Synopsis, typed: &Instruction, text: &str, offset: usize) -> Option<usize> {
    let labels = labels(form);
    let is_flag = |label: &Range<usize>| form.form[..label.start].ends_with("--");
    if let Some(flag) = typed.flags.iter().find(|flag| flag.span.touches(offset)) {
        return labels.iter().position(|label| is_flag(label) && form.form[label.clone()] == flag.name.text);
    }
    // Of a form that repeats, the last word counts.
    let text = text.trim_start();
    let is_repeated = form.form.ends_with('…') && !text.starts_with('[');
    let group = if is_repeated { text.rsplit(char::is_whitespace).next().unwrap_or("") } else { text };
    let first = labels.iter().position(|label| !is_flag(label))?;
    let mut active = (0, first);
    for (index, label) in labels.iter().enumerate().skip(first + 1) {
        let between = &form.form[labels[index - 1].end..label.start];
        let separator = between.trim_matches(|c: char| c.is_whitespace() || "[]|…\"".contains(c));
        let found = match separator {
            "" => group.find(char::is_whitespace),
            word if word.chars().all(char::is_alphabetic) => {
                group.to_ascii_lowercase().find(&format!(" {} ", word.to_ascii_lowercase()))
            }
            mark => group.find(mark),
        };
        active = active.max(found.map_or((0, first), |at| (at + 1, index)));
    }
    Some(active.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    /// The form and, after a bar, the part of it in which the cursor stands.
    fn of(typed: &str) -> Option<String> {
        let signatures = signatures(&Snapshot::of(Language::Dockerfile, typed), typed.len())?;
        let form = &signatures.forms[signatures.active];
        let parameter = signatures.parameter.map_or("", |index| form.parameters[index].label);
        Some(format!("{} | {parameter}", form.form))
    }

    #[test]
    fn the_part_being_typed_is_known() {
        for (typed, form, part) in [
            ("FROM al", "FROM [--platform=platform] image[:tag|@digest] [AS name]", "image"),
            ("FROM --platform=li", "FROM [--platform=platform] image[:tag|@digest] [AS name]", "platform"),
            ("FROM --platform=$P alpine:3", "FROM [--platform=platform] image[:tag|@digest] [AS name]", "tag"),
            ("FROM alpine:3 as b", "FROM [--platform=platform] image[:tag|@digest] [AS name]", "name"),
            ("COPY --link a", "COPY [flags] source… destination", "source"),
            ("COPY a /b", "COPY [flags] source… destination", "destination"),
            ("ENV A=1 B", "ENV NAME=value …", "NAME"),
            ("ENV A=1 B=", "ENV NAME=value …", "value"),
            ("CMD [\"a\", \"b", "CMD [\"program\", \"argument\", …]", "\"argument\""),
            ("CMD a", "CMD command", "command"),
            ("RUN <<E", "RUN [flags] <<NAME", "NAME"),
            ("ONBUILD USER a:b", "USER user[:group]", "group"),
        ] {
            assert_eq!(of(typed), Some(format!("{form} | {part}")), "{typed}");
        }
    }

    #[test]
    fn there_is_nothing_to_type_in_a_keyword_or_a_heredoc() {
        assert_eq!(of("FROM"), None);
        assert_eq!(of("FROM a\nRUN <<E\nx"), None);
        assert_eq!(of("NOPE x"), None);
    }

    #[test]
    fn every_label_has_its_place() {
        for known in &crate::reference::dockerfile::INSTRUCTIONS {
            assert!(known.synopses.iter().all(|form| labels(form).len() == form.parameters.len()), "{}", known.name);
        }
    }
}
