//! Node.js and Bun: npm, yarn, pnpm and bun; servers, frameworks with a build, and pages that a web server serves.

use super::super::Recipe;
use super::super::folder::{Folder, port_behind, version};
use super::super::health::check;
use super::site::{SERVER, serve};
use super::{HEAD, exec, version_or_latest};
use serde_json::Value as Json;

/// A package manager.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manager {
    Npm,
    Yarn,
    YarnBerry,
    Pnpm,
    Bun,
}

pub fn recipe(folder: &Folder<'_>) -> Option<Recipe> {
    let package = folder.json("package.json")?;
    let (manager, lock) = manager_of(folder, &package);
    let libraries = names(&package, &["dependencies"]);
    let all = names(&package, &["dependencies", "devDependencies"]);
    let scripts = |name: &str| package["scripts"][name].as_str();
    let builds = scripts("build").is_some();
    let project = Project { folder, package: &package, manager, lock, all: &all };
    let mut recipe = Recipe {
        kind: format!("{} with {}", if manager == Manager::Bun { "Bun" } else { "Node.js" }, manager.name()),
        ignore: vec!["node_modules", ".next", ".nuxt", ".output", "coverage", ".npm", ".turbo"],
        libraries,
        ..Recipe::default()
    };
    // Without a build, folders of these names hold what somebody wrote.
    if builds {
        recipe.ignore.extend(["dist", "build"]);
    }
    if lock.is_none() {
        recipe.notes.push(format!("Commit the lock file of {}, so that every build installs the same", manager.name()));
    }
    match project.pages().filter(|_| builds) {
        Some(output) => {
            recipe.kind.push_str(", built into static pages");
            recipe.port = Some(SERVER.port);
            recipe.libraries.clear();
            recipe.dockerfile = format!(
                "{HEAD}{}\n{}",
                project.build_stage(),
                serve(&format!("COPY --from=build /app/{output} /usr/share/nginx/html\n"))
            );
        }
        None => project.server(&mut recipe, builds),
    }
    Some(recipe)
}

/// The names under these keys of a manifest.
fn names(package: &Json, keys: &[&str]) -> Vec<String> {
    let objects = keys.iter().filter_map(|key| package[*key].as_object());
    objects.flat_map(|object| object.keys().cloned()).collect()
}

fn manager_of(folder: &Folder<'_>, package: &Json) -> (Manager, Option<&'static str>) {
    let named = package["packageManager"].as_str().unwrap_or_default();
    let is_berry = folder.has(".yarnrc.yml") || named.starts_with("yarn@") && !named.starts_with("yarn@1");
    let yarn = if is_berry { Manager::YarnBerry } else { Manager::Yarn };
    let locks = [
        ("package-lock.json", Manager::Npm),
        ("npm-shrinkwrap.json", Manager::Npm),
        ("yarn.lock", yarn),
        ("pnpm-lock.yaml", Manager::Pnpm),
        ("bun.lock", Manager::Bun),
        ("bun.lockb", Manager::Bun),
    ];
    if let Some((lock, manager)) = locks.into_iter().find(|(lock, _)| folder.has(lock)) {
        return (manager, Some(lock));
    }
    let manager = match named.split('@').next() {
        Some("yarn") => yarn,
        Some("pnpm") => Manager::Pnpm,
        Some("bun") => Manager::Bun,
        _ => Manager::Npm,
    };
    (manager, None)
}

