//! What is known of an image, for Dockerfiles and Compose files alike.

use super::page::{Page, code, codes};
use super::words;
use crate::model::dockerfile::ImageReference;
use crate::reference::images::{self, Image, Knowledge, Libc, Shell, support};

/// A page on an image: where it comes from, what its tag and digest promise, and what the table knows of it.
pub fn page(reference: &ImageReference) -> Page {
    let known = images::lookup(&reference.text);
    let page = Page::of(format!("{}: {}", code(&reference.text), home(reference)));
    // Nobody rebuilds what has ended.
    let page = page.add(ending(reference).unwrap_or_else(|| tag(reference)));
    match known {
        Some(image) => page.list(facts(image)),
        None if reference.has_variable() => page,
        None => page.add("What it holds is not in the table of well-known images."),
    }
}

/// Where it is pulled from.
fn home(reference: &ImageReference) -> String {
    let name = reference.name.as_str();
    if reference.has_variable() && name.starts_with('$') {
        return "an image that a variable names.".to_owned();
    }
    let (registry, path) = match name.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
        _ => ("docker.io", name),
    };
    let path = if registry == "docker.io" { path.strip_prefix("library/").unwrap_or(path) } else { path };
    match registry {
        "docker.io" | "index.docker.io" if !path.contains('/') => {
            format!("[official image on Docker Hub](https://hub.docker.com/_/{path}).")
        }
        "docker.io" | "index.docker.io" => {
            let owner = path.split('/').next().unwrap_or("");
            format!("[image of {} on Docker Hub](https://hub.docker.com/r/{path}).", code(owner))
        }
        _ => format!("image {} of the registry {}.", code(path), code(registry)),
    }
}

/// What the tag and the digest promise.
fn tag(reference: &ImageReference) -> String {
    if reference.digest.is_some() {
        return "The digest pins it: whatever becomes of the tag, the bytes stay the same.".to_owned();
    }
    match reference.tag.as_deref() {
        None | Some("latest") => {
            let release = images::latest_release(&reference.name);
            let is_now = release.map(|release| format!(", release {} when the table was made", code(release)));
            format!("The tag `latest` moves with every release{}.", is_now.unwrap_or_default())
        }
        Some(tag) if tag.contains('$') => String::new(),
        Some(tag) => {
            format!("The tag {} is rebuilt now and then; only a digest names the same bytes for good.", code(tag))
        }
    }
}

/// That its software gets no fixes any more.
fn ending(reference: &ImageReference) -> Option<String> {
    if let Some((since, instead)) = support::given_up(&reference.name) {
        return Some(format!("**Given up** since {since}; instead: {instead}."));
    }
    let ended = support::ended(&reference.name, reference.tag.as_deref().unwrap_or("latest"))?;
    let instead = ended.successor.map(|tag| format!(" The tag {} goes on.", code(&tag)));
    Some(format!("**End of life:** {} got its last fixes {}.{}", ended.what, ended.since, instead.unwrap_or_default()))
}

/// What the table knows, one fact a line.
fn facts(image: &Image) -> Vec<String> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push(format!("{name}: {value}"));
        }
    };
    let system = [Some(words::capitalized(image.distribution)), libc(image.libc).map(str::to_owned)];
    fact("system", system.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "));
    fact("packages", image.package_manager.manager().map_or("no package manager".into(), |it| code(it.name)));
    fact("shell", shell(image.shell));
    let steps_down = if image.drops_root { "; the entrypoint gives the service a user of its own" } else { "" };
    if !image.default_user.is_empty() {
        fact("user", format!("{}{steps_down}", code(image.default_user)));
    }
    let ready: Vec<String> =
        image.accounts.iter().map(|account| format!("{} ({})", code(account.name), account.id)).collect();
    fact("ready for `USER`", ready.join(", "));
    let with =
        |wanted: Knowledge| images::SURVEYED_TOOLS.into_iter().filter(move |tool| image.has_tool(tool) == wanted);
    fact("has", codes(with(Knowledge::Yes), 13));
    fact("has not", codes(with(Knowledge::No), 13));
    let command: Vec<&str> = [image.entrypoint, image.command].into_iter().filter(|part| !part.is_empty()).collect();
    if !command.is_empty() {
        fact("starts", code(&command.join(" ")));
    }
    if !matches!(image.working_directory, "" | "/") {
        fact("working directory", code(image.working_directory));
    }
    fact("ports", codes(image.ports.iter().copied(), 8));
    fact("volumes", codes(image.volumes.iter().copied(), 8));
    if let Some(data) = image.data_directory {
        fact("data to keep", code(data));
    }
    if let Some(signal) = image.stop_signal.filter(|signal| *signal != "SIGTERM") {
        fact("stop signal", code(signal));
    }
    fact("health check", if image.has_healthcheck { "of its own".into() } else { "none of its own".to_owned() });
    fact("secrets by file", codes(image.file_variables.iter().copied(), 6));
    facts
}

/// In a few words, for a sentence: `Debian, apt-get, runs as root`.
pub fn in_brief(image: &Image) -> String {
    let mut parts = Vec::new();
    if !image.distribution.is_empty() {
        parts.push(words::capitalized(image.distribution));
    }
    if let Some(manager) = image.package_manager.manager() {
        parts.push(format!("packages by {}", code(manager.name)));
    }
    if !image.default_user.is_empty() {
        parts.push(format!("user {}", code(image.default_user)));
    }
    parts.join(", ")
}

fn libc(libc: Libc) -> Option<&'static str> {
    match libc {
        Libc::Glibc => Some("glibc"),
        Libc::Musl => Some("musl"),
        Libc::MuslOrUclibc => Some("musl or uClibc"),
        Libc::Windows => Some("Windows"),
        Libc::None => None,
    }
}

fn shell(shell: Shell) -> String {
    match shell {
        Shell::Posix(path) => code(path),
        Shell::None => "none, so only the exec form runs".to_owned(),
        Shell::Cmd => "`cmd`".to_owned(),
        Shell::PowerShell => "PowerShell".to_owned(),
    }
}
