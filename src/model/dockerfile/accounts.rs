//! The users and groups that commands make: `useradd`, `adduser`, `groupadd`, `addgroup` and the calls that put a user
//! into more groups.
//!
//! Names and numbers stand as written; a variable in one stays a variable. Accounts that a package's installation brings,
//! that a script makes, or that arrive with a copied `/etc/passwd` are not known here: see [`Dockerfile::may_bring_accounts`].
//!
//! Sources: the manual pages of shadow 4.13 and Debian's adduser 3.134, and BusyBox 1.37 `adduser.c`, `addgroup.c`.

use super::{Command, Dockerfile, Invocation, Keyword, Stage};
use crate::reference::packages::Ecosystem;
use crate::text::Span;

/// A user that a command makes.
#[derive(Debug, Clone)]
pub struct User<'a> {
    pub name: &'a str,
    pub name_span: Span,
    /// Its number, where the command gives one.
    pub id: Option<&'a str>,
    /// Its primary group, by name or number, where the command gives one.
    pub group: Option<&'a str>,
    pub home: Option<&'a str>,
    pub command: Command<'a>,
}

/// A user that a command puts into a group besides its primary one.
#[derive(Debug, Clone, Copy)]
pub struct Membership<'a> {
    pub user: &'a str,
    pub group: &'a str,
    pub command: Command<'a>,
}

/// A group that a command makes.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    pub name: &'a str,
    pub id: Option<&'a str>,
}

/// What the commands of an instruction do to `/etc/passwd` and `/etc/group`.
#[derive(Debug, Clone, Default)]
pub struct Accounts<'a> {
    pub users: Vec<User<'a>>,
    pub groups: Vec<Group<'a>>,
    pub memberships: Vec<Membership<'a>>,
}

impl Accounts<'_> {
    /// The number of the user, by its name.
    pub fn id_of(&self, user: &str) -> Option<&str> {
        self.users.iter().rev().find(|it| it.name == user)?.id
    }

    pub fn has_user(&self, name: &str) -> bool {
        self.users.iter().any(|user| user.name == name)
    }
}

/// The user and the group of what USER and `--chown` take: `user`, `user:group`, either as a number.
pub fn split_owner(text: &str) -> (&str, Option<&str>) {
    let text = text.trim().trim_matches(['"', '\'']);
    text.split_once(':').map_or((text, None), |(user, group)| (user, Some(group)))
}

/// Whether USER or `--chown` names root.
pub fn is_root(owner: &str) -> bool {
    matches!(split_owner(owner).0, "root" | "0")
}

/// The programs that make accounts or change them.
const PROGRAMS: [&str; 6] = ["useradd", "adduser", "groupadd", "addgroup", "usermod", "gpasswd"];

impl Dockerfile {
    /// What the stage, and those that it is built on, do to the accounts of the image.
    pub fn accounts_of(&self, stage: &Stage) -> Accounts<'_> {
        let mut accounts = Accounts::default();
        if !PROGRAMS.iter().any(|program| self.source().contains(program)) {
            return accounts;
        }
        for (stage, end) in self.lineage(stage, stage.range.end) {
            for index in (stage.range.start..end).filter(|&index| self.instructions[index].is(Keyword::Run)) {
                self.commands_of(index).into_iter().for_each(|command| read(command, &mut accounts));
            }
        }
        accounts
    }

    /// Whether a step of the stage, or of those that it is built on, may bring accounts that [`Self::accounts_of`] does not
    /// see: a package, a script, files copied over the system's own.
    pub fn may_bring_accounts(&self, stage: &Stage) -> bool {
        let lineage = self.lineage(stage, stage.range.end);
        lineage.iter().any(|(stage, end)| {
            (stage.range.start..*end).any(|index| {
                let instruction = &self.instructions[index];
                match instruction.keyword {
                    Keyword::Run => {
                        let commands = self.commands_of(index);
                        commands.is_empty() || commands.iter().any(|command| may_bring(*command))
                    }
                    Keyword::Copy | Keyword::Add => instruction.arguments.words().last().is_none_or(|destination| {
                        let path = destination.text.trim_end_matches('/');
                        path.is_empty() || path.contains('$') || path == "/etc" || path.starts_with("/etc/passwd")
                    }),
                    _ => false,
                }
            })
        })
    }
}

