//! Paths of the host made absolute: build contexts, bind mounts, files of secrets.
//!
//! All is done on the text, as on a machine that speaks POSIX, or as on Windows where the project lies there. A Windows path is
//! known for what it is and left alone.
//! Source: compose-go, `paths/`.

/// Where relative paths start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Base<'a> {
    /// The project's folder; `None` where there is none, and relative paths then stay as they are.
    pub folder: Option<&'a str>,
    /// What `~` is.
    pub home: Option<&'a str>,
}

impl Base<'_> {
    /// The path of a file or folder that must lie on this machine.
    pub fn absolute(self, path: &str) -> String {
        let path = self.of_home(path);
        let is_absolute = path.starts_with('/') || self.is_on_windows() && is_absolute_on_windows(&path);
        if path.is_empty() || is_absolute { path } else { self.joined(path) }
    }

    /// The path of something that the engine mounts: its machine may be another one.
    pub fn mounted(self, path: &str) -> String {
        let path = self.of_home(path);
        if path.starts_with('/') || is_absolute_on_windows(&path) { path } else { self.joined(path) }
    }

    /// A build context: a folder, or an address that stays what it is.
    pub fn context(self, context: &str) -> String {
        let remote = ["https://", "http://", "git://", "ssh://", "github.com/", "git@", "service:"];
        let is_remote = context.contains("://") || remote.iter().any(|prefix| context.starts_with(prefix));
        if is_remote { context.to_owned() } else { self.absolute(context) }
    }

    fn of_home(self, path: &str) -> String {
        match (path.strip_prefix('~'), self.home) {
            (Some(rest), Some(home)) => clean(&format!("{home}/{rest}")),
            _ => path.to_owned(),
        }
    }

    fn is_on_windows(self) -> bool {
        self.folder.is_some_and(is_absolute_on_windows)
    }

    fn joined(self, path: String) -> String {
        match self.folder {
            Some(folder) if self.is_on_windows() => {
                clean(&format!("{folder}/{path}").replace('\\', "/")).replace('/', "\\")
            }
            Some(folder) => clean(&format!("{folder}/{path}")),
            None => path,
        }
    }
}

/// A path without `.`, `..` and doubled slashes, as far as the text tells.
pub(super) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}

/// Whether a path starts at a drive or at a network share.
fn is_absolute_on_windows(path: &str) -> bool {
    let is_slash = |byte: Option<&u8>| matches!(byte, Some(b'/' | b'\\'));
    match path.as_bytes() {
        [_, b':', rest @ ..] => is_slash(rest.first()),
        [b'\\', b'\\', ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Base<'static> = Base { folder: Some("/srv/shop"), home: Some("/home/ada") };

    #[test]
    fn relative_paths_start_at_the_project() {
        assert_eq!(BASE.absolute("./data/../logs/"), "/srv/shop/logs");
        assert_eq!(BASE.absolute("../.."), "/");
        assert_eq!(BASE.absolute("/etc//x"), "/etc//x");
        assert_eq!(BASE.absolute("~/keys"), "/home/ada/keys");
        assert_eq!(Base { folder: None, home: None }.absolute("~/keys"), "~/keys");
    }

    #[test]
    fn what_the_engine_mounts_may_lie_on_windows() {
        assert_eq!(BASE.mounted("C:\\data"), "C:\\data");
        assert_eq!(BASE.mounted("\\\\.\\pipe\\docker_engine"), "\\\\.\\pipe\\docker_engine");
        assert_eq!(BASE.mounted("C:data"), "/srv/shop/C:data");
    }

    #[test]
    fn a_project_on_windows_has_paths_of_windows() {
        let base = Base { folder: Some("C:\\src\\shop"), home: None };
        assert_eq!(base.absolute("./db/../db/password.txt"), "C:\\src\\shop\\db\\password.txt");
        assert_eq!(base.absolute("..\\data"), "C:\\src\\data");
        assert_eq!(base.absolute("D:\\data"), "D:\\data");
        assert_eq!(base.mounted("./logs"), "C:\\src\\shop\\logs");
        assert_eq!(base.context("."), "C:\\src\\shop");
    }

    #[test]
    fn contexts_may_be_elsewhere() {
        for context in ["https://example.com/app.git", "git@example.com:app", "service:base", "docker-image://alpine"] {
            assert_eq!(BASE.context(context), context);
        }
        assert_eq!(BASE.context("."), "/srv/shop");
    }
}
