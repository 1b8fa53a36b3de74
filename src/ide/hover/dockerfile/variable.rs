//! A variable: its value at this place, where that comes from, and who may change it.

use super::{Place, line_of};
use crate::ide::Hover;
use crate::ide::hover::page::{Page, code};
use crate::ide::names;
use crate::model::Dockerfile;
use crate::model::builders::builders;
use crate::model::dockerfile::{Arguments, Evaluation, Held, Keyword, Origin, Variable};
use crate::reference::dockerfile as language;
use crate::reference::dockerfile::ArgumentKind;
use crate::syntax::Joined;
use crate::syntax::dockerfile::expansion::{self, Empty, Mode, Reference};
use crate::text::Span;

/// A variable that is used under the cursor.
pub(super) fn hover(place: Place<'_>) -> Option<Hover> {
    let (span, reference) = find(place)?;
    let mut page = used(place, &reference.name);
    if let Some(modifier) = language::modifier(&reference.modifier) {
        page = page.add(format!("{}: {}", code(modifier.form), modifier.doc));
    }
    page.about(span)
}

fn find(place: Place<'_>) -> Option<(Span, Reference)> {
    let outer = &place.file.instructions[place.index];
    let escape = place.file.escape.character();
    let in_text = |text: &Joined| {
        let references = expansion::references(text.text(), escape).into_iter();
        let mut placed = references.map(|reference| (text.span(reference.span.range()), reference));
        placed.find(|(span, _)| span.touches(place.offset))
    };
    if outer.head.touches(place.offset) {
        let runs = matches!(place.instruction.keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint);
        let is_foreign = || runs && expansion::expand(outer.line.text(), Mode::words(escape), &Empty).is_err();
        return in_text(&outer.line).or_else(|| is_foreign().then(|| in_other_script(&outer.line, place.offset))?);
    }
    let heredoc = outer.heredocs.iter().find(|heredoc| heredoc.body.touches(place.offset))?;
    let is_script = place.instruction.is(Keyword::Run);
    if heredoc.expand || is_script { in_text(&heredoc.content(place.file.source())) } else { None }
}

/// A variable in a script that follows other rules than a POSIX shell's, such as PowerShell's.
fn in_other_script(line: &Joined, offset: usize) -> Option<(Span, Reference)> {
    let text = line.text();
    text.match_indices('$').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let start = at + 1 + usize::from(rest.starts_with('{'));
        let length = text[start..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != ':')?;
        let is_name = text[start..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let end = start + length;
        let span = line.span(at..end);
        let name = text[start..end].to_owned();
        let (whole, name_span) = (Span::new(at, end), Span::new(start, end));
        let reference = Reference { name, span: whole, name_span, modifier: String::new() };
        (is_name && span.touches(offset)).then_some((span, reference))
    })
}

fn used(place: Place<'_>, name: &str) -> Page {
    let Place { file, index, instruction, .. } = place;
    let (in_shell, in_container) = match instruction.keyword {
        Keyword::Run => (true, false),
        Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck => (true, true),
        _ => (false, false),
    };
    if in_shell && instruction.arguments.is_json() {
        return Page::of(format!("{} stays as written: the exec form has no shell to put variables in.", code(name)));
    }
    let Some(variable) = file.variables_before(index).remove(name) else {
        return undeclared(place, name, in_shell);
    };
    if let Some(known) = language::argument(name).filter(|_| variable.value.is_none()) {
        return predefined(known).add(format!("Declared on line {}.", line_of(file, variable.span.start)));
    }
    let (held, _) = held(file, index, name);
    let page = Page::of(with_value(name, held.as_ref()));
    if in_container && variable.origin != Origin::Env {
        return page.add("An `ARG` is gone when the container runs, so there this is empty.");
    }
    page.add(origin(file, index, &variable)).add(outside(file, index, &variable))
}

