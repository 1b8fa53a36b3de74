//! Inside a command: the verbs and options of package managers, as far as the table of them goes. Other programs are their own
//! manual's business.

use super::{Here, mounts, packages, paths};
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::model::dockerfile::Keyword;
use crate::reference::packages::{Action, Ecosystem, Manager, manager_of};
use std::collections::BTreeSet;

/// Programs that are given a file of the project.
const INTERPRETERS: [&str; 11] =
    ["node", "python", "ruby", "php", "perl", "sh", "bash", "deno", "bun", "java", "source"];

pub(super) fn offer(here: Here, keyword: Keyword, before: &[String], menu: &mut Menu) {
    let words: Vec<&str> = before.iter().map(String::as_str).skip_while(|word| is_assignment(word)).collect();
    let words = words.strip_prefix(&["sudo"]).unwrap_or(&words);
    if words.is_empty() {
        if keyword == Keyword::Run {
            programs(here, menu);
        }
        return;
    }
    let Some((manager, used)) = manager_of(words) else {
        // A stage's folder usually holds what lies in the context.
        if takes_files(words[0]) {
            paths::context(here, menu);
        }
        return;
    };
    let arguments = &words[used..];
    let reading = manager.read(arguments);
    match reading.verb.filter(|verb| !verb.name.is_empty() && verb.name != "*") {
        None => verbs(manager, arguments, menu),
        Some(verb) => {
            if arguments.iter().all(|word| !word.starts_with('-')) && arguments.len() == 1 {
                verbs(manager, arguments, menu);
            }
            if verb.action == Action::Run && manager.ecosystem == Ecosystem::JavaScript && reading.operands.is_empty() {
                scripts(here, menu);
            }
            let typed = here.typed(menu);
            if typed.is_empty() || typed.starts_with('-') {
                options(manager, verb.action, arguments, menu);
            }
            let is_option = typed.starts_with('-') || words.last().is_some_and(|word| manager.takes_value(word));
            if verb.action == Action::Install && !is_option {
                let given = reading.operands.iter().map(|&operand| arguments[operand]).collect();
                packages::offer(here, manager, &given, menu);
            }
        }
    }
}

