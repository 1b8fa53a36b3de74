//! Rules about Dockerfiles, one a file.

pub mod maintainer_deprecated;
pub mod root_user;
pub mod unused_suppression;
