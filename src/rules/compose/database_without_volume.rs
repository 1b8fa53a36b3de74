//! A database whose data goes with its container.

use crate::model::compose::{DataPlace, Section, Service, Value, mount_point};
use crate::reference::images::Image;
use crate::rules::prelude::*;

rule! {
    /// The data of a database is on no volume that has a name.
    ///
    /// Its image puts the data into a volume without a name, or into the container itself: `docker compose down` followed by
    /// `up` starts with an empty database. A named volume stays until somebody removes it on purpose. What a test may lose goes
    /// into a `tmpfs`, which says so.
    ///
    /// The volume that the fix adds is new and empty: what a database holds already is moved by hand.
    ///
    /// The rule knows the images of databases and where they keep their data.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     environment:
    ///       POSTGRES_PASSWORD_FILE: /run/secrets/db
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     environment:
    ///       POSTGRES_PASSWORD_FILE: /run/secrets/db
    ///     volumes:
    ///       - db-data:/var/lib/postgresql/data
    /// volumes:
    ///   db-data:
    /// ```
    "database-without-volume", Info, Ask,
    groups: [Correctness],
}

pub fn check(file: &Compose, report: &mut Report) {
    if !file.stands_alone() {
        return;
    }
    for service in file.services().into_iter().filter(|service| !file.is_torn(service.span)) {
        let Some(image) = service.database() else { continue };
        // A service that says nothing but its image is a sketch, or a part of something else.
        let is_set_up =
            ["environment", "env_file", "ports", "command", "volumes"].iter().any(|key| service.get(key).is_some());
        if !is_set_up || service.data_place(image) != Some(DataPlace::Nowhere) {
            continue;
        }
        let Some(path) = mount_point(image).filter(|_| !runs_something_else(service)) else { continue };
        let message = format!("The data of `{}` goes with its container: nothing is mounted on `{path}`", service.name);
        report
            .at(service.key, message)
            .awaits(service.key)
            .fix("Keep it on a named volume", on_volume(file, service, image).unwrap_or_default())
            .declares(&[Change::Model]);
    }
}

/// Whether the service borrows the image for an errand: its command is a shell or a client, and names no server.
fn runs_something_else(service: Service<'_>) -> bool {
    const ERRANDS: [&str; 14] = [
        "ash",
        "bash",
        "clickhouse-client",
        "mariadb",
        "mongo",
        "mongodump",
        "mongorestore",
        "mongosh",
        "mysql",
        "mysqldump",
        "pg_dump",
        "pg_restore",
        "psql",
        "sh",
    ];
    const SERVERS: [&str; 7] =
        ["clickhouse-server", "docker-entrypoint", "exec", "mariadbd", "mongod", "mysqld", "postgres"];
    ["entrypoint", "command"].iter().filter_map(|key| service.get(key)).any(|value| {
        let texts: Vec<&str> = value.items().chain(std::iter::once(value)).filter_map(Value::text).collect();
        let mut words =
            texts.iter().flat_map(|text| text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_/".contains(c))));
        let first = texts.first().and_then(|text| text.split_whitespace().next()).unwrap_or("");
        let name = |word: &str| word.rsplit('/').next().unwrap_or(word).to_owned();
        ERRANDS.contains(&&*name(first)) && !words.any(|word| SERVERS.contains(&&*name(word)))
    })
}

/// The edits that mount a new named volume where the image keeps its data.
fn on_volume(file: &Compose, service: Service<'_>, image: &Image) -> Option<Vec<Edit>> {
    let join = if service.name.contains('_') { '_' } else { '-' };
    let name = format!("{}{join}data", service.name);
    if file.view().is_partial() || file.declaration(Section::Volumes, &name).is_some() {
        return None;
    }
    let entry = Yaml::text(format!("{name}:{}", mount_point(image)?));
    let mount = match service.get("volumes") {
        Some(list) => amend::add_item(file, list, &entry)?,
        None => amend::add_to_service(file, service, "volumes", &Yaml::List(vec![entry]))?,
    };
    Some(vec![mount, file.declare(Section::Volumes, &name, &[])?])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn a_line_that_is_no_yaml_speaks_for_its_own_service_alone() {
        let with = |first: &str, second: &str| {
            let service = "    image: mysql:8\n    env_file: x\n";
            let source = format!("services:\n  a:\n{service}{first}  b:\n{service}{second}");
            marked("database-without-volume", &source)
        };
        assert_eq!(with("", ""), ["a", "b"]);
        assert_eq!((with("    volu\n", ""), with("", "    vol: [\n")), (vec!["b".to_owned()], vec!["a".to_owned()]));
    }

    #[test]
    fn any_place_for_the_data_will_do() {
        let with = |body: &str| findings("database-without-volume", &format!("services:\n  db: {{{body}}}\n")).len();
        assert_eq!(with("image: mysql:8, environment: {A: 1}"), 1);
        assert_eq!(with("image: mysql:8, command: sh -c 'exec mysqld --verbose'"), 1);
        for body in [
            "image: mysql:8",
            "image: mysql:8, volumes: [data:/var/lib/mysql]",
            "image: mysql:8, volumes: [./data:/var/lib]",
            "image: mysql:8, env_file: x, tmpfs: [/var/lib/mysql]",
            "image: mysql:8, env_file: x, extends: {file: a, service: b}",
            "image: postgres:17, environment: {PGDATA: /data}, volumes: [data:/data]",
            "image: redis:8, command: redis-server",
            "image: example/mysql, command: x",
            "image: mongo:8, command: [bash, -c, mongosh --host mongodb]",
            "image: mysql:8, entrypoint: sh, command: -c 'mysql -h db'",
        ] {
            assert_eq!(with(body), 0, "{body}");
        }
    }
}
