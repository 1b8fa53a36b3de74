//! Variables that well-known images read when they start, with a value to begin with.
//!
//! Gathered from the documentation of the images and their entrypoints. Only what people set by hand is listed: an image reads
//! many more, and one that is not here is not unknown to it. A variable that names a file (`…_FILE`) is a matter of the image's
//! row, see [`Image::file_variables`](super::Image::file_variables).

use super::name;

/// A variable that an image reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    /// What it does, in a sentence.
    pub doc: &'static str,
    /// A value to begin with; empty where nobody can guess one. A secret's is empty: it belongs in no file.
    pub value: &'static str,
    /// The service does not start without it, or without another that is marked so.
    pub is_needed: bool,
}

const fn may(name: &'static str, value: &'static str, doc: &'static str) -> Variable {
    Variable { name, doc, value, is_needed: false }
}

const fn must(name: &'static str, value: &'static str, doc: &'static str) -> Variable {
    Variable { name, doc, value, is_needed: true }
}

/// Images by their names in the table, and what they read.
static TABLE: [(&[&str], &[Variable]); 27] = [
    (
        &["postgres", "postgis/postgis", "pgvector/pgvector", "timescale/timescaledb", "timescale/timescaledb-ha"],
        &[
            must("POSTGRES_PASSWORD", "", "The superuser's password. It counts only when the database is made."),
            may(
                "POSTGRES_USER",
                "app",
                "The superuser's name, `postgres` without it. It counts only when the database is made.",
            ),
            may("POSTGRES_DB", "app", "The database to make, named after the user without it."),
            may("POSTGRES_INITDB_ARGS", "--data-checksums", "Arguments for `initdb`."),
            may(
                "POSTGRES_HOST_AUTH_METHOD",
                "scram-sha-256",
                "How connections from outside log in. `trust` lets everybody in.",
            ),
            may("PGDATA", "/var/lib/postgresql/data/pgdata", "Where the data is kept; the volume must hold it."),
        ],
    ),
    (
        &["mysql", "percona", "percona/percona-server"],
        &[
            must("MYSQL_ROOT_PASSWORD", "", "The password of `root`. It counts only when the database is made."),
            may("MYSQL_DATABASE", "app", "A database to make at the first start."),
            may("MYSQL_USER", "app", "A user to make, with all rights on that database."),
            may("MYSQL_PASSWORD", "", "That user's password."),
            may("MYSQL_ROOT_HOST", "localhost", "From where `root` may log in; everywhere without it."),
            may("MYSQL_RANDOM_ROOT_PASSWORD", "yes", "Makes up a password for `root` and tells it in the log."),
            may(
                "MYSQL_ALLOW_EMPTY_PASSWORD",
                "yes",
                "Leaves `root` without a password: for throw-away databases alone.",
            ),
        ],
    ),
    (
        &["mariadb"],
        &[
            must("MARIADB_ROOT_PASSWORD", "", "The password of `root`. It counts only when the database is made."),
            may("MARIADB_DATABASE", "app", "A database to make at the first start."),
            may("MARIADB_USER", "app", "A user to make, with all rights on that database."),
            may("MARIADB_PASSWORD", "", "That user's password."),
            may("MARIADB_RANDOM_ROOT_PASSWORD", "1", "Makes up a password for `root` and tells it in the log."),
            may("MARIADB_AUTO_UPGRADE", "1", "Upgrades the system tables when a newer server starts."),
            may("MYSQL_ROOT_PASSWORD", "", "The older name of `MARIADB_ROOT_PASSWORD`."),
            may("MYSQL_DATABASE", "app", "The older name of `MARIADB_DATABASE`."),
            may("MYSQL_USER", "app", "The older name of `MARIADB_USER`."),
            may("MYSQL_PASSWORD", "", "The older name of `MARIADB_PASSWORD`."),
        ],
    ),
    (
        &["mongo"],
        &[
            may(
                "MONGO_INITDB_ROOT_USERNAME",
                "root",
                "A user with all rights, made at the first start; needs the password too.",
            ),
            may("MONGO_INITDB_ROOT_PASSWORD", "", "That user's password. Without both anybody may do anything."),
            may("MONGO_INITDB_DATABASE", "app", "The database that the scripts of the first start run in."),
        ],
    ),
    (
        &["mongo-express"],
        &[
            may("ME_CONFIG_MONGODB_URL", "mongodb://mongo:27017/", "The database to show."),
            may("ME_CONFIG_BASICAUTH_USERNAME", "admin", "Whom to let in."),
            may("ME_CONFIG_BASICAUTH_PASSWORD", "", "That user's password."),
        ],
    ),
    (
        &["rabbitmq"],
        &[
            may(
                "RABBITMQ_DEFAULT_USER",
                "app",
                "The user made at the first start; `guest` reaches it from within alone.",
            ),
            may("RABBITMQ_DEFAULT_PASS", "", "That user's password."),
            may("RABBITMQ_DEFAULT_VHOST", "/", "The virtual host made at the first start."),
        ],
    ),
    (
        &["minio/minio"],
        &[
            may("MINIO_ROOT_USER", "minio", "The administrator's access key, at least three characters."),
            may("MINIO_ROOT_PASSWORD", "", "The administrator's secret key, at least eight characters."),
            may("MINIO_BROWSER_REDIRECT_URL", "http://localhost:9001", "Where the console is reached from outside."),
        ],
    ),
    (
        &["elasticsearch", "docker.elastic.co/elasticsearch/elasticsearch"],
        &[
            may(
                "discovery.type",
                "single-node",
                "One node that forms a cluster by itself, and skips the checks for production.",
            ),
            may("ELASTIC_PASSWORD", "", "The password of the user `elastic`."),
            may("xpack.security.enabled", "true", "Whether there are users and TLS."),
            may(
                "ES_JAVA_OPTS",
                "-Xms512m -Xmx512m",
                "How much memory its Java may use; half of the container's limit.",
            ),
            may("bootstrap.memory_lock", "true", "Keeps its memory from being swapped; needs `ulimits.memlock: -1`."),
            may("cluster.name", "app", "Nodes of one name find each other."),
        ],
    ),
    (
        &["kibana", "docker.elastic.co/kibana/kibana"],
        &[may("ELASTICSEARCH_HOSTS", "http://elasticsearch:9200", "Where Elasticsearch is.")],
    ),
    (
        &["wordpress"],
        &[
            must("WORDPRESS_DB_HOST", "db", "Where MySQL or MariaDB is, with a port where it is not 3306."),
            may("WORDPRESS_DB_USER", "wordpress", "The database's user."),
            may("WORDPRESS_DB_PASSWORD", "", "That user's password."),
            may("WORDPRESS_DB_NAME", "wordpress", "The database."),
            may("WORDPRESS_TABLE_PREFIX", "wp_", "What its tables begin with."),
            may("WORDPRESS_DEBUG", "1", "Shows errors."),
        ],
    ),
    (
        &["grafana/grafana"],
        &[
            may("GF_SECURITY_ADMIN_USER", "admin", "The administrator's name."),
            may("GF_SECURITY_ADMIN_PASSWORD", "", "The administrator's password at the first start."),
            may("GF_USERS_ALLOW_SIGN_UP", "false", "Whether visitors may make accounts."),
            may("GF_SERVER_ROOT_URL", "http://localhost:3000", "Where it is reached from outside."),
            may("GF_AUTH_ANONYMOUS_ENABLED", "true", "Whether dashboards are shown without logging in."),
            may("GF_INSTALL_PLUGINS", "grafana-clock-panel", "Plug-ins to install at the start, separated by commas."),
        ],
    ),
    (
        &["keycloak/keycloak", "quay.io/keycloak/keycloak"],
        &[
            may("KC_BOOTSTRAP_ADMIN_USERNAME", "admin", "The first administrator."),
            may("KC_BOOTSTRAP_ADMIN_PASSWORD", "", "That administrator's password."),
            may("KC_DB", "postgres", "The kind of database."),
            may("KC_DB_URL", "jdbc:postgresql://db:5432/keycloak", "Where the database is."),
            may("KC_DB_USERNAME", "keycloak", "The database's user."),
            may("KC_DB_PASSWORD", "", "That user's password."),
            may("KC_HOSTNAME", "localhost", "The name under which it is reached from outside."),
            may("KC_HEALTH_ENABLED", "true", "Answers under `/health` on port 9000."),
        ],
    ),
    (
        &["dpage/pgadmin4"],
        &[
            must("PGADMIN_DEFAULT_EMAIL", "admin@example.com", "The first user's address."),
            must("PGADMIN_DEFAULT_PASSWORD", "", "That user's password."),
            may("PGADMIN_LISTEN_PORT", "80", "The port it listens on."),
        ],
    ),
    (
        &["phpmyadmin", "phpmyadmin/phpmyadmin"],
        &[
            may("PMA_HOST", "db", "The database server."),
            may("PMA_PORT", "3306", "Its port."),
            may("PMA_ARBITRARY", "1", "Lets the visitor choose the server."),
            may("UPLOAD_LIMIT", "64M", "The largest file to import."),
        ],
    ),
    (&["adminer"], &[may("ADMINER_DEFAULT_SERVER", "db", "The database server that the form begins with.")]),
    (
        &["nextcloud"],
        &[
            may("NEXTCLOUD_ADMIN_USER", "admin", "The first administrator."),
            may("NEXTCLOUD_ADMIN_PASSWORD", "", "That administrator's password."),
            may("NEXTCLOUD_TRUSTED_DOMAINS", "localhost", "Names under which it may be reached, separated by blanks."),
            may("POSTGRES_HOST", "db", "Where PostgreSQL is."),
            may("POSTGRES_DB", "nextcloud", "The database."),
            may("POSTGRES_USER", "nextcloud", "The database's user."),
            may("POSTGRES_PASSWORD", "", "That user's password."),
            may("MYSQL_HOST", "db", "Where MySQL or MariaDB is."),
            may("REDIS_HOST", "redis", "Where Redis is."),
        ],
    ),
    (
        &["n8nio/n8n"],
        &[
            may("N8N_HOST", "localhost", "The name under which it is reached."),
            may("N8N_ENCRYPTION_KEY", "", "The key for stored credentials; without it one is made up in the data."),
            may("WEBHOOK_URL", "http://localhost:5678/", "Where others reach its webhooks."),
            may("GENERIC_TIMEZONE", "Europe/Berlin", "The time zone of its schedules."),
            may("DB_TYPE", "postgresdb", "The kind of database."),
            may("DB_POSTGRESDB_HOST", "db", "Where PostgreSQL is."),
        ],
    ),
    (
        &["gitea/gitea", "codeberg.org/forgejo/forgejo"],
        &[
            may("USER_UID", "1000", "The owner of its files."),
            may("USER_GID", "1000", "Their group."),
            may("GITEA__database__DB_TYPE", "postgres", "The kind of database."),
            may("GITEA__database__HOST", "db:5432", "Where the database is."),
            may("GITEA__server__ROOT_URL", "http://localhost:3000/", "Where it is reached from outside."),
        ],
    ),
    (
        &["influxdb"],
        &[
            may("DOCKER_INFLUXDB_INIT_MODE", "setup", "Sets the server up at the first start."),
            may("DOCKER_INFLUXDB_INIT_USERNAME", "admin", "The first user."),
            may("DOCKER_INFLUXDB_INIT_PASSWORD", "", "That user's password."),
            may("DOCKER_INFLUXDB_INIT_ORG", "app", "The first organization."),
            may("DOCKER_INFLUXDB_INIT_BUCKET", "app", "The first bucket."),
            may("DOCKER_INFLUXDB_INIT_ADMIN_TOKEN", "", "A token with all rights."),
        ],
    ),
    (
        &["clickhouse", "clickhouse/clickhouse-server"],
        &[
            may("CLICKHOUSE_DB", "app", "A database to make at the first start."),
            may("CLICKHOUSE_USER", "app", "A user to make."),
            may("CLICKHOUSE_PASSWORD", "", "That user's password."),
            may("CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT", "1", "Lets that user make others."),
        ],
    ),
    (&["neo4j"], &[may("NEO4J_AUTH", "none", "User and password as `neo4j/…`, or `none` for no login.")]),
    (
        &["mcr.microsoft.com/mssql/server"],
        &[
            must("ACCEPT_EULA", "Y", "Accepts the licence."),
            must("MSSQL_SA_PASSWORD", "", "The password of `sa`: at least eight characters of three kinds."),
            may("MSSQL_PID", "Developer", "The edition."),
        ],
    ),
    (
        &["apache/kafka"],
        &[
            may("KAFKA_NODE_ID", "1", "The node's number."),
            may("KAFKA_PROCESS_ROLES", "broker,controller", "What the node does."),
            may("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093", "Where it listens."),
            may("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://kafka:9092", "Where clients are told to go."),
            may("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER", "The listener of controllers."),
            may("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093", "The controllers."),
            may("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1", "How many nodes keep consumers' positions."),
        ],
    ),
    (
        &["zookeeper"],
        &[
            may("ZOO_MY_ID", "1", "The server's number in the ensemble."),
            may("ZOO_SERVERS", "", "The servers of the ensemble."),
        ],
    ),
    (
        &["vaultwarden/server"],
        &[
            may("DOMAIN", "https://vault.example.com", "Where it is reached from outside."),
            may("SIGNUPS_ALLOWED", "false", "Whether visitors may make accounts."),
            may("ADMIN_TOKEN", "", "Opens the page for administrators."),
        ],
    ),
    (
        &["node"],
        &[
            may("NODE_ENV", "production", "What many programs and package managers go by."),
            may("NODE_OPTIONS", "--max-old-space-size=512", "Options for every Node.js that starts."),
        ],
    ),
    (
        &["python"],
        &[
            may("PYTHONUNBUFFERED", "1", "Shows output at once."),
            may("PYTHONDONTWRITEBYTECODE", "1", "Leaves no `.pyc` files behind."),
        ],
    ),
];

