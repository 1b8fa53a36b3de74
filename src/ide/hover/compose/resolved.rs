//! What a key comes to once variables are put in and the files of the project are one.

use super::cursor::{Cursor, Stride};
use super::yaml;
use crate::ide::hover::health::Timings;
use crate::ide::hover::page::code;
use crate::ide::hover::words;
use crate::model::Compose;
use crate::model::compose::project::substitute::substitute;
use crate::model::compose::project::{Datum, Origin};
use crate::model::compose::{Project, Value, duration};
use crate::reference::compose::{Entry, Place};

/// What holds here, in a paragraph or two; empty where the key says it all.
pub(super) fn of_key(file: &Compose, cursor: &Cursor<'_>, path: &[Stride], place: Place) -> String {
    let mut parts = Vec::new();
    if let (Some(value), Entry::Key(key)) = (cursor.value, place.entry) {
        if key.name == "healthcheck" && value.is_mapping() {
            parts.push(healthcheck(file, value));
        } else if let [.., Stride::Key(check), Stride::Key(_)] = path
            && check == "healthcheck"
            && let Some(check) = cursor.service().and_then(|name| file.service(name)?.get("healthcheck"))
            && check.is_mapping()
        {
            parts.push(healthcheck(file, check));
        } else if let Some(text) = value.as_str().filter(|text| text.contains('$')) {
            parts.push(format!("**Here:** {}", code(&filled(file, text))));
        }
    }
    parts.extend(elsewhere(file, cursor, path));
    parts.join("\n\n")
}

/// A text with its variables put in.
pub(super) fn filled(file: &Compose, text: &str) -> String {
    if !text.contains('$') {
        return text.to_owned();
    }
    let environment = &file.setting().environment;
    substitute(text, &|name| environment.get(name)).text
}

/// A health check in words.
pub(super) fn healthcheck(file: &Compose, check: Value<'_>) -> String {
    let text = |key: &str| Some(filled(file, check.get(key)?.text()?));
    let is_off = check.get("test").and_then(|test| test.items().next()?.text()) == Some("NONE");
    if is_off || text("disable").as_deref() == Some("true") {
        return "**Here:** there is no check, not even that of the image.".to_owned();
    }
    let time = |key: &str| duration(&text(key)?);
    let timings = Timings {
        interval: time("interval"),
        timeout: time("timeout"),
        start_period: time("start_period"),
        start_interval: time("start_interval"),
        retries: text("retries").and_then(|text| text.parse().ok()),
    };
    format!("**Here:** {}", words::capitalized(&timings.in_words()))
}

/// What other files of the project make of the key.
fn elsewhere(file: &Compose, cursor: &Cursor<'_>, path: &[Stride]) -> Option<String> {
    if path != cursor.path.as_slice() {
        return None;
    }
    let project = file.shared_project()?;
    let datum = at(project, path)?;
    let own =
        |origin: &Origin| origin.file == 0 && cursor.value.is_some_and(|value| value.span().touches(origin.span.start));
    let from = |origin: &Origin| yaml::place(project, *origin);
    if datum.is_mapping() || datum.is_list() {
        let mut others: Vec<String> = datum.origins().iter().filter(|origin| !own(origin)).map(from).collect();
        others.dedup();
        return (!others.is_empty()).then(|| format!("Merged with what stands in {}.", words::joined(&others)));
    }
    let origin = datum.origins().first().filter(|origin| !own(origin))?;
    Some(format!("**In the project:** {}, from {}.", code(&yaml::scalar(datum)), from(origin)))
}

/// The value at a path of the project; `None` below a list.
fn at<'a>(project: &'a Project, path: &[Stride]) -> Option<&'a Datum> {
    path.iter().try_fold(&project.root, |datum, stride| match stride {
        Stride::Key(name) => datum.get(name),
        Stride::Item => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{says, says_among};

    #[test]
    fn a_key_tells_what_it_comes_to() {
        let env = [("/p/.env", "TAG=1.27\n")];
        says_among(&env, "services:\n  web:\n    im$0age: nginx:${TAG}\n", "image", "**Here:** `nginx:1.27`");
        let check =
            "services:\n  web:\n    image: x\n    health$0check: {test: x, interval: 5s, timeout: 1s, retries: 2}\n";
        says(check, "healthcheck", "Asks every 5 s, and gives each attempt 1 s. Unhealthy after 2 failures");
    }

    #[test]
    fn another_file_has_the_last_word() {
        let over = [("/p/compose.override.yaml", "services:\n  web:\n    image: nginx:2\n    ports: [81:80]\n")];
        let source = "services:\n  web:\n    im$0age: nginx:1\n";
        says_among(&over, source, "image", "**In the project:** `nginx:2`, from compose.override.yaml:3.");
        let source = "services:\n  web:\n    image: x\n    por$0ts: [80:80]\n";
        says_among(&over, source, "ports", "Merged with what stands in compose.override.yaml:4.");
    }
}