/// The name of a declaration under the cursor, ARG or ENV.
pub(super) fn declared(place: Place<'_>, name: &str, value: Option<&str>, span: Span) -> Option<Hover> {
    let Place { file, index, instruction, .. } = place;
    let is_env = instruction.is(Keyword::Env);
    let before = file.variables_before(index).remove(name);
    let held = match value {
        Some(value) => evaluated(file, index, value),
        None => match global(file, index, name).and_then(|global| global.value.clone()) {
            Some(word) => evaluated(file, file.instructions.len(), &word.text).or(Some(Held::Value(word.text))),
            None => Some(Held::Awaited),
        },
    };
    if let Some(known) = language::argument(name).filter(|_| !is_env && value.is_none()) {
        return predefined(known).about(span);
    }
    let page = Page::of(with_value(name, held.as_ref()));
    let kind = match (is_env, file.stage_of(index).is_some()) {
        (true, _) => "Set for the steps below, for every container of the image, and for images built upon it.",
        (false, true) => {
            "A build argument: seen below in this stage and in stages built on it, and not in the container."
        }
        (false, false) => "A global build argument: only `FROM` lines see it. A stage that wants it says `ARG` again.",
    };
    let page = page.add(kind);
    let variable = Variable {
        name: name.to_owned(),
        value: None,
        origin: match (is_env, file.stage_of(index)) {
            (true, _) => Origin::Env,
            (false, Some(_)) => Origin::Arg,
            (false, None) => Origin::GlobalArg,
        },
        span,
    };
    let page = match before {
        Some(before) if before.span != span => {
            let line = line_of(file, before.span.start);
            let was = before.value.map(|value| format!(", where it is {}", code(&value.text))).unwrap_or_default();
            match (before.origin, is_env) {
                (Origin::Env, false) => page.add(format!("Without effect: the `ENV` on line {line} beats it{was}.")),
                _ => page.add(format!("Takes the place of the one on line {line}{was}.")),
            }
        }
        _ => page,
    };
    let page = match global(file, index, name).filter(|_| !is_env && value.is_none()) {
        Some(global) => {
            page.add(format!("Takes its value from the `ARG` on line {}.", line_of(file, global.span.start)))
        }
        None => page,
    };
    page.add(outside(file, index, &variable)).about(span)
}

/// An argument that the builder fills.
fn predefined(known: &language::Argument) -> Page {
    let page = Page::of(format!("{}, filled by the builder, such as {}", code(known.name), code(known.example)));
    page.add(known.doc).link(&known.link())
}

/// The global ARG of that name, seen from inside a stage.
fn global(file: &Dockerfile, index: usize, name: &str) -> Option<Variable> {
    let stage = file.stage_of(index)?;
    file.variables_before(file.stages.first()?.range.start).remove(name).filter(|_| stage.range.start <= index)
}

fn with_value(name: &str, held: Option<&Held>) -> String {
    match held {
        Some(Held::Value(value)) if value.is_empty() => format!("{} is empty", code(name)),
        Some(Held::Value(value)) => format!("{} = {}", code(name), code(value)),
        Some(Held::Awaited) => format!("{} has no value until the build is given one", code(name)),
        Some(Held::Unknown) | None => code(name),
    }
}

/// What the variable holds before an instruction, and whether nothing else can set it.
fn held(file: &Dockerfile, index: usize, name: &str) -> (Option<Held>, bool) {
    let mut found = (None, false);
    file.each_scope(|instruction, scope| {
        if std::ptr::eq(instruction, &file.instructions[index]) {
            found = (scope.held(name).cloned(), scope.is_closed());
        }
    });
    found
}

