//! What may be typed in a `.dockerignore`: the files and folders of the build context, and patterns that most contexts want.

use super::items::Menu;
use super::{CompletionKind, Snapshot};
use crate::model::FileKind;
use crate::model::surroundings::plain;
use crate::syntax::dockerignore::Dockerignore;
use crate::text::Span;

/// Patterns that are worth having whether or not anything matches them yet, with the reason.
const USUAL: [(&str, &str); 9] = [
    (".git", "the history: large, and changed by every commit"),
    (".env", "often holds secrets"),
    ("node_modules", "made anew by the installation"),
    ("**/.DS_Store", "what macOS leaves in folders"),
    ("*.log", "logs"),
    ("**/__pycache__", "compiled Python"),
    (".venv", "a virtual environment of Python"),
    ("*.pem", "keys and certificates"),
    (".github", "workflows are no part of the image"),
];

/// How many entries of a folder are offered.
const MAX_ENTRIES: usize = 300;

pub(super) fn completion(snapshot: &Snapshot, offset: usize) -> Menu {
    let source = snapshot.source();
    let line_start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line_end = source[offset..].find(['\r', '\n']).map_or(source.len(), |at| offset + at);
    let mut menu = Menu::new(Span::at(offset));
    let typed = source[line_start..offset].trim_start();
    if typed.starts_with('#') {
        return menu;
    }
    let pattern = typed.strip_prefix('!').unwrap_or(typed);
    let leaf = pattern.rfind('/').map_or(0, |at| at + 1);
    menu.aim(Span::new(offset - pattern.len() + leaf, line_end));
    let file = Dockerignore::parse(source);
    let line = Span::new(line_start, line_end);
    let others: Vec<&str> =
        file.patterns().iter().filter(|it| !line.touches(it.span.start)).map(|it| it.text.as_str()).collect();
    let is_given = |text: &str| others.iter().any(|other| other.trim_end_matches('/') == text.trim_end_matches('/'));
    entries(snapshot, &pattern[..leaf], &is_given, &mut menu);
    if leaf == 0 && pattern.len() == typed.len() {
        for (rank, (text, why)) in (100..).zip(USUAL) {
            let is_there = menu.items.iter().any(|item| item.label.trim_end_matches('/') == text);
            if !is_there && !is_given(text) {
                menu.plain(CompletionKind::Value, text, rank).detail(why);
            }
        }
    }
    menu
}

/// What lies in a folder of the context.
fn entries(snapshot: &Snapshot, above: &str, is_given: &dyn Fn(&str) -> bool, menu: &mut Menu) {
    let surroundings = snapshot.surroundings();
    let (Some(root), Some(files)) = (surroundings.folder(), &surroundings.files) else { return };
    if above.contains(['*', '?', '[']) {
        return;
    }
    let folder = plain(&root.join(above.trim_start_matches('/')));
    let names = files.names(&folder).unwrap_or_default();
    menu.is_partial = names.len() > MAX_ENTRIES;
    for name in names.into_iter().take(MAX_ENTRIES) {
        let is_folder = files.kind(&folder.join(&name)) == Some(FileKind::Folder);
        if name.contains('\n') || is_given(&format!("{above}{name}")) {
            continue;
        }
        let usual = USUAL.iter().position(|(text, _)| *text == name);
        let label = if is_folder { format!("{name}/") } else { name };
        let kind = if is_folder { CompletionKind::Folder } else { CompletionKind::File };
        let item = menu.plain(kind, &label, if usual.is_some() { 0 } else { 1 });
        if let Some((_, why)) = usual.map(|at| USUAL[at]) {
            item.detail(why);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, MemoryFiles, Snapshot};

    fn labels(marked: &str) -> Vec<String> {
        let offset = marked.find('^').expect("a cursor");
        let source = marked.replacen('^', "", 1);
        let files = ["/p/.dockerignore", "/p/src/main.rs", "/p/src/lib.rs", "/p/node_modules/x", "/p/README.md"];
        let around = MemoryFiles::new(files.map(|path| (path, ""))).around("/p/.dockerignore");
        let snapshot = Snapshot::of(Language::Dockerignore, &source).with_surroundings(around);
        crate::ide::completion(&snapshot, offset).items.into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn what_lies_in_the_context_and_what_most_keep_out() {
        let found = labels("^");
        assert_eq!(found[..4], ["node_modules/", ".dockerignore", "README.md", "src/"]);
        assert!(found.contains(&".git".to_owned()));
        assert!(!labels("node_modules\n^").contains(&"node_modules/".to_owned()));
        assert_eq!(labels("!src/^"), ["lib.rs", "main.rs"]);
        assert!(labels("# ^").is_empty());
    }
}
