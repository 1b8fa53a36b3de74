//! Edits that make one service wait for another: health checks for known images, and `depends_on` in its long form.

use super::amend::{self, Layout, Yaml};
use crate::model::Compose;
use crate::model::compose::{Service, Value};
use crate::reference::images::{Image, health};
use crate::text::{Edit, Span, insert, replace};

/// The edit that gives a service the health check that fits its image; `None` where no check asks the service itself.
pub fn add_healthcheck(file: &Compose, service: Service<'_>, image: &Image) -> Option<Edit> {
    if service.get("healthcheck").is_some() {
        return None;
    }
    let test = healthcheck_test(service, image)?;
    let value = Yaml::map([
        ("test", Yaml::text(test)),
        ("interval", Yaml::text("10s")),
        ("timeout", Yaml::text("5s")),
        ("retries", Yaml::text("5")),
        ("start_period", Yaml::text("30s")),
    ]);
    amend::add_to_service(file, service, "healthcheck", &value)
}

/// The command that tells whether the service in this image answers, as `test` has it.
pub fn healthcheck_test(service: Service<'_>, image: &Image) -> Option<String> {
    // What the row of the image recommends comes first; a port or path that only the author knows is none of it.
    image.healthcheck.filter(|check| !check.contains("<port>"))?;
    let mut test = health::for_image(Some(image)).first()?.compose(None);
    if test.contains("\"pg_isready\"") {
        // Any role will do, but one that does not exist fills the log of the database.
        let names = ["POSTGRES_USER", "POSTGRESQL_USERNAME"];
        let user = service.environment().into_iter().find(|variable| names.contains(&variable.name));
        if let Some(user) = user.and_then(|user| user.value).filter(|user| !user.contains(['"', '\\', '\n'])) {
            test = test.replace("\"-U\", \"postgres\"", &format!("\"-U\", \"{user}\""));
        }
    }
    Some(test)
}

/// The edits by which `depends_on` waits for a condition of one service, and for the start of the others as before.
pub fn wait_for(file: &Compose, service: Service<'_>, name: &str, condition: &str) -> Option<Vec<Edit>> {
    let pair = service.entry("depends_on")?;
    let depends_on = pair.value;
    if depends_on.is_alias() || file.view().is_partial() {
        return None;
    }
    if depends_on.is_mapping() {
        let written = depends_on.get(name)?.get("condition")?;
        return Some(vec![replace(written.span(), condition)]);
    }
    let items: Vec<Value<'_>> = depends_on.items().collect();
    if items.iter().any(|item| item.is_alias() || item.text().is_none()) {
        return None;
    }
    let condition_of = |item: &Value<'_>| if item.text() == Some(name) { condition } else { "service_started" };
    let layout = Layout::of(file);
    let key_column = amend::column(file, pair.key.span().start);
    if depends_on.is_flow() {
        let entries = items.iter().map(|item| {
            let value = Yaml::map([("condition", Yaml::text(condition_of(item)))]);
            (file.text(item.whole()).to_owned(), value)
        });
        let value = Yaml::Map(entries.collect());
        let span = depends_on.whole();
        let line = file.whole_lines(span);
        let is_one_line = file.whole_lines(Span::at(span.start)) == line;
        let is_last = file.text(Span::new(span.end, line.end)).trim().is_empty();
        if !is_one_line || file.view().comments().iter().any(|comment| span.contains(*comment)) {
            return None;
        }
        if service.value.is_flow() || !is_last {
            return Some(vec![replace(span, value.flow())]);
        }
        let text = value.block(key_column, layout);
        return Some(vec![replace(Span::new(pair.key.span().end + 1, span.end), text.trim_end_matches('\n'))]);
    }
    let column = amend::column(file, depends_on.span().start).max(key_column + layout.step);
    let mut edits = Vec::new();
    for item in &items {
        let span = item.whole();
        let line = file.whole_lines(span);
        let lead = file.text(Span::new(line.start, span.start));
        if lead.trim() != "-" || file.whole_lines(Span::at(span.start)) != line {
            return None;
        }
        let end = line.start + file.text(line).trim_end_matches(['\n', '\r']).len();
        let waits = format!("\n{}condition: {}", " ".repeat(column + layout.step), condition_of(item));
        edits.push(replace(Span::new(line.start, span.start), " ".repeat(column)));
        match end == span.end {
            true => edits.push(insert(span.end, format!(":{waits}"))),
            false => edits.extend([insert(span.end, ":"), insert(end, waits)]),
        }
    }
    Some(edits)
}

/// The edit by which a service depends on another, in the form that the file uses.
pub fn depend_on(file: &Compose, service: Service<'_>, name: &str) -> Option<Edit> {
    match service.get("depends_on") {
        None => amend::add_to_service(file, service, "depends_on", &Yaml::List(vec![Yaml::text(name)])),
        Some(list) if list.is_sequence() => amend::add_item(file, list, &Yaml::text(name)),
        Some(mapping) => {
            amend::add_last(file, mapping, name, &Yaml::map([("condition", Yaml::text("service_started"))]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};
    use crate::text::apply_edits;

    fn waiting(depends_on: &str) -> Option<String> {
        let source = format!("services:\n  a:\n    image: x\n    depends_on:{depends_on}");
        let snapshot = Snapshot::of(Language::Compose, &source);
        let file = snapshot.compose()?;
        let edits = wait_for(file, file.service("a")?, "db", "service_healthy")?;
        Some(apply_edits(&source, &edits).split_once("depends_on:")?.1.to_owned())
    }

    #[test]
    fn the_short_form_becomes_the_long_one_in_place() {
        let long = "\n      db:\n        condition: service_healthy\n      b:\n        condition: service_started\n";
        assert_eq!(waiting(" [db, b]\n").as_deref(), Some(long));
        assert_eq!(waiting("\n      - db\n      - b\n").as_deref(), Some(long));
        assert_eq!(waiting("\n    - db\n    - b\n").as_deref(), Some(long));
        assert_eq!(
            waiting("\n      # first\n      - \"db\" # why\n").as_deref(),
            Some("\n      # first\n      \"db\": # why\n        condition: service_healthy\n")
        );
        assert_eq!(waiting(" [db] # why\n").as_deref(), Some(" {db: {condition: service_healthy}} # why\n"));
        assert_eq!(
            waiting("\n      db: {condition: service_started}\n").as_deref(),
            Some("\n      db: {condition: service_healthy}\n")
        );
        assert_eq!(waiting("\n      - db").as_deref(), Some("\n      db:\n        condition: service_healthy"));
    }
}
