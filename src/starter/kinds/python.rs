//! Python: pip, uv and Poetry; FastAPI, Flask and Django.

use super::super::Recipe;
use super::super::folder::{Folder, version};
use super::super::health::check;
use super::{HEAD, exec, useradd, version_or_latest};
use toml::Table;

pub fn recipe(folder: &Folder<'_>) -> Option<Recipe> {
    let project = folder.toml("pyproject.toml");
    let requirements = folder.text("requirements.txt");
    if project.is_none() && requirements.is_none() && !folder.has("manage.py") && !folder.has("Pipfile") {
        return None;
    }
    let is_poetry = folder.has("poetry.lock")
        || project.as_ref().is_some_and(|it| it.get("tool").and_then(|it| it.get("poetry")).is_some());
    let is_uv = folder.has("uv.lock");
    let libraries = libraries(project.as_ref(), requirements.as_deref());
    let pinned = folder.text(".python-version").and_then(|text| version(&text, 2));
    let image = format!("python:{}-slim", version_or_latest(pinned, "python"));
    let (name, build, environment) = if is_uv {
        ("uv", with_uv(&image), "/app/.venv")
    } else if is_poetry {
        ("Poetry", with_poetry(folder, &image), "/app/.venv")
    } else {
        ("pip", with_pip(folder, &image), "/opt/venv")
    };
    let (command, port, mut notes) = command(folder, &libraries, project.as_ref());
    let expose = port.map_or_else(String::new, |port| format!("EXPOSE {port}\n"));
    if name == "pip" && requirements.is_none() {
        notes.push("List what the program needs in requirements.txt".to_owned());
    }
    let dockerfile = format!(
        "{HEAD}{build}
FROM {image} AS runtime
ENV PATH=\"{environment}/bin:$PATH\" \\
    PYTHONUNBUFFERED=1 \\
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
{}COPY --from=build {environment} {environment}
COPY . .
USER app
{expose}{}CMD {command}
",
        useradd(),
        check(&image, port, None),
    );
    Some(Recipe {
        kind: format!("Python with {name}"),
        dockerfile,
        ignore: vec![
            "__pycache__",
            "*.pyc",
            ".venv",
            "venv",
            ".pytest_cache",
            ".mypy_cache",
            ".ruff_cache",
            ".tox",
            "*.egg-info",
            "dist",
            "build",
        ],
        port,
        libraries,
        notes,
    })
}

fn with_pip(folder: &Folder<'_>, image: &str) -> String {
    let install = match folder.has("requirements.txt") {
        true => {
            "COPY requirements.txt ./\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\n"
        }
        false if folder.has("pyproject.toml") => {
            "COPY . .\nRUN --mount=type=cache,target=/root/.cache/pip pip install .\n"
        }
        false => "",
    };
    format!(
        "FROM {image} AS build\nWORKDIR /app\nRUN python -m venv /opt/venv\nENV PATH=\"/opt/venv/bin:$PATH\"\n{install}"
    )
}

fn with_uv(image: &str) -> String {
    format!(
        "FROM {image} AS build
COPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv
ENV UV_LINK_MODE=copy \\
    UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked --no-dev --no-install-project
"
    )
}

fn with_poetry(folder: &Folder<'_>, image: &str) -> String {
    let lock = if folder.has("poetry.lock") { " poetry.lock" } else { "" };
    format!(
        "FROM {image} AS build
ENV POETRY_VIRTUALENVS_IN_PROJECT=1 \\
    POETRY_NO_INTERACTION=1
WORKDIR /app
RUN --mount=type=cache,target=/root/.cache/pip pip install poetry==2.2.1
COPY pyproject.toml{lock} ./
RUN --mount=type=cache,target=/root/.cache/pypoetry poetry install --only main --no-root
"
    )
}

