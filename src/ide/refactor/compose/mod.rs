//! Refactorings of Compose files, one a room.

use super::Offer;
use crate::model::Compose;
use crate::text::Span;

pub(super) fn offers(_file: &Compose, _span: Span) -> Vec<Offer> {
    Vec::new()
}
