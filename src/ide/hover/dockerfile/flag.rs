//! Flags and their values, and the keys of `--mount`.

use super::{Place, instruction, stage, user};
use crate::ide::Hover;
use crate::ide::hover::page::{Page, code};
use crate::ide::hover::words;
use crate::model::dockerfile::{Flag, MountField, MountFlag, Word, mounts};
use crate::reference::dockerfile::{self as language, FlagKind, platform::Platform};
use crate::reference::packages;
use crate::reference::suggest;

pub(super) fn hover(place: Place<'_>) -> Option<Hover> {
    let Place { file, index, instruction, offset } = place;
    let flag = instruction.flags.iter().find(|flag| flag.span.touches(offset))?;
    if flag.name.text == "mount" {
        let mounts = mounts(instruction);
        let field = mounts.iter().find_map(|mount| {
            let fields = mount.fields.iter();
            Some((mount, fields.rev().find(|field| field_touches(field, offset))?))
        });
        if let Some((mount, field)) = field {
            return field_page(place, mount, field);
        }
    }
    let keyword = instruction.keyword.name();
    let Some(known) = language::flag(keyword, &flag.name.text) else {
        return unknown(keyword, flag).about(flag.span);
    };
    let value = flag.value.as_ref().filter(|value| value.span.touches(offset));
    if let Some(value) = value
        && known.kind == FlagKind::Origin
    {
        return stage::named(file, &value.text, value.span).about(value.span);
    }
    let mut page = Page::of(format!("{} of {}", code(&format!("--{}", known.name)), code(known.instructions[0])));
    if known.instructions.len() > 1 {
        page = Page::of(code(&format!("--{}", known.name)));
    }
    if let Some(given) = &flag.value {
        page = page.add_some(value_in_words(place, known, given, index));
        if known.kind == FlagKind::Duration || known.name == "retries" {
            page = page.add_some(instruction::healthcheck(instruction));
        }
    }
    let page = page.add(known.doc).add(notes(known)).link(&known.link(keyword));
    page.about(value.map_or(flag.span, |value| value.span))
}

fn notes(known: &language::Flag) -> String {
    let mut notes = Vec::new();
    if !known.default.is_empty() {
        notes.push(format!("Default: {}.", known.default));
    }
    if known.repeatable {
        notes.push("May be given more than once.".to_owned());
    }
    if known.labs_only {
        notes.push("Only in the labs variant of the syntax.".to_owned());
    }
    if !known.since.is_empty() {
        notes.push(format!("Since Dockerfile syntax {}.", known.since));
    }
    notes.join(" ")
}

fn unknown(keyword: &str, flag: &Flag) -> Page {
    let page = Page::of(format!("{} has no flag {}.", code(keyword), code(&format!("--{}", flag.name.text))));
    let names = language::flags_of(keyword).map(|known| known.name);
    let meant = suggest::suggest(&flag.name.text, names);
    page.add_some(meant.map(|meant| format!("Is {} meant?", code(&format!("--{meant}")))))
}

/// What the value of a flag says.
fn value_in_words(place: Place<'_>, known: &language::Flag, value: &Word, index: usize) -> Option<String> {
    let text = value.text.as_str();
    if let Some(choice) = known.values.iter().find(|choice| choice.value == text) {
        return Some(format!("{}: {}", code(choice.value), choice.doc));
    }
    let told = match known.kind {
        FlagKind::Duration => words::duration(language::duration::interval(text).ok()? as f64),
        FlagKind::Owner => user::in_words(place.file, place.file.stage_of(index)?, text),
        FlagKind::Permissions => words::permissions(text)?,
        FlagKind::Platform => {
            let platform = Platform::parse(text)?;
            let variant =
                if platform.variant.is_empty() { String::new() } else { format!(", variant {}", platform.variant) };
            format!("{} on {}{variant}", words::capitalized(&platform.os), code(&platform.architecture))
        }
        FlagKind::Checksum if text.starts_with("sha256:") => {
            "the build fails where what arrives has another digest".to_owned()
        }
        _ => return None,
    };
    Some(format!("{}: {told}.", code(text)))
}

fn field_touches(field: &MountField, offset: usize) -> bool {
    field.key.span.touches(offset) || field.value.as_ref().is_some_and(|value| value.span.touches(offset))
}

