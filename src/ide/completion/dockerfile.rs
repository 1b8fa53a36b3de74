//! What may be typed at a place in a Dockerfile: instructions, flags and their values, stages, variables, health checks.
//!
//! Everything offered stands in `reference`, or in the file itself.

use super::items::{Menu, as_snippet};
use super::place::{self, Place};
use crate::ide::{Completion, CompletionKind};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Instruction, Keyword, Origin};
use crate::reference::dockerfile::{self as language, ArgumentKind, FlagKind, KeyKind, Role};
use crate::reference::images;
use crate::rules::{RULES, find as rule};
use crate::text::Span;

pub(super) fn completion(file: &Dockerfile, offset: usize) -> Menu {
    let mut menu = Menu::new(Span::at(offset));
    let Some(place) = place::find(file, offset) else { return menu };
    menu.items = match place {
        Place::Instruction { word, after_onbuild } => instructions(file, offset, word, after_onbuild),
        Place::FlagName { keyword, word } => flag_names(file, offset, keyword, word),
        Place::FlagValue { keyword, flag, word } => flag_values(file, offset, keyword, &flag, word),
        Place::MountKey { kind, given, word } => mount_keys(&kind, &given, word),
        Place::MountValue { kind, key, word } => mount_values(file, offset, &kind, &key, word),
        Place::Variable { word } => variables(file, offset, word),
        Place::Argument { keyword, before, word } => arguments(file, offset, keyword, &before, word),
        Place::Directive { typed, word } => directives(file, &typed, word),
        Place::DirectiveValue { name, word } => directive_values(&name, word),
        Place::RuleList { ours, word } => rules(ours, word),
    };
    menu
}

/// The page of a topic, see [`super::documentation`]: the table, then the entry.
pub(super) fn documentation(topic: &str) -> Option<String> {
    let (table, entry) = topic.split_once(' ')?;
    match table {
        "instruction" => {
            let instruction = language::instruction(entry)?;
            Some(format!("{}\n\n[Reference]({})", instruction.doc, instruction.link()))
        }
        "rule" => Some(rule(entry)?.meta.markdown()),
        _ => None,
    }
}

/// The position in the list of the instruction that the offset belongs to, or would be inserted at.
fn index_at(file: &Dockerfile, offset: usize) -> usize {
    file.instructions.partition_point(|instruction| instruction.span.start <= offset).saturating_sub(1)
}

fn instruction_at(file: &Dockerfile, offset: usize) -> Option<&Instruction> {
    file.instructions.get(index_at(file, offset))
}

/// Instructions follow the case that the file uses.
fn in_file_case(file: &Dockerfile, text: &str, name: &str) -> String {
    let lower = file.instructions.iter().filter(|each| each.name.text.chars().all(|c| !c.is_uppercase())).count();
    if lower * 2 > file.instructions.len() { text.replacen(name, &name.to_lowercase(), 1) } else { text.to_owned() }
}

fn instructions(file: &Dockerfile, offset: usize, word: Span, after_onbuild: bool) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    let before_any_stage =
        file.stages.first().is_none_or(|first| offset <= file.instructions[first.range.start].span.start);
    for instruction in &language::INSTRUCTIONS {
        if after_onbuild && !instruction.in_onbuild {
            continue;
        }
        let fits = if before_any_stage { matches!(instruction.name, "FROM" | "ARG") } else { true };
        let rank = match (fits, instruction.deprecated.is_empty()) {
            (true, true) => 0,
            (true, false) => 2,
            (false, _) => 3,
        };
        let topic = format!("dockerfile instruction {}", instruction.name);
        let label = in_file_case(file, instruction.name, instruction.name);
        menu.plain(CompletionKind::Keyword, &label, rank)
            .detail(instruction.summary)
            .deprecated(!instruction.deprecated.is_empty())
            .topic(&topic);
        for snippet in instruction.snippets {
            let body = in_file_case(file, snippet.body, instruction.name);
            menu.snippet(snippet.label, &body, rank + 1).filter(instruction.name).topic(&topic);
        }
    }
    if !before_any_stage && !after_onbuild {
        health_checks(file, offset, &mut menu, "HEALTHCHECK");
    }
    menu.items
}

/// A ready health check for each kind of service that the base image can serve.
fn health_checks(file: &Dockerfile, offset: usize, menu: &mut Menu, filter: &str) {
    let port = exposed_port(file, offset);
    for check in images::health::for_image(image_of(file, offset)) {
        menu.snippet(&check.title, &check.dockerfile_snippet(port.as_deref()), 1)
            .filter(filter)
            .detail(&format!("needs {}", check.tool))
            .document(&format!("```dockerfile\n{}\n```", check.dockerfile(port.as_deref())));
    }
}

