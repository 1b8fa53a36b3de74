//! A RUN --mount whose keys or values do not go together.

use super::unknown_flag::judge;
use crate::reference::dockerfile::{KeyKind, MOUNTS, SHARING_MODES, mount, mount_key, mount_keys};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// A mount has a key or a value that does not fit.
    ///
    /// Each type of mount has keys of its own: `sharing` belongs to `cache`, `size` to `tmpfs`, `required` to `secret` and
    /// `ssh`. They are read from left to right, and until `type=` has been read the mount is a `bind`; so put it first. A
    /// blank behind a comma becomes part of the next key. Where `# syntax=` asks for a front end that is newer than ours is known
    /// to be, an unknown type or key is a hint.
    ///
    /// ```dockerfile
    /// FROM golang:1.25
    /// RUN --mount=type=cache,tagret=/root/.cache/go-build go build ./...
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM golang:1.25
    /// RUN --mount=type=cache,target=/root/.cache/go-build go build ./...
    /// ```
    "invalid-run-mount", Error, Ask,
    lacks: Continuation,
    groups: [Syntax],
    concerns: ["run-mount-network-security-flag", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.is_for_docker() {
        return;
    }
    for instruction in file.all(Keyword::Run) {
        for mount in mounts(instruction) {
            check_mount(file, &mount, report);
        }
    }
}

fn check_mount(file: &Dockerfile, flag: &MountFlag, report: &mut Report) {
    if flag.fields.is_empty() {
        report.at(flag.flag.span, "--mount lacks its keys, such as `type=cache,target=/path`");
        return;
    }
    let last_kind = flag.kind();
    // What the type is so far; `None` once a variable decides it.
    let mut kind = Some("bind");
    let mut is_broken = false;
    for field in &flag.fields {
        if field.is("type") {
            let value = field.value.as_ref().map(|value| value.text.as_str());
            kind = value.filter(|value| !value.contains('$'));
        }
        is_broken |= check_field(file, field, kind, last_kind, report);
    }
    let (Some(last_kind), false) = (last_kind, is_broken) else { return };
    check_whole(file, flag, last_kind, report);
}

/// Judges one field; answers whether it is refused.
fn check_field(
    file: &Dockerfile,
    field: &MountField,
    kind: Option<&str>,
    last_kind: Option<&str>,
    report: &mut Report,
) -> bool {
    let name = field.key.text.to_ascii_lowercase();
    // Every type knows the same names.
    let Some(key) = mount_key("bind", &name) else {
        report_unknown(file, field, last_kind, report);
        return true;
    };
    let Some(value) = &field.value else {
        let may_be_bare = key.kind == KeyKind::Boolean;
        if !may_be_bare {
            report.at(field.key.span, format!("`{}` needs a value: `{}=…`", field.key.text, field.key.text));
            return true;
        }
        return key.name == "required" && refuse_before_type(field, kind, last_kind, report);
    };
    let is_open = value.text.contains('$');
    let place = if value.text.is_empty() { field.key.span } else { value.span };
    match key.name {
        "from" => {
            let at = value.text.find('$').filter(|&at| at + 1 != value.text.len());
            if at.is_some() {
                report.at(place, "`from` takes no variables; give the image a stage of its own and name that");
                return true;
            }
            return false;
        }
        "required" | "size" if refuse_before_type(field, kind, last_kind, report) => return true,
        _ if is_open => return false,
        _ => {}
    }
    let flaw = match key.kind {
        KeyKind::OneOf => {
            let choices: Vec<&str> = match key.name {
                "type" => MOUNTS.iter().map(|mount| mount.name).collect(),
                _ => SHARING_MODES.iter().map(|choice| choice.value).collect(),
            };
            if choices.iter().any(|choice| choice.eq_ignore_ascii_case(&value.text)) {
                return false;
            }
            let list: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
            let finding =
                report.at(place, format!("`{}` is one of {}, not `{}`", key.name, list.join(", "), value.text));
            if let Some(meant) = suggest(&value.text, choices) {
                finding.fix(format!("Write {meant}"), replace(value.span, meant));
            }
            judge(finding, file);
            return true;
        }
        KeyKind::Boolean => (!is_boolean(&value.text)).then_some("is `true` or `false`"),
        KeyKind::Mode => u32::from_str_radix(&value.text, 8).is_err().then_some("takes octal digits"),
        KeyKind::Number => value.text.parse::<u32>().is_err().then_some("takes a number"),
        KeyKind::Bytes => (!is_size(&value.text)).then_some("takes a number of bytes, such as `64m`"),
        KeyKind::Path | KeyKind::Origin | KeyKind::Name | KeyKind::Variable => None,
    };
    if let Some(flaw) = flaw {
        report.at(place, format!("`{}` {flaw}, not `{}`", key.name, value.text));
    }
    flaw.is_some()
}

