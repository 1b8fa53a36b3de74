//! The keyword of an instruction: what it does here, and what it does in general.

use super::{Place, line_of, path, user};
use crate::ide::Hover;
use crate::ide::hover::health::Timings;
use crate::ide::hover::page::{Page, code, codes};
use crate::ide::hover::words::{self, count};
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Base, Instruction, Keyword, Runtime, Stage};
use crate::reference::dockerfile as language;
use crate::reference::images::Shell;
use crate::reference::ports::known_port;
use crate::reference::suggest;

pub(super) fn hover(place: Place<'_>) -> Option<Hover> {
    let instruction = place.instruction;
    let span = instruction.name.span;
    let Some(known) = language::instruction(instruction.keyword.name()) else {
        return unknown(&instruction.name.text).about(span);
    };
    let forms: Vec<&str> = known.synopses.iter().map(|synopsis| synopsis.form).collect();
    let page = Page::new().block("dockerfile", &forms.join("\n"));
    let page = page.add_some(effect(place).map(|effect| format!("**Here:** {effect}"))).add(known.doc);
    let deprecated = (!known.deprecated.is_empty()).then(|| format!("**Deprecated:** {}", known.deprecated));
    let example = EXAMPLES.iter().find(|(keyword, _)| *keyword == instruction.keyword).map_or("", |(_, line)| line);
    let page = page.add_some(deprecated).block("dockerfile", example);
    page.link(&known.link()).about(span)
}

/// A line of each instruction that one would write today.
const EXAMPLES: [(Keyword, &str); 17] = [
    (Keyword::Add, "ADD --checksum=sha256:24454f83… https://example.com/tool.tar.gz /tmp/"),
    (Keyword::Arg, "ARG PYTHON_VERSION=3.13"),
    (Keyword::Cmd, "CMD [\"node\", \"server.js\"]"),
    (Keyword::Copy, "COPY --from=build --chown=app:app /out/app /usr/local/bin/"),
    (Keyword::Entrypoint, "ENTRYPOINT [\"/usr/local/bin/app\"]"),
    (Keyword::Env, "ENV NODE_ENV=production PORT=8080"),
    (Keyword::Expose, "EXPOSE 8080 53/udp"),
    (Keyword::From, "FROM golang:1.25-alpine AS build"),
    (Keyword::Healthcheck, "HEALTHCHECK --interval=10s --timeout=2s CMD curl -fsS http://127.0.0.1:8080/health"),
    (Keyword::Label, "LABEL org.opencontainers.image.source=https://github.com/owner/project"),
    (Keyword::Onbuild, "ONBUILD COPY . /app"),
    (Keyword::Run, "RUN --mount=type=cache,target=/root/.npm npm ci"),
    (Keyword::Shell, "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]"),
    (Keyword::Stopsignal, "STOPSIGNAL SIGQUIT"),
    (Keyword::User, "USER app"),
    (Keyword::Volume, "VOLUME /var/lib/app"),
    (Keyword::Workdir, "WORKDIR /app"),
];

fn unknown(name: &str) -> Page {
    let page = Page::of(format!("{} is no instruction, and BuildKit refuses it.", code(name)));
    let names = language::INSTRUCTIONS.iter().map(|known| known.name);
    let meant = suggest::suggest(&name.to_ascii_uppercase(), names);
    page.add_some(meant.map(|meant| format!("Is {} meant?", code(meant))))
}

/// What the instruction does in this file, in a sentence or two.
pub(super) fn effect(place: Place<'_>) -> Option<String> {
    let Place { file, index, instruction, .. } = place;
    if file.instructions[index].is(Keyword::Onbuild) {
        let what = "kept in the image, and run when a Dockerfile builds upon it".to_owned();
        return Some(what + ", right after its `FROM`.");
    }
    let stage = file.stage_of(index);
    match instruction.keyword {
        Keyword::From => stage.map(|stage| from(file, stage)),
        Keyword::Run => Some(run(place, stage?)),
        Keyword::Copy | Keyword::Add => path::effect(place),
        Keyword::Cmd | Keyword::Entrypoint => Some(start(file, index, stage?)),
        Keyword::Healthcheck => healthcheck(instruction),
        Keyword::User => user::effect(file, index, &instruction.arguments.words().first()?.text),
        Keyword::Workdir => workdir(file, index),
        Keyword::Env => env(instruction),
        Keyword::Expose => expose(instruction),
        Keyword::Shell => shell(instruction),
        Keyword::Arg if stage.is_none() => {
            Some("stands before the first `FROM`, so only `FROM` lines see it; a stage has to declare it again.".into())
        }
        _ => None,
    }
}

