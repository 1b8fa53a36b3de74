//! What `curl` and `wget` fetch, and where they put it.
//!
//! Options are read as the two programs read them: in clusters (`-fsSLo file`), with the value attached or in the next word. What an
//! option does beyond that is for a rule to know. Sources: curl(1), wget(1).

use super::{Command, Dockerfile, Package, Stage};
use crate::reference::images::PackageManager;

/// The program that fetches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fetcher {
    Curl,
    Wget,
}

/// One call of a program that fetches from the network.
#[derive(Debug, Clone)]
pub struct Download<'a> {
    pub command: Command<'a>,
    pub fetcher: Fetcher,
    pub options: Vec<Given<'a>>,
    /// The positions of the words that are addresses.
    pub addresses: Vec<usize>,
}

/// An option of the call, by its letter or its long name, both without dashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given<'a> {
    pub name: &'a str,
    pub value: Option<&'a str>,
}

const CURL_LETTERS: &str = "ACDEFHKPQTUXYbcdehmortuwxyz";
const CURL_WORDS: [&str; 40] = [
    "cacert",
    "capath",
    "cert",
    "ciphers",
    "config",
    "connect-timeout",
    "cookie",
    "cookie-jar",
    "data",
    "data-binary",
    "data-raw",
    "data-urlencode",
    "dump-header",
    "form",
    "header",
    "interface",
    "json",
    "key",
    "limit-rate",
    "max-filesize",
    "max-redirs",
    "max-time",
    "oauth2-bearer",
    "output",
    "output-dir",
    "proto",
    "proto-redir",
    "proxy",
    "range",
    "referer",
    "request",
    "resolve",
    "retry",
    "retry-delay",
    "retry-max-time",
    "upload-file",
    "url",
    "user",
    "user-agent",
    "write-out",
];
const WGET_LETTERS: &str = "ABDIOPQRTUXaeilotw";
const WGET_WORDS: [&str; 24] = [
    "accept",
    "append-output",
    "ca-certificate",
    "certificate",
    "connect-timeout",
    "directory-prefix",
    "execute",
    "header",
    "input-file",
    "level",
    "limit-rate",
    "output-document",
    "output-file",
    "password",
    "post-data",
    "progress",
    "read-timeout",
    "reject",
    "timeout",
    "tries",
    "user",
    "user-agent",
    "wait",
    "waitretry",
];

impl<'a> Download<'a> {
    /// Reads a command; `None` where it fetches nothing: another program, or one that only tells its version.
    pub fn read(command: Command<'a>) -> Option<Self> {
        let (fetcher, letters, long) = match command.name()? {
            "curl" => (Fetcher::Curl, CURL_LETTERS, &CURL_WORDS[..]),
            "wget" => (Fetcher::Wget, WGET_LETTERS, &WGET_WORDS[..]),
            _ => return None,
        };
        let words = command.texts();
        let mut download = Download { command, fetcher, options: Vec::new(), addresses: Vec::new() };
        let mut at = 1;
        while let Some(&word) = words.get(at) {
            let next = words.get(at + 1).copied();
            at += 1;
            if let Some(name) = word.strip_prefix("--") {
                let (name, attached) = name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
                let value = attached.or(if long.contains(&name) { next } else { None });
                at += usize::from(attached.is_none() && value.is_some());
                download.options.push(Given { name, value });
                if name == "url" && attached.is_none() && value.is_some() {
                    download.addresses.push(at - 1);
                }
            } else if let Some(cluster) = word.strip_prefix('-').filter(|cluster| !cluster.is_empty()) {
                at += usize::from(download.read_cluster(cluster, letters, next));
            } else if !word.is_empty() {
                download.addresses.push(at - 1);
            }
        }
        (!download.addresses.is_empty()).then_some(download)
    }

