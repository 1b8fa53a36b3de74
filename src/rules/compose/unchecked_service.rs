//! A service whose health nobody checks.

use crate::model::compose::Health;
use crate::rules::prelude::*;
use crate::rules::waiting::add_healthcheck;

rule! {
    /// Nothing tells whether a service is well.
    ///
    /// Without a health check the engine knows only whether the process lives: nobody can wait until the service answers, and
    /// a service that hangs is `running` for ever. Told where the image, or the Dockerfile that the service is built from, is
    /// known to bring no check.
    ///
    /// ```yaml
    /// services:
    ///   cache:
    ///     image: redis:8
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   cache:
    ///     image: redis:8
    ///     healthcheck:
    ///       test: ["CMD", "redis-cli", "ping"]
    ///       interval: 10s
    ///       timeout: 5s
    ///       retries: 5
    ///       start_period: 30s
    /// ```
    "unchecked-service", Hint, Ask,
    default: off,
    groups: [Pedantic],
    aka: ["kics:healthcheck_not_set"],
    concerns: ["healthcheck-missing"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        if service.health() != Health::Missing {
            continue;
        }
        let edit = service.known_image().and_then(|image| add_healthcheck(file, service, image));
        report
            .at(service.key, format!("Nothing tells whether `{}` is well", service.name))
            .fix(format!("Give `{}` a health check", service.name), edit)
            .declares(&[Change::Model]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn what_is_checked_switched_off_or_unknown_is_passed_over() {
        let with = |service: &str| marked("unchecked-service", &format!("services: {{a: {{{service}}}}}\n")).len();
        assert_eq!(with("image: 'postgres:17'"), 1);
        assert_eq!(with("image: 'postgres:17', healthcheck: {disable: true}"), 0);
        assert_eq!(with("image: example/x"), 0);
    }
}
