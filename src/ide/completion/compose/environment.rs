//! The environment of a service: variables that its image reads, names and addresses of other services as values.

use super::variables::shown;
use super::{File, Menu, rest_of_word};
use crate::ide::CompletionKind;
use crate::ide::completion::items::as_snippet;
use crate::model::compose::project::dotenv;
use crate::reference::compose::Section;
use crate::reference::images::{self, variables};
use crate::syntax::outline::Step;
use crate::text::Span;
use std::collections::HashMap;

/// What a service in an image speaks: by a word in the image's name, the scheme of its addresses, its port, and the user
/// and path that an address usually has.
const SPOKEN: [(&str, &str, &str, &str, &str); 19] = [
    ("postgres", "postgres", "5432", "postgres@", "/postgres"),
    ("postgis", "postgres", "5432", "postgres@", "/postgres"),
    ("pgvector", "postgres", "5432", "postgres@", "/postgres"),
    ("timescaledb", "postgres", "5432", "postgres@", "/postgres"),
    ("mysql", "mysql", "3306", "root@", "/app"),
    ("mariadb", "mysql", "3306", "root@", "/app"),
    ("percona", "mysql", "3306", "root@", "/app"),
    ("redis", "redis", "6379", "", "/0"),
    ("valkey", "redis", "6379", "", "/0"),
    ("mongo", "mongodb", "27017", "", "/app"),
    ("rabbitmq", "amqp", "5672", "", "/"),
    ("nats", "nats", "4222", "", ""),
    ("elasticsearch", "http", "9200", "", ""),
    ("opensearch", "http", "9200", "", ""),
    ("minio", "http", "9000", "", ""),
    ("clickhouse", "http", "8123", "", ""),
    ("influxdb", "http", "8086", "", ""),
    ("otel", "http", "4317", "", ""),
    ("kafka", "", "9092", "", ""),
];

/// Values of variables whose words everybody knows.
const KNOWN_VALUES: [(&str, &[&str]); 7] = [
    ("NODE_ENV", &["production", "development", "test"]),
    ("RAILS_ENV", &["production", "development", "test"]),
    ("APP_ENV", &["production", "development", "local"]),
    ("ASPNETCORE_ENVIRONMENT", &["Production", "Development"]),
    ("LOG_LEVEL", &["info", "debug", "warning", "error"]),
    ("TZ", &["UTC", "Europe/Berlin", "America/New_York"]),
    ("POSTGRES_HOST_AUTH_METHOD", &["scram-sha-256", "trust"]),
];

/// Another service and what is known of it.
struct Neighbour {
    name: String,
    ports: Vec<String>,
    scheme: &'static str,
    user: &'static str,
    path: &'static str,
}