/// Whether a command may make accounts, apart from those that are read here.
fn may_bring(command: Command<'_>) -> bool {
    const NEVER: [&str; 31] = [
        "bundle", "bun", "cargo", "cd", "chgrp", "chmod", "chown", "composer", "cp", "echo", "export", "find", "gem",
        "go", "install", "ln", "ls", "mkdir", "mv", "npm", "pip", "pip3", "pnpm", "printf", "rm", "sed", "set",
        "touch", "true", "yarn", "uv",
    ];
    if command.output_files().any(|path| path.contains("passwd") || path.contains('$')) {
        return true;
    }
    if let Some(invocation) = Invocation::read(command) {
        return invocation.manager.ecosystem == Ecosystem::System && invocation.installs();
    }
    let Some(name) = command.name() else { return !command.words().is_empty() };
    let edits_system = || command.words().iter().any(|word| word.text.contains("passwd"));
    !PROGRAMS.contains(&name) && (!NEVER.contains(&name) || edits_system())
}

fn read<'a>(command: Command<'a>, accounts: &mut Accounts<'a>) {
    match command.name() {
        Some("useradd" | "adduser") => {
            let Some(call) = Call::read(command) else { return };
            let [name, rest @ ..] = call.operands.as_slice() else { return };
            let user = command.words()[*name].text.as_str();
            // `adduser user group` adds the one to the other.
            if let [group, ..] = rest {
                let group = &command.words()[*group].text;
                accounts.memberships.push(Membership { user, group, command });
                return;
            }
            // `-G` is the primary group for BusyBox, the others for shadow.
            let is_shadow = command.is("useradd");
            let primary: &[&str] = if is_shadow { &["-g", "--gid"] } else { &["-G", "--ingroup", "--gid"] };
            let home: &[&str] = if is_shadow { &["-d", "--home-dir", "--home"] } else { &["-h", "--home", "-d"] };
            accounts.users.push(User {
                name: user,
                name_span: command.word_span(*name),
                id: call.value(&["-u", "--uid"]),
                group: call.value(primary),
                home: call.value(home),
                command,
            });
            let others = call.value(if is_shadow { &["-G", "--groups"] } else { &["--groups"] });
            join_groups(user, others, command, accounts);
        }
        Some("groupadd" | "addgroup") => {
            let Some(call) = Call::read(command) else { return };
            match call.operands.as_slice() {
                [name] => {
                    let id = call.value(&["-g", "--gid"]);
                    accounts.groups.push(Group { name: &command.words()[*name].text, id });
                }
                [user, group] => {
                    let words = command.words();
                    accounts.memberships.push(Membership {
                        user: &words[*user].text,
                        group: &words[*group].text,
                        command,
                    });
                }
                _ => {}
            }
        }
        Some("usermod") => {
            let Some(call) = Call::read(command) else { return };
            let [user] = call.operands.as_slice() else { return };
            let user = command.words()[*user].text.as_str();
            join_groups(user, call.value(&["-G", "--groups"]), command, accounts);
            let (id, group) = (call.value(&["-u", "--uid"]), call.value(&["-g", "--gid"]));
            if let Some(known) = accounts.users.iter_mut().find(|known| known.name == user) {
                known.id = id.or(known.id);
                known.group = group.or(known.group);
            }
        }
        Some("gpasswd") => {
            let texts = command.texts();
            if let [_, "-a" | "--add", user, group] = texts.as_slice() {
                accounts.memberships.push(Membership { user, group, command });
            }
        }
        _ => {}
    }
}

fn join_groups<'a>(user: &'a str, groups: Option<&'a str>, command: Command<'a>, accounts: &mut Accounts<'a>) {
    let groups = groups.into_iter().flat_map(|groups| groups.split(',')).filter(|group| !group.is_empty());
    accounts.memberships.extend(groups.map(|group| Membership { user, group, command }));
}

/// A call taken apart: option and value, and the positions of the words that are neither.
struct Call<'a> {
    options: Vec<(&'a str, &'a str)>,
    operands: Vec<usize>,
}

/// Short options whose value follows, in any of the programs; `-h` is `--help` in most, and nobody builds with that.
const VALUED_LETTERS: &str = "bcdefgGhkKpPRsuZ";

/// Long options without a value.
const LONG_SWITCHES: [&str; 19] = [
    "--allow-all-names",
    "--allow-bad-names",
    "--allow-badname",
    "--append",
    "--create-home",
    "--disabled-login",
    "--disabled-password",
    "--force",
    "--force-badname",
    "--group",
    "--lock",
    "--move-home",
    "--no-create-home",
    "--no-log-init",
    "--no-user-group",
    "--non-unique",
    "--quiet",
    "--system",
    "--user-group",
];