fn report_unknown(file: &Dockerfile, field: &MountField, kind: Option<&str>, report: &mut Report) {
    let key = &field.key;
    let trimmed = key.text.trim();
    if mount_key("bind", trimmed).is_some() && trimmed.len() < key.text.len() {
        report
            .at(key.span, "A blank stands before the key and becomes part of it")
            .fix("Remove the blank", replace(key.span, trimmed));
        return;
    }
    let names = mount_keys(kind.unwrap_or("bind"))
        .iter()
        .flat_map(|key| [key.name].into_iter().chain(key.aliases.iter().copied()));
    let place = if key.text.is_empty() { field.value.as_ref().map_or(key.span, |value| value.span) } else { key.span };
    if key.text.is_empty() {
        report.at(place, "A key is missing here");
        return;
    }
    let finding = match suggest(&key.text, names) {
        Some(meant) => report
            .at(place, format!("A mount has no key `{}`; did you mean `{meant}`?", key.text))
            .fix(format!("Write {meant}"), replace(key.span, meant)),
        None => report.at(place, format!("A mount has no key `{}`", key.text)),
    };
    judge(finding, file);
}

/// `required` and `size` are refused while the type, so far as it has been read, does not have them.
fn refuse_before_type(field: &MountField, kind: Option<&str>, last_kind: Option<&str>, report: &mut Report) -> bool {
    let name = field.key.text.to_ascii_lowercase();
    let has = |kind: &str| match name.as_str() {
        "size" => kind.eq_ignore_ascii_case("tmpfs"),
        _ => kind.eq_ignore_ascii_case("secret") || kind.eq_ignore_ascii_case("ssh"),
    };
    let Some(kind) = kind else { return false };
    if has(kind) {
        return false;
    }
    let message = match last_kind {
        Some(last) if has(last) => {
            format!("`{name}` stands before `type={last}`, and mounts are read from left to right")
        }
        Some(last) => format!("A {last} mount has no `{name}`"),
        None => format!("`{name}` stands before `type`, and mounts are read from left to right"),
    };
    report.at(field.key.span, message);
    true
}

/// What is judged when all keys have been read.
fn check_whole(file: &Dockerfile, flag: &MountFlag, kind: &str, report: &mut Report) {
    let Some(known) = mount(kind) else { return };
    let field = |names: &[&str]| names.iter().find_map(|name| flag.field(name));
    let filled =
        |names: &[&str]| field(names).filter(|it| it.value.as_ref().is_some_and(|value| !value.text.is_empty()));
    let kind = known.name;
    let creates = matches!(kind, "cache" | "secret" | "ssh");
    for name in ["mode", "uid", "gid"] {
        if let Some(field) = flag.field(name).filter(|_| !creates) {
            report.at(field.key.span, format!("A {kind} mount has no `{name}`"));
        }
    }
    if let Some(field) = filled(&["sharing"]).filter(|_| kind != "cache") {
        report.at(field.key.span, format!("A {kind} mount has no `sharing`; only caches are shared"));
    }
    let source = filled(&["source", "src"]);
    let target = filled(&["target", "dst", "destination"]);
    let id = filled(&["id"]);
    match kind {
        "secret" => {
            if let Some(from) = filled(&["from"]) {
                report.at(from.key.span, "A secret mount has no `from`");
            }
            if source.is_none() && target.is_none() && id.is_none() {
                report.at(flag.flag.span, "A secret mount needs an `id`");
            }
            if let (Some(source), Some(_)) = (source, id) {
                report.at(source.key.span, "`source` and `id` both name the secret; keep one");
            }
        }
        "ssh" => {
            if let Some(source) = source {
                report.at(source.key.span, "An ssh mount has no `source`");
            }
        }
        _ => {
            let path = target.and_then(|target| target.value.as_ref());
            match path {
                Some(path) if path.text.contains('$') => {}
                Some(path) if is_root(&path.text) => {
                    report.at(path.span, "A mount cannot cover the root of the file system");
                }
                Some(_) => {}
                // Without a target the mount would go to the working directory, which BuildKit takes unless that is `/`.
                None if file.workdir_is_root(flag.flag.span.start) => {
                    report.at(flag.flag.span, format!("A {kind} mount needs a `target`"));
                }
                None => {}
            }
        }
    }
}

