//! Packages of the distribution without a version.

use crate::reference::packages::{Action, Ecosystem};
use crate::rules::prelude::*;

rule! {
    /// A package of the distribution is installed without a version.
    ///
    /// Which version the build gets depends on the day. A version on the command line makes that visible, and makes the build
    /// fail, instead of change, when the mirror moves on. And it does move on: Debian, Ubuntu and Alpine delete a version when
    /// the next one is out, so whoever pins here has to follow. A pinned base image with its own snapshot of the repositories
    /// gives the same with less work. The rule is off by default.
    ///
    /// It speaks once for each call. pacman is left alone, since it cannot be asked for a version.
    ///
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add --no-cache curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add --no-cache curl=8.9.1-r1
    /// ```
    "unpinned-system-package", Info,
    default: off,
    groups: [Reproducibility],
    aka: [
        "hadolint:DL3008",
        "hadolint:DL3018",
        "hadolint:DL3033",
        "hadolint:DL3037",
        "hadolint:DL3041",
        "kics:965a08d7",
        "kics:d3499f6d",
        "kics:6452c424",
        "kics:93d88cf7",
        "kics:562952e4",
    ],
    concerns: ["apt-pin", "apk-pin", "yum-pin", "dnf-pin", "zypper-pin"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations() {
        let manager = call.manager;
        let installs = call.action() == Some(Action::Install) && matches!(call.verb(), "install" | "add" | "reinstall");
        if manager.ecosystem != Ecosystem::System || manager.pin.example.is_empty() || !installs {
            continue;
        }
        let packages = call.packages();
        let mut open = packages.iter().filter(|package| package.version.is_none() && has_versions(package));
        let Some(first) = open.next() else { continue };
        let message = match open.count() {
            0 => format!("`{}` has no version", first.text),
            more => format!("`{}` and {more} more have no version", first.text),
        };
        report.at(first.span, message);
    }
}

/// Whether it is a package of a repository: no file, address, group, pattern, nor one to be removed.
fn has_versions(package: &Package<'_>) -> bool {
    let text = package.text;
    !package.varies
        && !text.contains(['/', '*', '?', '^'])
        && !text.starts_with(['@', '!', '.'])
        && ![".deb", ".rpm", ".apk"].iter().any(|end| text.ends_with(end))
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn one_word_for_each_call() {
        let source = "FROM a\nRUN apt-get install -y b c=1 d && yum install -y e\n";
        let messages: Vec<_> =
            findings("unpinned-system-package", source).into_iter().map(|finding| finding.message).collect();
        assert_eq!(messages, ["`b` and 1 more have no version", "`e` has no version"]);
    }

    #[test]
    fn what_has_a_version_or_can_have_none_is_fine() {
        for run in [
            "apt-get install -y b=1 c/stable ./d.deb $E",
            "apk add --virtual .deps b~1.2 'c>3' !d",
            "dnf install -y b-1.2.3 @group https://a/b.rpm",
            "pacman -S --noconfirm b",
            "apt-get upgrade -y",
            "pip install b",
        ] {
            assert!(marked("unpinned-system-package", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
