//! The keywords of instructions.

/// The 18 instructions that BuildKit knows, and anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    Unknown,
}

impl Keyword {
    pub const KNOWN: [(&'static str, Keyword); 18] = [
        ("ADD", Keyword::Add),
        ("ARG", Keyword::Arg),
        ("CMD", Keyword::Cmd),
        ("COPY", Keyword::Copy),
        ("ENTRYPOINT", Keyword::Entrypoint),
        ("ENV", Keyword::Env),
        ("EXPOSE", Keyword::Expose),
        ("FROM", Keyword::From),
        ("HEALTHCHECK", Keyword::Healthcheck),
        ("LABEL", Keyword::Label),
        ("MAINTAINER", Keyword::Maintainer),
        ("ONBUILD", Keyword::Onbuild),
        ("RUN", Keyword::Run),
        ("SHELL", Keyword::Shell),
        ("STOPSIGNAL", Keyword::Stopsignal),
        ("USER", Keyword::User),
        ("VOLUME", Keyword::Volume),
        ("WORKDIR", Keyword::Workdir),
    ];

    /// Reads a keyword in any case.
    pub fn parse(text: &str) -> Keyword {
        let known = Keyword::KNOWN.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        known.map_or(Keyword::Unknown, |&(_, keyword)| keyword)
    }

    /// The name in capitals; empty for an unknown one.
    pub fn name(self) -> &'static str {
        Keyword::KNOWN.iter().find(|(_, keyword)| *keyword == self).map_or("", |(name, _)| name)
    }

    /// Whether `<<NAME` on its line opens a heredoc.
    pub(super) fn takes_heredocs(self) -> bool {
        matches!(self, Keyword::Add | Keyword::Copy | Keyword::Run)
    }
}
