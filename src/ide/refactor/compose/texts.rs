//! One text, a list of texts, or a mapping with one entry: commands, builds, files, limits.

use super::place::{PROVEN, Place};
use super::writing::{alone, holds_comment, set, words};
use crate::ide::refactor::Offer;
use crate::model::compose::{Value, command_words, has_variable};
use crate::rules::amend::{Yaml, replace_item};
use crate::text::{Edit, replace};

pub(super) fn offers(place: &Place<'_>) -> Vec<Offer> {
    let found = match place.names {
        ["services", _, "command" | "entrypoint"] => command(place),
        ["services", _, "healthcheck", "test"] => test(place),
        ["services", _, "build"] => one_entry(place, "context"),
        ["services", _, "extends"] => one_entry(place, "service"),
        ["services", _, "ulimits", _] => limit(place),
        ["services", _, "tmpfs" | "dns" | "dns_search" | "label_file"] => list(place),
        ["services", _, "env_file"] => return files(place),
        _ => None,
    };
    let offer = found.and_then(|(title, edits)| proven(place, title, edits?));
    offer.into_iter().collect()
}

type Found = (String, Option<Vec<Edit>>);

fn proven(place: &Place<'_>, title: String, edits: Vec<Edit>) -> Option<Offer> {
    if !place.is_own() {
        return None;
    }
    Some(Offer::rewrite(title, place.proven(edits)?).changing(PROVEN))
}

/// A command line and its words. A variable may hold several words, or none.
fn command(place: &Place<'_>) -> Option<Found> {
    let key = place.pair.key.text()?;
    if place.value.is_sequence() {
        let words = texts(place.value)?;
        let line = words.iter().map(|word| line_word(word)).collect::<Option<Vec<_>>>()?.join(" ");
        let edits = (!words.is_empty()).then(|| set(place, &Yaml::text(alone(place, &line)))).flatten();
        return Some((format!("Write `{key}` as one line"), edits));
    }
    // Compose drops what stands behind an operator, which its author should hear of rather than lose.
    let line = place.value.as_str().filter(|line| !has_variable(line) && !line.contains(['|', '&', ';', '<', '>']))?;
    let list = command_words(line).filter(|words| !words.is_empty())?;
    Some((format!("Write `{key}` as a list of words"), set(place, &words(place.file, &list))))
}

/// A word of a command line, with quotes where it needs some.
fn line_word(word: &str) -> Option<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,=-".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return Some(word.to_owned());
    }
    if has_variable(word) || word.contains('\n') {
        return None;
    }
    (!word.contains('\'')).then(|| format!("'{word}'"))
}

fn test(place: &Place<'_>) -> Option<Found> {
    if !place.value.is_sequence() {
        let line = place.value.as_str()?;
        let list = words(place.file, &["CMD-SHELL".to_owned(), line.to_owned()]);
        return Some(("Write the test as a list".to_owned(), set(place, &list)));
    }
    let words = texts(place.value)?;
    let [head, line] = words.as_slice() else { return None };
    let line = (head == "CMD-SHELL").then(|| set(place, &Yaml::text(alone(place, line))));
    Some(("Write the test as one line".to_owned(), line?))
}

/// `build: .` and `build: {context: .}`, and what else is short for a mapping with one key.
fn one_entry(place: &Place<'_>, inner: &str) -> Option<Found> {
    let key = place.pair.key.text()?;
    if !place.value.is_mapping() {
        let text = place.file.text(place.value.span());
        let long = Yaml::map([(inner, Yaml::text(text))]);
        let is_scalar = place.value.text().is_some() && !text.contains('\n') && !text.is_empty();
        return Some((format!("Write `{key}` in the long form"), is_scalar.then(|| set(place, &long)).flatten()));
    }
    let mut entries = place.value.own_entries();
    let (only, None) = (entries.next()?, entries.next()) else { return None };
    let text =
        (only.key.text() == Some(inner) && only.value.text().is_some()).then(|| place.file.text(only.value.span()));
    Some((format!("Write `{key}` in the short form"), set(place, &Yaml::text(text?))))
}

/// One number for both limits.
fn limit(place: &Place<'_>) -> Option<Found> {
    if !place.value.is_mapping() {
        let number = place.file.text(place.value.span());
        let both = Yaml::map([("soft", Yaml::text(number)), ("hard", Yaml::text(number))]);
        return Some((
            "Write the limit as soft and hard".to_owned(),
            place.value.text().and_then(|_| set(place, &both)),
        ));
    }
    let (soft, hard) = (place.value.get("soft")?, place.value.get("hard")?);
    let is_one = soft.text().is_some() && soft.text() == hard.text();
    let number = Yaml::text(place.file.text(soft.span()));
    Some(("Write the limit as one number".to_owned(), is_one.then(|| set(place, &number)).flatten()))
}

