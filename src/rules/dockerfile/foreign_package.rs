//! Packages under the name that another distribution gives them.

use crate::reference::packages::{Action, Manager};
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// A package has another name on this distribution.
    ///
    /// `build-essential` is Debian's, `build-base` Alpine's; the development files of OpenSSL are `libssl-dev`, `openssl-dev` and
    /// `openssl-devel`. The manager does not find the other's name, and the step fails.
    ///
    /// The old yum of Enterprise Linux 7 installs the rest and says nothing, so that the loss shows later.
    ///
    /// Only names that are surely missing are listed. The fix writes the distribution's own.
    ///
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add --no-cache build-essential
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add --no-cache build-base
    /// ```
    "foreign-package", Warning, Ask,
    groups: [Correctness],
}

/// The names of one thing on Debian and Ubuntu, on Alpine, and on Fedora and Red Hat; empty where it is called as elsewhere, or
/// where it is not sure. A name in a row is surely missing on the others that have a name of their own there.
const NAMES: [[&str; 3]; 16] = [
    ["build-essential", "build-base", "gcc gcc-c++ make"],
    ["libssl-dev", "openssl-dev", "openssl-devel"],
    ["zlib1g-dev", "zlib-dev", "zlib-devel"],
    ["libbz2-dev", "bzip2-dev", "bzip2-devel"],
    ["libreadline-dev", "readline-dev", "readline-devel"],
    ["libsqlite3-dev", "sqlite-dev", "sqlite-devel"],
    ["libcurl4-openssl-dev", "curl-dev", "libcurl-devel"],
    ["libncurses5-dev", "", "ncurses-devel"],
    ["libyaml-dev", "", "libyaml-devel"],
    ["libffi-dev", "", "libffi-devel"],
    ["libxml2-dev", "", "libxml2-devel"],
    ["libxslt1-dev", "", "libxslt-devel"],
    ["python3-pip", "py3-pip", ""],
    ["python3-setuptools", "py3-setuptools", ""],
    ["dnsutils", "bind-tools", "bind-utils"],
    ["openssh-client", "", "openssh-clients"],
];

/// Debian's own tools for its own package manager.
const ONLY_DEBIAN: [&str; 2] = ["apt-transport-https", "software-properties-common"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations().filter(|call| call.action() == Some(Action::Install)) {
        let Some(own) = distribution(call.manager) else { continue };
        for package in call.packages() {
            let Some((home, instead)) = foreign(package.text, own) else { continue };
            let (home, here) = (DISTRIBUTIONS[home], DISTRIBUTIONS[own]);
            let message = format!("`{}` is the name of a package on {home}; there is none on {here}", package.text);
            let finding = report.at(package.span, message);
            if !instead.is_empty() && !call.command.is_exec() && file.text(package.span) == package.text {
                finding
                    .fix(format!("Install {instead}"), replace(package.span, instead))
                    .declares(changes_inside(call.command));
            }
        }
    }
}

/// The columns of the table.
const DISTRIBUTIONS: [&str; 3] = ["Debian", "Alpine", "Fedora"];

fn distribution(manager: &Manager) -> Option<usize> {
    Some(match manager.name {
        "apt-get" | "apt" => 0,
        "apk" => 1,
        "dnf" | "dnf5" | "yum" | "microdnf" => 2,
        _ => return None,
    })
}

/// The distribution whose name this is, where it is not the one at hand, and what that one calls it.
fn foreign(name: &str, own: usize) -> Option<(usize, &'static str)> {
    if own != 0 && ONLY_DEBIAN.contains(&name) {
        return Some((0, ""));
    }
    NAMES.iter().find_map(|names| {
        let home = names.iter().position(|known| *known == name)?;
        (home != own && !names[own].is_empty()).then_some((home, names[own]))
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn each_distribution_has_its_own_name() {
        for (before, after) in [
            ("apt-get install -y openssl-dev", "apt-get install -y libssl-dev"),
            ("dnf install -y libssl-dev", "dnf install -y openssl-devel"),
            ("apk add python3-pip", "apk add py3-pip"),
            ("yum install -y build-essential", "yum install -y gcc gcc-c++ make"),
        ] {
            let fixed = fixed("foreign-package", &format!("FROM a\nRUN {before}\n"));
            assert_eq!(fixed, Some(format!("FROM a\nRUN {after}\n")));
        }
        assert_eq!(marked("foreign-package", "FROM a\nRUN apk add apt-transport-https\n"), ["apt-transport-https"]);
    }

    #[test]
    fn names_that_are_shared_or_unsure_are_fine() {
        for run in [
            "apt-get install -y libffi-dev build-essential",
            "apk add libffi-dev libxml2-dev g++ openssh-client",
            "dnf install -y python3-pip",
            "pip install build-base",
        ] {
            assert!(marked("foreign-package", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
