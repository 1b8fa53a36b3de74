//! A first Dockerfile, `.dockerignore` and Compose file for a project that has none.
//!
//! What kind of project it is, its version, its entry and its port are read from the manifests that the folder has, one kind a
//! room; nothing is run and nothing is written. What comes out is a starting point that builds as it stands where the
//! manifests say enough, follows the practices that the rules teach, and says in notes what only the author can know.

mod backing;
mod compose;
mod folder;
mod health;
mod ignore;
mod kinds;

use crate::model::Files;
use backing::Backing;
use folder::Folder;
use std::path::Path;

/// The files for a project, and what is left to its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// The kind of project, such as `Node.js with npm`.
    pub kind: String,
    pub files: Vec<NewFile>,
    /// Sentences for the user.
    pub notes: Vec<String>,
}

/// A file that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    pub name: &'static str,
    pub text: String,
}

/// What a room knows of its kind of project.
#[derive(Debug, Default)]
struct Recipe {
    kind: String,
    dockerfile: String,
    /// What `.dockerignore` keeps out besides what it always does.
    ignore: Vec<&'static str>,
    /// The port that the program listens on.
    port: Option<u16>,
    /// The names of the libraries that it uses.
    libraries: Vec<String>,
    notes: Vec<String>,
}

/// The names that a Dockerfile and a Compose file go by, the usual one first.
const DOCKERFILES: [&str; 3] = ["Dockerfile", "Containerfile", "dockerfile"];
const COMPOSE_FILES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// What a folder lacks to run in a container; `None` where nobody can tell what kind of project it is. Files that are there are
/// left out, apart from an empty one that the files are asked for from.
pub fn containerize(files: &dyn Files, folder: &Path, empty: Option<&str>) -> Option<Starter> {
    let folder = Folder { files, path: folder };
    let recipe = kinds::recognise(&folder)?;
    let backing = Backing::of(&recipe.libraries);
    let mut notes = recipe.notes.clone();
    let mut made = Vec::new();
    let lacks = |names: &[&str]| !names.iter().any(|name| folder.has(name) && empty != Some(name));
    if lacks(&DOCKERFILES) {
        made.push(NewFile { name: "Dockerfile", text: recipe.dockerfile.clone() });
    }
    if lacks(&[".dockerignore"]) {
        made.push(NewFile { name: ".dockerignore", text: ignore::text(&recipe.ignore) });
    }
    if lacks(&COMPOSE_FILES) {
        made.push(NewFile { name: "compose.yaml", text: compose::text(&recipe, &backing) });
        notes.extend(compose::notes(&backing));
    }
    Some(Starter { kind: recipe.kind, files: made, notes })
}

/// A `.dockerignore` for the kind of project that a folder holds, or for any.
pub fn dockerignore(files: &dyn Files, folder: &Path) -> String {
    let recipe = kinds::recognise(&Folder { files, path: folder });
    ignore::text(&recipe.map(|recipe| recipe.ignore).unwrap_or_default())
}

/// A Dockerfile for the kind of project that a folder holds; `None` where nobody can tell.
pub fn dockerfile(files: &dyn Files, folder: &Path) -> Option<String> {
    kinds::recognise(&Folder { files, path: folder }).map(|recipe| recipe.dockerfile)
}

#[cfg(test)]
mod tests {
    //! Each kind of project as a small folder: what comes out must be found and pass our own rules.

    use super::*;
    use crate::model::{Language, MemoryFiles, Snapshot, Surroundings};
    use crate::rules::settings::Selector;
    use crate::rules::{self, Settings, Severity};
    use crate::text::Text;
    use std::sync::Arc;

