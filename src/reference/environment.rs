//! Variables of the environment that programs read of their own accord, whoever sets them and wherever.
//!
//! Gathered from the programs' manuals. Only what Dockerfiles set is listed, and only names that mean the same everywhere:
//! one that is not here may be read by the program that the image is for. What images read when they start is a matter of
//! [`images::variables`](super::images::variables).

/// Names, and who reads them.
static NAMES: [(&str, &[&str]); 16] = [
    ("The dynamic linker", &["LD_PRELOAD", "LD_LIBRARY_PATH"]),
    (
        "Every shell",
        &["HOME", "USER", "SHELL", "PWD", "HOSTNAME", "TERM", "TMPDIR", "EDITOR", "PAGER", "ENV", "BASH_ENV"],
    ),
    ("The C library", &["LANG", "LANGUAGE", "TZ", "MALLOC_ARENA_MAX"]),
    ("debconf", &["DEBIAN_FRONTEND", "DEBCONF_NONINTERACTIVE_SEEN"]),
    ("Node", &["NODE_OPTIONS", "NODE_PATH", "NODE_EXTRA_CA_CERTS"]),
    ("npm", &["NODE_ENV"]),
    (
        "Python",
        &[
            "PYTHONPATH",
            "PYTHONHOME",
            "PYTHONUNBUFFERED",
            "PYTHONDONTWRITEBYTECODE",
            "PYTHONHASHSEED",
            "PYTHONFAULTHANDLER",
            "PYTHONIOENCODING",
            "PYTHONOPTIMIZE",
            "PYTHONUTF8",
            "PYTHONWARNINGS",
            "VIRTUAL_ENV",
        ],
    ),
    (
        "Go",
        &[
            "GOPATH",
            "GOROOT",
            "GOBIN",
            "GOCACHE",
            "GOMODCACHE",
            "GOFLAGS",
            "GOOS",
            "GOARCH",
            "GOARM",
            "GOAMD64",
            "GOPROXY",
            "GOPRIVATE",
            "GONOSUMDB",
            "GOSUMDB",
            "GOTOOLCHAIN",
            "GOEXPERIMENT",
            "GO111MODULE",
            "GOMAXPROCS",
            "GOGC",
            "CGO_ENABLED",
            "CGO_CFLAGS",
            "CGO_LDFLAGS",
        ],
    ),
    ("Rust", &["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_INCREMENTAL", "RUSTUP_HOME", "RUSTFLAGS", "RUST_BACKTRACE"]),
    (
        "Java",
        &[
            "JAVA_HOME",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "CLASSPATH",
            "MAVEN_OPTS",
            "GRADLE_OPTS",
            "GRADLE_USER_HOME",
        ],
    ),
    ("Ruby", &["GEM_HOME", "GEM_PATH", "RUBYOPT", "RUBYLIB", "RAILS_ENV", "RACK_ENV"]),
    ("PHP", &["PHP_INI_SCAN_DIR", "PHPRC"]),
    (
        "The compiler",
        &["CC", "CXX", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "MAKEFLAGS", "PKG_CONFIG_PATH", "LIBRARY_PATH"],
    ),
    ("OpenSSL", &["SSL_CERT_FILE", "SSL_CERT_DIR"]),
    ("Docker", &["DOCKER_HOST", "DOCKER_CONFIG", "DOCKER_BUILDKIT", "DOCKER_TLS_CERTDIR", "DOCKER_CERT_PATH"]),
    ("kubectl", &["KUBECONFIG"]),
];

/// Beginnings of names, and who reads all that begin so: each stands for an option or a setting.
static FAMILIES: [(&str, &str); 14] = [
    ("The C library", "LC_"),
    ("npm", "NPM_CONFIG_"),
    ("npm", "npm_config_"),
    ("Yarn", "YARN_"),
    ("pip", "PIP_"),
    ("uv", "UV_"),
    ("Poetry", "POETRY_"),
    ("Cargo", "CARGO_BUILD_"),
    ("Cargo", "CARGO_NET_"),
    ("Cargo", "CARGO_PROFILE_"),
    (".NET", "DOTNET_"),
    (".NET", "ASPNETCORE_"),
    ("Composer", "COMPOSER_"),
    ("Bundler", "BUNDLE_"),
];

/// Who reads a variable of that name, as a sentence begins with it; `None` where nobody is known to. A version among a
/// program's settings is mostly the author's own: `PIP_VERSION` says which pip to install.
///
/// ```
/// use dunnage::reference::environment::reader;
/// assert_eq!(reader("PIP_NO_CACHE_DIR"), Some("pip"));
/// assert_eq!(reader("PIP_VERSION"), None);
/// ```
pub fn reader(name: &str) -> Option<&'static str> {
    let by_name = NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(reader, _)| *reader);
    let is_version = name.ends_with("_VERSION");
    let belongs = |(_, start): &&(&str, &str)| !is_version && name.len() > start.len() && name.starts_with(start);
    by_name.or_else(|| FAMILIES.iter().find(belongs).map(|(reader, _)| *reader))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_read_what_they_have_names_for() {
        assert_eq!(reader("NODE_ENV"), Some("npm"));
        assert_eq!(reader("LC_ALL"), Some("The C library"));
        assert_eq!(reader("npm_config_loglevel"), Some("npm"));
        assert_eq!([reader("UV_"), reader("UV_VERSION"), reader("APP_ENV"), reader("DOTNET_VERSION")], [None; 4]);
    }

    #[test]
    fn no_name_stands_twice() {
        let mut names: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(names.iter().all(|name| FAMILIES.iter().all(|(_, start)| !name.starts_with(start))));
    }
}
