//! Refactorings of Compose files, one a room.
//!
//! A value is rewritten where it stands, and what it means is compared before and after on a project that holds nothing else:
//! what that small project says is what the large one would, since nothing in the value is shared.

mod dotenv;
mod files;
mod lists;
mod mounts;
mod place;
mod sharing;
mod texts;
mod writing;

use super::Offer;
use crate::model::Compose;
use crate::text::Span;
use place::{Place, keys_at};

pub(super) fn offers(file: &Compose, span: Span) -> Vec<Offer> {
    if file.view().is_partial() {
        return Vec::new();
    }
    let keys = keys_at(file, span.start);
    let names: Vec<&str> = keys.iter().map(|pair| pair.key.text().unwrap_or_default()).collect();
    let mut offers = Vec::new();
    // What is nearest to the cursor comes first.
    for depth in (1..=keys.len()).rev() {
        let pair = keys[depth - 1];
        let place = Place { file, keys: &keys[..depth], names: &names[..depth], pair, value: pair.value, span };
        offers.extend(mounts::offers(&place));
        offers.extend(lists::offers(&place));
        offers.extend(texts::offers(&place));
        offers.extend(sharing::offers(&place));
        offers.extend(dotenv::offers(&place));
        offers.extend(files::offers(&place));
    }
    offers
}
