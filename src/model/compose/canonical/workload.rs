//! What services and jobs have beyond their container.

use super::reading::Kind::{
    Always, By, Command, Distinct, Each, Fields, Flag, From, GivenDuration, GivenFlag, GivenWhole, Path, Text, Texts,
    Variables,
};
use super::reading::{Field, field};
use super::{build, dependencies, deploy, ports, service, steps};

/// What only a service has.
pub(super) static SERVICE: &[Field] = &[
    field("profiles", Distinct),
    field("provider", Fields(PROVIDER)),
    field("deploy", From(deploy::of_service)),
    field("develop", Fields(DEVELOP)),
    field("restart", Text),
    field("scale", GivenWhole),
    field("attach", GivenFlag),
    field("container_name", Text),
    field("external_links", Texts),
    field("links", Distinct),
    field("pre_start", From(steps::of_service)),
    field("post_start", Each(HOOK)),
    field("pre_stop", Each(HOOK)),
];

/// What only a job has.
pub(super) static JOB: &[Field] = &[field("profiles", Distinct), field("triggers", Fields(TRIGGERS))];

/// What both have.
pub(super) static WORKLOAD: &[Field] = &[
    field("build", By(build::build)),
    field("depends_on", From(dependencies::of_service)),
    field("expose", Distinct),
    field("healthcheck", Fields(HEALTHCHECK)),
    field("ports", By(ports::published)),
    field("stdin_open", Flag),
    field("tty", Flag),
];

static PROVIDER: &[Field] = &[field("type", Text), field("options", By(service::provider_options))];

static TRIGGERS: &[Field] = &[field("manual", GivenFlag), field("schedule", By(steps::schedule))];

static HOOK: &[Field] = &[
    field("command", Command),
    field("image", Text),
    field("user", Text),
    field("privileged", Flag),
    field("working_dir", Text),
    field("environment", Variables),
    field("per_replica", Flag),
];

static DEVELOP: &[Field] = &[field("watch", Each(WATCH))];

static WATCH: &[Field] = &[
    field("path", Path),
    field("action", Text),
    field("target", Text),
    field("exec", Always(HOOK)),
    field("include", Texts),
    field("ignore", Texts),
    field("initial_sync", Flag),
];

static HEALTHCHECK: &[Field] = &[
    field("test", By(service::test)),
    field("timeout", GivenDuration),
    field("interval", GivenDuration),
    field("retries", GivenWhole),
    field("start_period", GivenDuration),
    field("start_interval", GivenDuration),
    field("disable", Flag),
];
