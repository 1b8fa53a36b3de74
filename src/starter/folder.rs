//! The folder of a project, as the rooms look at it.

use crate::model::Files;
use serde_json::Value as Json;
use std::path::Path;

/// A folder and the window on its files.
pub struct Folder<'a> {
    pub files: &'a dyn Files,
    pub path: &'a Path,
}

impl Folder<'_> {
    pub fn has(&self, name: &str) -> bool {
        self.files.kind(&self.path.join(name)).is_some()
    }

    /// The first of these that is there.
    pub fn first_of<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.has(name))
    }

    /// The text of a file; `None` where there is none.
    pub fn text(&self, name: &str) -> Option<String> {
        self.files.read(&self.path.join(name)).ok().map(|text| text.to_string())
    }

    pub fn json(&self, name: &str) -> Option<Json> {
        serde_json::from_str(self.text(name)?.trim_start_matches('\u{feff}')).ok()
    }

    pub fn toml(&self, name: &str) -> Option<toml::Table> {
        toml::from_str(&self.text(name)?).ok()
    }

    /// The names in a folder below, `""` for this one.
    pub fn names(&self, below: &str) -> Vec<String> {
        self.files.names(&self.path.join(below)).unwrap_or_default()
    }

    /// The file of this folder that ends so, where there is just one.
    pub fn only_ending(&self, below: &str, ending: &str) -> Option<String> {
        let mut found = self.names(below).into_iter().filter(|name| name.ends_with(ending));
        found.next().filter(|_| found.next().is_none())
    }
}

/// The first version in a text, down to so many parts: `3.12` of `>=3.12.1,<4`.
pub fn version(text: &str, parts: usize) -> Option<String> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let whole: String = text[start..].chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let kept: Vec<&str> = whole.split('.').filter(|part| !part.is_empty()).take(parts).collect();
    (kept.len() == parts).then(|| kept.join("."))
}

/// The number of a port behind one of these words, such as `listen(`.
pub fn port_behind(text: &str, words: &[&str]) -> Option<u16> {
    words.iter().find_map(|word| {
        let places = text.match_indices(word);
        places.filter_map(|(at, _)| number_at(&text[at + word.len()..])).find(|port| *port >= 80)
    })
}

/// The number at the start of a text, behind blanks, quotes and signs that may come before one.
fn number_at(text: &str) -> Option<u16> {
    let rest = text.trim_start_matches([' ', '=', ':', '"', '\'', '(', '|', '?', ',', ')']);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_ports_are_found_in_what_people_write() {
        assert_eq!(version(">=3.12.1,<4", 2).as_deref(), Some("3.12"));
        assert_eq!(version("v24", 1).as_deref(), Some("24"));
        assert_eq!(version("lts/*", 1), None);
        assert_eq!(port_behind("const p = process.env.PORT || 8081;", &["PORT"]), Some(8081));
        assert_eq!(port_behind("app.listen(4000)", &["listen"]), Some(4000));
    }
}
