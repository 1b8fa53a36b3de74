//! Variables that stop RabbitMQ.

use crate::rules::prelude::*;

rule! {
    /// A variable stops the container.
    ///
    /// Many images read a secret from the file that `…_FILE` names. RabbitMQ's image did so once; since 3.9 it refuses to start
    /// with `RABBITMQ_DEFAULT_PASS_FILE` or `RABBITMQ_DEFAULT_USER_FILE`. Put the settings into a configuration file.
    ///
    /// ```yaml
    /// services:
    ///   queue:
    ///     image: rabbitmq:4
    ///     environment:
    ///       RABBITMQ_DEFAULT_PASS_FILE: /run/secrets/queue
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   queue:
    ///     image: rabbitmq:4
    ///     configs:
    ///       - source: queue
    ///         target: /etc/rabbitmq/conf.d/20-users.conf
    /// configs:
    ///   queue:
    ///     file: ./rabbitmq.conf
    /// ```
    "fatal-file-variable", Warning,
    groups: [Correctness],
}

/// Source: docker-library/rabbitmq, `docker-entrypoint.sh`.
const REMOVED: [&str; 2] = ["RABBITMQ_DEFAULT_PASS_FILE", "RABBITMQ_DEFAULT_USER_FILE"];

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains("RABBITMQ_DEFAULT_") {
        return;
    }
    for service in file.services() {
        if service.known_image().is_none_or(|image| image.name != "rabbitmq") {
            continue;
        }
        for variable in service.environment() {
            if REMOVED.contains(&variable.name) {
                report.at(variable.name_span, format!("RabbitMQ's image stops when it sees `{}`", variable.name));
            }
        }
    }
}
