//! Who a stage's program could run as: an account that the stage makes or has used, one of its image, or a new one.

use super::{Arguments, Command, Dockerfile, Keyword, Runtime, Stage, is_root, split_owner};
use crate::reference::images::{Image, Knowledge, PackageManager};

/// Somebody other than root for a program to run as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Somebody {
    /// As USER takes it: a name, a variable, or `uid:gid`.
    pub user: String,
    /// As `--chown` and `chown` take it.
    pub owner: String,
    /// The command that makes the account, where it is not there yet.
    pub creation: Option<&'static str>,
}

impl Dockerfile {
    /// Somebody for the program of a stage: a user that the stage makes, or has used before, else one that the image brings,
    /// else a new one, made in the way of the image. `None` where nothing of this is known to work.
    pub fn somebody_for(&self, stage: &Stage, runtime: &Runtime) -> Option<Somebody> {
        let ready =
            |user: &str, owner: &str| Somebody { user: user.to_owned(), owner: owner.to_owned(), creation: None };
        if let Some(name) = self.user_made_for(stage, runtime) {
            return Some(ready(&name, &name));
        }
        if let Some(name) = self.owner_of_files(stage) {
            return Some(ready(&name, &name));
        }
        if let Some(user) = self.user_below(stage) {
            return Some(ready(&user, &user));
        }
        if self.stands_on_scratch(stage) {
            return Some(ready("65532:65532", "65532:65532"));
        }
        let image = self.image_under(stage).filter(|image| !image.is_windows())?;
        if image.runs_as_root() == Knowledge::No {
            return Some(ready(image.default_user, image.default_user));
        }
        let is_for_people = |id: u32| (1000..60_000).contains(&id);
        if let Some(account) = image.accounts.iter().find(|it| is_for_people(it.id) || it.name == "nonroot") {
            return Some(ready(account.name, &format!("{0}:{0}", account.name)));
        }
        Some(match creation_in(image) {
            Some(creation) => {
                Somebody { user: "app".to_owned(), owner: "app:app".to_owned(), creation: Some(creation) }
            }
            None => ready("65532:65532", "65532:65532"),
        })
    }

    /// The user that the stage makes; of several, the one that something is given to.
    pub fn user_made_for(&self, stage: &Stage, runtime: &Runtime) -> Option<String> {
        let accounts = self.accounts_of(stage);
        let names = accounts.users.iter().map(|user| user.name).filter(|name| self.can_be_named(stage, runtime, name));
        // An underscore starts the accounts that a daemon uses inside itself.
        let names: Vec<&str> = names.filter(|name| !is_root(name) && !name.starts_with('_')).collect();
        let is_owner = |name: &&&str| {
            let flag = format!("--chown={name}");
            self.instructions_of(stage).iter().any(|it| self.text(it.span).contains(&flag))
        };
        // So many are nobody's choice.
        if names.len() > 8 {
            return None;
        }
        let only = if let [only] = names.as_slice() { Some(only) } else { None };
        let chosen = names.iter().find(is_owner).or(only)?;
        Some((*chosen).to_owned())
    }

    /// Whether USER can name it: a plain name, or a variable that the builder knows too.
    fn can_be_named(&self, stage: &Stage, runtime: &Runtime, name: &str) -> bool {
        let Some(at) = name.find('$') else { return !name.is_empty() && !name.contains(['`', '%', ' ']) };
        let variable = name[at + 1..].trim_start_matches('{').trim_end_matches('}');
        let is_argument = |word: &super::Word| word.text.split('=').next() == Some(variable);
        at == 0
            && (runtime.env.contains_key(variable)
                || self
                    .instructions_of(stage)
                    .iter()
                    .any(|it| it.is(Keyword::Arg) && it.arguments.words().iter().any(is_argument)))
    }

    /// The user of the image to whom the last `--chown` or `chown` of the stage gives files.
    fn owner_of_files(&self, stage: &Stage) -> Option<String> {
        let image = self.image_under(stage)?;
        let of_flag = |index: usize| Some(self.instructions[index].flag("chown")?.value.as_ref()?.text.as_str());
        let of_command = |command: Command<'_>| {
            let owner = command.words().iter().skip(1).find(|word| !word.text.starts_with('-'))?;
            owner.literal().filter(|_| command.is("chown")).map(str::to_owned)
        };
        let owners = stage.range.clone().flat_map(|index| {
            let given = self.commands_of(index).into_iter().filter_map(of_command);
            of_flag(index).map(str::to_owned).into_iter().chain(given).collect::<Vec<_>>()
        });
        let names = owners.map(|owner| split_owner(&owner).0.to_owned()).filter(|name| !is_root(name));
        names.filter(|name| image.has_user(name) == Some(true)).last()
    }

    /// The last user other than root that a USER of the stage, or of those below it, names.
    fn user_below(&self, stage: &Stage) -> Option<String> {
        let lineage = self.lineage(stage, stage.range.end);
        let instructions = lineage.iter().flat_map(|(stage, end)| &self.instructions[stage.range.start..*end]);
        let named = instructions.filter_map(|it| match (it.keyword, &it.arguments) {
            (Keyword::User, Arguments::Text(user)) => Some(user.text.trim_matches(['"', '\''])),
            _ => None,
        });
        named.filter(|user| !is_root(user)).last().map(str::to_owned)
    }
}

/// How the image makes an account for a program; `None` where it has no means, or none that is known.
fn creation_in(image: &Image) -> Option<&'static str> {
    match (image.package_manager, image.distribution) {
        (PackageManager::Apk, _) | (_, "busybox") => Some("addgroup -S app && adduser -S -G app app"),
        // Amazon Linux has `useradd` in a package of its own.
        (_, "amazonlinux") => None,
        (PackageManager::Apt | PackageManager::Zypper | PackageManager::Pacman, _) => {
            Some("groupadd --system app && useradd --system --gid app --create-home app")
        }
        (PackageManager::Dnf | PackageManager::Yum, _) => Some("groupadd -r app && useradd -r -m -g app app"),
        _ => None,
    }
}