/// What a text becomes before an instruction.
fn evaluated(file: &Dockerfile, index: usize, text: &str) -> Option<Held> {
    if !text.contains(['$', '"', '\'', '\\', '`']) {
        return Some(Held::Value(text.to_owned()));
    }
    let at = file.instructions.get(index)?;
    let mut found = None;
    file.each_scope(|instruction, scope| {
        if std::ptr::eq(instruction, at) {
            found = match scope.evaluate(text, file.escape.character()) {
                Evaluation::Text { text, .. } => Some(Held::Value(text)),
                _ => Some(Held::Unknown),
            };
        }
    });
    found
}

/// Which line gives it its value.
fn origin(file: &Dockerfile, index: usize, variable: &Variable) -> String {
    let line = line_of(file, variable.span.start);
    let kind = match variable.origin {
        Origin::GlobalArg => "global `ARG`",
        Origin::Arg => "`ARG`",
        Origin::Env => "`ENV`",
    };
    let stage = file.stage_of(index).filter(|stage| stage.range.start != index);
    let declared = file.instructions.partition_point(|it| it.span.start <= variable.span.start).checked_sub(1);
    let declared_in = declared.and_then(|declared| file.stage_of(declared));
    let of_stage = match (stage, declared_in) {
        (Some(here), Some(there)) if here.index != there.index => {
            format!(", in the stage {} below this one", code(&there.label()))
        }
        _ => String::new(),
    };
    let Some(value) = &variable.value else {
        return format!("From the {kind} on line {line}{of_stage}, which has no default.");
    };
    let value_line = line_of(file, value.span.start);
    if variable.origin == Origin::Arg && value.span.start < variable.span.start {
        return format!(
            "From the `ARG` on line {line}{of_stage}, which takes the default of the global one on line {value_line}."
        );
    }
    let written = if value.text.contains('$') { format!(", written {}", code(&value.text)) } else { String::new() };
    format!("From the {kind} on line {line}{of_stage}{written}.")
}

/// What the caller of the build says: the services and Bake targets that pass it, and the option that would.
fn outside(file: &Dockerfile, index: usize, variable: &Variable) -> String {
    if variable.origin == Origin::Env {
        return String::new();
    }
    let stage = file.stage_of(index);
    let mut given = Vec::new();
    for builder in builders(file) {
        let builds = stage.is_none_or(|stage| builder.needs(file, stage));
        if !builds || !builder.arguments.contains(&variable.name) {
            continue;
        }
        let name = builder.file_name();
        let value = match builder.values.get(&variable.name) {
            Some(value) if variable.value.as_ref().is_some_and(|own| own.text.trim_matches('"') == value) => {
                format!("passes {} too", code(value))
            }
            Some(value) => format!("passes {}, which counts instead", code(value)),
            None => "passes its own value of it on".to_owned(),
        };
        let (noun, own, line) = (builder.kind.noun(), code(&builder.name), builder.line + 1);
        given.push(format!("The {noun} {own} of {name}, line {line}, {value}."));
    }
    if given.is_empty() {
        return format!("`docker build --build-arg {}=…` gives it another value.", variable.name);
    }
    let more = given.len().saturating_sub(MAX_BUILDERS);
    if more > 0 {
        given.truncate(MAX_BUILDERS);
        given.push(format!("{more} more pass it too."));
    }
    given.join("\n\n")
}

/// Those who pass an argument that are told one by one.
const MAX_BUILDERS: usize = 8;

