//! Installations that may rewrite the lock file.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// An installation has a lock file and does not insist on it.
    ///
    /// `npm install` takes the lock file as advice: where `package.json` asks for something else, it installs that and writes
    /// the lock file anew, in an image that nobody looks into. `npm ci` installs what the lock file says, or fails. So do
    /// `--frozen-lockfile` for Yarn, pnpm and bun, `--locked` for uv, `--deploy` for Pipenv and `BUNDLE_FROZEN` for Bundler.
    ///
    /// It speaks where the build context holds the lock file, or a COPY names it.
    ///
    /// The fix insists. Where the lock file is stale, the build fails until somebody brings it up to date.
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

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations() {
        let is_pipenv = call.manager.name == "pipenv" && call.verb() == "install" && call.packages().is_empty();
        if !(call.is_project_install() || is_pipenv) || insists(file, &call) || !has_lock(file, &call) {
            continue;
        }
        let message = match call.manager.name {
            "npm" => {
                format!("`{}` may install other versions than the lock file says; `npm ci` does not", call.spelled())
            }
            _ => format!("`{}` may install other versions than the lock file says", call.spelled()),
        };
        let finding = report.at(call.verb_span(), message);
        let option = match call.manager.name {
            "npm" => {
                let edit = replace(call.verb_span(), "ci");
                finding.fix("Use npm ci", edit).declares(changes_inside(call.command));
                continue;
            }
            "bundle" => {
                let is_plain = call.command.starter().is_none() && !call.command.is_exec();
                if is_plain {
                    finding
                        .fix("Set BUNDLE_FROZEN", insert(call.command.span().start, "BUNDLE_FROZEN=true "))
                        .declares(changes_inside(call.command));
                }
                continue;
            }
            "yarn" | "yarn 2+" | "pnpm" | "bun" => "--frozen-lockfile",
            "uv" => "--locked",
            "pipenv" => "--deploy",
            _ => continue,
        };
        finding.fix(format!("Add {option}"), call.add_option(option)).declares(changes_inside(call.command));
    }
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

/// Whether the lock file is there: in the build context, else by its name in a COPY.
fn has_lock(file: &Dockerfile, call: &Invocation<'_>) -> bool {
    let locks = call.manager.locks;
    if let Some(context) = &file.surroundings().context {
        let is_lock = |path: &str| path.rsplit('/').next().is_some_and(|name| locks.contains(&name));
        return context.iter().any(|path| is_lock(path) && !path.contains("node_modules/"));
    }
    let Some(stage) = file.stage_of(call.instruction()) else { return false };
    let before = &file.instructions[stage.range.start..call.instruction()];
    let copies = before.iter().filter(|instruction| matches!(instruction.keyword, Keyword::Copy | Keyword::Add));
    let copied = copies.filter(|copy| copy.flag("from").is_none()).any(|copy| {
        let names = |word: &Word| word.text.rsplit('/').next().is_some_and(|name| locks.contains(&name));
        copy.arguments.words().split_last().is_some_and(|(_, sources)| sources.iter().any(names))
    });
    let mounted = || {
        mounts(&file.instructions[call.instruction()]).iter().any(|mount| {
            let source = ["source", "src"].iter().find_map(|name| mount.field(name)?.value.as_ref());
            source.is_some_and(|source| locks.contains(&source.text.rsplit('/').next().unwrap_or("")))
        })
    };
    copied || mounted()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

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
    fn without_a_lock_file_or_with_respect_for_it_all_is_well() {
        for rest in [
            "COPY package*.json ./\nRUN npm install",
            "COPY . .\nRUN npm install",
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
}
