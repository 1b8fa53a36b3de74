//! Rules about Compose files, one a file.

pub mod anonymous_volume;
pub mod awkward_profile;
pub mod bare_dollar;
pub mod broken_variables_file;
pub mod build_and_image;
pub mod cgroup_parent;
pub mod cleared_command;
pub mod condition_without_healthcheck;
pub mod conflicting_limits;
pub mod conflicting_mac_address;
pub mod conflicting_scale;
pub mod conflicting_shapes;
pub mod count_and_device_ids;
pub mod created_host_path;
pub mod dangerous_capability;
pub mod dangerous_device;
pub mod database_published;
pub mod database_without_volume;
pub mod default_capabilities;
pub mod default_network;
pub mod dependency_cycle;
pub mod disabled_dependency;
pub mod docker_socket;
pub mod dockerfile_and_inline;
pub mod duplicate_container_name;
pub mod duplicate_key;
pub mod duplicate_mount;
pub mod duplicate_port;
pub mod empty_file;
pub mod empty_value;
pub mod endless_completion;
pub mod executable_tmpfs;
pub mod extends_cycle;
pub mod external_name;
pub mod external_volume_with_options;
pub mod fatal_file_variable;
pub mod fixed_container_name;
pub mod flow_style;
pub mod healthcheck_head_in_text;
pub mod healthcheck_leftovers;
pub mod healthcheck_without_command;
pub mod healthcheck_without_head;
pub mod healthcheck_without_test;
pub mod host_namespace;
pub mod host_network;
pub mod host_sysctl;
pub mod ignored_interface_name;
pub mod ignored_network_settings;
pub mod image_without_digest;
pub mod include_cycle;
pub mod ineffective_watch;
pub mod inherited_profile;
pub mod invalid_address;
pub mod invalid_command;
pub mod invalid_duration;
pub mod invalid_entry;
pub mod invalid_hostname;
pub mod invalid_image;
pub mod invalid_name;
pub mod invalid_project_name;
pub mod invalid_published_port;
pub mod invalid_size;
pub mod invalid_variable;
pub mod invalid_volume_mount;
pub mod legacy_link;
pub mod line_end_blanks;
pub mod literal_secret;
pub mod logging_off;
pub mod merge_of_other;
pub mod mismatched_mount_options;
pub mod misplaced_data_volume;
pub mod missing_dependency;
pub mod missing_dockerfile;
pub mod missing_init;
pub mod missing_key;
pub mod missing_path;
pub mod missing_project_file;
pub mod missing_project_name;
pub mod missing_restart;
pub mod missing_variables_file;
pub mod missing_watch_path;
pub mod mixed_environment;
pub mod mixed_indentation;
pub mod mixed_syntax;
pub mod negative_duration;
pub mod network_mode_and_networks;
pub mod non_text_key;
pub mod obsolete_version;
pub mod old_extension;
pub mod overridden_entry;
pub mod overridden_include;
pub mod overridden_mount;
pub mod overridden_restart;
pub mod overridden_stop_signal;
pub mod oversized_file;
pub mod platform_not_built;
pub mod privilege_escalation;
pub mod privileged_port;
pub mod privileged_service;
pub mod published_to_all;
pub mod quoted_volume;
pub mod refused_neighbour;
pub mod relative_mount_target;
pub mod repeated_entry;
pub mod required_build_argument;
pub mod required_variable;
pub mod reserved_label;
pub mod resource_without_source;
pub mod root_not_mapping;
pub mod root_service;
pub mod security_profile_off;
pub mod sensitive_mount;
pub mod service_key_order;
pub mod service_without_image;
pub mod several_project_files;
pub mod shadowed_merge;
pub mod shadowed_variable;
pub mod shared_propagation;
pub mod shell_in_exec_healthcheck;
pub mod soft_limit_above_hard;
pub mod split_profiles;
pub mod swallowed_signal;
pub mod swarm_only;
pub mod timeout_over_interval;
pub mod top_level_order;
pub mod unbounded_logs;
pub mod unbuildable_context;
pub mod unchecked_service;
pub mod undeclared_build_argument;
pub mod undefined_build_target;
pub mod undefined_config;
pub mod undefined_model;
pub mod undefined_network;
pub mod undefined_secret;
pub mod undefined_service;
pub mod undefined_volume;
pub mod unescaped_dollar;
pub mod unexposed_port;
pub mod unknown_alias;
pub mod unknown_device_capability;
pub mod unknown_extended_service;
pub mod unknown_key;
pub mod unknown_log_option;
pub mod unknown_value;
pub mod unlimited_cpu;
pub mod unlimited_memory;
pub mod unlimited_processes;
pub mod unpinned_image;
pub mod unpublishable_project;
pub mod unquoted_port;
pub mod unready_dependency;
pub mod unset_variable;
pub mod unshared_network;
pub mod unsorted_dependencies;
pub mod unsorted_ports;
pub mod unsorted_services;
pub mod unsupported_value;
pub mod unused_anchor;
pub mod unused_build_input;
pub mod unused_resource;
pub mod variable_in_key;
pub mod watch_without_target;
pub mod writable_config_mount;
pub mod writable_root_filesystem;
pub mod wrong_type;
pub mod yaml_syntax;
pub mod yes_for_true;

