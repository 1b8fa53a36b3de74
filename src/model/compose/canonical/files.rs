//! Secrets and configs: where they come from, and where a container finds them.

use super::super::project::{Content, Datum};
use super::form::{Form, Shape};
use super::reading::Kind::{By, Text};
use super::reading::{Field, field, flag, list, map, text, unique};
use super::scope::Scope;

static FILE: &[Field] =
    &[field("source", Text), field("target", Text), field("uid", Text), field("gid", Text), field("mode", By(mode))];

/// Configs of a container.
pub(super) fn configs(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let configs = given.items().iter().map(|item| mount(item, scope)).collect();
    let target = |config: &Form| {
        let text = |key: &str| config.get(key).and_then(Form::as_text);
        text("target").map_or_else(|| format!("/{}", text("source").unwrap_or_default()), str::to_owned)
    };
    list(given, unique(configs, target))
}

/// Secrets of a build.
pub(super) fn of_build(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    list(given, given.items().iter().map(|item| mount(item, scope)).collect())
}

/// Secrets of a container; one without a target lies where all secrets lie.
pub(super) fn secrets(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let secret = |item: &Datum| {
        let mut secret = mount(item, scope);
        let source = secret.get("source").and_then(Form::as_text).unwrap_or_default();
        let target = Form::added(Shape::Text(format!("/run/secrets/{source}")));
        if let Shape::Map(fields) = &mut secret.shape
            && !fields.iter().any(|(name, _)| name == "target")
        {
            let place = fields.iter().take_while(|(name, _)| name == "source").count();
            fields.insert(place, ("target".to_owned(), target));
        }
        secret
    };
    let target = |secret: &Form| secret.get("target").and_then(Form::as_text).map(str::to_owned);
    list(given, unique(given.items().iter().map(secret).collect(), target))
}

fn mount(item: &Datum, scope: &Scope<'_>) -> Form {
    match text(item) {
        Some(source) => {
            let source = Form::text(source, item.origins());
            Form::new(Shape::Map(vec![("source".to_owned(), source)]), item.origins())
        }
        None => map(FILE, item, scope),
    }
}

/// Permissions, in octal digits.
pub(super) fn mode(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    let mode = match given.content() {
        Content::Integer(mode) => i64::try_from(*mode).ok()?,
        Content::Text(digits) => i64::from_str_radix(digits, 8).ok()?,
        _ => return None,
    };
    Some(Form::text(format!("0{mode:o}"), given.origins()))
}

/// The file that a secret or a config is.
pub(super) fn file(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let path = text(given).filter(|path| !path.is_empty())?;
    Some(Form::text(scope.base.mounted(&path), given.origins()))
}

/// The text that a config is. Where a variable holds it, only the variable shows.
pub(super) fn content(beside: &Datum, _: &Scope<'_>) -> Option<Form> {
    if beside.get("environment").and_then(text).is_some_and(|name| !name.is_empty()) {
        return None;
    }
    let content = beside.get("content")?;
    let text = text(content).filter(|text| !text.is_empty())?;
    Some(Form::text(text, content.origins()))
}

/// Whether a resource is made elsewhere; in its older form this is a mapping with the name.
pub(super) fn external(given: &Datum, _: &Scope<'_>) -> Option<Form> {
    let external = given.is_mapping() || flag(given) == Some(true);
    external.then(|| Form::new(Shape::Flag(true), given.origins()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::key;
    use serde_json::json;

    #[test]
    fn a_secret_lies_where_secrets_lie() {
        let secrets = key("secrets", "[token, {source: key, target: /etc/key, mode: 0440}]");
        let expected = json!([
            {"source": "token", "target": "/run/secrets/token"},
            {"source": "key", "target": "/etc/key", "mode": "0440"},
        ]);
        assert_eq!(secrets, expected);
        assert_eq!(key("configs", "[a, {source: a, uid: '1'}]"), json!([{"source": "a", "uid": "1"}]));
    }
}
