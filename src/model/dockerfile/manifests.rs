//! Whether a project's manifest asks for more of the project than itself: a script of the project's that runs with the
//! installation, a package that lies in another of its folders.
//!
//! Manifests are read line by line or as JSON, and only for this question: in doubt the answer is yes.
//!
//! Sources: npm-scripts(7) (which scripts run with `npm install` and `npm ci`), pip's requirements file format, Bundler's
//! gemfile(5), the Go modules reference (`replace`), Composer's and Poetry's documentation of path dependencies.

use serde_json::Value;

/// Whether an installation that reads this manifest needs other files of the project too. `name` is the name of the file,
/// without folders.
pub fn needs_sources(name: &str, text: &str) -> bool {
    match name {
        "package.json" => package_json(text),
        "composer.json" => text.contains("\"path\""),
        "Gemfile" => text.lines().map(code).any(|line| {
            ["path:", ":path", "gemspec", "eval_gemfile", "require_relative"].iter().any(|word| line.contains(word))
        }),
        "go.mod" => text.lines().any(|line| line.contains("=> .") || line.contains("=> /")),
        "pyproject.toml" | "Pipfile" => {
            let is_path = |line: &str| line.contains("path =") || line.contains("path=");
            text.lines().map(code).any(|line| is_path(line) || line.contains("file://"))
        }
        _ if name.ends_with(".txt") => text.lines().map(code).any(is_local_requirement),
        _ => false,
    }
}

/// A line without its comment.
fn code(line: &str) -> &str {
    line.split('#').next().unwrap_or("").trim()
}

/// Whether a line of a requirements file names the project, or a file or folder of it that is no such list.
fn is_local_requirement(line: &str) -> bool {
    let includes = line.strip_prefix("-r").or(line.strip_prefix("-c")).or(line.strip_prefix("--requirement"));
    if let Some(path) = includes.or(line.strip_prefix("--constraint")) {
        return path.contains('/') && !path.contains("://");
    }
    line.starts_with(['.', '/'])
        || line.starts_with("-e .")
        || line.starts_with("--editable .")
        || line.contains("file:")
}

fn package_json(text: &str) -> bool {
    let Ok(package) = serde_json::from_str::<Value>(text) else { return false };
    let script = |name: &str| package.get("scripts")?.get(name)?.as_str();
    let of_install = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];
    let runs = of_install.into_iter().filter_map(script).any(|script| !is_harmless(script));
    let is_local = |version: &Value| {
        let version = version.as_str().unwrap_or("");
        ["file:", "link:", "portal:", "workspace:", "./", "../", "/"].iter().any(|start| version.starts_with(start))
    };
    let lists = ["dependencies", "devDependencies", "optionalDependencies"];
    let mut packages = lists.iter().filter_map(|list| package.get(list)?.as_object()).flat_map(|list| list.values());
    runs || package.get("workspaces").is_some() || packages.any(is_local)
}

/// Whether a script does the same in a folder that holds nothing but the manifest.
fn is_harmless(script: &str) -> bool {
    script.split("||").map(str::trim).all(|command| {
        matches!(command, "" | "true" | "exit 0" | "is-ci" | "husky" | "husky install" | "npx only-allow pnpm")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_local_packages_need_the_project() {
        for (name, text) in [
            ("package.json", r#"{"scripts": {"postinstall": "node patch.js"}}"#),
            ("package.json", r#"{"scripts": {"prepare": "husky && tsc"}}"#),
            ("package.json", r#"{"dependencies": {"a": "file:../a"}}"#),
            ("package.json", r#"{"workspaces": ["a/*"]}"#),
            ("composer.json", r#"{"repositories": [{"type": "path", "url": "../a"}]}"#),
            ("Gemfile", "gem 'a', path: 'a'\n"),
            ("Gemfile", "gemspec\n"),
            ("go.mod", "module a\nreplace b => ../b\n"),
            ("pyproject.toml", "[tool.poetry.dependencies]\na = {path = \"../a\"}\n"),
            ("requirements.txt", "a==1\n-e .[dev]\n"),
            ("requirements-dev.txt", "-r requirements/base.txt\n"),
        ] {
            assert!(needs_sources(name, text), "{name}: {text}");
        }
    }

    #[test]
    fn plain_manifests_do_not() {
        for (name, text) in [
            (
                "package.json",
                r#"{"scripts": {"build": "tsc", "prepare": "husky || true"}, "dependencies": {"a": "^1"}}"#,
            ),
            ("package.json", "{ half"),
            ("Gemfile", "gem 'a' # path: b\n"),
            ("go.mod", "module a\nreplace b => example.com/b v1\n"),
            ("requirements.txt", "-r base.txt\na @ https://a/b.whl\n--extra-index-url https://a/\n"),
            ("composer.json", "{}"),
        ] {
            assert!(!needs_sources(name, text), "{name}: {text}");
        }
    }
}
