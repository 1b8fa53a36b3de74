//! A volume beside the data.

use crate::model::compose::{DataPlace, mount_point};
use crate::rules::prelude::*;

rule! {
    /// A volume is mounted beside the directory where the database keeps its data.
    ///
    /// The volume stays empty, and the data goes with the container. PostgreSQL's image moved its data with version 18, from
    /// `/var/lib/postgresql/data` to a directory of the version under `/var/lib/postgresql`, and the volume belongs there now;
    /// with a mount on the old path the new image refuses to start.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:18
    ///     volumes:
    ///       - data:/var/lib/postgresql/data
    /// volumes:
    ///   data:
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:18
    ///     volumes:
    ///       - data:/var/lib/postgresql
    /// volumes:
    ///   data:
    /// ```
    "misplaced-data-volume", Warning, Ask,
    groups: [Correctness],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(image) = service.database() else { continue };
        let Some(DataPlace::Beside(target)) = service.data_place(image) else { continue };
        let Some(mount) = service.mounts().find(|mount| mount.target == target) else { continue };
        let Some(path) = mount_point(image) else { continue };
        let since = if path == "/var/lib/postgresql" { ", since version 18" } else { "" };
        let message = format!("`{}` keeps its data in `{path}`{since}, not in `{target}`", image.name);
        let finding = report.at(mount.value.span(), message);
        let written = match mount.value.get("target") {
            Some(value) => value.joined().map(|joined| joined.whole()),
            None => mount.value.joined().zip(mount.value.text()).and_then(|(joined, text)| {
                let at = text.rfind(target)?;
                Some(joined.span(at..at + target.len()))
            }),
        };
        if let Some(span) = written.filter(|_| !mount.value.is_alias()) {
            finding.fix(format!("Mount it on `{path}`"), replace(span, path)).declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    fn with(image: &str, mount: &str) -> String {
        format!("services:\n  db:\n    image: {image}\n    volumes:\n      - {mount}\n")
    }

    #[test]
    fn only_what_looks_like_a_place_for_data_is_beside_it() {
        for (image, mount) in [
            ("postgres:17", "data:/var/lib/postgresql/data"),
            ("postgres:18", "data:/var/lib/postgresql"),
            ("postgres:18", "data:/var/lib/postgresql/18/docker"),
            ("postgres:17", "./init:/docker-entrypoint-initdb.d"),
            ("mongo:7", "./data/seed.js:/data/seed.js"),
            ("mysql:8", "./my.cnf:/etc/mysql/my.cnf"),
            ("postgres:$V", "data:/var/lib/postgresql/data"),
        ] {
            assert!(findings("misplaced-data-volume", &with(image, mount)).is_empty(), "{image} {mount}");
        }
        let short = fixed("misplaced-data-volume", &with("mysql:8", "\"data:/var/lib/mysqldata:z\""));
        assert_eq!(short, Some(with("mysql:8", "\"data:/var/lib/mysql:z\"")));
    }
}
