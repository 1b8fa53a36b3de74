//! Short sentences above a line: who builds a stage, who uses a name, what makes a layer be built again, which other file has
//! the last word, how many layers a stage adds. (That is a sentence about a stage as a whole, so it stands above it, and nobody
//! needs it all day, so it waits to be asked for.)
//!
//! Each kind can be switched; those that would speak above every other line are silent until somebody asks for them.

mod compose;
mod dockerfile;

use crate::model::{Language, Snapshot};
use crate::text::Span;

/// A sentence above the line of `span`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    pub span: Span,
    pub title: String,
    pub kind: LensKind,
    /// The places that it counts, all in this file.
    pub places: Vec<Span>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LensKind {
    /// Who builds a stage.
    Builders,
    /// Who uses a stage, a service, a network, a volume.
    References,
    /// What makes a layer be built again.
    Cache,
    /// The files that go over a service.
    Overrides,
    /// How many layers a stage adds.
    Layers,
}

impl LensKind {
    /// Each with its name in the settings, and whether it is shown where nobody said otherwise.
    pub const ALL: [(LensKind, &'static str, bool); 5] = [
        (LensKind::Builders, "builders", true),
        (LensKind::References, "references", false),
        (LensKind::Cache, "cache", false),
        (LensKind::Overrides, "overrides", true),
        (LensKind::Layers, "layers", false),
    ];

    /// Whether it is shown where nobody said otherwise.
    pub fn is_usual(self) -> bool {
        LensKind::ALL.iter().any(|(kind, _, usual)| *kind == self && *usual)
    }
}

/// The lenses of a file, in order, of the kinds that are wanted.
pub fn lenses(snapshot: &Snapshot, wants: impl Fn(LensKind) -> bool) -> Vec<Lens> {
    let mut lenses = match snapshot.language() {
        Language::Dockerfile => snapshot.dockerfile().map(|file| dockerfile::lenses(file, &wants)).unwrap_or_default(),
        Language::Compose => snapshot.compose().map(|file| compose::lenses(file, &wants)).unwrap_or_default(),
        Language::Dockerignore | Language::Dotenv => Vec::new(),
    };
    lenses.sort_by_key(|lens| (lens.span, lens.kind));
    lenses
}

/// `a`, `a and b`, `a, b and 3 more`.
fn listed(names: &[String], most: usize) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if names.len() <= most => format!("{} and {last}", first.join(", ")),
        _ => {
            let shown = most.saturating_sub(1).max(1);
            format!("{} and {} more", names[..shown].join(", "), names.len() - shown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each lens as `line:title`, from 1.
    pub(super) fn of(snapshot: &Snapshot, kind: LensKind) -> Vec<String> {
        let source = snapshot.source();
        let line = |offset: usize| source[..offset].matches('\n').count() + 1;
        let lenses = lenses(snapshot, |wanted| wanted == kind);
        lenses.into_iter().map(|lens| format!("{}:{}", line(lens.span.start), lens.title)).collect()
    }

    #[test]
    fn lists_are_short() {
        let names: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        assert_eq!(listed(&names[..1], 3), "a");
        assert_eq!(listed(&names[..2], 3), "a and b");
        assert_eq!(listed(&names[..3], 3), "a, b and c");
        assert_eq!(listed(&names, 3), "a, b and 2 more");
    }
}
