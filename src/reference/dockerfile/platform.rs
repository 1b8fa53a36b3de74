//! Platforms: `os[(version)][/architecture[/variant]]`.
//!
//! Source: containerd/platforms `platforms.go`, `database.go`.

/// A platform in its usual spelling: lower case, `aarch64` as `arm64`, `arm` as `arm/v7`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform {
    pub os: String,
    /// Empty where only a system was named.
    pub architecture: String,
    /// Empty where there is none.
    pub variant: String,
}

/// The operating systems that Go knows.
pub const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

/// The architectures that Go knows.
pub const ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

impl Platform {
    /// Reads a platform; `None` is what the builder refuses. A lone architecture means Linux; with two parts or three,
    /// any names pass.
    pub fn parse(text: &str) -> Option<Platform> {
        let parts: Vec<&str> = text.split('/').collect();
        let (os_text, rest) = parts.split_first()?;
        let (os_text, version) = match os_text.split_once('(') {
            Some((name, version)) => (name, Some(version.strip_suffix(')')?)),
            None => (*os_text, None),
        };
        let is_made_of =
            |text: &str, others: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c));
        let is_part = |part: &&str| !part.is_empty() && is_made_of(part, "_.-");
        // A version may be empty, the features that follow it by plus signs may not.
        let (version, features) = version.unwrap_or("").split_once('+').unwrap_or((version.unwrap_or(""), "x"));
        let version_is_sound =
            is_made_of(version, "_.%-") && features.split('+').all(|name| !name.is_empty() && is_made_of(name, "_.%-"));
        let os_is_sound = !os_text.is_empty() && is_made_of(os_text, "_-") && version_is_sound;
        if !os_is_sound || rest.len() > 2 || !rest.iter().all(is_part) {
            return None;
        }
        let os = match os_text.to_ascii_lowercase().as_str() {
            "macos" => "darwin".to_owned(),
            name => name.to_owned(),
        };
        match rest {
            [] if SYSTEMS.contains(&os.as_str()) => {
                Some(Platform { os, architecture: String::new(), variant: String::new() })
            }
            [] => {
                let (architecture, variant) = normalize(os_text, "");
                let known = ARCHITECTURES.contains(&architecture.as_str());
                known.then(|| Platform { os: "linux".to_owned(), architecture, variant })
            }
            [architecture, variant @ ..] => {
                let (architecture, variant) = normalize(architecture, variant.first().unwrap_or(&""));
                Some(Platform { os, architecture, variant })
            }
        }
    }
}

/// Architecture and variant in their usual spelling.
fn normalize(architecture: &str, variant: &str) -> (String, String) {
    let architecture = architecture.to_ascii_lowercase();
    let variant = variant.to_ascii_lowercase();
    let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8" | "v8.0") => ("arm64", ""),
        ("aarch64" | "arm64", "9" | "9.0" | "v9.0") => ("arm64", "v9"),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) => ("arm", "v7"),
        ("armel", _) => ("arm", "v6"),
        ("arm", "" | "7") => ("arm", "v7"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "6") => ("arm", "v6"),
        ("arm", "8") => ("arm", "v8"),
        (architecture, variant) => (architecture, variant),
    };
    (architecture.to_owned(), variant.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> Option<String> {
        let platform = Platform::parse(text)?;
        let parts = [platform.os, platform.architecture, platform.variant];
        Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/"))
    }

    #[test]
    fn platforms_have_one_usual_spelling() {
        assert_eq!(spelled("linux/aarch64").as_deref(), Some("linux/arm64"));
        assert_eq!(spelled("Linux/x86_64").as_deref(), Some("linux/amd64"));
        assert_eq!(spelled("linux/arm64/v8").as_deref(), Some("linux/arm64"));
        assert_eq!(spelled("linux/arm").as_deref(), Some("linux/arm/v7"));
        assert_eq!(spelled("amd64").as_deref(), Some("linux/amd64"));
        assert_eq!(spelled("linux").as_deref(), Some("linux"));
        assert_eq!(spelled("macos/arm64").as_deref(), Some("darwin/arm64"));
        assert_eq!(spelled("windows(10.0.20348)/amd64").as_deref(), Some("windows/amd64"));
        assert_eq!(spelled("foo/bar").as_deref(), Some("foo/bar"));
    }

    #[test]
    fn what_the_builder_refuses_is_none() {
        assert_eq!(spelled("windows(10.0+win32k)/amd64").as_deref(), Some("windows/amd64"));
        for refused in [
            "windows(10+)/amd64",
            "lin.ux/amd64",
            "",
            "foo",
            "*",
            "linux/*",
            "linux/amd64/v1/x",
            "linux//v1",
            "linux/ amd64",
            "windows(10/amd64",
        ] {
            assert_eq!(spelled(refused), None, "{refused}");
        }
    }
}