/// A variable that nothing above declares.
fn undeclared(place: Place<'_>, name: &str, in_shell: bool) -> Page {
    let Place { file, index, .. } = place;
    if name.starts_with(|first: char| first.is_ascii_digit()) || matches!(name, "@" | "*" | "#" | "?" | "$" | "!" | "-")
    {
        return Page::of(format!(
            "{}: a parameter of the shell, not a variable of the build.",
            code(&format!("${name}"))
        ));
    }
    let stage = file.stage_of(index).filter(|stage| stage.range.start != index);
    if let Some(known) = language::argument(name) {
        let page = Page::of(format!("{}, such as {}", code(name), code(known.example)));
        let is_hidden = stage.is_some() && known.kind != ArgumentKind::Proxy;
        let hint = is_hidden.then(|| format!("Inside a stage it is empty until `ARG {name}` stands above."));
        return page.add_some(hint).add(known.doc).link(&known.link());
    }
    let page = Page::of(code(name));
    let below = file.instructions.iter().enumerate().skip(index).find_map(|(at, instruction)| {
        let declares = match &instruction.arguments {
            Arguments::Words(words) if instruction.is(Keyword::Arg) => {
                words.iter().any(|word| word.text.split('=').next() == Some(name))
            }
            Arguments::Pairs { pairs, .. } if instruction.is(Keyword::Env) => {
                pairs.iter().any(|pair| pair.key.text == name)
            }
            _ => false,
        };
        let is_near = stage.is_none_or(|stage| stage.range.contains(&at));
        (declares && is_near).then_some(instruction)
    });
    if let Some(global) = global(file, index, name).filter(|_| stage.is_some()) {
        let line = line_of(file, global.span.start);
        return page.add(format!(
            "Empty here: the `ARG` on line {line} stands before the first `FROM`, and a stage sees it only after an \
             `ARG {name}` of its own."
        ));
    }
    let Some(stage) = stage else {
        return page.add("Empty here: a `FROM` sees only the `ARG`s before the first `FROM`.");
    };
    if let Some(instruction) = below.filter(|_| !in_shell) {
        let line = line_of(file, instruction.span.start);
        let keyword = code(instruction.keyword.name());
        return page.add(format!("Empty here: the {keyword} on line {line} declares it too late."));
    }
    if let Some(known) = everywhere(name) {
        return page.add(known);
    }
    if file.image_under(stage).is_some_and(|image| image.sets_variable(name)) {
        return page.add("Set by the base image.");
    }
    if let Some(own) = own_value(place, name).filter(|_| in_shell) {
        return page.add(own);
    }
    if in_shell {
        return page
            .add("Nothing above declares it, so it is a variable of the script, or one that the base image sets.");
    }
    match held(file, index, name) {
        (None, true) => page.add("Nothing declares it, so it is empty."),
        _ => page.add("Nothing above declares it, so it is empty unless the base image sets it."),
    }
}

/// Where the script of the instruction gives the variable its value.
fn own_value(place: Place<'_>, name: &str) -> Option<String> {
    let outer = &place.file.instructions[place.index];
    let heredoc = outer.heredocs.iter().find(|heredoc| heredoc.body.touches(place.offset));
    let body = heredoc.map(|heredoc| heredoc.content(place.file.source()));
    let script = body.as_ref().unwrap_or(&outer.line);
    let own = names::own_value(script.text(), name)?;
    let given = &script.text()[..own.from];
    let sets = format!("{name}=");
    let start = given.rfind(&sets).unwrap_or(given.rfind(name)?);
    let line = line_of(place.file, script.offset(start));
    let at_times = if own.is_certain { "" } else { ", on some of its paths" };
    Some(match given[start..].strip_prefix(&sets) {
        Some(value) => format!("The script itself sets it on line {line}{at_times}: {}.", code(value)),
        None => format!("The script itself sets it on line {line}{at_times}."),
    })
}

