//! The databases, caches and brokers that a project uses, told by the libraries that speak to them.

use crate::model::dockerfile::json_list;
use crate::reference::images::{Image, latest_release, lookup};

/// A service that the program needs beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backing {
    /// What the service is called.
    pub service: &'static str,
    pub image: &'static str,
    /// Variables of the service itself.
    pub environment: &'static [(&'static str, &'static str)],
    /// The variable that names the file with its password, where it has one.
    pub password_file: Option<&'static str>,
    /// Where its data are.
    pub data: Option<&'static str>,
    /// Variables that tell the program where it is.
    pub told: &'static [(&'static str, &'static str)],
    /// Its health check, where the table of images has no better one.
    pub check: &'static str,
    libraries: &'static [&'static str],
}

static KINDS: [Backing; 5] = [
    Backing {
        service: "db",
        image: "postgres",
        environment: &[("POSTGRES_USER", "app"), ("POSTGRES_DB", "app")],
        password_file: Some("POSTGRES_PASSWORD_FILE"),
        data: Some("/var/lib/postgresql"),
        told: &[("PGHOST", "db"), ("PGUSER", "app"), ("PGDATABASE", "app")],
        check: "[\"CMD\", \"pg_isready\", \"-U\", \"app\", \"-d\", \"app\"]",
        libraries: &[
            "pg",
            "postgres",
            "postgresql",
            "pg-promise",
            "psycopg",
            "psycopg2",
            "psycopg2-binary",
            "psycopg-binary",
            "asyncpg",
            "github.com/lib/pq",
            "github.com/jackc/pgx/v5",
            "github.com/jackc/pgx/v4",
            "github.com/jackc/pgx",
            "gorm.io/driver/postgres",
            "npgsql",
            "npgsql.entityframeworkcore.postgresql",
            "ext-pdo_pgsql",
            "ext-pgsql",
            "@prisma/adapter-pg",
        ],
    },
    Backing {
        service: "mysql",
        image: "mysql",
        environment: &[("MYSQL_USER", "app"), ("MYSQL_DATABASE", "app"), ("MYSQL_RANDOM_ROOT_PASSWORD", "\"yes\"")],
        password_file: Some("MYSQL_PASSWORD_FILE"),
        data: Some("/var/lib/mysql"),
        told: &[("MYSQL_HOST", "mysql"), ("MYSQL_USER", "app"), ("MYSQL_DATABASE", "app")],
        check: "[\"CMD\", \"mysqladmin\", \"ping\", \"-h\", \"127.0.0.1\"]",
        libraries: &[
            "mysql",
            "mysql2",
            "mysqlclient",
            "pymysql",
            "aiomysql",
            "mysql-connector-python",
            "mysql-connector-j",
            "mysql-connector-java",
            "github.com/go-sql-driver/mysql",
            "gorm.io/driver/mysql",
            "mysql_async",
            "mysqlconnector",
            "mysql.data",
            "pomelo.entityframeworkcore.mysql",
            "ext-pdo_mysql",
            "ext-mysqli",
        ],
    },
    Backing {
        service: "mongo",
        image: "mongo",
        environment: &[],
        password_file: None,
        data: Some("/data/db"),
        told: &[("MONGODB_URL", "mongodb://mongo:27017/app")],
        check: "[\"CMD\", \"mongosh\", \"--quiet\", \"--eval\", \"db.adminCommand('ping').ok\"]",
        libraries: &[
            "mongoose",
            "mongodb",
            "pymongo",
            "motor",
            "mongoengine",
            "beanie",
            "go.mongodb.org/mongo-driver",
            "go.mongodb.org/mongo-driver/v2",
            "mongodb.driver",
            "mongoid",
            "mongo",
            "mongodb/mongodb",
            "spring-boot-starter-data-mongodb",
        ],
    },
    Backing {
        service: "redis",
        image: "redis",
        environment: &[],
        password_file: None,
        data: Some("/data"),
        told: &[("REDIS_URL", "redis://redis:6379/0")],
        check: "[\"CMD\", \"redis-cli\", \"ping\"]",
        libraries: &[
            "redis",
            "ioredis",
            "bullmq",
            "bull",
            "connect-redis",
            "django-redis",
            "celery",
            "rq",
            "arq",
            "aioredis",
            "github.com/redis/go-redis/v9",
            "github.com/go-redis/redis/v8",
            "github.com/gomodule/redigo",
            "stackexchange.redis",
            "sidekiq",
            "predis/predis",
            "ext-redis",
            "spring-boot-starter-data-redis",
            "jedis",
            "deadpool-redis",
            "fred",
        ],
    },
    Backing {
        service: "rabbitmq",
        image: "rabbitmq",
        environment: &[],
        password_file: None,
        data: Some("/var/lib/rabbitmq"),
        told: &[("AMQP_URL", "amqp://rabbitmq:5672")],
        check: "[\"CMD\", \"rabbitmq-diagnostics\", \"-q\", \"ping\"]",
        libraries: &[
            "amqplib",
            "amqp-connection-manager",
            "pika",
            "aio-pika",
            "github.com/rabbitmq/amqp091-go",
            "github.com/streadway/amqp",
            "lapin",
            "rabbitmq.client",
            "bunny",
            "php-amqplib/php-amqplib",
            "spring-boot-starter-amqp",
        ],
    },
];

impl Backing {
    /// What these libraries speak to.
    pub fn of(libraries: &[String]) -> Vec<Backing> {
        let uses =
            |kind: &&Backing| libraries.iter().any(|library| kind.libraries.contains(&library.to_lowercase().as_str()));
        KINDS.iter().filter(uses).copied().collect()
    }

    /// The image with the tag of its release line.
    pub fn reference(&self) -> String {
        match latest_release(self.image) {
            Some(tag) => format!("{}:{tag}", self.image),
            None => self.image.to_owned(),
        }
    }

    /// What shows that it is well, as Compose writes it.
    pub fn test(&self) -> String {
        let known = lookup(&self.reference()).and_then(|image: &Image| image.healthcheck);
        // The table asks as the user that the image makes; here the user is the program's.
        let test = known.filter(|test| self.password_file.is_none() && !test.contains('<')).unwrap_or(self.check);
        // With a blank behind each comma, as in the rest of the file.
        serde_json::from_str::<Vec<String>>(test).map_or_else(|_| test.to_owned(), |words| json_list(&words))
    }
}