    /// Whether the last letter of the cluster takes the next word.
    fn read_cluster(&mut self, cluster: &'a str, letters: &str, next: Option<&'a str>) -> bool {
        // Wget's -nv, -nc, -nd and their kin are one option each.
        if self.fetcher == Fetcher::Wget && cluster.starts_with('n') {
            self.options.push(Given { name: cluster, value: None });
            return false;
        }
        for (place, letter) in cluster.char_indices() {
            let end = place + letter.len_utf8();
            let name = &cluster[place..end];
            if letters.contains(letter) {
                let rest = &cluster[end..];
                let value = if rest.is_empty() { next } else { Some(rest) };
                self.options.push(Given { name, value });
                return rest.is_empty();
            }
            self.options.push(Given { name, value: None });
        }
        false
    }

    /// Whether one of these options is given.
    pub fn has(&self, names: &[&str]) -> bool {
        self.options.iter().any(|option| names.contains(&option.name))
    }

    /// The value of the last of these options.
    pub fn value_of(&self, names: &[&str]) -> Option<&'a str> {
        self.options.iter().rev().find(|option| names.contains(&option.name))?.value
    }

    /// The only address; `None` where there are several.
    pub fn address(&self) -> Option<&'a str> {
        let [only] = self.addresses.as_slice() else { return None };
        Some(&self.command.words()[*only].text)
    }

    /// Whether the next command reads what it fetches.
    pub fn is_piped(&self) -> bool {
        self.command.element().after.is_pipe()
    }

    /// Whether it fetches from the machine that it runs on.
    pub fn is_local(&self) -> bool {
        let words = self.command.words();
        self.addresses.iter().all(|&address| {
            let text = words[address].text.as_str();
            let host = text.split_once("://").map_or(text, |(_, rest)| rest);
            ["localhost", "127.", "0.0.0.0", "[::1]"].iter().any(|local| host.starts_with(local))
                || text.starts_with("file:")
        })
    }
}

impl Dockerfile {
    /// What the commands of the instruction at this index fetch.
    pub fn downloads_of(&self, index: usize) -> Vec<Download<'_>> {
        self.commands_of(index).into_iter().filter_map(Download::read).collect()
    }

    /// Whether the image under the stage surely has GNU's wget or none at all. That of BusyBox knows few of its options.
    pub fn has_no_busybox(&self, stage: &Stage) -> bool {
        self.image_under(stage).is_some_and(|image| {
            !image.is_windows() && !matches!(image.package_manager, PackageManager::Apk | PackageManager::None)
        })
    }

    /// Whether a package of this name is installed somewhere in the file.
    pub fn installs_package(&self, name: &str) -> bool {
        let is_it = |package: &Package| package.text.split(['=', '~', '<', '>']).next() == Some(name);
        self.invocations().any(|call| call.installs() && call.packages().iter().any(is_it))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    /// The options and the addresses of the only download of a RUN.
    fn read(line: &str) -> Option<(Vec<String>, Vec<String>)> {
        let snapshot = Snapshot::of(Language::Dockerfile, &format!("FROM a\nRUN {line}\n"));
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let download = file.downloads_of(1).into_iter().next()?;
        let options = download.options.iter().map(|given| match given.value {
            Some(value) => format!("{}={value}", given.name),
            None => given.name.to_owned(),
        });
        let address = |&at: &usize| download.command.words()[at].text.clone();
        Some((options.collect(), download.addresses.iter().map(address).collect()))
    }

    #[test]
    fn options_are_told_from_addresses() {
        let (options, addresses) = read("curl -fsSLo /x --retry 3 --proto='=https' https://a/b").expect("a download");
        assert_eq!(options, ["f", "s", "S", "L", "o=/x", "retry=3", "proto==https"]);
        assert_eq!(addresses, ["https://a/b"]);
        let (options, addresses) = read("wget -nv -qO- --header='a: b' https://a/b").expect("a download");
        assert_eq!(options, ["nv", "q", "O=-", "header=a: b"]);
        assert_eq!(addresses, ["https://a/b"]);
        assert_eq!(read("curl --version && wget --help"), None);
    }
}
