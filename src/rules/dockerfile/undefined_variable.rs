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
    /// A base image sets variables of its own. So in a stage that stands on an image, the rule is sure only where the name is
    /// declared elsewhere in the file, is a slip away from one that is set here, or where the image is a bare distribution,
    /// which sets `PATH` and nothing else: not even `HOME`. Where only the image can set a variable, and is not known to, that
    /// is a hint. Variables with a default or another modifier that copes with their absence are left alone, and so are the
    /// commands of `RUN`, which are the shell's.
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
            if !word.text.contains('$') {
                continue;
            }
            let all = references(&word.text, file.escape.character());
            for reference in &all {
                // `${LIST:+$LIST:}` is read only where there is something to read.
                let is_guarded = all.iter().any(|outer| {
                    outer.name == reference.name
                        && outer.modifier.trim_start_matches(':').starts_with('+')
                        && outer.span.range().start < reference.span.range().start
                        && reference.span.range().end < outer.span.range().end
                });
                let copes = reference.modifier.starts_with([':', '-', '+', '?']);
                let is_name = reference.name.starts_with(|c: char| c.is_alphabetic() || c == '_');
                if copes || is_guarded || !is_name || scope.held(&reference.name).is_some() {
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
pub(super) fn distribution_under(file: &Dockerfile, instruction: &Instruction) -> Option<&'static str> {
    let image = file.stage_at(instruction.span.start).and_then(|stage| file.image_under(stage))?;
    Some(image.name).filter(|name| BARE.contains(name))
}

/// Whether the image below is known to set the name.
fn is_the_images(file: &Dockerfile, instruction: &Instruction, name: &str) -> bool {
    let image = file.stage_at(instruction.span.start).and_then(|stage| file.image_under(stage));
    name == "PATH" || image.is_some_and(|image| image.sets_variable(name))
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
    if !is_in_from && is_the_images(file, instruction, name) {
        return;
    }
    if adds_to_itself(instruction, name) {
        report
            .at(span, format!("Unless the base image sets `{name}`, this leaves an empty entry in the list"))
            .severity(Hint);
        return;
    }
    if let Some(own) = own_default(file, instruction, name) {
        report
            .at(span, format!("`{name}` is read here before it has a value; an ARG does not see itself"))
            .related(own, "declared here");
        return;
    }
    // An ENV of another stage may well be set by the image of this one too.
    let elsewhere = declared.iter().find(|it| it.name == name && !it.adds && (it.is_arg || scope.is_closed()));
    if let Some(Declared { span: place, .. }) = elsewhere {
        let is_above = place.start < instruction.span.start;
        let in_preamble = |offset: usize| file.preamble().last().is_some_and(|last| offset < last.span.end);
        let (is_early, is_global) = (in_preamble(instruction.span.start), in_preamble(place.start));
        let message = match (is_in_from, is_global, is_above) {
            (true, _, _) => format!("`{name}` is declared in a stage; FROM sees only the ARGs above the first FROM"),
            (false, false, _) if is_early => {
                format!("`{name}` is declared in a stage; an ARG above the first FROM sees only those above it")
            }
            (false, true, false) => format!("`{name}` is declared below, so it is still empty here"),
            (false, true, true) => {
                format!("`{name}` is declared above the first FROM, and this stage does not declare it again")
            }
            (false, false, true) => format!("`{name}` is declared in another stage, which this one is not built on"),
            (false, false, false) => format!("`{name}` is declared below, so it is still empty here"),
        };
        let finding = report.at(span, message);
        finding.related(*place, "declared here");
        if is_global && !is_in_from && !is_early {
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
            } else {
                report.at(span, format!("Only the base image can set `{name}`; this file does not")).severity(Hint);
            }
        }
        _ => {}
    }
}

/// Whether the instruction is an ENV that adds to the name: `LIB=/x:$LIB`.
fn adds_to_itself(instruction: &Instruction, name: &str) -> bool {
    match (instruction.keyword, &instruction.arguments) {
        (Keyword::Env, Arguments::Pairs { pairs, .. }) => pairs
            .iter()
            .any(|pair| pair.key.text == name && pair.value.text.contains(name) && pair.value.text.contains(':')),
        _ => false,
    }
}

/// Where the instruction itself declares the argument that its default reads, and no ARG above the first FROM has the name.
fn own_default(file: &Dockerfile, instruction: &Instruction, name: &str) -> Option<Span> {
    let declares = |instruction: &Instruction| {
        let words = instruction.arguments.words().iter().filter(|_| instruction.is(Keyword::Arg));
        let declared = words.map(|word| (word, word.text.split('=').next().unwrap_or("")));
        declared.into_iter().find(|(_, declared)| *declared == name).map(|(word, _)| word.part(0..name.len()))
    };
    let is_other = |other: &&Instruction| other.span != instruction.span;
    let is_global = file.preamble().iter().filter(is_other).any(|other| declares(other).is_some());
    declares(instruction).filter(|_| !is_global)
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
    use crate::rules::Severity;
    use crate::rules::testing::{findings, fixed, marked, severities};

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
            "FROM jupyter/base-notebook\nWORKDIR $HOME/x\n",
            "FROM a\nUSER ${UID:-1}\n",
            "FROM scratch\nENV PATH=/x:$PATH\n",
            "FROM golang:1.25\nARG GOPATH\nFROM golang:1.25\nWORKDIR $GOPATH/src\n",
            "FROM a AS x\nARG V=1\nFROM x\nUSER $V\n",
            "FROM a\nARG V\nUSER $V\n",
            "FROM a\nRUN echo $V\n",
            "FROM a\nUSER \\$V\n",
            "FROM a\nENV LIBS=\"${LIBS:+${LIBS}:}/x\"\n",
        ] {
            assert!(findings(NAME, source).is_empty(), "{source}: {:#?}", findings(NAME, source));
        }
    }

    #[test]
    fn a_bare_distribution_sets_nothing() {
        assert_eq!(marked(NAME, "FROM debian:13\nWORKDIR $HOME/x\nUSER ${APP_UID}\n"), ["$HOME", "${APP_UID}"]);
    }

    #[test]
    fn what_only_an_image_can_set_is_a_hint() {
        for source in [
            "FROM a\nCOPY $X /y\n",
            "FROM a\nENV V=1\nFROM b\nUSER $V\n",
            "FROM a\nENV LIB=/x:$LIB\n",
            "FROM debian:13\nENV LD_LIBRARY_PATH=/x:$LD_LIBRARY_PATH PATH=/y:$PATH\n",
        ] {
            assert_eq!(severities(NAME, source), [Severity::Hint], "{source}");
        }
    }

    #[test]
    fn an_argument_does_not_see_itself() {
        let said = |source: &str| findings(NAME, source).into_iter().map(|it| it.message).collect::<Vec<_>>().concat();
        assert!(said("ARG A=$A\nFROM a:$A\n").contains("before it has a value"));
        assert!(said("FROM a\nARG A=x-$A\n").contains("before it has a value"));
        assert!(said("ARG A=1\nFROM a\nARG A=$A\n").contains("above the first FROM"));
        assert!(said("ARG B=$A\nARG A=1\nFROM a\n").contains("declared below"));
        assert!(said("ARG B=$A\nFROM a\nARG A=1\n").contains("declared in a stage"));
    }

    #[test]
    fn a_slip_is_mended() {
        let source = "FROM a\nARG VERSION=1\nLABEL v=${VERSON}\n";
        assert_eq!(fixed(NAME, source).as_deref(), Some("FROM a\nARG VERSION=1\nLABEL v=${VERSION}\n"));
    }
}
