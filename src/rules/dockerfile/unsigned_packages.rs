//! Packages that nobody vouches for.

use crate::reference::packages::Ecosystem;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// A package manager is told not to check signatures.
    ///
    /// The signature is all that ties a package to the people who built it. Without the check, whoever stands on the way, a
    /// mirror, a proxy, a stolen domain, decides what runs as root in the build and in the image. Import the key instead: into
    /// `/etc/apk/keys`, by `signed-by` in an apt source, with `rpm --import`.
    ///
    /// `--force-yes` of apt-get does the same by the way: it agrees to everything, unsigned packages among it. It has been
    /// replaced by options that each allow one thing.
    ///
    /// The fix takes the option away; where it was needed, the step then fails until the key is there. Files that the command
    /// names by their paths may have been checked otherwise, so there it is only worth knowing.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y --allow-unauthenticated curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y curl
    /// ```
    "unsigned-packages", Warning, Ask,
    groups: [Security],
    aka: [
        "checkov:CKV2_DOCKER_7",
        "checkov:CKV2_DOCKER_8",
        "checkov:CKV2_DOCKER_9",
        "checkov:CKV2_DOCKER_10",
        "checkov:CKV2_DOCKER_11",
    ],
    concerns: ["unsigned-apk", "unsigned-apt", "unsigned-yum-dnf", "unsigned-rpm", "apt-force-yes"],
}

/// The options of each program that turn checks off, by the programs.
const OPTIONS: [(&[&str], &[&str]); 6] = [
    (&["apk"], &["--allow-untrusted"]),
    (&["apt-get", "apt"], &["--allow-unauthenticated", "--allow-insecure-repositories", "--force-yes"]),
    (&["yum", "dnf", "dnf5", "microdnf", "tdnf"], &["--nogpgcheck", "--no-gpgchecks", "--nogpgchecks"]),
    (&["zypper"], &["--no-gpg-checks", "--allow-unsigned-rpm"]),
    (&["rpm"], &["--nosignature", "--nodigest", "--noverify", "--nofiledigest"]),
    (&["dpkg"], &["--force-bad-verify"]),
];

/// Settings that do the same when they follow `-o` or `--setopt`, in lower case.
const SETTINGS: [&str; 5] = [
    "apt::get::allowunauthenticated=",
    "acquire::allowinsecurerepositories=",
    "gpgcheck=",
    "localpkg_gpgcheck=",
    "apt::get::force-yes=",
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for command in file.commands_in(Keyword::Run) {
        let Some(name) = command.name() else { continue };
        let Some((_, options)) = OPTIONS.iter().find(|(programs, _)| programs.contains(&name)) else { continue };
        let found = command
            .words()
            .iter()
            .enumerate()
            .skip(1)
            .find(|(_, word)| options.contains(&word.text.as_str()) || turns_off(&word.text));
        let Some((at, option)) = found else { continue };
        let is_force = option.text == "--force-yes";
        let message = if is_force {
            "`--force-yes` agrees to everything, packages without a signature among it".to_owned()
        } else {
            format!("`{}` installs packages that nobody has signed", option.text)
        };
        let finding = report.at(command.word_span(at), message);
        if names_only_files(command) {
            finding.severity(Info);
        }
        if is_force {
            let instead = "--allow-downgrades --allow-remove-essential --allow-change-held-packages";
            if !command.is_exec() {
                finding
                    .fix("Allow only what is harmless to trust", replace(command.word_span(at), instead))
                    .declares(changes_inside(command));
            }
        } else if options.contains(&option.text.as_str()) {
            // Up to the end of the word before, where a comment or another line may begin.
            let before = command.word_span(at - 1).end + usize::from(command.is_exec());
            let span = Span::new(before, command.word_span(at).end + usize::from(command.is_exec()));
            if !file.comments.iter().any(|comment| comment.overlaps(span)) {
                finding.fix(format!("Remove {}", option.text), delete(span)).declares(changes_inside(command));
            }
        }
    }
}

/// Whether a word is a setting that turns a check off: `--setopt=gpgcheck=0`.
fn turns_off(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    SETTINGS.iter().any(|setting| {
        let Some((before, value)) = word.split_once(setting) else { return false };
        let is_whole = before.is_empty() || before.ends_with(['=', 'o', '.']);
        let allows = setting.starts_with('a');
        let off = if allows { ["1", "true", "yes"] } else { ["0", "false", "no"] };
        is_whole && off.contains(&value.trim_matches('"'))
    })
}

/// Whether every package is a file with a path: built or checked by somebody before.
fn names_only_files(command: Command<'_>) -> bool {
    let is_file = |text: &str| {
        !text.contains("://") && (text.contains('/') || [".apk", ".rpm", ".deb"].iter().any(|end| text.ends_with(end)))
    };
    match Invocation::read(command).filter(|call| call.manager.ecosystem == Ecosystem::System) {
        Some(call) => {
            let packages = call.packages();
            !packages.is_empty() && packages.iter().all(|package| is_file(package.text))
        }
        None => command.words().iter().skip(1).any(|word| is_file(&word.text)),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity;
    use crate::rules::testing::{fixed, marked, severities};

    #[test]
    fn every_manager_has_its_own_word_for_it() {
        for (run, option) in [
            ("apk add --allow-untrusted a", "--allow-untrusted"),
            ("yum install -y --nogpgcheck a", "--nogpgcheck"),
            ("dnf -y --setopt=gpgcheck=0 install a", "--setopt=gpgcheck=0"),
            ("zypper --no-gpg-checks in -y a", "--no-gpg-checks"),
            ("rpm -i --nodigest http://a/b.rpm", "--nodigest"),
            ("apt-get -o APT::Get::AllowUnauthenticated=true install a", "APT::Get::AllowUnauthenticated=true"),
            ("apt-get install -y --force-yes a", "--force-yes"),
        ] {
            assert_eq!(marked("unsigned-packages", &format!("FROM a\nRUN {run}\n")), [option], "{run}");
        }
        for run in [
            "dnf --setopt=gpgcheck=1 install a",
            "apk add a",
            "rpm --import https://a/key",
            "dnf --setopt=repo_gpgcheck=0 up",
        ] {
            assert!(marked("unsigned-packages", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }

    #[test]
    fn a_file_may_have_been_checked_before() {
        let source = "FROM a\nRUN apk add --allow-untrusted /tmp/a.apk\n";
        assert_eq!(severities("unsigned-packages", source), [Severity::Info]);
        assert_eq!(severities("unsigned-packages", "FROM a\nRUN apk add --allow-untrusted a\n"), [Severity::Warning]);
    }

    #[test]
    fn the_option_goes_and_its_line_with_it() {
        let source = "FROM a\nRUN apk add \\\n    --allow-untrusted \\\n    b\n";
        assert_eq!(fixed("unsigned-packages", source).as_deref(), Some("FROM a\nRUN apk add \\\n    b\n"));
        let exec = "FROM a\nRUN [\"apk\", \"add\", \"--allow-untrusted\", \"b\"]\n";
        assert_eq!(fixed("unsigned-packages", exec).as_deref(), Some("FROM a\nRUN [\"apk\", \"add\", \"b\"]\n"));
    }
}