    /// The folders, by the kind that they are.
    const PROJECTS: [(&str, &[(&str, &str)]); 17] = [
        (
            "Node.js with npm",
            &[
                (
                    "package.json",
                    r#"{"scripts": {"start": "node server.js"}, "dependencies": {"express": "5", "pg": "8"}}"#,
                ),
                ("package-lock.json", "{}"),
                ("server.js", "app.listen(process.env.PORT || 4000)"),
            ],
        ),
        (
            "Node.js with pnpm",
            &[
                (
                    "package.json",
                    r#"{"packageManager": "pnpm@10.4.1", "scripts": {"build": "tsc", "start": "node dist/index.js"}, "dependencies": {"ioredis": "5"}, "devDependencies": {"typescript": "5"}}"#,
                ),
                ("pnpm-lock.yaml", ""),
                ("tsconfig.json", "{}"),
            ],
        ),
        (
            "Node.js with Yarn",
            &[
                (
                    "package.json",
                    r#"{"scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "16"}}"#,
                ),
                ("yarn.lock", ""),
            ],
        ),
        (
            "Node.js with npm, built into static pages",
            &[
                ("package.json", r#"{"scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}"#),
                ("package-lock.json", "{}"),
                ("index.html", ""),
            ],
        ),
        (
            "Bun with Bun",
            &[
                ("package.json", r#"{"dependencies": {"hono": "4"}}"#),
                ("bun.lock", ""),
                ("index.ts", "export default { port: 3001 }"),
            ],
        ),
        (
            "Python with pip",
            &[
                ("requirements.txt", "fastapi[standard]==0.120\nuvicorn\npsycopg2-binary\n"),
                ("main.py", "app = FastAPI()"),
            ],
        ),
        (
            "Python with uv",
            &[
                ("pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\"flask\", \"gunicorn\", \"redis\"]\n"),
                ("uv.lock", ""),
                ("app.py", "app = Flask(__name__)"),
            ],
        ),
        (
            "Python with Poetry",
            &[
                (
                    "pyproject.toml",
                    "[tool.poetry.dependencies]\npython = \"^3.12\"\ndjango = \"5\"\ngunicorn = \"23\"\n",
                ),
                ("poetry.lock", ""),
                ("manage.py", ""),
                ("shop/wsgi.py", ""),
            ],
        ),
        (
            "Go",
            &[
                ("go.mod", "module x\n\ngo 1.26\n\nrequire github.com/jackc/pgx/v5 v5.7.0\n"),
                ("go.sum", ""),
                ("main.go", "import \"net/http\"\nhttp.ListenAndServe(\":9000\", nil)"),
            ],
        ),
        (
            "Rust",
            &[
                (
                    "Cargo.toml",
                    "[package]\nname = \"shop\"\n[dependencies]\naxum = \"0.8\"\nsqlx = { version = \"0.8\", features = [\"postgres\"] }\n",
                ),
                ("Cargo.lock", ""),
                ("src/main.rs", "bind(\"0.0.0.0:3000\")"),
            ],
        ),
        (
            "Java with Maven",
            &[(
                "pom.xml",
                "<java.version>21</java.version><artifactId>spring-boot-starter-web</artifactId><artifactId>spring-boot-starter-actuator</artifactId><artifactId>postgresql</artifactId>",
            )],
        ),
        (
            "Java with Gradle",
            &[
                (
                    "build.gradle.kts",
                    "plugins { id(\"org.springframework.boot\") }\nimplementation(\"org.springframework.boot:spring-boot-starter-web\")",
                ),
                ("settings.gradle.kts", ""),
            ],
        ),
        (
            ".NET",
            &[(
                "Shop.csproj",
                "<Project Sdk=\"Microsoft.NET.Sdk.Web\"><TargetFramework>net10.0</TargetFramework><PackageReference Include=\"Npgsql\" /></Project>",
            )],
        ),
        (
            "PHP with Composer",
            &[
                ("composer.json", r#"{"require": {"php": "^8.4", "ext-pdo_mysql": "*", "predis/predis": "3"}}"#),
                ("composer.lock", "{}"),
                ("public/index.php", ""),
            ],
        ),
        (
            "Ruby with Bundler",
            &[
                ("Gemfile", "source \"https://rubygems.org\"\ngem \"rails\"\ngem \"pg\"\ngem \"sidekiq\"\n"),
                ("Gemfile.lock", ""),
                (".ruby-version", "3.4.2\n"),
            ],
        ),
        ("static pages", &[("index.html", "<p>")]),
        ("Python with pip", &[("requirements.txt", "pika\n"), ("worker.py", "")]),
    ];

    fn folder(files: &[(&str, &str)]) -> MemoryFiles {
        let paths: Vec<(String, &str)> = files.iter().map(|(name, text)| (format!("/p/{name}"), *text)).collect();
        MemoryFiles::new(paths.iter().map(|(path, text)| (path.as_str(), *text)))
    }

    fn starter(files: &[(&str, &str)]) -> Starter {
        containerize(&folder(files), Path::new("/p"), None).expect("a kind that is known")
    }

    #[test]
    fn every_kind_is_recognised_and_gets_three_files() {
        for (kind, files) in PROJECTS {
            let starter = starter(files);
            assert_eq!(starter.kind, kind);
            let names: Vec<&str> = starter.files.iter().map(|file| file.name).collect();
            assert_eq!(names, ["Dockerfile", ".dockerignore", "compose.yaml"]);
        }
        assert_eq!(containerize(&folder(&[("README.md", "")]), Path::new("/p"), None), None);
    }

    #[test]
    fn no_rule_has_a_warning_for_a_starter() {
        let settings = Settings { select: Some(vec![Selector::All]), ..Settings::default() };
        let mut told = Vec::new();
        for (kind, files) in PROJECTS {
            let made = starter(files).files;
            let mut all: Vec<(&str, &str)> = files.to_vec();
            all.extend(made.iter().map(|file| (file.name, file.text.as_str())));
            let mut context: Vec<String> = all.iter().map(|(name, _)| (*name).to_owned()).collect();
            context.sort_unstable();
            for (file, language) in made.iter().zip([Language::Dockerfile, Language::Dockerignore, Language::Compose]) {
                let around = folder(&all).around(&format!("/p/{}", file.name));
                let context = (language == Language::Dockerfile).then(|| Arc::from(context.clone()));
                let around = Surroundings { context, ..(*around).clone() };
                let snapshot = Snapshot::new(language, Text::new(&file.text), 0).with_surroundings(Arc::new(around));
                let found =
                    rules::check(&snapshot, &settings).into_iter().filter(|it| it.severity >= Severity::Warning);
                told.extend(
                    found.map(|it| format!("{kind}: {}: {} ({})", it.rule, it.message, it.span.of(&file.text))),
                );
            }
        }
        assert!(told.is_empty(), "{told:#?}");
    }

    #[test]
    fn what_is_there_stays() {
        let files = [("go.mod", "module x\n"), ("Containerfile", "FROM scratch\n"), ("compose.yml", "")];
        let names: Vec<&str> = starter(&files).files.iter().map(|file| file.name).collect();
        assert_eq!(names, [".dockerignore"]);
    }

    #[test]
    fn manifests_say_what_is_in_them() {
        let text = |at: usize, file: usize| starter(PROJECTS[at].1).files[file].text.clone();
        assert!(
            text(0, 0).contains("EXPOSE 4000\n") && text(0, 0).ends_with("CMD [\"node\", \"server.js\"]\n"),
            "{}",
            text(0, 0)
        );
        assert!(text(1, 0).contains("pnpm@10.4.1") && text(1, 0).contains("COPY --from=build /app/dist ./dist\n"));
        assert!(text(7, 0).contains("\"shop.wsgi:application\""));
        assert!(text(8, 0).contains("FROM golang:1.26-alpine AS build\n") && text(8, 0).contains("EXPOSE 9000\n"));
        assert!(
            text(0, 2).contains("image: postgres:") && text(0, 2).contains("condition: service_healthy\n"),
            "{}",
            text(0, 2)
        );
    }
}
