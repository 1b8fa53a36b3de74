//! A variable that nothing sets.

use crate::reference::dockerfile::{ARGUMENTS, ArgumentKind};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;
use crate::syntax::dockerfile::expansion::references;

rule! {
    /// The builder expands a variable that nothing sets.
    ///
    /// It becomes nothing, without a word: `COPY $SRC /app/` copies the whole context then. An `ARG` reaches only the stage
    /// that declares it, and an `ARG` above the first `FROM` only the `FROM` lines, unless a stage declares it again. The
    /// arguments of the platform (`TARGETARCH` and the like) must be declared inside a stage too. And all values of one `ENV`
    /// are read before it sets any.
    ///
    /// A base image sets variables of its own. So in a stage that stands on an image, the rule speaks only where the name is
    /// declared elsewhere in the file, is a slip away from one that is set here, or where the image is a bare distribution,
    /// which sets `PATH` and nothing else: not even `HOME`. Variables with a default or another
    /// modifier that copes with their absence are left alone, and so are the commands of `RUN`, which are the shell's.
    ///
    /// ```dockerfile
    /// ARG VERSION=1.2
    /// FROM alpine:3.22
    /// LABEL org.opencontainers.image.version=$VERSION
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// ARG VERSION=1.2
    /// FROM alpine:3.22
    /// ARG VERSION
    /// LABEL org.opencontainers.image.version=$VERSION
    /// ```
    "undefined-variable", Warning, Ask,
    groups: [Correctness],
    aka: ["buildkit:UndefinedVar", "buildkit:UndefinedArgInFrom", "hadolint:DL3044"],
    concerns: ["undefined-variable", "from-undeclared-arg", "env-self-reference"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let declared = declared_names(file);
    file.each_scope(|instruction, scope| {
        for expanded in expanded_words(instruction) {
            let word = &expanded.word;
            for reference in references(&word.text, file.escape.character()) {
                let copes = reference.modifier.starts_with([':', '-', '+', '?']);
                let is_name = reference.name.starts_with(|c: char| c.is_alphabetic() || c == '_');
                if copes || !is_name || scope.held(&reference.name).is_some() {
                    continue;
                }
                let span = word.part(reference.span.range());
                let name_span = word.part(reference.name_span.range());
                report_unset(file, instruction, scope, &reference.name, (span, name_span), &declared, report);
            }
        }
    });
}

/// A name that an ARG or ENV of the file declares.
struct Declared {
    name: String,
    span: Span,
    is_arg: bool,
    /// `ENV PATH=/x:$PATH` adds to what the image has, so the image has it.
    adds: bool,
}

fn declared_names(file: &Dockerfile) -> Vec<Declared> {
    let mut names = Vec::new();
    for instruction in &file.instructions {
        match (instruction.keyword, &instruction.arguments) {
            (Keyword::Arg, Arguments::Words(words)) => names.extend(words.iter().map(|word| {
                let name = word.text.split('=').next().unwrap_or("");
                Declared { name: name.to_owned(), span: word.part(0..name.len()), is_arg: true, adds: false }
            })),
            (Keyword::Env, Arguments::Pairs { pairs, .. }) => names.extend(pairs.iter().map(|pair| {
                let name = pair.key.text.clone();
                let adds = references(&pair.value.text, file.escape.character()).iter().any(|it| it.name == name);
                Declared { name, span: pair.key.span, is_arg: false, adds }
            })),
            _ => {}
        }
    }
    names
}

/// Official images that set no variable but `PATH`.
const BARE: [&str; 8] =
    ["almalinux", "alpine", "amazonlinux", "buildpack-deps", "busybox", "debian", "rockylinux", "ubuntu"];

/// The name of the bare distribution that the instruction's stage stands on.
fn distribution_under(file: &Dockerfile, instruction: &Instruction) -> Option<&'static str> {
    let image = file.stage_at(instruction.span.start).and_then(|stage| file.image_under(stage))?;
    Some(image.name).filter(|name| BARE.contains(name))
}

/// Whether the image below probably sets the name.
fn is_the_images(file: &Dockerfile, instruction: &Instruction, name: &str, declared: &[Declared]) -> bool {
    let adds = declared.iter().any(|it| it.adds && it.name == name);
    let image = file.stage_at(instruction.span.start).and_then(|stage| file.image_under(stage));
    let is_usual = name == "PATH" || name == "HOME" && distribution_under(file, instruction).is_none();
    adds || is_usual || image.is_some_and(|image| image.sets_variable(name))
}