impl Manager {
    fn name(self) -> &'static str {
        match self {
            Manager::Npm => "npm",
            Manager::Yarn | Manager::YarnBerry => "Yarn",
            Manager::Pnpm => "pnpm",
            Manager::Bun => "Bun",
        }
    }

    /// Where it keeps what it has fetched.
    fn cache(self) -> &'static str {
        match self {
            Manager::Npm => "/root/.npm",
            Manager::Yarn => "/usr/local/share/.cache/yarn",
            Manager::YarnBerry => "/root/.yarn/berry/cache",
            Manager::Pnpm => "/root/.local/share/pnpm/store",
            Manager::Bun => "/root/.bun/install/cache",
        }
    }

    fn install(self, locked: bool, with_development: bool) -> &'static str {
        match (self, locked, with_development) {
            (Manager::Npm, true, true) => "npm ci",
            (Manager::Npm, true, false) => "npm ci --omit=dev",
            (Manager::Npm, false, true) => "npm install",
            (Manager::Npm, false, false) => "npm install --omit=dev",
            (Manager::Yarn, true, true) => "yarn install --frozen-lockfile",
            (Manager::Yarn, true, false) => "yarn install --frozen-lockfile --production",
            (Manager::Yarn, false, true) => "yarn install",
            (Manager::Yarn, false, false) => "yarn install --production",
            (Manager::YarnBerry, true, true) => "yarn install --immutable",
            (Manager::YarnBerry, false, true) => "yarn install",
            (Manager::YarnBerry, _, false) => "yarn workspaces focus --production",
            (Manager::Pnpm, true, true) => "pnpm install --frozen-lockfile",
            (Manager::Pnpm, true, false) => "pnpm install --frozen-lockfile --prod",
            (Manager::Pnpm, false, true) => "pnpm install",
            (Manager::Pnpm, false, false) => "pnpm install --prod",
            (Manager::Bun, true, true) => "bun install --frozen-lockfile",
            (Manager::Bun, true, false) => "bun install --frozen-lockfile --production",
            (Manager::Bun, false, true) => "bun install",
            (Manager::Bun, false, false) => "bun install --production",
        }
    }

    fn run(self, script: &str) -> String {
        match self {
            Manager::Npm => format!("npm run {script}"),
            Manager::Yarn | Manager::YarnBerry => format!("yarn run {script}"),
            Manager::Pnpm => format!("pnpm run {script}"),
            Manager::Bun => format!("bun run {script}"),
        }
    }
}

struct Project<'a> {
    folder: &'a Folder<'a>,
    package: &'a Json,
    manager: Manager,
    lock: Option<&'static str>,
    all: &'a [String],
}

