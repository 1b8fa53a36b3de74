//! `RUN --mount`: types, keys and values, and whole mounts for the package managers that the command calls.

use super::place::Mount;
use super::{Here, accounts, images, paths, stages};
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use crate::model::dockerfile::{Keyword, mounts};
use crate::reference::dockerfile::{KeyKind, MOUNTS, Role, mount_key, mount_keys};
use crate::reference::packages::{Cache, Manager, manager};
use std::collections::BTreeSet;

/// Files in which tools look for credentials, with whose they are.
const SECRET_FILES: [(&str, &str); 8] = [
    ("/root/.npmrc", "npm, yarn, pnpm"),
    ("/root/.netrc", "curl, Git, pip, Go"),
    ("/etc/pip.conf", "pip"),
    ("/root/.aws/credentials", "AWS"),
    ("/root/.m2/settings.xml", "Maven"),
    ("/root/.gradle/gradle.properties", "Gradle"),
    ("/root/.cargo/credentials.toml", "Cargo"),
    ("/root/.nuget/NuGet/NuGet.Config", "NuGet"),
];

/// Whole mounts, as flags: caches of the managers at hand, then one of each type.
pub(super) fn whole(here: Here, sort: u16, menu: &mut Menu) {
    for (rank, (cache, name)) in (0..).zip(caches(here, true)).take(4) {
        let directory = at_home(here, cache.directory);
        let label = format!("--mount=type=cache,target={directory}");
        let sharing = cache.sharing.as_str();
        let body = if sharing == "shared" { label.clone() } else { format!("{label},sharing={sharing}") };
        menu.plain(CompletionKind::Flag, &label, sort + rank).insert(&body).detail(&format!("{name}: {}", cache.holds));
    }
    for (rank, mount) in (0..).zip(&MOUNTS) {
        menu.snippet(&format!("--mount=type={}", mount.name), mount.snippet.body, sort + 4 + rank)
            .kind(CompletionKind::Flag)
            .topic(&format!("dockerfile mount {}", mount.name));
    }
}

/// The keys that the mount may still get.
pub(super) fn keys(here: Here, mount: &Mount, menu: &mut Menu) {
    let kind = mount.kind();
    let typed = here.typed(menu).to_ascii_lowercase();
    let is_new = !here.behind(menu).starts_with('=');
    for (rank, key) in (1..).zip(mount_keys(&kind)) {
        let is_usable = matches!(key.role, Role::Required | Role::Optional);
        let is_given = mount.fields.iter().any(|(given, _)| given == key.name || key.aliases.contains(&given.as_str()));
        // Without a type the mount is a `bind`, and whatever comes first makes it one.
        let is_type = key.name == "type";
        if !is_usable || is_given || is_type && !mount.fields.is_empty() && mount.value("type").is_some() {
            continue;
        }
        let rank = if is_type { 0 } else { rank + if key.role == Role::Required { 0 } else { 10 } };
        let detail = match (key.role, key.default) {
            (Role::Required, _) => "required".to_owned(),
            (_, "") => String::new(),
            (_, default) => format!("default: {default}"),
        };
        let insert = |name: &str| match key.kind {
            KeyKind::Boolean => name.to_owned(),
            _ if is_new => format!("{name}="),
            _ => name.to_owned(),
        };
        let topic = format!("dockerfile key {kind} {}", key.name);
        menu.plain(CompletionKind::Property, key.name, rank).insert(&insert(key.name)).detail(&detail).topic(&topic);
        // The second names are for those who begin to type them.
        for alias in key.aliases.iter().filter(|alias| !typed.is_empty() && alias.starts_with(&typed)) {
            let detail = format!("same as {}", key.name);
            menu.plain(CompletionKind::Property, alias, 40).insert(&insert(alias)).detail(&detail).topic(&topic);
        }
    }
}

pub(super) fn values(here: Here, mount: &Mount, name: &str, menu: &mut Menu) {
    let kind = mount.kind();
    if name == "type" {
        for (rank, known) in (0..).zip(&MOUNTS) {
            menu.plain(CompletionKind::Value, known.name, rank).topic(&format!("dockerfile mount {}", known.name));
        }
        return;
    }
    let Some(key) = mount_key(&kind, name) else { return };
    let recommended = recommended_sharing(here, mount);
    for (rank, choice) in (1..).zip(key.values()) {
        let rank = if recommended == Some(choice.value) { 0 } else { rank };
        menu.plain(CompletionKind::Value, choice.value, rank).detail(choice.doc.trim_end_matches('.'));
    }
    let mut plain = |values: &[&str]| {
        for (rank, value) in (0..).zip(values) {
            menu.plain(CompletionKind::Value, value, 20 + rank);
        }
    };
    match (key.kind, key.name) {
        (KeyKind::Boolean, _) => plain(&["true", "false"]),
        (KeyKind::Bytes, _) => plain(&["64m", "256m", "1g"]),
        (KeyKind::Mode, _) => {
            plain(if kind == "cache" { &["0755", "0775", "0777"] } else { &["0400", "0440", "0444"] })
        }
        (KeyKind::Number, _) => accounts::numbers(here, menu),
        (KeyKind::Name, _) => names(here, &kind, menu),
        (KeyKind::Variable, _) => variables(mount, menu),
        (KeyKind::Origin, _) => {
            stages::origins(here, menu);
            images::used_or_known(here, menu);
        }
        (KeyKind::Path, "target") => targets(here, mount, &kind, menu),
        (KeyKind::Path, _) if kind == "bind" || kind == "cache" => match mount.value("from") {
            Some(from) => paths::of_origin(here, from, menu),
            None => paths::context(here, menu),
        },
        _ => {}
    }
}

