//! A variable or a quote that the builder cannot make sense of.

use crate::rules::prelude::*;
use crate::syntax::dockerfile::expansion::{Malformed, Mode, references};
use std::ops::Range;

rule! {
    /// The builder cannot expand this word.
    ///
    /// Variables are `$name` or `${name}`, with `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/` and `//` as
    /// modifiers; other things that a shell knows, such as `${name:0:2}` or `${name^^}`, are refused. An open quote or brace
    /// is too. A dollar sign that is meant as one is written `\$`.
    ///
    /// This is about the words that the builder itself expands, not about the commands of `RUN`, `CMD` and `ENTRYPOINT`,
    /// which are the shell's.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// ENV APP_HOME=${HOME:=/root}/app
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// ENV APP_HOME=${HOME:-/root}/app
    /// ```
    "broken-variable", Error, Ask,
    lacks: Continuation,
    groups: [Syntax],
    aka: [
        "dockerfile-utils:UNSUPPORTED_MODIFIER",
        "dockerfile-utils:SYNTAX_MISSING_SINGLE_QUOTE",
        "dockerfile-utils:SYNTAX_MISSING_DOUBLE_QUOTE",
    ],
    concerns: ["unsupported-variable-modifier", "unclosed-single-quote", "unclosed-double-quote", "parse-error"],
}

/// As the builder reads the body of a heredoc: quotes mean nothing there, and the escape is always a backslash.
pub(super) const BODY: Mode = Mode { plain_quotes: true, ..Mode::words('\\') };

pub fn check(file: &Dockerfile, report: &mut Report) {
    file.each_scope(|instruction, scope| {
        for expanded in expanded_words(instruction) {
            let word = &expanded.word;
            if !word.text.contains(['$', '"', '\'']) {
                continue;
            }
            match scope.evaluate(&word.text, file.escape.character()) {
                Evaluation::Malformed(malformed) => {
                    let finding = report_malformed(word, &malformed, report);
                    if let Some(name) = name_before_colon(finding.span.of(file.source()))
                        && scope.held(name).is_none()
                    {
                        tell_buildkits_name(finding, file, instruction);
                    }
                }
                Evaluation::Demands { name, message, span } => {
                    let is_awaited = scope.held(&name) == Some(&Held::Awaited);
                    let finding =
                        report.at(word.part(span.range()), format!("{name} is not set: {}", reason(&name, &message)));
                    if is_awaited {
                        finding.environment();
                    }
                    if scope.held(&name).is_none() {
                        tell_buildkits_name(finding, file, instruction);
                    }
                }
                Evaluation::Unknown => report_demands(file, instruction, scope, word, report),
                Evaluation::Text { .. } => {}
            }
        }
        if matches!(instruction.keyword, Keyword::Copy | Keyword::Add) {
            for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.expand && heredoc.end.is_some()) {
                let content = heredoc.content(file.source());
                if let Some(malformed) = Scope::malformed(content.text(), BODY) {
                    let place = broken_part(content.text(), &malformed);
                    report.at(content.span(place), sentence(&malformed.message));
                }
            }
        }
    });
}

/// BuildKit also says that the name is not declared; of an ARG above the first FROM it does not.
fn tell_buildkits_name(finding: &mut Finding, file: &Dockerfile, instruction: &Instruction) {
    match file.stage_at(instruction.span.start) {
        Some(_) if instruction.is(Keyword::From) => finding.aka("buildkit:UndefinedArgInFrom"),
        Some(_) => finding.aka("buildkit:UndefinedVar"),
        None => finding,
    };
}

/// `${name:?message}` of a name that only the base image can set.
fn report_demands(file: &Dockerfile, instruction: &Instruction, scope: &Scope, word: &Word, report: &mut Report) {
    let image = file.stage_at(instruction.span.start).and_then(|stage| file.image_under(stage));
    for reference in references(&word.text, file.escape.character()) {
        let demands = matches!(reference.modifier.as_str(), "?" | ":?");
        let is_set = scope.held(&reference.name).is_some() || image.is_some_and(|it| it.sets_variable(&reference.name));
        if demands && !is_set {
            let message = format!("Unless the base image sets {}, the build stops here", reference.name);
            let finding = report.at(word.part(reference.span.range()), message);
            tell_buildkits_name(finding.environment(), file, instruction);
        }
    }
}

/// The variable that is broken, from its dollar sign to its brace; for an open quote everything from there on.
fn broken_part(text: &str, malformed: &Malformed) -> Range<usize> {
    let at = malformed.at.min(text.len());
    if malformed.message.contains("quote") {
        return at..text.len();
    }
    let opened = text[..at].rfind("${").filter(|&open| !text[open..at].contains('}')).unwrap_or(at);
    let line_end = text[at..].find('\n').map_or(text.len(), |length| at + length);
    let closed = text[at..line_end].find('}').map_or(line_end, |length| at + length + 1);
    opened..closed
}

