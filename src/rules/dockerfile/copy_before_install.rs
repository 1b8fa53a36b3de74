//! Sources copied before the dependencies are installed, so that every change of a source installs them again.

use crate::reference::packages::{Action, Ecosystem, Manager};
use crate::rules::prelude::*;

rule! {
    /// Everything is copied before the dependencies are installed.
    ///
    /// A step runs again when anything that it stands on has changed. After `COPY . .` that is every file of the project, so
    /// each change of a source line downloads and installs all dependencies anew, though the manifest is the same.
    /// Copied first, the manifest and the lock file alone decide whether to install.
    ///
    /// The fix copies what the package manager reads, from the files that the project has or else by their usual names, then
    /// installs, then copies the rest. It is offered where the installation needs nothing but those files: not where it
    /// builds the project itself, runs the project's scripts, or where another step between uses the sources.
    ///
    /// ```dockerfile
    /// FROM node:22-slim
    /// WORKDIR /srv
    /// COPY . .
    /// RUN npm ci
    /// CMD ["node", "server.js"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:22-slim
    /// WORKDIR /srv
    /// COPY package.json npm-shrinkwrap.json* package-lock.json* .npmrc* ./
    /// RUN npm ci
    /// COPY . .
    /// CMD ["node", "server.js"]
    /// ```
    "copy-before-install", Warning, Ask,
    groups: [Performance],
    aka: ["tally:cache-order"],
    concerns: ["copy-before-install"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        for index in stage.range.clone() {
            let Some(source) = broad_source(&file.instructions[index]) else { continue };
            let Some(install) = first_install(file, index, stage.range.end) else { continue };
            let copy = &file.instructions[index];
            let message = format!(
                "Any change of a file installs everything again: `{}` comes after this {}",
                install.spelled,
                copy.keyword.name()
            );
            let finding = report.at(source.span, message);
            finding.related(install.span, "This needs only the manifest and the lock file");
            if let Some(edits) = reorder(file, index, &install) {
                finding
                    .fix("Copy the manifests first, then install, then copy the rest", edits)
                    .declares(&[Change::Instructions]);
            }
        }
    }
}

/// The source of a COPY or ADD that takes the whole build context.
fn broad_source(instruction: &Instruction) -> Option<&Word> {
    let takes = matches!(instruction.keyword, Keyword::Copy | Keyword::Add) && instruction.flag("from").is_none();
    let words = instruction.arguments.words();
    if !takes || words.len() != 2 {
        return None;
    }
    words.first().filter(|word| matches!(word.text.as_str(), "." | "./" | "/" | "*" | "./*"))
}

/// An installation that needs nothing but manifests.
struct Install<'a> {
    manager: &'static Manager,
    /// The words as one would say them: `npm ci`.
    spelled: String,
    span: Span,
    /// The position of its RUN in the file's list.
    run: usize,
    /// Manifests that the command itself names: `pip install -r FILE`.
    named: Vec<&'a str>,
    /// Whether nothing else in its RUN, and no step before it, may use the sources.
    is_alone: bool,
    /// Whether the installation wants the sources of the project too.
    needs_sources: bool,
}

/// The first installation from manifests after the COPY, in the same stage.
fn first_install(file: &Dockerfile, copy: usize, end: usize) -> Option<Install<'_>> {
    let mut is_alone = true;
    for run in copy + 1..end {
        let instruction = &file.instructions[run];
        match instruction.keyword {
            Keyword::Run => {}
            Keyword::Env | Keyword::Arg | Keyword::Label | Keyword::Expose | Keyword::User | Keyword::Workdir => {
                continue;
            }
            // The manifests may come from elsewhere, or more sources do: the order is not as simple as it looks.
            _ => {
                is_alone = false;
                continue;
            }
        }
        let commands = file.commands_of(run);
        let Some(found) = commands.iter().find_map(|&command| install_of(command)) else {
            is_alone = false;
            continue;
        };
        let others = commands.iter().all(|&command| is_harmless(command) || install_of(command).is_some());
        return Some(Install { run, is_alone: is_alone && others && !commands.is_empty(), ..found });
    }
    None
}

