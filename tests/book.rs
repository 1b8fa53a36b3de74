//! The pages: no link in them is dead, and the book holds them all. No network is asked: what lies in our own repository on the
//! web is looked for here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Where the repository is read on the web.
const HOME: &str = "https://github.com/dunnage/dunnage/blob/main/";
const RAW: &str = "https://raw.githubusercontent.com/dunnage/dunnage/main/";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page of ours, by its path from the root.
fn pages() -> BTreeMap<PathBuf, String> {
    let mut pages = BTreeMap::new();
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() && !["target", "node_modules", ".git"].contains(&name.as_str()) {
                folders.push(path);
            } else if name.ends_with(".md") {
                let relative = path.strip_prefix(root()).expect("below the root").to_owned();
                pages.insert(relative, fs::read_to_string(&path).expect("a page"));
            }
        }
    }
    pages
}

/// The lines that are prose: no blocks of code.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    page.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    })
}

/// What `[text](target)` and `![text](target)` lead to. A span of code holds no link.
fn links(page: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in prose(page) {
        let text: String = line.split('`').step_by(2).collect::<Vec<_>>().join("``");
        for rest in text.split("](").skip(1) {
            links.extend(rest.split(')').next().map(str::to_owned));
        }
    }
    links
}

/// The names by which a page's headings are linked to, as GitHub and mdBook make them.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = prose(page).filter(|line| line.starts_with('#'));
    let name = |heading: &str| -> String {
        let text = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        text.chars().filter(|letter| letter.is_alphanumeric() || ['-', '_'].contains(letter)).collect()
    };
    headings.map(name).collect()
}

/// The path without `.` and `..`.
fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = tidy.pop(),
            Component::Normal(name) => tidy.push(name),
            _ => {}
        }
    }
    tidy
}

#[test]
fn no_link_is_dead() {
    let pages = pages();
    let mut dead = Vec::new();
    for (path, page) in &pages {
        for link in links(page) {
            let ours = link.strip_prefix(HOME).or_else(|| link.strip_prefix(RAW));
            if ours.is_none() && (link.contains("://") || link.starts_with("mailto:")) {
                continue;
            }
            let (file, anchor) = ours.unwrap_or(&link).split_once('#').unwrap_or((ours.unwrap_or(&link), ""));
            let folder = if ours.is_some() { Path::new("") } else { path.parent().expect("a folder") };
            let target = if file.is_empty() { path.clone() } else { tidy(&folder.join(file)) };
            let is_there = root().join(&target).exists();
            let has_anchor = anchor.is_empty() || pages.get(&target).is_none_or(|page| anchors(page).contains(anchor));
            if !is_there || !has_anchor {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn the_book_holds_every_page_and_leads_nowhere_outside_of_itself() {
    let pages = pages();
    let summary: BTreeSet<PathBuf> =
        links(&pages[Path::new("docs/SUMMARY.md")]).iter().map(|link| Path::new("docs").join(link)).collect();
    let docs: BTreeSet<PathBuf> =
        pages.keys().filter(|path| path.starts_with("docs") && !path.ends_with("SUMMARY.md")).cloned().collect();
    assert_eq!(summary, docs);
    let outward: Vec<String> = docs
        .iter()
        .flat_map(|path| links(&pages[path]).into_iter().map(move |link| format!("{}: {link}", path.display())))
        .filter(|link| link.contains("](..") || link.contains(": ../"))
        .collect();
    assert!(outward.is_empty(), "in the book these are dead: {outward:#?}");
}
