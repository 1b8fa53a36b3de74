//! Files with credentials that stay in a layer.

use crate::model::dockerfile::installs::join;
use crate::rules::edits::remove_command_or_run;
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// A file with credentials stays in a layer.
    ///
    /// What a COPY or a RUN puts into a layer is there for everybody who has the image. Removing it in a later step only hides
    /// it: the layer below still ships, and `docker save` unpacks it. A secret mount lends the file to the steps that need it,
    /// and leaves nothing behind.
    ///
    /// Known are SSH keys and other private keys, `.netrc`, `.pypirc`, `.git-credentials`, `.env`, the credentials of AWS, Docker and
    /// Kubernetes. The settings of package managers (`.npmrc`, `pip.conf`, `settings.xml`, `auth.json`) count where a later
    /// step removes them, or an argument of the build holds a secret. In a stage that does not ship, the file stays in the
    /// cache only, and is said more quietly.
    ///
    /// The fix mounts the file in the steps that use it; the build then wants `--secret id=npmrc,src=.npmrc`.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// WORKDIR /srv
    /// COPY .npmrc .
    /// COPY package*.json ./
    /// RUN npm ci
    /// RUN rm .npmrc
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// WORKDIR /srv
    /// COPY package*.json ./
    /// RUN --mount=type=secret,id=npmrc,target=/srv/.npmrc npm ci
    /// ```
    "credentials-kept", Warning, Ask,
    groups: [Security],
    aka: ["tally:require-secret-mounts", "tally:ruby/prefer-secret-mounts-for-build-credentials"],
    concerns: ["secret-mount"],
}

/// A kind of file that holds credentials.
struct Kind {
    /// The name; with a `/`, the end of a path; with a `*` first, the end of a name.
    name: &'static str,
    /// Nothing else is in such a file.
    is_sure: bool,
    /// The programs that read it.
    readers: &'static [&'static str],
}

const fn sure(name: &'static str, readers: &'static [&'static str]) -> Kind {
    Kind { name, is_sure: true, readers }
}

const fn settings(name: &'static str, readers: &'static [&'static str]) -> Kind {
    Kind { name, is_sure: false, readers }
}

const NPM: &[&str] = &["npm", "npx", "pnpm", "yarn"];
const PIP: &[&str] = &["pip", "pip3", "poetry", "uv"];
const GIT: &[&str] = &["bundle", "cargo", "composer", "git", "go", "npm", "pip", "pip3", "poetry", "ssh", "uv", "yarn"];
const MAVEN: &[&str] = &["mvn", "mvnw"];

static KINDS: [Kind; 27] = [
    sure("id_rsa", GIT),
    sure("id_dsa", GIT),
    sure("id_ecdsa", GIT),
    sure("id_ed25519", GIT),
    sure(".netrc", &["bundle", "curl", "git", "go", "pip", "pip3", "wget"]),
    sure(".git-credentials", &["git"]),
    sure(".pypirc", &["flit", "poetry", "python", "twine"]),
    sure(".pgpass", &["pg_dump", "psql"]),
    sure(".vault-token", &["vault"]),
    sure(".dockerconfigjson", &["docker"]),
    sure(".docker/config.json", &["docker"]),
    sure(".aws/credentials", &["aws"]),
    sure(".kube/config", &["helm", "kubectl"]),
    sure(".env", &[]),
    sure(".env.local", &[]),
    sure(".env.production", &[]),
    sure("*.key", &[]),
    settings(".npmrc", NPM),
    settings(".yarnrc.yml", NPM),
    settings("pip.conf", PIP),
    settings(".pip/pip.conf", PIP),
    settings("settings.xml", MAVEN),
    settings("nuget.config", &["dotnet", "nuget"]),
    settings("NuGet.Config", &["dotnet", "nuget"]),
    settings("auth.json", &["composer"]),
    settings(".bundle/config", &["bundle"]),
    settings(".cargo/credentials.toml", &["cargo"]),
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !KINDS.iter().any(|kind| file.source().contains(kind.name.trim_start_matches('*'))) {
        return;
    }
    let has_secret = file.all(Keyword::Arg).any(|it| it.arguments.words().iter().any(|word| sounds_secret(&word.text)));
    for stage in &file.stages {
        let removals = removals_in(file, stage);
        let mut fixes_left = MAX_FIXES;
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            match instruction.keyword {
                Keyword::Copy | Keyword::Add => {
                    check_copy(file, stage, index, has_secret, &removals, &mut fixes_left, report);
                }
                Keyword::Run => check_writes(file, stage, index, &removals, report),
                _ => {}
            }
        }
    }
}

/// How many fixes are worked out in a stage: each looks at all steps below.
const MAX_FIXES: usize = 20;

/// The names of files that the RUNs of a stage remove, each with the commands that do, in order.
type Removals<'a> = HashMap<&'a str, Vec<Command<'a>>>;

fn removals_in<'a>(file: &'a Dockerfile, stage: &Stage) -> Removals<'a> {
    let mut removals: Removals<'a> = HashMap::new();
    for command in stage.range.clone().flat_map(|index| file.commands_of(index)).filter(|command| command.is("rm")) {
        for word in command.words().iter().skip(1) {
            let name = word.text.rsplit('/').next().unwrap_or("");
            removals.entry(name).or_default().push(command);
        }
    }
    removals
}