/// Reads a command as an installation from a manifest.
fn install_of(command: Command<'_>) -> Option<Install<'_>> {
    let call = Invocation::read(command)?;
    let manager = call.manager;
    let is_of_a_project = !matches!(manager.ecosystem, Ecosystem::System | Ecosystem::Conda);
    let is_global =
        call.has(&["-g", "--global"]) || call.verb().starts_with("global") || call.verb().starts_with("tool");
    if !is_of_a_project || is_global {
        return None;
    }
    let named = if manager.name == "pip" { call.values_of(&["-r", "--requirement"]) } else { Vec::new() };
    let from_manifest = call.packages().is_empty()
        && match manager.name {
            "pip" => call.verb() == "install" && !named.is_empty() && !call.has(&["-e", "--editable"]),
            "go" => call.verb() == "mod download",
            "cargo" => false,
            "mvn" => call.verb().starts_with("dependency"),
            "gradle" => call.verb() == "dependencies",
            "dotnet" => call.verb() == "restore",
            "yarn" | "yarn 2+" | "bundle" if call.verb().is_empty() => true,
            _ => call.installs(),
        };
    if !from_manifest {
        return None;
    }
    let needs_sources = match manager.name {
        "poetry" => !call.has(&["--no-root"]),
        "uv" => !call.has(&["--no-install-project"]),
        "composer" => !call.has(&["--no-scripts"]),
        "dotnet" | "gradle" => true,
        _ => false,
    };
    let (spelled, span) = (call.spelled(), command.span());
    Some(Install { manager, spelled, span, run: 0, named, is_alone: true, needs_sources })
}

/// Whether a command surely leaves the project's files alone.
fn is_harmless(command: Command<'_>) -> bool {
    let Some(name) = command.name() else { return command.words().is_empty() };
    if matches!(
        name,
        "set" | "export" | "echo" | "true" | "mkdir" | "corepack" | "rm" | "chown" | "chmod" | "sudo" | "env"
    ) {
        return true;
    }
    let Some(call) = Invocation::read(command) else { return false };
    let cleans = matches!(call.action(), Some(Action::Clean | Action::Refresh));
    let configures = call.arguments().first().is_some_and(|word| *word == "config");
    // Named packages come from a registry, unless they are paths.
    let packages = call.packages();
    let is_elsewhere = |package: &Package<'_>| !package.varies && !package.text.starts_with(['.', '/']);
    let names_packages = matches!(call.action(), Some(Action::Install | Action::Upgrade))
        && !packages.is_empty()
        && packages.iter().all(is_elsewhere);
    cleans || configures || names_packages
}

/// The edits that put the manifests first, or `None` where that would not do.
fn reorder(file: &Dockerfile, copy: usize, install: &Install<'_>) -> Option<Vec<Edit>> {
    if !install.is_alone || install.needs_sources {
        return None;
    }
    let instruction = &file.instructions[copy];
    let destination = instruction.arguments.words().get(1)?;
    if !installs_where_copied(file, copy, install.run, &destination.text) {
        return None;
    }
    let manifests = manifests(file, install)?;
    let whole = Span::new(file.start_with_comments(instruction), file.whole_lines(instruction.span).end);
    let block = file.text(whole).to_owned();
    let mut flags: String = instruction.flags.iter().map(|flag| format!("{} ", file.text(flag.span))).collect();
    flags.insert(0, ' ');
    let target = match destination.text.as_str() {
        "." | "./" => "./".to_owned(),
        path => format!("{}/", path.trim_end_matches('/')),
    };
    let first = format!("{}{flags}{} {target}\n", instruction.name.text, manifests.join(" "));
    let after = file.whole_lines(file.instructions[install.run].span).end;
    let rest = if file.source()[..after].ends_with('\n') { block } else { format!("\n{}", block.trim_end()) };
    Some(vec![replace(whole, first), insert(after, rest)])
}

/// Whether the RUN works in the directory that the COPY fills.
fn installs_where_copied(file: &Dockerfile, copy: usize, run: usize, destination: &str) -> bool {
    let before = file.runtime_before(copy).workdir;
    let there = file.runtime_before(run).workdir;
    let copied = match destination.trim_end_matches('/') {
        "." | "" => before,
        path if path.starts_with('/') => path.to_owned(),
        path => format!("{}/{}", before.trim_end_matches('/'), path.trim_start_matches("./")),
    };
    let enters = file.commands_of(run).iter().any(|command| command.is("cd") || command.is("pushd"));
    copied.trim_end_matches('/') == there.trim_end_matches('/') && !copied.contains('$') && !enters
}

/// What to copy before the installation: the files that the context has, or the manager's usual names, optional ones with a
/// pattern that may match nothing.
fn manifests(file: &Dockerfile, install: &Install<'_>) -> Option<Vec<String>> {
    let manager = install.manager;
    let plain = |name: &&str| !name.contains('*') && !name.contains('/');
    let Some(context) = &file.surroundings().context else {
        if !install.named.is_empty() {
            let all_here = install.named.iter().all(|name| !name.starts_with(['/', '.']) && !name.contains('/'));
            return all_here.then(|| install.named.iter().map(|&name| name.to_owned()).collect());
        }
        let first = manager.manifests.iter().find(|name| plain(name))?;
        let optional =
            manager.locks.iter().chain(manager.also_reads).filter(|name| plain(name) && **name != "README.md");
        return Some(std::iter::once((*first).to_owned()).chain(optional.map(|name| format!("{name}*"))).collect());
    };
    let has = |path: &str| context.binary_search_by(|known| known.as_str().cmp(path)).is_ok();
    if !install.named.is_empty() {
        let all_here = install.named.iter().all(|name| has(name) && !name.contains('/'));
        return all_here.then(|| install.named.iter().map(|&name| name.to_owned()).collect());
    }
    let file_name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let manifest_names: Vec<&str> = manager.manifests.iter().copied().filter(plain).collect();
    // A manifest further down is a workspace's, or read by one: what to copy then is for its author to say.
    let is_nested = |path: &String| path.contains('/') && manifest_names.contains(&file_name(path).as_str());
    let reads_folder = manager.also_reads.iter().filter_map(|name| name.strip_suffix('/'));
    let has_folder =
        reads_folder.into_iter().any(|folder| context.iter().any(|path| path.starts_with(&format!("{folder}/"))));
    if context.iter().any(is_nested) || has_folder {
        return None;
    }
    let wanted = manager.manifests.iter().chain(manager.locks).chain(manager.also_reads);
    let found: Vec<String> = wanted.filter(|name| has(name)).map(|name| (*name).to_owned()).collect();
    found.iter().any(|name| manifest_names.contains(&name.as_str())).then_some(found)
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot, Surroundings};
    use crate::rules::settings::Selector;
    use crate::rules::{Settings, check};
    use crate::text::apply_edits;
    use std::sync::Arc;

    /// The file after the fix: `None` where the rule is silent, empty where it offers nothing.
    fn fixed_among(source: &str, context: Option<&[&str]>) -> Option<String> {
        let settings = Settings { select: Some(vec![Selector::Rule("copy-before-install")]), ..Settings::default() };
        let context = context.map(|files| files.iter().map(|&file| file.to_owned()).collect());
        let snapshot = Snapshot::of(Language::Dockerfile, source).with_surroundings(Arc::new(Surroundings { context }));
        let findings = check(&snapshot, &settings);
        Some(findings.first()?.fixes.first().map_or_else(String::new, |fix| apply_edits(source, &fix.edits)))
    }

    fn fixed(source: &str) -> Option<String> {
        fixed_among(source, None)
    }

    #[test]
    fn what_the_project_has_is_copied() {
        let source =
            "FROM node:22\nWORKDIR /srv\n# the program\nCOPY --chown=node . .\nRUN npm ci --omit=dev\nCMD [\"a\"]\n";
        let files = [".npmrc", "index.js", "package-lock.json", "package.json"];
        assert_eq!(
            fixed_among(source, Some(&files)).as_deref(),
            Some(
                "FROM node:22\nWORKDIR /srv\nCOPY --chown=node package.json package-lock.json .npmrc ./\nRUN npm ci --omit=dev\n\
                 # the program\nCOPY --chown=node . .\nCMD [\"a\"]\n"
            )
        );
    }

    #[test]
    fn a_requirements_file_is_copied_by_its_name() {
        let source =
            "FROM python:3\nWORKDIR /app\nCOPY . /app\nRUN pip install --no-cache-dir -r requirements/prod.txt\n";
        assert_eq!(fixed(source).as_deref(), Some(""), "a folder would be flattened");
        let source = "FROM python:3\nWORKDIR /app\nCOPY . /app\nRUN pip install -r requirements.txt";
        assert_eq!(
            fixed(source).as_deref(),
            Some(
                "FROM python:3\nWORKDIR /app\nCOPY requirements.txt /app/\nRUN pip install -r requirements.txt\nCOPY . /app"
            )
        );
    }

    #[test]
    fn no_fix_where_the_sources_are_needed() {
        for run in ["npm ci && npm run build", "cd web && npm ci", "poetry install", "composer install"] {
            let source = format!("FROM a\nWORKDIR /srv\nCOPY . .\nRUN {run}\n");
            assert_eq!(fixed(&source).as_deref(), Some(""), "{run}");
        }
        let between = "FROM a\nWORKDIR /srv\nCOPY . .\nRUN ./configure\nRUN npm ci\n";
        assert_eq!(fixed(between).as_deref(), Some(""));
        let nested = ["package.json", "packages/a/package.json"];
        assert_eq!(fixed_among("FROM a\nWORKDIR /s\nCOPY . .\nRUN npm ci\n", Some(&nested)).as_deref(), Some(""));
    }

    #[test]
    fn silence_where_the_order_is_right_or_nothing_is_installed() {
        for source in [
            "FROM a\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n",
            "FROM a\nCOPY . .\nRUN pip install .\n",
            "FROM a\nCOPY . .\nRUN npm install -g pm2\n",
            "FROM a\nCOPY --from=b . .\nRUN npm ci\n",
            "FROM a\nCOPY src dest\nRUN npm ci\n",
            "FROM a\nCOPY . .\nFROM b\nRUN npm ci\n",
        ] {
            assert_eq!(fixed(source), None, "{source}");
        }
    }

    #[test]
    fn the_fix_ends_the_finding() {
        let source = "FROM ruby:3\nWORKDIR /srv\nCOPY . .\nRUN bundle install\n";
        let once = fixed(source).expect("a finding");
        assert!(once.contains("COPY Gemfile Gemfile.lock*"), "{once}");
        assert_eq!(fixed(&once), None);
    }
}
