//! Users and groups that exist at the cursor: those of the image and its distribution, and those that commands have made.

use super::Here;
use crate::ide::CompletionKind;
use crate::ide::completion::items::Menu;
use std::collections::BTreeSet;

/// Users that are in every distribution and worth stepping down to.
const EVERYWHERE: [&str; 2] = ["nobody", "www-data"];

/// What USER takes.
pub(super) fn users(here: Here, menu: &mut Menu) {
    for (rank, account) in (0..).zip(known(here)) {
        let group = account.group.map(|group| format!("{}:{group}", account.name));
        menu.plain(CompletionKind::Value, &account.name, rank * 2).detail(&account.detail);
        if let Some(both) = group {
            menu.plain(CompletionKind::Value, &both, rank * 2 + 1).detail("user and group");
        }
        if let Some(id) = account.id {
            menu.plain(CompletionKind::Value, &id, 100 + rank).detail(&format!("{} by number", account.name));
        }
    }
    if here.stage().is_some_and(|stage| here.file.is_for_windows(stage)) {
        menu.plain(CompletionKind::Value, "ContainerUser", 0).detail("without rights");
        menu.plain(CompletionKind::Value, "ContainerAdministrator", 1).detail("may do everything");
        return;
    }
    menu.plain(CompletionKind::Value, "root", 250).detail("may do everything");
}

/// What `--chown` takes: the user in force first, each with its group.
pub(super) fn owners(here: Here, menu: &mut Menu) {
    let own = here.file.runtime_before(here.index()).user.map(|user| user.text);
    if let Some(user) = &own {
        let both = if user.contains(':') { user.clone() } else { format!("{user}:{user}") };
        menu.plain(CompletionKind::Value, &both, 0).detail("the USER in force");
    }
    for (rank, account) in (1..).zip(known(here)) {
        let both = format!("{0}:{1}", account.name, account.group.as_deref().unwrap_or(&account.name));
        if own.as_deref() != Some(&account.name) {
            menu.plain(CompletionKind::Value, &both, rank * 2).detail(&account.detail);
        }
        menu.plain(CompletionKind::Value, &account.name, rank * 2 + 1).detail(&account.detail);
    }
    menu.plain(CompletionKind::Value, "0:0", 250).detail("root, as without the flag");
}

/// The numbers for `uid=` and `gid=` of a mount.
pub(super) fn numbers(here: Here, menu: &mut Menu) {
    let own = here.file.runtime_before(here.index()).user.map(|user| user.text).unwrap_or_default();
    let own = own.split(':').next().unwrap_or("");
    if own.parse::<u32>().is_ok() {
        menu.plain(CompletionKind::Value, own, 0).detail("the USER in force");
    }
    for account in known(here) {
        let Some(id) = &account.id else { continue };
        let rank = if account.name == own { 0 } else { 1 };
        menu.plain(CompletionKind::Value, id, rank).detail(&account.name);
    }
}

struct Known {
    name: String,
    group: Option<String>,
    id: Option<String>,
    detail: String,
}

/// The accounts, those of the file first.
fn known(here: Here) -> Vec<Known> {
    let Some(stage) = here.stage() else { return Vec::new() };
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let accounts = here.file.accounts_of(stage);
    let made = accounts.users.iter().rev().filter(|user| user.command.span().start < here.offset);
    for user in made.filter(|user| !user.name.contains('$') && seen.insert(user.name.to_owned())) {
        let own_group = accounts.groups.iter().any(|group| group.name == user.name);
        found.push(Known {
            name: user.name.to_owned(),
            group: user.group.map(str::to_owned).or_else(|| own_group.then(|| user.name.to_owned())),
            id: user.id.filter(|id| id.parse::<u32>().is_ok()).map(str::to_owned),
            detail: "made above".to_owned(),
        });
    }
    let Some(image) = here.image() else { return found };
    for account in image.accounts.iter().filter(|it| it.name != "root" && seen.insert(it.name.to_owned())) {
        let detail = format!("comes with {}", image.name);
        let id = Some(account.id.to_string());
        found.push(Known { name: account.name.to_owned(), group: None, id, detail });
    }
    for name in EVERYWHERE {
        if image.has_user(name) == Some(true) && seen.insert(name.to_owned()) {
            let detail = format!("comes with {}", image.distribution);
            found.push(Known { name: name.to_owned(), group: None, id: None, detail });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{begins, offers, withholds};

    #[test]
    fn users_are_those_that_are_there() {
        begins("FROM node:24\nUSER ^", &["node"]);
        offers("FROM node:24\nUSER ^", &["1000", "root"]);
        begins("FROM alpine\nRUN addgroup -S app && adduser -S -G app app\nUSER ^", &["app", "app:app"]);
        offers("FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER ^", &["ContainerUser"]);
        withholds("FROM alpine\nUSER ^\nRUN adduser -D late\n", &["late"]);
    }

    #[test]
    fn owners_begin_with_the_user_in_force() {
        begins("FROM node:24\nUSER node\nCOPY --chown=^ . .", &["node:node"]);
        offers("FROM debian\nRUN useradd -u 1001 web\nRUN --mount=type=cache,uid=^ x", &["1001"]);
    }
}