/// Whether a program is given a file of the project, most often.
pub(super) fn takes_files(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    INTERPRETERS.contains(&name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'))
}

/// The scripts of the `package.json` beside the Dockerfile.
fn scripts(here: Here, menu: &mut Menu) {
    let surroundings = here.file.surroundings();
    let (Some(folder), Some(files)) = (surroundings.folder(), &surroundings.files) else { return };
    let Ok(text) = files.read(&folder.join("package.json")) else { return };
    let Ok(package) = serde_json::from_str::<serde_json::Value>(&text) else { return };
    let scripts = package.get("scripts").and_then(|scripts| scripts.as_object());
    for (rank, (name, does)) in (0..).zip(scripts.into_iter().flatten()) {
        menu.plain(CompletionKind::Value, name, rank).detail(does.as_str().unwrap_or_default());
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// The package manager of the image, behind an operator of the shell.
fn programs(here: Here, menu: &mut Menu) {
    let Some(manager) = here.image().and_then(|image| image.package_manager.manager()) else { return };
    menu.plain(CompletionKind::Value, manager.name, 0)
        .detail("the package manager of the image")
        .topic(&format!("dockerfile manager {}", manager.name));
}

/// What a step most often begins with: an installation as the table's advice has it, and what the lock file lists.
pub(super) fn recipes(here: Here, menu: &mut Menu) {
    for (rank, manager) in (10..).zip(mounts::image_managers(here)) {
        let topic = format!("dockerfile manager {}", manager.name);
        let installs = manager.verbs.iter().find(|verb| verb.action == Action::Install && !verb.name.is_empty());
        if let Some(verb) = installs.filter(|_| manager.ecosystem == Ecosystem::System) {
            let label = format!("{} {}", manager.name, verb.name);
            menu.snippet(&label, &installation(manager, &label), rank).detail("packages of the system").topic(&topic);
        } else if !manager.frozen.is_empty() && !manager.frozen.contains(['<', '…']) {
            menu.plain(CompletionKind::Value, manager.frozen, rank).detail("holds to the lock file").topic(&topic);
        }
    }
}

/// An installation that asks nothing and keeps nothing.
fn installation(manager: &Manager, call: &str) -> String {
    let lean = manager.lean.iter().map(|lean| lean.option).filter(|option| option.starts_with('-'));
    let uncached = manager.no_cache.iter().copied().filter(|option| option.starts_with("--") && !option.contains('='));
    let yes = manager.assume_yes.first().copied().filter(|_| manager.asks);
    let mut options: Vec<&str> = yes.into_iter().chain(lean.take(1)).chain(uncached.take(1)).collect();
    options.dedup();
    let options = options.join(" ");
    let space = if options.is_empty() { "" } else { " " };
    let call = format!("{call}{space}{options} ${{1:package}}");
    match manager.name {
        "apt-get" => format!("apt-get update && {call} && rm -rf /var/lib/apt/lists/*"),
        _ => call,
    }
}

/// The next word of a verb: `install`, and behind `uv pip` again `install`.
fn verbs(manager: &'static Manager, arguments: &[&str], menu: &mut Menu) {
    let begun: Vec<&str> = arguments.iter().copied().filter(|word| !word.starts_with('-')).collect();
    let begun = begun.join(" ");
    for (rank, verb) in (0..).zip(manager.verbs) {
        for (at, name) in std::iter::once(&verb.name).chain(verb.aliases).enumerate() {
            let rest = if begun.is_empty() {
                Some(*name)
            } else {
                name.strip_prefix(&begun).and_then(|it| it.strip_prefix(' '))
            };
            let Some(word) = rest.filter(|rest| !rest.is_empty() && *rest != "*") else { continue };
            let sort = rank + likelihood(verb.action) + if at > 0 { 200 } else { 0 };
            menu.plain(CompletionKind::Value, word, sort)
                .detail(describe(verb.action))
                .topic(&format!("dockerfile manager {}", manager.name));
        }
    }
}

/// What most steps call a manager for comes first.
fn likelihood(action: Action) -> u16 {
    match action {
        Action::Install | Action::Sync => 0,
        Action::Refresh | Action::Build => 20,
        Action::Fetch | Action::Run => 40,
        Action::Clean | Action::Remove => 60,
        Action::Upgrade => 80,
        Action::Query => 100,
    }
}

fn describe(action: Action) -> &'static str {
    match action {
        Action::Install => "installs packages",
        Action::Sync => "installs what the lock file lists",
        Action::Refresh => "fetches the index",
        Action::Upgrade => "brings newer versions",
        Action::Remove => "removes packages",
        Action::Clean => "empties the cache",
        Action::Fetch => "downloads without installing",
        Action::Build => "builds the project",
        Action::Query => "asks what there is",
        Action::Run => "runs a program",
    }
}

/// The options that a build wants, but those that are given.
fn options(manager: &'static Manager, action: Action, arguments: &[&str], menu: &mut Menu) {
    let mut seen: BTreeSet<&str> = arguments.iter().copied().collect();
    let mut offer = |word: &'static str, rank: u16, detail: &str| {
        if word.starts_with('-') && !word.contains(' ') && seen.insert(word) {
            menu.plain(CompletionKind::Flag, word, rank).detail(detail);
        }
    };
    let installs = matches!(action, Action::Install | Action::Sync);
    let acts = installs || matches!(action, Action::Remove | Action::Upgrade);
    let yes = manager.assume_yes.first().filter(|_| acts && manager.asks && !manager.answers_yes(arguments));
    if let Some(yes) = yes {
        offer(yes, 0, "answers yes: nobody is there to ask");
    }
    if !installs {
        return;
    }
    for (rank, lean) in (1..).zip(manager.lean) {
        offer(lean.option, rank, lean.effect);
    }
    for (rank, option) in (20..).zip(manager.no_cache) {
        offer(option, rank, "keeps the cache from filling");
    }
    for (rank, option) in (40..).zip(manager.production) {
        offer(option, rank, "leaves out what is for development");
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{among, at, begins, inserted, offers, withholds};

    #[test]
    fn a_step_begins_with_an_installation() {
        let body = |marked: &str, label: &str| inserted(&at(marked), label);
        assert_eq!(
            body("FROM debian\nRUN ^", "apt-get install"),
            "apt-get update && apt-get install -y --no-install-recommends ${1:package} && rm -rf /var/lib/apt/lists/*"
        );
        assert_eq!(body("FROM alpine\nRUN ^", "apk add"), "apk add --no-cache ${1:package}");
        begins("FROM node:24-alpine\nRUN ^", &["npm ci"]);
    }

    #[test]
    fn verbs_of_package_managers() {
        begins("FROM debian\nRUN apt-get ^", &["install"]);
        offers("FROM debian\nRUN apt-get update && apt-get ^", &["install", "update", "clean"]);
        begins("FROM debian\nRUN a && ^", &["apt-get"]);
        offers("FROM a\nRUN uv ^", &["sync", "pip install"]);
        offers("FROM a\nRUN uv pip ^", &["install"]);
        offers("FROM a\nRUN --mount=type=cache,target=/x npm ^", &["ci", "install"]);
    }

    #[test]
    fn scripts_are_those_of_the_project() {
        let package = "{\"scripts\": {\"build\": \"vite build\", \"test\": \"vitest\"}}";
        let items = among("FROM node\nRUN npm run ^", &[("/p/Dockerfile", ""), ("/p/package.json", package)]);
        assert_eq!((items[0].label.as_str(), items[0].detail.as_deref()), ("build", Some("vite build")));
    }

    #[test]
    fn options_of_an_installation() {
        begins("FROM debian\nRUN apt-get install ^", &["-y", "--no-install-recommends"]);
        withholds("FROM debian\nRUN apt-get install -y ^", &["-y"]);
        offers("FROM alpine\nRUN apk add ^", &["--no-cache"]);
        offers("FROM a\nRUN <<E\npip install ^\nE\n", &["--no-cache-dir"]);
        withholds("FROM debian\nRUN apt-get update ^", &["--no-install-recommends"]);
    }
}