fn targets(here: Here, mount: &Mount, kind: &str, menu: &mut Menu) {
    match kind {
        "cache" => {
            for (rank, (cache, name)) in (0..).zip(caches(here, false)) {
                let directory = at_home(here, cache.directory);
                menu.plain(CompletionKind::Folder, &directory, rank).detail(&format!("{name}: {}", cache.holds));
            }
        }
        "secret" => {
            if let Some(id) = mount.value("id") {
                menu.plain(CompletionKind::File, &format!("/run/secrets/{id}"), 0).detail("as without a target");
            }
            for (rank, (path, whose)) in (1..).zip(SECRET_FILES) {
                menu.plain(CompletionKind::File, &at_home(here, path), rank).detail(whose);
            }
        }
        "tmpfs" => {
            for (rank, path) in (0..).zip(["/tmp", "/run", "/var/tmp"]) {
                menu.plain(CompletionKind::Folder, path, rank);
            }
        }
        "bind" => {
            let source = mount.value("source").or_else(|| mount.value("src")).unwrap_or("");
            if !source.is_empty() && source != "." {
                menu.plain(CompletionKind::File, source, 0).detail("the source's own path");
            }
            menu.plain(CompletionKind::Folder, ".", 1).detail("the working directory");
            let folder = here.folder();
            if folder != "/" {
                menu.plain(CompletionKind::Folder, &folder, 2).detail("the working directory");
            }
            if mount.value("from").is_none() {
                paths::context(here, menu);
            }
        }
        _ => {}
    }
}

/// Names that other mounts of the kind have, and those of secrets that Compose hands over.
fn names(here: Here, kind: &str, menu: &mut Menu) {
    let mut seen = BTreeSet::new();
    if kind == "secret" {
        for builder in here.builders() {
            for name in builder.secrets.iter().filter(|name| seen.insert((*name).clone())) {
                let detail = format!("secret of {}", builder.title());
                menu.plain(CompletionKind::Reference, name, 0).detail(&detail);
            }
        }
    }
    let others = here.file.all(Keyword::Run).filter(|run| !run.span.touches(here.offset));
    for mount in others.flat_map(mounts).filter(|mount| mount.kind() == Some(kind)) {
        let Some(id) = mount.field("id").and_then(|field| field.value.as_ref()) else { continue };
        if seen.insert(id.text.clone()) {
            menu.plain(CompletionKind::Reference, &id.text, 1).detail("used above or below");
        }
    }
    match kind {
        "ssh" => drop(menu.plain(CompletionKind::Value, "default", 2)),
        "secret" => {
            for (rank, name) in (3..).zip(["github_token", "npmrc", "netrc", "aws"]) {
                if !seen.insert(name.to_owned()) {
                    continue;
                }
                menu.plain(CompletionKind::Value, name, rank);
            }
        }
        _ => {}
    }
}

/// A variable for a secret: named as the secret is, and those that tools read.
fn variables(mount: &Mount, menu: &mut Menu) {
    if let Some(id) = mount.value("id") {
        let name = id.to_ascii_uppercase().replace(['-', '.'], "_");
        menu.plain(CompletionKind::Variable, &name, 0).detail("named as the secret");
    }
    for (rank, name) in (1..).zip(["GITHUB_TOKEN", "NPM_TOKEN", "NODE_AUTH_TOKEN", "PIP_INDEX_URL", "UV_INDEX_URL"]) {
        menu.plain(CompletionKind::Variable, name, rank);
    }
}

/// What the manager wants whose cache is mounted.
fn recommended_sharing(here: Here, mount: &Mount) -> Option<&'static str> {
    let target = mount.value("target").or_else(|| mount.value("dst")).or_else(|| mount.value("destination"))?;
    let is_target =
        |cache: &Cache| at_home(here, cache.directory).trim_end_matches('/') == target.trim_end_matches('/');
    caches(here, false).into_iter().find(|(cache, _)| is_target(cache)).map(|(cache, _)| cache.sharing.as_str())
}