/// The variables that an image of this name reads, the needed ones first; none where it is not known.
///
/// ```
/// use dunnage::reference::images::variables;
/// assert_eq!(variables::of("docker.io/library/postgres")[0].name, "POSTGRES_PASSWORD");
/// assert!(variables::of("acme/postgres").is_empty());
/// ```
pub fn of(image: &str) -> &'static [Variable] {
    let (image, _) = name::split(image);
    let name = name::canonical(image);
    TABLE.iter().find(|(names, _)| names.contains(&name.as_str())).map_or(&[], |(_, variables)| variables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::images;

    #[test]
    fn every_image_is_one_of_the_table_and_every_variable_is_told() {
        for (names, variables) in &TABLE {
            for name in *names {
                assert!(images::lookup(name).is_some(), "{name}");
                assert!(!of(name).is_empty(), "{name}");
            }
            for (at, variable) in variables.iter().enumerate() {
                assert!(variable.doc.ends_with('.'), "{}", variable.name);
                assert!(variables[..at].iter().all(|other| other.name != variable.name), "{}", variable.name);
            }
        }
    }

    #[test]
    fn secrets_have_no_value_to_begin_with() {
        for variable in TABLE.iter().flat_map(|(_, variables)| *variables) {
            let is_secret = ["_PASSWORD", "_PASS", "_TOKEN", "_KEY"].iter().any(|end| variable.name.ends_with(end));
            let is_choice = variable.name.contains("ALLOW") || variable.name.contains("RANDOM");
            assert!(!is_secret || is_choice || variable.value.is_empty(), "{}", variable.name);
        }
    }
}
