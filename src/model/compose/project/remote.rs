//! Files of a project that lie elsewhere: in a repository or in a registry, from where Compose fetches them. Here they stay
//! unknown; but whether it would try at all can be said.
//!
//! Source: docker/compose `pkg/remote/git.go`, `pkg/remote/oci.go`; BuildKit `dfgitutil.ParseGitRef`, which decides what is the
//! address of a repository. What neither of them takes is the path of a file, however much it looks like an address.

use super::{Loader, Origin, ProblemKind};

/// What a path may lead to outside this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remote {
    Repository,
    Artifact,
}

impl Remote {
    fn of(path: &str) -> Option<Remote> {
        match () {
            () if path.starts_with("oci://") => Some(Remote::Artifact),
            () if is_repository(path) => Some(Remote::Repository),
            () => None,
        }
    }

    /// The variable that lets Compose fetch such a thing, or not.
    fn switch(self) -> &'static str {
        match self {
            Remote::Repository => "COMPOSE_EXPERIMENTAL_GIT_REMOTE",
            Remote::Artifact => "COMPOSE_EXPERIMENTAL_OCI_REMOTE",
        }
    }
}

impl Loader<'_> {
    /// Whether Compose fetches what a path names. Then the project is known in part only, and where the variables say that
    /// nothing is to be fetched, that is a problem.
    pub(super) fn is_remote(&mut self, path: &str, at: Origin) -> bool {
        let Some(remote) = Remote::of(path) else { return false };
        self.complete = false;
        let setting = self.own.setting();
        let (variable, value) = (remote.switch(), setting.environment.get(remote.switch()).unwrap_or_default());
        if setting.knows_environment && !value.is_empty() && !is_true(value) {
            let kind = ProblemKind::NotFetched { path: path.to_owned(), variable, value: value.to_owned() };
            self.tell(at, kind);
        }
        true
    }
}

/// What Go's `strconv.ParseBool` takes for true.
fn is_true(text: &str) -> bool {
    matches!(text, "1" | "t" | "T" | "TRUE" | "true" | "True")
}

fn is_repository(path: &str) -> bool {
    if path.starts_with("github.com/") {
        return true;
    }
    let Some((scheme, rest)) = path.split_once("://") else { return is_remote_copy(path) };
    let whole = rest.split('#').next().unwrap_or_default();
    let (address, query) = whole.split_once('?').unwrap_or((whole, ""));
    let is_known = match scheme.to_ascii_lowercase().as_str() {
        "git" | "ssh" => true,
        "http" | "https" => address.contains('/') && address.ends_with(".git"),
        _ => false,
    };
    is_known && takes_query(query)
}

/// `user@host:path`, as `scp` writes it.
fn is_remote_copy(path: &str) -> bool {
    let Some((user, rest)) = path.split_once('@') else { return false };
    let Some((host, _)) = rest.split_once(':') else { return false };
    let is_word = |text: &str, also: [char; 2]| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(&c))
    };
    is_word(user, ['-', '_']) && is_word(host, ['-', '.'])
}

/// Whether a repository's address may end in these questions; with any other it is no address of one.
fn takes_query(query: &str) -> bool {
    let known = [
        "ref",
        "tag",
        "branch",
        "subdir",
        "checksum",
        "commit",
        "keep-git-dir",
        "submodules",
        "mtime",
        "fetch-by-commit",
    ];
    query
        .split('&')
        .filter(|part| !part.is_empty())
        .all(|part| known.contains(&part.split('=').next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_repository_an_artifact_or_a_path() {
        let repositories = [
            "https://git.test/x.git",
            "HTTPS://git.test/x.git",
            "http://git.test/x.git?ref=v1#main:sub",
            "git://git.test/x",
            "ssh://git@git.test/x",
            "git@git.test:x.git",
            "me@git.test:x",
            "github.com/o/r",
        ];
        for path in repositories {
            assert_eq!(Remote::of(path), Some(Remote::Repository), "{path}");
        }
        assert_eq!(Remote::of("oci://docker.io/o/r"), Some(Remote::Artifact));
        let paths = [
            "https://web.test/compose.yaml",
            "https://git.test/x.git?unknown=1",
            "ftp://git.test/x.git",
            "OCI://docker.io/o/r",
            "./github.com/o",
            "github.com",
            "x.git",
            "a@b",
            "shared/compose.yaml",
        ];
        for path in paths {
            assert_eq!(Remote::of(path), None, "{path}");
        }
    }
}
