//! CMD and ENTRYPOINT in shell form.

use crate::reference::images::{Image, Shell};
use crate::rules::prelude::*;

rule! {
    /// `CMD` or `ENTRYPOINT` in shell form.
    ///
    /// Written as plain words, the command becomes an argument of `/bin/sh -c`. The shell is the container's first process
    /// then, and unless it makes way for the program, `docker stop` asks the shell to end, which does not tell the program:
    /// it is killed after ten seconds. An `ENTRYPOINT` in shell form also ignores `CMD` and the arguments of `docker run`.
    ///
    /// The fix writes the words as a list; the program is the first process from then on and gets the signals itself, which
    /// is the only thing that changes. It is offered where no word needs a shell: no variables, quotes, `&&`, redirections.
    /// Where an entrypoint may look at the words, for `ENTRYPOINT`, and for a path or a name such as `run.sh`, which may be a
    /// script that only a shell can start, it is a decision. Commands that need the shell are best ended with `exec`,
    /// which lets the program take the shell's place: that is what is offered for them.
    ///
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// CMD gunicorn --bind 0.0.0.0:8000 app:wsgi
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:wsgi"]
    /// ```
    "shell-form-cmd", Info, Safe,
    groups: [Correctness],
    aka: ["hadolint:DL3025", "buildkit:JSONArgsRecommended"],
    concerns: ["cmd-or-entrypoint-shell-form"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let mut ends: Vec<Known> = Vec::with_capacity(file.stages.len());
    for stage in &file.stages {
        let start = match stage.base {
            Base::Stage(parent) => ends.get(parent).copied().unwrap_or_default(),
            _ => Known { image: file.image_under(stage), ..Known::default() },
        };
        ends.push(check_stage(file, stage, start, report));
    }
}

/// What a stage has so far, from the stages that it is built on too.
#[derive(Clone, Copy, Default)]
struct Known {
    image: Option<&'static Image>,
    /// A SHELL of the file's own: who chooses a shell wants it.
    has_shell: bool,
    has_entrypoint: bool,
}

impl Known {
    /// Whether an entrypoint gets to see the words of CMD, as far as anybody can tell.
    fn may_have_entrypoint(self) -> bool {
        let has_none = |image: &Image| image.entrypoint.is_empty() && matches!(image.shell, Shell::Posix(_));
        self.has_entrypoint || !self.image.is_some_and(has_none)
    }
}

fn check_stage(file: &Dockerfile, stage: &Stage, mut known: Known, report: &mut Report) -> Known {
    let own = file.instructions_of(stage);
    let last = |keyword: Keyword| own.iter().rposition(|instruction| instruction.is(keyword));
    let (last_cmd, last_entrypoint) = (last(Keyword::Cmd), last(Keyword::Entrypoint));
    known.has_entrypoint |= last_entrypoint.is_some();
    for (at, instruction) in own.iter().enumerate() {
        let index = stage.range.start + at;
        known.has_shell |= instruction.is(Keyword::Shell);
        let counts = Some(at) == last_cmd || Some(at) == last_entrypoint;
        let Arguments::Shell(line) = &instruction.arguments else { continue };
        // A list that went wrong is a matter of its own, and so is a heredoc, which these two do not take.
        let was_list = || {
            let is_broken = !instruction.problems.is_empty();
            is_broken || almost_list(line.text()).is_some() || comment_behind_list(line.text()).is_some()
        };
        let was_more = line.text().starts_with('[') && was_list() || line.text().starts_with("<<");
        if !counts || known.has_shell || was_more {
            continue;
        }
        let keyword = instruction.keyword;
        let finding = report.at(
            instruction.name.span,
            format!("{} in shell form: a shell starts the program, and may keep signals from it", keyword.name()),
        );
        let is_windows = known.image.is_some_and(Image::is_windows);
        let words = plain_words(line.text()).filter(|_| instruction.comments.is_empty() && !is_windows);
        if let Some(words) = words {
            let is_safe = keyword == Keyword::Cmd && !known.may_have_entrypoint() && is_installed(&words[0]);
            finding
                .offer(if is_safe { Safe } else { Ask }, "Write it as a list", replace(line.whole(), json_list(&words)))
                .declares(&[Change::Cmd, Change::Entrypoint]);
        } else if let Some(edit) = file.startup_script(index).and_then(Startup::exec_last) {
            finding.ask("Let the program take the shell's place", edit).declares(&[Change::Cmd, Change::Entrypoint]);
        }
    }
    known
}

/// The words of a command that a shell would only start.
fn plain_words(line: &str) -> Option<Vec<String>> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,=- \t".contains(c);
    if !line.chars().all(is_plain) {
        return None;
    }
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let first = words.first()?;
    (!first.contains('=') && !BUILTINS.contains(&first.as_str())).then_some(words)
}

