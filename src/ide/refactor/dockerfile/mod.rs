//! Refactorings of Dockerfiles, one a room.

mod argument;
mod chain;
mod files;
mod form;
mod packages;
mod pairs;
mod stages;
mod wrap;

use super::Offer;
use crate::model::Dockerfile;
use crate::model::dockerfile::Instruction;
use crate::text::Span;

/// Where the cursor or the selection is: in one instruction, or from that one on.
#[derive(Clone, Copy)]
struct Here<'a> {
    file: &'a Dockerfile,
    index: usize,
    instruction: &'a Instruction,
    span: Span,
}

impl Here<'_> {
    /// Whether nothing beyond the instruction is selected.
    fn is_within(&self) -> bool {
        self.span.end <= self.instruction.span.end
    }
}

pub(super) fn offers(file: &Dockerfile, span: Span) -> Vec<Offer> {
    let after = file.instructions.partition_point(|instruction| instruction.span.start <= span.start);
    let first = after.checked_sub(1).filter(|&at| file.instructions[at].span.end >= span.start);
    // A selection may begin on the blank line above.
    let Some(index) = first.or_else(|| (!span.is_empty()).then_some(after)) else { return Vec::new() };
    let Some(instruction) = file.instructions.get(index).filter(|it| it.span.start <= span.end) else {
        return Vec::new();
    };
    let here = Here { file, index, instruction, span };
    let mut offers = Vec::new();
    if here.is_within() && instruction.problems.is_empty() {
        offers.extend(chain::offers(here));
        offers.extend(form::offers(here));
        offers.extend(packages::offers(here));
        offers.extend(pairs::offers(here));
        offers.extend(wrap::offers(here));
        offers.extend(argument::offers(here));
        offers.extend(files::offers(here));
    }
    offers.extend(stages::offers(here));
    offers
}
