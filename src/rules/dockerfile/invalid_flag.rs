//! A flag whose value BuildKit refuses, or that stands there twice.

use super::unknown_flag::judge;
use crate::reference::dockerfile::duration::interval;
use crate::reference::dockerfile::platform::Platform;
use crate::reference::dockerfile::{self, FlagKind};
use crate::reference::suggest::suggest;
use crate::rules::prelude::*;

rule! {
    /// A flag's value is not one that the instruction takes.
    ///
    /// Switches such as `--link` are `true` or `false`, nothing else. Durations need a unit (`30s`, `1m30s`), `--retries` a
    /// whole number, `--chmod` octal digits up to 07777 or letters as `chmod` takes them, `--network` one of `default`, `none`
    /// and `host`. A blank in place of the `=` leaves a flag without its value. And each flag may be given once, except
    /// `--mount`, `--exclude` and `--device`.
    ///
    /// `COPY --from` takes no variables. A stage does: `FROM ${IMAGE} AS tools`, then `COPY --from=tools`.
    ///
    /// ```dockerfile
    /// FROM nginx:1.29
    /// HEALTHCHECK --interval=30 CMD nginx -t
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.29
    /// HEALTHCHECK --interval=30s CMD nginx -t
    /// ```
    "invalid-flag", Error, Ask,
    groups: [Syntax],
    aka: [
        "dockerfile-utils:FLAG_DUPLICATE",
        "dockerfile-utils:FLAG_MISSING_VALUE",
        "dockerfile-utils:FLAG_EXPECTED_BOOLEAN_VALUE",
        "dockerfile-utils:FLAG_INVALID_DURATION",
        "dockerfile-utils:FLAG_MISSING_DURATION",
        "dockerfile-utils:FLAG_UNKNOWN_UNIT",
        "dockerfile-utils:FLAG_LESS_THAN_1MS",
        "dockerfile-utils:FLAG_AT_LEAST_ONE",
        "dockerfilelint:healthcheck_options_missing_args",
    ],
    concerns: [
        "flag-duplicate",
        "flag-missing-value",
        "flag-boolean-expected",
        "duration-invalid",
        "duration-below-1ms",
        "healthcheck-retries-minimum",
        "run-mount-network-security-flag",
        "parse-error",
    ],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    file.each_scope(|instruction, scope| {
        if !instruction.reads_flags() {
            return;
        }
        for (at, flag) in instruction.flags.iter().enumerate() {
            let Some(known) = dockerfile::flag(instruction.keyword.name(), &flag.name.text) else { continue };
            if let Some(before) = instruction.flags[..at].iter().find(|it| it.name.text == flag.name.text)
                && !known.repeatable
            {
                report
                    .at(flag.span, format!("--{} is given twice", known.name))
                    .related(before.span, "the first one")
                    .offer(
                        if before.text == flag.text { Safe } else { Ask },
                        "Remove the second",
                        delete(with_blanks_before(file, flag.span)),
                    );
            }
            match &flag.value {
                None if known.kind == FlagKind::Boolean => {}
                None => {
                    let finding = report.at(flag.span, format!("--{} lacks `=` and a value", known.name));
                    if let Some(value) = value_after_blank(file, instruction, at) {
                        finding.ask("Join it with the word behind it", replace(value, "="));
                    }
                }
                Some(value) => check_value(file, instruction, known, flag, value, scope, report),
            }
        }
    });
}

fn with_blanks_before(file: &Dockerfile, span: Span) -> Span {
    let before = file.text(Span::new(0, span.start));
    Span::new(before.trim_end_matches([' ', '\t']).len(), span.end)
}

/// The blank between the last flag and what was meant as its value, where nothing but blanks lies between.
fn value_after_blank(file: &Dockerfile, instruction: &Instruction, at: usize) -> Option<Span> {
    if at + 1 != instruction.flags.len() || instruction.arguments.words().len() < 2 {
        return None;
    }
    let gap = Span::new(instruction.flags[at].span.end, instruction.rest.whole().start);
    (!gap.is_empty() && file.text(gap).trim_matches([' ', '\t']).is_empty()).then_some(gap)
}