/// As Go's `path.Clean` would leave nothing but the root.
fn is_root(path: &str) -> bool {
    path.starts_with('/') && path.split('/').all(|part| matches!(part, "" | "." | ".."))
}

/// As Go's `strconv.ParseBool` has it.
fn is_boolean(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False")
}

/// As docker/go-units reads `RAMInBytes`: a number, perhaps a blank, perhaps a unit.
fn is_size(text: &str) -> bool {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    let (number, unit) = text.split_at(digits);
    let unit = unit.strip_prefix(' ').unwrap_or(unit).to_ascii_lowercase();
    let letters = unit.trim_end_matches('b').trim_end_matches('i');
    number.parse::<f64>().is_ok() && unit.len() <= 3 && matches!(letters, "" | "k" | "m" | "g" | "t" | "p")
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::Hint;
    use crate::rules::testing::{findings, fixed, marked, severities};

    fn marked_in(mount: &str) -> Vec<String> {
        marked("invalid-run-mount", &format!("FROM a\nWORKDIR /w\nRUN --mount={mount} x\n"))
    }

    #[test]
    fn keys_and_values_are_judged() {
        for (mount, place) in [
            ("type=cach,target=/x", "cach"),
            ("type=cache,sharing=all,target=/x", "all"),
            ("type=cache,target=/x,colour=red", "colour"),
            ("type=cache,target", "target"),
            ("target=/x,ro=maybe", "maybe"),
            ("type=cache,target=/x,mode=9", "9"),
            ("type=cache,target=/x,uid=me", "me"),
            ("type=tmpfs,target=/x,size=10%", "10%"),
            ("size=1m,type=tmpfs,target=/x", "size"),
            ("required,type=secret,id=a", "required"),
            ("type=bind,target=/x,from=$A", "$A"),
            ("type=bind,target=/x,mode=0700", "mode"),
            ("type=bind,target=/x,sharing=locked", "sharing"),
            ("type=secret,id=a,from=b", "from"),
            ("type=secret", "--mount=type=secret"),
            ("type=secret,id=a,source=b", "source"),
            ("type=ssh,source=a", "source"),
            ("type=cache,target=/", "/"),
            ("type=cache,target=/x,", ""),
        ] {
            assert_eq!(marked_in(mount), [place], "{mount}");
        }
    }

    #[test]
    fn what_is_sound_or_unknown_is_left_alone() {
        for mount in [
            "type=cache,target=/x,sharing=LOCKED,id=a,uid=1,mode=0755",
            "Type=Secret,id=a,required,env=B",
            "type=ssh,required=true",
            "type=$T,size=1m,target=/x",
            "type=tmpfs,target=/x,size=1.5gb",
            "target=.,rw",
            "type=cache,target=$D,sharing=$S",
            "type=bind,from=a,src=/b,dst=c,readonly",
        ] {
            assert!(marked_in(mount).is_empty(), "{mount}");
        }
    }

    #[test]
    fn without_a_target_the_working_directory_counts() {
        assert_eq!(findings("invalid-run-mount", "FROM scratch\nRUN --mount=type=cache x\n").len(), 1);
        assert!(findings("invalid-run-mount", "FROM a\nWORKDIR /x\nRUN --mount=type=cache x\n").is_empty());
    }

    #[test]
    fn a_front_end_that_is_not_known_may_know_the_type_and_the_key() {
        let source =
            "# syntax=docker/dockerfile:2\nFROM a\nRUN --mount=type=vault,target=/x --mount=target=/y,lease=1h z\n";
        assert_eq!(severities("invalid-run-mount", source), [Hint, Hint]);
    }

    #[test]
    fn a_blank_after_a_comma_is_seen() {
        let source = "FROM a\nRUN \"--mount=type=cache, target=/x\" y\n";
        assert!(fixed("invalid-run-mount", source).is_none(), "quotes do not make a flag");
        let source = "FROM a\nRUN --mount=\"type=cache, target=/x\" y\n";
        assert_eq!(
            fixed("invalid-run-mount", source).as_deref(),
            Some("FROM a\nRUN --mount=\"type=cache,target=/x\" y\n")
        );
    }
}
