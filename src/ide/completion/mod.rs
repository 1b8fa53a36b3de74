//! How the text at the cursor may go on.
//!
//! First the place is found, then what fits there is looked up: in the tables of `reference`, or among the names of the file.
//! An entry carries what the menu shows; the page beside it is looked up when somebody asks for it, by [`documentation`].

mod compose;
mod dockerfile;
mod dockerignore;
mod dotenv;
mod items;

use crate::model::{Language, Snapshot};
use crate::text::{Edit, Span};
use items::Menu;

/// The ways to go on from the cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completions {
    /// Best first.
    pub items: Vec<Completion>,
    /// There is more than is listed: ask again when the next letter is typed.
    pub is_partial: bool,
}

/// One way to go on from the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What the menu shows.
    pub label: String,
    pub kind: CompletionKind,
    /// A few words beside the label, such as `default: 30s`.
    pub detail: Option<String>,
    pub documentation: Option<Documentation>,
    pub insert: Insert,
    /// What the inserted text replaces; it holds the cursor and lies within one line. What stands behind the cursor goes where
    /// it is the rest of the same word.
    pub replace: Span,
    /// Changes elsewhere that come with it, apart from `replace` and from each other.
    pub also: Vec<Edit>,
    /// Smaller comes first; equals are ordered by label.
    pub sort: u16,
    /// What the typed text is matched against, where that is not the label.
    pub filter: Option<String>,
    /// It still works, and something took its place.
    pub is_deprecated: bool,
    /// Each of these characters takes the entry and is then typed itself.
    pub commit: &'static str,
}

/// What a completion stands for; an editor draws an icon for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    Keyword,
    /// A key of a Compose mapping, or of a comma list such as that of `--mount`.
    Property,
    /// A flag of an instruction.
    Flag,
    /// A fixed value of a key or flag.
    Value,
    /// A build stage, a service, a network, a volume and the like: something that the file names.
    Reference,
    Variable,
    Image,
    File,
    Folder,
    /// A rule's name in a comment.
    Rule,
    /// A whole construct to fill in: nothing for an editor without tab stops.
    Snippet,
}

/// The text that a completion inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Insert {
    Plain(String),
    /// With tab stops in the protocol's snippet syntax: `EXPOSE ${1:8080}$0`.
    Snippet(String),
}

/// What is said beside a menu about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Documentation {
    /// In Markdown: what only this file knows.
    Text(String),
    /// The place of a page in our tables, which [`documentation`] finds again. It depends on no file, so it never goes stale.
    Topic(String),
}

/// Every way to go on from `offset`.
pub fn completion(snapshot: &Snapshot, offset: usize) -> Completions {
    let menu = match snapshot.language() {
        Language::Dockerfile => in_dockerfile(snapshot, offset),
        Language::Compose => compose::completion(snapshot, offset),
        Language::Dotenv => dotenv::completion(snapshot, offset),
        Language::Dockerignore => dockerignore::completion(snapshot, offset),
    };
    let Menu { mut items, is_partial, .. } = menu;
    // A keyword may begin, or go on, on the line after a continuation; an editor replaces within the cursor's own.
    let source = snapshot.source();
    let line_start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line_end = source[offset..].find(['\r', '\n']).map_or(source.len(), |at| offset + at);
    items.retain(|item| item.replace.touches(offset));
    for item in &mut items {
        item.replace = Span::new(item.replace.start.max(line_start), item.replace.end.min(line_end));
    }
    items.sort_by(|a, b| (a.sort, &a.label).cmp(&(b.sort, &b.label)));
    Completions { items, is_partial }
}

fn in_dockerfile(snapshot: &Snapshot, offset: usize) -> Menu {
    let mended = snapshot.dockerfile().and_then(|file| dockerfile::mend(snapshot, file, offset));
    let file = mended.as_ref().unwrap_or(snapshot).dockerfile();
    file.map_or_else(|| Menu::new(Span::at(offset)), |file| dockerfile::completion(file, offset))
}

/// Whether the offset stands in a comment that says something to people: there a menu that opens by itself is in the way.
pub fn is_in_remark(snapshot: &Snapshot, offset: usize) -> bool {
    snapshot.dockerfile().is_some_and(|file| dockerfile::is_in_remark(file, offset))
}

/// The page of a [`Documentation::Topic`], in Markdown; `None` where there is no such topic.
///
/// The first word of a topic is the language whose tables hold it.
pub fn documentation(topic: &str) -> Option<String> {
    let (language, topic) = topic.split_once(' ')?;
    match language {
        "dockerfile" => dockerfile::documentation(topic),
        "compose" => compose::documentation(topic),
        _ => None,
    }
}
