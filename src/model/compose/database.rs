//! Which services keep data, and where: what the table of images says about databases, in the words that rules need.

use super::{MountKind, Service, has_variable};
use crate::reference::images::Image;

/// Images that are databases: what they hold is nowhere else.
const DATABASES: [&str; 25] = [
    "postgres",
    "postgis/postgis",
    "pgvector/pgvector",
    "bitnami/postgresql",
    "bitnamilegacy/postgresql",
    "mysql",
    "mariadb",
    "percona",
    "percona/percona-server",
    "bitnami/mysql",
    "bitnami/mariadb",
    "bitnamilegacy/mysql",
    "bitnamilegacy/mariadb",
    "mongo",
    "bitnami/mongodb",
    "bitnamilegacy/mongodb",
    "cassandra",
    "couchdb",
    "neo4j",
    "influxdb",
    "clickhouse",
    "clickhouse/clickhouse-server",
    "mcr.microsoft.com/mssql/server",
    "oracle/database",
    "timescale/timescaledb",
];

/// Caches, brokers and stores that are no place for the public either.
const STORES: [&str; 20] = [
    "redis",
    "valkey/valkey",
    "bitnami/redis",
    "bitnamilegacy/redis",
    "eqalpha/keydb",
    "docker.dragonflydb.io/dragonflydb/dragonfly",
    "memcached",
    "rabbitmq",
    "bitnami/rabbitmq",
    "apache/kafka",
    "confluentinc/cp-kafka",
    "confluentinc/cp-zookeeper",
    "zookeeper",
    "elasticsearch",
    "docker.elastic.co/elasticsearch/elasticsearch",
    "opensearchproject/opensearch",
    "quay.io/coreos/etcd",
    "consul",
    "hashicorp/consul",
    "adminer",
];

/// Where a database keeps its data, as far as the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataPlace<'a> {
    /// Something is mounted there.
    Mounted,
    /// Something is mounted at this path, which looks like the place for data, and is not.
    Beside(&'a str),
    /// Nothing is mounted that could hold it.
    Nowhere,
}

impl<'a> Service<'a> {
    /// The image, where it is a database.
    pub fn database(self) -> Option<&'static Image> {
        self.known_image().filter(|image| DATABASES.contains(&image.name))
    }

    /// The image, where it is a database, a cache or a broker.
    pub fn store(self) -> Option<&'static Image> {
        self.known_image().filter(|image| DATABASES.contains(&image.name) || STORES.contains(&image.name))
    }

    /// Where the data of a database goes; `None` where something that is not in sight may decide: another file, a variable.
    pub fn data_place(self, image: &Image) -> Option<DataPlace<'a>> {
        let data = image.data_directory?.split(' ').next()?;
        let is_moved = self.environment().iter().any(|variable| variable.name == "PGDATA");
        let is_unclear = is_moved || self.get("volumes_from").is_some() || self.get("extends").is_some();
        let temporary = self.get("tmpfs").is_some();
        if is_unclear || temporary {
            return None;
        }
        let mut beside = None;
        for mount in self.mounts() {
            let target = mount.target.trim_end_matches('/');
            if has_variable(target) || mount.kind == MountKind::Other && !target.starts_with('/') {
                return None;
            }
            if is_within(data, target) || is_within(target, data) {
                return Some(DataPlace::Mounted);
            }
            let last = target.rsplit('/').next().unwrap_or("");
            let is_file = last.contains('.');
            let looks_like_data = last.contains("data") || last == "db" || target.starts_with("/var/lib/");
            let is_other = ["init", "conf", "log", "backup", "dump", "import", "script", "ssl", "cert"]
                .iter()
                .any(|word| target.contains(word));
            // A path that is none is told as such.
            if looks_like_data && !is_file && !is_other && target.starts_with('/') {
                beside = Some(mount.target);
            }
        }
        Some(beside.map_or(DataPlace::Nowhere, DataPlace::Beside))
    }
}

/// Where a volume for the data belongs: the path that the image itself declares, else the data's own.
pub fn mount_point(image: &Image) -> Option<&'static str> {
    let data = image.data_directory?.split(' ').next()?;
    Some(image.volumes.iter().copied().find(|volume| is_within(data, volume)).unwrap_or(data))
}

/// Whether a path is another or lies below it.
fn is_within(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
