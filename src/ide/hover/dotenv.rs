//! A line of a `.env` or `env_file`: the value as Compose reads it, and who uses it.

use super::page::{Page, code};
use super::words;
use crate::ide::Hover;
use crate::ide::names::compose::settings;
use crate::model::builders::compose_files_around;
use crate::model::compose::project::dotenv::{Line, read};
use crate::model::compose::project::substitute::substitute;
use crate::model::compose::{Service, Template};
use crate::model::surroundings::plain;
use crate::model::{Compose, Snapshot, Surroundings};
use crate::text::Span;
use std::path::Path;

pub(super) fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let (source, surroundings) = (snapshot.source(), snapshot.surroundings());
    let outside = |name: &str| surroundings.variable(name);
    let lines = match read(source, &outside) {
        Ok(lines) => lines,
        Err(fault) if fault.span.touches(offset) => {
            let told = words::capitalized(&fault.message);
            return Page::of(format!("{told}. Compose refuses the whole file.")).about(fault.span);
        }
        // What stands above a fault is read all the same.
        Err(fault) => read(source.get(..line_start(source, fault.span.start))?, &outside).unwrap_or_default(),
    };
    let at = lines.iter().rposition(|line| line.name_span.start <= offset)?;
    let end = lines.get(at + 1).map_or(source.len(), |next| line_start(source, next.name_span.start));
    let line = &lines[at];
    let entry = Span::new(line.name_span.start, line.name_span.start + entry_length(source, line, end));
    if !entry.touches(offset) {
        return None;
    }
    if let Some(found) = used(source, entry, offset, &lines[..at], surroundings) {
        return Some(found);
    }
    let page = Page::of(match &line.value {
        Some(value) if value.is_empty() => format!("{} is empty", code(&line.name)),
        Some(value) => format!("{} = {}", code(&line.name), code(value)),
        None => format!("{} is handed on from the environment, which does not have it", code(&line.name)),
    });
    let written = source[line.name_span.end..entry.end].trim_start_matches(['=', ':', ' ']);
    let page = page.add(note(written, line)).add(beaten(source, &lines, at, surroundings));
    page.list(users(surroundings, &line.name)).about(entry)
}

