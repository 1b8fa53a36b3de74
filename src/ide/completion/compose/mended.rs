//! Which keys are meant on the way to the cursor, half-typed ones among them.
//!
//! A key above the cursor may itself be unfinished: `netw` over a list of names. Where Compose knows no such key, but one that
//! begins so and may hold what stands below, that one is taken.

use super::likely;
use crate::reference::compose::{self, Entry, Map, Place, Section, Step};
use crate::syntax::outline;

/// A path as the table knows it, and what may stand at its end.
pub(super) struct Mended {
    pub steps: Vec<outline::Step>,
    pub place: Place,
}

/// Takes every step of a path for the key that it is, or will be; `None` where the table has nothing of the kind.
pub(super) fn mend(path: &[outline::Step]) -> Option<Mended> {
    let root = compose::resolve(&[])?;
    let mut steps = Vec::with_capacity(path.len());
    let place = descend(root, path, &mut steps, 0)?;
    Some(Mended { steps, place })
}

/// How many half-typed keys one path may have.
const MAX_GUESSES: usize = 2;

fn descend(place: Place, rest: &[outline::Step], steps: &mut Vec<outline::Step>, guesses: usize) -> Option<Place> {
    let Some((step, rest)) = rest.split_first() else { return Some(place) };
    let length = steps.len();
    let outline::Step::Key(key) = step else {
        steps.push(step.clone());
        return descend(place.step(Step::Item)?, rest, steps, guesses);
    };
    let known = place.step(Step::Key(key)).filter(|next| !matches!(next.entry, Entry::Unknown));
    if let Some(next) = known {
        steps.push(step.clone());
        return descend(next, rest, steps, guesses);
    }
    let map = place.shape.map.filter(|_| guesses < MAX_GUESSES && !key.is_empty())?;
    let order = likely::keys(&pattern(steps));
    for name in beginning_with(map, key, order) {
        let Some(next) = place.step(Step::Key(name)) else { continue };
        steps.truncate(length);
        steps.push(outline::Step::Key(name.to_owned()));
        if let Some(found) = descend(next, rest, steps, guesses + 1) {
            return Some(found);
        }
    }
    None
}

/// The keys of a mapping that begin with a text, the likeliest first.
fn beginning_with<'a>(map: &'a Map, text: &str, order: &[&str]) -> Vec<&'a str> {
    let named = map.keys.iter().filter(|key| key.name.starts_with(text)).map(|key| key.name);
    let mut named: Vec<(u16, &str)> =
        named.enumerate().map(|(at, name)| (likely::rank(order, name, at), name)).collect();
    named.sort_unstable();
    named.into_iter().map(|(_, name)| name).collect()
}

/// A path as the tables of likely keys name it: `services.*.ports.[]`.
pub(super) fn pattern(steps: &[outline::Step]) -> String {
    let named = Section::ALL.map(Section::key);
    let mut pattern: Vec<&str> = Vec::with_capacity(steps.len());
    for step in steps {
        let is_name = match pattern[..] {
            [section] => named.contains(&section),
            ["services", "*", "depends_on" | "networks" | "models" | "ulimits"] => true,
            _ => false,
        };
        pattern.push(match step {
            outline::Step::Item => "[]",
            outline::Step::Key(_) if is_name => "*",
            outline::Step::Key(key) => key,
        });
    }
    pattern.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(path: &str) -> Option<String> {
        let path: Vec<outline::Step> = path
            .split('.')
            .map(|part| if part == "[]" { outline::Step::Item } else { outline::Step::Key(part.to_owned()) })
            .collect();
        Some(pattern(&mend(&path)?.steps))
    }

    #[test]
    fn a_half_typed_key_is_what_may_hold_what_stands_below() {
        assert_eq!(mended("services.web.netw.[]").as_deref(), Some("services.*.networks.[]"));
        assert_eq!(mended("se.web.healthc").as_deref(), Some("services.*.healthcheck"));
        assert_eq!(mended("se.key.file").as_deref(), Some("secrets.*.file"));
        assert_eq!(mended("services.web.x-y.z").as_deref(), Some("services.*.x-y.z"));
        assert_eq!(mended("services.web.nothing"), None);
    }
}
