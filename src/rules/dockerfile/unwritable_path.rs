//! A user that must write where only root may.

use crate::model::dockerfile::holdings::{Holder, Holdings, Maker, Place, parent};
use crate::model::dockerfile::installs::join;
use crate::rules::prelude::*;

rule! {
    /// The user may not write where it must.
    ///
    /// A folder belongs to who makes it: WORKDIR and `mkdir` make it for the USER in force, and COPY gives everything to root,
    /// whoever the USER is. A step that runs as another user and installs into such a folder, or changes what was copied, stops with
    /// `Permission denied`. A volume or an empty folder that root has made stops the container in the same way, when it first
    /// writes.
    ///
    /// The rule knows the folders that this file makes, and looks for writes that cannot succeed. Where a script could
    /// have changed the owner it says nothing.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// WORKDIR /srv/app
    /// USER node
    /// COPY package*.json ./
    /// RUN npm ci
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// WORKDIR /srv/app
    /// RUN chown node /srv/app
    /// USER node
    /// COPY package*.json ./
    /// RUN npm ci
    /// ```
    "unwritable-path", Warning, Ask,
    lacks: Continuation,
    groups: [Correctness],
    concerns: ["copy-after-user-without-chown"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let switches = |it: &Instruction| it.arguments.words().first().is_some_and(|user| !is_root(&user.text));
    if !file.all(Keyword::User).any(switches) {
        return;
    }
    let mut seen = Seen::default();
    for stage in &file.stages {
        // A stage that others are built on is seen with each of them; one that nothing is built on is seen once.
        let is_base =
            file.stages.iter().skip(stage.index + 1).take(MAX_LOOK).any(|it| it.base == Base::Stage(stage.index));
        if is_base || stage.index > MAX_LOOK {
            continue;
        }
        let end =
            file.walk_holdings(stage, |holdings, command| check_command(file, holdings, command, &mut seen, report));
        if file.ships(stage) {
            check_end(file, &end, &mut seen, report);
        }
    }
}

/// How many stages are looked at: a file has never more than a few dozen.
const MAX_LOOK: usize = 60;

/// What was said already: one finding a place is enough.
#[derive(Default)]
struct Seen(Vec<Span>);

impl Seen {
    fn is_new(&mut self, span: Span) -> bool {
        let is_new = !self.0.contains(&span);
        if is_new {
            self.0.push(span);
        }
        is_new
    }
}

fn check_command(file: &Dockerfile, holdings: &Holdings, command: Command, seen: &mut Seen, report: &mut Report) {
    let Holder::User(user) = &holdings.user else { return };
    if command.starter().is_some() || holdings.is_opaque() {
        return;
    }
    let Some((folder, deed)) = target(file, holdings, command) else { return };
    let Some(place) = holdings.refuses(&folder) else { return };
    let key = place.map_or(command.span(), |(_, place)| place.span);
    // The folder of somebody's own name is theirs, whatever made it.
    if folder.split('/').any(|part| part == user) || !seen.is_new(key) {
        return;
    }
    match place {
        Some((path, place)) => {
            let finding = report.at(command.span(), format!("`{user}` may not {deed}: `{path}` belongs to root"));
            finding.related(place.span, "it is made here");
            give(file, finding, place, path, user);
        }
        None => {
            report.at(command.span(), format!("`{user}` may not {deed}: `{folder}` belongs to root"));
        }
    }
}

/// Where a command must be able to write, and what it wants to do there.
fn target(file: &Dockerfile, holdings: &Holdings, command: Command) -> Option<(String, &'static str)> {
    let operands = || command.words().iter().skip(1).filter(|word| !word.text.starts_with('-'));
    let at = |path: &str| join(&holdings.folder, path);
    let parent_of = |path: &str| parent(&at(path)).map(str::to_owned);
    match command.name()? {
        "mkdir" => {
            let first = operands().next()?.literal()?;
            let path = at(first);
            if command.has_option(&["-p", "--parents"])
                && holdings.place_around(&path).is_some_and(|(it, _)| it == path)
            {
                return None;
            }
            Some((parent(&path)?.to_owned(), "make a folder here"))
        }
        "chmod" | "chown" => {
            let path = at(operands().nth(1)?.literal()?);
            // To change the owner or the mode one must be the owner, not only somebody who may write.
            let (_, place) = holdings.place_around(&path).filter(|(it, _)| *it == path)?;
            (place.holder == Holder::Root).then_some((path, "change the mode or owner of this"))
        }
        "npm" | "yarn" | "pnpm" | "bun" | "composer" => {
            let installs = file.manifest_installs_of(command.shell.instruction, &holdings.folder);
            let is_it = installs.iter().any(|install| install.command.span() == command.span());
            is_it.then(|| (holdings.folder.clone(), "install into this folder"))
        }
        "git" if command.texts().get(1) == Some(&"clone") => {
            let last = operands().next_back()?.literal()?;
            let folder = if last.contains(':') { Some(holdings.folder.clone()) } else { parent_of(last) };
            Some((folder?, "clone into this folder"))
        }
        "touch" => Some((parent_of(operands().next()?.literal()?)?, "make a file here")),
        "python" | "python3" if command.texts().get(1..3) == Some(&["-m", "venv"]) => {
            Some((parent_of(operands().nth(1)?.literal()?)?, "make a virtual environment here"))
        }
        _ => None,
    }
}

/// What the container must be able to write once it runs: volumes, and folders that were made and left empty.
fn check_end(file: &Dockerfile, holdings: &Holdings, seen: &mut Seen, report: &mut Report) {
    let Holder::User(user) = &holdings.user else { return };
    if holdings.is_opaque() {
        return;
    }
    for (path, place) in holdings.wanted_from_root() {
        let message = match place.maker {
            Maker::Volume => format!("`{user}` may not write to this volume: it belongs to root"),
            _ => format!("`{user}` may not write here: the folder belongs to root"),
        };
        if seen.is_new(place.span) {
            give(file, report.at(place.span, message), place, path, user);
        }
    }
}

/// Offers to give a place to the user: with the flag of the COPY that made it, else with a `chown` before the USER.
fn give(file: &Dockerfile, finding: &mut Finding, place: &Place, path: &str, user: &str) {
    let maker = &file.instructions[place.instruction];
    if place.maker == Maker::Copy {
        if maker.flag("chown").is_none() {
            let flag = insert(maker.name.span.end, format!(" --chown={user}"));
            finding.fix(format!("Copy it for `{user}`"), flag);
        }
        return;
    }
    let Some(stage) = file.stage_of(place.instruction) else { return };
    let later = stage.range.clone().filter(|&at| at > place.instruction).map(|at| &file.instructions[at]);
    let names_user = |it: &&Instruction| {
        it.is(Keyword::User) && it.arguments.words().iter().any(|word| split_owner(&word.text).0 == user)
    };
    // `chown` must run as root, so the switch must come after the place was made.
    let Some(switch) = later.into_iter().find(names_user) else { return };
    let line = format!("RUN chown {user} {path}\n");
    finding
        .fix(format!("Give `{path}` to `{user}`"), insert(file.start_with_comments(switch), line))
        .declares(&[Change::Instructions]);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const RULE: &str = "unwritable-path";

    #[test]
    fn steps_that_cannot_succeed() {
        for (rest, wrong) in [
            ("WORKDIR /a/b\nUSER node\nRUN npm ci", "npm ci"),
            ("USER node\nRUN mkdir /data", "mkdir /data"),
            ("USER node\nCOPY run.sh /srv/\nRUN chmod +x /srv/run.sh", "chmod +x /srv/run.sh"),
            ("RUN mkdir /x\nUSER node\nRUN cd /x && git clone https://h/a.git", "git clone https://h/a.git"),
        ] {
            assert_eq!(marked(RULE, &format!("FROM node:24\n{rest}\n")), [wrong], "{rest}");
        }
    }

    #[test]
    fn folders_that_the_container_cannot_write() {
        let source = "FROM node:24\nRUN mkdir -p /srv/x/logs\nVOLUME /data\nUSER node\nCMD [\"a\"]\n";
        assert_eq!(marked(RULE, source), ["/srv/x/logs", "/data"]);
        assert_eq!(
            fixed(RULE, "FROM node:24\nRUN mkdir /logs\n# safe\nUSER node\n").as_deref(),
            Some("FROM node:24\nRUN mkdir /logs\nRUN chown node /logs\n# safe\nUSER node\n")
        );
    }

    #[test]
    fn silence_where_it_may_write() {
        for rest in [
            "USER node\nWORKDIR /a\nRUN npm ci",
            "WORKDIR /a\nRUN chown node:node /a\nUSER node\nRUN npm ci",
            "WORKDIR /home/node/app\nRUN chown -R node /home/node\nUSER node\nRUN npm ci",
            "USER node\nCOPY --chown=node run.sh /srv/\nRUN chmod +x /srv/run.sh",
            "RUN mkdir /logs && chmod 777 /logs\nUSER node",
            "RUN mkdir /logs && ./own.sh\nUSER node",
            "USER node\nRUN mkdir -p ~/x /tmp/y",
            "RUN mkdir -p /etc/app.d && cp a /etc/app.d/\nUSER node",
            "RUN mkdir /logs\nUSER $USER",
            "RUN mkdir /logs",
            "USER node\nRUN sudo mkdir /opt/x",
        ] {
            assert!(marked(RULE, &format!("FROM node:24\n{rest}\n")).is_empty(), "{rest}");
        }
    }
}
