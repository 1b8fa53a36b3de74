//! The Dockerfile language as data: instructions, flags, mounts, directives, variables, signals, labels.
//!
//! One table drives validation, completion, hover and signature help alike, so each entry carries its documentation, in
//! Markdown and in our own words. The tables hold what is written in the language, not what a particular file means, and
//! they decide nothing by themselves.
//!
//! Facts come from BuildKit's front end (`frontend/dockerfile/instructions`, `shell`, `parser`, `linter`,
//! `dockerfile2llb`, and the version tables of its `docs/reference.md`), signals from moby/sys, label keys from the OCI
//! image specification, platforms from containerd/platforms.

mod argument;
mod check;
mod directive;
pub mod duration;
mod flag;
mod instruction;
mod label;
mod mount;
pub mod platform;
mod signal;
mod value;
mod variable;

pub use argument::{ARGUMENTS, Argument, ArgumentKind, argument};
pub use check::{CHECKS, Check, check};
pub use directive::{DIRECTIVES, Directive, NEWEST_FRONTEND, directive};
pub use flag::{FLAGS, Flag, FlagKind, flag, flags_of};
pub use instruction::{Expands, INSTRUCTIONS, Instruction, Parameter, Synopsis, instruction};
pub use label::{LABELS, Label, label, successor_of};
pub use mount::{Key, KeyKind, MOUNTS, Mount, Role, mount, mount_key, mount_keys};
pub use signal::{SIGNALS, Signal, signal, signal_number, usual_signal_name};
pub use value::{
    COPY_NOTES, DEFAULT_PATH, NETWORKS, PLATFORMS, PROTOCOLS, RESERVED_STAGE_NAMES, SECURITY_MODES, SHARING_MODES,
};
pub use variable::{MODIFIERS, Modifier, modifier};

/// Where the official reference of the language lives.
pub const REFERENCE: &str = "https://docs.docker.com/reference/dockerfile/";

/// One value of a closed set, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub value: &'static str,
    pub doc: &'static str,
}

const fn choice(value: &'static str, doc: &'static str) -> Choice {
    Choice { value, doc }
}

/// A form worth inserting. The body is an LSP snippet: `${1:name}` is a place to fill in, `\$` a dollar sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snippet {
    /// What tells it from its siblings in a list.
    pub label: &'static str,
    pub body: &'static str,
}

const fn snippet(label: &'static str, body: &'static str) -> Snippet {
    Snippet { label, body }
}

/// The page of the official reference at this anchor.
fn link(anchor: &str) -> String {
    format!("{REFERENCE}#{anchor}")
}

/// What a snippet inserts when every place keeps its default, or `None` if it is not well formed. Understands what our
/// tables use: `$1`, `${1}`, `${1:default}`, `${1|one,two|}` and escapes; defaults may nest.
pub fn plain_text(snippet: &str) -> Option<String> {
    let mut characters = snippet.chars().peekable();
    let mut open = Vec::new();
    let mut text = String::new();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push(characters.next()?),
            '$' => {
                let braced = characters.next_if_eq(&'{').is_some();
                let mut digits = 0;
                while characters.next_if(char::is_ascii_digit).is_some() {
                    digits += 1;
                }
                if digits == 0 {
                    return None;
                }
                if !braced {
                    continue;
                }
                match characters.next()? {
                    '}' => {}
                    ':' => open.push(()),
                    '|' => {
                        let choices: String = characters.by_ref().take_while(|c| *c != '|').collect();
                        text.push_str(choices.split(',').next()?);
                        characters.next_if_eq(&'}')?;
                    }
                    _ => return None,
                }
            }
            '}' if open.pop().is_some() => {}
            _ => text.push(character),
        }
    }
    open.is_empty().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_keep_their_defaults() {
        assert_eq!(plain_text("FROM ${1:alpine}${2: AS ${3:build}}$0").as_deref(), Some("FROM alpine AS build"));
        assert_eq!(plain_text(r"ENV PATH=${1:/app}:\$PATH").as_deref(), Some("ENV PATH=/app:$PATH"));
        assert_eq!(plain_text("${1|tcp,udp|}").as_deref(), Some("tcp"));
        assert_eq!(plain_text("${1:open"), None);
        assert_eq!(plain_text("$name"), None);
    }

    #[test]
    fn every_snippet_of_the_tables_is_well_formed() {
        let bodies = INSTRUCTIONS
            .iter()
            .flat_map(|instruction| instruction.snippets)
            .chain(FLAGS.iter().map(|flag| &flag.snippet))
            .chain(MOUNTS.iter().map(|mount| &mount.snippet))
            .chain(DIRECTIVES.iter().flat_map(|directive| directive.snippets));
        for snippet in bodies {
            let text = plain_text(snippet.body);
            assert!(text.is_some_and(|text| !text.is_empty()), "{}", snippet.body);
        }
    }

    /// The headings of the official reference that we point to, as its pages spell their anchors.
    const ANCHORS: &str = "add add---checksum add---chmod add---chown add---exclude add---keep-git-dir add---link add---unpack \
        arg automatic-platform-args-in-the-global-scope buildkit-built-in-build-args check cmd copy copy---chmod copy---chown \
        copy---exclude copy---from copy---link copy---parents entrypoint env escape expose \
        from healthcheck label maintainer-deprecated onbuild predefined-args run run---device \
        run---mount run---mounttypebind run---mounttypecache run---mounttypesecret run---mounttypessh run---mounttypetmpfs run---network run---security \
        shell stopsignal syntax user volume workdir";

    #[test]
    fn every_link_reaches_a_heading_of_the_reference() {
        let flags = FLAGS.iter().flat_map(|flag| flag.instructions.iter().map(|instruction| flag.link(instruction)));
        let links = INSTRUCTIONS
            .iter()
            .map(Instruction::link)
            .chain(flags)
            .chain(MOUNTS.iter().map(Mount::link))
            .chain(DIRECTIVES.iter().map(Directive::link))
            .chain(ARGUMENTS.iter().map(Argument::link));
        for link in links {
            let anchor = link.strip_prefix("https://docs.docker.com/reference/dockerfile/#").unwrap_or("");
            assert!(ANCHORS.split_ascii_whitespace().any(|known| known == anchor), "{link}");
        }
    }

    #[test]
    fn every_closed_set_explains_its_values() {
        let sets = [NETWORKS, SECURITY_MODES, SHARING_MODES, PROTOCOLS, PLATFORMS, RESERVED_STAGE_NAMES, COPY_NOTES];
        for choice in sets.into_iter().flatten() {
            assert!(!choice.value.is_empty() && choice.doc.ends_with('.'), "{choice:?}");
        }
    }
}
