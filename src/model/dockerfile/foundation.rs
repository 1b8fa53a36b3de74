//! What a stage stands on in the end: the image under it and under the stages that it is built from.

use super::{Base, Dockerfile, ImageReference, Stage};
use crate::reference::images::{self, Image};

impl Dockerfile {
    /// The base at the bottom: that of the stage, or of the first of the stages that it is built from.
    pub fn foundation<'a>(&'a self, stage: &'a Stage) -> &'a Base {
        let mut current = stage;
        while let Base::Stage(parent) = current.base {
            match self.stages.get(parent) {
                Some(stage) if stage.index < current.index => current = stage,
                _ => break,
            }
        }
        &current.base
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
        images::lookup(&self.image_reference_under(stage)?.text)
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
}