impl Project<'_> {
    fn uses(&self, name: &str) -> bool {
        self.all.iter().any(|known| known == name)
    }

    fn image(&self) -> String {
        if self.manager == Manager::Bun {
            return "oven/bun:1.3-slim".to_owned();
        }
        let pinned = [".nvmrc", ".node-version"].iter().find_map(|name| version(&self.folder.text(name)?, 1));
        let asked = pinned.or_else(|| version(self.package["engines"]["node"].as_str()?, 1));
        format!("node:{}-slim", version_or_latest(asked, "node"))
    }

    /// The folder of the pages that a build leaves, for projects that are nothing else.
    fn pages(&self) -> Option<&'static str> {
        let serves = [
            "next",
            "nuxt",
            "express",
            "fastify",
            "koa",
            "@nestjs/core",
            "hono",
            "@sveltejs/adapter-node",
            "astro",
            "@remix-run/serve",
        ];
        if serves.iter().any(|name| self.uses(name)) {
            return None;
        }
        if self.uses("react-scripts") {
            return Some("build");
        }
        ["vite", "@vue/cli-service", "parcel"].iter().any(|name| self.uses(name)).then_some("dist")
    }

    /// The files that say what is to be installed.
    fn manifests(&self) -> String {
        let mut names = vec!["package.json"];
        names.extend(self.lock);
        names.extend([".npmrc", ".yarnrc.yml", "pnpm-workspace.yaml"].into_iter().filter(|name| self.folder.has(name)));
        names.extend(self.uses("prisma").then_some("prisma").filter(|name| self.folder.has(name)));
        names.join(" ")
    }

    /// What makes the package manager available, where the image does not bring it.
    fn tool(&self) -> Option<String> {
        let named = self.package["packageManager"].as_str().unwrap_or_default().split('+').next().unwrap_or_default();
        let pinned = |default: &str| if named.contains('@') { named.to_owned() } else { default.to_owned() };
        match self.manager {
            Manager::Npm | Manager::Bun => None,
            Manager::Pnpm => Some(format!("RUN npm install --global {}\n", pinned("pnpm@10"))),
            Manager::Yarn => Some("RUN npm install --global --force yarn@1.22\n".to_owned()),
            Manager::YarnBerry => Some("RUN npm install --global corepack@0.34 && corepack enable\n".to_owned()),
        }
    }

    fn base_stage(&self) -> String {
        format!("FROM {} AS base\nWORKDIR /app\n{}", self.image(), self.tool().unwrap_or_default())
    }

    fn installation(&self, with_development: bool) -> String {
        let install = self.manager.install(self.lock.is_some(), with_development);
        format!("COPY {} ./\nRUN --mount=type=cache,target={} {install}\n", self.manifests(), self.manager.cache())
    }

    fn build_stage(&self) -> String {
        let base = self.base_stage();
        format!("{base}\nFROM base AS build\n{}COPY . .\nRUN {}\n", self.installation(true), self.manager.run("build"))
    }

    fn server(&self, recipe: &mut Recipe, builds: bool) {
        let port = self.port();
        let (command, output) = self.command(builds);
        let (base, image) = (self.base_stage(), self.image());
        let user = if self.manager == Manager::Bun { "bun" } else { "node" };
        let mut text = format!("{HEAD}{base}");
        let installs = self.lock.is_some() || !self.all.is_empty();
        if installs {
            text.push_str(&format!("\nFROM base AS deps\n{}", self.installation(false)));
        }
        if builds {
            text.push_str(&format!(
                "\nFROM base AS build\n{}COPY . .\nRUN {}\n",
                self.installation(true),
                self.manager.run("build")
            ));
        }
        text.push_str("\nFROM base AS runtime\nENV NODE_ENV=production\n");
        if installs {
            text.push_str("COPY --from=deps /app/node_modules ./node_modules\n");
        }
        match output.filter(|_| builds) {
            Some(folders) => {
                text.push_str("COPY package.json ./\n");
                for folder in folders {
                    // What Next.js renders anew, it keeps there.
                    let owner = if folder == ".next" { format!("--chown={user}:{user} ") } else { String::new() };
                    text.push_str(&format!("COPY --from=build {owner}/app/{folder} ./{folder}\n"));
                }
            }
            None => text.push_str("COPY . .\n"),
        }
        text.push_str(&format!("USER {user}\nEXPOSE {port}\n{}CMD {command}\n", check(&image, Some(port), None)));
        recipe.dockerfile = text;
        recipe.port = Some(port);
    }

    /// What starts the server, and the folders of the build that it needs.
    fn command(&self, builds: bool) -> (String, Option<Vec<String>>) {
        let runtime = if self.manager == Manager::Bun { "bun" } else { "node" };
        if self.uses("next") {
            let mut folders = vec![".next".to_owned()];
            let configuration = ["next.config.js", "next.config.mjs", "next.config.ts"];
            folders.extend(self.folder.first_of(&configuration).map(str::to_owned));
            folders.extend(self.folder.has("public").then(|| "public".to_owned()));
            return (exec(&["node_modules/.bin/next", "start"]), Some(folders));
        }
        if self.uses("nuxt") {
            return (exec(&["node", ".output/server/index.mjs"]), Some(vec![".output".to_owned()]));
        }
        if self.uses("@nestjs/core") {
            return (exec(&["node", "dist/main.js"]), Some(vec!["dist".to_owned()]));
        }
        let start = self.package["scripts"]["start"].as_str().unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@=- ".contains(c);
        let words: Vec<&str> = start.split_whitespace().collect();
        let is_direct = start.chars().all(is_plain) && matches!(words.first(), Some(&("node" | "bun")));
        let main = self.package["main"].as_str();
        let candidates =
            ["server.js", "index.js", "app.js", "main.js", "src/index.js", "src/server.js", "src/index.ts", "index.ts"];
        let entry =
            main.or_else(|| self.folder.first_of(&candidates).filter(|name| runtime == "bun" || name.ends_with("js")));
        let command = match (is_direct, entry) {
            (true, _) => exec(&words),
            (false, Some(entry)) if start.is_empty() || !builds => exec(&[runtime, entry]),
            (false, _) if !start.is_empty() => exec(&[if runtime == "bun" { "bun" } else { "npm" }, "start"]),
            _ => exec(&[runtime, "dist/index.js"]),
        };
        let compiled =
            ["dist", "build", "lib", "out"].into_iter().find(|folder| command.contains(&format!("{folder}/")));
        (command, compiled.map(|folder| vec![folder.to_owned()]))
    }

    fn port(&self) -> u16 {
        let start = self.package["scripts"]["start"].as_str().unwrap_or_default();
        let from_script = port_behind(start, &["--port", "-p ", "PORT="]);
        let sources = [
            "server.js",
            "index.js",
            "app.js",
            "main.js",
            "src/index.js",
            "src/server.js",
            "src/app.js",
            "src/index.ts",
            "src/main.ts",
            "src/server.ts",
            "index.ts",
        ];
        let from_source = || {
            let texts = sources.iter().filter_map(|name| self.folder.text(name));
            texts.filter_map(|text| port_behind(&text, &["PORT", "listen", "port"])).next()
        };
        from_script.or_else(from_source).unwrap_or(3000)
    }
}