impl File<'_> {
    /// Variables worth setting: as keys of a mapping, or as entries of a list.
    pub(super) fn environment_names(&mut self, word: Span, as_key: bool) {
        let mut taken: Vec<String> = self.given().into_iter().map(str::to_owned).collect();
        taken.extend(self.listed().iter().map(|entry| entry.split('=').next().unwrap_or(entry).to_owned()));
        let mut menu = Menu::new(word);
        let put = |this: &Self, menu: &mut Menu, name: &str, value: &str, detail: &str, doc: &str, rank: u16| {
            let body = match as_key {
                true => this.key_with_value(name, value),
                false if value.is_empty() => format!("{}=$0", as_snippet(name)),
                false => format!("{}=${{1:{}}}$0", as_snippet(name), as_snippet(value)),
            };
            menu.snippet(name, &body, rank).kind(CompletionKind::Variable).detail(detail).document(doc);
        };
        let image = self.own_image_name().unwrap_or_default().to_owned();
        let mut rank = 0;
        let mut known: Vec<(String, String, String)> = Vec::new();
        for variable in variables::of(&image) {
            known.push((variable.name.to_owned(), variable.value.to_owned(), variable.doc.to_owned()));
        }
        let secrets: Vec<String> = self.names(Section::Secrets).into_iter().map(|(name, ..)| name).collect();
        for name in
            images::lookup(&image).map_or(&[][..], |image| &image.file_variables).iter().filter(|it| !it.contains('*'))
        {
            let plain = name.strip_suffix("_FILE").unwrap_or(name);
            let secret =
                secrets.iter().find(|secret| plain.to_lowercase().ends_with(&secret.to_lowercase().replace('-', "_")));
            let value = format!("/run/secrets/{}", secret.map_or("", String::as_str));
            known.push((
                (*name).to_owned(),
                value,
                format!("The path of a file with the value of `{plain}`, such as a secret."),
            ));
        }
        // With secrets at hand a password is better read from a file.
        for (name, value, doc) in known {
            let is_better = name.ends_with("_FILE") && !secrets.is_empty();
            if taken.contains(&name) || taken.contains(&format!("{name}_FILE")) {
                continue;
            }
            let later = if name.ends_with("_FILE") && !is_better { 60 + rank } else { rank };
            put(self, &mut menu, &name, &value, "read by the image", &doc, later);
            taken.push(name);
            rank += 1;
        }
        rank = 120;
        for name in self.names_elsewhere() {
            if !taken.contains(&name) {
                put(self, &mut menu, &name, "", "set for another service", "", rank);
                taken.push(name);
            }
        }
        rank += 1;
        for (name, value) in self.passed_on() {
            if !taken.contains(&name) {
                let used = format!("${{{name}}}");
                let detail = shown(&name, value.as_deref().unwrap_or_default());
                put(self, &mut menu, &name, if as_key { &used } else { "" }, &detail, "Set in `.env`", rank);
                taken.push(name);
            }
        }
        if !taken.iter().any(|name| name == "TZ") {
            put(
                self,
                &mut menu,
                "TZ",
                "UTC",
                "time zone",
                "The time zone that most programs go by, where the image has the data for it.",
                rank + 1,
            );
        }
        self.take(menu);
    }

    /// A key with a value to begin with, as a snippet.
    pub(super) fn key_with_value(&self, name: &str, value: &str) -> String {
        let rest = &self.source[self.cursor.word.end..];
        if rest[rest_of_word(rest)..].starts_with(':') {
            return as_snippet(name);
        }
        let quote = if super::values::needs_quotes(value, self.in_flow()) || is_no_text(value) { "\"" } else { "" };
        match value {
            "" => format!("{}: $0", as_snippet(name)),
            _ => format!("{}: {quote}${{1:{}}}{quote}$0", as_snippet(name), as_snippet(value)),
        }
    }

    /// The value of a variable, whose name is known: `word` is what is typed of it.
    pub(super) fn environment_value(&mut self, name: &str, word: Span) {
        let upper = name.to_ascii_uppercase();
        let typed = self.typed(word).to_owned();
        let mut menu = Menu::new(word);
        if let Some((_, values)) = KNOWN_VALUES.iter().find(|(known, _)| *known == upper) {
            for (rank, value) in (0..).zip(*values) {
                menu.plain(CompletionKind::Value, value, rank).insert(&self.scalar(word, value));
            }
        }
        for variable in variables::of(self.own_image_name().unwrap_or_default()) {
            if variable.name == name && !variable.value.is_empty() {
                menu.plain(CompletionKind::Value, variable.value, 0)
                    .insert(&self.scalar(word, variable.value))
                    .document(variable.doc);
            }
        }
        if upper.ends_with("_FILE") {
            for (secret, ..) in self.names(Section::Secrets) {
                let path = format!("/run/secrets/{secret}");
                menu.plain(CompletionKind::File, &path, 0).insert(&self.scalar(word, &path)).detail("secret");
            }
        }
        self.take(menu);
        self.hosts(&upper, &typed, word);
    }

    /// Names and addresses of other services, at the part of a value where a host may stand.
    fn hosts(&mut self, name: &str, typed: &str, word: Span) {
        let neighbours = self.neighbours();
        let part = typed.rfind(['@', '/', ',', ';', '=', ' ']).map_or(0, |at| at + 1);
        let is_url = ["URL", "URI", "DSN", "ENDPOINT", "ADDRESS", "CONNECTION", "BROKER", "BACKEND", "CONN"]
            .iter()
            .any(|end| name.contains(end));
        let is_host = ["HOST", "SERVER", "HOSTNAME", "ADDR", "NODE"]
            .iter()
            .any(|end| name.ends_with(end) || name.contains("_HOST"));
        let is_behind_host = typed[..part].matches('/').count() > 2;
        if is_behind_host {
            return;
        }
        let mut menu = Menu::new(Span::new(word.start + part, word.end));
        if let Some((host, _)) = typed[part..].split_once(':') {
            menu.aim(Span::new(word.start + part + host.len() + 1, word.end));
            for neighbour in neighbours.iter().filter(|neighbour| neighbour.name == host) {
                for (rank, port) in (0..).zip(&neighbour.ports) {
                    menu.plain(CompletionKind::Value, port, rank).detail(&format!("port of `{host}`"));
                }
            }
            self.take(menu);
            return;
        }
        let starts_url = part == 0;
        for neighbour in &neighbours {
            let rank = if is_host || !starts_url { 5 } else { 50 };
            let whole = Span::new(word.start + part, word.end);
            let text = if starts_url { self.scalar(whole, &neighbour.name) } else { neighbour.name.clone() };
            menu.plain(CompletionKind::Reference, &neighbour.name, rank).insert(&text).detail("service");
            if let Some(port) = neighbour.ports.first() {
                let label = format!("{}:{port}", neighbour.name);
                let rank = if is_url || !starts_url { rank } else { rank + 1 };
                let text = if starts_url { self.scalar(whole, &label) } else { label.clone() };
                menu.plain(CompletionKind::Reference, &label, rank).insert(&text).detail("service and port");
            }
            if starts_url && !neighbour.scheme.is_empty() {
                let port = neighbour.ports.first().map_or("", String::as_str);
                let address =
                    format!("{}://{}{}:{port}{}", neighbour.scheme, neighbour.user, neighbour.name, neighbour.path);
                let text = self.scalar(whole, &address);
                menu.plain(CompletionKind::Reference, &address, if is_url { 0 } else { 60 })
                    .insert(&text)
                    .detail("address");
            }
        }
        self.take(menu);
    }

    /// The other services, with what their images tell.
    fn neighbours(&self) -> Vec<Neighbour> {
        let own = self.own_name().map(str::to_owned);
        // Looked up once: a file may have hundreds of services.
        let services = self.outline.section(self.source, Section::Services.key());
        let entries = services.into_iter().flat_map(|services| self.outline.children(Some(services)));
        let entries: HashMap<&str, usize> = entries.map(|(at, _)| (self.key_text(at), at)).collect();
        let names = self.names(Section::Services).into_iter().map(|(name, ..)| name);
        let others = names.filter(|name| Some(name) != own.as_ref());
        others
            .map(|name| {
                let entry = entries.get(name.as_str()).copied();
                let image =
                    entry.and_then(|entry| self.child(entry, "image")).map_or("", |image| self.value_text(image));
                let spoken = spoken(image);
                let row = images::lookup(image);
                let mut ports: Vec<String> = spoken.map(|(_, _, port, ..)| (*port).to_owned()).into_iter().collect();
                let exposed = row.into_iter().flat_map(|row| &row.ports).filter(|port| port.parse::<u16>().is_ok());
                for port in exposed.map(|port| (*port).to_owned()).chain(self.published_by(entry)) {
                    if !ports.contains(&port) {
                        ports.push(port);
                    }
                }
                let is_web =
                    |port: &String| matches!(port.as_str(), "80" | "3000" | "5000" | "8000" | "8080" | "8443" | "9090");
                let scheme = match spoken {
                    Some((_, scheme, ..)) => scheme,
                    None if ports.first().is_some_and(is_web) => "http",
                    None => "",
                };
                let (user, path) = spoken.map_or(("", ""), |(.., user, path)| (user, path));
                Neighbour { name, ports, scheme, user, path }
            })
            .collect()
    }

    /// The entry of a service.
    pub(super) fn service_entry(&self, name: &str) -> Option<usize> {
        self.outline.child(self.source, self.outline.section(self.source, Section::Services.key()), name)
    }

    /// The ports in the container that a service publishes, in the short form, or exposes.
    fn published_by(&self, service: Option<usize>) -> Vec<String> {
        let Some(service) = service else { return Vec::new() };
        let lists = ["ports", "expose"].into_iter().filter_map(|key| self.child(service, key));
        let entries =
            lists.flat_map(|list| self.outline.children(Some(list)).map(|(_, entry)| entry.value.of(self.source)));
        let ports = entries
            .map(|text| text.rsplit(':').next().unwrap_or(text))
            .map(|text| text.split('/').next().unwrap_or(text));
        ports.filter(|port| port.parse::<u16>().is_ok()).map(str::to_owned).collect()
    }

    /// Names of variables that other services set.
    fn names_elsewhere(&self) -> Vec<String> {
        let entries = &self.outline.entries;
        let own = self.cursor.parent;
        let mut names: Vec<String> = Vec::new();
        for entry in entries {
            let Some(holder) = entry.parent.filter(|holder| Some(*holder) != own) else { continue };
            let in_environment = entries[holder].key.is_some_and(|key| key.of(self.source) == "environment");
            if !in_environment || entry.key.unwrap_or(entry.value).touches(self.cursor.word.end) {
                continue;
            }
            let text = entry.key.unwrap_or(entry.value).of(self.source);
            let name = text.split('=').next().unwrap_or(text);
            let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
            if is_name && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The variables that `.env` sets.
    fn passed_on(&self) -> Vec<(String, Option<String>)> {
        let surroundings = self.snapshot.surroundings();
        let (Some(folder), Some(files)) = (surroundings.folder(), &surroundings.files) else { return Vec::new() };
        let Ok(text) = files.read(&folder.join(".env")) else { return Vec::new() };
        let lines = dotenv::read(&text, &|_| None).unwrap_or_default();
        lines.into_iter().map(|line| (line.name, line.value)).collect()
    }

    /// Whether the cursor is in a list, not in a mapping.
    pub(super) fn is_listed(&self) -> bool {
        self.steps.last() == Some(&Step::Item)
    }
}

/// What the service in an image speaks, by the last part of the image's name.
fn spoken(image: &str) -> Option<&'static (&'static str, &'static str, &'static str, &'static str, &'static str)> {
    let name = image.rsplit('/').next().unwrap_or(image).split([':', '@']).next().unwrap_or_default();
    let is_tool =
        ["exporter", "admin", "express", "commander", "insight", "backup"].iter().any(|word| name.contains(word));
    SPOKEN.iter().find(|(word, ..)| !is_tool && name.contains(word))
}

