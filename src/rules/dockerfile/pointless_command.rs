//! Commands that do nothing for an image.

use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// A command that does nothing for the image.
    ///
    /// A layer keeps files, and nothing else: a service that a step starts ends with the step, a mount is gone, a setting of the
    /// kernel belongs to the machine that builds. And nobody watches a build, so an editor or `top` has no one to talk to.
    ///
    /// A service that is started for what follows in the same step (a database that is filled, say) is right, and left alone, as
    /// is `kill` for what the step has started itself. The fix takes the command away where it has the step to itself or is
    /// followed by `&&`; start services by the container's command, one to a container.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN service nginx start
    /// CMD ["nginx", "-g", "daemon off;"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// CMD ["nginx", "-g", "daemon off;"]
    /// ```
    "pointless-command", Warning, Ask,
    groups: [Correctness],
    aka: ["hadolint:DL3001", "tally:hadolint/DL3001", "kics:9b6b0f38"],
    concerns: ["pointless-commands"],
}

/// Why a command is pointless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// What it starts ends with the step.
    Ends,
    /// It shows something that nobody sees.
    Shows,
    /// It waits for somebody at a keyboard.
    Asks,
    /// It changes the machine, which a build may not.
    Refused,
    /// It ends the machine, of which a build has none.
    Halts,
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, instruction) in file.instructions.iter().enumerate().filter(|(_, each)| each.is(Keyword::Run)) {
        let may_mount = || instruction.flag("security").is_some();
        let commands = file.commands_of(index);
        for (at, command) in commands.iter().enumerate() {
            let Some(why) = why(*command) else { continue };
            let is_needed = match why {
                // Whatever comes after may be what it was started for.
                Why::Ends => commands[at + 1..].iter().any(|later| why_of_kind(*later) != Some(Why::Ends)),
                // Output that another command reads, or a result that a condition looks at, is worth something.
                Why::Shows => !stands_alone(*command),
                Why::Refused => may_mount() || !stands_alone(*command),
                Why::Asks | Why::Halts => false,
            };
            if is_needed {
                continue;
            }
            let name = command.name().unwrap_or("");
            let finding = report.at(command.span(), message(why, name));
            if why == Why::Shows {
                finding.severity(Info);
            }
            if commands.len() == 1 && instruction.heredocs.is_empty() {
                finding.fix("Remove the step", remove_instruction(file, instruction)).declares(&[Change::Instructions]);
            } else if command.is_at_top()
                && command.element().after == Connector::And
                && command.element().previous.is_none()
                && !command.is_in_heredoc()
                && command.starter().is_none()
                && let Some(next) = commands.get(at + 1).filter(|next| next.is_at_top())
            {
                finding.fix("Remove the command", delete(Span::new(command.span().start, next.span().start)));
            }
        }
    }
}

fn why_of_kind(command: Command<'_>) -> Option<Why> {
    // To wait for a service is no use of it.
    if matches!(command.name(), Some("sleep" | "true" | "sudo" | "echo")) { Some(Why::Ends) } else { why(command) }
}

fn why(command: Command<'_>) -> Option<Why> {
    let words = command.words();
    let second = words.get(1).map(|word| word.text.as_str());
    let third = words.get(2).map(|word| word.text.as_str());
    let starts = |word: Option<&str>| matches!(word, Some("start" | "restart" | "reload"));
    Some(match command.name()? {
        _ if words[0].text.starts_with("/etc/init.d/") && starts(second) => Why::Ends,
        "service" if starts(third) => Why::Ends,
        "systemctl" | "rc-service" if starts(second) || (starts(third) && command.is("rc-service")) => Why::Ends,
        "free" | "top" | "htop" | "uptime" if words.len() <= 3 => Why::Shows,
        "ps" | "ifconfig" | "lsblk" if words.len() <= 3 => Why::Shows,
        "vi" | "vim" | "nano" | "emacs" if !command.is_fed() && !is_scripted(command) => Why::Asks,
        "mount" if words.len() > 1 => Why::Refused,
        "sysctl" if command.has_option(&["-w", "-p"]) => Why::Refused,
        "iptables" | "modprobe" | "insmod" if words.len() > 1 => Why::Refused,
        "shutdown" | "reboot" | "poweroff" | "halt" => Why::Halts,
        _ => return None,
    })
}

/// Whether an editor is told what to do by its arguments.
fn is_scripted(editor: Command<'_>) -> bool {
    let is_order = |text: &str| text.starts_with('+') || text.starts_with("--");
    editor
        .texts()
        .iter()
        .skip(1)
        .any(|text| is_order(text) || (text.starts_with('-') && text.contains(['c', 'E', 'e', 's', 'b'])))
}

/// Whether nothing takes its output or looks at its result.
fn stands_alone(command: Command<'_>) -> bool {
    let element = command.element();
    let is_piped = |at: usize| command.shell.script.elements[at].after.is_pipe();
    command.is_at_top()
        && !element.negated
        && !element.after.is_pipe()
        && element.after != Connector::Or
        && !element.previous.is_some_and(is_piped)
        && command.output_files().next().is_none()
}

fn message(why: Why, name: &str) -> String {
    match why {
        Why::Ends => "The service that this starts ends with the step".to_owned(),
        Why::Shows => format!("`{name}` only shows something, and the image gets nothing of it"),
        Why::Asks => format!("`{name}` waits for somebody at a keyboard, and a build has nobody there"),
        Why::Refused => format!("`{name}` changes the machine that builds, which refuses it, and nothing of it stays"),
        Why::Halts => format!("`{name}` ends a machine, and a build step has none"),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "pointless-command";

    fn speaks(run: &str) -> bool {
        !marked(NAME, &format!("FROM a\nRUN {run}\n")).is_empty()
    }

    #[test]
    fn what_ends_with_its_step_is_named() {
        for run in [
            "service nginx start",
            "make && systemctl restart x",
            "service a start && service b start",
            "/etc/init.d/a restart",
            "service a start && sleep 5",
            "free",
            "vim /etc/x",
            "mount /dev/x /y && make",
            "sysctl -w a=b",
            "reboot",
        ] {
            assert!(speaks(run), "{run}");
        }
    }

    #[test]
    fn what_is_used_in_the_step_is_right() {
        for run in [
            "service mysql start && mysql -e x",
            "systemctl enable x",
            "service --status-all",
            "ps aux | grep b",
            "kill $pid",
            "mount | grep b",
            "mount /x || true",
            "vim +PluginInstall +qall",
            "vi -es file",
            "ssh a b",
            "apt-get install vim",
            "echo reboot",
        ] {
            assert!(!speaks(run), "{run}");
        }
    }

    #[test]
    fn it_goes_where_nothing_else_is_said() {
        let fix = |run: &str| fixed(NAME, &format!("FROM a\nRUN {run}\n"));
        assert_eq!(fix("service a restart").as_deref(), Some("FROM a\n"));
        assert_eq!(fix("free && make").as_deref(), Some("FROM a\nRUN make\n"));
        assert_eq!(fix("make; service a start"), None);
    }
}
