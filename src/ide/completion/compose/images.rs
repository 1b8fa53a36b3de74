//! Image names and tags: those that the project uses already, then those of the table of well-known images.

use super::{File, Menu};
use crate::ide::CompletionKind;
use crate::reference::images::{self, latest_release, support};
use crate::text::Span;

/// Names that are looked for most, the likeliest first.
const LIKELY: [&str; 24] = [
    "postgres",
    "redis",
    "nginx",
    "mysql",
    "mariadb",
    "mongo",
    "rabbitmq",
    "node",
    "python",
    "traefik",
    "alpine",
    "minio/minio",
    "elasticsearch",
    "caddy",
    "memcached",
    "wordpress",
    "adminer",
    "grafana/grafana",
    "prom/prometheus",
    "php",
    "golang",
    "ubuntu",
    "debian",
    "busybox",
];

/// Parts of tags by which variants of an image are told apart.
const VARIANTS: [&str; 8] =
    ["alpine", "slim", "management-alpine", "management", "bookworm", "trixie", "fpm", "apache"];

/// How many other files of the folder are looked into for images.
const MAX_FILES: usize = 12;

impl File<'_> {
    pub(super) fn images(&mut self, word: Span) {
        let typed = self.typed(word);
        let path = typed.rfind('/').map_or(0, |slash| slash + 1);
        match typed[path..].find(':') {
            Some(colon) if !typed.contains(['@', '$']) => {
                let name = typed[..path + colon].to_owned();
                self.image_tags(&name, Span::new(word.start + name.len() + 1, word.end));
            }
            Some(_) => {}
            None => self.image_names(word),
        }
    }

    fn image_names(&mut self, word: Span) {
        let mut menu = Menu::new(word);
        let used = self.used_images();
        for (rank, image) in (0..).zip(&used) {
            menu.plain(CompletionKind::Image, image, rank.min(50))
                .insert(&self.scalar(word, image))
                .detail("used in this project");
        }
        let mut before = "";
        for image in images::images().iter().filter(|image| !image.name.ends_with('*')) {
            if image.name == before || image.name == "scratch" {
                continue;
            }
            before = image.name;
            let rank = LIKELY.iter().position(|likely| *likely == image.name).unwrap_or(LIKELY.len());
            let release = latest_release(image.name);
            let text = release.map_or_else(|| image.name.to_owned(), |release| format!("{}:{release}", image.name));
            let gone = images::support::given_up(image.name);
            let detail = gone.map(|(since, _)| format!("given up {since}"));
            let detail = detail.or_else(|| release.map(|release| format!(":{release}"))).unwrap_or_default();
            menu.plain(CompletionKind::Image, image.name, 60 + u16::try_from(rank).unwrap_or(0))
                .insert(&self.scalar(word, &text))
                .detail(&detail)
                .deprecated(gone.is_some())
                .topic(&topic(image.name));
        }
        self.take(menu);
    }

    /// Tags of an image: those in use here, the newest release that the table knows, and its variants.
    fn image_tags(&mut self, name: &str, word: Span) {
        let mut tags: Vec<(String, &str)> = Vec::new();
        let mut add = |tag: String, detail: &'static str| {
            if !tag.is_empty() && !tags.iter().any(|(known, _)| *known == tag) {
                tags.push((tag, detail));
            }
        };
        for image in self.used_images() {
            if let Some(tag) = image.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) {
                add(tag.to_owned(), "used in this project");
            }
        }
        let newest = latest_release(name).map(|release| (release, "the current release"));
        let others = support::supported(name).into_iter().map(|(release, _)| (release, "still supported"));
        for (release, detail) in newest.into_iter().chain(others).take(8) {
            add(release.to_owned(), detail);
            let mut rows = vec![images::lookup(&format!("{name}:{release}")).map(std::ptr::from_ref)];
            for variant in VARIANTS {
                let tag = format!("{release}-{variant}");
                let row = images::lookup(&format!("{name}:{tag}")).map(std::ptr::from_ref);
                // A variant has a row of its own where it holds something else.
                if !rows.contains(&row) {
                    rows.push(row);
                    add(tag, detail);
                }
            }
        }
        if images::lookup(name).is_some() {
            add("latest".to_owned(), "moves without notice");
        }
        let mut menu = Menu::new(word);
        for (rank, (tag, detail)) in (0..).zip(&tags) {
            let end = support::ended(name, tag).map(|ended| format!("no fixes since {}", ended.since));
            menu.plain(CompletionKind::Image, tag, rank)
                .detail(end.as_deref().unwrap_or(detail))
                .deprecated(end.is_some())
                .topic(&topic(&format!("{name}:{tag}")));
        }
        self.take(menu);
    }

    /// The images that this file and the others of its folder name, each once.
    fn used_images(&self) -> Vec<String> {
        let mut used: Vec<String> = Vec::new();
        let mut add = |image: &str| {
            let is_whole = !image.is_empty() && !image.contains(['$', ' ', '"', '\'']);
            if is_whole && !used.iter().any(|known| known == image) {
                used.push(image.to_owned());
            }
        };
        for entry in &self.outline.entries {
            let is_image = entry.key.is_some_and(|key| key.of(self.source) == "image");
            if is_image && !entry.value.touches(self.cursor.word.end) {
                add(entry.value.of(self.source));
            }
        }
        let surroundings = self.snapshot.surroundings();
        if let (Some(folder), Some(files)) = (surroundings.folder(), &surroundings.files) {
            let own = surroundings.path.as_deref().and_then(std::path::Path::file_name);
            let names = files.names(folder).unwrap_or_default();
            let is_other = |name: &String| {
                let is_ours = name.contains("compose") && (name.ends_with(".yaml") || name.ends_with(".yml"));
                (is_ours || name.contains("Dockerfile")) && own.is_none_or(|own| own.to_string_lossy() != name.as_str())
            };
            for name in names.iter().filter(|name| is_other(name)).take(MAX_FILES) {
                let Ok(text) = files.read(&folder.join(name)) else { continue };
                for line in text.lines() {
                    let line = line.trim_start();
                    let image = line.strip_prefix("image:").or_else(|| line.strip_prefix("FROM "));
                    let word = image.and_then(|image| image.split_whitespace().find(|word| !word.starts_with("--")));
                    // A stage of its own is no image; one with a tag or a path surely is.
                    word.map(|word| word.trim_matches(['"', '\'']))
                        .filter(|word| word.contains([':', '/']))
                        .into_iter()
                        .for_each(&mut add);
                }
            }
        }
        used
    }
}

