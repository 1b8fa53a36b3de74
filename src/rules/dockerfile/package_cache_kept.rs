//! Downloads of package managers, shipped in the image.

use crate::model::dockerfile::installs::below;
use crate::reference::packages::{Action, Manager};
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// A package manager leaves its downloads in the image.
    ///
    /// What a manager keeps for its next call is of no use in an image, where there is none: metadata and packages of dnf, yum,
    /// zypper and pacman, archives of npm, yarn, Composer and conda, wheels of uv and Poetry, `.gem` files. They must go in the
    /// step that fetched them; a later step cannot take them out of the layer. A cache mount keeps them outside the image, and
    /// the next build quick.
    ///
    /// npm's cache is taken for granted almost everywhere, so it is a hint there. pnpm and bun are left alone: what they install and what they keep is the same file under two names, and costs nothing.
    /// apt, apk and pip have rules of their own.
    ///
    /// The fix appends the manager's own clean-up, or adds the option that keeps nothing; only the layer is smaller. Where it has
    /// to delete a folder, or the manager may use its cache while the program runs (Yarn 2 and later), it is a decision.
    ///
    /// ```dockerfile
    /// FROM fedora:43
    /// RUN dnf install -y nginx
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM fedora:43
    /// RUN dnf install -y nginx && dnf clean all
    /// ```
    "package-cache-kept", Info, Safe,
    groups: [Size],
    aka: [
        "hadolint:DL3032",
        "hadolint:DL3036",
        "hadolint:DL3040",
        "hadolint:DL3060",
        "trivy:DS-0015",
        "trivy:DS-0019",
        "trivy:DS-0020",
        "trivy:DS-0027",
        "kics:00481784",
        "kics:295acb63",
        "kics:38300d1a",
        "tally:tally/ruby/leftover-bundler-cache",
    ],
    concerns: ["yum-clean", "dnf-clean", "microdnf-clean", "zypper-clean", "yarn-cache-clean", "ruby-bundler-cache-left"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let calls: Vec<_> = file.invocations().filter(|call| fills(call)).collect();
    for (at, call) in calls.iter().enumerate() {
        let index = call.instruction();
        let is_same =
            |other: &Invocation<'_>| other.instruction() == index && family(other.manager) == family(call.manager);
        // The last call of a step is where the clean-up belongs.
        if calls[at + 1..].iter().any(is_same) || !file.stage_of(index).is_some_and(|stage| file.ships(stage)) {
            continue;
        }
        if is_kept_elsewhere(file, call) || is_cleaned(file, call) {
            continue;
        }
        let finding = report.at(call.verb_span(), format!("What `{}` downloads stays in the image", call.spelled()));
        if call.manager.name == "npm" {
            finding.severity(Hint);
        }
        match remedy(file, call) {
            Some((kind, Remedy::Option(option))) => {
                finding
                    .offer(kind, format!("Add {option}"), call.add_option(option))
                    .declares(changes_inside(call.command));
            }
            Some((kind, Remedy::Command(command))) if call.command.starter().is_none() => {
                // What a branch may not have filled is not there to be cleaned either.
                let kind = if call.command.is_at_top() { kind } else { Ask };
                if let Some(edit) = file.append_command(index, &command) {
                    finding.offer(kind, format!("Append `{command}`"), edit);
                }
            }
            _ => {}
        }
    }
}

/// What keeps a cache out of the layer.
enum Remedy {
    Option(&'static str),
    Command(String),
}

/// Managers whose clean-up empties the same directories have one name here; `None` where nothing is left that costs.
fn family(manager: &Manager) -> Option<&'static str> {
    Some(match manager.name {
        "yum" | "dnf" | "dnf5" | "microdnf" | "tdnf" => "dnf",
        "conda" | "mamba" | "micromamba" => "conda",
        "gem" | "bundle" => "gem",
        "yarn" | "yarn 2+" => "yarn",
        "zypper" => "zypper",
        "pacman" => "pacman",
        "npm" => "npm",
        "uv" => "uv",
        "poetry" => "poetry",
        "composer" => "composer",
        _ => return None,
    })
}

