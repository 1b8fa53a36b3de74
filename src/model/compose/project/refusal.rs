//! Other files of a project that Compose refuses, in short: what exactly is wrong is told where they are open.

use super::{Loader, Origin, ProblemKind, environment::Environment};
use crate::model::compose::{Compose, Service};
use crate::model::compose::{ViolationKind, conformance};

impl Loader<'_> {
    /// Tells the first thing for which Compose refuses another file, or one service of it.
    pub(super) fn judge(&mut self, file: usize, service: Option<&str>, environment: &Environment) {
        if file == 0
            || self.surroundings.environment.is_none()
            || !self.judged.insert((file, service.map(str::to_owned)))
        {
            return;
        }
        let snapshot = self.snapshot(file);
        let Some(compose) = snapshot.compose().filter(|compose| !compose.view().is_partial()) else { return };
        let whole = service.map(|name| compose.service(name).map(|service: Service<'_>| service.span));
        let found = compose.documents().flat_map(|document| conformance::judge(document, false, Some(environment)).0);
        let first = found.into_iter().filter(|violation| !violation.is_a_lack()).find(|violation| {
            whole.is_none_or(|whole| {
                whole.is_some_and(|whole| whole.start <= violation.span.start && violation.span.end <= whole.end)
            })
        });
        let (Some(violation), Some(path)) = (first, self.files[file].path.clone()) else { return };
        let line = line_of(compose, violation.span.start);
        let at = self.files[file].brought_by.unwrap_or(Origin { file, span: violation.span });
        let message = in_short(&violation.key, &violation.kind);
        self.tell(at, ProblemKind::Refused { path, line, message, while_unset: violation.while_unset });
    }
}

/// From 0.
fn line_of(compose: &Compose, offset: usize) -> usize {
    compose.source()[..offset.min(compose.source().len())].matches('\n').count()
}

fn in_short(key: &str, kind: &ViolationKind) -> String {
    match kind {
        ViolationKind::UnknownKey { name, .. } => format!("there is no key `{name}` here"),
        ViolationKind::BadName { name, .. } => format!("`{name}` is no name"),
        ViolationKind::WrongKind { found, wanted } => format!("`{key}` takes {wanted}, not {found}"),
        ViolationKind::Missing { wanted } => format!("`{key}` needs a value: {wanted}"),
        ViolationKind::NotAccepted { text, .. }
        | ViolationKind::BadText { text, .. }
        | ViolationKind::NotCast { text, .. } => format!("`{key}` does not take `{text}`"),
        ViolationKind::OutOfRange { least, greatest } => format!("`{key}` goes from {least} to {greatest}"),
        ViolationKind::RequiredKey { name } => format!("`{name}` is missing"),
        ViolationKind::NoneOf { names } => format!("one of `{}` is missing", names.join("`, `")),
        ViolationKind::Repeated { .. } => format!("an entry of `{key}` stands there twice"),
        ViolationKind::Malformed { message, .. } => message.clone(),
    }
}
