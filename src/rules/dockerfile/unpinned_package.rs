//! Packages of a language's registry without a version.

use crate::reference::packages::{Action, Ecosystem};
use crate::rules::prelude::*;

rule! {
    /// A package is installed from a registry without a version.
    ///
    /// PyPI, npm, RubyGems, Cargo and the Go proxy keep every version for good, so a version on the command line builds
    /// the same thing next year. Without one the build gets what was uploaded last; `@latest` says no more than that.
    ///
    /// It speaks once for each call. Packages of a distribution are another matter, since their old versions go away: see
    /// `unpinned-system-package`.
    ///
    /// ```dockerfile
    /// FROM python:3.12-slim
    /// RUN pip install --no-cache-dir flask
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.12-slim
    /// RUN pip install --no-cache-dir flask==3.0.3
    /// ```
    "unpinned-package", Info,
    default: off,
    groups: [Reproducibility],
    aka: [
        "hadolint:DL3013",
        "hadolint:DL3016",
        "hadolint:DL3028",
        "hadolint:DL3062",
        "kics:02d9c71f",
        "kics:e36d8880",
        "kics:22cd11f7",
    ],
    concerns: ["pip-pin", "npm-pin", "gem-pin", "go-pin"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations() {
        let manager = call.manager;
        let installs = call.action() == Some(Action::Install);
        if manager.ecosystem == Ecosystem::System || manager.pin.example.is_empty() || !installs || is_decided(&call) {
            continue;
        }
        let packages = call.packages();
        let mut open = packages.iter().filter(|package| is_open(&call, package));
        let Some(first) = open.next() else { continue };
        let message = match (open.count(), first.version) {
            (0, Some(_)) => format!("`{}` is another version every time", first.text),
            (0, None) => format!("`{}` has no version", first.text),
            (more, _) => format!("`{}` and {more} more have no version", first.text),
        };
        report.at(first.span, message);
    }
}

/// Whether the versions are said elsewhere: in an option, a file of constraints, a lock file.
fn is_decided(call: &Invocation<'_>) -> bool {
    call.has(call.manager.pin.options)
        || call.has(&["-c", "--constraint", "--constraints", "--require-hashes", "--git", "--path", "--file"])
            && call.manager.ecosystem != Ecosystem::Conda
}

/// Whether a word names a package of the registry, and no version that stays.
fn is_open(call: &Invocation<'_>, package: &Package<'_>) -> bool {
    let text = package.text;
    let is_place = text.starts_with(['.', '/', '~'])
        || text.contains("://")
        || text.contains("git+")
        || text.starts_with("git@")
        || text.starts_with("file:")
        || [".whl", ".tgz", ".tar.gz", ".gem", ".zip"].iter().any(|end| text.ends_with(end));
    if package.varies || is_place || text.contains('*') {
        return false;
    }
    match (call.manager.name, package.version) {
        // Without a version a program of the module at hand is meant, whose go.mod has them all.
        ("go", version) => version.is_some_and(|version| matches!(version, "latest" | "master" | "main" | "upgrade")),
        // A path of GitHub, a folder.
        ("npm" | "yarn" | "yarn 2+" | "pnpm" | "bun", None) => !text.contains('/') || text.starts_with('@'),
        ("npm" | "yarn" | "yarn 2+" | "pnpm" | "bun", Some(version)) => matches!(version, "latest" | "next" | "*"),
        (_, version) => version.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn every_registry_is_asked_in_its_own_way() {
        for (run, open) in [
            ("pip install -U pip setuptools==70", "pip"),
            ("npm install -g @angular/cli", "@angular/cli"),
            ("npm i -g npm@latest", "npm@latest"),
            ("gem install bundler", "bundler"),
            ("go install a.b/c/d@latest", "a.b/c/d@latest"),
            ("cargo install just", "just"),
            ("yarn global add pm2", "pm2"),
            ("uv tool install ruff", "ruff"),
            ("conda install -y -c conda-forge numpy", "numpy"),
            ("composer require a/b", "a/b"),
        ] {
            assert_eq!(marked("unpinned-package", &format!("FROM a\nRUN {run}\n")), [open], "{run}");
        }
    }

    #[test]
    fn what_has_a_version_or_is_no_package_is_fine() {
        for run in [
            "pip install flask==3 'a>=1' . ./b git+https://c/d -r e.txt $F",
            "pip install -c constraints.txt flask",
            "npm install && npm ci && npm i -g pm2@5 ./a user/repo",
            "gem install bundler -v 2.5.1 && gem install rake:13.0",
            "go install ./cmd/a && go install a.b/c@v1.2.3",
            "cargo install --git https://a/b c && cargo install just@1.34.0",
            "apt-get install -y curl",
        ] {
            assert!(marked("unpinned-package", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
