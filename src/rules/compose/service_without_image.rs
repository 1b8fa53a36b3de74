//! A service that runs nothing.

use super::told_for;
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
    concerns: ["no-image-no-build"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let services = file.services();
    let included = file.at(&["include"]).is_some();
    let completes_another = services.iter().all(|service| !service.can_run());
    for service in services {
        let builds = service.build().is_some() || service.get("provider").is_some() || service.get("extends").is_some();
        if let Some(image) = service.get("image").filter(|image| image.as_str() == Some("") && !builds) {
            told_for(service, report.at(image.span(), "The image is empty, and there is nothing else to run"));
        }
        if service.value.is_mapping() && !service.can_run() && service.get("extends").is_none() {
            if completes_another || included || file.view().is_partial() {
                continue;
            }
            let message = format!("`{}` has neither an image nor a build", service.name);
            report.at(service.key, message).environment();
        }
    }
}