fn sounds_secret(argument: &str) -> bool {
    let name = argument.split('=').next().unwrap_or("").to_ascii_uppercase();
    ["TOKEN", "PASSWORD", "SECRET", "AUTH"].iter().any(|part| name.split('_').any(|it| it == *part))
}

fn check_copy(
    file: &Dockerfile,
    stage: &Stage,
    index: usize,
    has_secret: bool,
    removals: &Removals<'_>,
    fixes_left: &mut usize,
    report: &mut Report,
) {
    let instruction = &file.instructions[index];
    let [sources @ .., _] = instruction.arguments.words() else { return };
    for source in sources {
        let Some(kind) = kind_of(&source.text) else { continue };
        let name = source.text.rsplit('/').next().unwrap_or(&source.text);
        let removal = removal_after(removals, index, name);
        if !kind.is_sure && removal.is_none() && !has_secret {
            continue;
        }
        let message = match removal {
            Some(_) => format!("`{name}` stays in the layer of this step, though a later one removes it"),
            None => format!("`{name}` becomes part of a layer, for everybody who has it"),
        };
        let finding = report.at(source.span, message);
        if let Some(removal) = removal {
            finding.related(removal.span(), "it is removed here");
        }
        if !file.ships(stage) {
            finding.severity(Info);
        }
        if let [_] = sources
            && *fixes_left > 0
        {
            *fixes_left -= 1;
            finding
                .fix("Mount it as a secret", mount_instead(file, stage, index, kind, removal).unwrap_or_default())
                .declares(&[Change::Instructions]);
        }
    }
}

/// A RUN that writes such a file from a variable and keeps it.
fn check_writes(file: &Dockerfile, stage: &Stage, index: usize, removals: &Removals<'_>, report: &mut Report) {
    let commands = file.commands_of(index);
    for command in &commands {
        let Some((path, kind)) = command.output_files().find_map(|path| Some((path, kind_of(path)?))) else { continue };
        let name = path.rsplit('/').next().unwrap_or(path);
        let holds_variable = command.words().iter().any(|word| word.expands);
        let removes = |other: &&Command<'_>| other.is("rm") && other.texts().iter().any(|text| text.ends_with(name));
        let is_fit = kind.is_sure && !kind.readers.is_empty() || kind.readers == NPM || kind.readers == PIP;
        if !holds_variable || !is_fit || commands.iter().any(|it| removes(&it)) {
            continue;
        }
        let finding = report.at(command.span(), format!("`{name}` stays in the layer of this step, and what is in it"));
        if let Some(removal) = removal_after(removals, index, name) {
            finding.related(removal.span(), "removing it here only hides it");
        }
        if !file.ships(stage) {
            finding.severity(Info);
        }
    }
}

fn kind_of(path: &str) -> Option<&'static Kind> {
    let name = path.rsplit('/').next().unwrap_or(path);
    KINDS.iter().find(|kind| match kind.name.strip_prefix('*') {
        Some(end) => name.len() > end.len() && name.ends_with(end),
        None if kind.name.contains('/') => path.ends_with(kind.name),
        None => name == kind.name,
    })
}

/// The `rm` of a later RUN of the stage that takes the file away.
fn removal_after<'a>(removals: &Removals<'a>, index: usize, name: &str) -> Option<Command<'a>> {
    let commands = removals.get(name)?;
    commands.get(commands.partition_point(|command| command.shell.instruction <= index)).copied()
}