/// The port that the stage exposes, where it is one number.
fn exposed_port(file: &Dockerfile, offset: usize) -> Option<String> {
    let runtime = file.runtime_of(file.stage_at(offset)?);
    let port = runtime.exposed.first()?.split('/').next()?;
    port.parse::<u16>().ok().map(|port| port.to_string())
}

/// What is known of the image under the stage that holds the offset.
fn image_of(file: &Dockerfile, offset: usize) -> Option<&'static images::Image> {
    file.image_under(file.stage_at(offset)?)
}

fn flag_names(file: &Dockerfile, offset: usize, keyword: Keyword, word: Span) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    let given = instruction_at(file, offset).map(|instruction| instruction.trigger().unwrap_or(instruction));
    for (rank, flag) in (0u16..).zip(language::flags_of(keyword.name())) {
        let already = given.is_some_and(|given| given.flags_named(flag.name).any(|given| !given.span.touches(offset)));
        if already && !flag.repeatable {
            continue;
        }
        let detail = if flag.default.is_empty() { String::new() } else { format!("default: {}", flag.default) };
        menu.snippet(&format!("--{}", flag.name), flag.snippet.body, rank)
            .kind(CompletionKind::Flag)
            .detail(&detail)
            .document(&format!("{}\n\n[Reference]({})", flag.doc, flag.link(keyword.name())));
    }
    menu.items
}

fn flag_values(file: &Dockerfile, offset: usize, keyword: Keyword, name: &str, word: Span) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    let Some(flag) = language::flag(keyword.name(), name) else { return menu.items };
    for choice in flag.values {
        menu.plain(CompletionKind::Value, choice.value, 0).document(choice.doc);
    }
    match flag.kind {
        FlagKind::Origin => stages(file, offset, &mut menu),
        FlagKind::Owner => users(file, offset, &mut menu),
        _ => {}
    }
    menu.items
}

/// The stages above the offset: those that an instruction there can name.
fn stages(file: &Dockerfile, offset: usize, menu: &mut Menu) {
    let current = file.stage_at(offset).map_or(0, |stage| stage.index);
    for stage in file.stages.iter().filter(|stage| stage.index < current) {
        let Some(name) = &stage.name else { continue };
        let from = file.text(file.instructions[stage.range.start].head);
        menu.plain(CompletionKind::Reference, &name.text, 0)
            .detail(&format!("stage from {}", stage.base_word.text))
            .document(&format!("```dockerfile\n{from}\n```"));
    }
}

/// The accounts that the base image brings.
fn users(file: &Dockerfile, offset: usize, menu: &mut Menu) {
    let Some(image) = image_of(file, offset) else { return };
    for account in &image.accounts {
        let detail = format!("uid {}, ready in {}", account.id, image.name);
        menu.plain(CompletionKind::Value, account.name, 1).detail(&detail);
    }
}

fn mount_keys(kind: &str, given: &[String], word: Span) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    for key in language::mount_keys(kind) {
        let usable = matches!(key.role, Role::Required | Role::Optional);
        let already = given.iter().any(|given| given == key.name || key.aliases.contains(&given.as_str()));
        if !usable || already {
            continue;
        }
        let rank = if key.name == "type" { 0 } else { 1 + u16::from(key.role == Role::Optional) };
        let detail = match (key.role, key.default) {
            (Role::Required, _) => "required".to_owned(),
            (_, "") => String::new(),
            (_, default) => format!("default: {default}"),
        };
        let body = if key.kind == KeyKind::Boolean { key.name.to_owned() } else { format!("{}=", key.name) };
        menu.plain(CompletionKind::Property, key.name, rank).insert(&body).detail(&detail).document(key.doc);
    }
    menu.items
}

fn mount_values(file: &Dockerfile, offset: usize, kind: &str, key: &str, word: Span) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    let Some(key) = language::mount_key(kind, key) else { return menu.items };
    for choice in key.values() {
        menu.plain(CompletionKind::Value, choice.value, 0).document(choice.doc);
    }
    match key.kind {
        KeyKind::Origin => stages(file, offset, &mut menu),
        KeyKind::Boolean => {
            menu.plain(CompletionKind::Value, "true", 0);
            menu.plain(CompletionKind::Value, "false", 1);
        }
        _ => {}
    }
    menu.items
}

