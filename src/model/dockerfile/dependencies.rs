//! What the installation of a project brings: all that its manifest lists, or only what the program needs when it runs.
//!
//! Managers say it in options and variables; what the manifest really lists is not known here.

use super::{Command, Dockerfile, Invocation};
use crate::reference::packages::Ecosystem;
use crate::text::Span;

/// Option and value that leave development dependencies out; an empty value for an option without one.
type Omission = (&'static str, &'static str);

const NPM: &[Omission] =
    &[("--omit", "dev"), ("--production", ""), ("--production", "true"), ("--only", "production"), ("--only", "prod")];
const YARN: &[Omission] = &[("--production", ""), ("--production", "true"), ("--prod", "")];
const PNPM: &[Omission] = &[("--prod", ""), ("--production", ""), ("-P", "")];
const BUN: &[Omission] = &[("--production", ""), ("-p", ""), ("--omit", "dev")];
const COMPOSER: &[Omission] = &[("--no-dev", "")];
const POETRY: &[Omission] = &[("--only", "main"), ("--without", "dev"), ("--no-dev", "")];
const UV: &[Omission] = &[("--no-dev", ""), ("--no-default-groups", ""), ("--only-group", "*")];
const BUNDLE: &[Omission] = &[("--without", "*")];

impl Invocation<'_> {
    /// Whether it installs what the manifest of the project lists, and no package by name.
    pub fn is_project_install(&self) -> bool {
        let verb = self.verb();
        let fits = match self.manager.name {
            "npm" | "yarn" | "yarn 2+" | "pnpm" | "bun" => matches!(verb, "install" | "ci"),
            "composer" | "bundle" => verb == "install",
            "poetry" => matches!(verb, "install" | "sync"),
            "uv" => verb == "sync",
            _ => return false,
        };
        // `bundle install --without a b` takes both for groups.
        let names_packages = self.manager.name != "bundle" && !self.packages().is_empty();
        let only_asks = self.has(&["-v", "--version", "-h", "--help"]);
        fits && !names_packages && !only_asks && !self.has(&["-g", "--global"])
    }

    /// The words that leave development dependencies out, with their values.
    pub fn words_that_omit_development(&self) -> Vec<Span> {
        let omissions = match self.manager.name {
            "npm" => NPM,
            "yarn" | "yarn 2+" => YARN,
            "pnpm" => PNPM,
            "bun" => BUN,
            "composer" => COMPOSER,
            "poetry" => POETRY,
            "uv" => UV,
            "bundle" => BUNDLE,
            _ => return Vec::new(),
        };
        let omits = |option: &str, value: &str| {
            omissions.iter().any(|(name, wanted)| *name == option && (*wanted == value || *wanted == "*"))
        };
        self.options().filter(|(option, value, _)| omits(option, value)).map(|(_, _, span)| span).collect()
    }

    /// Whether it leaves development dependencies out: by an option, a variable of its own, or one of the build's.
    pub fn omits_development(&self, file: &Dockerfile) -> bool {
        let includes = self.options().any(|(option, value, _)| {
            matches!(
                (option, value),
                ("--include" | "--also", "dev") | ("--production", "false") | ("--dev" | "-D", "")
            )
        });
        if includes {
            return false;
        }
        if !self.words_that_omit_development().is_empty() {
            return true;
        }
        let says = |name: &str, value: &str| {
            let value = value.trim_matches(['"', '\'']);
            let is_yes = matches!(value, "1" | "true" | "yes");
            match (self.manager.ecosystem, name.to_ascii_uppercase().as_str()) {
                (Ecosystem::JavaScript, "NODE_ENV") => value == "production",
                (Ecosystem::JavaScript, "NPM_CONFIG_OMIT") => value.contains("dev"),
                (Ecosystem::JavaScript, "NPM_CONFIG_PRODUCTION" | "YARN_PRODUCTION") => is_yes,
                (Ecosystem::JavaScript, "NPM_CONFIG_ONLY") => value.starts_with("prod"),
                (Ecosystem::Php, "COMPOSER_NO_DEV") => is_yes,
                (Ecosystem::Python, "UV_NO_DEV" | "UV_NO_DEFAULT_GROUPS") => is_yes,
                (Ecosystem::Python, "POETRY_WITHOUT") | (Ecosystem::Ruby, "BUNDLE_WITHOUT") => !value.is_empty(),
                _ => false,
            }
        };
        let assigned = self.command.assignments().iter().filter_map(|word| word.text.split_once('='));
        let visible = file.variables_before(self.instruction());
        let of_build = visible
            .values()
            .filter_map(|variable| Some((variable.name.as_str(), variable.value.as_ref()?.text.as_str())));
        assigned.chain(of_build).any(|(name, value)| says(name, value))
    }
}

