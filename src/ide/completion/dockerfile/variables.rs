//! Variables: those that can be named at the cursor with what they hold, those that a line above would make nameable, the
//! operators behind a name, and names worth declaring.

use super::Here;
use crate::ide::CompletionKind;
use crate::ide::completion::items::{Menu, as_snippet};
use crate::model::dockerfile::{Arguments, Keyword, Origin, Variable};
use crate::reference::dockerfile::{ARGUMENTS, ArgumentKind, MODIFIERS, plain_text};
use crate::text::{Edit, Span, insert};
use std::collections::{BTreeMap, BTreeSet};

/// The longest value that stands beside a name, in characters.
const MAX_VALUE: usize = 60;

/// Variables that the shell of a step has without anybody's doing.
const OF_THE_SHELL: [&str; 3] = ["HOME", "PWD", "HOSTNAME"];

/// The names that may follow `$` or `${`.
pub(super) fn offer(here: Here, keyword: Keyword, braced: bool, menu: &mut Menu) {
    let closing =
        if braced && !here.behind(menu).starts_with(['}', ':', '-', '+', '?', '#', '%', '/']) { "}" } else { "" };
    let given = given_values(here);
    let mut offered: BTreeSet<String> = BTreeSet::new();
    let visible = visible(here, keyword);
    for (rank, variable) in (0..).zip(&visible) {
        offered.insert(variable.name.clone());
        let detail = describe(variable, given.get(&variable.name));
        let insert = format!("{}{closing}", variable.name);
        menu.plain(CompletionKind::Variable, &variable.name, rank).insert(&insert).detail(&detail);
    }
    if keyword == Keyword::From {
        for (rank, argument) in (200..).zip(ARGUMENTS.iter().filter(|it| it.kind == ArgumentKind::Platform)) {
            if offered.insert(argument.name.to_owned()) {
                menu.plain(CompletionKind::Variable, argument.name, rank)
                    .insert(&format!("{}{closing}", argument.name))
                    .detail(&format!("such as {}", argument.example))
                    .topic(&format!("dockerfile argument {}", argument.name));
            }
        }
        return;
    }
    let mut plain = |name: &str, rank: u16, detail: &str, menu: &mut Menu| {
        if offered.insert(name.to_owned()) {
            menu.plain(CompletionKind::Variable, name, rank).insert(&format!("{name}{closing}")).detail(detail);
        }
    };
    for name in assigned(here) {
        plain(name, 150, "set in this step", menu);
    }
    if let Some(image) = here.image() {
        for name in &image.environment {
            plain(name, 160, &format!("set by {}", image.name), menu);
        }
    }
    let is_shell = !matches!(keyword, Keyword::Env | Keyword::Copy | Keyword::Add | Keyword::Workdir | Keyword::Label);
    plain("PATH", 180, "where programs are looked for", menu);
    for name in OF_THE_SHELL.iter().filter(|_| is_shell) {
        plain(name, 181, "set by the shell", menu);
    }
    if in_container(keyword) {
        // What is named for the build alone is of no use there.
        offered.extend(here.file.declared_arguments().into_iter().map(str::to_owned));
        offered.extend(ARGUMENTS.iter().map(|it| it.name.to_owned()));
    } else {
        undeclared(here, closing, &mut offered, menu);
    }
    for name in named(here) {
        if offered.insert(name.to_owned()) {
            let insert = format!("{name}{closing}");
            menu.plain(CompletionKind::Variable, name, 190).insert(&insert).detail("named in this file");
        }
    }
}

/// Whether the container's own shell reads the words, where no build arguments are.
fn in_container(keyword: Keyword) -> bool {
    matches!(keyword, Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck)
}