fn variables(file: &Dockerfile, offset: usize, word: Span) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    let index = index_at(file, offset);
    let visible = file.variables_before(index);
    for variable in visible.values() {
        let origin = match variable.origin {
            Origin::GlobalArg => "global ARG",
            Origin::Arg => "ARG",
            Origin::Env => "ENV",
        };
        let value =
            variable.value.as_ref().map_or_else(|| origin.to_owned(), |value| format!("{origin} = {}", value.text));
        menu.plain(CompletionKind::Variable, &variable.name, 0).detail(&value);
    }
    let in_from = instruction_at(file, offset).is_some_and(|instruction| instruction.is(Keyword::From));
    for argument in &language::ARGUMENTS {
        let usable = argument.kind == ArgumentKind::Platform && in_from;
        if usable && !visible.contains_key(argument.name) {
            menu.plain(CompletionKind::Variable, argument.name, 1).detail(argument.example).document(argument.doc);
        }
    }
    menu.items
}

fn arguments(file: &Dockerfile, offset: usize, keyword: Keyword, before: &[String], word: Span) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    let typed = word.of(file.source());
    let offers_flags = before.is_empty() && (typed.is_empty() || typed == "-");
    if offers_flags && !matches!(keyword, Keyword::Unknown) {
        menu.items.extend(flag_names(file, offset, keyword, word));
    }
    match (keyword, before.len()) {
        (Keyword::From, 0) => {
            stages(file, offset, &mut menu);
            menu.plain(CompletionKind::Image, "scratch", 2).detail("nothing at all");
        }
        (Keyword::From, 1) => {
            menu.plain(CompletionKind::Keyword, "AS", 0).detail("names the stage");
        }
        (Keyword::Healthcheck, 0) => {
            menu.plain(CompletionKind::Keyword, "CMD", 10)
                .detail("the command that tells whether the container is well");
            menu.plain(CompletionKind::Keyword, "NONE", 11).detail("switches off the check that the base image brings");
            let start = instruction_at(file, offset).map_or(word.start, |instruction| instruction.name.span.start);
            if !file.text(Span::new(start, offset)).contains('\n') {
                let mut whole = Menu::new(Span::new(start, offset));
                health_checks(file, offset, &mut whole, file.text(Span::new(start, offset)));
                menu.items.extend(whole.items);
            }
        }
        (Keyword::Healthcheck, 1) if before[0].eq_ignore_ascii_case("CMD") => {
            let port = exposed_port(file, offset);
            for check in images::health::for_image(image_of(file, offset)) {
                let whole = check.dockerfile_snippet(port.as_deref());
                let Some((_, command)) = whole.split_once(" CMD ") else { continue };
                menu.snippet(&check.title, command, 0).detail(&format!("needs {}", check.tool));
            }
        }
        (Keyword::User, 0) => users(file, offset, &mut menu),
        (Keyword::Stopsignal, 0) => {
            for signal in &language::SIGNALS {
                menu.plain(CompletionKind::Value, signal.name, 0)
                    .detail(&signal.number.to_string())
                    .document(signal.doc);
            }
        }
        (Keyword::Label, _) if !typed.contains('=') => {
            for label in &language::LABELS {
                menu.snippet(label.key, &format!("{}=\"$1\"$0", label.key), 0)
                    .kind(CompletionKind::Property)
                    .document(label.doc);
            }
        }
        (Keyword::Expose, _) => {
            if let Some((port, _)) = typed.split_once('/') {
                let mut after = Menu::new(Span::new(word.start + port.len() + 1, word.end));
                for choice in language::PROTOCOLS {
                    after.plain(CompletionKind::Value, choice.value, 0).document(choice.doc);
                }
                menu.items.extend(after.items);
            } else if let Some(image) = image_of(file, offset) {
                for port in &image.ports {
                    menu.plain(CompletionKind::Value, port, 0).detail(&format!("what {} listens on", image.name));
                }
            }
        }
        (Keyword::Shell, 0) => {
            for (shell, detail) in [
                (r#"["/bin/bash", "-o", "pipefail", "-c"]"#, "a failing command fails its pipeline"),
                (r#"["/bin/ash", "-eo", "pipefail", "-c"]"#, "the same for Alpine"),
                (r#"["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]"#, "Windows"),
            ] {
                menu.snippet(shell, &as_snippet(shell), 0).kind(CompletionKind::Value).detail(detail);
            }
        }
        (Keyword::Arg, _) => {
            for argument in language::ARGUMENTS.iter().filter(|argument| argument.kind != ArgumentKind::Proxy) {
                menu.plain(CompletionKind::Variable, argument.name, 0).detail(argument.example).document(argument.doc);
            }
        }
        _ => {}
    }
    menu.items
}

fn directives(file: &Dockerfile, typed: &str, word: Span) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    for directive in &language::DIRECTIVES {
        if file.directives.iter().any(|given| given.span.end < word.start && given.name.key() == directive.name) {
            continue;
        }
        for snippet in directive.snippets {
            menu.snippet(snippet.label, snippet.body, 0)
                .filter(&format!("# {}", directive.name))
                .document(directive.doc);
        }
    }
    if typed.is_empty() || "dunnage".starts_with(typed) || typed.starts_with("dunnage") {
        menu.snippet("# dunnage ignore=", "# dunnage ignore=$1", 5)
            .document("Silences rules for the next instruction.");
    }
    menu.items
}

fn directive_values(name: &str, word: Span) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    let Some(directive) = language::directive(name) else { return menu.items };
    for choice in directive.values {
        menu.plain(CompletionKind::Value, choice.value, 0).document(choice.doc);
    }
    menu.items
}

