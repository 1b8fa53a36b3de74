//! A `.dockerignore`, where a COPY takes the whole folder and nothing keeps out what no image needs.

use super::Here;
use crate::ide::actions::FileChange;
use crate::ide::refactor::Offer;
use crate::model::dockerfile::Keyword;
use crate::starter;

pub(super) fn offers(here: Here<'_>) -> Option<Offer> {
    let Here { file, instruction, .. } = here;
    let around = file.surroundings();
    let (files, path, folder) = (around.files.as_deref()?, around.path.as_ref()?, around.folder()?);
    let [sources @ .., _] = instruction.arguments.words() else { return None };
    let is_copy = matches!(instruction.keyword, Keyword::Copy | Keyword::Add) && instruction.flag("from").is_none();
    let takes_all = sources.iter().any(|source| matches!(source.text.as_str(), "." | "./" | "*" | "/"));
    let own = folder.join(format!("{}.dockerignore", path.file_name()?.to_string_lossy()));
    let ignore = folder.join(".dockerignore");
    let is_there = [&own, &ignore].into_iter().any(|path| files.kind(path).is_some());
    let text = || starter::dockerignore(files, folder);
    (is_copy && takes_all && !is_there).then(|| {
        Offer::rewrite("Create `.dockerignore`", Vec::new())
            .with_file(FileChange::Create { path: ignore.clone(), text: text() })
    })
}
