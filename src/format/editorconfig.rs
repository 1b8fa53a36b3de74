//! What `.editorconfig` files say of a file's layout.
//!
//! Only the five properties that a layout has a use for are read; line ends and encodings are the editor's own business.
//! Source: the EditorConfig specification 0.17 (file format, glob expressions, `root`, `unset`).

use super::Indent;
use crate::model::Surroundings;
use crate::model::surroundings::plain;
use globset::GlobBuilder;
use std::path::Path;

/// What holds for one file; `None` where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EditorConfig {
    pub indent: Option<Indent>,
    /// `trim_trailing_whitespace`
    pub trims: Option<bool>,
    /// `insert_final_newline`
    pub ends_last_line: Option<bool>,
}

/// The last word on each property, as written.
#[derive(Debug, Default)]
struct Properties {
    indent_style: Option<String>,
    indent_size: Option<String>,
    tab_width: Option<String>,
    trim_trailing_whitespace: Option<String>,
    insert_final_newline: Option<String>,
}

/// What the `.editorconfig` files around a document say of it, the nearest one last.
pub fn around(surroundings: &Surroundings) -> EditorConfig {
    let (Some(path), Some(files)) = (&surroundings.path, &surroundings.files) else { return EditorConfig::default() };
    let path = plain(path);
    let mut found = Vec::new();
    for folder in path.ancestors().skip(1) {
        let Ok(text) = files.read(&folder.join(".editorconfig")) else { continue };
        let is_root = is_root(&text);
        found.push((folder, text));
        if is_root {
            break;
        }
    }
    let mut properties = Properties::default();
    for (folder, text) in found.iter().rev() {
        let Ok(relative) = path.strip_prefix(folder) else { continue };
        properties.read(text, relative);
    }
    properties.understood()
}

/// Whether the search upward ends here.
fn is_root(text: &str) -> bool {
    let preamble = text.lines().map(str::trim).take_while(|line| !line.starts_with('['));
    preamble.filter_map(pair).any(|(key, value)| key == "root" && value == "true")
}

impl Properties {
    /// Lays what a file says of `path`, which is relative to its folder, over what is known.
    fn read(&mut self, text: &str, path: &Path) {
        let mut applies = false;
        for line in text.lines().map(str::trim) {
            if let Some(glob) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                applies = matches(glob, path);
                continue;
            }
            let Some((key, value)) = pair(line).filter(|_| applies) else { continue };
            let property = match key.as_str() {
                "indent_style" => &mut self.indent_style,
                "indent_size" => &mut self.indent_size,
                "tab_width" => &mut self.tab_width,
                "trim_trailing_whitespace" => &mut self.trim_trailing_whitespace,
                "insert_final_newline" => &mut self.insert_final_newline,
                _ => continue,
            };
            *property = Some(value).filter(|value| value != "unset");
        }
    }

    fn understood(&self) -> EditorConfig {
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        let truth = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        let size = number(&self.indent_size).or_else(|| number(&self.tab_width));
        let indent = match self.indent_style.as_deref() {
            Some("tab") => Some(Indent::Tab),
            _ if self.indent_size.as_deref() == Some("tab") => Some(Indent::Tab),
            _ => size.map(Indent::Blanks),
        };
        EditorConfig {
            indent,
            trims: truth(&self.trim_trailing_whitespace),
            ends_last_line: truth(&self.insert_final_newline),
        }
    }
}

/// `key = value`, both in lower case; `None` for comments and anything else.
fn pair(line: &str) -> Option<(String, String)> {
    if line.starts_with(['#', ';']) {
        return None;
    }
    let (key, value) = line.split_once('=')?;
    Some((key.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase()))
}

/// Whether a section's glob means the path: one without a slash means files of that name in any folder. Ranges of numbers
/// are not known.
fn matches(glob: &str, path: &Path) -> bool {
    let anchored = match glob.strip_prefix('/') {
        Some(rest) => rest.to_owned(),
        None if glob.contains('/') => glob.to_owned(),
        None => format!("**/{glob}"),
    };
    // Two stars that are not a whole part of a path go across folders all the same.
    let crosses = anchored.split('/').any(|part| part.contains("**") && part != "**");
    let mut builder = GlobBuilder::new(&anchored);
    let built = builder.literal_separator(!crosses).backslash_escape(true).empty_alternates(true).build();
    built.is_ok_and(|glob| glob.compile_matcher().is_match(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::surroundings::MemoryFiles;

    fn of(path: &str, files: &[(&str, &str)]) -> EditorConfig {
        let all = files.iter().copied().chain([(path, "")]);
        around(&MemoryFiles::new(all).around(path))
    }

    #[test]
    fn the_nearest_file_and_the_last_section_win() {
        let outer = ("/p/.editorconfig", "root = true\n[*]\nindent_style = space\nindent_size = 8\n");
        let inner = ("/p/a/.editorconfig", "[{Dockerfile,*.yml}]\nindent_size=2 \n[*.md]\nindent_size = 3\n");
        assert_eq!(of("/p/a/Dockerfile", &[outer, inner]).indent, Some(Indent::Blanks(2)));
        assert_eq!(of("/p/a/b/compose.yml", &[outer, inner]).indent, Some(Indent::Blanks(2)));
        assert_eq!(of("/p/Dockerfile", &[outer, inner]).indent, Some(Indent::Blanks(8)));
    }

    #[test]
    fn a_root_ends_the_search() {
        let outer = ("/.editorconfig", "[*]\ninsert_final_newline = false\n");
        assert_eq!(of("/p/Dockerfile", &[outer]).ends_last_line, Some(false));
        assert_eq!(of("/p/Dockerfile", &[outer, ("/p/.editorconfig", "root=true")]).ends_last_line, None);
    }

    #[test]
    fn globs_mean_what_the_specification_says() {
        let cases = [
            ("*", "a/b/Dockerfile", true),
            ("*.yml", "a/compose.yml", true),
            ("/*.yml", "a/compose.yml", false),
            ("a/**.yml", "a/b/compose.yml", true),
            ("[Dd]ockerfile", "Dockerfile", true),
            ("{compose,docker-compose}.{yml,yaml}", "docker-compose.yaml", true),
            ("Dockerfile{,.*}", "Dockerfile", true),
            ("Makefile", "Dockerfile", false),
        ];
        for (glob, path, expected) in cases {
            assert_eq!(matches(glob, Path::new(path)), expected, "{glob} {path}");
        }
    }

    #[test]
    fn tabs_and_what_is_unset() {
        let text = "[*]\nindent_style = tab\nindent_size = 4\ntrim_trailing_whitespace = TRUE\n\
                    [Dockerfile]\ntrim_trailing_whitespace = unset\n; indent_style = space\n";
        let found = of("/p/Dockerfile", &[("/p/.editorconfig", text)]);
        assert_eq!((found.indent, found.trims), (Some(Indent::Tab), None));
    }
}
