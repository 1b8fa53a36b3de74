//! What a stage stands on in the end: the image under it and under the stages that it is built from.

use super::{Base, Dockerfile, ImageReference, Stage, Word};
use crate::model::builders::is_context_of_all;
use crate::reference::images::{self, Image};

impl Dockerfile {
    /// The base at the bottom: that of the stage, or of the first of the stages that it is built from.
    pub fn foundation<'a>(&'a self, stage: &'a Stage) -> &'a Base {
        &self.bottom(stage).base
    }

    /// The stage at the bottom of those that it stands on; itself where it stands on none.
    pub fn bottom<'a>(&'a self, stage: &'a Stage) -> &'a Stage {
        let mut current = stage;
        while let Base::Stage(parent) = current.base {
            match self.stages.get(parent) {
                Some(stage) if stage.index < current.index => current = stage,
                _ => break,
            }
        }
        current
    }

    /// The image at the bottom, as the file names it.
    pub fn image_reference_under<'a>(&'a self, stage: &'a Stage) -> Option<&'a ImageReference> {
        match self.foundation(stage) {
            Base::Image(reference) => Some(reference),
            _ => None,
        }
    }

    /// What is known of the image at the bottom; `None` where it is not in the table.
    pub fn image_under(&self, stage: &Stage) -> Option<&'static Image> {
        let image = |stage: &Stage| images::lookup(&self.image_reference_under(stage)?.text);
        let images = self.images.get_or_init(|| self.stages.iter().map(image).collect());
        images.get(stage.index).copied().flatten()
    }

    /// Whether the stage is built for Windows, as far as its image, its platform or the escape character tell.
    pub fn is_for_windows(&self, stage: &Stage) -> bool {
        let platform = self.instructions[stage.range.start].flag("platform").and_then(|flag| flag.value.as_ref());
        if let Some(platform) = platform.filter(|platform| !platform.text.contains('$')) {
            return platform.text.to_ascii_lowercase().starts_with("windows");
        }
        let Some(reference) = self.image_reference_under(stage) else { return false };
        let name = reference.text.to_ascii_lowercase();
        ["windows", "nanoserver", "servercore"].iter().any(|word| name.contains(word))
            || images::lookup(&reference.text).is_some_and(Image::is_windows)
    }

    /// The images that the file takes from a registry, each with the word that names it as written: the bases, and those of
    /// `--from`. A plain name behind `--from` may be a context of the command line; it counts where the image is known. One for
    /// which all who build the file have a context is none.
    pub fn image_references(&self) -> Vec<(ImageReference, &Word)> {
        let mut found = Vec::new();
        for stage in &self.stages {
            if let Base::Image(image) = &stage.base {
                found.push((image.clone(), &stage.base_word));
            }
            for name in stage.references.iter().map(|reference| &reference.name) {
                let is_image = name.text.contains(['/', ':']) || images::lookup(&name.text).is_some();
                if is_image && self.stage_named(&name.text).is_none() {
                    found.push((ImageReference::parse(&name.text, name.span), name));
                }
            }
        }
        let is_context = |image: &ImageReference| {
            let is_plain = image.tag.is_none() && image.digest.is_none() && !image.text.contains('/');
            is_plain && is_context_of_all(self, &image.text)
        };
        found.retain(|(image, _)| !is_context(image));
        found
    }

    pub fn stands_on_scratch(&self, stage: &Stage) -> bool {
        *self.foundation(stage) == Base::Scratch
    }

    /// Whether the stage's layers are part of the image that is built when nobody names a stage: it is the last one, or one
    /// that this is built from.
    pub fn ships(&self, stage: &Stage) -> bool {
        let mut current = self.final_stage();
        while let Some(shipped) = current {
            if shipped.index == stage.index {
                return true;
            }
            current = match shipped.base {
                Base::Stage(parent) if parent < shipped.index => self.stages.get(parent),
                _ => None,
            };
        }
        false
    }

    /// The stages that are built for their own sake: the last one, and those that no other stands on or takes from.
    pub fn results(&self) -> impl Iterator<Item = &Stage> {
        let mut is_used = vec![false; self.stages.len()];
        for stage in &self.stages {
            let taken = stage.references.iter().filter_map(|it| Some(self.stage_named(&it.name.text)?.index));
            let parent = match stage.base {
                Base::Stage(parent) => Some(parent),
                _ => None,
            };
            taken.chain(parent).filter(|&used| used != stage.index).for_each(|used| is_used[used] = true);
        }
        let is_last = |stage: &Stage| stage.index + 1 == self.stages.len();
        self.stages.iter().filter(move |&stage| is_last(stage) || !is_used[stage.index])
    }
}
