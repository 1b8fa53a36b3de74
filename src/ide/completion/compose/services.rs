//! Whole services to begin with: an image with a pinned release, a health check, a volume for what it keeps, secrets as files.
//!
//! What a service needs at the root of the file comes along, declared there. Each of them is held against our own rules, at their
//! default, by a test: what we hand out, we do not complain about.

use super::declare::Wanted;
use super::{File, Menu};
use crate::reference::compose::Section;
use crate::reference::images::{self, latest_release};

/// A service to begin with.
struct Template {
    label: &'static str,
    detail: &'static str,
    /// What the service is called, unless there is one of that name.
    name: &'static str,
    /// The image with its tag; `{}` stands for the newest release that the table knows. Empty for what is built.
    image: &'static str,
    /// The lines below the image, as a snippet; `{name}` stands for the service, `{data}` for where the image keeps its data.
    body: &'static str,
    keeps_data: bool,
    has_password: bool,
}

/// How often to check, as lines of a health check that stands in a service.
pub(super) const TIMING: &str = "    interval: 10s\n    timeout: 5s\n    retries: 5\n    start_period: 30s\n";

static TEMPLATES: [Template; 16] = [
    Template {
        label: "postgres",
        detail: "PostgreSQL with health check, volume and secret",
        name: "db",
        image: "postgres:{}-alpine",
        body: r#"  environment:
    POSTGRES_USER: ${2:app}
    POSTGRES_DB: ${3:app}
    POSTGRES_PASSWORD_FILE: /run/secrets/{name}-password
  secrets:
    - {name}-password
  volumes:
    - {name}-data:{data}
  healthcheck:
    test: ["CMD-SHELL", "pg_isready -h 127.0.0.1 -U \$\$POSTGRES_USER -d \$\$POSTGRES_DB"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: true,
    },
    Template {
        label: "mysql",
        detail: "MySQL with health check, volume and secret",
        name: "db",
        image: "mysql:{}",
        body: r#"  environment:
    MYSQL_DATABASE: ${2:app}
    MYSQL_ROOT_PASSWORD_FILE: /run/secrets/{name}-password
  secrets:
    - {name}-password
  volumes:
    - {name}-data:{data}
  healthcheck:
    test: ["CMD", "mysqladmin", "ping", "-h", "127.0.0.1"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: true,
    },
    Template {
        label: "mariadb",
        detail: "MariaDB with health check, volume and secret",
        name: "db",
        image: "mariadb:{}",
        body: r#"  environment:
    MARIADB_DATABASE: ${2:app}
    MARIADB_ROOT_PASSWORD_FILE: /run/secrets/{name}-password
  secrets:
    - {name}-password
  volumes:
    - {name}-data:{data}
  healthcheck:
    test: ["CMD", "healthcheck.sh", "--connect", "--innodb_initialized"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: true,
    },
    Template {
        label: "mongo",
        detail: "MongoDB with health check, volume and secret",
        name: "mongo",
        image: "mongo:8.0",
        body: r#"  environment:
    MONGO_INITDB_ROOT_USERNAME: ${2:root}
    MONGO_INITDB_ROOT_PASSWORD_FILE: /run/secrets/{name}-password
  secrets:
    - {name}-password
  volumes:
    - {name}-data:{data}
  healthcheck:
    test: ["CMD", "mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: true,
    },
    Template {
        label: "redis",
        detail: "Redis with health check and volume",
        name: "redis",
        image: "redis:{}-alpine",
        body: r#"  command: ["redis-server", "--appendonly", "yes"]
  volumes:
    - {name}-data:{data}
  healthcheck:
    test: ["CMD", "redis-cli", "ping"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: false,
    },
    Template {
        label: "valkey",
        detail: "Valkey with health check and volume",
        name: "valkey",
        image: "valkey/valkey:8-alpine",
        body: r#"  volumes:
    - {name}-data:{data}
  healthcheck:
    test: ["CMD", "valkey-cli", "ping"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: false,
    },
    Template {
        label: "memcached",
        detail: "Memcached with health check",
        name: "memcached",
        image: "memcached:{}-alpine",
        body: r#"  healthcheck:
    test: ["CMD", "nc", "-z", "127.0.0.1", "11211"]
{timing}  restart: unless-stopped
"#,
        keeps_data: false,
        has_password: false,
    },
    Template {
        label: "rabbitmq",
        detail: "RabbitMQ with its console, health check and volume",
        name: "rabbitmq",
        image: "rabbitmq:{}-management-alpine",
        body: r#"  hostname: {name}
  environment:
    RABBITMQ_DEFAULT_USER: ${2:app}
    RABBITMQ_DEFAULT_PASS: \${RABBITMQ_PASSWORD:?set it in .env\}
  ports:
    - "127.0.0.1:15672:15672"
  volumes:
    - {name}-data:{data}
  healthcheck:
    test: ["CMD", "rabbitmq-diagnostics", "-q", "ping"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: false,
    },
    Template {
        label: "elasticsearch",
        detail: "Elasticsearch, one node, with health check and volume",
        name: "elasticsearch",
        image: "elasticsearch:9.1.0",
        body: r#"  environment:
    discovery.type: single-node
    ELASTIC_PASSWORD_FILE: /run/secrets/{name}-password
    xpack.security.http.ssl.enabled: "false"
    ES_JAVA_OPTS: -Xms512m -Xmx512m
  secrets:
    - {name}-password
  volumes:
    - {name}-data:{data}
  healthcheck:
    test: ["CMD", "curl", "-s", "-o", "/dev/null", "http://127.0.0.1:9200/"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: true,
    },
    Template {
        label: "minio",
        detail: "MinIO with its console, health check, volume and secret",
        name: "minio",
        image: "minio/minio:RELEASE.2025-09-07T16-13-09Z",
        body: r#"  command: ["server", "{data}", "--console-address", ":9001"]
  environment:
    MINIO_ROOT_USER: ${2:minio}
    MINIO_ROOT_PASSWORD_FILE: /run/secrets/{name}-password
  secrets:
    - {name}-password
  ports:
    - "127.0.0.1:9001:9001"
  volumes:
    - {name}-data:{data}
  healthcheck:
    test: ["CMD", "mc", "ready", "local"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: true,
    },
    Template {
        label: "nginx",
        detail: "nginx for static files, with health check",
        name: "web",
        image: "nginx:{}-alpine",
        body: r#"  ports:
    - "${2:8080}:80"
  volumes:
    - ${3:./public}:/usr/share/nginx/html:ro
  healthcheck:
    test: ["CMD", "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:80/"]
{timing}  restart: unless-stopped
"#,
        keeps_data: false,
        has_password: false,
    },
    Template {
        label: "caddy",
        detail: "Caddy as a reverse proxy with certificates, health check and volume",
        name: "caddy",
        image: "caddy:{}-alpine",
        body: r#"  ports:
    - "80:80"
    - "443:443"
  volumes:
    - ${2:./Caddyfile}:/etc/caddy/Caddyfile:ro
    - {name}-data:/data
  healthcheck:
    test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:2019/config/"]
{timing}  restart: unless-stopped
"#,
        keeps_data: true,
        has_password: false,
    },
    Template {
        label: "traefik",
        detail: "Traefik as a reverse proxy, its routes in files, with health check",
        name: "traefik",
        image: "traefik:{}",
        body: r#"  command:
    - --ping=true
    - --entrypoints.web.address=:80
    - --providers.file.directory=/etc/traefik/dynamic
    - --providers.file.watch=true
  ports:
    - "80:80"
  volumes:
    - ${2:./traefik}:/etc/traefik/dynamic:ro
  healthcheck:
    test: ["CMD", "traefik", "healthcheck", "--ping"]
{timing}  restart: unless-stopped
"#,
        keeps_data: false,
        has_password: false,
    },
    Template {
        label: "adminer",
        detail: "Adminer to look into databases, with health check",
        name: "adminer",
        image: "adminer:{}",
        body: r#"  ports:
    - "127.0.0.1:${2:8081}:8080"
  healthcheck:
    test: ["CMD", "curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/"]
{timing}  restart: unless-stopped
"#,
        keeps_data: false,
        has_password: false,
    },
    Template {
        label: "mailpit",
        detail: "Mailpit, which catches mail in development",
        name: "mail",
        image: "axllent/mailpit:v1.28",
        body: r#"  ports:
    - "127.0.0.1:${2:8025}:8025"
  healthcheck:
    test: ["CMD", "/mailpit", "readyz"]
{timing}  restart: unless-stopped
"#,
        keeps_data: false,
        has_password: false,
    },
    Template {
        label: "app",
        detail: "A service that is built here, with health check and watch",
        name: "app",
        image: "",
        body: r#"  build:
    context: ${2:.}
  init: true
  ports:
    - "${3:8080}:${4:8080}"
  healthcheck:
    test: ["CMD", "${5:curl}", "-fsS", "http://127.0.0.1:${4:8080}${6:/}"]
{timing}  restart: unless-stopped
  develop:
    watch:
      - action: rebuild
        path: ${2:.}
"#,
        keeps_data: false,
        has_password: false,
    },
];

impl File<'_> {
    /// Whole services, with what they need declared at the root of the file.
    pub(super) fn whole_services(&mut self) {
        let mut menu: Menu = self.menu();
        let taken: Vec<String> = self.names(Section::Services).into_iter().map(|(name, ..)| name).collect();
        for (rank, template) in (100..).zip(&TEMPLATES) {
            let name = free_name(template.name, &taken);
            let (volume, secret) = (format!("{name}-data"), format!("{name}-password"));
            let mut wanted = Vec::new();
            if template.keeps_data {
                wanted.push(Wanted { section: Section::Volumes, name: &volume, body: "" });
            }
            let file = format!("file: ./secrets/{secret}.txt");
            if template.has_password {
                wanted.push(Wanted { section: Section::Secrets, name: &secret, body: &file });
            }
            let snippet = self.indented(&template.snippet(&name));
            menu.snippet(template.label, &snippet, rank).detail(template.detail).also(self.declare(&wanted));
        }
        self.take(menu);
    }

    /// A block of the root: shared settings under an anchor.
    pub(super) fn shared_block(&mut self) {
        let mut menu = self.menu();
        let indent = " ".repeat(self.indent());
        menu.snippet("x-", &format!("x-${{1:common}}: &${{1:common}}\n{indent}$0"), 80)
            .detail("a block to share, under an anchor")
            .document("Compose passes over keys that begin with `x-`. With an anchor, services can merge the block: `<<: *common`.");
        self.take(menu);
    }

    /// A snippet with the indentation of the file in place of two blanks.
    pub(super) fn indented(&self, snippet: &str) -> String {
        let unit = self.indent();
        // Where the lines of an entry stand behind its dash, which is two wide whatever the unit: before, and now.
        let mut entry = (usize::MAX, 0);
        let mut lines = Vec::new();
        for line in snippet.trim_end().lines() {
            let text = line.trim_start_matches(' ');
            let indent = line.len() - text.len();
            let column = match entry {
                (before, now) if indent >= before => now + (indent - before) / 2 * unit,
                _ => indent / 2 * unit,
            };
            entry = match text.starts_with("- ") {
                true => (indent + 2, column + 2),
                false if indent >= entry.0 => entry,
                false => (usize::MAX, 0),
            };
            let behind = if lines.is_empty() { 0 } else { self.behind_dashes() };
            lines.push(format!("{}{text}", " ".repeat(behind + column)));
        }
        lines.join("\n")
    }
}

impl Template {
    /// The service as a snippet, indented by two blanks.
    fn snippet(&self, name: &str) -> String {
        let repository = self.image.split(':').next().unwrap_or_default();
        let image = self.image.replace("{}", latest_release(repository).unwrap_or("latest"));
        let data = images::lookup(&image).and_then(|image| image.data_directory).unwrap_or("/data");
        let head = if image.is_empty() { String::new() } else { format!("  image: {image}\n") };
        let body = self.body.replace("{timing}", TIMING).replace("{name}", name).replace("{data}", data);
        format!("${{1:{name}}}:\n{head}{body}")
    }
}

/// The name, with a number behind it where it is taken.
fn free_name(name: &str, taken: &[String]) -> String {
    let is_free = |candidate: &String| !taken.contains(candidate);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::tests::items;
    use super::*;
    use crate::ide::{Completion, Insert};
    use crate::model::{Language, Snapshot};
    use crate::reference::dockerfile::plain_text;
    use crate::rules::{Settings, check};
    use crate::text::{Edit, apply_edits};

    /// The file once the entry is taken, as an editor would indent it.
    fn taken(marked: &str, label: &str) -> String {
        let item = items(marked).into_iter().find(|item| item.label == label).expect("offered");
        let Completion { insert: Insert::Snippet(snippet), replace, also, .. } = item else { panic!("a snippet") };
        let source = marked.replacen("$0", "", 1);
        let line = source[..replace.start].rfind('\n').map_or(0, |at| at + 1);
        let indent = &source[line..replace.start];
        let text = plain_text(&snippet).expect("well-formed").replace('\n', &format!("\n{indent}"));
        let mut edits = also;
        edits.push(Edit { span: replace, text });
        apply_edits(&source, &edits)
    }

    #[test]
    fn what_is_handed_out_is_valid_and_nothing_is_to_be_said_about_it() {
        for template in &TEMPLATES {
            for marked in [
                "services:\n  $0\n",
                "services:\n    web:\n        image: nginx:1.31\n        volumes: [\"cache:/c\"]\n    $0\n\nvolumes:\n    cache:\n",
            ] {
                let source = taken(marked, template.label);
                let snapshot = Snapshot::of(Language::Compose, &source);
                let compose = snapshot.compose().expect("a Compose file");
                let faults = (compose.view().problems(), compose.violations());
                assert!(faults.0.is_empty() && faults.1.is_empty(), "{source}\n{faults:?}");
                let findings = check(&snapshot, &Settings::default());
                assert!(findings.is_empty(), "{source}\n{findings:#?}");
            }
        }
    }

    #[test]
    fn every_image_of_a_template_is_known_and_its_data_too() {
        for template in TEMPLATES.iter().filter(|template| !template.image.is_empty()) {
            let snippet = template.snippet("x");
            let image = snippet.lines().find_map(|line| line.trim().strip_prefix("image: ")).expect("an image");
            let known = images::lookup(image).expect(image);
            assert!(!template.body.contains("{data}") || known.data_directory.is_some(), "{image}");
            assert!(!image.contains("latest") && !snippet.contains("{name}"), "{snippet}");
        }
    }

    #[test]
    fn a_second_database_has_names_of_its_own() {
        let source =
            taken("services:\n  db:\n    image: postgres:18\n  $0\nsecrets:\n  db-password:\n    file: x\n", "mysql");
        assert!(source.contains("db-2:\n") && source.contains("db-2-data:/var/lib/mysql\n"), "{source}");
        assert!(source.contains("secrets:\n  db-2-password:\n    file: ./secrets/db-2-password.txt\n  db-password:"));
    }
}
