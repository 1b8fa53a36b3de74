//! Rules about Dockerfiles, one a file.

pub mod forbidden_trigger;
pub mod heredoc_destination;
pub mod instruction_before_from;
pub mod invalid_directive;
pub mod invalid_stage_name;
pub mod json_non_string;
pub mod line_too_long;
pub mod maintainer_deprecated;
pub mod malformed_from;
pub mod malformed_healthcheck;
pub mod malformed_pair;
pub mod missing_argument;
pub mod no_from;
pub mod root_user;
pub mod shell_without_json;
pub mod unknown_instruction;
pub mod unterminated_heredoc;
pub mod unused_suppression;
