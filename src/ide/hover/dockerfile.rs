//! What a word of a Dockerfile means: the language's own words from `reference`, the file's words from the model.

use crate::ide::Hover;
use crate::model::Dockerfile;
use crate::model::builders::{Builder, builders};
use crate::model::dockerfile::{Arguments, Base, Flag, ImageReference, Instruction, Keyword, Origin, Stage, Word};
use crate::reference::dockerfile as language;
use crate::reference::images::{self, Image, Knowledge, Libc};
use crate::syntax::dockerfile::expansion;
use crate::text::Span;
use std::fmt::Write;

pub(super) fn hover(file: &Dockerfile, offset: usize) -> Option<Hover> {
    if let Some(directive) = file.directives.iter().find(|directive| directive.span.touches(offset)) {
        let known = language::directive(directive.name.key())?;
        return Some(Hover { span: directive.span, markdown: known.doc.to_owned() });
    }
    let instruction = file.instruction_at(offset)?;
    let index = file.instructions.iter().position(|each| each.span == instruction.span)?;
    let inner = instruction.trigger().filter(|inner| inner.name.span.start <= offset);
    let holder = inner.unwrap_or(instruction);
    if holder.name.span.touches(offset) {
        return keyword(holder);
    }
    if let Some(flag) = holder.flags.iter().find(|flag| flag.span.touches(offset)) {
        return flag_hover(file, holder, flag, offset);
    }
    if instruction.head.touches(offset) {
        if let Some(hover) = variable(file, holder, index, offset) {
            return Some(hover);
        }
        return argument(file, holder, index, offset);
    }
    None
}

fn keyword(instruction: &Instruction) -> Option<Hover> {
    let known = language::instruction(instruction.keyword.name())?;
    let mut markdown = String::from("```dockerfile\n");
    for synopsis in known.synopses {
        let _ = writeln!(markdown, "{}", synopsis.form);
    }
    let _ = write!(markdown, "```\n\n{}\n\n", known.doc);
    if !known.deprecated.is_empty() {
        let _ = write!(markdown, "**Deprecated:** {}\n\n", known.deprecated);
    }
    let _ = write!(markdown, "[Reference]({})", known.link());
    Some(Hover { span: instruction.name.span, markdown })
}

fn flag_hover(file: &Dockerfile, instruction: &Instruction, flag: &Flag, offset: usize) -> Option<Hover> {
    if flag.name.text == "mount" && !flag.name.span.touches(offset) {
        return flag.value.as_ref().and_then(|value| mount(file, value, offset));
    }
    if let Some(value) = flag.value.as_ref().filter(|value| flag.name.text == "from" && value.span.touches(offset)) {
        return stage_named(file, &value.text, value.span);
    }
    let known = language::flag(instruction.keyword.name(), &flag.name.text)?;
    if let Some(value) = flag.value.as_ref().filter(|value| value.span.touches(offset))
        && let Some(choice) = known.values.iter().find(|choice| choice.value == value.text)
    {
        return Some(Hover { span: value.span, markdown: format!("`{}`: {}", choice.value, choice.doc) });
    }
    let mut markdown = format!("`--{}`\n\n{}\n\n", known.name, known.doc);
    if !known.default.is_empty() {
        let _ = write!(markdown, "Default: {}. ", known.default);
    }
    if !known.since.is_empty() {
        let _ = write!(markdown, "Since Dockerfile syntax {}. ", known.since);
    }
    let _ = write!(markdown, "[Reference]({})", known.link(instruction.keyword.name()));
    Some(Hover { span: flag.span, markdown })
}

/// The field of a `--mount` list under the cursor.
fn mount(file: &Dockerfile, value: &Word, offset: usize) -> Option<Hover> {
    let fields = value.text.split(',').map(|field| field.split_once('=').unwrap_or((field, "")));
    let kind = fields.clone().find(|(key, _)| key.eq_ignore_ascii_case("type")).map_or("bind", |(_, kind)| kind);
    let mut at = value.span.start;
    for (field, (key, given)) in value.text.split(',').zip(fields) {
        let span = Span::new(at, at + field.len());
        at = span.end + 1;
        if !span.touches(offset) {
            continue;
        }
        if key.eq_ignore_ascii_case("from") && offset > span.start + key.len() {
            return stage_named(file, given, Span::new(span.end - given.len(), span.end));
        }
        if key.eq_ignore_ascii_case("type") {
            let mount = language::mount(given)?;
            return Some(Hover {
                span,
                markdown: format!("`{}` mount: {}\n\n[Reference]({})", mount.name, mount.doc, mount.link()),
            });
        }
        let known = language::mount_key(kind, key)?;
        let mut markdown = format!("`{}` of a `{kind}` mount\n\n{}", known.name, known.doc);
        if !known.default.is_empty() {
            let _ = write!(markdown, "\n\nDefault: {}.", known.default);
        }
        return Some(Hover { span, markdown });
    }
    None
}