impl<'a> Call<'a> {
    fn read(command: Command<'a>) -> Option<Self> {
        let words = command.words();
        let mut call = Call { options: Vec::new(), operands: Vec::new() };
        let is_group_maker = command.is("groupadd") || command.is("addgroup");
        let mut at = 1;
        while let Some(word) = words.get(at) {
            let text = word.text.as_str();
            if let Some(long) = text.strip_prefix("--") {
                match text.split_once('=') {
                    Some(option) => call.options.push(option),
                    None if long.is_empty() || LONG_SWITCHES.contains(&text) => {}
                    None => {
                        call.options.push((text, words.get(at + 1)?.text.as_str()));
                        at += 1;
                    }
                }
            } else if let Some(letters) = text.strip_prefix('-').filter(|letters| !letters.is_empty()) {
                let valued =
                    letters.find(|letter: char| VALUED_LETTERS.contains(letter) && !(is_group_maker && letter == 'f'));
                if let Some(letter) = valued {
                    let option = valued_letter(&letters[letter..]);
                    let rest = &letters[letter + 1..];
                    if rest.is_empty() {
                        call.options.push((option, words.get(at + 1)?.text.as_str()));
                        at += 1;
                    } else {
                        call.options.push((option, rest));
                    }
                }
            } else {
                call.operands.push(at);
            }
            at += 1;
        }
        Some(call)
    }

    fn value(&self, names: &[&str]) -> Option<&'a str> {
        self.options.iter().rev().find(|(name, _)| names.contains(name)).map(|&(_, value)| value)
    }
}

/// The option that a letter of a cluster names.
fn valued_letter(letters: &str) -> &'static str {
    match letters.as_bytes().first() {
        Some(b'u') => "-u",
        Some(b'g') => "-g",
        Some(b'G') => "-G",
        Some(b'd') => "-d",
        Some(b'h') => "-h",
        _ => "",
    }
}

impl<'a> User<'a> {
    /// The user that a command makes.
    pub fn read(command: Command<'a>) -> Option<Self> {
        let mut accounts = Accounts::default();
        read(command, &mut accounts);
        accounts.users.pop()
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    /// `name id group home`, a user each.
    fn users(run: &str) -> Vec<String> {
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM a\nRUN {run}\n"));
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let accounts = file.accounts_of(&file.stages[0]);
        let told = |text: Option<&str>| text.unwrap_or("-").to_owned();
        let users = accounts.users.iter();
        users.map(|it| [it.name.to_owned(), told(it.id), told(it.group), told(it.home)].join(" ")).collect()
    }

    /// `user in group`, each.
    fn memberships(run: &str) -> Vec<String> {
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM a\nRUN {run}\n"));
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let accounts = file.accounts_of(&file.stages[0]);
        accounts.memberships.iter().map(|it| format!("{} in {}", it.user, it.group)).collect()
    }

    #[test]
    fn every_spelling_is_read() {
        for (run, user) in [
            ("useradd -r -u 1001 -g app -d /srv app", "app 1001 app /srv"),
            ("useradd -ms /bin/bash app", "app - - -"),
            ("useradd --uid=1001 --create-home -s /bin/sh app", "app 1001 - -"),
            ("useradd app -u 7", "app 7 - -"),
            ("adduser -S -G app -u 10001 app", "app 10001 app -"),
            ("adduser --system --group --home /x app", "app - - /x"),
            ("adduser -SDHu 99 -h /x app", "app 99 - /x"),
            ("adduser --disabled-password --gecos '' --uid 1000 app", "app 1000 - -"),
            ("useradd -u $ID $NAME", "$NAME $ID - -"),
            ("adduser -u 1001 -SHG mc mc", "mc 1001 mc -"),
        ] {
            assert_eq!(users(run), [user], "{run}");
        }
    }

    #[test]
    fn further_groups_are_read() {
        assert_eq!(memberships("useradd -G a,b u && usermod -aG c u"), ["u in a", "u in b", "u in c"]);
        assert_eq!(
            memberships("adduser u docker && addgroup u video && gpasswd -a u kvm"),
            ["u in docker", "u in video", "u in kvm"]
        );
        assert!(users("adduser u docker").is_empty());
    }

    #[test]
    fn what_may_bring_others_is_known() {
        let brings = |source: &str| {
            let snapshot = Snapshot::of(Language::Dockerfile, source);
            let file = snapshot.dockerfile().expect("a Dockerfile");
            file.may_bring_accounts(file.final_stage().expect("a stage"))
        };
        for yes in ["RUN apk add nginx", "RUN ./setup.sh", "COPY rootfs /", "COPY --from=b /etc/passwd /etc/passwd"] {
            assert!(brings(&format!("FROM a\n{yes}\n")), "{yes}");
        }
        for no in ["RUN npm ci && mkdir -p /x", "COPY . /app", "RUN adduser -D x", "USER x"] {
            assert!(!brings(&format!("FROM a\n{no}\n")), "{no}");
        }
    }
}
