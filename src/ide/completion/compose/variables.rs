//! Variables that Compose puts in: names behind `$` and `${`, with what they stand for here, and the operators behind a name.

use super::{File, Menu, rest_of_word};
use crate::ide::CompletionKind;
use crate::ide::completion::items::as_snippet;
use crate::model::compose::Setting;
use crate::model::compose::interpolation::Template;
use crate::text::Span;

/// What stands between a dollar sign and the cursor.
struct Dollar {
    /// The name, as far as it is typed.
    name: Span,
    /// Behind `${`.
    braced: bool,
    /// What follows the name up to the cursor: the beginning of an operator.
    operator: Option<Span>,
}

/// The operators, what they do, and what a snippet puts behind them.
const OPERATORS: [(&str, &str, &str); 6] = [
    (":-", "the value where it is set and not empty, else the text that follows", "${1:default}"),
    (":?", "the value, or Compose stops with the message that follows where it is unset or empty", "${1:must be set}"),
    ("-", "the value where it is set, even if empty, else the text that follows", "${1:default}"),
    ("?", "the value, or Compose stops with the message that follows where it is unset", "${1:must be set}"),
    (":+", "the text that follows where it is set and not empty, else nothing", "${1:text}"),
    ("+", "the text that follows where it is set, else nothing", "${1:text}"),
];

impl File<'_> {
    /// Offers variables where the cursor stands behind a dollar sign. Whether it does.
    pub(super) fn variables(&mut self) -> bool {
        let Some(dollar) = dollar(self.source, self.offset) else { return false };
        match dollar.operator {
            Some(operator) => self.operators(operator),
            None => {
                self.variable_names(&dollar);
                if dollar.braced && !dollar.name.is_empty() {
                    self.operators(Span::at(self.offset));
                }
            }
        }
        true
    }

    fn variable_names(&mut self, dollar: &Dollar) {
        let mut menu = Menu::new(dollar.name);
        let is_closed = self.is_closed();
        let mut offered: Vec<String> = Vec::new();
        let mut offer = |name: &str, detail: &str, page: &str, rank: u16| {
            if offered.iter().any(|known| known == name) {
                return;
            }
            offered.push(name.to_owned());
            let text = match (dollar.braced, is_closed) {
                (true, true) => name.to_owned(),
                (true, false) => format!("{name}}}"),
                (false, _) => format!("{{{name}}}"),
            };
            menu.plain(CompletionKind::Variable, name, rank).insert(&text).filter(name).detail(detail).document(page);
        };
        let setting = self.snapshot.compose().map(|compose| compose.setting());
        for (name, known) in setting.into_iter().flat_map(|setting| setting.environment.of_files()) {
            let from =
                known.origin.map_or_else(|| "Set by Compose".to_owned(), |origin| told_from(setting, origin.file));
            offer(name, &shown(name, &known.value), &from, if known.origin.is_some() { 0 } else { 6 });
        }
        for (name, default) in used(self.source, dollar.name.end) {
            let detail = default.map_or_else(String::new, |default| format!("default: {}", cut(default)));
            offer(name, &detail, "Used elsewhere in this file", 5);
        }
        let process = self.snapshot.surroundings().environment.clone();
        for (name, value) in process.iter().flat_map(|process| process.iter()) {
            offer(name, &shown(name, value), "From the environment of the editor", 20);
        }
        self.take(menu);
    }

    /// Whether a brace closes the expression right behind the word.
    fn is_closed(&self) -> bool {
        let rest = &self.source[self.offset..];
        rest[rest_of_word(rest)..].starts_with('}')
    }

    fn operators(&mut self, word: Span) {
        let is_closed = self.is_closed();
        let mut menu = Menu::new(word);
        for (rank, (operator, doc, rest)) in (10..).zip(OPERATORS) {
            let close = if is_closed { "" } else { &as_snippet("}") };
            menu.snippet(operator, &format!("{operator}{rest}{close}"), rank)
                .kind(CompletionKind::Value)
                .detail(doc)
                .filter(operator);
        }
        self.take(menu);
    }
}

