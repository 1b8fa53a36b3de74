//! A login password that the image carries.

use crate::rules::prelude::*;

rule! {
    /// A login password is set in the image.
    ///
    /// Everybody who can pull the image has its `/etc/shadow`, and the history shows the command too, password included.
    /// Every container of it takes the same one. A container needs no password: `docker exec --user root` asks for none.
    ///
    /// ```dockerfile
    /// FROM debian:13-slim
    /// RUN echo "root:hunter2" | chpasswd
    /// ```
    "password-in-image", Warning,
    groups: [Security],
    aka: ["checkov:CKV2_DOCKER_17"],
    concerns: ["chpasswd"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let source = file.source();
    if !["passwd", "useradd", "usermod"].iter().any(|program| source.contains(program)) {
        return;
    }
    for (index, _) in file.instructions.iter().enumerate().filter(|(_, instruction)| instruction.is(Keyword::Run)) {
        let mut ships = None;
        for command in file.commands_of(index) {
            let Some(message) = sets_password(command).filter(|_| !is_random(command)) else { continue };
            // What a stage that is thrown away has in its shadow file is nobody's business.
            if *ships.get_or_insert_with(|| file.stage_of(index).is_some_and(|stage| file.ships(stage))) {
                report.at(command.span(), message);
            }
        }
    }
}

/// Whether what stands there, or comes by a pipe, is made anew at random, so that nobody knows it.
fn is_random(command: Command) -> bool {
    const SOURCES: [&str; 5] = ["/dev/urandom", "/dev/random", "openssl rand", "pwgen", "uuidgen"];
    let shell = command.shell;
    let before = command.element().previous.and_then(|at| shell.script.elements.get(at));
    let start =
        before.filter(|before| before.after.is_pipe()).map_or(command.element().range.start, |it| it.range.start);
    let text = shell.text.text().get(start..command.element().range.end).unwrap_or("");
    SOURCES.iter().any(|source| text.contains(source))
}

/// What a command does to a password that a person would mind.
fn sets_password(command: Command) -> Option<&'static str> {
    const SET: &str = "This sets a login password that everybody with the image has";
    match command.name()? {
        "chpasswd" => Some(SET),
        "passwd" if command.has_option(&["--stdin"]) => Some(SET),
        "passwd" if command.has_option(&["-d", "--delete"]) => Some("This lets anybody log in without a password"),
        "useradd" | "usermod" => {
            let texts = command.texts();
            let given = texts.windows(2).find(|pair| matches!(pair[0], "-p" | "--password")).map(|pair| pair[1]);
            let given = given.or_else(|| texts.iter().find_map(|text| text.strip_prefix("--password=")));
            // `!`, `*` and their kin are no hash of anything: nobody logs in with them.
            given.filter(|hash| !hash.starts_with(['!', '*']) && *hash != "x" && *hash != "NP").map(|_| SET)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn every_way_to_set_one() {
        let source =
            "FROM a\nRUN useradd -p '$1$x' a && usermod --password=y b && passwd -d c && echo d | passwd --stdin e\n";
        assert_eq!(marked("password-in-image", source).len(), 4);
    }

    #[test]
    fn what_nobody_knows_is_no_secret() {
        for line in
            ["echo \"a:$(head -c 24 /dev/urandom | base64)\" | chpasswd", "useradd -p \"$(openssl rand -hex 16)\" a"]
        {
            assert!(marked("password-in-image", &format!("FROM a\nRUN {line}\n")).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_locked_account_has_none() {
        let source = "FROM a\nRUN useradd -p '!' a && usermod -p '*' b && passwd -l c\nRUN useradd -s /bin/sh -m d\n";
        assert!(marked("password-in-image", source).is_empty());
        assert!(marked("password-in-image", "FROM a\nRUN echo a:b | chpasswd\nFROM b\n").is_empty());
    }
}
