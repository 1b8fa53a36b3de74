//! Ports that a service listens on, and what is mounted where.

use super::declare::Wanted;
use super::{File, Menu};
use crate::ide::CompletionKind;
use crate::ide::completion::items::as_snippet;
use crate::reference::compose::{Meaning, Section, values};
use crate::text::Span;

/// Ports of programs that are not known, as people publish them most.
const USUAL: [&str; 4] = ["8080", "3000", "80", "8000"];

impl File<'_> {
    pub(super) fn ports(&mut self, meaning: Meaning, word: Span) {
        let ports = self.own_ports();
        let is_known = !ports.is_empty();
        let ports = if is_known { ports } else { USUAL.map(str::to_owned).to_vec() };
        let detail = if is_known { "the port of this service" } else { "for example" };
        let typed = self.typed(word).to_owned();
        let mut menu = Menu::new(word);
        if meaning == Meaning::PublishedPort {
            if let Some(colon) = typed.rfind(':') {
                menu.aim(Span::new(word.start + colon + 1, word.end));
                for (rank, port) in (0..).zip(&ports) {
                    menu.plain(CompletionKind::Value, port, rank).detail(detail);
                }
            } else {
                // What keeps data is for this machine alone, as a rule.
                let keeps_data = self.own_image().is_some_and(|image| image.data_directory.is_some());
                for (rank, port) in (0..).step_by(2).zip(&ports) {
                    let (open, local) = (format!("{port}:{port}"), format!("127.0.0.1:{port}:{port}"));
                    let far = 20 + rank;
                    let (first, second) = if keeps_data { (far, rank) } else { (rank, far) };
                    menu.plain(CompletionKind::Value, &open, first).insert(&self.scalar(word, &open)).detail(detail);
                    menu.plain(CompletionKind::Value, &local, second)
                        .insert(&self.scalar(word, &local))
                        .detail("for this machine alone");
                }
            }
        } else {
            for (rank, port) in (0..).zip(&ports) {
                let text =
                    if meaning == Meaning::ExposedPort { self.quoted(word, port) } else { self.scalar(word, port) };
                menu.plain(CompletionKind::Value, port, rank).insert(&text).detail(detail);
            }
        }
        self.take(menu);
    }

    /// The ports that the image, or the Dockerfile, of the service names.
    fn own_ports(&self) -> Vec<String> {
        let exposed = self.exposed_by_build();
        if !exposed.is_empty() {
            return exposed;
        }
        let ports = self.own_image().map_or(&[][..], |image| &image.ports);
        ports.iter().filter(|port| port.parse::<u16>().is_ok()).map(|port| (*port).to_owned()).collect()
    }

    /// A mount in its short form: source, target, options.
    pub(super) fn mount(&mut self, word: Span) {
        let typed = self.typed(word).to_owned();
        let parts: Vec<&str> = typed.split(':').collect();
        match parts[..] {
            [_] => {
                self.volumes(word);
                self.paths(word, super::paths::Wanted::Anything, 40);
            }
            [source, target] => {
                let word = Span::new(word.end - target.len(), word.end);
                self.targets(word, source.starts_with(['.', '/', '~']));
            }
            [_, _, options] => {
                let last = options.rsplit(',').next().unwrap_or_default();
                let mut menu = Menu::new(Span::new(word.end - last.len(), word.end));
                for (rank, option) in (0..).zip(values::MOUNT_OPTIONS) {
                    if !options.split(',').any(|given| given == option.text) {
                        menu.plain(CompletionKind::Value, option.text, rank).document(option.doc);
                    }
                }
                self.take(menu);
            }
            _ => {}
        }
    }

    /// Named volumes, with the place where the image keeps its data where that is known.
    fn volumes(&mut self, word: Span) {
        let data = self.own_image().and_then(|image| image.data_directory);
        let mut menu = Menu::new(word);
        for (name, detail, rank) in self.names(Section::Volumes) {
            let is_mounted = self.listed().iter().any(|entry| entry.split(':').next() == Some(&name));
            let behind = if self.in_quotes() { "" } else { self.blank() };
            let body = format!("{behind}{}:{}$0", as_snippet(&name), as_snippet(data.unwrap_or_default()));
            menu.snippet(&name, &body, rank + 40 * u16::from(is_mounted))
                .kind(CompletionKind::Reference)
                .detail(detail);
        }
        if let (Some(data), Some(own)) = (data, self.own_name()) {
            let name = format!("{own}-data");
            let is_there = self.names(Section::Volumes).iter().any(|(known, ..)| *known == name);
            let is_kept = self.listed().iter().any(|entry| entry.split(':').nth(1) == Some(data));
            if !is_there && !is_kept {
                let declaration = self.declare(&[Wanted { section: Section::Volumes, name: &name, body: "" }]);
                menu.plain(CompletionKind::Value, &format!("{name}:{data}"), 3)
                    .insert(&self.scalar(word, &format!("{name}:{data}")))
                    .detail("a new volume for the data")
                    .also(declaration);
            }
        }
        self.take(menu);
    }

    /// Places in the container where something may be mounted.
    pub(super) fn targets(&mut self, word: Span, is_path: bool) {
        let image = self.own_image();
        let mut places: Vec<(&str, &str)> = Vec::new();
        let configuration = image.map_or(&[][..], |image| configuration_of(image.name));
        let data = image.and_then(|image| image.data_directory).map(|place| (place, "where the image keeps its data"));
        let configuration = configuration.iter().map(|place| (*place, "read by the image"));
        if is_path {
            places.extend(configuration);
            places.extend(data);
        } else {
            places.extend(data);
            places.extend(configuration);
        }
        for place in image.map_or(&[][..], |image| &image.volumes) {
            places.push((place, "a volume of the image"));
        }
        if let Some(place) = image.map(|image| image.working_directory).filter(|place| place.len() > 1) {
            places.push((place, "the working directory of the image"));
        }
        if image.is_none() {
            places.extend([("/app", "for example"), ("/data", "for example")]);
        }
        let mut menu = Menu::new(word);
        let mut offered: Vec<&str> = Vec::new();
        for (rank, (place, detail)) in (0..).zip(places) {
            if !offered.contains(&place) {
                offered.push(place);
                menu.plain(CompletionKind::Folder, place, rank).insert(&self.scalar(word, place)).detail(detail);
            }
        }
        self.take(menu);
    }

    /// Accounts of the image.
    pub(super) fn accounts(&mut self, word: Span) {
        let mut menu = Menu::new(word);
        for (rank, account) in (0..).zip(self.own_image().map_or(&[][..], |image| &image.accounts)) {
            let ids = format!("{}:{}", account.id, account.id);
            menu.plain(CompletionKind::Value, account.name, rank)
                .insert(&self.scalar(word, account.name))
                .detail(&format!("{} in the image", account.id));
            menu.plain(CompletionKind::Value, &ids, rank + 20).insert(&self.scalar(word, &ids)).detail(account.name);
        }
        self.take(menu);
    }

    /// A number that YAML should keep as a text.
    fn quoted(&self, word: Span, text: &str) -> String {
        if self.in_quotes() || word.start != self.cursor.word.start {
            text.to_owned()
        } else {
            format!("{}\"{text}\"", self.blank())
        }
    }

    /// The image of the service in which the cursor stands, as written.
    pub(super) fn own_image_name(&self) -> Option<&str> {
        self.child(self.own_service()?, "image").map(|image| self.value_text(image))
    }
}