/// Caches worth a mount, each with its manager's name: of those that the command calls, then of those that the image brings,
/// then of those that the rest of the file calls. Of the others there are none where `only_called`, and the command calls any.
fn caches(here: Here, only_called: bool) -> Vec<(&'static Cache, &'static str)> {
    let mut managers: Vec<&'static Manager> = Vec::new();
    managers.extend(here.file.invocations_of(here.index()).iter().map(|it| it.manager));
    if managers.is_empty() || !only_called {
        managers.extend(image_managers(here));
        managers.extend(here.file.invocations().map(|it| it.manager));
    }
    let mut seen = BTreeSet::new();
    let caches = managers.into_iter().flat_map(|manager| manager.caches.iter().map(|cache| (cache, manager.name)));
    caches.filter(|(cache, _)| seen.insert(cache.directory)).collect()
}

/// The managers that come with an image: that of its distribution, behind that of its language.
pub(super) fn image_managers(here: Here) -> Vec<&'static Manager> {
    let Some(image) = here.image() else { return Vec::new() };
    let language: &[&str] = match image.name.rsplit('/').next().unwrap_or("") {
        "node" => &["npm", "yarn", "pnpm"],
        "python" | "pypy" => &["pip", "uv"],
        "golang" => &["go"],
        "rust" => &["cargo"],
        "ruby" => &["bundle"],
        "php" | "composer" => &["composer"],
        "maven" => &["mvn"],
        "gradle" => &["gradle"],
        "bun" => &["bun"],
        "sdk" => &["dotnet"],
        _ => &[],
    };
    language.iter().filter_map(|name| manager(name)).chain(image.package_manager.manager()).collect()
}

/// A path of root's home in the home of whoever runs the step.
fn at_home(here: Here, path: &str) -> String {
    let own = path.strip_prefix("/root/").and_then(|rest| {
        let user = here.file.runtime_before(here.index()).user?;
        let name = user.text.split(':').next().unwrap_or("").trim();
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name != "root";
        is_name.then(|| format!("/home/{name}/{rest}"))
    });
    own.unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{among, at, begins, inserted, labels, offers, withholds};

    #[test]
    fn keys_of_the_type_that_are_not_there_yet() {
        begins("FROM a\nRUN --mount=^", &["type", "target"]);
        begins("FROM a\nRUN --mount=type=cache,^", &["target"]);
        offers("FROM a\nRUN --mount=type=cache,^", &["id", "sharing", "uid"]);
        withholds("FROM a\nRUN --mount=type=cache,^", &["type", "required", "env", "dst"]);
        withholds("FROM a\nRUN --mount=^,type=cache,target=/x", &["type", "target", "required"]);
        offers("FROM a\nRUN --mount=type=secret,^", &["required", "env"]);
        begins("FROM a\nRUN --mount=type=bind,ds^", &["target"]);
        offers("FROM a\nRUN --mount=type=bind,ds^", &["dst"]);
        assert_eq!(inserted(&at("FROM a\nRUN --mount=type=cache,^"), "target"), "target=");
        assert_eq!(inserted(&at("FROM a\nRUN --mount=type=secret,^"), "required"), "required");
    }

    #[test]
    fn fixed_values() {
        begins("FROM a\nRUN --mount=type=^", &["cache", "secret", "bind", "ssh", "tmpfs"]);
        offers("FROM a\nRUN --mount=type=cache,sharing=^", &["locked"]);
        offers("FROM a\nRUN --mount=type=bind,rw=^", &["true"]);
        offers("FROM a\nRUN --mount=type=tmpfs,size=^", &["64m"]);
    }

    #[test]
    fn caches_are_those_of_the_managers_at_hand() {
        begins("FROM a\nRUN --mount=type=cache,target=^ pip install x", &["/root/.cache/pip"]);
        begins("FROM golang:1.26\nRUN --mount=type=cache,target=^", &["/go/pkg/mod"]);
        offers("FROM debian\nRUN --mount=type=cache,target=^ x", &["/var/cache/apt"]);
        begins("FROM debian\nRUN --mount=type=cache,target=/var/cache/apt,sharing=^ apt-get update", &["locked"]);
        begins("FROM node\nUSER node\nRUN --mount=type=cache,target=^ npm ci", &["/home/node/.npm"]);
        let items = at("FROM a\nRUN --^ pip install x");
        assert!(labels(&items).contains(&"--mount=type=cache,target=/root/.cache/pip"), "{:?}", labels(&items));
    }

    #[test]
    fn secrets_are_those_that_compose_hands_over() {
        let compose = "services:\n  web:\n    build:\n      context: .\n      secrets: [pypi]\n";
        let files = [("/p/Dockerfile", ""), ("/p/compose.yaml", compose)];
        assert_eq!(among("FROM a\nRUN --mount=type=secret,id=^", &files)[0].label, "pypi");
        begins("FROM a\nRUN --mount=type=secret,id=pypi,env=^", &["PYPI"]);
        begins("FROM a\nRUN --mount=type=secret,id=pypi,target=^", &["/run/secrets/pypi"]);
    }
}
