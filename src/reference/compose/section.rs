//! The top-level sections.

/// A top-level section whose entries services refer to by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    Services,
    Networks,
    Volumes,
    Secrets,
    Configs,
    Models,
    Jobs,
}

impl Section {
    pub const ALL: [Section; 7] = [
        Section::Services,
        Section::Networks,
        Section::Volumes,
        Section::Secrets,
        Section::Configs,
        Section::Models,
        Section::Jobs,
    ];

    /// The top-level key: `services`.
    pub const fn key(self) -> &'static str {
        match self {
            Section::Services => "services",
            Section::Networks => "networks",
            Section::Volumes => "volumes",
            Section::Secrets => "secrets",
            Section::Configs => "configs",
            Section::Models => "models",
            Section::Jobs => "jobs",
        }
    }

    /// What one of its entries is called: `service`.
    pub const fn entry(self) -> &'static str {
        match self {
            Section::Services => "service",
            Section::Networks => "network",
            Section::Volumes => "volume",
            Section::Secrets => "secret",
            Section::Configs => "config",
            Section::Models => "model",
            Section::Jobs => "job",
        }
    }
}
