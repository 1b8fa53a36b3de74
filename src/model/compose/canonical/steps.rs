//! Steps that run before a service, and the schedules of jobs.

use super::super::project::{Content, Datum, Entry, merge_services};
use super::container::CONTAINER;
use super::form::{Form, Shape};
use super::reading::Kind::{Flag, Text};
use super::reading::{Field, field, fields, list, map, text};
use super::scope::{Place, Scope};

/// What only a step has.
static STEP: &[Field] = &[field("per_replica", Flag)];

static SCHEDULE: &[Field] =
    &[field("cron", Text), field("timezone", Text), field("concurrency", Text), field("missed_fires", Text)];

/// The steps before a service. Each is a container like the service's, but for what it says itself; the service's command
/// is not its own, and the service's volumes are there without being named.
pub(super) fn of_service(service: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let given = service.get("pre_start")?;
    let scope = &Scope { place: Place::Step, ..*scope };
    let step = |step: &Datum| {
        let whole = over(step, service);
        let mut form = fields(CONTAINER, &whole, scope);
        form.extend(fields(STEP, &whole, scope));
        Form::new(Shape::Map(form), step.origins())
    };
    list(given, given.items().iter().map(step).collect())
}

/// A step with what it takes over from its service.
fn over(step: &Datum, service: &Datum) -> Datum {
    let is_inherited = |entry: &&Entry| {
        let is_of_container = CONTAINER.iter().any(|field| field.name == entry.name);
        is_of_container && !["command", "volumes"].contains(&entry.name.as_str())
    };
    let inherited = service.entries().iter().filter(is_inherited).cloned().collect();
    merge_services(Datum::new(Content::Mapping(inherited), Vec::new()), step.clone(), &mut Vec::new())
}

/// When a job runs: a line of a crontab, or a mapping that holds one.
pub(super) fn schedule(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let entry = |item: &Datum| match text(item) {
        Some(cron) => {
            let cron = Form::text(cron, item.origins());
            Form::new(Shape::Map(vec![("cron".to_owned(), cron)]), item.origins())
        }
        None => map(SCHEDULE, item, scope),
    };
    list(given, given.items().iter().map(entry).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::model;
    use serde_json::json;

    #[test]
    fn a_step_is_a_container_like_the_service() {
        let source = "\
services:
  web:
    image: x
    command: serve
    user: app
    cap_add: [A]
    volumes: [./a:/a]
    pre_start: [{command: migrate all, cap_add: [B]}]
";
        let step = &model(source)["services"]["web"]["pre_start"][0];
        assert_eq!(step["command"], json!(["migrate", "all"]));
        assert_eq!(step["cap_add"], json!(["A", "B"]));
        assert_eq!((&step["user"], &step["volumes"]), (&json!("app"), &json!(null)));
    }

    #[test]
    fn a_schedule_may_be_a_line() {
        let source = "jobs: {j: {image: x, triggers: {schedule: ['@daily', {cron: '0 3 * * *', timezone: UTC}]}}}\n";
        let expected = json!([{"cron": "@daily"}, {"cron": "0 3 * * *", "timezone": "UTC"}]);
        assert_eq!(model(source)["jobs"]["j"]["triggers"]["schedule"], expected);
    }
}