fn check_value(
    file: &Dockerfile,
    instruction: &Instruction,
    known: &'static dockerfile::Flag,
    flag: &Flag,
    value: &Word,
    scope: &Scope,
    report: &mut Report,
) {
    let name = known.name;
    // What holds after variables are replaced; nothing where that cannot be told.
    let expanded = match scope.evaluate(&value.text, file.escape.character()) {
        Evaluation::Text { text, awaited, .. } if awaited.is_empty() => Some(text),
        _ => None,
    };
    let place = if value.text.is_empty() { flag.span } else { value.span };
    match known.kind {
        FlagKind::Boolean => {
            if !value.text.eq_ignore_ascii_case("true") && !value.text.eq_ignore_ascii_case("false") {
                let finding = report.at(place, format!("--{name} is `true` or `false`, not `{}`", value.text));
                match value.text.to_ascii_lowercase().as_str() {
                    "1" | "yes" | "on" | "t" | "y" => {
                        finding.ask(format!("Write --{name}"), replace(flag.span, format!("--{name}")));
                    }
                    "0" | "no" | "off" | "f" | "n" => {
                        finding.ask(format!("Write --{name}=false"), replace(value.span, "false"));
                    }
                    _ => {}
                }
            }
        }
        FlagKind::Duration => {
            if let Err(error) = interval(&value.text) {
                let finding = report.at(place, format!("`{}`: {error}", value.text));
                if value.text.bytes().all(|byte| byte.is_ascii_digit()) {
                    finding.fix("Count seconds", insert(value.span.end, "s")).declares(&[Change::Healthcheck]);
                }
            }
        }
        FlagKind::Integer => {
            let number = value.text.parse::<i32>();
            if !value.text.is_empty() && !number.is_ok_and(|number| number >= 0) {
                report.at(place, format!("--{name} is a whole number, zero or more, not `{}`", value.text));
            }
        }
        FlagKind::OneOf => {
            let values = known.values.iter().map(|choice| choice.value);
            if !values.clone().any(|known| known == value.text) {
                let list: Vec<String> = values.clone().map(|value| format!("`{value}`")).collect();
                let finding = report.at(place, format!("--{name} is one of {}, not `{}`", list.join(", "), value.text));
                if let Some(meant) = suggest(&value.text, values) {
                    finding.ask(format!("Write {meant}"), replace(value.span, meant));
                }
                judge(finding, file);
            }
        }
        FlagKind::Platform => {
            if let Some(text) = expanded.filter(|text| !text.is_empty() || !value.text.is_empty())
                && Platform::parse(&text).is_none()
            {
                report.at(place, format!("`{text}` is no platform; one is written `linux/amd64` or `linux/arm64/v8`"));
            }
        }
        FlagKind::Permissions => {
            if let Some(flaw) = expanded.as_deref().and_then(permissions_flaw) {
                report.at(place, flaw);
            }
        }
        FlagKind::Checksum => {
            if let Some(flaw) = expanded.as_deref().and_then(|text| checksum_flaw(text, instruction)) {
                report.at(place, flaw);
            }
        }
        FlagKind::Origin => {
            if takes_expansion(&value.text, file.escape) {
                report.at(place, "--from takes no variables; give the image a stage of its own and name that");
            }
        }
        FlagKind::Owner | FlagKind::Pattern | FlagKind::Mount | FlagKind::Device => {}
    }
}

/// Whether the builder would change the text: a variable, a quote or an escape in it.
fn takes_expansion(text: &str, escape: Escape) -> bool {
    match Scope::default().evaluate(text, escape.character()) {
        Evaluation::Text { text: expanded, .. } => expanded != text,
        _ => true,
    }
}

/// Source: BuildKit `dockerfile2llb/convert_copy.go`, and the letters that `dchapes-mode` reads.
fn permissions_flaw(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let is_octal = u32::from_str_radix(text, 8).is_ok_and(|mode| mode <= 0o7777);
        return (!is_octal).then(|| format!("`{text}` is no octal number up to 07777"));
    }
    let is_clause = |clause: &str| {
        let rest = clause.trim_start_matches(['u', 'g', 'o', 'a']);
        rest.starts_with(['+', '-', '=']) && rest.chars().all(|c| "+-=rwxXstugo".contains(c))
    };
    (!text.split(',').all(is_clause))
        .then(|| format!("`{text}` is no mode: write octal digits, or letters such as u=rwX,go=rX"))
}