/// Where images look for configuration and scripts that one mounts, by the images' names in the table.
const CONFIGURATION: [(&str, &[&str]); 15] = [
    ("postgres", &["/docker-entrypoint-initdb.d"]),
    ("postgis/postgis", &["/docker-entrypoint-initdb.d"]),
    ("pgvector/pgvector", &["/docker-entrypoint-initdb.d"]),
    ("mysql", &["/docker-entrypoint-initdb.d"]),
    ("mariadb", &["/docker-entrypoint-initdb.d"]),
    ("mongo", &["/docker-entrypoint-initdb.d"]),
    (
        "nginx",
        &["/etc/nginx/conf.d/default.conf", "/usr/share/nginx/html", "/etc/nginx/nginx.conf", "/etc/nginx/templates"],
    ),
    ("httpd", &["/usr/local/apache2/htdocs", "/usr/local/apache2/conf/httpd.conf"]),
    ("caddy", &["/etc/caddy/Caddyfile", "/data", "/config"]),
    ("traefik", &["/etc/traefik/traefik.yml", "/etc/traefik/dynamic"]),
    ("redis", &["/usr/local/etc/redis/redis.conf"]),
    ("rabbitmq", &["/etc/rabbitmq/rabbitmq.conf", "/etc/rabbitmq/definitions.json"]),
    ("prom/prometheus", &["/etc/prometheus/prometheus.yml"]),
    ("grafana/grafana", &["/etc/grafana/provisioning", "/var/lib/grafana/dashboards"]),
    ("haproxy", &["/usr/local/etc/haproxy/haproxy.cfg"]),
];

fn configuration_of(image: &str) -> &'static [&'static str] {
    CONFIGURATION.iter().find(|(name, _)| *name == image).map_or(&[], |(_, places)| places)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{items, labels_at};
    use crate::ide::Insert;
    use crate::reference::images;

    #[test]
    fn ports_of_the_image() {
        let web = "services:\n  web:\n    image: nginx\n    ports:\n      - $0\n";
        assert_eq!(labels_at(web)[0], "80:80");
        assert_eq!(items(web)[0].insert, Insert::Plain("\"80:80\"".into()));
        assert_eq!(
            labels_at("services:\n  db:\n    image: postgres\n    ports:\n      - $0\n")[0],
            "127.0.0.1:5432:5432"
        );
        assert_eq!(labels_at("services:\n  db:\n    image: postgres\n    ports:\n      - \"15432:$0\"\n"), ["5432"]);
        assert_eq!(labels_at("services:\n  db:\n    image: postgres\n    ports:\n      - target: $0\n"), ["5432"]);
    }

    #[test]
    fn mounts_know_where_data_is_kept() {
        let labels = labels_at("services:\n  db:\n    image: redis\n    volumes:\n      - $0\nvolumes:\n  cache:\n");
        assert_eq!(labels[..2], ["cache", "db-data:/data"]);
        let new = items("services:\n  db:\n    image: redis\n    volumes:\n      - $0\n");
        let new = new.iter().find(|item| item.label == "db-data:/data").expect("offered");
        assert_eq!(new.also.len(), 1, "declared as well");
        assert_eq!(labels_at("services:\n  db:\n    image: redis\n    volumes:\n      - cache:$0\n")[0], "/data");
        assert_eq!(
            labels_at("services:\n  db:\n    image: x\n    volumes:\n      - cache:/data:$0\n")[..2],
            ["ro", "rw"]
        );
    }

    #[test]
    fn places_of_configuration_are_those_of_images_in_the_table() {
        for (name, places) in super::CONFIGURATION {
            assert!(images::images().iter().any(|image| image.name == name), "{name}");
            assert!(places.iter().all(|place| place.starts_with('/') && !place.ends_with('/')), "{name}");
        }
    }
}
