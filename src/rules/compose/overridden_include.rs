//! A resource that this file and an included one both have.

use super::neighbour;
use crate::rules::prelude::*;

rule! {
    /// This file has a resource that an included file has too.
    ///
    /// Compose merges both, this file over the other, and says nothing; older versions refused it. Where this is meant, say so in
    /// a comment; where not, one of them needs another name.
    ///
    /// ```yaml
    /// include: [common.yaml]
    /// services:
    ///   cache:
    ///     image: memcached:1.6
    /// ```
    /// Use instead:
    /// ```yaml
    /// include: [common.yaml]
    /// services:
    ///   memcached:
    ///     image: memcached:1.6
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// common.yaml
    ///     services: {cache: {image: "redis:7"}}
    /// ```
    "overridden-include", Hint,
    groups: [Correctness],
    concerns: ["include-silent-override"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if file.at(&["include"]).is_none() {
        return;
    }
    let Some(project) = file.shared_project() else { return };
    for section in ["services", "networks", "volumes", "secrets", "configs", "models"] {
        for entry in project.root.get(section).into_iter().flat_map(|section| section.entries()) {
            let here = entry.keys.iter().find(|key| key.file == 0);
            let brought = |key: &&crate::model::compose::project::Origin| {
                project.files.get(key.file).is_some_and(|other| other.brought_by.is_some())
            };
            let (Some(here), Some(there)) = (here, entry.keys.iter().find(brought)) else { continue };
            let Some(path) = project.files[there.file].path.as_deref() else { continue };
            let name = neighbour(file, path);
            report.at(here.span, format!("`{name}` has `{}` too; the two are merged", entry.name));
        }
    }
}