/// What starts the program, its port, and what its author should know.
fn command(folder: &Folder<'_>, libraries: &[String], project: Option<&Table>) -> (String, Option<u16>, Vec<String>) {
    let uses = |name: &str| libraries.iter().any(|library| library == name);
    let no_notes = Vec::new;
    if folder.has("manage.py") {
        let has_wsgi = |name: &String| folder.has(&format!("{name}/wsgi.py"));
        let package = folder.names("").into_iter().find(has_wsgi).unwrap_or_else(|| "config".to_owned());
        if uses("gunicorn") {
            let application = format!("{package}.wsgi:application");
            return (exec(&["gunicorn", "--bind", "0.0.0.0:8000", &application]), Some(8000), no_notes());
        }
        let note = "Add gunicorn to what the program needs: the server of manage.py is for development".to_owned();
        return (exec(&["python", "manage.py", "runserver", "0.0.0.0:8000"]), Some(8000), vec![note]);
    }
    let module = |call: &str| {
        let candidates =
            ["main.py", "app.py", "app/main.py", "src/main.py", "app/__init__.py", "wsgi.py", "asgi.py", "server.py"];
        let found = candidates.into_iter().find(|name| folder.text(name).is_some_and(|text| text.contains(call)));
        found.map(|name| name.trim_end_matches(".py").trim_end_matches("/__init__").replace('/', "."))
    };
    if uses("fastapi") || uses("starlette") {
        let application =
            format!("{}:app", module("FastAPI(").or_else(|| module("Starlette(")).unwrap_or_else(|| "main".to_owned()));
        let note = "Add uvicorn to what the program needs".to_owned();
        let notes = if uses("uvicorn") { no_notes() } else { vec![note] };
        return (exec(&["uvicorn", &application, "--host", "0.0.0.0", "--port", "8000"]), Some(8000), notes);
    }
    if uses("flask") {
        let application = module("Flask(").unwrap_or_else(|| "app".to_owned());
        if uses("gunicorn") {
            return (
                exec(&["gunicorn", "--bind", "0.0.0.0:8000", &format!("{application}:app")]),
                Some(8000),
                no_notes(),
            );
        }
        let note = "Add gunicorn to what the program needs: Flask's own server is for development".to_owned();
        let words = ["flask", "--app", &application, "run", "--host", "0.0.0.0", "--port", "8000"];
        return (exec(&words), Some(8000), vec![note]);
    }
    let scripts = project.and_then(|it| it.get("project")?.get("scripts")?.as_table());
    if let Some(script) = scripts.and_then(|scripts| scripts.keys().next()) {
        return (exec(&[script]), None, no_notes());
    }
    let entry = folder.first_of(&["main.py", "app.py", "worker.py", "src/main.py", "run.py"]).unwrap_or("main.py");
    (exec(&["python", entry]), None, no_notes())
}

/// The names of what is to be installed, in lower case, without extras and versions.
fn libraries(project: Option<&Table>, requirements: Option<&str>) -> Vec<String> {
    let bare = |line: &str| {
        let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(line.len());
        line[..end].to_lowercase().replace('_', "-")
    };
    let mut names: Vec<String> = requirements.into_iter().flat_map(str::lines).map(|line| bare(line.trim())).collect();
    let listed = project.and_then(|it| it.get("project")?.get("dependencies")?.as_array());
    names.extend(listed.into_iter().flatten().filter_map(|it| it.as_str()).map(bare));
    let of_poetry = project.and_then(|it| it.get("tool")?.get("poetry")?.get("dependencies")?.as_table());
    names.extend(of_poetry.into_iter().flat_map(|table| table.keys()).map(|name| bare(name)));
    // An extra of FastAPI brings its server.
    let brings_server = |text: &str| text.contains("fastapi[");
    if requirements.is_some_and(brings_server) || project.is_some_and(|it| brings_server(&format!("{it:?}"))) {
        names.push("uvicorn".to_owned());
    }
    names.retain(|name| !name.is_empty() && name != "python");
    names
}
