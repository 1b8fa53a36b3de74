//! A part of the resolved project written as YAML, with a remark where a line does not come from where one is looking.

use crate::model::compose::Project;
use crate::model::compose::project::{Content, Datum, Origin};
use crate::text::Span;

/// Lines beyond which the rest is counted.
const MAX_LINES: usize = 60;

/// Writes a value under its name.
pub fn write(project: &Project, name: &str, datum: &Datum, home: Option<Origin>) -> String {
    let mut writer = Writer { project, lines: Vec::new(), foreign: false };
    writer.entry(0, name, datum, datum.origins().first().copied().or(home), home);
    let Writer { mut lines, .. } = writer;
    if lines.len() > MAX_LINES {
        let more = lines.len() - MAX_LINES;
        lines.truncate(MAX_LINES);
        lines.push(format!("# … and {more} more lines"));
    }
    lines.join("\n")
}

/// Whether any of a value comes from elsewhere than home, or is written with a variable.
pub fn is_put_together(project: &Project, datum: &Datum, home: Origin) -> bool {
    let mut writer = Writer { project, lines: Vec::new(), foreign: false };
    writer.entry(0, "", datum, Some(home), Some(home));
    writer.foreign
}

/// Lists of `NAME=value` in which the last one of a name counts. Source: compose-go `override/uncity.go`.
const ASSIGNING: [&str; 5] = ["annotations", "args", "environment", "labels", "sysctls"];

/// Whether a later item gives the same name another value.
fn is_assigned_below(items: &[Datum], at: usize) -> bool {
    let name = |item: &Datum| item.as_text().map(|text| text.split('=').next().unwrap_or(text).to_owned());
    let own = name(&items[at]);
    own.is_some() && items[at + 1..].iter().any(|item| name(item) == own)
}

struct Writer<'a> {
    project: &'a Project,
    lines: Vec<String>,
    /// Whether any line had a remark.
    foreign: bool,
}

impl Writer<'_> {
    /// An entry of a mapping. `key` is where its name is written, `home` what needs no remark.
    fn entry(&mut self, depth: usize, name: &str, datum: &Datum, key: Option<Origin>, home: Option<Origin>) {
        // What several places make together is at home where one of them is.
        let is_leaf = datum.entries().is_empty() && datum.items().is_empty();
        let own = datum.origins().iter().copied().find(|origin| !is_leaf && is_at(home, *origin));
        let origin = own.or(datum.origins().first().copied()).or(key);
        let origin = self.behind_alias(datum, origin);
        // One looks for the line of the key, where that stands with the value.
        let shown = key.filter(|key| !is_at(home, *key) && origin.is_some_and(|origin| origin.file == key.file));
        let (remark, home) = self.remark(datum, origin, shown.or(origin), home);
        let indent = "  ".repeat(depth);
        match datum.content() {
            Content::Mapping(entries) if !entries.is_empty() => {
                self.lines.push(format!("{indent}{}:{remark}", quoted(name)));
                for entry in entries {
                    self.entry(depth + 1, &entry.name, &entry.value, entry.keys.first().copied(), home);
                }
            }
            Content::List(items) if !items.is_empty() => {
                self.lines.push(format!("{indent}{}:{remark}", quoted(name)));
                let is_said_again = |at: usize| ASSIGNING.contains(&name) && is_assigned_below(items, at);
                let last = (0..items.len()).filter(|at| !is_said_again(*at));
                last.for_each(|at| self.item(depth + 1, &items[at], home));
            }
            _ => self.lines.push(format!("{indent}{}: {}{remark}", quoted(name), scalar(datum)).trim_end().to_owned()),
        }
    }

    fn item(&mut self, depth: usize, datum: &Datum, home: Option<Origin>) {
        let origin = datum.origins().first().copied();
        let (remark, home) = self.remark(datum, origin, origin, home);
        let indent = "  ".repeat(depth);
        match datum.content() {
            Content::Mapping(entries) if !entries.is_empty() => {
                let first = self.lines.len();
                for entry in entries {
                    self.entry(depth + 1, &entry.name, &entry.value, entry.keys.first().copied(), home);
                }
                if let Some(line) = self.lines.get_mut(first) {
                    let rest = line.trim_start().to_owned();
                    *line = format!("{indent}- {rest}{remark}");
                }
            }
            _ => self.lines.push(format!("{indent}- {}{remark}", scalar(datum))),
        }
    }

    /// Where the entries of a value stand that an alias brings, in place of where the alias does.
    fn behind_alias(&self, datum: &Datum, origin: Option<Origin>) -> Option<Origin> {
        let at = origin?;
        if !self.project.text(at).starts_with('*') {
            return origin;
        }
        let children: Vec<Origin> = match datum.content() {
            Content::Mapping(entries) => entries.iter().filter_map(|entry| entry.keys.first().copied()).collect(),
            Content::List(items) => items.iter().filter_map(|item| item.origins().first().copied()).collect(),
            _ => Vec::new(),
        };
        let first = children.first()?;
        let same = children.iter().filter(|child| child.file == first.file);
        let span = same.fold(first.span, |span, child| span.to(child.span));
        Some(Origin { file: first.file, span })
    }

    /// The remark on a line, and what needs none below it. `shown` is the place that it names.
    fn remark(
        &mut self,
        datum: &Datum,
        origin: Option<Origin>,
        shown: Option<Origin>,
        home: Option<Origin>,
    ) -> (String, Option<Origin>) {
        let (Some(origin), Some(shown)) = (origin, shown) else { return (String::new(), home) };
        let mut remarks = Vec::new();
        let is_home = is_at(home, origin);
        if !is_home {
            remarks.push(format!("from {}", place(self.project, shown)));
        }
        let is_leaf = datum.entries().is_empty() && datum.items().is_empty();
        let written = self.project.text(origin);
        if is_leaf && written.contains("${") && !written.contains('\n') && written.len() < 80 {
            remarks.push(format!("written {}", written.trim_matches(['"', '\''])));
        }
        if remarks.is_empty() {
            return (String::new(), home);
        }
        self.foreign = true;
        (format!("  # {}", remarks.join(", ")), if is_home { home } else { Some(origin) })
    }
}

