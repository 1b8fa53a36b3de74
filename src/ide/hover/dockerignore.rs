//! A pattern of a `.dockerignore`: what it matches, how many files that is, and which later line takes it back.

use super::page::{Page, code, codes};
use super::words::count;
use crate::ide::Hover;
use crate::model::Snapshot;
use crate::model::surroundings::FileKind;
use crate::syntax::dockerignore::{Dockerignore, Pattern};
use std::collections::VecDeque;
use std::path::PathBuf;

pub(super) fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let file = Dockerignore::parse(snapshot.source());
    if let Some(span) = file.malformed.iter().find(|span| span.touches(offset)) {
        return Page::of("A pattern that the builder cannot read: it refuses to build.").about(*span);
    }
    let at = file.patterns().iter().position(|pattern| pattern.span.touches(offset))?;
    let pattern = &file.patterns()[at];
    let page = Page::of(meaning(snapshot, pattern)).add(matches(snapshot, &file, pattern));
    page.add_some(reversed(&file, at)).add_some(still_read(pattern)).about(pattern.span)
}

/// What the pattern says, in words.
fn meaning(snapshot: &Snapshot, pattern: &Pattern) -> String {
    let text = pattern.text.trim_start_matches('!').trim();
    let plain = text.trim_start_matches("./").trim_matches('/');
    let does = if pattern.brings_back() { "brings back" } else { "keeps out" };
    let what = match plain {
        "*" | "**" | "**/*" => "everything in the build context".to_owned(),
        _ if plain.contains("**/") && plain.matches("**").count() == 1 && plain.starts_with("**/") => {
            format!("what is named {} in any folder, and all below it", code(plain.trim_start_matches("**/")))
        }
        _ if plain.ends_with("/**") && !plain.trim_end_matches("/**").contains(['*', '?', '[']) => {
            format!("all below {}, not the folder itself", code(plain.trim_end_matches("/**")))
        }
        _ if plain.contains(['*', '?', '[']) => {
            format!("what fits {} from the root of the context on, and all below it; `*` stops at slashes", code(plain))
        }
        _ => {
            let thing = match kind(snapshot, plain) {
                Some(FileKind::Folder) => format!("the folder {} with all in it", code(plain)),
                Some(_) => format!("the file {}", code(plain)),
                None => format!("{}, be it a file or a folder", code(plain)),
            };
            match plain.contains('/') {
                true => thing,
                false => format!("{thing}, in the root of the context only; `**/{plain}` would be any folder's"),
            }
        }
    };
    format!("{}: {does} {what}.", code(&pattern.text))
}

/// What stands at a path of the build context.
fn kind(snapshot: &Snapshot, path: &str) -> Option<FileKind> {
    let surroundings = snapshot.surroundings();
    surroundings.files.as_ref()?.kind(&surroundings.folder()?.join(path))
}

/// What the builder needs for itself it reads all the same. Source: Docker's manual, "Build context", "Negating matches".
fn still_read(pattern: &Pattern) -> Option<&'static str> {
    let is_needed = ["Dockerfile", ".dockerignore"].iter().any(|path| pattern.matches(path));
    let is_about_it = pattern.text.contains("ockerfile") || pattern.text.contains(".dockerignore");
    (is_needed && is_about_it && !pattern.brings_back()).then_some(
        "The builder still reads its Dockerfile and its ignore file; only `COPY` and `ADD` do not find them.",
    )
}

/// How many files it matches, and what becomes of them.
fn matches(snapshot: &Snapshot, file: &Dockerignore, pattern: &Pattern) -> String {
    let Some((paths, is_all)) = paths(snapshot) else { return String::new() };
    let matched: Vec<&str> = paths.iter().map(String::as_str).filter(|path| pattern.matches(path)).collect();
    let at_least = if is_all { "" } else { "at least " };
    if matched.is_empty() {
        return match is_all {
            true => "It matches no file that is here now.".to_owned(),
            false => format!("It matches none of the first {} that were looked at.", count(paths.len(), "file")),
        };
    }
    let told = format!("It matches {at_least}{}: {}.", count(matched.len(), "file"), codes(matched.iter().copied(), 6));
    let elsewise = matched.iter().filter(|path| file.keeps_out(path) == pattern.brings_back()).count();
    match (elsewise, pattern.brings_back()) {
        (0, _) => told,
        (number, false) => format!("{told} A later line brings {} of them back.", number),
        (number, true) => format!("{told} A later line keeps {} of them out again.", number),
    }
}

