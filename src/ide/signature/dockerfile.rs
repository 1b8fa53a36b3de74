//! The forms of the instructions, their flags spelt out, and of mounts.

use super::{Form, Parameter, Signatures};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Instruction, Keyword, mounts};
use crate::reference::dockerfile::{Flag, FlagKind, Mount, Role, Synopsis, flags_of, instruction, mount, mount_keys};
use std::ops::Range;

/// What stands for the flags in the forms of the table.
const FLAGS: &str = "[flags]";

pub(super) fn signatures(file: &Dockerfile, offset: usize) -> Option<Signatures> {
    let outer = file.instruction_at(offset)?;
    let typed = outer.trigger().filter(|inner| inner.name.span.end < offset).unwrap_or(outer);
    if offset <= typed.name.span.end || offset > outer.head.end {
        return None;
    }
    if let Some(found) = of_mount(typed, offset) {
        return Some(found);
    }
    let known = instruction(&typed.name.text)?;
    let flags: Vec<&'static Flag> = flags_of(known.name).collect();
    let forms: Vec<Form> = known.synopses.iter().map(|it| spelt_out(it, &flags, known.summary)).collect();
    let text = arguments_before(file.source(), typed, offset);
    let active = active_form(known.synopses, text.trim_start());
    let synopsis = &known.synopses[active];
    let with_flags = if synopsis.form.contains(FLAGS) { flags.as_slice() } else { &[] };
    let parameter = active_flag(with_flags, typed, offset).or_else(|| {
        let own = active_parameter(synopsis, typed, text, offset)?;
        Some(own + with_flags.len())
    });
    Some(Signatures { forms, active, parameter })
}

