//! What a fix must leave of a Dockerfile: nothing more malformed, the same instructions, the same container at the end of each
//! stage.

use super::keep;
use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Escape, Instruction, Keyword, Runtime};
use crate::rules::Change;
use crate::syntax::dockerfile::expansion::{Empty, Environment, Mode, expand};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct DockerfileFacts {
    malformed: usize,
    directives: Vec<String>,
    instructions: Vec<Keyword>,
    heredocs: Vec<String>,
    /// What each stage ends with.
    stages: Vec<StageFacts>,
}

/// A stage's configuration, in the texts that it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct StageFacts {
    user: Option<String>,
    workdir: String,
    shell: Option<Vec<String>>,
    entrypoint: Option<String>,
    cmd: Option<String>,
    healthcheck: Option<String>,
    env: BTreeMap<String, String>,
    labels: BTreeMap<String, String>,
    exposed: BTreeSet<String>,
    volumes: BTreeSet<String>,
}

/// More stages than any file has: beyond this the guard looks at the last one alone.
const MAX_STAGES: usize = 200;

impl DockerfileFacts {
    /// Whether `after` keeps all of this, apart from what is declared.
    pub fn compare(&self, after: &DockerfileFacts, declared: &[Change]) -> Result<(), String> {
        let free = |change: Change| declared.contains(&change);
        if after.malformed > self.malformed {
            return Err("it would leave an instruction malformed".to_owned());
        }
        keep(free(Change::Directives) || self.directives == after.directives, "the parser directives")?;
        keep(free(Change::Instructions) || self.instructions == after.instructions, "the list of instructions")?;
        keep(free(Change::Heredocs) || self.heredocs == after.heredocs, "a heredoc")?;
        if self.stages.len() != after.stages.len() {
            return keep(free(Change::Instructions), "the stages");
        }
        let mut stages = self.stages.iter().zip(&after.stages);
        match stages.find_map(|(before, after)| before.differs(after, declared)) {
            Some(what) => Err(format!("it would change {what} of a stage")),
            None => Ok(()),
        }
    }

    pub fn of(file: &Dockerfile) -> Self {
        DockerfileFacts {
            malformed: file.instructions.iter().map(malformed_parts).sum(),
            directives: file.directives.iter().map(|it| format!("{}={}", it.name.key(), it.value)).collect(),
            instructions: file.instructions.iter().map(|instruction| instruction.keyword).collect(),
            heredocs: file
                .instructions
                .iter()
                .flat_map(|instruction| &instruction.heredocs)
                .map(|heredoc| file.text(heredoc.body).to_owned())
                .collect(),
            stages: file
                .stages
                .iter()
                .skip(if file.stages.len() > MAX_STAGES { file.stages.len() - 1 } else { 0 })
                .map(|stage| StageFacts::of(file, file.runtime_of(stage)))
                .collect(),
        }
    }
}

impl StageFacts {
    fn of(file: &Dockerfile, runtime: Runtime) -> Self {
        let rest = |index: Option<usize>| index.map(|index| file.instructions[index].rest.text().to_owned());
        let plain = |pairs: BTreeMap<String, String>| {
            pairs.into_iter().map(|(key, value)| (key, unquoted(&value, file.escape))).collect()
        };
        StageFacts {
            user: runtime.user.map(|user| user.text),
            workdir: runtime.workdir,
            shell: runtime.shell,
            entrypoint: rest(runtime.entrypoint),
            cmd: rest(runtime.cmd),
            healthcheck: rest(runtime.healthcheck),
            env: plain(runtime.env),
            labels: plain(runtime.labels),
            exposed: runtime.exposed,
            volumes: runtime.volumes,
        }
    }

    /// What differs, in the words of a reason, apart from what may.
    fn differs(&self, after: &StageFacts, declared: &[Change]) -> Option<&'static str> {
        let checks = [
            (Change::User, self.user == after.user, "the user"),
            (Change::Workdir, self.workdir == after.workdir, "the working directory"),
            (Change::Shell, self.shell == after.shell, "the shell"),
            (Change::Entrypoint, self.entrypoint == after.entrypoint, "the entrypoint"),
            (Change::Cmd, self.cmd == after.cmd, "the command"),
            (Change::Healthcheck, self.healthcheck == after.healthcheck, "the health check"),
            (Change::Env, self.env == after.env, "the environment"),
            (Change::Labels, self.labels == after.labels, "a label"),
            (Change::Expose, self.exposed == after.exposed, "an exposed port"),
            (Change::Volume, self.volumes == after.volumes, "a volume"),
        ];
        checks.iter().find(|(change, same, _)| !same && !declared.contains(change)).map(|&(_, _, what)| what)
    }
}

/// A value as the builder would store it: once with every variable set and once with none, so that neither a default nor
/// the kind of quotes around a variable can change unseen. The text itself where it is malformed.
fn unquoted(value: &str, escape: Escape) -> String {
    let mode = Mode { skip_unset: true, ..Mode::words(escape.character()) };
    let [set, unset] = [&AllSet as &dyn Environment, &Empty].map(|environment| expand(value, mode, environment));
    match (set, unset) {
        (Ok(set), Ok(unset)) if set.references.is_empty() => unset.text,
        (Ok(set), Ok(unset)) => format!("{}\n{}", set.text, unset.text),
        _ => value.to_owned(),
    }
}

/// An environment in which every variable has a value of its own.
struct AllSet;

impl Environment for AllSet {
    fn get(&self, name: &str) -> Option<String> {
        Some(format!("\u{1}{name}\u{1}"))
    }
}

fn malformed_parts(instruction: &Instruction) -> usize {
    let unknown = usize::from(instruction.is(Keyword::Unknown));
    let empty = usize::from(matches!(instruction.arguments, Arguments::None));
    instruction.problems.len() + unknown + empty
}