fn argument(file: &Dockerfile, instruction: &Instruction, index: usize, offset: usize) -> Option<Hover> {
    let word = instruction.arguments.words().iter().find(|word| word.span.touches(offset));
    match (instruction.keyword, &instruction.arguments) {
        (Keyword::From, _) => from(file, index, word?),
        (Keyword::Stopsignal, Arguments::Text(word)) => {
            let signal = language::signal(&word.text)?;
            Some(Hover { span: word.span, markdown: format!("`{}` ({}): {}", signal.name, signal.number, signal.doc) })
        }
        (Keyword::Label, Arguments::Pairs { pairs, .. }) => {
            let pair = pairs.iter().find(|pair| pair.key.span.touches(offset))?;
            let label = language::label(&pair.key.text)?;
            Some(Hover { span: pair.key.span, markdown: format!("`{}`\n\n{}", label.key, label.doc) })
        }
        (Keyword::Arg, _) => {
            let word = word?;
            let name = word.text.split('=').next().unwrap_or("");
            let known = language::argument(name)?;
            let span = Span::new(word.span.start, word.span.start + name.len());
            Some(Hover {
                span,
                markdown: format!(
                    "`{name}`, such as `{}`\n\n{}\n\n[Reference]({})",
                    known.example,
                    known.doc,
                    known.link()
                ),
            })
        }
        (Keyword::Healthcheck, Arguments::Health { kind, .. }) if kind.span.touches(offset) => {
            let known = language::instruction("HEALTHCHECK")?;
            Some(Hover { span: kind.span, markdown: known.doc.to_owned() })
        }
        _ => None,
    }
}

fn from(file: &Dockerfile, index: usize, word: &Word) -> Option<Hover> {
    let stage = file.stages.iter().find(|stage| stage.range.start == index)?;
    if stage.name.as_ref().is_some_and(|name| name.span == word.span) {
        return Some(Hover { span: word.span, markdown: stage_summary(file, stage) });
    }
    if stage.base_word.span != word.span {
        return None;
    }
    let markdown = match &stage.base {
        Base::Stage(parent) => stage_summary(file, file.stages.get(*parent)?),
        Base::Scratch => {
            "`scratch`: an empty file system. It has no shell, so only the exec form runs, and no users: `USER` takes \
                          numbers."
                .to_owned()
        }
        Base::Image(reference) => {
            let known =
                images::lookup(&reference.text).map(|image| image_summary(reference, image)).unwrap_or_default();
            known + &built_by(file, stage)
        }
        Base::Missing => return None,
    };
    let markdown = markdown.trim_start().to_owned();
    (!markdown.is_empty()).then_some(Hover { span: word.span, markdown })
}

fn stage_named(file: &Dockerfile, name: &str, span: Span) -> Option<Hover> {
    let markdown = match file.stage_named(name) {
        Some(stage) => stage_summary(file, stage),
        None => image_summary(&ImageReference::parse(name, span), images::lookup(name)?),
    };
    Some(Hover { span, markdown })
}

/// A stage's FROM, and what its container would be.
fn stage_summary(file: &Dockerfile, stage: &Stage) -> String {
    let head = file.text(file.instructions[stage.range.start].head);
    let runtime = file.runtime_of(stage);
    let mut markdown =
        format!("```dockerfile\n{head}\n```\n\nStage {}, {} instructions", stage.index, stage.range.len());
    if let Some(user) = &runtime.user {
        let _ = write!(markdown, ", user `{}`", user.text);
    }
    if !runtime.workdir.is_empty() {
        let _ = write!(markdown, ", in `{}`", runtime.workdir);
    }
    if !runtime.exposed.is_empty() {
        let ports: Vec<&str> = runtime.exposed.iter().map(String::as_str).collect();
        let _ = write!(markdown, ", exposes `{}`", ports.join(" "));
    }
    markdown.push('.');
    markdown + &built_by(file, stage)
}

/// Which services of the Compose files around build this stage; empty where none does.
fn built_by(file: &Dockerfile, stage: &Stage) -> String {
    let builders = builders(file).into_iter().filter(|builder| builder.builds(file, stage));
    let sentence = |builder: Builder| {
        let name = builder.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        format!("\n\nBuilt by the service `{}` of {name}, line {}.", builder.service, builder.line + 1)
    };
    builders.map(sentence).collect()
}

/// What is known of an image, one fact a line.
fn image_summary(reference: &ImageReference, image: &Image) -> String {
    let mut markdown = format!("`{}`\n", reference.text);
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = write!(markdown, "\n- {name}: {value}");
        }
    };
    fact("distribution", image.distribution);
    fact("C library", libc_name(image.libc));
    fact("package manager", image.package_manager.manager().map_or("none", |manager| manager.name));
    fact("user", image.default_user);
    let ready: Vec<String> =
        image.accounts.iter().map(|account| format!("`{}` ({})", account.name, account.id)).collect();
    fact("ready users", &ready.join(", "));
    let tools = images::SURVEYED_TOOLS;
    let present: Vec<&str> = tools.into_iter().filter(|tool| image.has_tool(tool) == Knowledge::Yes).collect();
    let absent: Vec<&str> = tools.into_iter().filter(|tool| image.has_tool(tool) == Knowledge::No).collect();
    fact("has", &present.join(", "));
    fact("has not", &absent.join(", "));
    fact("ports", &image.ports.join(", "));
    fact("data", image.data_directory.unwrap_or(""));
    if image.drops_root {
        fact("root", "its entrypoint starts the service as a user of its own");
    }
    markdown
}

