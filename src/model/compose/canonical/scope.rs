//! What a value is read with: the folder that paths start at, the variables, the files of the machine.

use super::super::project::Project;
use super::paths::Base;
use crate::model::Files;
use std::cell::Cell;

#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub base: Base<'a>,
    pub project: &'a Project,
    /// The files that `env_file` and `label_file` name; `None` where none may be read.
    pub files: Option<&'a dyn Files>,
    /// How many more ports the ranges may come to; `None` once they came to more.
    pub ports_left: &'a Cell<Option<usize>>,
    pub place: Place,
}

/// Whose container it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Service,
    Job,
    Step,
}

impl<'a> Scope<'a> {
    /// The value of a variable as Compose knows it: of its own environment, or of `.env`.
    pub fn variable(&self, name: &str) -> Option<&'a str> {
        self.project.variable(name)
    }
}
