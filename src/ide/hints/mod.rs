//! What a reader would otherwise work out: the image behind a variable, the stage behind a number, the folder that a relative
//! path ends in, what a stage or a service gets from what it stands on.
//!
//! Each kind can be switched off. A hint says only what does not stand there already, and never a secret. So the user, the
//! folder and the platform are told at the FROM of a stage that gets them from somewhere else, not at each line that they
//! hold for. How many layers a stage adds is no such thing: nobody mistakes it for another number, and it would change at the
//! end of one line while another is typed. It is told by a lens, to those who ask for it.

mod compose;
mod dockerfile;
mod platforms;
mod values;

use crate::model::{Language, Snapshot};
use crate::reference::credentials::credentials;
use crate::text::Span;

/// A few words shown after the text that ends at `offset`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub offset: usize,
    pub label: String,
    /// Why that is so, in Markdown.
    pub tooltip: String,
    pub kind: HintKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HintKind {
    /// The image that a FROM with variables names.
    Image,
    /// The stage behind a number.
    Stage,
    /// Where a relative WORKDIR leads.
    Folder,
    /// What variables hold that are set far away, or in another file.
    Variable,
    /// The user and folder that a stage starts with, the keys that a service is given.
    Inherited,
    /// What a key says in place of the one below it.
    Overridden,
    /// What a stage is built for, where its FROM does not say that.
    Platform,
}

impl HintKind {
    /// Each with its name in the settings.
    pub const ALL: [(HintKind, &'static str); 7] = [
        (HintKind::Image, "images"),
        (HintKind::Stage, "stages"),
        (HintKind::Folder, "folders"),
        (HintKind::Variable, "variables"),
        (HintKind::Inherited, "inherited"),
        (HintKind::Overridden, "overridden"),
        (HintKind::Platform, "platforms"),
    ];
}

/// The longest value that is shown, in characters.
const LONGEST: usize = 40;

/// The hints in a part of a file, in order, of the kinds that are wanted.
pub fn hints(snapshot: &Snapshot, window: Span, wants: impl Fn(HintKind) -> bool) -> Vec<Hint> {
    let mut hints = match snapshot.language() {
        Language::Dockerfile => snapshot.dockerfile().map(|file| dockerfile::hints(file, window)).unwrap_or_default(),
        Language::Compose => snapshot.compose().map(|file| compose::hints(file, window)).unwrap_or_default(),
        Language::Dockerignore | Language::Dotenv => Vec::new(),
    };
    hints.retain(|hint| window.touches(hint.offset) && wants(hint.kind));
    hints.sort_by_key(|hint| hint.offset);
    hints
}

/// `NAME = value` for each variable that may be told, cut where it gets long; `None` where there is none.
fn told<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let may_be_told = |(name, value): &(&str, &str)| !value.trim().is_empty() && !is_secret(name, value);
    let told: Vec<String> = variables
        .into_iter()
        .filter(may_be_told)
        .map(|(name, value)| format!("{name} = {}", shortened(value)))
        .take(3)
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// A value, cut where it gets long.
fn shortened(value: &str) -> String {
    let short: String = value.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let more = if short.len() < value.len() { "…" } else { "" };
    format!("{short}{more}")
}

/// Whether a value is nobody's business who looks over a shoulder.
fn is_secret(name: &str, value: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let words = ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "APIKEY", "API_KEY", "PRIVATE", "CREDENTIAL"];
    words.iter().any(|word| name.contains(word)) || name.ends_with("_KEY") || !credentials(value).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each hint as `line:label`, from 1.
    pub(super) fn of(snapshot: &Snapshot) -> Vec<String> {
        let source = snapshot.source();
        let line = |offset: usize| source[..offset].matches('\n').count() + 1;
        let hints = hints(snapshot, Span::new(0, source.len()), |_| true);
        hints.into_iter().map(|hint| format!("{}:{}", line(hint.offset), hint.label)).collect()
    }

    #[test]
    fn only_what_is_wanted_is_told_and_only_where_somebody_looks() {
        let source = "ARG V=3.20\nFROM alpine:$V\nWORKDIR /srv\nWORKDIR app\n";
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let whole = Span::new(0, source.len());
        assert_eq!(hints(&snapshot, whole, |_| true).len(), 2);
        assert_eq!(hints(&snapshot, whole, |kind| kind == HintKind::Folder).len(), 1);
        assert_eq!(hints(&snapshot, Span::new(0, 30), |_| true).len(), 1);
    }

    #[test]
    fn secrets_are_not_told() {
        assert_eq!(told([("A", "1"), ("DB_PASSWORD", "x"), ("B", "")]).as_deref(), Some("A = 1"));
        assert_eq!(told([("URL", "postgres://a:hunter2@b.c.io/d")]), None);
    }
}
