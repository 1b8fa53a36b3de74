//! What a stage leaves where only root will find it, and whose folder a program works in: facts that count when somebody other
//! than root is to run it.
//!
//! The home of root is closed to others in every image that is known here. What is put there by name, or by a program that keeps
//! things in the home of whoever calls it, is lost to them; files that only shells, package managers and builds read are not
//! missed. A variable that moves such a store elsewhere is believed.
//!
//! Sources: the documentation of the programs in [`HOMEBOUND`], on where they install and which variable changes that.

use super::installs::{below, join};
use super::{Command, Dockerfile, Keyword, Runtime, Stage, is_root};

/// What installs into the home of its caller: words that follow one another in the command, the first as its program or an
/// argument, and the variables that lead elsewhere.
const HOMEBOUND: [(&[&str], &[&str]); 19] = [
    (&["ansible-galaxy", "install"], &["ANSIBLE_HOME", "ANSIBLE_ROLES_PATH", "ANSIBLE_COLLECTIONS_PATH"]),
    (&["aws", "configure"], &["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]),
    (&["browsers", "install"], &["PUPPETEER_CACHE_DIR"]),
    (&["cabal", "install"], &["CABAL_DIR"]),
    (&["dotnet", "tool", "install", "--global"], &["DOTNET_CLI_HOME"]),
    (&["dotnet", "tool", "install", "-g"], &["DOTNET_CLI_HOME"]),
    (&["gem", "install", "--user-install"], &["GEM_HOME"]),
    (&["helm", "plugin", "install"], &["HELM_DATA_HOME", "HELM_PLUGINS"]),
    (&["helm", "repo", "add"], &["HELM_CONFIG_HOME", "HELM_REPOSITORY_CONFIG"]),
    (&["nvm", "install"], &["NVM_DIR"]),
    (&["ollama", "pull"], &["OLLAMA_MODELS"]),
    (&["pip", "install", "--user"], &["PYTHONUSERBASE"]),
    (&["pip3", "install", "--user"], &["PYTHONUSERBASE"]),
    (&["pipx", "install"], &["PIPX_HOME"]),
    (&["playwright", "install"], &["PLAYWRIGHT_BROWSERS_PATH"]),
    (&["stack", "install"], &["STACK_ROOT"]),
    (&["uv", "python", "install"], &["UV_PYTHON_INSTALL_DIR"]),
    (&["uv", "tool", "install"], &["UV_TOOL_DIR"]),
    (&["vagrant", "plugin", "install"], &["VAGRANT_HOME"]),
];

/// The same for managers whose `install` and `sync` make an environment in the home, with the option that tells them not to.
const ENVIRONMENTS: [(&str, Option<&str>, &[&str]); 2] = [
    ("pipenv", Some("--system"), &["PIPENV_VENV_IN_PROJECT", "PIPENV_SYSTEM", "WORKON_HOME"]),
    (
        "poetry",
        None,
        &[
            "POETRY_VIRTUALENVS_CREATE",
            "POETRY_VIRTUALENVS_IN_PROJECT",
            "POETRY_VIRTUALENVS_PATH",
            "POETRY_CACHE_DIR",
            "VIRTUAL_ENV",
        ],
    ),
];

/// Parts of scripts in a language that load something into the home.
const LOADING: [(&str, &[&str]); 4] = [
    ("Pkg.", &["JULIA_DEPOT_PATH"]),
    ("from_pretrained(", &["HF_HOME", "HF_HUB_CACHE", "TRANSFORMERS_CACHE"]),
    ("nltk.download(", &["NLTK_DATA"]),
    ("snapshot_download(", &["HF_HOME", "HF_HUB_CACHE"]),
];

/// Names in a home that only shells, package managers and builds read.
const FOR_BUILDING: [&str; 26] = [
    ".bash_aliases",
    ".bash_history",
    ".bash_profile",
    ".bashrc",
    ".bundle",
    ".cache",
    ".cargo",
    ".composer",
    ".condarc",
    ".docker",
    ".gemrc",
    ".gitconfig",
    ".gnupg",
    ".gradle",
    ".inputrc",
    ".ivy2",
    ".m2",
    ".netrc",
    ".npm",
    ".npmrc",
    ".nuget",
    ".pip",
    ".profile",
    ".sbt",
    ".ssh",
    ".zshrc",
];

impl Dockerfile {
    /// Whether the stage puts something into the home of root that its program may look for.
    pub fn keeps_in_home_of_root(&self, stage: &Stage, runtime: &Runtime) -> bool {
        if runtime.env.get("HOME").is_some_and(|home| !home.starts_with("/root")) {
            return false;
        }
        let leads_elsewhere = |names: &[&str]| names.iter().any(|name| runtime.env.contains_key(*name));
        self.lineage(stage, stage.range.end).into_iter().any(|(stage, end)| {
            (stage.range.start..end).any(|index| {
                let instruction = &self.instructions[index];
                if self.user_before(index).is_some_and(|user| !is_root(&user.text)) {
                    return false;
                }
                match instruction.keyword {
                    Keyword::Copy | Keyword::Add => {
                        instruction.arguments.words().last().is_some_and(|path| is_missed(&path.text))
                    }
                    Keyword::Run => {
                        let commands = self.commands_of(index);
                        let is_told = |name: &str| {
                            commands
                                .iter()
                                .any(|it| it.is(name) && it.texts().iter().any(|word| word.contains("virtualenvs.")))
                        };
                        commands.iter().any(|command| {
                            writes_to_home(*command)
                                || installs_at_home(*command, &leads_elsewhere)
                                || makes_environment(*command, &leads_elsewhere) && !is_told("poetry")
                        })
                    }
                    _ => false,
                }
            })
        })
    }

    /// Whether an archive or a clone was unpacked into this folder, or beside others into the one that holds it: what runs there
    /// was not made for this image, and keeps its logs and data as it would anywhere.
    pub fn is_unpacked_in(&self, stage: &Stage, folder: &str) -> bool {
        let folder = self.path_with_value(stage.range.end.saturating_sub(1), folder);
        if !folder.starts_with('/') || folder.len() < 2 {
            return false;
        }
        let holder = folder.rsplit_once('/').map_or("", |(holder, _)| holder);
        let mut is_unpacked = false;
        for (stage, end) in self.lineage(stage, stage.range.end) {
            for index in stage.range.start..end {
                let instruction = &self.instructions[index];
                if matches!(instruction.keyword, Keyword::Copy | Keyword::Add) {
                    let target =
                        instruction.arguments.words().last().map(|path| join(self.workdir_before(index), &path.text));
                    // A folder that the project's own files share is the project's.
                    if target.is_some_and(|target| self.path_with_value(index, &target) == folder) {
                        return false;
                    }
                }
                if instruction.is(Keyword::Run) {
                    let targets = self.unpacked_by(index);
                    is_unpacked |= targets.iter().any(|path| {
                        let path = self.path_with_value(index, path);
                        path == folder || path == holder && holder.len() > 1
                    });
                }
            }
        }
        is_unpacked
    }

    /// Where the commands of a RUN unpack something.
    pub(super) fn unpacked_by(&self, index: usize) -> Vec<String> {
        // Most images start in `/`.
        let mut folder = join("/", self.workdir_before(index));
        let mut targets = Vec::new();
        for command in self.commands_of(index) {
            let words = command.texts();
            let value_of = |options: &[&str]| {
                let at = words.iter().position(|word| options.contains(word))?;
                words.get(at + 1).copied()
            };
            match command.name() {
                Some("cd") => folder = join(&folder, words.get(1).copied().unwrap_or("~")),
                Some("tar" | "bsdtar") if words.get(1).is_some_and(|word| word.contains('x')) => {
                    let long = || words.iter().find_map(|word| word.strip_prefix("--directory="));
                    let target = value_of(&["-C", "--directory"]).or_else(long);
                    targets.push(join(&folder, target.unwrap_or(".")));
                }
                Some("unzip") => targets.push(join(&folder, value_of(&["-d"]).unwrap_or("."))),
                Some("git") if words.get(1) == Some(&"clone") => {
                    let last = words.last().copied().unwrap_or("");
                    let is_address = last.contains(':');
                    let name = last.trim_end_matches('/').rsplit('/').next().unwrap_or("").trim_end_matches(".git");
                    targets.push(join(&folder, if is_address { name } else { last }));
                }
                _ => {}
            }
        }
        targets
    }
}

/// What lies in the home of root at this path, as seen from there. Before it read the accounts of the image, Docker said that
/// everybody's home was `/`.
fn in_home(path: &str) -> Option<&str> {
    let path = path.trim_matches(['"', '\'']);
    if path.starts_with("/.") && !path.starts_with("/.env") {
        return Some(&path[1..]);
    }
    ["~", "$HOME", "${HOME}", "/root"].iter().find_map(|home| below(home, path))
}

/// Whether something at this path is in the home of root and for more than building.
fn is_missed(path: &str) -> bool {
    let Some(inner) = in_home(path) else { return false };
    let first = inner.split('/').next().unwrap_or("");
    !first.is_empty() && !FOR_BUILDING.contains(&first) && !inner.starts_with(".config/pip")
}

fn writes_to_home(command: Command<'_>) -> bool {
    let makes = matches!(command.name(), Some("cp" | "install" | "ln" | "mkdir" | "mv" | "touch" | "tee"));
    let last = command.texts().last().copied().filter(|_| makes);
    last.into_iter().chain(command.output_files()).any(is_missed)
}

fn installs_at_home(command: Command<'_>, leads_elsewhere: &impl Fn(&[&str]) -> bool) -> bool {
    let words = command.texts();
    let holds = |all: &[&str]| {
        let mut words = words.iter().map(|word| word.rsplit('/').next().unwrap_or(word));
        all.iter().all(|wanted| words.any(|word| word == *wanted))
    };
    let loads = |part: &str| words.iter().skip(1).any(|word| word.contains(part));
    HOMEBOUND.iter().any(|(all, elsewhere)| holds(all) && !leads_elsewhere(elsewhere))
        || LOADING.iter().any(|(part, elsewhere)| loads(part) && !leads_elsewhere(elsewhere))
}

fn makes_environment(command: Command<'_>, leads_elsewhere: &impl Fn(&[&str]) -> bool) -> bool {
    let words = command.texts();
    ENVIRONMENTS.iter().any(|(name, not, elsewhere)| {
        command.is(name)
            && words.get(1).is_some_and(|verb| matches!(*verb, "install" | "sync"))
            && !not.is_some_and(|not| words.contains(&not))
            && !leads_elsewhere(elsewhere)
    })
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    fn asks(lines: &str) -> (bool, bool) {
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM debian:13\n{lines}\n"));
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let stage = file.final_stage().expect("a stage");
        let runtime = file.runtime_of(stage);
        (file.keeps_in_home_of_root(stage, &runtime), file.is_unpacked_in(stage, &runtime.workdir))
    }

    #[test]
    fn what_lies_in_the_home_of_root_is_missed() {
        for lines in [
            "RUN mkdir /root/.aws",
            "RUN echo a > ~/.tool/config",
            "COPY kube.conf /root/.kube/config",
            "RUN npx playwright install --with-deps chromium",
            "RUN julia -e 'using Pkg; Pkg.add(\"A\")'",
            "RUN pip install --user a",
            "RUN poetry install --no-root",
            "RUN python -c \"import nltk; nltk.download('a')\"",
        ] {
            assert!(asks(lines).0, "{lines}");
        }
    }

    #[test]
    fn what_only_builds_read_is_not() {
        for lines in [
            "COPY .npmrc /root/.npmrc",
            "RUN mkdir -p -m 0600 ~/.ssh && ssh-keyscan a >> ~/.ssh/known_hosts",
            "RUN echo 'alias a=b' >> ~/.bashrc",
            "ENV PLAYWRIGHT_BROWSERS_PATH=/ms\nRUN npx playwright install",
            "RUN poetry config virtualenvs.create false && poetry install",
            "ENV HOME=/srv\nRUN echo a > $HOME/.a",
            "USER b\nRUN echo a > ~/.a",
            "RUN pipenv install --system",
        ] {
            assert!(!asks(lines).0, "{lines}");
        }
    }

    #[test]
    fn a_folder_may_be_filled_from_elsewhere() {
        for lines in [
            "WORKDIR /opt/a\nRUN curl https://b/a.tgz | tar xz",
            "RUN curl https://b/a.tgz | tar xz -C /opt/a --strip-components=1\nWORKDIR /opt/a",
            "RUN cd /opt && unzip a.zip\nWORKDIR /opt/a",
            "RUN git clone https://b/a.git\nWORKDIR /a",
            "ARG A=/opt/a\nRUN curl https://b/a.tgz | tar xz -C ${A}\nWORKDIR $A",
            "RUN git clone --depth 1 https://b/a.git /srv/a\nWORKDIR /srv/a",
        ] {
            assert!(asks(lines).1, "{lines}");
        }
        for lines in [
            "WORKDIR /opt/a\nCOPY . .\nRUN tar xf a.tar",
            "RUN tar xf a.tar\nWORKDIR /a",
            "RUN tar xf a.tar -C /b\nWORKDIR /a",
        ] {
            assert!(!asks(lines).1, "{lines}");
        }
    }
}