fn rules(ours: bool, word: Span) -> Vec<Completion> {
    let mut menu = Menu::new(word);
    if ours {
        for rule in RULES {
            menu.plain(CompletionKind::Rule, rule.meta.name, 0)
                .detail(rule.meta.summary())
                .topic(&format!("dockerfile rule {}", rule.meta.name));
        }
    } else {
        for check in &language::CHECKS {
            menu.plain(CompletionKind::Rule, check.name, 0).document(check.doc);
        }
    }
    menu.items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::Insert;
    use crate::model::{Language, Snapshot};

    /// The completions at `$0`.
    fn at(marked: &str) -> Vec<Completion> {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let snapshot = Snapshot::of(Language::Dockerfile, &source);
        crate::ide::completion(&snapshot, offset).items
    }

    fn labels(marked: &str) -> Vec<String> {
        at(marked).into_iter().map(|item| item.label).collect()
    }

    fn offers(marked: &str, wanted: &[&str]) {
        let labels = labels(marked);
        for label in wanted {
            assert!(labels.iter().any(|offered| offered == label), "{marked}: no {label} in {labels:?}");
        }
    }

    fn withholds(marked: &str, unwanted: &[&str]) {
        let labels = labels(marked);
        for label in unwanted {
            assert!(labels.iter().all(|offered| offered != label), "{marked}: {label} in {labels:?}");
        }
    }

    #[test]
    fn instructions_and_their_flags() {
        offers("FROM a\nHEA$0", &["HEALTHCHECK", "RUN"]);
        offers("FROM a\nCOPY --$0 x y", &["--from", "--chown", "--link", "--parents", "--exclude"]);
        withholds("FROM a\nCOPY --link --$0 x y", &["--link"]);
        withholds("FROM a\nONBUILD $0", &["FROM", "ONBUILD", "MAINTAINER"]);
        assert_eq!(labels("$0")[..2], ["ARG", "FROM"]);
        offers("from a\nrun b\n$0", &["healthcheck"]);
    }

    #[test]
    fn mounts_and_fixed_values() {
        offers("FROM a\nRUN --mount=$0", &["type", "target"]);
        offers("FROM a\nRUN --mount=type=$0", &["cache", "secret", "bind"]);
        offers("FROM a\nRUN --mount=type=cache,$0", &["target", "sharing"]);
        withholds("FROM a\nRUN --mount=type=cache,$0", &["type", "required"]);
        offers("FROM a\nRUN --mount=type=cache,sharing=$0", &["locked"]);
        offers("FROM a\nRUN --network=$0", &["none"]);
        offers("FROM --platform=$0", &["linux/amd64", "$BUILDPLATFORM"]);
        offers("FROM a\nEXPOSE 53/$0", &["udp"]);
        offers("FROM a\nSTOPSIGNAL $0", &["SIGQUIT"]);
    }

    #[test]
    fn names_of_the_file() {
        offers("FROM a AS build\nFROM b\nCOPY --from=$0", &["build"]);
        offers("FROM a AS build\nFROM $0", &["build"]);
        withholds("FROM a AS build\nCOPY --from=$0", &["build"]);
        offers("FROM a AS build\nFROM b\nRUN --mount=from=$0", &["build"]);
        offers("ARG V=1\nFROM a:$$0", &["V", "TARGETARCH"]);
        offers("FROM a\nENV P=1\nRUN echo ${$0", &["P"]);
    }

    #[test]
    fn health_checks_come_ready() {
        offers("FROM a\nHEALTHCHECK $0", &["--interval", "CMD", "NONE"]);
        let ready: Vec<Completion> = at("FROM a\nHEALTHCHECK CMD $0");
        assert!(ready.iter().any(|item| matches!(&item.insert, Insert::Snippet(body) if body.contains("curl"))));
    }

    #[test]
    fn comments_complete_too() {
        offers("# $0\nFROM a", &["syntax", "escape"]);
        offers("# escape=$0\nFROM a", &["`"]);
        offers("FROM a\n# dunnage ignore=$0\nUSER x", &["maintainer-deprecated"]);
        offers("# check=skip=$0\nFROM a", &["StageNameCasing"]);
    }
}
