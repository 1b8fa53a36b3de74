//! Two mounts on one path.

use super::told_for;
use crate::model::compose::{Mount, Service, has_variable};
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// A path is mounted twice.
    ///
    /// Compose refuses two entries of `tmpfs` for one path, and a mount on a path that `tmpfs` has. (Of two entries of
    /// `volumes` the later one wins without a word.)
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     tmpfs: [/var/cache/nginx]
    ///     volumes: ["./cache:/var/cache/nginx"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes: ["./cache:/var/cache/nginx"]
    /// ```
    "duplicate-mount", Error, Ask,
    groups: [Correctness],
    concerns: ["mount-target-duplicate"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let mut mounted: HashMap<&str, Span> = HashMap::new();
        for (path, span, temporary) in mounts(service) {
            let first = *mounted.entry(path).or_insert(span);
            // A path that the list of volumes alone repeats is merged before Compose looks.
            if first != span && (temporary || is_temporary(service, first)) {
                let message = format!("`{path}` is mounted already");
                let finding = told_for(service, report.at(span, message));
                finding.related(first, "the first mount");
                let gone = if temporary { span } else { first };
                finding.fix("Remove the `tmpfs`", without(file, service, gone)).declares(&[Change::Model]);
            }
        }
    }
}

/// The paths that are mounted, those of `tmpfs` first; whether they are is the third part.
fn mounts(service: Service<'_>) -> Vec<(&str, Span, bool)> {
    let tmpfs = service.get("tmpfs");
    let single = tmpfs.filter(|tmpfs| tmpfs.as_str().is_some());
    let temporary = single.into_iter().chain(tmpfs.into_iter().flat_map(|tmpfs| tmpfs.items())).filter_map(|item| {
        let path = item.as_str()?.split(':').next()?;
        Some((path, item.span(), true))
    });
    let volumes = service.get("volumes").into_iter().flat_map(|volumes| volumes.items()).filter_map(|item| {
        let path = match item.as_str() {
            Some(text) => &text[Mount::parse(text).ok()?.target],
            None => item.get("target")?.as_str()?,
        };
        Some((path.trim_end_matches('/'), item.span(), false))
    });
    temporary.chain(volumes).filter(|(path, ..)| !path.is_empty() && !has_variable(path)).collect()
}

fn is_temporary(service: Service<'_>, span: Span) -> bool {
    service.get("tmpfs").is_some_and(|tmpfs| tmpfs.span().contains(span))
}

/// The edit that takes an entry of `tmpfs` away.
fn without(file: &Compose, service: Service<'_>, gone: Span) -> Option<Edit> {
    let tmpfs = service.entry("tmpfs").filter(|pair| !pair.merged)?;
    match tmpfs.value.items().find(|item| item.span() == gone) {
        Some(item) => amend::remove_item_or_entry(file, service.value, tmpfs, item),
        None => amend::remove_entry(file, service.value, tmpfs),
    }
}
