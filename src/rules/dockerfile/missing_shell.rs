//! Shell forms where there is no shell.

use crate::model::dockerfile::installs::{below, join};
use crate::reference::images::{Image, Shell};
use crate::rules::prelude::*;

rule! {
    /// A shell form in an image that has no shell.
    ///
    /// `RUN make`, and `CMD serve` without brackets, are arguments of `/bin/sh -c`. An image from `scratch`, and a distroless one,
    /// has no `/bin/sh`: the step fails, or the container does when it starts. Do such work in an earlier stage and copy what
    /// comes of it, and write `CMD`, `ENTRYPOINT` and `HEALTHCHECK` as a list.
    ///
    /// What an earlier `COPY` or `ADD` may have brought into `/bin` counts as a shell. The fix writes the words as a list,
    /// where none of them needs a shell.
    ///
    /// ```dockerfile
    /// FROM golang:1.25 AS build
    /// RUN go build -o /serve .
    ///
    /// FROM scratch
    /// COPY --from=build /serve /srv/serve
    /// CMD /srv/serve --port 8080
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM golang:1.25 AS build
    /// RUN go build -o /serve .
    ///
    /// FROM scratch
    /// COPY --from=build /serve /srv/serve
    /// CMD ["/srv/serve", "--port", "8080"]
    /// ```
    "missing-shell", Warning, Ask,
    lacks: Continuation,
    groups: [Correctness],
    aka: ["tally:tally/shell-run-in-scratch"],
    concerns: ["shell-form"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let mut ends: Vec<State> = Vec::with_capacity(file.stages.len());
    for stage in &file.stages {
        let mut state = match stage.base {
            Base::Stage(parent) => ends.get(parent).cloned().unwrap_or_default(),
            _ => State::on(file, stage),
        };
        if state.is_bare {
            check_stage(file, stage, &mut state, report);
        }
        ends.push(state);
    }
}

/// What is known of a stage so far.
#[derive(Debug, Clone, Default)]
struct State {
    /// No shell is there.
    is_bare: bool,
    /// The working directory; empty for that of the image.
    folder: String,
}

impl State {
    fn on(file: &Dockerfile, stage: &Stage) -> State {
        let lacks = |image: &Image| image.shell == Shell::None;
        State {
            is_bare: stage.base == Base::Scratch || file.image_under(stage).is_some_and(lacks),
            folder: "/".to_owned(),
        }
    }
}

fn check_stage(file: &Dockerfile, stage: &Stage, state: &mut State, report: &mut Report) {
    let own = file.instructions_of(stage);
    let is_last = |at: usize| !own[at + 1..].iter().any(|later| later.keyword == own[at].keyword);
    for (at, instruction) in own.iter().enumerate() {
        match (instruction.keyword, &instruction.arguments) {
            (Keyword::Copy | Keyword::Add, _) if may_bring_shell(instruction, &state.folder) => {
                state.is_bare = false;
                return;
            }
            (Keyword::Workdir, Arguments::Text(path)) => {
                state.folder = join(&state.folder, path.text.trim_matches('"'))
            }
            // Who names a shell of his own knows where it comes from.
            (Keyword::Shell, _) => {
                state.is_bare = false;
                return;
            }
            (Keyword::Run, Arguments::Shell(_)) if !mounts_shell(instruction) => {
                report.at(instruction.name.span, "This step needs a shell, and the image has none");
            }
            (Keyword::Cmd | Keyword::Entrypoint, Arguments::Shell(line)) if is_last(at) => {
                let message =
                    format!("{} in shell form needs a shell, and the image has none", instruction.keyword.name());
                let finding = report.at(instruction.name.span, message);
                if let Some(words) = plain_words(line.text()).filter(|_| instruction.comments.is_empty()) {
                    finding
                        .fix("Write it as a list", replace(line.whole(), json_list(&words)))
                        .declares(&[Change::Cmd, Change::Entrypoint]);
                }
            }
            (Keyword::Healthcheck, Arguments::Health { command, .. }) if is_last(at) => {
                if let Arguments::Shell(line) = command.as_ref() {
                    let finding = report.at(line.whole(), "This health check needs a shell, and the image has none");
                    if let Some(words) = plain_words(line.text()).filter(|_| instruction.comments.is_empty()) {
                        finding
                            .fix("Write it as a list", replace(line.whole(), json_list(&words)))
                            .declares(&[Change::Healthcheck]);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Whether what is copied may be, or hold, `/bin/sh`.
fn may_bring_shell(copy: &Instruction, folder: &str) -> bool {
    let Some(destination) = copy.copy_destination() else { return true };
    if destination.text.contains('$') || folder.contains('$') {
        return true;
    }
    let path = join(folder, &destination.text);
    ["/bin/sh", "/usr/bin/sh"].iter().any(|shell| below(&path, shell).is_some())
}

/// Whether a mount of the step may hold a shell.
fn mounts_shell(run: &Instruction) -> bool {
    mounts(run).iter().any(|mount| mount.field("from").is_some())
}

/// The words of a command that a shell would only start.
fn plain_words(line: &str) -> Option<Vec<String>> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,=- \t".contains(c);
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let first = words.first()?;
    (line.chars().all(is_plain) && !first.contains('=') && first != "exec" && first != "cd").then_some(words)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "missing-shell";

    #[test]
    fn nothing_starts_where_nothing_is() {
        assert_eq!(marked(NAME, "FROM scratch\nRUN make\nRUN <<E\nmake\nE\n"), ["RUN", "RUN"]);
        assert_eq!(marked(NAME, "FROM gcr.io/distroless/static-debian12\nENTRYPOINT /a\n"), ["ENTRYPOINT"]);
        assert_eq!(marked(NAME, "FROM scratch AS a\nCOPY b /srv/\nFROM a\nRUN c\n"), ["RUN"]);
        assert_eq!(
            fixed(NAME, "FROM scratch\nCOPY a /srv/a\nHEALTHCHECK CMD /srv/a check\n").as_deref(),
            Some("FROM scratch\nCOPY a /srv/a\nHEALTHCHECK CMD [\"/srv/a\", \"check\"]\n")
        );
    }

    #[test]
    fn what_may_have_a_shell_is_left_alone() {
        for rest in [
            "ADD rootfs.tar.xz /\nRUN a",
            "COPY --from=b / /\nRUN a",
            "COPY --from=b /bin/busybox /bin/sh\nRUN a",
            "COPY --from=b /bin /bin\nRUN a",
            "WORKDIR /\nCOPY . .\nRUN a",
            "COPY a $B\nRUN a",
            "SHELL [\"/x/sh\", \"-c\"]\nRUN a",
            "RUN --mount=from=busybox,target=/bin a",
            "RUN [\"/a\"]",
            "CMD [\"/a\"]",
        ] {
            assert!(marked(NAME, &format!("FROM scratch\n{rest}\n")).is_empty(), "{rest}");
        }
        assert!(marked(NAME, "FROM alpine:3.22\nRUN a\n").is_empty());
        assert!(marked(NAME, "FROM gcr.io/distroless/base-debian12:debug\nRUN a\n").is_empty());
    }
}
