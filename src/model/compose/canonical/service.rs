//! What a service has beyond a container that no other room reads: its health check, its provider, when it is pulled.

use super::super::project::{Content, Datum};
use super::form::{Form, Shape};
use super::reading::{list, sorted, text, texts};
use super::scope::Scope;

/// The check of a service's health; a text is a line for a shell.
pub(super) fn test(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    if let Content::Text(line) = given.content() {
        let shell = Form::added(Shape::Text("CMD-SHELL".to_owned()));
        return list(given, vec![shell, Form::text(line, given.origins())]);
    }
    list(given, texts(given))
}

/// When an image is pulled; one of the policies has two names.
pub(super) fn pull_policy(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    let policy = text(given).filter(|policy| !policy.is_empty())?;
    let policy = if policy == "if_not_present" { "missing".to_owned() } else { policy };
    Some(Form::text(policy, given.origins()))
}

/// The options of a provider: a list of texts each.
pub(super) fn provider_options(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    let texts = |value: &Datum| Form::new(Shape::List(texts(value)), value.origins());
    sorted(given, given.entries().iter().map(|entry| (entry.name.clone(), texts(&entry.value))).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::key;
    use serde_json::json;

    #[test]
    fn a_check_in_a_line_is_for_a_shell() {
        let check = key("healthcheck", "{test: curl -f localhost, interval: 90s, retries: '3', disable: 'no'}");
        assert_eq!(check, json!({"test": ["CMD-SHELL", "curl -f localhost"], "interval": "1m30s", "retries": 3}));
        assert_eq!(key("healthcheck", "{test: [NONE]}"), json!({"test": ["NONE"]}));
    }

    #[test]
    fn two_names_are_one_policy() {
        assert_eq!(key("pull_policy", "if_not_present"), "missing");
        assert_eq!(key("pull_policy", "daily"), "daily");
    }
}
