//! What Dunnage says about a file: every rule, and the one function that asks them all.
//!
//! A rule is a file in `dockerfile/` or `compose/`: its page in prose, its metadata, its check, its fix. The macro
//! [`rule!`] declares it; the list at the end of this module is the only other place that names it. A check is a pure
//! function from the model to a [`Report`]; it reads no file, no clock and no environment.

pub(crate) mod amend;
mod analysis;
mod book;
#[cfg(test)]
pub(crate) mod documentation;
mod edits;
mod finding;
mod fix;
pub mod ladder;
pub(crate) mod limits;
mod options;
mod powershell;
pub(crate) mod reorder;
pub(crate) mod rewrite;
pub mod settings;
mod step_down;
pub mod suppression;
#[cfg(test)]
mod testing;
mod together;
mod undeclared;
pub(crate) mod waiting;

pub mod compose;
pub mod dockerfile;

pub use analysis::{analyse, analyse_unasked, check};
pub use book::{book, url_of};
pub use finding::{Ahead, Finding, IntoEdits, Related, Report, Tag};
pub use fix::{Applicability, Change, Fix};
pub use options::{LabelKind, Options};
pub use settings::Settings;
pub use suppression::Suppressions;

use crate::model::{Compose, Dockerfile, Language, Snapshot};
use std::borrow::Cow;

/// What a rule's author needs in scope.
pub mod prelude {
    pub use super::Applicability::{self, Ask, Safe, Show};
    pub use super::Severity::{Error, Hint, Info, Warning};
    pub(crate) use super::amend::{self, Yaml};
    pub(crate) use super::edits::{move_comment_up, remove_instruction, trailing_comment};
    pub(crate) use super::rule;
    pub use super::{Change, Finding, Options, Report, Tag};
    pub use crate::model::dockerfile::*;
    pub use crate::model::{Compose, Dockerfile};
    pub use crate::text::{Edit, Span, delete, insert, replace};
}

/// A promise about what happens if the finding is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A choice worth knowing; shown faintly.
    Hint,
    /// Worth changing: size, reproducibility, hardening.
    Info,
    /// It will misbehave: fail at run time, leak a secret, break the cache on every build, lose data.
    Warning,
    /// BuildKit or Compose refuses the file. Nothing else is an error.
    Error,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A set of rules that is turned on and off as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    Syntax,
    Correctness,
    Security,
    /// What narrows a container down, where its author has the time for it.
    Hardening,
    Performance,
    Size,
    Reproducibility,
    Style,
    Pedantic,
}

/// What a finding misses that somebody who is writing has not come to yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// With which a file begins: until it is saved, nobody said that there is one.
    Beginning,
    /// With which an instruction or a line goes on: a word, a quote, the end of a heredoc.
    Continuation,
}

/// What a rule says of itself: everything but its check.
#[derive(Debug)]
pub struct Meta {
    /// Completes the phrase "allow …": `root-user`, `install-without-yes`.
    pub name: &'static str,
    pub severity: Severity,
    /// The kind of fix that [`Finding::fix`] offers; `None` where the rule mends nothing.
    pub fix: Option<Applicability>,
    /// Whether the rule is on where no configuration says otherwise.
    pub default: bool,
    /// What the rule misses, where that may be what is written next.
    pub lacks: Option<Lack>,
    pub groups: &'static [Group],
    /// Names that other tools use, tool first: `hadolint:DL3014`.
    pub aka: &'static [&'static str],
    /// The mistakes that the rule answers, in the words of the comparison of tools in `docs/`.
    pub concerns: &'static [&'static str],
    /// The rule's page in Markdown; its first line is the summary.
    pub page: &'static str,
}

impl Meta {
    /// The alias of that name, with its tool in front or without, as `name` has it; in any case.
    pub fn alias(&self, name: &str) -> Option<&'static str> {
        let spellings = self.aka.iter().flat_map(|&alias| [Some(alias), alias.split_once(':').map(|(_, code)| code)]);
        spellings.flatten().find(|alias| alias.eq_ignore_ascii_case(name))
    }

    /// The first line of the page, without its full stop.
    pub fn summary(&self) -> &'static str {
        self.page.trim_start().lines().next().unwrap_or("").trim().trim_end_matches('.')
    }
}

