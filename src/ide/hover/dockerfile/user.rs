//! Users and groups: what number a name has, and where the account comes from.

use super::line_of;
use crate::ide::hover::page::code;
use crate::model::Dockerfile;
use crate::model::dockerfile::{Runtime, Stage, is_root, split_owner};

/// What a USER brings.
pub(super) fn effect(file: &Dockerfile, index: usize, text: &str) -> Option<String> {
    let stage = file.stage_of(index)?;
    Some(format!("from here on, commands and the container run as {}.", in_words(file, stage, text)))
}

/// The user in force, for a sentence.
pub(super) fn in_force(file: &Dockerfile, stage: &Stage, runtime: &Runtime) -> String {
    let given = runtime.user.as_ref().map(|user| user.text.as_str());
    match given.or_else(|| Some(file.image_under(stage)?.default_user).filter(|user| !user.is_empty())) {
        Some(user) if is_root(user) => "root".to_owned(),
        Some(user) => brief(user),
        None => "the user of the image".to_owned(),
    }
}

fn brief(user: &str) -> String {
    let name = split_owner(user).0;
    if name.bytes().all(|byte| byte.is_ascii_digit()) { format!("user {name}") } else { code(name) }
}

/// A user, or a user and a group, with what is known of the account: its number, its home, where it is made.
pub(super) fn in_words(file: &Dockerfile, stage: &Stage, owner: &str) -> String {
    let (user, group) = split_owner(owner);
    let group = group.map(|group| format!(", group {}", code(group))).unwrap_or_default();
    if is_root(owner) {
        return format!("root, uid 0{group}");
    }
    if user.contains('$') {
        return format!("the user that {} names{group}", code(user));
    }
    let accounts = file.accounts_of(stage);
    let made = accounts.users.iter().rev().find(|known| known.name == user || known.id == Some(user));
    if let Some(made) = made {
        let mut text = code(made.name);
        if let Some(id) = made.id {
            text.push_str(&format!(", uid {id}"));
        }
        if let Some(home) = made.home {
            text.push_str(&format!(", home {}", code(home)));
        }
        let line = line_of(file, made.command.span().start);
        let program = made.command.name().unwrap_or("a command");
        return format!("{text}{group}, made by {} on line {line}", code(program));
    }
    let image = file.image_under(stage);
    if let Some(account) = image.and_then(|image| image.account(user)) {
        return format!("{}, uid {}{group}, an account of the base image", code(account.name), account.id);
    }
    if user.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("uid {user}{group}; a number needs no account");
    }
    match image.and_then(|image| image.has_user(user)) {
        Some(true) => format!("{}{group}, an account of the distribution", code(user)),
        Some(false) if !file.may_bring_accounts(stage) => {
            format!("{}{group}, for which neither the file nor the base image has an account", code(user))
        }
        _ => format!("{}{group}; the file does not make this account, so something in the image must", code(user)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::says;

    #[test]
    fn a_user_has_a_number_and_an_origin() {
        let source = "FROM x\nRUN useradd -u 7 -d /h app\nUSER a$0pp\n";
        says(source, "app", "`app`, uid 7, home `/h`, made by `useradd` on line 2");
        says("FROM node:22\nUSER no$0de\n", "node", "uid 1000, an account of the base image");
        says("FROM debian:12\nUSER ghos$0t\n", "ghost", "neither the file nor the base image");
        says("FROM x\nUSER 10$00:5\n", "100:5", "Uid 100, group `5`; a number needs no account");
        says("FROM x\nUSER roo$0t\n", "root", "uid 0");
    }
}