/// A form of the table with its flags in the place of `[flags]`.
fn spelt_out(synopsis: &Synopsis, flags: &[&'static Flag], summary: &str) -> Form {
    let own = synopsis.parameters.iter().zip(labels(synopsis));
    let Some(at) = synopsis.form.find(FLAGS) else {
        let parameters = own.map(|(it, range)| Parameter { range, documentation: it.doc.to_owned() }).collect();
        return Form { label: synopsis.form.to_owned(), documentation: summary.to_owned(), parameters };
    };
    let mut label = synopsis.form[..at].to_owned();
    let mut parameters = Vec::new();
    for flag in flags {
        let shown = format!("--{}{}", flag.name, value(flag));
        let start = label.len() + 1;
        label.push_str(&format!("[{shown}] "));
        parameters.push(Parameter { range: start..start + shown.len(), documentation: page(flag) });
    }
    let rest = synopsis.form[at + FLAGS.len()..].trim_start();
    let moved = label.len() as isize - (synopsis.form.len() - rest.len()) as isize;
    label.push_str(rest);
    parameters.extend(own.map(|(it, range)| Parameter {
        range: range.start.saturating_add_signed(moved)..range.end.saturating_add_signed(moved),
        documentation: it.doc.to_owned(),
    }));
    Form { label, documentation: summary.to_owned(), parameters }
}

/// What stands behind the name of a flag, with its `=`.
fn value(flag: &Flag) -> String {
    let shown = match flag.kind {
        FlagKind::Boolean => return String::new(),
        FlagKind::OneOf => flag.values.iter().map(|choice| choice.value).collect::<Vec<_>>().join("|"),
        _ if !flag.default.is_empty() && !flag.default.contains(' ') => flag.default.to_owned(),
        FlagKind::Platform => "platform".to_owned(),
        FlagKind::Origin => "stage|image".to_owned(),
        FlagKind::Owner => "user[:group]".to_owned(),
        FlagKind::Permissions => "mode".to_owned(),
        FlagKind::Pattern => "pattern".to_owned(),
        FlagKind::Checksum => "sha256:…".to_owned(),
        FlagKind::Mount => "type=…".to_owned(),
        FlagKind::Device => "name".to_owned(),
        FlagKind::Duration => "duration".to_owned(),
        FlagKind::Integer => "number".to_owned(),
    };
    format!("={shown}")
}

/// What a flag does, and its values where they are a few.
fn page(flag: &Flag) -> String {
    let values = flag.values.iter().map(|choice| format!("\n- `{}`: {}", choice.value, choice.doc));
    let values: String = if flag.kind == FlagKind::OneOf { values.collect() } else { String::new() };
    let gap = if values.is_empty() { "" } else { "\n" };
    format!("{}{gap}{values}", flag.doc)
}

/// The keys of the mount in which the cursor stands.
fn of_mount(typed: &Instruction, offset: usize) -> Option<Signatures> {
    let flag = mounts(typed).into_iter().find(|mount| mount.flag.span.touches(offset))?;
    if !flag.flag.value.as_ref()?.span.touches(offset) {
        return None;
    }
    let known: &Mount = mount(flag.kind()?)?;
    let mut label = "--mount=".to_owned();
    let mut parameters = Vec::new();
    let mut names: Vec<&[&str]> = Vec::new();
    let keys = mount_keys(known.name).iter().filter(|key| matches!(key.role, Role::Required | Role::Optional));
    let keys: Vec<_> = keys.filter(|key| key.name != "type").collect();
    let mut add = |text: String, doc: &str, is_needed: bool| {
        let comma = if label.ends_with('=') { "" } else { "," };
        let open = if is_needed { "" } else { "[" };
        let start = label.len() + open.len() + comma.len();
        label.push_str(&format!("{open}{comma}{text}{}", if is_needed { "" } else { "]" }));
        parameters.push(Parameter { range: start..start + text.len(), documentation: doc.to_owned() });
    };
    add(format!("type={}", known.name), known.doc, true);
    names.push(&[]);
    for key in &keys {
        add(format!("{}=…", key.name), key.doc, key.role == Role::Required);
        names.push(key.aliases);
    }
    let here = flag.fields.iter().rev().find(|field| field.key.span.start <= offset);
    let parameter = here.and_then(|field| {
        let is_named = |key: &str| field.is(key);
        if is_named("type") {
            return Some(0);
        }
        Some(1 + keys.iter().position(|key| is_named(key.name) || key.aliases.iter().any(|alias| is_named(alias)))?)
    });
    Some(Signatures {
        forms: vec![Form { label, documentation: known.doc.to_owned(), parameters }],
        active: 0,
        parameter,
    })
}

/// Where the label of each parameter stands in its form.
fn labels(form: &Synopsis) -> Vec<Range<usize>> {
    let mut from = 0;
    let place = |parameter: &crate::reference::dockerfile::Parameter| {
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

/// A bracket begins a list, `<<` a heredoc, `NONE` the form without a check; anything else is the plain form.
fn active_form(forms: &[Synopsis], typed: &str) -> usize {
    let is_none = typed.starts_with(['N', 'n']);
    if let Some(none) = forms.iter().position(|form| form.form.ends_with(" NONE")).filter(|_| is_none) {
        return none;
    }
    let arguments = match typed.get(..3) {
        Some(word) if word.eq_ignore_ascii_case("CMD") => typed[3..].trim_start(),
        _ => typed,
    };
    let fits = |form: &Synopsis| {
        let is_list = form.form.contains("[\"");
        let is_heredoc = form.form.contains("<<");
        is_list == arguments.starts_with('[') && is_heredoc == arguments.starts_with("<<")
    };
    forms.iter().position(fits).unwrap_or(0)
}

/// The flag in which the cursor stands, among those of the form.
fn active_flag(flags: &[&'static Flag], typed: &Instruction, offset: usize) -> Option<usize> {
    let here = typed.flags.iter().find(|flag| flag.span.touches(offset))?;
    let name = here.name.text.as_str();
    let begins = |flag: &&'static Flag| !name.is_empty() && flag.name.starts_with(name);
    flags.iter().position(|flag| flag.name == name).or_else(|| flags.iter().position(begins))
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
    let group = match typed.keyword {
        Keyword::Healthcheck => group.get(3..).unwrap_or("").trim_start(),
        _ => group,
    };
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
    use super::super::tests::of;
    use crate::model::Language;

    fn typed(text: &str) -> Option<String> {
        of(Language::Dockerfile, text)
    }

    #[test]
    fn the_part_being_typed_is_known() {
        for (text, form, part) in [
            ("FROM al", "FROM [--platform=platform] image[:tag|@digest] [AS name]", "image"),
            ("FROM --platform=li", "FROM [--platform=platform] image[:tag|@digest] [AS name]", "platform"),
            ("FROM --platform=$P alpine:3", "FROM [--platform=platform] image[:tag|@digest] [AS name]", "tag"),
            ("FROM alpine:3 as b", "FROM [--platform=platform] image[:tag|@digest] [AS name]", "name"),
            ("ENV A=1 B", "ENV NAME=value …", "NAME"),
            ("ENV A=1 B=", "ENV NAME=value …", "value"),
            ("CMD [\"a\", \"b", "CMD [\"program\", \"argument\", …]", "\"argument\""),
            ("CMD a", "CMD command", "command"),
            ("ONBUILD USER a:b", "USER user[:group]", "group"),
            ("HEALTHCHECK N", "HEALTHCHECK NONE", "NONE"),
        ] {
            assert_eq!(typed(text), Some(format!("{form} | {part}")), "{text}");
        }
    }

    #[test]
    fn flags_are_spelt_out_with_their_values() {
        let health = "HEALTHCHECK [--interval=30s] [--timeout=30s] [--start-period=0s] [--start-interval=5s] [--retries=3] CMD command";
        assert_eq!(typed("HEALTHCHECK --timeout=3s --inter"), Some(format!("{health} | --interval=30s")));
        assert_eq!(typed("HEALTHCHECK --timeout=3"), Some(format!("{health} | --timeout=30s")));
        assert_eq!(typed("HEALTHCHECK --timeout=3s CMD cu"), Some(format!("{health} | command")));
        let copy = typed("COPY --chown=a src /d").expect("a form");
        assert!(copy.contains("[--chown=0:0]") && copy.ends_with(" source… destination | destination"), "{copy}");
        assert!(typed("COPY --chown=a‸ src /d").is_some_and(|form| form.ends_with("| --chown=0:0")));
        assert!(typed("RUN --network=n").is_some_and(|form| form.contains("--network=default|none|host]")));
    }

    #[test]
    fn a_mount_shows_the_keys_of_its_type() {
        let cache = typed("RUN --mount=type=cache,dst=/x‸ true").expect("a form");
        assert!(cache.starts_with("--mount=type=cache") && cache.ends_with("| target=…"), "{cache}");
        assert!(typed("RUN --mount=type=cache‸ true").is_some_and(|form| form.ends_with("| type=cache")));
    }

    #[test]
    fn there_is_nothing_to_type_in_a_keyword_or_a_heredoc() {
        assert_eq!(typed("FROM"), None);
        assert_eq!(typed("FROM a\nRUN <<E\nx"), None);
        assert_eq!(typed("NOPE x"), None);
    }

    #[test]
    fn every_label_has_its_place() {
        for known in &crate::reference::dockerfile::INSTRUCTIONS {
            assert!(
                known.synopses.iter().all(|form| super::labels(form).len() == form.parameters.len()),
                "{}",
                known.name
            );
        }
    }
}
