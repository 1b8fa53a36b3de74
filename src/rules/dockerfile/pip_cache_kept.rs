//! pip's downloads, shipped in the image.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// `pip install` leaves its downloads in the image.
    ///
    /// pip keeps every wheel under `~/.cache/pip` for the next time, and in an image there is none. `--no-cache-dir` keeps
    /// nothing; a cache mount keeps the downloads outside the image and makes the next build quick.
    ///
    /// The fix adds the option; the same packages are installed, and only the layer is smaller.
    ///
    /// ```dockerfile
    /// FROM python:3.12-slim
    /// RUN pip install flask==3.0.3
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.12-slim
    /// RUN pip install --no-cache-dir flask==3.0.3
    /// ```
    "pip-cache-kept", Info, Safe,
    groups: [Size],
    aka: ["hadolint:DL3042"],
    concerns: ["pip-no-cache"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in file.stages.iter().filter(|stage| file.ships(stage)) {
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            if !instruction.is(Keyword::Run)
                || !instruction.rest.text().contains("pip") && instruction.heredocs.is_empty()
            {
                continue;
            }
            let mounts = instruction.flags_named("mount").filter_map(|flag| flag.value.as_ref());
            let is_mounted =
                mounts.into_iter().any(|mount| mount.text.contains(".cache") || mount.text.contains("pip"));
            let commands = file.commands_of(index);
            if is_mounted || commands.iter().any(|command| turns_off(*command) || removes_cache(*command)) {
                continue;
            }
            let calls = file.invocations_of(index).into_iter().filter(|call| call.manager.name == "pip");
            let installs: Vec<_> =
                calls.filter(|call| call.verb() == "install" && !call.has(&["--no-cache-dir"])).collect();
            if installs.is_empty() || environment_turns_off(file, index) {
                continue;
            }
            for call in installs {
                // Only a folder of its own choosing says that the cache is wanted.
                if call.has(&["--cache-dir", "--dry-run"]) {
                    continue;
                }
                report
                    .at(call.verb_span(), "pip keeps what it downloads in the image")
                    .fix("Add --no-cache-dir", call.add_option("--no-cache-dir"))
                    .declares(changes_inside(call.command));
            }
        }
    }
}

fn turns_off(command: Command<'_>) -> bool {
    let assigned = command.assignments().iter().chain(command.words().iter().skip(1));
    let says = assigned.into_iter().any(|word| word.text.starts_with("PIP_NO_CACHE_DIR="));
    says && (command.words().is_empty()
        || !command.assignments().is_empty()
        || command.is("export")
        || command.is("env"))
}

fn removes_cache(command: Command<'_>) -> bool {
    let texts = command.texts();
    let purges = texts.windows(2).any(|pair| pair == ["cache", "purge"]);
    let names_cache = texts.iter().any(|text| text.contains(".cache"));
    purges || (command.is("rm") && names_cache)
}

/// Whether an ENV or ARG above sets `PIP_NO_CACHE_DIR`, to whatever value: older pips read even `off` as yes.
fn environment_turns_off(file: &Dockerfile, index: usize) -> bool {
    file.variables_before(index).contains_key("PIP_NO_CACHE_DIR")
        || file
            .stage_of(index)
            .and_then(|stage| file.image_under(stage))
            .is_some_and(|image| image.sets_variable("PIP_NO_CACHE_DIR"))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn every_way_to_start_pip_is_seen() {
        assert_eq!(
            fixed("pip-cache-kept", "FROM a\nRUN python3 -m pip install -r b.txt\n").as_deref(),
            Some("FROM a\nRUN python3 -m pip install --no-cache-dir -r b.txt\n")
        );
        assert_eq!(marked("pip-cache-kept", "FROM a\nRUN pip3 install b && pip install c\n").len(), 2);
    }

    #[test]
    fn what_keeps_nothing_is_fine() {
        for source in [
            "FROM a\nRUN pip install --no-cache-dir b\n",
            "FROM a\nENV PIP_NO_CACHE_DIR=1\nRUN pip install b\n",
            "FROM a\nRUN PIP_NO_CACHE_DIR=1 pip install b\n",
            "FROM a\nRUN --mount=type=cache,target=/root/.cache/pip pip install b\n",
            "FROM a\nRUN pip install b && rm -rf ~/.cache\n",
            "FROM a\nRUN pip install b\nFROM c\n",
            "FROM a\nRUN pip download b\n",
        ] {
            assert!(marked("pip-cache-kept", source).is_empty(), "{source}");
        }
    }
}