use super::{Change, Finding, Report, Severity};
use crate::model::Compose;
use crate::model::compose::{Doubt, Service, Subject, Value, Violation};
use crate::text::{Span, replace};
use std::path::Path;

/// What Compose makes of a mistake, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It refuses the file.
    Refused,
    /// It refuses the file where variables or profiles are as they are.
    Varies,
    /// It does not look, for here no profile turns the service on.
    Off,
}

impl Standing {
    pub(super) fn mark(self, finding: &mut Finding) -> &mut Finding {
        match self {
            Standing::Refused => finding,
            Standing::Varies => finding.environment(),
            Standing::Off => finding.severity(finding.severity.min(Severity::Warning)),
        }
    }
}

/// How a mistake in a service stands: Compose checks what fits together in one that only a profile turns on when that profile
/// is chosen.
pub(super) fn standing(service: Service<'_>) -> Standing {
    let setting = service.file().setting();
    match service.profiles().next() {
        None => Standing::Refused,
        Some(_) if setting.environment.turns_on(service.profiles().filter_map(Value::text)) => Standing::Varies,
        Some(_) if setting.knows_environment => Standing::Off,
        Some(_) => Standing::Varies,
    }
}

/// Marks a finding about a service as that service stands.
fn told_for<'r>(service: Service<'_>, finding: &'r mut Finding) -> &'r mut Finding {
    standing(service).mark(finding)
}

/// Where to speak of what is not in the file: its first word.
fn head(file: &Compose) -> Span {
    let first = file.documents().flat_map(|document| document.own_entries()).next();
    first.map_or(Span::at(0), |pair| pair.key.span())
}

/// A file of the project, as one says in this one: from its folder, where it lies there.
pub(super) fn neighbour(file: &Compose, path: &Path) -> String {
    let folder = file.surroundings().folder();
    let near = folder.and_then(|folder| path.strip_prefix(folder).ok()).unwrap_or(path);
    near.display().to_string()
}

/// Reports a violation. What is wrong only while variables are not set is marked as such.
fn tell_violation<'r>(report: &'r mut Report, violation: &Violation, message: impl Into<String>) -> &'r mut Finding {
    // A variable that is blank leaves nothing to quote.
    let message = message.into().replace("``", "an empty text");
    let finding = report.at(violation.span, capitalized(&message));
    if violation.while_unset { finding.environment() } else { finding }
}

/// Reports what Compose takes, and the engine does not, of one subject.
fn tell_doubts(file: &Compose, report: &mut Report, subject: Subject) {
    for Doubt { span, message, instead, .. } in file.doubts().iter().filter(|doubt| doubt.subject == subject) {
        let finding = report.at(*span, capitalized(message));
        if let Some(instead) = instead {
            finding.fix(format!("Change to `{instead}`"), replace(*span, instead.as_str()));
            finding.declares(&[Change::Model]);
        }
    }
}

/// A sentence starts with a capital, unless it starts with what somebody wrote.
fn capitalized(message: &str) -> String {
    let mut rest = message.chars();
    match rest.next() {
        Some(first) if first.is_ascii_lowercase() => first.to_ascii_uppercase().to_string() + rest.as_str(),
        _ => message.to_owned(),
    }
}