/// The edits that lend the file to the RUNs that read it, in place of the COPY and of what removes it.
fn mount_instead(
    file: &Dockerfile,
    stage: &Stage,
    index: usize,
    kind: &Kind,
    removal: Option<Command<'_>>,
) -> Option<Vec<Edit>> {
    let instruction = &file.instructions[index];
    let [source, destination] = instruction.arguments.words() else { return None };
    let runtime = file.runtime_before(index);
    // The file of a secret belongs to root alone.
    let is_other = runtime.user.as_ref().is_some_and(|user| !is_root(&user.text));
    if instruction.flag("from").is_some() || is_other || source.text.contains(['*', '$']) {
        return None;
    }
    let name = source.text.rsplit('/').next()?;
    let folder = join(&runtime.workdir, destination.text.trim_matches(['"', '\'']));
    let is_folder = destination.text.ends_with(['/', '.']) || destination.text == runtime.workdir;
    let target = if is_folder { join(&folder, name) } else { folder };
    if !target.starts_with('/') || target.contains(['$', ' ', ',']) {
        return None;
    }
    let id: String = name.trim_start_matches('.').chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let flag = format!(" --mount=type=secret,id={id},target={target}");
    let end = removal.map_or(stage.range.end, |command| command.shell.instruction + 1);
    let reads = |command: &Command<'_>| command.name().is_some_and(|name| kind.readers.contains(&name));
    let mut edits = vec![remove_instruction(file, instruction)];
    for at in (index + 1..end).filter(|&at| file.instructions[at].is(Keyword::Run)) {
        if file.commands_of(at).iter().any(reads) {
            edits.push(insert(file.instructions[at].name.span.end, flag.clone()));
        }
    }
    if edits.len() == 1 {
        return None;
    }
    if let Some(removal) = removal {
        let operands = removal.words().iter().skip(1).filter(|word| !word.text.starts_with('-')).count();
        if operands != 1 {
            return None;
        }
        edits.push(remove_command_or_run(file, removal)?);
    }
    Some(edits)
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Info, Warning};
    use crate::rules::testing::{findings, fixed, marked, severities};

    const RULE: &str = "credentials-kept";

    #[test]
    fn files_that_hold_nothing_else() {
        let source = "FROM a\nCOPY id_rsa /root/.ssh/id_rsa\nCOPY conf/.aws/credentials x server.key /x/\nADD .env .\n";
        assert_eq!(marked(RULE, source), ["id_rsa", "conf/.aws/credentials", "server.key", ".env"]);
        assert!(findings(RULE, "FROM a\nCOPY .npmrc id_rsa.pub .env.example a.pem x/\n").is_empty());
    }

    #[test]
    fn settings_need_a_sign() {
        assert_eq!(marked(RULE, "FROM a\nARG NPM_TOKEN\nCOPY .npmrc ./\n"), [".npmrc"]);
        assert_eq!(marked(RULE, "FROM a\nCOPY pip.conf /etc/\nRUN pip install x && rm /etc/pip.conf\n"), ["pip.conf"]);
    }

    #[test]
    fn a_stage_that_does_not_ship_is_less_grave() {
        assert_eq!(severities(RULE, "FROM a\nCOPY .netrc /root/\nFROM b\nCOPY .netrc /root/\n"), [Info, Warning]);
    }

    #[test]
    fn written_files_count_unless_the_same_step_removes_them() {
        let line = "echo \"//r/:_authToken=$NPM_TOKEN\" > .npmrc && npm ci";
        assert_eq!(findings(RULE, &format!("FROM a\nRUN {line}\nRUN rm .npmrc\n")).len(), 1);
        assert!(findings(RULE, &format!("FROM a\nRUN {line} && rm -f .npmrc\n")).is_empty());
        assert!(findings(RULE, "FROM a\nRUN echo registry=https://r > .npmrc\n").is_empty());
    }

    #[test]
    fn the_steps_that_read_it_get_a_mount() {
        let source =
            "FROM a\nCOPY id_rsa /root/.ssh/\nRUN apk add git\nRUN git clone x && rm /root/.ssh/id_rsa && make\n";
        assert_eq!(
            fixed(RULE, source).as_deref(),
            Some(
                "FROM a\nRUN apk add git\nRUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa git clone x && make\n"
            )
        );
        assert_eq!(fixed(RULE, "FROM a\nUSER b\nCOPY id_rsa /k/\nRUN git clone x\n"), None);
    }
}
