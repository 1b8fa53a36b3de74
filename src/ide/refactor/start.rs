//! An empty Dockerfile or Compose file: all that the project in its folder needs, at once.

use super::Offer;
use crate::ide::actions::FileChange;
use crate::model::{Language, Snapshot};
use crate::starter::{self, NewFile};
use crate::text::{Span, replace};

pub(super) fn offer(snapshot: &Snapshot) -> Option<Offer> {
    let source = snapshot.source();
    let around = snapshot.surroundings();
    let (files, path, folder) = (around.files.as_deref()?, around.path.as_ref()?, around.folder()?);
    let name = path.file_name()?.to_str()?;
    if !source.trim().is_empty() {
        return None;
    }
    let starter = starter::containerize(files, folder, Some(name))?;
    let is_here = |file: &NewFile| match snapshot.language() {
        Language::Dockerfile => file.name == "Dockerfile",
        Language::Compose => file.name == "compose.yaml",
        Language::Dockerignore => file.name == ".dockerignore",
        Language::Dotenv => false,
    };
    let (here, others): (Vec<NewFile>, Vec<NewFile>) = starter.files.into_iter().partition(is_here);
    let own = here.into_iter().next()?;
    let title = format!("Containerize this folder: {}", starter.kind);
    let offer = Offer::rewrite(title, vec![replace(Span::new(0, source.len()), own.text)]);
    let create = |file: NewFile| FileChange::Create { path: folder.join(file.name), text: file.text };
    Some(others.into_iter().map(create).fold(offer, Offer::with_file))
}
