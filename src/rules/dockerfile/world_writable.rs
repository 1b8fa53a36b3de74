//! Files that everybody may change.

use crate::reference::images::Knowledge;
use crate::rules::prelude::*;

rule! {
    /// Everybody may change these files.
    ///
    /// `chmod 777` ends a fight with permissions and with them: whichever process of the container is taken over may now
    /// replace the code of all others. Give the files to the user that writes them.
    ///
    /// The fix does that where the container's user is known by then. Where everything runs as root it takes the right to write away from the
    /// others, whom nobody needs. `chmod 1777`, as `/tmp` has it, lets everybody add files and only owners change them.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN mkdir /data && chmod -R 777 /data
    /// USER node
    /// CMD ["node", "server.js"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// RUN mkdir /data && chown -R node /data
    /// USER node
    /// CMD ["node", "server.js"]
    /// ```
    "world-writable", Info, Ask,
    groups: [Security],
    aka: ["tally:world-writable-state-path-workaround"],
    concerns: ["world-writable"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("chmod") {
        return;
    }
    let mut owner = None;
    let mut accounts = None;
    let mut was_switched = false;
    for (index, instruction) in file.instructions.iter().enumerate() {
        match instruction.keyword {
            Keyword::Run => {
                for command in file.commands_of(index).into_iter().filter(|command| command.is("chmod")) {
                    let Some(mode) = mode_word(command) else { continue };
                    let finding = report.at(command.word_span(mode), "This lets everybody change the files");
                    if !file.stage_of(index).is_some_and(|stage| file.ships(stage)) {
                        finding.severity(Hint);
                        continue;
                    }
                    match owner.get_or_insert_with(|| runtime_owner(file)) {
                        // `chown` is for root, and for users that are there by then.
                        Owner::User(user) if !was_switched && exists_before(file, user, index, &mut accounts) => {
                            finding
                                .fix(format!("Give them to `{user}`"), give_to(command, mode, user))
                                .declares(crate::rules::edits::changes_inside(command));
                        }
                        Owner::Root => {
                            if let Some(narrow) = narrowed(&command.words()[mode].text) {
                                finding
                                    .fix("Let root alone change them", replace(command.word_span(mode), narrow))
                                    .declares(crate::rules::edits::changes_inside(command));
                            }
                        }
                        _ => {}
                    }
                }
            }
            Keyword::Copy | Keyword::Add => {
                let Some(mode) = instruction.flag("chmod").and_then(|flag| flag.value.as_ref()) else { continue };
                if opens_to_all(&mode.text) {
                    report.at(mode.span, "This lets everybody change the files");
                }
            }
            Keyword::User => was_switched |= !instruction.arguments.words().iter().any(|user| is_root(&user.text)),
            _ => {}
        }
    }
}

/// Who runs the container that is built in the end.
enum Owner {
    User(String),
    /// Everything in it, as far as the file tells.
    Root,
    Unknown,
}

fn runtime_owner(file: &Dockerfile) -> Owner {
    let Some(stage) = file.final_stage() else { return Owner::Unknown };
    match file.runtime_of(stage).user {
        Some(user) if !is_root(&user.text) => Owner::User(split_owner(&user.text).0.to_owned()),
        user => {
            // Programs of that kind have workers that are not root; and who gives files away means somebody else.
            let words = ["php", "nginx", "apache", "httpd", "chown", "gosu", "su-exec", "useradd", "adduser", "share"];
            let has_workers = words.iter().any(|word| file.source().contains(word));
            let is_root = user.is_some()
                || file.image_under(stage).is_some_and(|image| image.service_runs_as_root() == Knowledge::Yes);
            if is_root && !has_workers { Owner::Root } else { Owner::Unknown }
        }
    }
}

/// Whether the user of the container exists when the instruction at this index runs.
fn exists_before<'a>(file: &'a Dockerfile, user: &str, index: usize, accounts: &mut Option<Accounts<'a>>) -> bool {
    let Some(stage) = file.final_stage() else { return false };
    let accounts = accounts.get_or_insert_with(|| file.accounts_of(stage));
    let is_made = accounts.users.iter().any(|it| it.name == user && it.command.shell.instruction < index);
    let is_ready = || file.image_under(stage).is_some_and(|image| image.has_user(user) == Some(true));
    !user.contains('$') && (user.parse::<u32>().is_ok() || is_made || is_ready())
}

/// The word of a chmod that opens its files to everybody.
fn mode_word(command: Command) -> Option<usize> {
    let at =
        command.words().iter().skip(1).position(|word| !word.text.starts_with("--") && !is_switch(&word.text))? + 1;
    // `chmod /file` is nothing, and `--reference` gives no mode.
    opens_to_all(command.words()[at].value()?).then_some(at)
}

/// `-R`, but not `-x`, which is a mode.
fn is_switch(text: &str) -> bool {
    matches!(text, "-R" | "-v" | "-f" | "-c" | "-Rf" | "-fR" | "-vR" | "-Rv")
}

/// Whether a mode lets others write, and more than the sticky bit allows.
fn opens_to_all(mode: &str) -> bool {
    if mode.bytes().all(|byte| byte.is_ascii_digit()) && mode.len() >= 3 {
        let digits = &mode[mode.len() - 4.min(mode.len())..];
        let is_sticky = digits.len() == 4 && (digits.as_bytes()[0] - b'0') & 1 == 1;
        return (mode.as_bytes()[mode.len() - 1] - b'0') & 2 == 2 && !is_sticky;
    }
    let is_sticky = mode.contains('t');
    mode.split(',').any(|clause| {
        let Some(at) = clause.find(['+', '=']) else { return false };
        let (who, what) = clause.split_at(at);
        !is_sticky && who.contains(['a', 'o']) && what.contains('w')
    })
}

/// The same mode without the right to write for group and others.
fn narrowed(mode: &str) -> Option<String> {
    if !mode.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (head, tail) = mode.split_at(mode.len() - 2);
    let tail: String = tail.bytes().map(|digit| char::from(b'0' + ((digit - b'0') & !2))).collect();
    Some(format!("{head}{tail}"))
}

/// `chown` in place of the `chmod`.
fn give_to(command: Command, mode: usize, user: &str) -> Vec<Edit> {
    vec![replace(command.word_span(0), "chown"), replace(command.word_span(mode), user)]
}

#[cfg(test)]
mod tests {
    use super::{narrowed, opens_to_all};
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn modes_are_read() {
        for open in ["777", "0777", "2777", "666", "a+w", "o+rw", "a=rwx", "ugo+rwx", "u+x,o+w"] {
            assert!(opens_to_all(open), "{open}");
        }
        for closed in ["755", "1777", "775", "g+w", "+x", "a+x", "u=rwx,go=rx", "a+rwxt", "+w"] {
            assert!(!opens_to_all(closed), "{closed}");
        }
        assert_eq!(narrowed("0777").as_deref(), Some("0755"));
    }

    #[test]
    fn the_fix_knows_who_writes() {
        let source = "FROM debian:13\nRUN chmod 777 /x\nCMD [\"/x/y\"]\n";
        assert_eq!(
            fixed("world-writable", source).as_deref(),
            Some("FROM debian:13\nRUN chmod 755 /x\nCMD [\"/x/y\"]\n")
        );
        let later = "FROM debian:13\nRUN chmod -R 777 /x\nRUN useradd app\nUSER app\n";
        assert_eq!((marked("world-writable", later), fixed("world-writable", later)), (vec!["777".to_owned()], None));
    }
}
