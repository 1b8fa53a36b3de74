//! The direction of dependencies, read from the `use` lines: knowledge flows one way through the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// For each module, the modules that it may name. A module may always name itself.
fn allowed() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("text", &[][..]),
        ("reference", &[][..]),
        ("syntax", &["text"][..]),
        ("model", &["text", "syntax", "reference"][..]),
        ("rules", &["text", "syntax", "reference", "model"][..]),
        ("fix", &["text", "syntax", "model", "rules"][..]),
        ("format", &["text", "syntax", "model"][..]),
        ("starter", &["reference", "model"][..]),
        ("ide", &["text", "syntax", "reference", "model", "rules", "fix", "starter"][..]),
        ("project", &["text", "syntax", "reference", "model", "rules", "format"][..]),
        ("lsp", &["text", "reference", "model", "rules", "fix", "format", "ide", "project"][..]),
        (
            "cli",
            &["text", "reference", "model", "rules", "fix", "format", "ide", "project", "lsp", "syntax", "starter"][..],
        ),
    ])
}

fn source_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            source_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The names after `crate::` in the code of a file: comments and the tests at its end do not count.
fn named_modules(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]\nmod ").next().unwrap_or("");
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
        .collect()
}

fn sources() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&root, &mut files);
    files
        .into_iter()
        .filter_map(|path| {
            let relative = path.strip_prefix(&root).ok()?.to_string_lossy().into_owned();
            let module = relative.split('/').next()?.trim_end_matches(".rs").to_owned();
            Some((module, relative, fs::read_to_string(&path).ok()?))
        })
        .collect()
}

#[test]
fn no_arrow_points_up() {
    let allowed = allowed();
    let mut upward = Vec::new();
    // The rules' pages are run with the configurations that they show.
    for (module, path, source) in sources().into_iter().filter(|(_, path, _)| !path.ends_with("documentation.rs")) {
        let Some(below) = allowed.get(module.as_str()) else { continue };
        for named in named_modules(&source) {
            let is_module = allowed.contains_key(named.as_str());
            if is_module && named != module && !below.contains(&named.as_str()) {
                upward.push(format!("{path} names crate::{named}"));
            }
        }
    }
    assert!(upward.is_empty(), "{upward:#?}");
}

/// The rooms of the Compose table that a room names after `super::`.
fn neighbours(source: &str, rooms: &BTreeMap<String, String>) -> Vec<String> {
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let named = code.split("super::").skip(1).flat_map(|rest| {
        let end = if rest.starts_with('{') {
            rest.find('}')
        } else {
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))
        };
        let words = rest[..end.unwrap_or(rest.len())].split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.map(str::to_owned).collect::<Vec<_>>()
    });
    named.filter(|name| rooms.contains_key(name)).collect()
}

#[test]
fn the_rooms_of_the_compose_table_stand_on_each_other_without_a_circle() {
    let folder = "reference/compose/";
    let room = |path: &str| Some(path.strip_prefix(folder)?.trim_end_matches(".rs").to_owned());
    let rooms = sources().into_iter().filter_map(|(_, path, source)| Some((room(&path)?, source)));
    let rooms: BTreeMap<String, String> = rooms.filter(|(name, _)| name != "mod" && name != "tests").collect();
    let mut left: BTreeMap<&str, Vec<String>> =
        rooms.iter().map(|(name, source)| (name.as_str(), neighbours(source, &rooms))).collect();
    loop {
        let standing: Vec<&str> = left.keys().copied().collect();
        left.retain(|_, below| below.iter().any(|name| standing.contains(&name.as_str())));
        if left.len() == standing.len() {
            break;
        }
    }
    assert!(left.is_empty(), "a circle among {left:#?}");
}

#[test]
fn each_library_stays_in_its_room() {
    let rooms: [(&str, &[&str]); 5] = [
        ("tree_sitter", &["syntax"]),
        ("tower_lsp", &["lsp"]),
        ("hcl_edit", &["syntax"]),
        ("tokio", &["lsp"]),
        ("std::fs", &["project", "lsp", "cli"]),
    ];
    let mut strays = Vec::new();
    for (module, path, source) in sources() {
        let code = source.split("#[cfg(test)]").next().unwrap_or("");
        for (library, homes) in rooms {
            let used = code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(library));
            if used && !homes.contains(&module.as_str()) && !path.contains("documentation.rs") {
                strays.push(format!("{path} uses {library}"));
            }
        }
    }
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn every_test_that_the_list_of_features_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/editor-features.md")).expect("the list of features");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| feature"));
    let named: Vec<&str> = rows
        .filter_map(|row| row.trim_end_matches(" |").rsplit("| ").next())
        .flat_map(|cell| cell.split(", "))
        .map(|name| name.trim().trim_matches('`'))
        .collect();
    assert!(named.len() > 100, "the page has lost its rows");
    let mut files = Vec::new();
    source_files(&root.join("tests"), &mut files);
    source_files(&root.join("src"), &mut files);
    let code: String = files.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    let missing: Vec<_> = named.iter().filter(|name| !code.contains(&format!("fn {name}()"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
