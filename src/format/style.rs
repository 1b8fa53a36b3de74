//! The few things about a layout that are a matter of taste, and who decides them: the project's configuration, then its
//! `.editorconfig`, then the file itself by what it mostly does, then the editor.

use super::editorconfig::{self, EditorConfig};
use crate::model::{Language, Snapshot};

/// What one step of indentation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indent {
    Tab,
    /// So many blanks.
    Blanks(usize),
}

/// How the keywords of a Dockerfile are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeywordCase {
    #[default]
    Upper,
    Lower,
    /// As they are.
    Keep,
}

impl KeywordCase {
    pub const ALL: [(&'static str, KeywordCase); 3] =
        [("upper", KeywordCase::Upper), ("lower", KeywordCase::Lower), ("keep", KeywordCase::Keep)];

    /// Reads one of the names in [`KeywordCase::ALL`].
    pub fn parse(name: &str) -> Option<KeywordCase> {
        KeywordCase::ALL.iter().find(|(known, _)| *known == name).map(|(_, case)| *case)
    }

    /// The word in this case.
    pub(super) fn write(self, word: &str) -> String {
        match self {
            KeywordCase::Upper => word.to_ascii_uppercase(),
            KeywordCase::Lower => word.to_ascii_lowercase(),
            KeywordCase::Keep => word.to_owned(),
        }
    }
}

/// What a user asks of the layout; `None` where nothing is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// How far the continued lines of a Dockerfile are indented.
    pub dockerfile_indent: Option<Indent>,
    /// How far the nested keys of a Compose file are indented, in blanks.
    pub compose_indent: Option<usize>,
    pub keyword_case: Option<KeywordCase>,
    /// The most blank lines in a row.
    pub blank_lines: Option<usize>,
}

impl Wishes {
    /// The widest step of indentation that anybody may ask for.
    pub const MAX_INDENT: usize = 16;

    /// These wishes where they say something, and `under` where they do not.
    pub fn over(self, under: Wishes) -> Wishes {
        Wishes {
            dockerfile_indent: self.dockerfile_indent.or(under.dockerfile_indent),
            compose_indent: self.compose_indent.or(under.compose_indent),
            keyword_case: self.keyword_case.or(under.keyword_case),
            blank_lines: self.blank_lines.or(under.blank_lines),
        }
    }
}

/// What holds for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// The step that somebody asked for; `None` where the file's own holds.
    pub indent: Option<Indent>,
    /// The step where the file has none of its own.
    pub usual: Indent,
    pub keyword_case: KeywordCase,
    /// The most blank lines in a row.
    pub blank_lines: usize,
    /// Whether blanks at the end of lines go.
    pub trims: bool,
    /// Whether the last line ends like every other.
    pub ends_last_line: bool,
}

impl Style {
    pub fn of(snapshot: &Snapshot, wishes: &Wishes, editor: Option<Indent>) -> Style {
        let found = editorconfig::around(snapshot.surroundings());
        Style::from(snapshot.language(), wishes, &found, editor)
    }

    fn from(language: Language, wishes: &Wishes, found: &EditorConfig, editor: Option<Indent>) -> Style {
        let usable = |indent: &Indent| match (language, indent) {
            (_, Indent::Blanks(width)) => (1..=Wishes::MAX_INDENT).contains(width),
            // YAML knows no tabs.
            (Language::Compose, Indent::Tab) => false,
            (_, Indent::Tab) => true,
        };
        let (asked, usual) = match language {
            Language::Compose => (wishes.compose_indent.map(Indent::Blanks), Indent::Blanks(2)),
            _ => (wishes.dockerfile_indent, Indent::Blanks(4)),
        };
        Style {
            indent: asked.or(found.indent).filter(usable),
            usual: editor.filter(usable).unwrap_or(usual),
            keyword_case: wishes.keyword_case.unwrap_or_default(),
            blank_lines: wishes.blank_lines.unwrap_or(1),
            trims: found.trims.unwrap_or(true),
            ends_last_line: found.ends_last_line.unwrap_or(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_decides_before_the_editor() {
        let found = EditorConfig { indent: Some(Indent::Tab), ..EditorConfig::default() };
        let editor = Some(Indent::Blanks(8));
        let style = |language, wishes: Wishes| Style::from(language, &wishes, &found, editor);
        let asked = Wishes { dockerfile_indent: Some(Indent::Blanks(2)), ..Wishes::default() };
        assert_eq!(style(Language::Dockerfile, asked).indent, Some(Indent::Blanks(2)));
        assert_eq!(style(Language::Dockerfile, Wishes::default()).indent, Some(Indent::Tab));
        let compose = style(Language::Compose, Wishes::default());
        assert_eq!((compose.indent, compose.usual), (None, Indent::Blanks(8)), "YAML knows no tabs");
    }
}