/// The variables that the file declares for the place, the nearest declaration first.
fn visible(here: Here, keyword: Keyword) -> Vec<Variable> {
    let variables = here.file.variables_before(here.index()).into_values();
    let is_there = |variable: &Variable| variable.origin == Origin::Env || !in_container(keyword);
    let fits = |variable: &Variable| variable.span.start < here.offset && is_there(variable);
    let mut visible: Vec<Variable> = variables.filter(|it| is_name(&it.name) && fits(it)).collect();
    visible.sort_by_key(|variable| std::cmp::Reverse(variable.span.start));
    visible
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn describe(variable: &Variable, given: Option<&(String, String)>) -> String {
    let origin = match variable.origin {
        Origin::GlobalArg => "global ARG",
        Origin::Arg => "ARG",
        Origin::Env => "ENV",
    };
    let own = variable.value.as_ref().map(|value| shortened(value.text.trim_matches(['"', '\''])));
    match (given.filter(|_| variable.origin != Origin::Env), own) {
        (Some((value, builder)), _) => format!("{origin} = {} from {builder}", shortened(value)),
        (None, Some(value)) => format!("{origin} = {value}"),
        (None, None) => origin.to_owned(),
    }
}

fn shortened(value: &str) -> String {
    let line = value.lines().next().unwrap_or("");
    if line.chars().count() <= MAX_VALUE && line.len() == value.len() {
        return line.to_owned();
    }
    line.chars().take(MAX_VALUE).chain(['…']).collect()
}

/// The values that builders give to arguments, each with the one that does.
fn given_values(here: Here) -> BTreeMap<String, (String, String)> {
    let mut values = BTreeMap::new();
    for builder in here.builders() {
        for (name, value) in &builder.values {
            values.entry(name.clone()).or_insert_with(|| (value.clone(), builder.title()));
        }
    }
    values
}

/// Arguments that exist but that the stage has not asked for: with each comes the ARG that does.
fn undeclared(here: Here, closing: &str, offered: &mut BTreeSet<String>, menu: &mut Menu) {
    let Some(holder) = here.file.instructions.get(here.index()) else { return };
    let start = here.file.whole_lines(Span::at(holder.span.start)).start;
    let declare = |name: &str| vec![insert(start, format!("ARG {name}{}", here.file.line_end()))] as Vec<Edit>;
    let others = here.file.declared_arguments();
    for (rank, name) in (220..).zip(others.iter().rev().filter(|name| is_name(name))) {
        if offered.insert((*name).to_owned()) {
            menu.plain(CompletionKind::Variable, name, rank.min(240))
                .insert(&format!("{name}{closing}"))
                .detail("ARG of elsewhere; declares it above")
                .also(declare(name));
        }
    }
    for (rank, argument) in (250..).zip(ARGUMENTS.iter().filter(|it| it.kind == ArgumentKind::Platform)) {
        if offered.insert(argument.name.to_owned()) {
            menu.plain(CompletionKind::Variable, argument.name, rank)
                .insert(&format!("{}{closing}", argument.name))
                .detail("declares it above")
                .topic(&format!("dockerfile argument {}", argument.name))
                .also(declare(argument.name));
        }
    }
}

/// The names that the step's own script has given a value before the cursor.
fn assigned(here: Here<'_>) -> Vec<&str> {
    let Some(holder) = here.file.instructions.get(here.index()) else { return Vec::new() };
    let shell = holder.is(Keyword::Run) || holder.is(Keyword::Unknown);
    let text = &here.file.source()[holder.span.start.min(here.offset)..here.offset];
    let names = text.match_indices('=').filter(|_| shell).filter_map(|(at, _)| {
        let before = &text[..at];
        let start = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
        let starts_word =
            before[..start].is_empty() || before[..start].ends_with([' ', '\t', '\n', ';', '&', '(', '|']);
        let name = &before[start..];
        (starts_word && !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit())).then_some(name)
    });
    names.collect()
}

/// The names that stand behind a dollar sign elsewhere in the file: their declaration may be broken, or come from the image.
fn named(here: Here<'_>) -> BTreeSet<&str> {
    let source = here.file.source();
    let names = source.match_indices('$').filter_map(|(at, _)| {
        let rest = source[at + 1..].trim_start_matches('{');
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let end = source.len() - rest.len() + length;
        let is_typed = (at..=end).contains(&here.offset);
        (length > 1 && !is_typed && !rest.starts_with(|c: char| c.is_ascii_digit())).then(|| &rest[..length])
    });
    names.collect()
}

