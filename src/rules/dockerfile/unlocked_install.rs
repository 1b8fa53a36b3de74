//! Installations that no lock file binds.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// An installation does not insist on a lock file.
    ///
    /// `npm install` takes the lock file as advice: where `package.json` asks for something else, it installs that and writes
    /// the lock file anew, in an image that nobody looks into. `npm ci` installs what the lock file says, or fails. So do
    /// `--frozen-lockfile` for Yarn, pnpm and bun, `--locked` for uv, `--deploy` for Pipenv and `BUNDLE_FROZEN` for Bundler.
    ///
    /// Where the build context holds the lock file, or a COPY names it, this is worth changing. Where a COPY may bring one
    /// (`COPY . .`, `COPY package*.json ./`), or where the project has none yet, it is a hint.
    ///
    /// The fix insists, and is offered where the lock file is known to be there. Where it is stale, the build fails until
    /// somebody brings it up to date. npm knows `ci` since 5.7: on images of Node.js that bring an older one it is not offered.
    ///
    /// ```dockerfile
    /// FROM node:22
    /// COPY package.json package-lock.json ./
    /// RUN npm install
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:22
    /// COPY package.json package-lock.json ./
    /// RUN npm ci
    /// ```
    "unlocked-install", Info, Ask,
    groups: [Reproducibility],
    aka: ["tally:tally/ruby/missing-bundle-deployment"],
    concerns: ["ruby-bundle-deployment"],
}

/// What is known of the lock file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    /// It is in the build context, or a COPY or a mount names it.
    There,
    /// Something may bring it.
    Perhaps,
    /// The project is at hand, and has none.
    Missing,
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations() {
        let is_pipenv = call.manager.name == "pipenv" && call.verb() == "install" && call.packages().is_empty();
        if !(call.is_project_install() || is_pipenv) || insists(file, &call) {
            continue;
        }
        let Some(lock) = lock_of(file, &call) else { continue };
        let knows_ci = call.manager.name == "npm" && brings_npm_ci(file, &call);
        let finding = report.at(call.verb_span(), message(&call, lock, knows_ci));
        if lock == Lock::There {
            offer(&call, knows_ci, finding);
        } else {
            finding.severity(Hint);
        }
    }
}

fn message(call: &Invocation<'_>, lock: Lock, knows_ci: bool) -> String {
    let spelled = call.spelled();
    match (lock, knows_ci) {
        (Lock::There, true) => {
            format!("`{spelled}` may install other versions than the lock file says; `npm ci` does not")
        }
        (Lock::There, false) => format!("`{spelled}` may install other versions than the lock file says"),
        (Lock::Perhaps, true) => format!("`{spelled}` does not insist on a lock file, as `npm ci` does"),
        (Lock::Perhaps, false) => format!("`{spelled}` does not insist on a lock file"),
        (Lock::Missing, _) => {
            format!("No lock file binds `{spelled}`, which takes the newest versions of the day that fit")
        }
    }
}

fn offer(call: &Invocation<'_>, knows_ci: bool, finding: &mut Finding) {
    let option = match call.manager.name {
        "npm" => {
            if knows_ci {
                finding.fix("Use npm ci", replace(call.verb_span(), "ci")).declares(changes_inside(call.command));
            }
            return;
        }
        "bundle" => {
            if call.command.starter().is_none() && !call.command.is_exec() {
                finding
                    .fix("Set BUNDLE_FROZEN", insert(call.command.span().start, "BUNDLE_FROZEN=true "))
                    .declares(changes_inside(call.command));
            }
            return;
        }
        "yarn" | "yarn 2+" | "pnpm" | "bun" => "--frozen-lockfile",
        "uv" => "--locked",
        "pipenv" => "--deploy",
        _ => return,
    };
    finding.fix(format!("Add {option}"), call.add_option(option)).declares(changes_inside(call.command));
}

