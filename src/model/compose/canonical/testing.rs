//! Small projects, written out.

use super::{Form, canonical};
use crate::model::{Language, MemoryFiles, Snapshot};
use serde_json::Value;

/// The canonical model of `/shop/compose.yaml`, with other files beside it.
pub(super) fn form(source: &str, others: &[(&str, &str)]) -> Form {
    let files = [("/shop/compose.yaml", source)].into_iter().chain(others.iter().copied());
    let around = MemoryFiles::new(files).around("/shop/compose.yaml");
    let snapshot = Snapshot::of(Language::Compose, source).with_surroundings(around);
    let file = snapshot.compose().expect("a Compose file");
    canonical(file.project(), file.surroundings().files.as_deref()).expect("a model of some size")
}

pub(super) fn model(source: &str) -> Value {
    form(source, &[]).json()
}

/// The value of a key of a service of which only this key is given, in flow style.
pub(super) fn key(key: &str, given: &str) -> Value {
    model(&format!("services:\n  web:\n    image: x\n    {key}: {given}\n"))["services"]["web"][key].clone()
}