/// Whether a place lies within another.
fn is_at(home: Option<Origin>, origin: Origin) -> bool {
    let holds = |outer: Span| outer.start <= origin.span.start && origin.span.end <= outer.end;
    home.is_some_and(|home| home.file == origin.file && holds(home.span))
}

/// A place as one would look for it: `line 4` of the file at hand, `common.yaml:4` of another.
pub fn place(project: &Project, origin: Origin) -> String {
    let Some(file) = project.files.get(origin.file) else { return "elsewhere".to_owned() };
    let line = super::line_of(&file.text, origin.span.start);
    if origin.file == 0 {
        return format!("line {line}");
    }
    format!("{}:{line}", file_name(project, origin.file))
}

/// The name of a file of the project, from its folder on.
pub fn file_name(project: &Project, file: usize) -> String {
    let path = project.files.get(file).and_then(|file| file.path.as_deref());
    let Some(path) = path else { return "the file".to_owned() };
    let below = project.folder.as_deref().and_then(|folder| path.strip_prefix(folder).ok());
    below.unwrap_or(path).to_string_lossy().into_owned()
}

/// A value on one line.
pub fn scalar(datum: &Datum) -> String {
    match datum.content() {
        Content::Null => String::new(),
        Content::Boolean(truth) => truth.to_string(),
        Content::Integer(number) => number.to_string(),
        Content::Float(number) => number.to_string(),
        Content::Timestamp(text) => text.clone(),
        Content::Text(text) => quoted(text),
        Content::List(items) if items.is_empty() => "[]".to_owned(),
        Content::List(items) => format!("[{}]", items.iter().map(scalar).collect::<Vec<_>>().join(", ")),
        Content::Mapping(_) => "{}".to_owned(),
    }
}

/// A text as YAML takes it for one: in quotes where it needs them.
fn quoted(text: &str) -> String {
    let is_word = |character: char| character.is_ascii_alphanumeric() || "_-./".contains(character);
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || "./_".contains(first))
        && text.chars().all(|character| is_word(character) || ":=@+,".contains(character) || character == ' ')
        && !text.contains(": ")
        && !text.ends_with([':', ' ']);
    let is_other = matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "y" | "n" | "." | ".inf" | ".nan"
    );
    if is_plain && !is_other {
        return text.to_owned();
    }
    serde_json::to_string(text).unwrap_or_else(|_| format!("{text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_where_they_must_be() {
        for (text, written) in [
            ("nginx:1.27", "nginx:1.27"),
            ("8080:80", "\"8080:80\""),
            ("yes", "\"yes\""),
            ("a: b", "\"a: b\""),
            ("", "\"\""),
            ("a #b", "\"a #b\""),
        ] {
            assert_eq!(quoted(text), written);
        }
    }
}
