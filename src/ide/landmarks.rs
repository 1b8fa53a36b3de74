//! What a file offers to somebody who looks for a name in the whole workspace: stages, services, and the other entries of a
//! Compose file's top-level sections.

use super::SymbolKind;
use crate::model::Snapshot;
use crate::model::compose::Section;
use crate::text::Span;

/// Something that can be looked for by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landmark {
    pub name: String,
    pub kind: SymbolKind,
    /// Of the name.
    pub span: Span,
}

/// The landmarks of a file, in its order.
pub fn landmarks(snapshot: &Snapshot) -> Vec<Landmark> {
    let mut found = Vec::new();
    if let Some(file) = snapshot.dockerfile() {
        let named = file.stages.iter().filter_map(|stage| stage.name.as_ref());
        found.extend(named.map(|name| Landmark { name: name.text.clone(), kind: SymbolKind::Stage, span: name.span }));
    }
    for section in
        snapshot.compose().into_iter().flat_map(|file| Section::ALL.map(|section| file.declarations(section)))
    {
        found.extend(section.into_iter().map(|declared| Landmark {
            name: declared.name.to_owned(),
            kind: if declared.section == Section::Services { SymbolKind::Service } else { SymbolKind::Resource },
            span: declared.key,
        }));
    }
    found.sort_by_key(|landmark| landmark.span);
    found
}

/// How well a name fits what somebody typed, the best first; `None` where it does not. Letters may be left out, case does not
/// count.
pub fn rank(name: &str, query: &str) -> Option<u8> {
    let (name, query) = (name.to_lowercase(), query.to_lowercase());
    match name.find(&query) {
        Some(0) if name.len() == query.len() => return Some(0),
        Some(0) => return Some(1),
        Some(at) if name[..at].ends_with(['-', '_', '.']) => return Some(2),
        Some(_) => return Some(3),
        None => {}
    }
    let mut letters = name.chars();
    query.chars().filter(|c| !c.is_whitespace()).all(|wanted| letters.any(|letter| letter == wanted)).then_some(4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    #[test]
    fn stages_services_and_resources_can_be_looked_for() {
        let names = |language, source| {
            let found = landmarks(&Snapshot::of(language, source));
            found.into_iter().map(|it| (it.name, it.kind)).collect::<Vec<_>>()
        };
        assert_eq!(names(Language::Dockerfile, "FROM a AS b\nFROM b\n"), [("b".to_owned(), SymbolKind::Stage)]);
        assert_eq!(
            names(Language::Compose, "volumes: {v: }\nservices:\n  web: {image: x}\n"),
            [("v".to_owned(), SymbolKind::Resource), ("web".to_owned(), SymbolKind::Service)]
        );
    }

    #[test]
    fn the_nearest_name_comes_first() {
        let ranks = ["web", "web-api", "my-web", "cobweb", "w-e-b", "api"].map(|name| rank(name, "Web"));
        assert_eq!(ranks, [Some(0), Some(1), Some(2), Some(3), Some(4), None]);
        assert_eq!(rank("anything", ""), Some(1));
    }
}