fn libc_name(libc: Libc) -> &'static str {
    match libc {
        Libc::Glibc => "glibc",
        Libc::Musl => "musl",
        Libc::MuslOrUclibc => "musl or uClibc",
        Libc::Windows => "Windows",
        Libc::None => "none",
    }
}

/// A variable under the cursor: where its value comes from.
fn variable(file: &Dockerfile, instruction: &Instruction, index: usize, offset: usize) -> Option<Hover> {
    let line = &instruction.line;
    let found = expansion::references(line.text(), file.escape.character())
        .into_iter()
        .map(|reference| (line.span(reference.span.range()), reference))
        .find(|(span, _)| span.touches(offset))?;
    let (span, reference) = found;
    let mut markdown = format!("`{}`", reference.name);
    if let Some(variable) = file.variables_before(index).get(&reference.name) {
        let origin = match variable.origin {
            Origin::GlobalArg => "a global `ARG`",
            Origin::Arg => "an `ARG`",
            Origin::Env => "an `ENV`",
        };
        let line = file.source()[..variable.span.start].matches('\n').count() + 1;
        let _ = match &variable.value {
            Some(value) => write!(markdown, " = `{}`\n\nFrom {origin} on line {line}.", value.text),
            None => write!(markdown, "\n\nFrom {origin} without a default on line {line}."),
        };
    } else if let Some(argument) = language::argument(&reference.name) {
        let _ = write!(markdown, ", such as `{}`\n\n{}", argument.example, argument.doc);
    } else if instruction.arguments.shell().is_some() {
        return None;
    } else {
        markdown.push_str("\n\nNothing above declares it, so it expands to nothing unless the base image sets it.");
    }
    if let Some(modifier) = language::modifier(&reference.modifier) {
        let _ = write!(markdown, "\n\n`{}`: {}", modifier.form, modifier.doc);
    }
    Some(Hover { span, markdown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, MemoryFiles, Snapshot};

    /// The hover at `$0`: the text that it is about, and what it says.
    fn at(marked: &str) -> Option<(String, String)> {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let hover = hover(Snapshot::of(Language::Dockerfile, &source).dockerfile()?, offset)?;
        Some((hover.span.of(&source).to_owned(), hover.markdown))
    }

    fn says(marked: &str, span: &str, words: &str) {
        let (about, markdown) = at(marked).unwrap_or_else(|| panic!("nothing about {marked}"));
        assert_eq!(about, span, "{marked}");
        assert!(markdown.contains(words), "{marked}: {markdown}");
    }

    #[test]
    fn a_stage_says_which_services_build_it() {
        let source = "FROM example/x AS dev\nFROM example/y\n";
        let compose = "services:\n  web:\n    build: .\n  test:\n    build: {context: ., target: dev}\n";
        let around =
            MemoryFiles::new([("/p/Dockerfile", source), ("/p/compose.yaml", compose)]).around("/p/Dockerfile");
        let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(around);
        let says = |word: &str| {
            let hover = hover(snapshot.dockerfile()?, source.find(word)?);
            hover.map(|hover| hover.markdown)
        };
        assert!(says("dev").is_some_and(|text| text.ends_with("Built by the service `test` of compose.yaml, line 4.")));
        assert_eq!(says("example/y").as_deref(), Some("Built by the service `web` of compose.yaml, line 2."));
    }

    #[test]
    fn the_language_explains_itself() {
        says("FROM a\nHEALTH$0CHECK NONE\n", "HEALTHCHECK", "HEALTHCHECK");
        says("FROM a\nonbuild ru$0n x\n", "run", "RUN");
        says("FROM a\nHEALTHCHECK --inter$0val=5s CMD x\n", "--interval=5s", "30s");
        says("FROM a\nRUN --mount=type=cache,sha$0ring=locked,target=/x y\n", "sharing=locked", "cache");
        says("FROM a\nSTOPSIGNAL SIG$0QUIT\n", "SIGQUIT", "3");
        says("# esc$0ape=`\nFROM a\n", "# escape=`", "Windows");
    }

    #[test]
    fn the_file_explains_its_names() {
        let source = "ARG V=3\nFROM a:$V AS base\nUSER x\nWORKDIR /srv\nFROM b\nCOPY --from=ba$0se /a /b\n";
        says(source, "base", "user `x`, in `/srv`");
        says("ARG V=3\nFROM a:${$0V:-4}\n", "${V:-4}", "a global `ARG` on line 1");
        says("FROM a\nENV P=/x\nWORKDIR $0$P\n", "$P", "`/x`");
        says("FROM a\nWORKDIR $0$Q\n", "$Q", "expands to nothing");
    }

    #[test]
    fn nothing_is_said_of_what_is_not_known() {
        assert_eq!(at("FROM a\nRUN ec$0ho x\n"), None);
        assert_eq!(at("FROM a\nRUN echo $0$HOME\n"), None);
        assert_eq!(at("FROM a\n$0\n"), None);
    }
}
