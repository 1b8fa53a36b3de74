//! How an image is built: its context, its Dockerfile, its arguments.

use super::super::project::Datum;
use super::form::{Form, Shape};
use super::reading::Kind::{By, Distinct, Flag, From, Pairs, Size, Text, Texts};
use super::reading::{Field, entries, field, map, sorted, text};
use super::scope::Scope;
use super::{files, limits, networks};

static BUILD: &[Field] = &[
    field("context", From(context)),
    field("dockerfile", From(dockerfile)),
    field("dockerfile_inline", Text),
    field("entitlements", Texts),
    field("args", By(arguments)),
    field("provenance", Text),
    field("sbom", Text),
    field("ssh", By(ssh)),
    field("labels", Pairs),
    field("cache_from", Texts),
    field("cache_to", Texts),
    field("no_cache", Flag),
    field("no_cache_filter", Texts),
    field("additional_contexts", By(additional_contexts)),
    field("pull", Flag),
    field("extra_hosts", By(networks::hosts)),
    field("isolation", Text),
    field("network", Text),
    field("target", Text),
    field("secrets", By(files::of_build)),
    field("shm_size", Size),
    field("tags", Distinct),
    field("ulimits", By(limits::ulimits)),
    field("platforms", Texts),
    field("privileged", Flag),
];

/// A build in its long form; a text is its context.
pub(super) fn build(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    if given.is_mapping() {
        return Some(map(BUILD, given, scope));
    }
    let context = Form::text(scope.base.context(&text(given)?), given.origins());
    let dockerfile = Form::added(Shape::Text("Dockerfile".to_owned()));
    let fields = [("context", context), ("dockerfile", dockerfile)];
    Some(Form::new(Shape::Map(fields.map(|(key, value)| (key.to_owned(), value)).into()), given.origins()))
}

pub(super) fn context(build: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let Some(context) = build.get("context") else {
        return Some(Form::added(Shape::Text(scope.base.context("."))));
    };
    let path = scope.base.context(&text(context)?);
    (!path.is_empty()).then(|| Form::text(path, context.origins()))
}

pub(super) fn dockerfile(build: &Datum, _: &Scope<'_>) -> Option<Form> {
    match build.get("dockerfile") {
        Some(dockerfile) => {
            let text = text(dockerfile).filter(|text| !text.is_empty())?;
            Some(Form::text(text, dockerfile.origins()))
        }
        None if build.get("dockerfile_inline").is_some() => None,
        None => Some(Form::added(Shape::Text("Dockerfile".to_owned()))),
    }
}

/// Arguments of the build. One without a value takes that of the variable of its name, and is left out without one.
pub(super) fn arguments(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let mut arguments = entries(given, None);
    arguments.retain_mut(|(name, value)| {
        if value.shape == Shape::Null
            && let Some(known) = scope.variable(name)
        {
            value.shape = Shape::Text(known.to_owned());
        }
        value.shape != Shape::Null
    });
    sorted(given, arguments)
}

/// Contexts by name, as a mapping or as a list of `name=context`.
pub(super) fn additional_contexts(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let mut contexts = entries(given, Some(""));
    for (_, context) in &mut contexts {
        if let Shape::Text(path) = &mut context.shape {
            *path = scope.base.context(path);
        }
    }
    sorted(given, contexts)
}

/// Keys for SSH, each `default` or `id=path`.
pub(super) fn ssh(given: &Datum, scope: &Scope<'_>) -> Option<Form> {
    let keys = entries(given, None).into_iter().map(|(id, path)| match &path.shape {
        Shape::Text(path_text) => Form::text(format!("{id}={}", scope.base.mounted(path_text)), &path.origins),
        _ => Form::text(id, &path.origins),
    });
    super::reading::list(given, keys.collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::key;
    use serde_json::json;

    #[test]
    fn a_text_is_a_context() {
        assert_eq!(key("build", "./web"), json!({"context": "/shop/web", "dockerfile": "Dockerfile"}));
        assert_eq!(
            key("build", "{dockerfile_inline: FROM x}"),
            json!({"context": "/shop", "dockerfile_inline": "FROM x"})
        );
    }

    #[test]
    fn arguments_without_a_value_are_left_out() {
        let build =
            key("build", "{context: 'https://example.com/a.git', args: [A, B=1], additional_contexts: [c=../d]}");
        assert_eq!(build["context"], "https://example.com/a.git");
        assert_eq!((&build["args"], &build["additional_contexts"]), (&json!({"B": "1"}), &json!({"c": "/d"})));
    }
}