/// The operators that may follow a name in `${name`.
pub(super) fn modifiers(here: Here, menu: &mut Menu) {
    let closing = if here.behind(menu).starts_with('}') { "" } else { "}" };
    for (rank, modifier) in (0..).zip(&MODIFIERS) {
        let words = modifier.form.strip_prefix("${name").and_then(|form| form.strip_suffix('}')).unwrap_or_default();
        let words = words.strip_prefix(modifier.operator).unwrap_or_default();
        let places: Vec<String> =
            words.split('/').zip(1..).map(|(word, place)| format!("${{{place}:{word}}}")).collect();
        let body = format!("{}{}{}", modifier.operator, places.join("/"), closing.replace('}', "\\}"));
        menu.snippet(modifier.operator, &body, rank)
            .kind(CompletionKind::Value)
            .detail(modifier.form)
            .topic(&format!("dockerfile modifier {}", modifier.operator));
    }
}

/// Names that ARG may declare: what the file has elsewhere, what Compose gives, what the builder knows.
pub(super) fn arguments(here: Here, menu: &mut Menu) {
    if here.typed(menu).contains('=') {
        return;
    }
    let mut seen: BTreeSet<String> = here.file.variables_before(here.index()).into_keys().collect();
    if let Some(own) = here.instruction() {
        seen.extend(own.arguments.words().iter().filter(|it| !it.span.touches(here.offset)).map(|it| it.text.clone()));
    }
    for name in here.file.declared_arguments() {
        let is_typed = here.typed(menu) == name;
        if is_name(name) && !is_typed && seen.insert(name.to_owned()) {
            menu.plain(CompletionKind::Variable, name, 0).detail("ARG of elsewhere");
        }
    }
    for builder in here.builders() {
        for name in builder.arguments.iter().filter(|name| seen.insert((*name).clone())) {
            menu.plain(CompletionKind::Variable, name, 1).detail(&format!("given by {}", builder.title()));
        }
    }
    for (rank, argument) in (10..).zip(&ARGUMENTS) {
        if argument.kind == ArgumentKind::Proxy || !seen.insert(argument.name.to_owned()) {
            continue;
        }
        menu.plain(CompletionKind::Variable, argument.name, rank)
            .detail(&format!("such as {}", argument.example))
            .topic(&format!("dockerfile argument {}", argument.name));
    }
}

/// Variables that programs read, each with the value that a container wants, and for whom; an empty name is for everybody.
const ENVIRONMENT: [(&str, &str, &str, &str); 26] = [
    ("PATH", "${1:/app/bin}:\\$PATH", "", "Where programs are looked for"),
    ("LANG", "C.UTF-8", "", "Texts are UTF-8"),
    ("TZ", "${1:UTC}", "", "The time zone"),
    ("PORT", "${1:8080}", "", "Where most web frameworks listen"),
    ("NODE_ENV", "production", "node", "Leaves out what is for development"),
    ("NPM_CONFIG_UPDATE_NOTIFIER", "false", "node", "npm does not ask for its own newest version"),
    ("NEXT_TELEMETRY_DISABLED", "1", "node", "Next.js reports nothing"),
    ("PNPM_HOME", "/pnpm", "node", "Where pnpm keeps its programs"),
    ("PYTHONUNBUFFERED", "1", "python", "Output appears at once"),
    ("PYTHONDONTWRITEBYTECODE", "1", "python", "No .pyc files are written"),
    ("PIP_NO_CACHE_DIR", "1", "python", "pip keeps no downloads"),
    ("PIP_DISABLE_PIP_VERSION_CHECK", "1", "python", "pip does not ask for its own newest version"),
    ("UV_COMPILE_BYTECODE", "1", "python", "uv compiles what it installs, so the start is faster"),
    ("UV_LINK_MODE", "copy", "python", "uv copies out of a cache mount"),
    ("VIRTUAL_ENV", "${1:/opt/venv}", "python", "The virtual environment in use"),
    ("CGO_ENABLED", "0", "golang", "A static binary"),
    ("GOFLAGS", "${1:-trimpath}", "golang", "Options of every go command"),
    ("CARGO_TERM_COLOR", "${1|always,never|}", "rust", "Colours in the build's output"),
    ("CARGO_NET_RETRY", "${1:5}", "rust", "How often Cargo tries again"),
    ("RUST_BACKTRACE", "1", "rust", "A panic tells where it was"),
    ("JAVA_TOOL_OPTIONS", "${1:-XX:MaxRAMPercentage=75}", "java", "Options of every JVM"),
    ("DOTNET_CLI_TELEMETRY_OPTOUT", "1", "dotnet", "The tools report nothing"),
    ("ASPNETCORE_HTTP_PORTS", "${1:8080}", "dotnet", "Where ASP.NET Core listens"),
    ("RAILS_ENV", "production", "ruby", "The environment of Rails"),
    ("BUNDLE_DEPLOYMENT", "1", "ruby", "Bundler holds to the lock file"),
    ("BUNDLE_WITHOUT", "${1:development:test}", "ruby", "Groups that Bundler leaves out"),
];