fn fills(call: &Invocation<'_>) -> bool {
    let fetches = matches!(call.action(), Some(Action::Install | Action::Sync | Action::Upgrade));
    let is_quiet = call.has(&["--dry-run", "--help", "--version", "--downloadonly", "--assumeno"]);
    // These name a version of a program, or only write to the project's own files.
    let is_other = matches!(call.verb(), "python install" | "module install");
    family(call.manager).is_some() && fetches && !is_quiet && !is_other
}

/// Whether an option, a variable or a mount says where the downloads go.
fn is_kept_elsewhere(file: &Dockerfile, call: &Invocation<'_>) -> bool {
    let manager = call.manager;
    let told = manager.moves_cache.iter().chain(manager.no_cache);
    if told.clone().any(|word| word.starts_with('-') && call.has(&[word.trim_end_matches('=')])) {
        return true;
    }
    let index = call.instruction();
    let mounted = mounts(&file.instructions[index]).into_iter().any(|mount| {
        let target = ["target", "dst", "destination"].iter().find_map(|name| mount.field(name)?.value.as_ref());
        target.is_some_and(|target| holds_cache(&target.text, manager) || target.text.contains(manager.name))
    });
    // BUNDLE_PATH moves the gems themselves, and the downloads with them.
    let variables: Vec<_> = told.filter(|word| !word.starts_with('-') && **word != "BUNDLE_PATH").collect();
    let sets = |name: &str| variables.iter().any(|variable| variable.eq_ignore_ascii_case(name));
    let assigned = || {
        file.commands_of(index).into_iter().any(|command| {
            let words = command.assignments().iter().chain(command.words().iter().skip(1));
            words.into_iter().any(|word| word.text.split_once('=').is_some_and(|(name, _)| sets(name)))
        })
    };
    mounted || !variables.is_empty() && (assigned() || file.variables_before(index).keys().any(|name| sets(name)))
}

/// Whether a later command of the step empties the cache.
fn is_cleaned(file: &Dockerfile, call: &Invocation<'_>) -> bool {
    let index = call.instruction();
    let is_later = |command: &Command<'_>| command.span().start > call.command.span().start;
    let cleans = |other: &Invocation<'_>| {
        other.action() == Some(Action::Clean)
            && family(other.manager) == family(call.manager)
            && is_later(&other.command)
    };
    let deletes = |command: &Command<'_>| {
        let is_removal = matches!(command.name(), Some("rm" | "find"));
        let names = |word: &&str| {
            holds_cache(word, call.manager) || word.contains("cache") && family(call.manager) == Some("gem")
        };
        is_removal && is_later(command) && command.texts().iter().skip(1).any(names)
    };
    file.invocations_of(index).iter().any(cleans) || file.commands_of(index).iter().any(deletes)
}

/// Whether a path is a cache of the manager's family, or lies in one, or holds one.
fn holds_cache(path: &str, manager: &Manager) -> bool {
    let path = path.trim_end_matches(['*', '/']);
    if path.is_empty() {
        return false;
    }
    let home = ["~", "$HOME", "${HOME}"].iter().find_map(|home| path.strip_prefix(home));
    let path = home.map_or_else(|| path.to_owned(), |rest| format!("/root{rest}"));
    let in_home = |directory: &str| directory.strip_prefix("/root/").is_some_and(|piece| path.contains(piece));
    let meets =
        |directory: &str| below(directory, &path).is_some() || below(&path, directory).is_some() || in_home(directory);
    let rpm = ["/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5", "/var/cache/tdnf"];
    manager.caches.iter().any(|cache| meets(cache.directory))
        || (family(manager) == Some("dnf") && rpm.iter().any(|directory| meets(directory)))
        || path.ends_with("/.cache")
}

fn remedy(file: &Dockerfile, call: &Invocation<'_>) -> Option<(Applicability, Remedy)> {
    let typed = call.command.words()[call.name_word()].text.as_str();
    let folder = typed.rfind('/').map_or("", |slash| &typed[..=slash]);
    let own = |kind| Some((kind, Remedy::Command(format!("{folder}{}", call.manager.clean.first()?))));
    match family(call.manager)? {
        "uv" => Some((Safe, Remedy::Option("--no-cache"))),
        // Versions before 1.2 do not know the option.
        "poetry" => Some((Ask, Remedy::Option("--no-cache"))),
        "pacman" => Some((Safe, Remedy::Command("rm -rf /var/cache/pacman/pkg/*".to_owned()))),
        "gem" => {
            let has_path = file.variables_before(call.instruction()).contains_key("BUNDLE_PATH");
            let folder = if has_path { "\"$BUNDLE_PATH\"/ruby/*/cache" } else { "\"$(gem env gemdir)/cache\"" };
            Some((Ask, Remedy::Command(format!("rm -rf {folder}"))))
        }
        "yarn" if may_be_berry(file) => own(Ask),
        "composer" if !call.command.is("composer") => None,
        _ => own(Safe),
    }
}