fn report_unset(
    file: &Dockerfile,
    instruction: &Instruction,
    scope: &Scope,
    name: &str,
    (span, name_span): (Span, Span),
    declared: &[Declared],
    report: &mut Report,
) {
    let is_in_from = instruction.is(Keyword::From);
    if sets_itself(instruction, name) {
        report
            .at(span, format!("This ENV sets `{name}` only when it ends; what is read here is the value from before"))
            .severity(Info);
        return;
    }
    if !is_in_from && is_the_images(file, instruction, name, declared) {
        return;
    }
    // An ENV of another stage may well be set by the image of this one too.
    let elsewhere = declared.iter().find(|it| it.name == name && (it.is_arg || scope.is_closed()));
    if let Some(Declared { span: place, .. }) = elsewhere {
        let is_above = place.start < instruction.span.start;
        let is_global = file.preamble().last().is_some_and(|last| place.start < last.span.end);
        let message = match (is_in_from, is_global, is_above) {
            (true, _, _) => format!("`{name}` is declared in a stage; FROM sees only the ARGs above the first FROM"),
            (false, true, _) => {
                format!("`{name}` is declared above the first FROM, and this stage does not declare it again")
            }
            (false, false, true) => format!("`{name}` is declared in another stage, which this one is not built on"),
            (false, false, false) => format!("`{name}` is declared below, so it is still empty here"),
        };
        let finding = report.at(span, message);
        finding.related(*place, "declared here");
        if is_global && !is_in_from {
            let place = file.start_with_comments(instruction);
            finding
                .fix(format!("Declare {name} in this stage"), insert(place, format!("ARG {name}\n")))
                .declares(&[Change::Instructions]);
        }
        return;
    }
    let is_platform = ARGUMENTS.iter().any(|it| it.name == name && it.kind == ArgumentKind::Platform);
    if is_platform {
        let place = file.start_with_comments(instruction);
        report
            .at(span, format!("`{name}` is known in a stage only after `ARG {name}`"))
            .fix(format!("Declare {name} in this stage"), insert(place, format!("ARG {name}\n")))
            .declares(&[Change::Instructions]);
        return;
    }
    let mut names: Vec<&str> = scope.names().filter(|known| *known != "PATH").collect();
    names.sort_unstable();
    match suggest(name, names) {
        Some(meant) if name.len() > 3 => {
            report
                .at(span, format!("Nothing sets `{name}`; did you mean `{meant}`?"))
                .fix(format!("Write {meant}"), replace(name_span, meant))
                .declares(&[
                    Change::Env,
                    Change::Labels,
                    Change::User,
                    Change::Workdir,
                    Change::Expose,
                    Change::Volume,
                ]);
        }
        _ if scope.is_closed() && !is_in_from => {
            report.at(span, format!("Nothing sets `{name}`, so it is empty here"));
        }
        _ if !is_in_from => {
            if let Some(image) = distribution_under(file, instruction) {
                report.at(span, format!("Neither this file nor the image {image} sets `{name}`, so it is empty here"));
            }
        }
        _ => {}
    }
}

/// Whether the instruction is an ENV that sets the name beside the place that reads it.
fn sets_itself(instruction: &Instruction, name: &str) -> bool {
    match (instruction.keyword, &instruction.arguments) {
        (Keyword::Env, Arguments::Pairs { pairs, .. }) => {
            let sets = pairs.iter().any(|pair| pair.key.text == name);
            // `ENV PATH=/x:$PATH` adds to what the image has.
            let adds = pairs.iter().any(|pair| pair.key.text == name && pair.value.text.contains(name));
            sets && !adds
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    const NAME: &str = "undefined-variable";

    #[test]
    fn scopes_are_respected() {
        for (source, place) in [
            ("FROM a AS x\nARG V=1\nFROM b\nUSER $V\n", "$V"),
            ("FROM a\nARG V=1\nFROM b:$V\n", "$V"),
            ("FROM a\nCOPY $SRC /x\nARG SRC=y\n", "$SRC"),
            ("FROM scratch\nCOPY $SRC /x\n", "$SRC"),
            ("FROM a\nENV VERSION=1\nUSER $VERSOIN\n", "$VERSOIN"),
            ("FROM a\nCOPY app-$TARGETARCH /x\n", "$TARGETARCH"),
            ("FROM a\nENV DIR=/x FILE=$DIR/y\n", "$DIR"),
        ] {
            assert_eq!(marked(NAME, source), [place], "{source}");
        }
    }

    #[test]
    fn what_an_image_may_set_or_a_modifier_copes_with_is_left_alone() {
        for source in [
            "FROM a\nENV PATH=/x:$PATH\n",
            "FROM a\nWORKDIR $HOME/x\n",
            "FROM a\nUSER ${UID:-1}\n",
            "FROM scratch\nENV PATH=/x:$PATH\n",
            "FROM a\nENV LIB=/x:$LIB\nFROM b\nENV LIB=/y:$LIB\n",
            "FROM a\nENV V=1\nFROM b\nUSER $V\n",
            "FROM golang:1.25\nARG GOPATH\nFROM golang:1.25\nWORKDIR $GOPATH/src\n",
            "FROM a AS x\nARG V=1\nFROM x\nUSER $V\n",
            "FROM a\nARG V\nUSER $V\n",
            "FROM a\nRUN echo $V\n",
            "FROM a\nUSER \\$V\n",
        ] {
            assert!(findings(NAME, source).is_empty(), "{source}: {:#?}", findings(NAME, source));
        }
    }

    #[test]
    fn a_bare_distribution_sets_nothing() {
        assert_eq!(marked(NAME, "FROM debian:13\nWORKDIR $HOME/x\nUSER ${APP_UID}\n"), ["$HOME", "${APP_UID}"]);
        assert!(findings(NAME, "FROM debian:13\nENV LD_LIBRARY_PATH=/x:$LD_LIBRARY_PATH PATH=/y:$PATH\n").is_empty());
    }

    #[test]
    fn a_slip_is_mended() {
        let source = "FROM a\nARG VERSION=1\nLABEL v=${VERSON}\n";
        assert_eq!(fixed(NAME, source).as_deref(), Some("FROM a\nARG VERSION=1\nLABEL v=${VERSION}\n"));
    }
}