/// The name in `${name:x…}`: where a colon follows it, the builder looks it up before it minds what follows that.
fn name_before_colon(text: &str) -> Option<&str> {
    let (name, rest) = text.strip_prefix("${")?.split_once(':')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_name && !rest.starts_with(['#', '%', '/', '}']) && rest.ends_with('}')).then_some(name)
}

fn report_malformed<'r>(word: &Word, malformed: &Malformed, report: &'r mut Report) -> &'r mut Finding {
    let text = &word.text;
    let at = malformed.at.min(text.len());
    let place = broken_part(text, malformed);
    let opened = place.start;
    let finding = report.at(word.part(place), sentence(&malformed.message));
    let is_literal = word.span.len() == text.len();
    if !is_literal || malformed.message.contains("quote") {
        return finding;
    }
    if text[at..].starts_with(":=") {
        finding
            .fix("Use :- for a default", replace(word.part(at..at + 2), ":-"))
            .declares(&[Change::Env, Change::Labels]);
    } else if malformed.message.starts_with("`}`") {
        let name = text[at..].trim_start_matches(['$', '{']);
        let name_end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
        let close = text.len() - name.len() + name_end;
        if name_end > 0 && at == opened {
            finding.ask("Close the brace", insert(word.part(close..close).start, "}"));
        }
    }
    finding
}

/// The message of `${name:?message}`, without the name in front.
fn reason<'a>(name: &str, message: &'a str) -> &'a str {
    message.strip_prefix(name).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(message)
}

fn sentence(message: &str) -> String {
    let mut characters = message.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Error, Warning};
    use crate::rules::testing::{findings, fixed, marked, severities};

    #[test]
    fn the_broken_part_is_marked() {
        for (line, place) in [
            ("ENV A=x/${B!y}/z", "${B!y}"),
            ("ENV A=\"x", "\"x"),
            ("WORKDIR /a/${B", "${B"),
            ("COPY ${} /b", "${}"),
            ("EXPOSE ${P:0:2}", "${P:0:2}"),
            ("RUN --mount=type=cache,target=${A^} x", "${A^}"),
            ("ARG A='x", "'x"),
            ("COPY <<EOF /x\na ${b:c} d\nEOF", "${b:c}"),
        ] {
            assert_eq!(marked("broken-variable", &format!("FROM a\n{line}\n")), [place], "{line}");
        }
    }

    #[test]
    fn what_the_shell_expands_is_its_own_business() {
        for line in ["RUN echo ${A^^}", "CMD echo \"x", "ONBUILD ENV A=${B", "COPY <<'EOF' /x\n${a:b}\nEOF"] {
            assert!(marked("broken-variable", &format!("FROM a\n{line}\n")).is_empty(), "{line}");
        }
    }

    #[test]
    fn an_open_brace_is_closed_behind_the_name() {
        assert_eq!(fixed("broken-variable", "FROM a\nWORKDIR /a/${B/c\n"), None);
        assert_eq!(fixed("broken-variable", "FROM a\nWORKDIR /a/${B\n").as_deref(), Some("FROM a\nWORKDIR /a/${B}\n"));
    }

    #[test]
    fn a_demand_is_an_error_only_where_nobody_can_meet_it() {
        assert_eq!(severities("broken-variable", "FROM a\nARG B\nENV A=${B:?needed}\n"), [Warning]);
        assert_eq!(severities("broken-variable", "FROM scratch\nENV A=${B:?needed}\n"), [Error]);
        assert_eq!(severities("broken-variable", "FROM a\nENV A=${B:?needed}\n"), [Warning], "the image may set it");
        assert!(severities("broken-variable", "FROM a\nARG B=1\nENV A=${B:?needed}\n").is_empty());
    }

    #[test]
    fn a_demand_that_an_image_meets_is_none() {
        assert!(severities("broken-variable", "FROM jupyter/base-notebook\nENV A=${HOME:?no}\n").is_empty());
    }

    #[test]
    fn a_variable_that_nothing_sets_goes_by_buildkits_name_too() {
        let aka = |source: &str| findings("broken-variable", source).iter().map(|it| it.aka).collect::<Vec<_>>();
        assert_eq!(aka("FROM a\nENV A=${B:?no}\n"), [Some("buildkit:UndefinedVar")]);
        assert_eq!(aka("FROM scratch\nENV A=${B:?no}\n"), [Some("buildkit:UndefinedVar")]);
        assert_eq!(aka("FROM ${B:?no}\n"), [Some("buildkit:UndefinedArgInFrom")]);
        assert_eq!(aka("FROM a\nARG B\nENV A=${B:?no}\n"), [None]);
        assert_eq!(aka("FROM a\nENV A=${B!no}\n"), [None]);
        assert_eq!(aka("FROM a\nENV A=${B:no}\n"), [Some("buildkit:UndefinedVar")]);
    }
}