/// Variables that every container has.
fn everywhere(name: &str) -> Option<&'static str> {
    Some(match name {
        "HOME" => "The home directory of the user in force, from `/etc/passwd`; `/` where that has none.",
        "PATH" => {
            "Where programs are looked for. Every image has one; an `ENV PATH` should keep what was there: `$PATH`."
        }
        "PWD" => "The directory that the shell stands in: the `WORKDIR`, until a `cd`.",
        "OLDPWD" => "The directory before the last `cd`.",
        "HOSTNAME" => "The container's host name; in a build, one that BuildKit makes up.",
        "IFS" => "The characters at which the shell splits words.",
        "RANDOM" => "A new random number each time; bash only.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::hover;
    use super::super::testing::says;
    use crate::model::{Language, MemoryFiles, Snapshot};

    #[test]
    fn a_variable_has_its_value_here_and_where_it_comes_from() {
        says("ARG V=3\nFROM a:${$0V:-4}\n", "${V:-4}", "`V` = `3`");
        says("ARG V=3\nFROM a:${$0V:-4}\n", "${V:-4}", "From the global `ARG` on line 1.");
        says("FROM a\nENV P=/x\nWORKDIR $0$P\n", "$P", "`P` = `/x`");
        let source = "ARG V=1\nFROM a AS b\nARG V\nENV W=$V.0\nFROM b\nUSER $$0W\n";
        says(source, "$W", "`W` = `1.0`");
        says(source, "$W", "From the `ENV` on line 4, in the stage `b` below this one, written `$V.0`.");
        says("ARG V=1\nFROM a\nARG V\nUSER $0$V\n", "$V", "takes the default of the global one on line 1");
    }

    #[test]
    fn what_is_not_set_says_why() {
        says("FROM a\nWORKDIR $0$Q\n", "$Q", "empty unless the base image sets it");
        says("FROM scratch\nWORKDIR $0$Q\n", "$Q", "Nothing declares it, so it is empty.");
        says("ARG V=1\nFROM a\nUSER $0$V\n", "$V", "sees it only after an `ARG V` of its own");
        says("FROM a\nUSER $0$V\nARG V=1\n", "$V", "the `ARG` on line 3 declares it too late");
        says("FROM a\nARG V=1\nCMD echo $0$V\n", "$V", "gone when the container runs");
        says("FROM a\nRUN echo $0$HOME\n", "$HOME", "home directory");
        says("FROM a\nRUN for f in *; do echo $0$f; done\n", "$f", "The script itself sets it on line 2.");
        says("FROM a\nRUN true && \\\n  f=1.2; echo $0$f\n", "$f", "The script itself sets it on line 3: `1.2`.");
        says("FROM a\nRUN echo $0$f\n", "$f", "a variable of the script");
        says("FROM a\nRUN echo $0$TARGETARCH\n", "$TARGETARCH", "empty until `ARG TARGETARCH` stands above");
        says("FROM a\nCMD [\"$0$X\"]\n", "$X", "no shell");
        says("FROM a\nRUN $a = ${Env:T}; foo ${b$0}\n", "${b", "a variable of the script");
    }

    #[test]
    fn variables_are_found_in_heredocs() {
        says("FROM a\nENV V=1\nRUN <<E\necho $0$V\nE\n", "$V", "`V` = `1`");
        says("FROM a\nENV V=1\nCOPY <<E /x\n$0$V\nE\n", "$V", "`V` = `1`");
    }

    #[test]
    fn a_declaration_says_who_sees_it() {
        says("ARG $0V=1\nFROM a\n", "V", "only `FROM` lines see it");
        says("FROM a\nENV $0V=1\n", "V", "for every container");
        says("FROM a\nARG TARGET$0ARCH\n", "TARGETARCH", "`TARGETARCH`, filled by the builder, such as `arm64`");
        says("FROM a\nENV V=1\nARG $0V=2\n", "V", "Without effect: the `ENV` on line 2 beats it");
    }

    #[test]
    fn compose_has_a_say() {
        let source = "FROM a\nARG V=1\nUSER $V\n";
        let compose = "services:\n  web:\n    build: {context: ., args: {V: 2}}\n";
        let around =
            MemoryFiles::new([("/p/Dockerfile", source), ("/p/compose.yaml", compose)]).around("/p/Dockerfile");
        let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(around);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        for place in ["$V", "V="] {
            let text = hover(file, source.find(place).expect("a place")).expect("a hover").markdown;
            assert!(text.contains("The service `web` of compose.yaml, line 2, passes `2`"), "{text}");
        }
    }
}