/// The first later pattern that could undo this one: of the other kind, and about some of the same.
fn reversed(file: &Dockerignore, at: usize) -> Option<String> {
    let pattern = &file.patterns()[at];
    let later = file.patterns().get(at + 1..)?;
    let bare = |pattern: &Pattern| pattern.text.trim_start_matches('!').trim().trim_matches('/').to_owned();
    let concerns = |other: &&Pattern| {
        other.brings_back() != pattern.brings_back() && (pattern.matches(&bare(other)) || other.matches(&bare(pattern)))
    };
    let other = later.iter().find(concerns)?;
    let does = if other.brings_back() { "brings some of it back" } else { "keeps it out again" };
    Some(format!("Line {}, {}, {does}.", other.line + 1, code(&other.text)))
}

/// Entries beyond which a context is not looked through.
const MAX_ENTRIES: usize = 1_500;

/// The files of the context, nearest first, and whether these are all.
fn paths(snapshot: &Snapshot) -> Option<(Vec<String>, bool)> {
    let surroundings = snapshot.surroundings();
    let (files, root) = (surroundings.files.as_ref()?, surroundings.folder()?);
    let mut found = Vec::new();
    let mut open: VecDeque<(PathBuf, String)> = VecDeque::from([(root.to_owned(), String::new())]);
    let mut seen = 0;
    while let Some((folder, prefix)) = open.pop_front() {
        for name in files.names(&folder).unwrap_or_default() {
            seen += 1;
            if seen > MAX_ENTRIES {
                return Some((found, false));
            }
            let (path, relative) = (folder.join(&name), format!("{prefix}{name}"));
            match files.kind(&path) {
                // What git keeps for itself is thousands of files that nobody asks about.
                Some(FileKind::Folder) if relative == ".git" => found.push(relative),
                Some(FileKind::Folder) => open.push_back((path, format!("{relative}/"))),
                Some(_) => found.push(relative),
                None => {}
            }
        }
    }
    Some((found, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, MemoryFiles};

    fn says(marked: &str) -> String {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let files = [("/p/a.log", ""), ("/p/x/b.log", ""), ("/p/x/c", ""), ("/p/keep.log", ""), ("/p/Dockerfile", "")];
        let around = MemoryFiles::new(files).around("/p/.dockerignore");
        let snapshot = Snapshot::of(Language::Dockerignore, &source).with_surroundings(around);
        hover(&snapshot, offset).map(|hover| hover.markdown).unwrap_or_default()
    }

    #[test]
    fn a_pattern_says_what_it_matches() {
        assert!(
            says("x$0\n").starts_with("`x`: keeps out the folder `x` with all in it, in the root of the context only;")
        );
        assert!(says("a.log$0\n").starts_with("`a.log`: keeps out the file `a.log`, in the root"));
        assert!(says("x/c$0\n").starts_with("`x/c`: keeps out the file `x/c`."));
        assert!(says("gone$0\n").starts_with("`gone`: keeps out `gone`, be it a file or a folder, in the root"));
        assert!(says("Docker$0file\n").ends_with("only `COPY` and `ADD` do not find them."));
        assert!(says("x$0\n").ends_with("It matches 2 files: `x/b.log`, `x/c`."));
        let text = says("**/*.l$0og\n");
        assert!(text.contains("what is named `*.log` in any folder") && text.contains("3 files"), "{text}");
        assert!(says("gone$0\n").ends_with("It matches no file that is here now."));
        assert!(says("# no$0te\n").is_empty());
    }

    #[test]
    fn a_later_line_may_take_it_back() {
        let text = says("*.l$0og\n!keep.log\n");
        assert!(
            text.contains("It matches 2 files: `a.log`, `keep.log`. A later line brings 1 of them back."),
            "{text}"
        );
        assert!(text.ends_with("Line 2, `!keep.log`, brings some of it back."), "{text}");
        let text = says("*\n!$0x\n");
        assert!(text.starts_with("`!x`: brings back the folder `x`"), "{text}");
    }
}
