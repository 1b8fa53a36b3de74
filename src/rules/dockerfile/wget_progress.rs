//! wget that draws its progress into a log.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;
use std::cell::LazyCell;

rule! {
    /// wget fills the log of the build with its progress bar.
    ///
    /// Where no terminal watches, wget writes a line for every 50 kilobytes: some thousands for a large archive, and the one line that
    /// says what went wrong among them. `-nv` leaves the name of what was fetched, and errors.
    ///
    /// The rule speaks where the wget is surely GNU's; that of BusyBox does not know the option.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN wget https://example.com/model.bin
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN wget -nv https://example.com/model.bin
    /// ```
    "wget-progress", Hint, Safe,
    groups: [Style],
    aka: ["hadolint:DL3047"],
    concerns: ["wget-progress"],
}

/// What says how much wget tells, or sends it to a file.
const TELLS: [&str; 11] = [
    "q",
    "quiet",
    "nv",
    "no-verbose",
    "progress",
    "show-progress",
    "o",
    "output-file",
    "a",
    "append-output",
    "report-speed",
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("wget") {
        return;
    }
    let is_installed = LazyCell::new(|| file.installs_package("wget"));
    for stage in &file.stages {
        for index in stage.range.clone().filter(|&index| file.instructions[index].is(Keyword::Run)) {
            for download in file.downloads_of(index) {
                let says_nothing = download.fetcher == Fetcher::Wget && !download.has(&TELLS);
                let is_configured = download.has(&["e", "execute", "b", "background"]);
                if !says_nothing
                    || is_configured
                    || download.address().is_some_and(is_small)
                    || !(file.has_no_busybox(stage) || *is_installed)
                {
                    continue;
                }
                let command = download.command;
                report
                    .at(command.word_span(0), "wget writes a line for every 50 kilobytes into the log")
                    .fix("Add -nv", command.add_word(command.word_span(0).end, "-nv"))
                    .declares(changes_inside(command));
            }
        }
    }
}

/// Whether what is fetched has no time to draw a line: a signature, a checksum, a key, a script.
fn is_small(address: &str) -> bool {
    const ENDINGS: [&str; 14] =
        ["asc", "crt", "gpg", "key", "list", "md5", "pem", "repo", "sh", "sha1", "sha256", "sha512", "sig", "txt"];
    let name = address.split(['?', '#']).next().unwrap_or(address).trim_end_matches(['"', '\'']);
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn whoever_has_said_how_much_to_tell_is_left_alone() {
        for line in [
            "wget -q https://a/b",
            "wget -qO- https://a/b",
            "wget --progress=dot:giga https://a/b",
            "wget --version",
            "wget -O b.asc \"https://a/b.tgz.asc\"",
            "wget https://a/install.sh",
            "wget -o /tmp/log https://a/b",
            "apt-get install -y wget",
        ] {
            assert!(marked("wget-progress", &format!("FROM debian:12\nRUN {line}\n")).is_empty(), "{line}");
        }
    }

    #[test]
    fn the_wget_of_busybox_knows_no_such_option() {
        assert!(marked("wget-progress", "FROM alpine:3.22\nRUN wget https://a/b\n").is_empty());
        let source = "FROM alpine:3.22\nRUN apk add wget && \\\n  sudo wget -O x https://a/b\n";
        let mended = "FROM alpine:3.22\nRUN apk add wget && \\\n  sudo wget -nv -O x https://a/b\n";
        assert_eq!(fixed("wget-progress", source).as_deref(), Some(mended));
    }
}