fn checksum_flaw(text: &str, instruction: &Instruction) -> Option<String> {
    let words = instruction.arguments.words();
    let sources = &words[..words.len().saturating_sub(1)];
    if text.is_empty() || sources.is_empty() {
        return None;
    }
    let [source] = sources else {
        return Some("A checksum is for one source; here are several".to_owned());
    };
    let is_http = source.text.starts_with("http://") || source.text.starts_with("https://");
    let may_be_git = source.text.contains(".git") || source.text.contains("git@") || source.text.starts_with("git:");
    if !is_http && !may_be_git && !source.text.contains(['$', ':']) {
        return Some("A checksum is for a download or a Git repository, not for files of the build context".to_owned());
    }
    if !is_http || may_be_git {
        return None;
    }
    reference_flaw(&format!("x@{text}")).map(|(_, flaw)| format!("`{text}`: {flaw}"))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    fn marked_in(line: &str) -> Vec<String> {
        marked("invalid-flag", &format!("FROM a\n{line}\n"))
    }

    #[test]
    fn every_kind_of_value_is_judged() {
        for (line, place) in [
            ("COPY --link=yes a b", "yes"),
            ("COPY --link= a b", "--link="),
            ("COPY --from a b", "--from"),
            ("COPY --from=$A a b", "$A"),
            ("COPY --chmod=0o644 a b", "0o644"),
            ("COPY --chmod=10000 a b", "10000"),
            ("COPY --chmod=u=rw;g=r a b", "u=rw;g=r"),
            ("COPY --chown=a --chown=b c d", "--chown=b"),
            ("RUN --network=NONE a", "NONE"),
            ("RUN --security=x a", "x"),
            ("RUN --mount a", "--mount"),
            ("HEALTHCHECK --timeout=1d CMD a", "1d"),
            ("HEALTHCHECK --timeout=1us CMD a", "1us"),
            ("HEALTHCHECK --retries=-1 CMD a", "-1"),
            ("FROM --platform=a/b/c/d e", "a/b/c/d"),
            ("ADD --checksum=sha256:abc https://x.example/y /z", "sha256:abc"),
            ("ADD --checksum=sha256:abc y /z", "sha256:abc"),
        ] {
            assert_eq!(marked_in(line), [place], "{line}");
        }
    }

    #[test]
    fn what_is_sound_or_unknown_is_left_alone() {
        for line in [
            "COPY --link --parents=False a b",
            "COPY --chmod=u=rwX,go=rX a b",
            "COPY --chmod=$M a b",
            "COPY --exclude=a --exclude=b c d",
            "COPY --from=a$ b c",
            "RUN --network=host --mount=type=ssh --mount=type=tmpfs,target=/x a",
            "HEALTHCHECK --interval=0 --timeout= --retries= CMD a",
            "FROM --platform=$BUILDPLATFORM b",
            "FROM --platform=arm64 b",
            "ONBUILD COPY --link=yes a b",
        ] {
            assert!(marked_in(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_blank_in_place_of_the_equals_is_mended() {
        assert_eq!(
            fixed("invalid-flag", "FROM a\nCOPY --from b /c /d\n").as_deref(),
            Some("FROM a\nCOPY --from=b /c /d\n")
        );
        assert_eq!(
            fixed("invalid-flag", "FROM a\nCOPY --link=1 b /c\n").as_deref(),
            Some("FROM a\nCOPY --link b /c\n")
        );
    }

    #[test]
    fn a_default_is_judged_as_what_it_stands_for() {
        assert_eq!(marked("invalid-flag", "ARG P=x/y/z/w\nFROM --platform=$P a\n"), ["$P"]);
        assert!(marked("invalid-flag", "ARG P\nFROM --platform=$P a\n").is_empty());
    }
}