fn field_page(place: Place<'_>, mount: &MountFlag<'_>, field: &MountField) -> Option<Hover> {
    let kind = mount.kind().unwrap_or("bind");
    let span = field.value.as_ref().map_or(field.key.span, |value| field.key.span.to(value.span));
    let on_value = field.value.as_ref().filter(|value| value.span.touches(place.offset));
    if field.is("from")
        && let Some(value) = on_value
    {
        return stage::named(place.file, &value.text, value.span).about(value.span);
    }
    if field.is("type")
        && let Some(known) = language::mount(kind)
    {
        let page = Page::of(format!("{} mount: {}", code(known.name), known.doc));
        let since = format!("Since Dockerfile syntax {}.", known.since);
        return page.add_some((!known.since.is_empty()).then_some(since)).link(&known.link()).about(span);
    }
    let Some(known) = language::mount_key(kind, &field.key.text) else {
        let names = language::mount_keys(kind).iter().map(|known| known.name);
        let meant = suggest::suggest(&field.key.text, names).map(|meant| format!("Is {} meant?", code(meant)));
        let page = Page::of(format!("A {} mount has no key {}.", code(kind), code(&field.key.text)));
        return page.add_some(meant).about(span);
    };
    let mut page = Page::of(format!("{} of a {} mount", code(known.name), code(kind)));
    if let Some(value) = &field.value {
        if let Some(choice) = known.values().iter().find(|choice| choice.value.eq_ignore_ascii_case(&value.text)) {
            page = page.add(format!("{}: {}", code(choice.value), choice.doc));
        }
        if known.name == "target" && kind == "cache" {
            page = page.add_some(cache_of(&value.text));
        }
        if known.name == "mode" {
            let letters = words::permissions(&value.text);
            page = page.add_some(letters.map(|letters| format!("{}: {}", code(&value.text), code(&letters))));
        }
    }
    let default = (!known.default.is_empty()).then(|| format!("Default: {}.", known.default));
    let link = language::mount(kind).map(language::Mount::link);
    let page = page.add(known.doc).add_some(default);
    page.link(&link.unwrap_or_default()).about(span)
}

/// What a package manager keeps in a directory.
fn cache_of(directory: &str) -> Option<String> {
    let directory = directory.trim_end_matches('/');
    packages::managers().find_map(|manager| {
        let cache = manager.caches.iter().find(|cache| cache.directory == directory)?;
        let sharing = code(&format!("sharing={}", cache.sharing.as_str()));
        Some(format!("Where {} keeps: {} Best with {sharing}.", code(manager.name), cache.holds))
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::says;

    #[test]
    fn flags_say_what_they_and_their_values_do() {
        says("FROM a\nHEALTHCHECK --inter$0val=5s CMD x\n", "--interval=5s", "Asks every 5 s");
        says("FROM a\nCOPY --chmod=06$044 a b\n", "0644", "`0644`: rw-r--r--.");
        says("FROM a\nCOPY --ch$0own=7:8 a b\n", "--chown=7:8", "uid 7, group `8`");
        says("FROM --platform=linux/ar$0m64 a\n", "linux/arm64", "arm64");
        says("FROM a\nCOPY --fron$0=x a b\n", "--fron=x", "Is `--from` meant?");
        says("FROM a AS b\nFROM c\nCOPY --from=$0b a b\n", "b", "Stage 1 of 2");
        says("FROM c\nCOPY --from=$0busybox:1 a b\n", "busybox:1", "Docker Hub");
    }

    #[test]
    fn the_keys_of_a_mount_are_explained_for_its_kind() {
        let run = |mount: &str| format!("FROM a AS b\nFROM c\nRUN --mount={mount} x\n");
        says(&run("type=cache,sha$0ring=locked,target=/x"), "sharing=locked", "`sharing` of a `cache` mount");
        says(&run("ty$0pe=cache,target=/x"), "type=cache", "`cache` mount:");
        says(&run("type=cache,target=/root/.cac$0he/pip"), "target=/root/.cache/pip", "Where `pip` keeps:");
        says(&run("from=$0b,target=/x"), "b", "Stage 1 of 2");
        says(&run("type=secret,requ$0ird=true"), "requird=true", "Is `required` meant?");
        says(&run("type=cache,target=/x,read$0only"), "readonly", "of a `cache` mount");
    }
}