/// Whether the project may use a Yarn that runs programs from its cache: whatever does not show that it is the first.
fn may_be_berry(file: &Dockerfile) -> bool {
    let source = file.source();
    let shows_berry =
        [".yarn", "corepack", "berry", "--immutable", "yarn set"].iter().any(|sign| source.contains(sign));
    let shows_classic = ["--frozen-lockfile", "--production", "--pure-lockfile", "global add"];
    shows_berry || !shows_classic.iter().any(|sign| source.contains(sign))
}

#[cfg(test)]
mod tests {
    use crate::rules::Applicability::{self, Ask, Safe};
    use crate::rules::testing::{findings, fixed, marked};

    fn after(run: &str) -> Option<(Applicability, String)> {
        let source = format!("FROM a\nRUN {run}\n");
        let fix = findings("package-cache-kept", &source).first()?.fixes.first()?.kind;
        let text = fixed("package-cache-kept", &source)?;
        Some((fix, text.trim_start_matches("FROM a\nRUN ").trim_end().to_owned()))
    }

    #[test]
    fn every_manager_cleans_up_in_its_own_way() {
        for (before, kind, expected) in [
            ("yum -y install b", Safe, "yum -y install b && yum clean all"),
            ("microdnf install b", Safe, "microdnf install b && microdnf clean all"),
            ("zypper -n in b && c", Safe, "zypper -n in b && c && zypper clean --all"),
            ("npm ci --omit=dev", Safe, "npm ci --omit=dev && npm cache clean --force"),
            ("yarn install --frozen-lockfile", Safe, "yarn install --frozen-lockfile && yarn cache clean"),
            ("yarn install", Ask, "yarn install && yarn cache clean"),
            ("uv sync --locked", Safe, "uv sync --no-cache --locked"),
            ("poetry install", Ask, "poetry install --no-cache"),
            ("/x/conda install -y b", Safe, "/x/conda install -y b && /x/conda clean -ay"),
            ("if b; then npm ci; fi", Ask, "if b; then npm ci; fi && npm cache clean --force"),
            ("bundle install", Ask, "bundle install && rm -rf \"$(gem env gemdir)/cache\""),
        ] {
            assert_eq!(after(before), Some((kind, expected.to_owned())), "{before}");
        }
    }

    #[test]
    fn what_cleans_up_or_keeps_nothing_is_fine() {
        for run in [
            "dnf install -y b && dnf clean all",
            "dnf install -y b && yum -y clean all && c",
            "yum install -y b && rm -rf /var/cache/yum",
            "yum install -y b; rm -rf /var/cache/*",
            "--mount=type=cache,target=/var/cache/dnf dnf install -y b",
            "--mount=type=cache,target=/home/app/.npm npm ci",
            "npm ci && rm -rf ~/.npm",
            "npm ci --cache /tmp/npm && rm -rf /tmp/npm",
            "UV_NO_CACHE=1 uv sync",
            "uv --no-cache sync",
            "pnpm install && apt-get install -y b && npm run build",
            "mamba install -y b && mamba clean --all -f -y && c",
        ] {
            assert!(marked("package-cache-kept", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
        assert!(marked("package-cache-kept", "FROM a\nENV COMPOSER_CACHE_DIR=/x\nRUN composer install\n").is_empty());
        assert!(marked("package-cache-kept", "FROM a\nRUN npm ci\nFROM b\n").is_empty());
    }

    #[test]
    fn a_clean_up_before_the_installation_cleans_nothing() {
        assert_eq!(marked("package-cache-kept", "FROM a\nRUN yum clean all && yum -y install b\n"), ["install"]);
        let twice = "FROM a\nRUN yum -y install b && yum -y update\n";
        assert_eq!(marked("package-cache-kept", twice), ["update"]);
    }
}
