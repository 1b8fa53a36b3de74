//! What steps leave behind that nothing needs: the caches of package managers, downloads, clones.

use super::Command;
use crate::reference::packages::Manager;

/// Programs that take a file from the network.
pub(crate) const DOWNLOADERS: [&str; 2] = ["curl", "wget"];

/// The files and folders that a command is seen to make, as it names them.
pub(crate) fn made_by<'a>(command: &Command<'a>) -> Vec<&'a str> {
    let fetches = DOWNLOADERS.iter().any(|program| command.is(program)) || (command.is("git") && clones(command));
    let mut made: Vec<&str> = command.output_files().collect();
    if fetches {
        for word in command.words().iter().skip(1) {
            let text = word.text.as_str();
            let last = text.rsplit('/').next().unwrap_or(text);
            made.push(if is_address(text) { last.strip_suffix(".git").unwrap_or(last) } else { text });
        }
    }
    made.iter().map(|file| plain(file)).filter(|file| !file.is_empty()).collect()
}

pub(crate) fn clones(git: &Command<'_>) -> bool {
    git.words().get(1).is_some_and(|word| word.text == "clone")
}

/// A path without what changes nothing at its ends.
pub(crate) fn plain(path: &str) -> &str {
    path.trim_start_matches("./").trim_end_matches('/')
}

/// The operands of a command as plain text; `None` for one that a variable or a pattern decides.
pub(crate) fn operands<'a>(command: &Command<'a>) -> impl Iterator<Item = Option<&'a str>> {
    command.words().iter().skip(1).filter(|word| !word.text.starts_with('-')).map(|word| word.literal())
}

fn is_address(text: &str) -> bool {
    text.contains("://")
}

/// Managers that work on the same packages count as one.
pub(crate) fn family(manager: &'static Manager) -> &'static str {
    match manager.name {
        "apt-get" | "apt" => "apt-get",
        "dnf" | "dnf5" | "yum" | "microdnf" | "tdnf" => "yum or dnf",
        "conda" | "mamba" | "micromamba" => "conda",
        "yarn" | "yarn 2+" => "yarn",
        name => name,
    }
}

/// Whether `rm` deletes nothing but what lies in the caches of a manager.
pub(crate) fn deletes_cache_of(rm: &Command<'_>, manager: &Manager) -> bool {
    let mut paths = rm.words().iter().skip(1).filter(|word| !word.text.starts_with('-')).peekable();
    let in_cache = |path: &str| {
        let path = path.trim_end_matches('*').trim_end_matches('/');
        manager.caches.iter().any(|cache| {
            path.strip_prefix(cache.directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    rm.is("rm") && paths.peek().is_some() && paths.all(|word| word.value().is_some_and(in_cache))
}