/// Build tools that a project lists among its development dependencies.
const BUNDLERS: [&str; 14] = [
    "esbuild",
    "grunt",
    "gulp",
    "nest",
    "next",
    "ng",
    "nuxt",
    "parcel",
    "react-scripts",
    "rollup",
    "tsc",
    "turbo",
    "vite",
    "webpack",
];

/// Whether a command builds a JavaScript project: a script that is called so, or a bundler.
pub fn is_project_build(command: Command<'_>) -> bool {
    let texts = command.texts();
    if let Some(call) = Invocation::read(command).filter(|call| call.manager.ecosystem == Ecosystem::JavaScript) {
        let is_script = match call.verb() {
            "run" => true,
            // `yarn build` is short for `yarn run build`; npm has no such thing, and bun has a verb of that name.
            "" => !matches!(call.manager.name, "npm" | "bun"),
            _ => false,
        };
        let script = call.packages().first().map_or("", |word| word.text);
        return is_script && (script == "build" || script.starts_with("build:") || script.starts_with("build-"));
    }
    let tool = match command.name() {
        Some("npx") => texts.iter().skip(1).copied().find(|word| !word.starts_with('-')),
        name => name,
    };
    let builds = |tool: &str| match tool {
        // These do other things too.
        "next" | "nest" | "ng" | "nuxt" | "vite" | "parcel" | "react-scripts" => texts.contains(&"build"),
        "turbo" => texts.iter().any(|word| word.starts_with("build")),
        tool => BUNDLERS.contains(&tool),
    };
    tool.is_some_and(|tool| builds(tool) && !texts.contains(&"--version"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    fn look<T>(source: &str, look: impl FnOnce(&Dockerfile) -> T) -> T {
        look(Snapshot::of(Language::Dockerfile, source).dockerfile().expect("a Dockerfile"))
    }

    fn omits(run: &str) -> bool {
        look(&format!("FROM a\nRUN {run}\n"), |file| {
            let call = file.invocations().next().expect("a call");
            assert!(call.is_project_install(), "{run}");
            call.omits_development(file)
        })
    }

    #[test]
    fn each_manager_leaves_development_out_in_its_own_way() {
        for run in [
            "npm ci --omit=dev",
            "npm ci --omit dev",
            "npm install --only production",
            "npm i --production",
            "NODE_ENV=production yarn",
            "pnpm i -P",
            "composer install --no-dev -o",
            "poetry install --only main",
            "uv sync --no-dev",
            "bundle install --without development test",
        ] {
            assert!(omits(run), "{run}");
        }
        for run in
            ["npm ci", "npm ci --production=false", "NODE_ENV=production npm ci --include=dev", "yarn", "uv sync"]
        {
            assert!(!omits(run), "{run}");
        }
        look("FROM a\nENV BUNDLE_WITHOUT=test\nRUN bundle\n", |file| {
            assert!(file.invocations().next().is_some_and(|call| call.omits_development(file)));
        });
    }

    #[test]
    fn builds_are_told_from_other_scripts() {
        let builds = |run: &str| {
            look(&format!("FROM a\nRUN {run}\n"), |file| file.commands_of(1).into_iter().any(is_project_build))
        };
        for run in
            ["npm run build", "yarn build", "pnpm run build:prod", "npx tsc -p .", "node_modules/.bin/vite build"]
        {
            assert!(builds(run), "{run}");
        }
        for run in ["npm run start", "npm build", "yarn", "npx vite", "make build", "tsc --version"] {
            assert!(!builds(run), "{run}");
        }
    }
}