fn line_start(source: &str, offset: usize) -> usize {
    source[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// How long an entry is, comments and blank lines behind it left out.
fn entry_length(source: &str, line: &Line, end: usize) -> usize {
    let text = &source[line.name_span.start..end];
    let mut length = text.len();
    // A value in quotes may hold what looks like a comment.
    let is_quoted = text[line.name_span.len()..].trim_start_matches(['=', ':', ' ']).starts_with(['"', '\'']);
    if !is_quoted {
        length = text.find('\n').unwrap_or(length);
    }
    text[..length].trim_end().len()
}

/// How the value is written, where that matters.
fn note(written: &str, line: &Line) -> String {
    let mut notes = Vec::new();
    if !written.contains(['$', '\\']) {
        // Quotes around what reads the same without them need no words.
    } else if written.starts_with('\'') {
        notes.push("Single quotes: nothing in it is put in or unescaped.".to_owned());
    } else if written.starts_with('"') {
        notes.push("Double quotes: escapes such as `\\n` count, and variables are put in.".to_owned());
    }
    if !line.unset.is_empty() {
        let names: Vec<String> = line.unset.iter().map(|name| code(name)).collect();
        notes.push(format!(
            "{} {} not set, and became empty.",
            words::joined(&names),
            if names.len() == 1 { "is" } else { "are" }
        ));
    }
    notes.join(" ")
}

/// What goes before this line.
fn beaten(source: &str, lines: &[Line], at: usize, surroundings: &Surroundings) -> String {
    let line = &lines[at];
    if let Some(value) = surroundings.variable(&line.name).filter(|value| line.value.as_deref() != Some(value)) {
        return format!("In a `.env` without effect here: the environment says {}, and goes before it.", code(value));
    }
    match lines[at + 1..].iter().rfind(|later| later.name == line.name) {
        Some(later) => {
            let number = source[..later.name_span.start].matches('\n').count() + 1;
            format!("Without effect: line {number} sets it again.")
        }
        None => String::new(),
    }
}

/// A variable that is put into a value.
fn used(source: &str, entry: Span, offset: usize, above: &[Line], surroundings: &Surroundings) -> Option<Hover> {
    let text = entry.of(source);
    let template = Template::read(text);
    let touches = |range: &std::ops::Range<usize>| Span::from(range.clone()).shift(entry.start).touches(offset);
    let used = template.variables.iter().filter(|it| touches(&it.range)).min_by_key(|it| it.range.len())?;
    let name = &text[used.name.clone()];
    let here = above.iter().rev().find(|line| line.name == name);
    let lookup = |name: &str| {
        let above = || above.iter().rev().find(|line| line.name == name).and_then(|line| line.value.as_deref());
        surroundings.variable(name).or_else(above)
    };
    let becomes = substitute(&text[used.range.clone()], &lookup).text;
    let from = match (surroundings.variable(name), here) {
        (Some(_), _) => "From the environment, which goes before this file.".to_owned(),
        (None, Some(line)) => format!("From line {}.", source[..line.name_span.start].matches('\n').count() + 1),
        (None, None) => "Set neither above nor in the environment.".to_owned(),
    };
    let becomes = if becomes.is_empty() { "empty".to_owned() } else { code(&becomes) };
    Page::of(format!("{}: {becomes}", code(&text[used.range.clone()])))
        .add(from)
        .about(Span::from(used.range.clone()).shift(entry.start))
}

/// Uses of one Compose file that are told by their lines.
const MAX_LINES: usize = 8;

/// Where the Compose files around use the variable, and which of their services get it.
fn users(surroundings: &Surroundings, name: &str) -> Vec<String> {
    let (Some(path), Some(folder)) = (&surroundings.path, surroundings.folder()) else { return Vec::new() };
    let path = plain(path);
    let mut told = Vec::new();
    for snapshot in compose_files_around(surroundings) {
        let Some(file) = snapshot.compose() else { continue };
        let place = file.surroundings().path.as_deref().and_then(Path::file_name);
        let place = place.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // The `.env` of a folder is for the Compose files of that folder.
        let is_dotenv =
            snapshot.surroundings().folder() == Some(folder) && path.file_name().is_some_and(|name| name == ".env");
        if is_dotenv {
            let lines = lines_with(file, name);
            if !lines.is_empty() {
                let shown: Vec<String> = lines.iter().take(MAX_LINES).map(usize::to_string).collect();
                let word = if lines.len() == 1 { "line" } else { "lines" };
                told.push(format!("put into {place}, {word} {}", shown.join(", ")));
            }
        }
        if is_dotenv {
            let handed: Vec<String> =
                file.services().iter().filter(|it| hands_on(**it, name)).map(|it| code(it.name)).collect();
            if !handed.is_empty() {
                told.push(format!("handed on to {} of {place}", words::joined(&handed)));
            }
        }
        let services: Vec<String> = file
            .variable_files()
            .into_iter()
            .filter(|named| named.path == path && !named.is_label)
            .map(|named| code(named.service.name))
            .collect();
        if !services.is_empty() {
            told.push(format!("in the environment of {} of {place}", words::joined(&services)));
        }
    }
    told
}

/// The lines of a Compose file that put a variable in, from 1.
fn lines_with(file: &Compose, name: &str) -> Vec<usize> {
    let uses = settings(file).into_iter().filter(|used| used.name == name);
    let mut lines: Vec<usize> = uses.map(|used| file.source()[..used.span.start].matches('\n').count() + 1).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// Whether a service takes the variable over by its name alone: `environment: [NAME]`.
fn hands_on(service: Service<'_>, name: &str) -> bool {
    let Some(environment) = service.get("environment") else { return false };
    environment.items().any(|item| item.text() == Some(name))
        || environment.entries().iter().any(|pair| pair.key.text() == Some(name) && pair.value.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, MemoryFiles};

    fn says(name: &str, marked: &str) -> (String, String) {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let compose = "services:\n  web:\n    image: nginx:${TAG:-1}\n    env_file: web.env\n    environment: [KEY, B=$TAGS]  # ${B}\n";
        let files = [("/p/compose.yaml", compose), (name, source.as_str())];
        let snapshot = Snapshot::of(Language::Dotenv, &source).with_surroundings(MemoryFiles::new(files).around(name));
        let found = hover(&snapshot, offset);
        found.map(|hover| (hover.span.of(&source).to_owned(), hover.markdown)).unwrap_or_default()
    }

    #[test]
    fn a_line_says_what_compose_reads_and_who_uses_it() {
        let (about, text) = says("/p/.env", "# x\nTA$0G=1.27 # remark\nB=2\n");
        assert_eq!(about, "TAG=1.27 # remark");
        assert_eq!(text, "`TAG` = `1.27`\n\n- put into compose.yaml, line 3");
        let (_, text) = says("/p/web.env", "A='x$0 $B'\n");
        assert!(text.starts_with("`A` = `x $B`\n\nSingle quotes"), "{text}");
        assert!(text.ends_with("- in the environment of `web` of compose.yaml"), "{text}");
        assert_eq!(says("/p/web.env", "A='x$0'\n").1.lines().next(), Some("`A` = `x`"));
        assert!(!says("/p/web.env", "A='x$0'\n").1.contains("quotes"), "they change nothing");
    }

    #[test]
    fn a_service_may_take_a_variable_by_its_name() {
        assert_eq!(says("/p/.env", "KE$0Y=1\n").1, "`KEY` = `1`\n\n- handed on to `web` of compose.yaml");
    }

    #[test]
    fn variables_in_values_are_put_in() {
        let (about, text) = says("/p/.env", "A=1\nB=x${$0A}\n");
        assert_eq!((about.as_str(), text.as_str()), ("${A}", "`${A}`: `1`\n\nFrom line 1."));
        let (_, text) = says("/p/.env", "A$0=1\nA=2\n");
        assert!(text.contains("Without effect: line 2 sets it again."), "{text}");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let (about, text) = says("/p/.env", "A=1\nB C$0=2\n");
        assert_eq!(about, "B C");
        assert!(text.ends_with("Compose refuses the whole file."), "{text}");
        assert_eq!(says("/p/.env", "A$0=1\nB C=2\n").1, "`A` = `1`");
    }
}
