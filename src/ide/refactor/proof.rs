//! Whether an offer leaves a file what it is.
//!
//! A Dockerfile is compared as a fix is: see [`crate::fix::guard`]. Where stages appear or vanish, what is built in the end
//! must be configured as before. A Compose file must say the same once aliases are followed and short forms are spelt out; the
//! rooms that change one value prove that on the value alone, which is what [`same_model`] is for.

use super::Offer;
use super::excerpt::Excerpt;
use crate::fix::guard::{Facts, compare};
use crate::model::compose::canonical;
use crate::model::dockerfile::{Dockerfile, Stage};
use crate::model::{Compose, Language, Snapshot};
use crate::rules::Change;
use crate::text::Text;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;

/// Those of the offers that keep what they promise to keep.
pub(super) fn of_dockerfile(snapshot: &Snapshot, offers: Vec<Offer>) -> Vec<Offer> {
    let Some(file) = snapshot.dockerfile() else { return Vec::new() };
    // Nearly all offers at one place are judged on the same part of the file.
    let mut scenes: Vec<Scene> = Vec::new();
    let scene_of = |offer: &Offer| {
        let excerpt = Excerpt::around(file, &offer.edits);
        scenes.iter().position(|scene| scene.excerpt == excerpt).unwrap_or_else(|| {
            scenes.push(Scene::of(snapshot, excerpt));
            scenes.len() - 1
        })
    };
    let places: Vec<usize> = offers.iter().map(scene_of).collect();
    let holds = |(offer, place): (&Offer, &usize)| offer.edits.is_empty() || scenes[*place].keeps(offer);
    let holds: Vec<bool> = offers.par_iter().zip(&places).map(holds).collect();
    offers.into_iter().zip(holds).filter_map(|(offer, holds)| holds.then_some(offer)).collect()
}

/// The part of a Dockerfile on which offers are judged, as it is.
struct Scene {
    excerpt: Excerpt,
    snapshot: Snapshot,
    facts: Facts,
}

impl Scene {
    fn of(snapshot: &Snapshot, excerpt: Excerpt) -> Scene {
        let text = Text::new(&excerpt.text(snapshot.source()));
        let surroundings = snapshot.surroundings().clone();
        let part = Snapshot::new(snapshot.language(), text, snapshot.version()).with_surroundings(surroundings);
        Scene { excerpt, facts: Facts::of(&part), snapshot: part }
    }

    /// Whether the part says the same after the offer, apart from what the offer declares to change.
    fn keeps(&self, offer: &Offer) -> bool {
        let after = self.snapshot.mended(&self.excerpt.moved(&offer.edits));
        let (Some(file), Some(result)) = (self.snapshot.dockerfile(), after.dockerfile()) else { return false };
        let restaged = file.stages.len() != result.stages.len();
        compare(&self.facts, &Facts::of(&after), offer.changes).is_ok()
            && (!restaged || ends_alike(file, result))
            && keeps_comments(file, after.source())
    }
}

/// Those of the offers that keep the model, unless they declare to change it.
pub(super) fn of_compose(snapshot: &Snapshot, offers: Vec<Offer>) -> Vec<Offer> {
    if offers.is_empty() {
        return offers;
    }
    // What one value means was compared where it was rewritten; here whole files are, which is needed where aliases change.
    let holds = |offer: &Offer| {
        offer.edits.is_empty() || offer.changes.contains(&Change::Model) || {
            let after = snapshot.mended(&offer.edits);
            compare(&Facts::of(snapshot), &Facts::of(&after), offer.changes).is_ok()
        }
    };
    offers.into_iter().filter(holds).collect()
}

/// Whether every comment still stands on a line of its own, be it that of a script.
fn keeps_comments(before: &Dockerfile, after: &str) -> bool {
    let mut lines: HashMap<&str, usize> = HashMap::new();
    for line in after.lines().map(str::trim).filter(|line| line.starts_with('#')) {
        *lines.entry(line).or_default() += 1;
    }
    before.comments.iter().all(|comment| {
        let left = lines.get_mut(before.text(*comment).trim());
        left.filter(|left| **left > 0).map(|left| *left -= 1).is_some()
    })
}

/// Whether what is built when nobody names a stage is configured alike, and so is every stage that both have by name.
fn ends_alike(before: &Dockerfile, after: &Dockerfile) -> bool {
    let same = |one: Option<&Stage>, other: Option<&Stage>| match (one, other) {
        (Some(one), Some(other)) => configuration(before, one) == configuration(after, other),
        (one, other) => one.is_none() && other.is_none(),
    };
    let named = before.stages.iter().filter_map(|stage| {
        let name = &stage.name.as_ref()?.text;
        Some((before.stage_of_name(name), after.stage_of_name(name)?))
    });
    same(before.final_stage(), after.final_stage()) && named.into_iter().all(|(one, other)| same(one, Some(other)))
}

/// What a stage ends with, in the texts that it is made of.
fn configuration(file: &Dockerfile, stage: &Stage) -> Vec<String> {
    let runtime = file.runtime_of(stage);
    let rest = |index: Option<usize>| index.map(|index| file.instructions[index].rest.text().to_owned());
    vec![
        format!("{:?}", runtime.user.map(|user| user.text)),
        runtime.workdir,
        format!("{:?} {:?}", runtime.shell, runtime.stop_signal),
        format!("{:?} {:?} {:?}", rest(runtime.entrypoint), rest(runtime.cmd), rest(runtime.healthcheck)),
        format!("{:?} {:?} {:?} {:?}", runtime.env, runtime.labels, runtime.exposed, runtime.volumes),
    ]
}

/// Whether two texts are the same project, as Compose would print it, in the surroundings of the file.
pub(super) fn same_model(file: &Compose, before: &str, after: &str) -> bool {
    let before = model(file, before);
    before.is_some() && before == model(file, after)
}

/// The same, apart from a top-level key that the second has.
pub(super) fn same_model_without(file: &Compose, before: &str, after: &str, key: &str) -> bool {
    let (before, mut after) = (model(file, before), model(file, after));
    if let Some(after) = after.as_mut().and_then(|after| after.as_object_mut()) {
        after.remove(key);
    }
    before.is_some() && before == after
}

fn model(file: &Compose, text: &str) -> Option<serde_json::Value> {
    let surroundings = Arc::new(file.surroundings().clone());
    let snapshot = Snapshot::new(Language::Compose, Text::new(text), 0).with_surroundings(surroundings);
    let compose = snapshot.compose().filter(|compose| compose.view().problems().is_empty())?;
    let mut model = canonical(compose.project(), None)?.json();
    without_forms(&mut model);
    Some(model)
}

/// Evens out what Compose keeps of the form that was written: `volume: {}` of a short mount says nothing, and one number is
/// both limits.
fn without_forms(model: &mut serde_json::Value) {
    let Some(services) = model.get_mut("services").and_then(|services| services.as_object_mut()) else { return };
    for service in services.values_mut() {
        let mounts = service.get_mut("volumes").and_then(|volumes| volumes.as_array_mut());
        for mount in mounts.into_iter().flatten().filter_map(|mount| mount.as_object_mut()) {
            let options = mount.get("volume").and_then(|options| options.as_object());
            if options.is_some_and(serde_json::Map::is_empty) {
                mount.remove("volume");
            }
        }
        let limits = service.get_mut("ulimits").and_then(|limits| limits.as_object_mut());
        for limit in limits.into_iter().flat_map(|limits| limits.values_mut()).filter(|limit| !limit.is_object()) {
            *limit = serde_json::json!({ "soft": limit, "hard": limit });
        }
    }
}