/// Values that a variable of ENV usually has, or has elsewhere in the file.
pub(super) fn environment_values(here: Here, menu: &mut Menu) {
    let Some((name, value)) = here.typed(menu).split_once('=') else { return };
    let word = menu.word();
    menu.aim(Span::new(here.offset - value.len(), word.end));
    let mut seen = BTreeSet::new();
    for (rank, instruction) in (0..).zip(here.file.all(Keyword::Env)) {
        let Arguments::Pairs { pairs, .. } = &instruction.arguments else { continue };
        for pair in pairs.iter().filter(|pair| pair.key.text == name && !pair.key.span.touches(word.start)) {
            if !pair.value.text.is_empty() && seen.insert(pair.value.text.as_str()) {
                menu.plain(CompletionKind::Value, &pair.value.text, rank).detail("as elsewhere in this file");
            }
        }
    }
    for (_, body, _, detail) in ENVIRONMENT.iter().filter(|known| known.0 == name) {
        let label = plain_text(body).unwrap_or_default();
        menu.snippet(&label, body, 200).kind(CompletionKind::Value).detail(detail);
    }
    menu.aim(word);
}

/// Names that ENV may set, those for the image's language first.
pub(super) fn environment(here: Here, menu: &mut Menu) {
    let visible = here.file.variables_before(here.index());
    let image = here.stage().and_then(|stage| here.file.image_reference_under(stage));
    let image = image.map_or("", |image| &image.name);
    let is_for = |language: &str| {
        let also_java = language == "java"
            && ["temurin", "openjdk", "corretto", "maven", "gradle"].iter().any(|it| image.contains(it));
        image.contains(language) || also_java
    };
    for (rank, (name, value, language, detail)) in (10..).zip(ENVIRONMENT) {
        let rank = if language.is_empty() || !is_for(language) { 40 + rank } else { rank };
        menu.snippet(name, &format!("{name}={value}"), rank).kind(CompletionKind::Variable).detail(detail);
    }
    // What was set before may be set anew.
    for variable in visible.values().filter(|it| it.name != "PATH" && is_name(&it.name)) {
        let body = format!("{}=$0", as_snippet(&variable.name));
        if ENVIRONMENT.iter().all(|(name, ..)| *name != variable.name) {
            menu.snippet(&variable.name, &body, 100).kind(CompletionKind::Variable).detail(&describe(variable, None));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{among, at, begins, inserted, offers, withholds};
    use crate::ide::Completion;

    fn detail<'a>(items: &'a [Completion], label: &str) -> &'a str {
        items.iter().find(|item| item.label == label).and_then(|item| item.detail.as_deref()).unwrap_or("")
    }

    #[test]
    fn a_torn_line_may_begin_with_a_variable() {
        begins("FROM a\nARG V=1\nRUN pip install \"\n  x==${V^", &["V"]);
    }

    #[test]
    fn the_nearest_declaration_comes_first_with_its_value() {
        begins("FROM a\nENV P=1\nARG Q=2\nRUN echo $^", &["Q", "P"]);
        let items = at("ARG V=1\nFROM a\nARG V\nENV W=\"x y\"\nRUN echo $^");
        assert_eq!((detail(&items, "V"), detail(&items, "W")), ("ARG = 1", "ENV = x y"));
        offers("ARG V=1\nFROM a:$^", &["V", "TARGETARCH"]);
        offers("FROM a\nRUN <<E\necho $^\nE\n", &["PATH", "HOME"]);
        offers("FROM a AS x\nENV P=1\nFROM x\nRUN echo ${^", &["P"]);
    }

    #[test]
    fn a_brace_is_closed_where_none_is() {
        assert_eq!(inserted(&at("FROM a\nENV P=1\nRUN echo ${^"), "P"), "P}");
        assert_eq!(inserted(&at("FROM a\nENV P=1\nRUN echo ${^}"), "P"), "P");
        assert_eq!(inserted(&at("FROM a\nENV P=1\nRUN echo $^"), "P"), "P");
    }

    #[test]
    fn a_container_has_no_arguments() {
        withholds("FROM a\nARG A1=1\nRUN echo $A1\nCMD echo $^", &["A1", "TARGETARCH"]);
        offers("FROM a\nENV A=1\nCMD echo $^", &["A"]);
        offers("FROM a\nENV A=1\nHEALTHCHECK CMD curl $^", &["A"]);
    }

    #[test]
    fn what_is_not_declared_here_comes_with_its_declaration() {
        let items = at("ARG V=1\nFROM a\nRUN echo $^\n");
        let item = items.iter().find(|item| item.label == "V").expect("the global one");
        assert_eq!((item.also[0].span.start, item.also[0].text.as_str()), (15, "ARG V\n"));
        let item = items.iter().find(|item| item.label == "TARGETARCH").expect("the builder's");
        assert_eq!(item.also[0].text, "ARG TARGETARCH\n");
        let items = at("ARG V1=1\nFROM a:$V1\nRUN echo $^");
        assert!(items.iter().any(|item| item.label == "V1" && item.also.len() == 1), "also where it is named");
        offers("FROM a\nRUN é=1; X=1; echo $^", &["X"]);
        offers("FROM a\nRUN echo $NAMED\nRUN echo $^", &["NAMED"]);
        offers("FROM node\nRUN echo $^", &["NODE_VERSION"]);
    }

    #[test]
    fn compose_gives_values() {
        let compose = "services:\n  web:\n    build:\n      context: .\n      args: {V: 2, NEW: x}\n";
        let files = [("/p/Dockerfile", ""), ("/p/compose.yaml", compose)];
        let items = among("FROM a\nARG V=1\nRUN echo $^", &files);
        assert_eq!(detail(&items, "V"), "ARG = 2 from service web");
        assert_eq!(detail(&among("FROM a\nARG ^", &files), "NEW"), "given by service web");
    }

    #[test]
    fn operators_follow_a_name() {
        offers("FROM a\nENV B=${A:^", &[":-", ":+", ":?"]);
        assert_eq!(inserted(&at("FROM a\nENV B=${A:^"), ":-"), ":-${1:word}\\}");
        assert_eq!(inserted(&at("FROM a\nENV B=${A/^}"), "//"), "//${1:pattern}/${2:word}");
    }

    #[test]
    fn names_worth_declaring() {
        begins("ARG V=1\nFROM a\nARG ^", &["V", "TARGETPLATFORM"]);
        withholds("FROM a\nARG V=1\nARG ^", &["V"]);
        begins("FROM python:3.14\nENV ^", &["PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"]);
        withholds("FROM python:3.14\nENV A=^", &["PYTHONUNBUFFERED"]);
        begins("FROM a AS x\nENV M=dev\nFROM b\nENV M=^", &["dev"]);
        begins("FROM node\nENV NODE_ENV=^", &["production"]);
    }
}
