//! `cd` where WORKDIR is meant.

use crate::model::dockerfile::installs::{below, join};
use crate::rules::prelude::*;
use crate::syntax::shell::{Connector, Word as ShellWord};

rule! {
    /// `cd` in a RUN of its own does nothing.
    ///
    /// Each RUN starts a new shell in the working directory of the image, so a `cd` ends with its step. WORKDIR sets the
    /// directory for everything that follows, and makes it where it is missing. A step that begins with a `cd`, after making
    /// the folder or an account perhaps, is a hint: WORKDIR would say the same.
    ///
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN cd /srv
    /// RUN touch here
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.20
    /// WORKDIR /srv
    /// RUN touch here
    /// ```
    "cd-in-run", Warning, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL3003", "trivy:DS-0013"],
    concerns: ["use-workdir-not-cd"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, instruction) in file.instructions.iter().enumerate().filter(|(_, each)| each.is(Keyword::Run)) {
        let [shell] = file.shell_texts_of(index) else { continue };
        let commands = file.commands_of(index);
        let Some(at) = commands.iter().position(|command| command.is("cd")) else { continue };
        let (before, first) = (&commands[..at], commands[at]);
        let (Some(path), 2) = (first.words().get(1), first.words().len()) else { continue };
        if !first.is_at_top() || !is_known(file, index, path) {
            continue;
        }
        let path = path.text.as_str();
        let is_alone = commands.len() == 1 && !shell.script.broken && instruction.heredocs.is_empty();
        if is_alone && !path.contains('$') {
            let finding =
                report.at(first.span(), "This `cd` ends with its step: the next one starts where this one did");
            if instruction.comments.is_empty() && instruction.flags.is_empty() {
                finding
                    .fix("Use WORKDIR", replace(instruction.head, format!("WORKDIR {path}")))
                    .declares(&[Change::Instructions, Change::Workdir]);
            }
        } else if goes_on(first)
            && !is_passed_through(path)
            && could_come_later(file, index, before, path)
            && stays_there(&commands[at + 1..])
        {
            let finding = report.at(first.span(), format!("WORKDIR {path} does this for all steps that follow"));
            finding.severity(Hint);
        }
    }
}

/// Whether WORKDIR would read the path as the shell does: it is plain, or starts with a variable to which the file gives a
/// value.
fn is_known(file: &Dockerfile, index: usize, path: &ShellWord) -> bool {
    let Some(rest) = path.text.strip_prefix('$') else { return path.literal().is_some() };
    let (variable, folder) = rest.split_once('/').unwrap_or((rest, ""));
    let name = variable.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(variable);
    !folder.contains(['$', '`', '*']) && file.variables_before(index).contains_key(name)
}

fn goes_on(command: Command<'_>) -> bool {
    matches!(command.element().after, Connector::And | Connector::Semicolon)
}

/// Whether what stands before the `cd` could as well run in the folder that it leads to: it only sets up the shell or an
/// account, or makes that folder.
fn could_come_later(file: &Dockerfile, index: usize, before: &[Command<'_>], path: &str) -> bool {
    let workdir = file.workdir_before(index);
    let folder = join(workdir, path);
    let is_fixed = |operand: &str| operand.starts_with(['/', '$']) || below(&join(workdir, operand), &folder).is_some();
    before.iter().all(|command| {
        let mut operands = command.texts().into_iter().skip(1).filter(|text| !text.starts_with('-'));
        let stays = match command.name() {
            Some("set" | "addgroup" | "adduser" | "groupadd" | "useradd") => true,
            Some("mkdir") => operands.all(is_fixed),
            // The owner stands first.
            Some("chown") => operands.skip(1).all(is_fixed),
            _ => false,
        };
        let is_followed = goes_on(*command) || command.element().after == Connector::Newline;
        stays && is_followed && command.is_at_top()
    })
}

/// Whether what follows does not go to yet another place, from where it would have to come back.
fn stays_there(after: &[Command<'_>]) -> bool {
    let goes_down = |cd: &Command<'_>| {
        cd.words()
            .get(1)
            .is_some_and(|path| !path.text.starts_with(['/', '$', '~', '-']) && !path.text.starts_with(".."))
    };
    after.iter().filter(|command| command.is("cd") && command.is_at_top()).all(goes_down)
}

/// Whether nobody would want to stay there.
fn is_passed_through(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    matches!(path, "" | "/tmp" | "..")
        || ["/etc/", "/tmp/"].iter().any(|parent| path.starts_with(parent))
        || super::system_workdir::is_systems(path)
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity;
    use crate::rules::testing::{fixed, marked, severities};

    #[test]
    fn a_cd_that_leads_somewhere_is_a_choice() {
        let source = "FROM a\nRUN cd /srv && make\n";
        assert_eq!(marked("cd-in-run", source), ["cd /srv"]);
        assert_eq!(severities("cd-in-run", source), [Severity::Hint]);
        assert_eq!(fixed("cd-in-run", source), None);
    }

    #[test]
    fn a_shell_is_set_up_before() {
        assert_eq!(marked("cd-in-run", "FROM a\nRUN set -ex; cd src; make\n"), ["cd src"]);
    }

    #[test]
    fn workdir_makes_the_folder_as_well() {
        for run in ["mkdir build && cd build && make", "mkdir -p /x/build && cd /x/build/ && make"] {
            assert_eq!(marked("cd-in-run", &format!("FROM a\nWORKDIR /x\nRUN {run}\n")).len(), 1, "{run}");
        }
        let home = "FROM a\nENV HOME=/home/b\nRUN adduser -h $HOME b && chown -R b $HOME && cd $HOME && make\n";
        assert_eq!(marked("cd-in-run", home), ["cd $HOME"]);
    }

    #[test]
    fn later_ones_are_the_shells_business() {
        for run in [
            "make && cd /srv && make",
            "mkdir c && cd /srv && make",
            "(cd /srv && make)",
            "cd $HOME && make",
            "cd /etc/yum.repos.d && make",
            "cd /usr/bin && make",
            "cd /tmp/a && make",
            "cd /a && make && cd /b && make",
            "cd",
            "cd /srv || true",
        ] {
            assert!(marked("cd-in-run", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