/// Whether the npm at hand knows `ci`, as far as the tag of the image tells.
///
/// Source: npm 5.7.0 brought it; Node.js 8.12 and 10.0 were the first to bring a newer npm than that, 9 never did.
fn brings_npm_ci(file: &Dockerfile, call: &Invocation<'_>) -> bool {
    let stage = file.stage_of(call.instruction());
    let Some(image) = stage.and_then(|stage| file.image_reference_under(stage)) else { return true };
    let mut parts = image.tag.as_deref().unwrap_or("").split(['.', '-']);
    let (major, minor) = (parts.next().and_then(|it| it.parse::<u32>().ok()), parts.next());
    let is_old = match (major, minor.and_then(|it| it.parse::<u32>().ok())) {
        (Some(8), Some(minor)) => minor < 12,
        (Some(major), _) => major < 8 || major == 9,
        (None, _) => false,
    };
    image.short_name() != "node" || !is_old
}

/// Whether the call fails on a stale lock file, or says that it wants none.
fn insists(file: &Dockerfile, call: &Invocation<'_>) -> bool {
    let (options, variables): (&[&str], &[&str]) = match call.manager.name {
        "npm" => (&["--no-package-lock", "--package-lock", "--package-lock-only", "--no-save"], &[]),
        "yarn" | "yarn 2+" => (
            &["--frozen-lockfile", "--immutable", "--pure-lockfile", "--no-lockfile", "--no-immutable", "--mode"],
            &["YARN_ENABLE_IMMUTABLE_INSTALLS"],
        ),
        "pnpm" => (&["--frozen-lockfile", "--no-frozen-lockfile", "--no-lockfile", "--offline"], &["CI"]),
        "bun" => (&["--frozen-lockfile", "--no-save", "--production", "-p"], &[]),
        "uv" => (&["--locked", "--frozen"], &["UV_LOCKED", "UV_FROZEN"]),
        "pipenv" => (&["--deploy", "--ignore-pipfile", "--skip-lock"], &[]),
        "bundle" => (&["--deployment", "--frozen"], &["BUNDLE_DEPLOYMENT", "BUNDLE_FROZEN"]),
        // Composer and Poetry follow the lock file by themselves.
        _ => return true,
    };
    let assigned = call.command.assignments().iter().any(|word| {
        variables.iter().any(|name| word.text.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
    });
    let configured = || {
        call.manager.name == "bundle" && {
            let source = file.source();
            source.contains("bundle config") && (source.contains("deployment") || source.contains("frozen"))
        }
    };
    let visible = || {
        let known = file.variables_before(call.instruction());
        variables.iter().any(|name| known.contains_key(*name))
    };
    call.verb() == "ci" || call.has(options) || assigned || configured() || (!variables.is_empty() && visible())
}

/// What is known of the lock file; `None` where nothing tells of the project.
fn lock_of(file: &Dockerfile, call: &Invocation<'_>) -> Option<Lock> {
    let locks = call.manager.locks;
    let last = |path: &str| path.rsplit('/').next().unwrap_or("").to_owned();
    let context = file.surroundings().context.as_deref().unwrap_or_default();
    let holds = |names: &[&str]| {
        context.iter().any(|path| names.contains(&last(path).as_str()) && !path.contains("node_modules/"))
    };
    if holds(locks) {
        return Some(Lock::There);
    }
    let stage = file.stage_of(call.instruction())?;
    let before = &file.instructions[stage.range.start..call.instruction()];
    let sources: Vec<&str> =
        before.iter().flat_map(Instruction::context_sources).map(|source| source.text.as_str()).collect();
    let mounts = mounts(&file.instructions[call.instruction()]);
    let mounted = mounts.iter().filter_map(|mount| {
        let source = ["source", "src"].iter().find_map(|name| mount.field(name)?.value.as_ref())?;
        Some(source.text.as_str())
    });
    let named: Vec<String> = sources.iter().copied().chain(mounted).map(last).collect();
    if named.iter().any(|name| locks.contains(&name.as_str())) {
        return Some(Lock::There);
    }
    if holds(call.manager.manifests) {
        return Some(Lock::Missing);
    }
    let may_bring = |source: &&str| {
        let name = last(source);
        context_path(source).is_empty() || name.contains('*') && locks.iter().any(|lock| may_be(&name, lock))
    };
    sources.iter().any(may_bring).then_some(Lock::Perhaps)
}

/// Whether a pattern such as `package*.json` could mean the file.
fn may_be(pattern: &str, name: &str) -> bool {
    let (start, end) = (pattern.split('*').next().unwrap_or(""), pattern.rsplit('*').next().unwrap_or(""));
    name.starts_with(start) && name.ends_with(end) && name.len() >= start.len() + end.len()
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Info};
    use crate::rules::testing::{findings, findings_among, fixed, marked};

    #[test]
    fn each_manager_insists_in_its_own_way() {
        for (lock, before, after) in [
            ("package-lock.json", "npm i --no-audit", "npm ci --no-audit"),
            ("yarn.lock", "yarn install", "yarn install --frozen-lockfile"),
            ("yarn.lock", "yarn", "yarn --frozen-lockfile"),
            ("pnpm-lock.yaml", "pnpm i --prod", "pnpm i --frozen-lockfile --prod"),
            ("uv.lock", "uv sync", "uv sync --locked"),
            ("Pipfile.lock", "pipenv install --system", "pipenv install --deploy --system"),
            ("Gemfile.lock", "bundle install -j4", "BUNDLE_FROZEN=true bundle install -j4"),
        ] {
            let source = format!("FROM a\nCOPY x {lock} ./\nRUN {before}\n");
            let expected = format!("FROM a\nCOPY x {lock} ./\nRUN {after}\n");
            assert_eq!(fixed("unlocked-install", &source), Some(expected));
        }
    }

    #[test]
    fn what_insists_or_has_no_project_is_fine() {
        for rest in [
            "RUN npm install",
            "COPY package.json ./\nRUN npm install",
            "COPY --from=b . .\nRUN npm install",
            "COPY package-lock.json ./\nRUN npm ci && npm install -g pm2",
            "COPY yarn.lock ./\nRUN yarn --immutable",
            "ENV BUNDLE_DEPLOYMENT=1\nCOPY Gemfile.lock ./\nRUN bundle install",
            "COPY composer.lock ./\nRUN composer install",
        ] {
            assert!(marked("unlocked-install", &format!("FROM a\n{rest}\n")).is_empty(), "{rest}");
        }
        let mounted = "FROM a\nRUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync\n";
        assert_eq!(marked("unlocked-install", mounted), ["sync"]);
    }

    #[test]
    fn a_lock_file_that_may_be_there_is_a_hint() {
        for rest in ["COPY package*.json ./\nRUN npm install", "COPY . .\nRUN npm i", "ADD . /a\nRUN yarn"] {
            let said = findings("unlocked-install", &format!("FROM a\n{rest}\n"));
            assert_eq!(said.iter().map(|it| (it.severity, it.fixes.len())).collect::<Vec<_>>(), [(Hint, 0)], "{rest}");
        }
    }

    #[test]
    fn the_project_itself_tells() {
        let said = |files: &[(&str, &str)]| {
            let said = findings_among("unlocked-install", files, "FROM a\nCOPY . .\nRUN npm install\n");
            said.iter().map(|it| (it.severity, it.fixes.len())).collect::<Vec<_>>()
        };
        assert_eq!(said(&[("package.json", "{}"), ("package-lock.json", "{}")]), [(Info, 1)]);
        assert_eq!(said(&[("package.json", "{}")]), [(Hint, 0)]);
    }

    #[test]
    fn an_old_npm_has_no_ci() {
        for (tag, fixes) in [("9.0.0", 0), ("8.9-alpine", 0), ("8", 1), ("8.17.0", 1), ("22", 1), ("lts", 1)] {
            let source = format!("FROM vulhub/node:{tag}\nCOPY package-lock.json ./\nRUN npm install\n");
            assert_eq!(findings("unlocked-install", &source)[0].fixes.len(), fixes, "{tag}");
        }
    }
}
