//! A service that runs nothing.

use super::told_for;
use crate::model::compose::Pair;
use crate::model::compose::interpolation::unset_text;
use crate::rules::prelude::*;

rule! {
    /// A service has neither an image nor a build.
    ///
    /// Compose must know what to run. A file that completes another may leave it out, since the files are merged first: so
    /// this is a warning where another file could say it, and an error where the image is empty.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     ports: ["8080:80"]
    ///   api:
    ///     image: example/api:1
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     ports: ["8080:80"]
    ///   api:
    ///     image: example/api:1
    /// ```
    "service-without-image", Error,
    groups: [Correctness],
    concerns: ["no-image-no-build", "override-has-no-base"],
}

pub fn check(file: &Compose, report: &mut Report) {
    if file.setting().listed.len() > 1 {
        return check_among(file, report);
    }
    let services = file.services();
    let included = file.at(&["include"]).is_some();
    let completes_another = !stands_first(file) && services.iter().all(|service| !service.can_run());
    for service in &services {
        let service = *service;
        let elsewhere = services.iter().any(|other| other.name == service.name && other.can_run());
        let builds = service.build().is_some() || service.get("provider").is_some() || service.get("extends").is_some();
        // A later document has the last word.
        let is_last = !services.iter().any(|other| {
            other.name == service.name && other.key.start > service.key.start && other.get("image").is_some()
        });
        let image = service.get("image").filter(|_| !builds && is_last);
        if let Some(image) = image.filter(|image| image.as_str() == Some("")) {
            told_for(service, report.at(image.span(), "The image is empty, and there is nothing else to run"));
        } else if let Some(image) = image.filter(|image| image.text().is_some_and(is_empty_while_unset)) {
            report
                .at(image.span(), "Without its variables the image is empty, and there is nothing else to run")
                .environment();
        }
        if service.value.is_mapping() && !service.can_run() && service.get("extends").is_none() {
            // A service with an open end is being written. These three may be empty.
            let is_open = |pair: &Pair<'_>| {
                let may_be_empty = matches!(pair.key.text(), Some("command" | "entrypoint" | "deploy"));
                pair.value.target().is_none() || pair.value.is_null() && !may_be_empty
            };
            let unfinished = service.value.own_entries().any(|pair| is_open(&pair));
            if unfinished || completes_another || elsewhere || included || !file.is_read() || file.is_torn(service.span)
            {
                continue;
            }
            let message = format!("`{}` has neither an image nor a build", service.name);
            report.at(service.key, message).awaits(service.key).environment();
        }
    }
}

fn is_empty_while_unset(text: &str) -> bool {
    text.starts_with('$') && unset_text(text).is_some_and(|text| text.is_empty())
}

/// Whether the file has a name by which Compose finds it first, so that others may complete it, and it no other.
fn stands_first(file: &Compose) -> bool {
    let name = file.surroundings().path.as_ref().and_then(|path| path.file_name()?.to_str());
    name.is_some_and(|name| {
        ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"].contains(&name)
    })
}

/// The same where other files have a say: what one leaves out another may bring.
fn check_among(file: &Compose, report: &mut Report) {
    let project = file.project();
    if !project.is_gathered() {
        return;
    }
    for entry in project.root.get("services").into_iter().flat_map(|services| services.entries()) {
        let runs =
            ["image", "build", "provider"].iter().any(|key| entry.value.get(key).is_some_and(|it| !it.is_null()));
        let here = entry.keys.iter().find(|key| key.file == 0);
        let (Some(here), true) = (here, entry.value.is_mapping() && !runs) else { continue };
        if file.service(&entry.name).is_some_and(|service| file.is_torn(service.span)) {
            continue;
        }
        let message = match entry.keys.iter().any(|key| key.file != 0) {
            true => format!("`{}` has neither an image nor a build in any file of the project", entry.name),
            false => format!(
                "No other file of the project has `{}`, and here it has neither an image nor a build",
                entry.name
            ),
        };
        let finding = report.at(here.span, message).awaits(here.span);
        if let Some(service) = file.service(&entry.name) {
            told_for(service, finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, findings_among};

    const NOTHING: &str = "services:\n  a: {ports: [\"80\"]}\n";

    #[test]
    fn a_file_that_completes_another_may_leave_it_out() {
        assert!(findings("service-without-image", NOTHING).is_empty());
        let found = findings_among("service-without-image", &[], NOTHING);
        assert!(found.len() == 1 && found[0].environment, "{found:?}");
    }

    #[test]
    fn a_tag_alone_is_an_empty_text() {
        let found = findings("service-without-image", "services: {web: {image: !!str }}\n");
        assert!(found.len() == 1 && !found[0].environment, "{found:?}");
    }

    #[test]
    fn a_later_document_may_bring_it() {
        let source = format!("{NOTHING}---\nservices: {{a: {{image: x}}}}\n");
        assert!(findings("service-without-image", &source).is_empty());
        let empty = "services: {a: {image: '${V:+x}'}}\n---\nservices: {a: {image: x}}\n";
        assert!(findings("service-without-image", empty).is_empty());
    }
}
