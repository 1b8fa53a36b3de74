//! Which language a file is written in: by its name, and where that does not tell, by its content.

use serde::Serialize;

/// A language that Dunnage reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Dockerfile,
    Compose,
    Dockerignore,
    /// The variables of `.env` and `env_file` files: read in editors, judged only through the Compose files that use them.
    Dotenv,
}

impl Language {
    pub fn name(self) -> &'static str {
        match self {
            Language::Dockerfile => "dockerfile",
            Language::Compose => "compose",
            Language::Dockerignore => "dockerignore",
            Language::Dotenv => "dotenv",
        }
    }

    /// Whether a file of it is checked for its own sake.
    pub fn is_checked(self) -> bool {
        self != Language::Dotenv
    }

    /// What a file name says, in any case: `Dockerfile`, `Dockerfile.dev`, `api.Dockerfile`, `Containerfile`,
    /// `compose.yaml`, `docker-compose.prod.yml`, `x.compose.yaml`, `.dockerignore`, `.env`, `.env.local`, `web.env`.
    pub fn of_name(name: &str) -> Option<Language> {
        let name = name.to_ascii_lowercase();
        if name == ".dockerignore" || name == ".containerignore" || name.ends_with(".dockerignore") {
            return Some(Language::Dockerignore);
        }
        if name == ".env" || name.starts_with(".env.") || name.ends_with(".env") {
            return Some(Language::Dotenv);
        }
        let is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        if is_yaml {
            let stem = name.trim_end_matches(".yaml").trim_end_matches(".yml");
            let named = |word: &str| {
                stem == word
                    || stem.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
                    || stem.strip_suffix(word).is_some_and(|rest| rest.ends_with(['.', '-', '_']))
            };
            return ["compose", "docker-compose", "podman-compose"].into_iter().any(named).then_some(Language::Compose);
        }
        let named = |word: &str| {
            name == word
                || name.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
                || name.strip_suffix(word).is_some_and(|rest| rest.ends_with(['.', '-', '_']))
        };
        // `Dockerfile.md` and the like are about a Dockerfile, not one, and a template becomes one.
        let is_other = [
            ".md",
            ".txt",
            ".json",
            ".sh",
            ".py",
            ".go",
            ".rs",
            ".js",
            ".ts",
            ".html",
            ".lock",
            ".toml",
            ".template",
            ".tmpl",
            ".tpl",
            ".j2",
            ".jinja",
            ".jinja2",
            ".erb",
            ".mustache",
        ]
        .iter()
        .any(|ending| name.ends_with(ending));
        (!is_other && ["dockerfile", "containerfile"].into_iter().any(named)).then_some(Language::Dockerfile)
    }

    /// What an editor's language identifier says. `yaml` and unknown ones say nothing: the name and content decide.
    pub fn of_identifier(identifier: &str) -> Option<Language> {
        match identifier.to_ascii_lowercase().as_str() {
            "dockerfile" | "containerfile" => Some(Language::Dockerfile),
            "dockercompose" | "docker-compose" | "yaml.docker-compose" | "compose" => Some(Language::Compose),
            "dockerignore" | "ignore.docker" => Some(Language::Dockerignore),
            "dotenv" => Some(Language::Dotenv),
            _ => None,
        }
    }

    /// What the content says, for files whose name tells nothing: an instruction first, or `services:` at the left margin.
    pub fn of_content(content: &str) -> Option<Language> {
        let mut lines = content.lines().map(|line| line.trim_start_matches('\u{feff}')).take(400);
        let first = lines.by_ref().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))?;
        let is_compose = |line: &str| line.trim_end() == "services:";
        let mut words = first.split_whitespace();
        let keyword = words.next().unwrap_or("");
        if (keyword == "FROM" || keyword == "ARG") && words.next().is_some() {
            return Some(Language::Dockerfile);
        }
        (is_compose(first) || lines.any(is_compose)).then_some(Language::Compose)
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, *};

    #[test]
    fn names_tell() {
        for (name, language) in [
            ("Dockerfile", Some(Dockerfile)),
            ("dockerfile.dev", Some(Dockerfile)),
            ("Dockerfile-dev", Some(Dockerfile)),
            ("api.Dockerfile", Some(Dockerfile)),
            ("Containerfile", Some(Dockerfile)),
            ("Dockerfile.md", None),
            ("Dockerfile-linux.template", None),
            ("compose.yaml", Some(Compose)),
            ("docker-compose.override.yml", Some(Compose)),
            ("000-dev.compose.yaml", Some(Compose)),
            ("values.yaml", None),
            (".dockerignore", Some(Dockerignore)),
            ("Dockerfile.dockerignore", Some(Dockerignore)),
            (".env", Some(Dotenv)),
            (".env.example", Some(Dotenv)),
            ("web.env", Some(Dotenv)),
            (".envrc", None),
        ] {
            assert_eq!(Language::of_name(name), language, "{name}");
        }
    }

    #[test]
    fn content_tells_where_the_name_does_not() {
        assert_eq!(Language::of_content("# a\nFROM alpine\n"), Some(Dockerfile));
        assert_eq!(Language::of_content("name: x\nservices:\n  a: {}\n"), Some(Compose));
        assert_eq!(Language::of_content("from x import y\n"), None);
        assert_eq!(Language::of_content("hello: 1\n"), None);
    }
}
