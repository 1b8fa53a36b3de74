//! The lenses of a Compose file.

use super::{Lens, LensKind, listed};
use crate::model::Compose;
use crate::model::compose::{Section, Service};
use crate::text::Span;
use std::collections::HashMap;

/// How many names a sentence lists.
const MOST: usize = 3;

pub(super) fn lenses(file: &Compose, wants: &dyn Fn(LensKind) -> bool) -> Vec<Lens> {
    let mut lenses = Vec::new();
    if wants(LensKind::References) {
        lenses.extend(of_references(file));
    }
    if wants(LensKind::Overrides) {
        lenses.extend(of_overrides(file));
    }
    lenses
}

/// Who uses a name, and where.
#[derive(Default)]
struct Uses {
    names: Vec<String>,
    places: Vec<Span>,
}

/// Which services use each service, network, volume and the like.
fn of_references(file: &Compose) -> Vec<Lens> {
    let mut uses: HashMap<(Section, &str), Uses> = HashMap::new();
    for service in file.services() {
        for reference in service.references() {
            let Uses { names, places } = uses.entry((reference.section, &reference.name)).or_default();
            places.push(reference.span);
            if names.iter().all(|name| name != service.name) {
                names.push(service.name.to_owned());
            }
        }
    }
    let declared = Section::ALL.into_iter().flat_map(|section| file.declarations(section));
    let mut lenses = Vec::new();
    for declared in declared {
        let Some(Uses { names, places }) = uses.remove(&(declared.section, declared.name)) else { continue };
        let title = format!("Used by {}", listed(&names, MOST));
        lenses.push(Lens { span: declared.key, title, kind: LensKind::References, places });
    }
    lenses
}

/// Which other files of the project go over a service of this one, and what they change.
fn of_overrides(file: &Compose) -> Vec<Lens> {
    let setting = file.setting();
    let above = setting.listed.iter().skip_while(|&&listed| listed != 0).skip(1);
    let above: Vec<usize> = above.copied().collect();
    if above.is_empty() {
        return Vec::new();
    }
    let project = file.project();
    let lens = |service: Service<'_>| {
        let datum = project.root.at(&["services", service.name])?;
        let mut names: Vec<String> = Vec::new();
        let mut keys: Vec<String> = Vec::new();
        for entry in datum.entries() {
            // An entry knows the places of its key, the last word first.
            for origin in entry.keys.iter().filter(|origin| above.contains(&origin.file)) {
                let path = project.files.get(origin.file).and_then(|file| file.path.as_ref()?.file_name());
                let name = path.map_or_else(String::new, |name| name.to_string_lossy().into_owned());
                if !name.is_empty() && !names.contains(&name) {
                    names.push(name);
                }
                if !keys.contains(&entry.name) {
                    keys.push(entry.name.clone());
                }
            }
        }
        let title = format!("{} from {}", listed(&keys, MOST), listed(&names, MOST));
        let is_touched = !names.is_empty();
        is_touched.then_some(Lens { span: service.key, title, kind: LensKind::Overrides, places: Vec::new() })
    };
    file.services().into_iter().filter_map(lens).collect()
}

#[cfg(test)]
mod tests {
    use super::super::LensKind;
    use super::super::tests::of;
    use crate::model::{Language, MemoryFiles, Snapshot};

    #[test]
    fn a_name_says_who_uses_it() {
        let source = "services:\n  web: {image: x, depends_on: [db], volumes: [\"data:/v\"]}\n  db: {image: y, volumes: [\"data:/w\"]}\nvolumes:\n  data:\n  w:\n";
        let snapshot = Snapshot::of(Language::Compose, source);
        assert_eq!(of(&snapshot, LensKind::References), ["3:Used by web", "5:Used by web and db"]);
    }

    #[test]
    fn a_service_says_what_another_file_changes() {
        let source = "services:\n  web:\n    image: x\n  db:\n    image: y\n";
        let over = "services:\n  web:\n    image: z\n    ports: [\"80\"]\n";
        let files = [("/p/compose.yaml", source), ("/p/compose.override.yaml", over)];
        let at = |path: &str, text: &str| {
            let around = MemoryFiles::new(files).around(path);
            of(&Snapshot::of(Language::Compose, text).with_surroundings(around), LensKind::Overrides)
        };
        assert_eq!(at("/p/compose.yaml", source), ["2:image and ports from compose.override.yaml"]);
        assert!(at("/p/compose.override.yaml", over).is_empty());
    }
}