/// The page about an image, which is that of Dockerfiles.
fn topic(reference: &str) -> String {
    format!("dockerfile image {reference}")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{items, labels_around};
    use crate::ide::Insert;
    use crate::model::surroundings::MemoryFiles;

    #[test]
    fn an_image_comes_with_the_release_to_pin() {
        let items = items("services:\n  db:\n    image: pos$0\n");
        let postgres = items.iter().find(|item| item.label == "postgres").expect("offered");
        assert!(matches!(&postgres.insert, Insert::Plain(text) if text.starts_with("postgres:")));
    }

    #[test]
    fn what_the_project_uses_comes_first() {
        let files = MemoryFiles::new([
            ("/p/compose.yaml", ""),
            ("/p/compose.test.yaml", "services:\n  a:\n    image: acme/api:3\n"),
            ("/p/Dockerfile", "FROM --platform=$BUILDPLATFORM node:22-slim AS build\nFROM build\n"),
        ]);
        let labels = |marked: &str| labels_around(files.clone(), "/p/compose.yaml", marked);
        let found = labels("services:\n  b:\n    image: postgres:16\n  a:\n    image: $0\n");
        assert_eq!(found[..3], ["postgres:16", "node:22-slim", "acme/api:3"]);
        let found = labels("services:\n  a:\n    image: node:$0\n");
        assert_eq!(found[0], "22-slim");
        assert!(found.iter().any(|tag| tag.ends_with("-alpine")), "{found:?}");
    }
}