/// Whether YAML would take a value for a number or a truth, which a variable of the environment never is.
fn is_no_text(value: &str) -> bool {
    matches!(value, "true" | "false") || (!value.is_empty() && value.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{items, labels_at};
    use crate::ide::Insert;

    #[test]
    fn variables_that_the_image_reads() {
        let file = "services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_DB: app\n      $0\n";
        let labels = labels_at(file);
        assert_eq!(labels[0], "POSTGRES_PASSWORD");
        assert!(labels.contains(&"POSTGRES_PASSWORD_FILE".to_owned()) && !labels.contains(&"POSTGRES_DB".to_owned()));
        let file = "services:\n  db:\n    image: postgres:17\n    environment:\n      - $0\nsecrets:\n  postgres-password: {file: x}\n";
        let file_form = items(file).into_iter().find(|item| item.label == "POSTGRES_PASSWORD_FILE").expect("offered");
        assert_eq!(
            file_form.insert,
            Insert::Snippet("POSTGRES_PASSWORD_FILE=${1:/run/secrets/postgres-password}$0".into())
        );
    }

    #[test]
    fn addresses_of_other_services() {
        let file = |value: &str| {
            format!(
                "services:\n  web:\n    build: .\n    environment:\n      {value}\n  db:\n    image: postgres:17\n  cache:\n    image: redis:8\n"
            )
        };
        assert_eq!(labels_at(&file("DB_HOST: $0"))[..2], ["cache", "db"]);
        assert_eq!(labels_at(&file("DATABASE_URL: $0"))[0], "postgres://postgres@db:5432/postgres");
        assert_eq!(labels_at(&file("DATABASE_URL: mysql://me:pw@d$0"))[2..4], ["db", "db:5432"]);
        assert_eq!(labels_at(&file("DATABASE_URL: postgres://me@db:$0")), ["5432"]);
        assert!(labels_at(&file("- CACHE=redis://$0")).contains(&"cache:6379".to_owned()));
    }

    #[test]
    fn secrets_are_where_they_are_mounted() {
        let file = "services:\n  db:\n    image: postgres\n    environment:\n      POSTGRES_PASSWORD_FILE: $0\nsecrets:\n  key: {file: k}\n";
        assert_eq!(labels_at(file)[0], "/run/secrets/key");
    }
}