/// Whether the program is one that the image brings. A script of the project's own may lack its `#!` line, and only a shell
/// starts it then.
fn is_installed(program: &str) -> bool {
    !program.contains('/') && !program.contains('.')
}

/// What only a shell knows, as a first word.
const BUILTINS: [&str; 32] = [
    ".", ":", "alias", "bg", "break", "case", "cd", "command", "continue", "eval", "exec", "exit", "export", "fg",
    "for", "if", "jobs", "local", "read", "readonly", "return", "set", "shift", "source", "time", "times", "trap",
    "ulimit", "umask", "unset", "wait", "while",
];

#[cfg(test)]
mod tests {
    use crate::rules::Applicability::{Ask, Safe};
    use crate::rules::testing::{findings, fixed};

    fn kinds(source: &str) -> Vec<Option<crate::rules::Applicability>> {
        findings("shell-form-cmd", source).iter().map(|it| it.fixes.first().map(|fix| fix.kind)).collect()
    }

    #[test]
    fn a_fix_is_safe_only_where_nobody_else_sees_the_words() {
        assert_eq!(kinds("FROM alpine:3.22\nCMD sleep 60\n"), [Some(Safe)]);
        assert_eq!(kinds("FROM postgres:17\nCMD postgres -c x=y\n"), [Some(Ask)], "its entrypoint looks at them");
        assert_eq!(kinds("FROM ghcr.io/acme/base:1\nCMD serve\n"), [Some(Ask)]);
        assert_eq!(kinds("FROM alpine:3.22\nENTRYPOINT [\"/e\"]\nCMD serve\n"), [Some(Ask)]);
        assert_eq!(kinds("FROM alpine:3.22\nENTRYPOINT serve\n"), [Some(Ask)]);
        assert_eq!(kinds("FROM alpine:3.22\nCMD ./start\n"), [Some(Ask)], "it may lack its first line");
    }

    #[test]
    fn what_needs_a_shell_keeps_it() {
        for command in ["a && b", "a $B", "a > b", "a 'b'", "a *.c"] {
            let source = format!("FROM alpine:3.22\nCMD {command}\n");
            let text = fixed("shell-form-cmd", &source).expect("exec");
            assert_eq!(text.replace("exec ", ""), source, "only the word is new");
            assert_eq!(kinds(&source), [Some(Ask)]);
        }
        for command in ["exec a", "A=1 b", "cd /x", "a | b"] {
            assert_eq!(kinds(&format!("FROM alpine:3.22\nCMD {command}\n")), [None], "{command}");
        }
    }

    #[test]
    fn silence_where_the_shell_is_wanted_or_the_command_is_void() {
        for source in [
            "FROM a\nSHELL [\"/bin/bash\", \"-c\"]\nCMD b\n",
            "FROM a AS b\nSHELL [\"/bin/bash\", \"-c\"]\nFROM b\nCMD c\n",
            "FROM a\nCMD b\nCMD [\"c\"]\n",
            "FROM a\nCMD\n",
            "FROM a\nCMD ['b']\n",
        ] {
            assert!(kinds(source).is_empty(), "{source}");
        }
    }
}
