//! What is known of a project before its files are put together: which files it has, with which variables they are read, where,
//! and what it is called. This is cheap; most files are a project of their own, and need no more.

use super::environment::{Environment, Known};
use super::name::{self, NameFault};
use super::{Loader, Problem, ProjectFile, files};
use crate::model::Compose;
use std::path::PathBuf;

/// The project that a file belongs to, not yet put together.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The files met so far, those of variables too; the one that was asked about first.
    pub files: Vec<ProjectFile>,
    /// Those that go over each other, in this order.
    pub listed: Vec<usize>,
    pub environment: Environment,
    /// Whether the variables of the process are known: else what is not set here may be set all the same.
    pub knows_environment: bool,
    /// The folder that its paths start from; `None` for a text without a place.
    pub folder: Option<PathBuf>,
    /// As Compose would call it; empty where nothing usable is left of the name.
    pub name: String,
    pub name_fault: Option<NameFault>,
    /// Other files of the folder that Compose would read in this one's stead, or does not read for its sake: the one that it
    /// reads first of all, this file among them. Empty where there is no choice.
    pub rivals: Vec<&'static str>,
    pub problems: Vec<Problem>,
    pub(super) complete: bool,
}

impl Setting {
    /// Looks around a file.
    pub(in crate::model) fn of(compose: &Compose) -> Setting {
        let surroundings = compose.surroundings();
        let folder = surroundings.folder().map(std::path::Path::to_owned);
        let mut loader = Loader::new(compose);
        let mut environment = Environment::new(surroundings.environment.clone().unwrap_or_default());
        if let Some(folder) = &folder {
            loader.add_variables_of(folder, &mut environment);
        }
        let listed = files::of_project(compose, &environment, &mut loader);
        let rivals = files::rivals(compose, &environment, &loader);
        let (name, name_fault) = name::of(&listed, &loader, folder.as_deref(), &environment);
        environment.add_above("COMPOSE_PROJECT_NAME".to_owned(), Known { value: name.clone(), origin: None });
        let knows_environment = surroundings.environment.is_some();
        let Loader { files, problems, complete, .. } = loader;
        Setting { files, listed, environment, knows_environment, folder, name, name_fault, rivals, problems, complete }
    }
}