fn from(file: &Dockerfile, stage: &Stage) -> String {
    let name = stage.name.as_ref().map(|name| format!(", named {},", code(&name.text))).unwrap_or_default();
    let base = match &stage.base {
        Base::Scratch => "from nothing".to_owned(),
        Base::Stage(base) => {
            format!("from the stage {}", code(&file.stages.get(*base).map_or_else(String::new, Stage::label)))
        }
        Base::Image(image) => format!("from the image {}", code(&image.text)),
        Base::Missing => "from an image that is not named yet".to_owned(),
    };
    let last = if stage.index + 1 == file.stages.len() { "; it is what a build without `--target` makes" } else { "" };
    format!("stage {} of {}{name} {base}{last}.", stage.index + 1, file.stages.len())
}

fn run(place: Place<'_>, stage: &Stage) -> String {
    let Place { file, index, instruction, .. } = place;
    let runtime = file.runtime_before(index);
    let commands = file.commands_of(index).iter().filter(|command| command.is_at_top()).count();
    let what = match (&instruction.arguments, commands) {
        (Arguments::Json { .. }, _) => "one program, without a shell".to_owned(),
        (_, 0) => "a script".to_owned(),
        (_, commands) => count(commands, "command"),
    };
    let by = match &instruction.arguments {
        Arguments::Json { .. } => String::new(),
        _ => format!(", read by {}", shell_words(file, &runtime, stage)),
    };
    format!("{what}{by}, as {}{}. It makes one layer.", user::in_force(file, stage, &runtime), within(&runtime))
}

fn shell_words(file: &Dockerfile, runtime: &Runtime, stage: &Stage) -> String {
    if let Some(shell) = &runtime.shell {
        return code(&shell.join(" "));
    }
    match file.image_under(stage).map(|image| image.shell) {
        Some(Shell::None) => "a shell that the base image does not have".to_owned(),
        Some(Shell::Cmd) => "`cmd /S /C`".to_owned(),
        Some(Shell::PowerShell) => "PowerShell".to_owned(),
        _ if file.is_for_windows(stage) => "`cmd /S /C`".to_owned(),
        _ => "`/bin/sh -c`".to_owned(),
    }
}

fn within(runtime: &Runtime) -> String {
    if runtime.workdir.is_empty() { String::new() } else { format!(", in {}", code(&runtime.workdir)) }
}

/// What the container of the stage starts, as ENTRYPOINT and CMD say together.
pub(super) fn start(file: &Dockerfile, index: usize, stage: &Stage) -> String {
    let runtime = file.runtime_of(stage);
    let keyword = file.instructions[index].keyword;
    let in_force = if keyword == Keyword::Cmd { runtime.cmd } else { runtime.entrypoint };
    if let Some(later) = in_force.filter(|later| *later != index) {
        let line = line_of(file, file.instructions[later].span.start);
        return format!("without effect: the {} on line {line} takes its place.", code(keyword.name()));
    }
    match start_line(file, stage, &runtime) {
        Some(line) => format!("a container starts {line}."),
        None => "forgotten, for an `ENTRYPOINT` of this stage clears what the stage below says.".to_owned(),
    }
}

