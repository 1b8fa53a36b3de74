//! The pages of the public reference, where people read on.

/// A page of the public Compose file reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Build,
    Configs,
    Deploy,
    Develop,
    Include,
    Jobs,
    Models,
    Networks,
    Secrets,
    Services,
    VersionAndName,
    Volumes,
}

impl Page {
    /// Its name in the address.
    pub(super) const fn slug(self) -> &'static str {
        match self {
            Page::Build => "build",
            Page::Configs => "configs",
            Page::Deploy => "deploy",
            Page::Develop => "develop",
            Page::Include => "include",
            Page::Jobs => "jobs",
            Page::Models => "models",
            Page::Networks => "networks",
            Page::Secrets => "secrets",
            Page::Services => "services",
            Page::VersionAndName => "version-and-name",
            Page::Volumes => "volumes",
        }
    }
}
