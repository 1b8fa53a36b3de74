//! What a file is read with on the command line: its configuration, its neighbours, the variables of the process, and what
//! ShellCheck remarks.

use crate::model::{Language, Snapshot, Surroundings};
use crate::project::{self, Choice, Configurations, Contexts, Disk, ShellCheck};
use crate::rules::Settings;
use crate::text::Text;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// The world of one run: whatever was seen once stays so.
pub(super) struct World {
    pub configurations: Configurations,
    contexts: Contexts,
    files: Arc<Disk>,
    environment: Arc<BTreeMap<String, String>>,
    shellcheck: Option<ShellCheck>,
}

impl World {
    /// With the configuration that the command line names, none where it wants none, else the nearest of each file.
    pub fn new(config: Option<&PathBuf>, no_config: bool) -> Self {
        let choice = match config {
            Some(file) => Choice::File(file.clone()),
            None if no_config => Choice::Nothing,
            None => Choice::Nearest,
        };
        World {
            configurations: Configurations::new(choice),
            contexts: Contexts::default(),
            files: Arc::default(),
            environment: project::environment(),
            shellcheck: ShellCheck::find(),
        }
    }

    /// Everything that was looked at beside the files themselves, and when each was last written.
    pub fn stamps(&self) -> Vec<(PathBuf, Option<SystemTime>)> {
        [self.configurations.stamps(), self.files.stamps()].concat()
    }

    pub fn surroundings(&self, path: &Path, language: Language) -> Surroundings {
        let context = self.contexts.of(path, language);
        Surroundings { context, environment: Some(self.environment.clone()), ..self.neighbours(path) }
    }

    /// The same without the build context, which takes a walk, for those who do not ask for it.
    pub fn neighbours(&self, path: &Path) -> Surroundings {
        let (path, files) = (Some(project::absolute(path)), Some(self.files.clone() as Arc<_>));
        Surroundings { path, files, ..Surroundings::default() }
    }

    /// The snapshot of a text, with what ShellCheck remarks on its scripts where somebody wants to hear that.
    pub fn snapshot(
        &self,
        language: Language,
        text: Text,
        surroundings: &Arc<Surroundings>,
        settings: &Settings,
    ) -> Snapshot {
        let snapshot = Snapshot::new(language, text, 0).with_surroundings(surroundings.clone());
        let wanted = self.shellcheck.as_ref().filter(|_| settings.hears_shellcheck());
        let (Some(shellcheck), Some(file)) = (wanted, snapshot.dockerfile()) else {
            return snapshot;
        };
        let mut remarks = surroundings.remarks.as_deref().cloned().unwrap_or_default();
        shellcheck.look_at(file.scripts().into_iter().map(|(script, _)| script), &mut remarks);
        let surroundings = Surroundings { remarks: Some(Arc::new(remarks)), ..Surroundings::clone(surroundings) };
        snapshot.with_surroundings(Arc::new(surroundings))
    }
}