/// Declares a rule in its own file. The doc comment is its page, and is executed by the tests.
///
/// ```ignore
/// rule! {
///     /// `MAINTAINER` is deprecated.
///     ///
///     /// …
///     "maintainer-deprecated", Warning, Safe,
///     aka: ["hadolint:DL4000"]
/// }
/// ```
/// After the name stand the severity and, where it mends something, the kind of its fix (`Safe`, `Ask`, `Show`).
/// Optional, in this order: `default: off`, `lacks: Continuation`, `groups: [Security]`, `aka: […]`, `concerns: […]`.
macro_rules! rule {
    (
        $(#[doc = $doc:expr])+
        $name:literal, $severity:ident
        $(, default: $default:ident)?
        $(, lacks: $lack:ident)?
        $(, groups: [$($group:ident),* $(,)?])?
        $(, aka: [$($aka:literal),* $(,)?])?
        $(, concerns: [$($concern:literal),* $(,)?])?
        $(,)?
    ) => {
        $crate::rules::rule! {
            @meta None; [$($doc),+]; $name, $severity; [$($default)?]; [$($lack)?]; [$($($group),*)?]; [$($($aka),*)?]; [$($($concern),*)?]
        }
    };
    (
        $(#[doc = $doc:expr])+
        $name:literal, $severity:ident, $fix:ident
        $(, default: $default:ident)?
        $(, lacks: $lack:ident)?
        $(, groups: [$($group:ident),* $(,)?])?
        $(, aka: [$($aka:literal),* $(,)?])?
        $(, concerns: [$($concern:literal),* $(,)?])?
        $(,)?
    ) => {
        $crate::rules::rule! {
            @meta Some($crate::rules::Applicability::$fix); [$($doc),+]; $name, $severity;
            [$($default)?]; [$($lack)?]; [$($($group),*)?]; [$($($aka),*)?]; [$($($concern),*)?]
        }
    };
    (
        @meta $fix:expr; [$($doc:expr),+]; $name:literal, $severity:ident;
        [$($default:ident)?]; [$($lack:ident)?]; [$($group:ident),*]; [$($aka:literal),*]; [$($concern:literal),*]
    ) => {
        pub const META: $crate::rules::Meta = $crate::rules::Meta {
            name: $name,
            severity: $crate::rules::Severity::$severity,
            fix: $fix,
            default: $crate::rules::rule!(@default $($default)?),
            lacks: $crate::rules::rule!(@lacks $($lack)?),
            groups: &[$($crate::rules::Group::$group),*],
            aka: &[$($aka),*],
            concerns: &[$($concern),*],
            page: concat!($($doc, "\n"),+),
        };
    };
    (@default) => { true };
    (@default off) => { false };
    (@default on) => { true };
    (@lacks) => { None };
    (@lacks $lack:ident) => { Some($crate::rules::Lack::$lack) };
}
pub(crate) use rule;

/// A rule: its metadata and its check.
#[derive(Debug)]
pub struct Rule {
    pub meta: Meta,
    pub check: Check,
}

/// The function of a rule, by the language that it reads.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    Dockerfile(fn(&Dockerfile, &mut Report)),
    Compose(fn(&Compose, &mut Report)),
    /// After all others, in any language: the file, and which of its comments have silenced something.
    After(fn(&Snapshot, &Suppressions, &mut Report)),
}

impl Rule {
    pub fn language(&self) -> Language {
        match self.check {
            // A page shows its example in one language.
            Check::Dockerfile(_) | Check::After(_) => Language::Dockerfile,
            Check::Compose(_) => Language::Compose,
        }
    }
}

/// The one list: it makes the table that everything else reads, and a test holds it against the folders.
macro_rules! rules {
    (dockerfile: [$($d:ident),* $(,)?], compose: [$($c:ident),* $(,)?], after: [$($a:ident),* $(,)?] $(,)?) => {
        /// Every rule, Dockerfile rules first, each language in the order of the list.
        pub static RULES: &[Rule] = &[
            $(Rule { meta: dockerfile::$d::META, check: Check::Dockerfile(dockerfile::$d::check) },)*
            $(Rule { meta: compose::$c::META, check: Check::Compose(compose::$c::check) },)*
            $(Rule { meta: dockerfile::$a::META, check: Check::After(dockerfile::$a::check) },)*
        ];
    };
}

rules! {
    dockerfile: [
        add_for_copy,
        all_driver_capabilities,
        apk_cache_kept,
        apk_without_virtual,
        apt_for_apt_get,
        apt_lists_kept,
        apt_recommends,
        apt_update_alone,
        assets_without_dummy_key,
        broken_exec_form,
        broken_variable,
        build_tools_shipped,
        build_without_dev_dependencies,
        cd_in_run,
        chained_on_one_line,
        cloned_repository,
        cluttered_copy,
        conda_for_gpu,
        consecutive_runs,
        constant_platform,
        copied_archive,
        copied_as_root,
        copied_manifest,
        copy_before_install,
        copy_from_empty_stage,
        copy_outside_context,
        credentials_kept,
        crowded_instructions,
        cuda_devel_in_image,
        cuda_mismatch,
        curl_without_redirects,
        dependent_workdir,
        deprecated_option,
        dev_dependencies_kept,
        directive_case,
        download_without_retry,
        downloaded_archive,
        dropped_groups,
        duplicate_stage,
        echoed_file,
        empty_continuation,
        end_of_life_image,
        expanded_heredoc,
        exposed_host_port,
        fixed_visible_devices,
        forbidden_trigger,
        forceful_stop_signal,
        foreign_package,
        full_clone,
        full_size_base,
        git_label,
        gpu_query_in_build,
        gpu_runtime_in_image,
        healthcheck_without_tool,
        heredoc_destination,
        ignored_copy_source,
        indented_instruction,
        ineffective_on_windows,
        install_at_start,
        install_without_update,
        install_without_yes,
        instruction_before_from,
        invalid_directive,
        invalid_expose,
        invalid_flag,
        invalid_image_reference,
        invalid_label_key,
        invalid_run_mount,
        invalid_signal,
        invalid_stage_name,
        json_non_string,
        late_cleanup,
        legacy_env,
        line_too_long,
        long_file,
        lost_shell_state,
        low_port,
        maintainer_deprecated,
        malformed_from,
        malformed_healthcheck,
        malformed_label,
        malformed_pair,
        mismatched_as_case,
        mismatched_platform,
        misplaced_description,
        missing_argument,
        missing_copy_source,
        missing_healthcheck,
        missing_label,
        missing_line_end,
        missing_package_manager,
        missing_runtime_variable,
        missing_shell,
        missing_syntax,
        mixed_instruction_case,
        mount_on_windows,
        named_upgrade,
        named_user,
        no_from,
        offline_install_with_network,
        opcache_off,
        owned_copy,
        package_cache_kept,
        parallel_bootsnap,
        password_in_image,
        permissions_after_copy,
        pip_cache_kept,
        pipe_without_pipefail,
        pointless_command,
        powershell_errors_ignored,
        powershell_progress,
        powershell_without_shell,
        rails_healthcheck_path,
        rails_state_unwritable,
        redundant_bundler,
        redundant_cuda,
        redundant_platform,
        relative_copy_destination,
        relative_workdir,
        remote_copy,
        repeated_blanks,
        repeated_label,
        reserved_stage_name,
        root_user,
        secret_in_env,
        secret_value,
        several_blank_lines,
        several_cmd,
        several_entrypoint,
        several_healthcheck,
        several_processes,
        several_sources_to_file,
        shell_form_cmd,
        shell_replaced,
        shell_without_json,
        shellcheck,
        sparse_login_log,
        split_runs,
        ssh_port_exposed,
        stale_base_digest,
        sudo_used,
        system_upgrade,
        system_workdir,
        telemetry_on,
        tls_verification_off,
        trailing_blanks,
        uncached_install,
        unchecked_heredoc,
        undefined_stage,
        undefined_variable,
        unfit_stop_signal,
        unformatted_heredoc,
        ungrouped_labels,
        unknown_flag,
        unknown_instruction,
        unknown_user,
        unlisted_label,
        unlocked_install,
        unordered_epilogue,
        unpinned_base_image,
        unpinned_digest,
        unpinned_package,
        unpinned_system_package,
        unquoted_version,
        unquoted_workdir,
        unreachable_stage,
        unseen_directive,
        unset_base_argument,
        unsigned_packages,
        unsorted_labels,
        unsorted_packages,
        unstated_user,
        unterminated_heredoc,
        untrusted_registry,
        unused_argument,
        unused_jemalloc,
        unused_user,
        unusual_signal_name,
        unverified_download,
        unwritable_path,
        uppercase_protocol,
        uppercase_stage_name,
        waiting_shell,
        wasted_cache_mount,
        wget_and_curl,
        wget_progress,
        whole_stage_copy,
        world_writable,
        xdebug_in_image,
        yjit_off,
    ],
    compose: [
        anonymous_volume,
        awkward_profile,
        bare_dollar,
        broken_variables_file,
        build_and_image,
        cgroup_parent,
        cleared_command,
        condition_without_healthcheck,
        conflicting_limits,
        conflicting_mac_address,
        conflicting_scale,
        conflicting_shapes,
        count_and_device_ids,
        created_host_path,
        dangerous_capability,
        dangerous_device,
        database_published,
        database_without_volume,
        default_capabilities,
        default_network,
        dependency_cycle,
        disabled_dependency,
        docker_socket,
        dockerfile_and_inline,
        duplicate_container_name,
        duplicate_key,
        duplicate_mount,
        duplicate_port,
        empty_file,
        empty_value,
        endless_completion,
        executable_tmpfs,
        extends_cycle,
        external_name,
        external_volume_with_options,
        fatal_file_variable,
        fixed_container_name,
        flow_style,
        healthcheck_head_in_text,
        healthcheck_leftovers,
        healthcheck_without_command,
        healthcheck_without_head,
        healthcheck_without_test,
        host_namespace,
        host_network,
        host_sysctl,
        ignored_interface_name,
        ignored_network_settings,
        image_without_digest,
        include_cycle,
        ineffective_watch,
        inherited_profile,
        invalid_address,
        invalid_command,
        invalid_duration,
        invalid_entry,
        invalid_hostname,
        invalid_image,
        invalid_name,
        invalid_project_name,
        invalid_published_port,
        invalid_size,
        invalid_variable,
        invalid_volume_mount,
        legacy_link,
        line_end_blanks,
        literal_secret,
        logging_off,
        merge_of_other,
        mismatched_mount_options,
        misplaced_data_volume,
        missing_dependency,
        missing_dockerfile,
        missing_init,
        missing_key,
        missing_path,
        missing_project_file,
        missing_project_name,
        missing_restart,
        missing_variables_file,
        missing_watch_path,
        mixed_environment,
        mixed_indentation,
        mixed_syntax,
        negative_duration,
        network_mode_and_networks,
        non_text_key,
        obsolete_version,
        old_extension,
        overridden_entry,
        overridden_include,
        overridden_mount,
        overridden_restart,
        overridden_stop_signal,
        oversized_file,
        platform_not_built,
        privilege_escalation,
        privileged_port,
        privileged_service,
        published_to_all,
        quoted_volume,
        refused_neighbour,
        relative_mount_target,
        repeated_entry,
        required_build_argument,
        required_variable,
        reserved_label,
        resource_without_source,
        root_not_mapping,
        root_service,
        security_profile_off,
        sensitive_mount,
        service_key_order,
        service_without_image,
        several_project_files,
        shadowed_merge,
        shadowed_variable,
        shared_propagation,
        shell_in_exec_healthcheck,
        soft_limit_above_hard,
        split_profiles,
        swallowed_signal,
        swarm_only,
        timeout_over_interval,
        top_level_order,
        unbounded_logs,
        unbuildable_context,
        unchecked_service,
        undeclared_build_argument,
        undefined_build_target,
        undefined_config,
        undefined_model,
        undefined_network,
        undefined_secret,
        undefined_service,
        undefined_volume,
        unescaped_dollar,
        unexposed_port,
        unknown_alias,
        unknown_device_capability,
        unknown_extended_service,
        unknown_key,
        unknown_log_option,
        unknown_value,
        unlimited_cpu,
        unlimited_memory,
        unlimited_processes,
        unpinned_image,
        unpublishable_project,
        unquoted_port,
        unready_dependency,
        unset_variable,
        unshared_network,
        unsorted_dependencies,
        unsorted_ports,
        unsorted_services,
        unsupported_value,
        unused_anchor,
        unused_build_input,
        unused_resource,
        variable_in_key,
        watch_without_target,
        writable_config_mount,
        writable_root_filesystem,
        wrong_type,
        yaml_syntax,
        yes_for_true,
    ],
    after: [
        ignore_comment,
        merge_conflict,
        unused_suppression,
    ],
}

/// The rule of this name or alias (`hadolint:DL3014`, or just `DL3014`), in any case; of several, the first.
pub fn find(name: &str) -> Option<&'static Rule> {
    find_all(name).into_iter().next()
}

/// Every rule of this name or alias: what is one check elsewhere may be several here. Trivy's older spellings of its own names
/// are understood.
pub fn find_all(name: &str) -> Vec<&'static Rule> {
    let wanted = &*usual_spelling(name.trim());
    let named = RULES.iter().find(|rule| rule.meta.name.eq_ignore_ascii_case(wanted));
    named.map_or_else(|| RULES.iter().filter(|rule| rule.meta.alias(wanted).is_some()).collect(), |rule| vec![rule])
}

/// `DS-0002` for `AVD-DS-0002` and `DS002`, with Trivy's name in front or not; any other name as it is.
pub(crate) fn usual_spelling(name: &str) -> Cow<'_, str> {
    let code = name.strip_prefix("trivy:").unwrap_or(name);
    let code = code.strip_prefix("AVD-").unwrap_or(code);
    let digits =
        code.strip_prefix("DS").filter(|digits| digits.len() == 3 && digits.bytes().all(|it| it.is_ascii_digit()));
    match digits {
        Some(digits) => Cow::Owned(format!("DS-0{digits}")),
        None if code.starts_with("DS-") => Cow::Borrowed(code),
        None => Cow::Borrowed(name),
    }
}
