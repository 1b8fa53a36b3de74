//! The interactive apt in a script.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// `apt` is called by a script.
    ///
    /// `apt` is made for people at a terminal. Its manual says that its command line may change between versions, and it says so
    /// itself in every build: "apt does not have a stable CLI interface". `apt-get` and `apt-cache` do the same and stay.
    ///
    /// The fix calls the stable program with the same words; `apt upgrade` becomes `apt-get upgrade --with-new-pkgs`, which is
    /// what it does.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt update && apt-get install -y curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y curl
    /// ```
    "apt-for-apt-get", Info, Safe,
    groups: [Style],
    aka: ["hadolint:DL3027", "tally:hadolint/DL3027", "checkov:CKV_DOCKER_9", "kics:b84a0b47"],
    concerns: ["apt-not-apt-get"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations().filter(|call| call.manager.name == "apt") {
        let arguments = call.arguments();
        // A lone program, or one that only tells its version, is no script's business.
        let Some(typed) = arguments.iter().find(|word| !word.starts_with('-')) else { continue };
        let name = call.command.word_span(call.name_word());
        let finding = report.at(name, "`apt` is for people at a terminal; its command line may change");
        let written = call.command.words()[call.name_word()].text.as_str();
        if file.text(name) != written {
            continue;
        }
        let folder = written.strip_suffix("apt").unwrap_or("");
        let get = format!("{folder}apt-get");
        let edits = match *typed {
            "install" | "reinstall" | "build-dep" | "satisfy" | "update" | "dist-upgrade" | "remove" | "purge"
            | "autoremove" | "autopurge" | "clean" | "distclean" | "autoclean" | "download" | "source" => {
                vec![replace(name, get)]
            }
            "upgrade" => vec![replace(name, get), call.add_option("--with-new-pkgs")],
            "full-upgrade" => vec![replace(name, get), replace(call.verb_span(), "dist-upgrade")],
            "search" | "show" | "policy" | "depends" | "rdepends" | "showsrc" => {
                vec![replace(name, format!("{folder}apt-cache"))]
            }
            _ => continue,
        };
        if call.command.is_exec() && edits.len() > 1 {
            continue;
        }
        finding.fix("Call apt-get", edits).declares(changes_inside(call.command));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    fn after(run: &str) -> Option<String> {
        let fixed = fixed("apt-for-apt-get", &format!("FROM a\nRUN {run}\n"))?;
        Some(fixed.trim_start_matches("FROM a\nRUN ").trim_end().to_owned())
    }

    #[test]
    fn the_stable_program_does_the_same() {
        for (before, expected) in [
            ("apt install -y a", "apt-get install -y a"),
            ("sudo /usr/bin/apt -y install a", "sudo /usr/bin/apt-get -y install a"),
            ("apt upgrade -y", "apt-get upgrade --with-new-pkgs -y"),
            ("apt -y full-upgrade", "apt-get -y dist-upgrade"),
            ("apt policy a", "apt-cache policy a"),
            ("[\"apt\", \"update\"]", "[\"apt-get\", \"update\"]"),
        ] {
            assert_eq!(after(before).unwrap_or_else(|| before.to_owned()), expected);
        }
    }

    #[test]
    fn other_programs_and_other_verbs() {
        assert_eq!(marked("apt-for-apt-get", "FROM a\nRUN apt list --installed\n"), ["apt"]);
        assert_eq!(after("apt list --installed"), None);
        for run in ["apt-get update", "apt-mark hold a", "apt --version", "rm -rf /etc/apt"] {
            assert!(marked("apt-for-apt-get", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
