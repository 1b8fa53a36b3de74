//! sudo in a build.

use crate::rules::prelude::*;

rule! {
    /// `sudo` is used in a build.
    ///
    /// A build step runs as root until a USER says otherwise, so sudo adds a program and a way back to root to the image, and
    /// takes nothing away. Where a step must be root after a USER, switch: `USER root`, the step, and the user again.
    ///
    /// The fix removes sudo where the step runs as root anyway.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN sudo apt-get update
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update
    /// ```
    "sudo-used", Info, Ask,
    groups: [Security],
    aka: ["hadolint:DL3004", "trivy:DS-0010", "checkov:CKV2_DOCKER_1", "kics:8ada6e80"],
    concerns: ["no-sudo"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, _) in file.instructions.iter().enumerate().filter(|(_, each)| each.is(Keyword::Run)) {
        let commands = file.commands_of(index);
        // To become somebody other than root is what sudo is for.
        let calls = || {
            let becomes_root = |command: &&Command<'_>| !command.has_option(&["-u", "--user", "-g", "--group"]);
            commands.iter().filter(|command| command.is("sudo") && command.words().len() > 1).filter(becomes_root)
        };
        let Some(first) = calls().next() else { continue };
        // A script that asks who it is calls sudo only where it needs to.
        if asks_who_it_is(file.text(file.instructions[index].span)) {
            continue;
        }
        let user = file.user_before(index);
        let is_root = match &user {
            Some(user) => matches!(user.text.as_str(), "root" | "0"),
            None => {
                let image = file.stage_of(index).and_then(|stage| file.image_under(stage));
                image.is_some_and(|image| image.runs_as_root() == crate::reference::images::Knowledge::Yes)
            }
        };
        let message = if is_root {
            "sudo does nothing here: the step runs as root"
        } else {
            "sudo gives the image a way back to root"
        };
        let finding = report.at(first.word_span(0), message);
        for call in calls().skip(1) {
            finding.related(call.word_span(0), "and here");
        }
        if !is_root {
            continue;
        }
        let plain = |command: &&Command<'_>| {
            !command.words()[1].text.starts_with('-') && !command.words()[1].text.contains('=')
        };
        if calls().all(|command| plain(&command)) {
            let edits: Vec<Edit> = calls()
                .map(|command| delete(Span::new(command.word_span(0).start, command.word_span(1).start)))
                .collect();
            finding.fix("Remove sudo", edits);
        }
    }
}

fn asks_who_it_is(script: &str) -> bool {
    ["id -u", "$EUID", "${EUID", "$UID", "${UID"].iter().any(|question| script.contains(question))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn every_sudo_of_a_step_goes_at_once() {
        let source = "FROM ubuntu:24.04\nRUN sudo apt-get update && sudo apt-get install -y a\n";
        assert_eq!(marked("sudo-used", source), ["sudo"]);
        assert_eq!(
            fixed("sudo-used", source).as_deref(),
            Some("FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y a\n")
        );
    }

    #[test]
    fn it_stays_where_it_is_needed_or_installed() {
        assert_eq!(fixed("sudo-used", "FROM ubuntu:24.04\nUSER ubuntu\nRUN sudo make\n"), None);
        assert!(marked("sudo-used", "FROM ubuntu:24.04\nRUN apt-get install -y sudo\n").is_empty());
        assert!(marked("sudo-used", "FROM ubuntu:24.04\nRUN sudo -u x make\n").is_empty());
        let guarded = "FROM ubuntu:24.04\nRUN if [ \"$(id -u)\" -ne 0 ]; then sudo make; else make; fi\n";
        assert!(marked("sudo-used", guarded).is_empty());
    }
}