/// The dollar sign that the cursor is behind, with nothing but a name and the beginning of an operator between.
fn dollar(source: &str, offset: usize) -> Option<Dollar> {
    let line = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let typed = &source[line..offset];
    let at = typed.rfind('$')?;
    let run = typed[..=at].len() - typed[..=at].trim_end_matches('$').len();
    if run.is_multiple_of(2) || typed.trim_start().starts_with('#') {
        return None;
    }
    let behind = &typed[at + 1..];
    let (braced, rest) = behind.strip_prefix('{').map_or((false, behind), |rest| (true, rest));
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let start = offset - rest.len();
    let name = Span::new(start, start + length);
    let operator = (length < rest.len()).then(|| Span::new(name.end, offset));
    let begins = |span: Span| {
        OPERATORS.iter().any(|(known, ..)| known.starts_with(span.of(source)) && *known != span.of(source))
    };
    if operator.is_some_and(|span| !braced || length == 0 || !begins(span)) {
        return None;
    }
    Some(Dollar { name, braced, operator })
}

/// The variables of a text but the one that ends at `except`, each once, with the default of the first that has one.
fn used(source: &str, except: usize) -> Vec<(&str, Option<&str>)> {
    let mut used: Vec<(&str, Option<&str>)> = Vec::new();
    for (at, line) in lines(source).filter(|(_, line)| line.contains('$')) {
        if line.trim_start().starts_with('#') {
            continue;
        }
        for variable in Template::read(line).variables {
            let (Some(name), is_own) = (line.get(variable.name.clone()), at + variable.name.end == except) else {
                continue;
            };
            if is_own || name.is_empty() {
                continue;
            }
            let default = line.get(variable.argument.clone()).filter(|default| !default.is_empty());
            match used.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = known.or(default),
                None => used.push((name, default)),
            }
        }
    }
    used
}

fn lines(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

fn told_from(setting: Option<&Setting>, file: usize) -> String {
    let path = setting.and_then(|setting| setting.files.get(file)).and_then(|file| file.path.as_deref());
    let name =
        path.and_then(|path| path.file_name()).map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    format!("Set in `{name}`")
}

/// A value as a menu shows it: short, and not at all where its name says that nobody should see it.
pub(super) fn shown(name: &str, value: &str) -> String {
    let upper = name.to_ascii_uppercase();
    let is_secret =
        ["PASS", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "AUTH", "DSN"].iter().any(|part| upper.contains(part));
    if is_secret && !value.is_empty() { "••••••".to_owned() } else { cut(value) }
}

fn cut(value: &str) -> String {
    let line = value.lines().next().unwrap_or_default();
    match line.char_indices().nth(48) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{items, items_around};
    use super::*;
    use crate::model::surroundings::MemoryFiles;

    #[test]
    fn names_come_with_their_values() {
        let files = MemoryFiles::new([("/p/.env", "TAG=1.2\nDB_PASSWORD=x\n"), ("/p/compose.yaml", "")]);
        let items =
            items_around(files, "/p/compose.yaml", "services:\n  web:\n    image: app:${$0\n    user: ${ID:-1}\n");
        let detail = |label: &str| items.iter().find(|item| item.label == label).and_then(|item| item.detail.clone());
        assert_eq!(detail("TAG").as_deref(), Some("1.2"));
        assert_eq!(detail("DB_PASSWORD").as_deref(), Some("••••••"), "nobody should see it over a shoulder");
        assert_eq!(detail("ID").as_deref(), Some("default: 1"));
    }

    #[test]
    fn operators_follow_a_name() {
        let labels = |marked: &str| items(marked).into_iter().map(|item| item.label).collect::<Vec<_>>();
        assert!(labels("services: {a: {image: \"x:${TAG$0\"}}").contains(&":-".to_owned()));
        assert_eq!(labels("services: {a: {image: \"x:${TAG:$0\"}}")[..2], [":-", ":?"]);
        assert!(labels("services: {a: {image: \"x:$$TAG$0\"}}").iter().all(|label| label != ":-"));
    }

    #[test]
    fn a_text_over_several_lines_has_variables_too() {
        let source = "x: ${A}\nservices:\n  web:\n    command: |\n      echo ${$0\n";
        assert!(items(source).iter().any(|item| item.label == "A"));
        assert!(dollar("a: ${B:-c", 9).is_none(), "the default is a text of its own");
    }
}