/// The command line that a container with this configuration starts.
pub(super) fn start_line(file: &Dockerfile, stage: &Stage, runtime: &Runtime) -> Option<String> {
    let words = |index: Option<usize>| {
        let instruction = file.instructions.get(index?)?;
        Some(match &instruction.arguments {
            Arguments::Json { words, .. } => {
                (words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "), true)
            }
            other => (other.shell()?.text().trim().to_owned(), false),
        })
    };
    let of_image = file.image_under(stage).map(|image| (image.entrypoint.to_owned(), true));
    let of_image = of_image.filter(|(entrypoint, _)| !entrypoint.is_empty());
    match (words(runtime.entrypoint).or(of_image), words(runtime.cmd)) {
        (Some(_), None) if runtime.entrypoint.is_none() => None,
        (Some((entrypoint, true)), Some((command, true))) => Some(code(&format!("{entrypoint} {command}"))),
        (Some((entrypoint, true)), Some((command, false))) => {
            Some(format!("{} with the words {}", code(&entrypoint), code(&format!("/bin/sh -c {command}"))))
        }
        (Some((entrypoint, true)), None) => Some(code(&entrypoint)),
        (Some((entrypoint, false)), Some(_)) => {
            Some(format!("{} in a shell; `CMD` is left out, for the shell form takes no words", code(&entrypoint)))
        }
        (Some((line, false)), None) | (None, Some((line, false))) => Some(format!("{} in a shell", code(&line))),
        (None, Some((command, true))) => Some(code(&command)),
        (None, None) => None,
    }
}

pub(super) fn healthcheck(instruction: &Instruction) -> Option<String> {
    let Arguments::Health { kind, .. } = &instruction.arguments else { return None };
    if kind.text.eq_ignore_ascii_case("NONE") {
        return Some("switches off the check that the base image has, if it has one.".to_owned());
    }
    let value = |name: &str| instruction.flag(name)?.value.as_ref();
    let time = |name: &str| language::duration::interval(&value(name)?.text).ok().map(|time| time as f64);
    let timings = Timings {
        interval: time("interval"),
        timeout: time("timeout"),
        start_period: time("start-period"),
        start_interval: time("start-interval"),
        retries: value("retries").and_then(|word| word.text.parse().ok()),
    };
    Some(timings.in_words())
}

pub(super) fn workdir(file: &Dockerfile, index: usize) -> Option<String> {
    let stage = file.stage_of(index)?;
    let after = if index + 1 >= stage.range.end { file.runtime_of(stage) } else { file.runtime_before(index + 1) };
    let base = if after.workdir.starts_with(['/', '$', '\\']) || after.workdir.get(1..2) == Some(":") {
        ""
    } else {
        " below the working directory of the image"
    };
    Some(format!(
        "from here on commands and relative paths start in {}{base}; it is made where it does not exist.",
        code(&after.workdir)
    ))
}

fn env(instruction: &Instruction) -> Option<String> {
    let Arguments::Pairs { pairs, .. } = &instruction.arguments else { return None };
    let names = codes(pairs.iter().map(|pair| pair.key.text.as_str()), 6);
    Some(format!("sets {names} for the steps below and for every container."))
}

fn expose(instruction: &Instruction) -> Option<String> {
    let ports: Vec<String> = instruction.arguments.words().iter().map(|word| port(&word.text)).collect();
    let told = words::joined(&ports);
    (!told.is_empty())
        .then(|| format!("{told}. Nothing is published by this: `docker run -p` or Compose's `ports` do."))
}

/// A port of EXPOSE in words: `5432/tcp, usually PostgreSQL`.
pub(super) fn port(text: &str) -> String {
    let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let known = number.parse::<u16>().ok().and_then(known_port);
    let usual = known.map(|known| format!(" (usually {})", known.service)).unwrap_or_default();
    format!("{}{usual}", code(&format!("{number}/{}", protocol.to_ascii_lowercase())))
}

fn shell(instruction: &Instruction) -> Option<String> {
    let Arguments::Json { words, .. } = &instruction.arguments else { return None };
    let line: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    Some(format!("the shell forms of `RUN`, `CMD`, `ENTRYPOINT` below are handed to {}.", code(&line.join(" "))))
}

#[cfg(test)]
mod tests {
    use super::super::testing::says;

    #[test]
    fn the_language_explains_itself() {
        says("FROM a\nHEALTH$0CHECK NONE\n", "HEALTHCHECK", "switches off the check");
        says("FROM a\nonbuild ru$0n x\n", "run", "when a Dockerfile builds upon it");
        says("FROM a\nCP$0Y a b\n", "CPY", "Is `COPY` meant?");
    }

    #[test]
    fn an_instruction_says_what_it_does_here() {
        says("FROM a AS b\nFR$0OM b\n", "FROM", "stage 2 of 2 from the stage `b`; it is what a build without");
        let source = "FROM a\nUSER 7\nWORKDIR /x\nRU$0N a && b\n";
        says(source, "RUN", "2 commands, read by `/bin/sh -c`, as user 7, in `/x`. It makes one layer.");
        says("FROM a\nENTRYPOINT [\"x\"]\nC$0MD [\"-y\"]\n", "CMD", "a container starts `x -y`.");
        says("FROM a\nC$0MD x\nCMD y\n", "CMD", "without effect: the `CMD` on line 3 takes its place.");
        says("FROM a\nWORKDIR /x\nWORK$0DIR y\n", "WORKDIR", "start in `/x/y`;");
        says("FROM a\nEXP$0OSE 5432 9999/udp\n", "EXPOSE", "`5432/tcp` (usually PostgreSQL) and `9999/udp`.");
        says("FROM a\nHEALTH$0CHECK --interval=5s --timeout=1s CMD x\n", "HEALTHCHECK", "Asks every 5 s");
        says("AR$0G V\nFROM a\n", "ARG", "only `FROM` lines see it");
    }
}