/// One text, and a list of it.
fn list(place: &Place<'_>) -> Option<Found> {
    let key = place.pair.key.text()?;
    if place.value.is_sequence() {
        let mut items = place.value.items();
        let (only, None) = (items.next()?, items.next()) else { return None };
        let text = only.text().map(|_| Yaml::text(place.file.text(only.span())))?;
        return Some((format!("Write `{key}` as one text"), set(place, &text)));
    }
    let text = place.value.text().map(|_| place.file.text(place.value.span()))?;
    let list = Yaml::List(vec![Yaml::text(text)]);
    Some((format!("Write `{key}` as a list"), set(place, &list)))
}

/// `env_file`: one path, a list, and paths with what may be said about them.
fn files(place: &Place<'_>) -> Vec<Offer> {
    let mut offers = Vec::new();
    if place.value.items().all(|item| !item.is_mapping()) {
        offers.extend(list(place).and_then(|(title, edits)| proven(place, title, edits?)));
    }
    let Some(item) = place.item() else { return offers };
    let (title, edit) = match item.is_mapping() {
        false => {
            let path = Yaml::text(place.file.text(item.span()));
            let long = Yaml::map([("path", path), ("required", Yaml::text("true"))]);
            ("Write this file in the long form", replace_item(place.file, item, &long))
        }
        true => {
            let is_known = item.own_entries().all(|pair| match pair.key.text() {
                Some("path") => true,
                Some("required") => pair.value.text() == Some("true"),
                _ => false,
            });
            let path = item.get("path").map(|path| place.file.text(path.span()).to_owned());
            let is_short = is_known && !holds_comment(place.file, item.whole());
            ("Write this file in the short form", path.filter(|_| is_short).map(|path| replace(item.whole(), path)))
        }
    };
    offers.extend(edit.and_then(|edit| proven(place, title.to_owned(), vec![edit])));
    offers
}

fn texts(list: Value<'_>) -> Option<Vec<String>> {
    list.items().map(|item| item.text().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::offered;
    use crate::model::Language;

    /// What the only offer for a key makes of it.
    fn turned(body: &str) -> Option<String> {
        let body = if body.contains('|') { body.to_owned() } else { format!("|{body}") };
        let source = format!("services:\n  a:\n    image: x\n    {body}\n  b: {{image: y}}\n");
        let offers = offered(Language::Compose, &source);
        assert!(offers.len() < 2, "{offers:?}");
        let text = offers.into_iter().next()?.1;
        Some(text.split_once("image: x\n    ")?.1.split_once("\n  b:")?.0.to_owned())
    }

    fn there_and_back(one: &str, other: &str) {
        assert_eq!(turned(one).as_deref(), Some(other));
        let again = other.replacen("test", "te|st", 1).replacen("nofile", "no|file", 1);
        assert_eq!(turned(&again), Some(one.replace('|', "")));
    }

    #[test]
    fn commands() {
        there_and_back("command: npm start 'a b'", "command: [\"npm\", \"start\", \"a b\"]");
        there_and_back(
            "healthcheck:\n      test|: curl -f x",
            "healthcheck:\n      test: [\"CMD-SHELL\", \"curl -f x\"]",
        );
        assert_eq!(turned("command: run $ARGS"), None);
        assert_eq!(turned("command: [\"run\", \"$ARGS\"]"), None);
        assert_eq!(turned("command: run > x"), None);
    }

    #[test]
    fn builds_and_limits_and_lists() {
        there_and_back("build: ./app # why", "build: # why\n      context: ./app");
        there_and_back("ulimits:\n      no|file: 100", "ulimits:\n      nofile:\n        soft: 100\n        hard: 100");
        there_and_back("tmpfs: /t", "tmpfs:\n      - /t");
        there_and_back("extends: b", "extends:\n      service: b");
        assert_eq!(turned("build:\n      context: .\n      target: x"), None);
    }

    #[test]
    fn files_of_variables() {
        assert_eq!(turned("env_file: .env").as_deref(), Some("env_file:\n      - .env"));
        let source = "services:\n  a:\n    image: x\n    env_file:\n      - |a.env # why\n      - b.env\n";
        let text = offered(Language::Compose, source).remove(0).1;
        assert!(text.ends_with("      - path: a.env # why\n        required: true\n      - b.env\n"), "{text}");
    }
}
