//! curl that stops at a redirect.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// curl does not follow redirects.
    ///
    /// Servers move what they hold, and answer with the new address. Without `-L` curl takes that answer for the file: an empty
    /// archive, or a page of HTML that a shell then runs. Not even `--fail` sees it, for a redirect is no failure.
    ///
    /// Downloads from GitHub and the like are always redirected; there it is a warning. Elsewhere it may go well, until the server
    /// moves.
    ///
    /// ```dockerfile
    /// FROM buildpack-deps:bookworm-curl
    /// RUN curl -fsS https://github.com/acme/tool/releases/download/v1/tool -o /usr/local/bin/tool
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM buildpack-deps:bookworm-curl
    /// RUN curl -L -fsS https://github.com/acme/tool/releases/download/v1/tool -o /usr/local/bin/tool
    /// ```
    "curl-without-redirects", Hint, Ask,
    groups: [Correctness],
    aka: ["tally:tally/curl-should-follow-redirects"],
    concerns: ["curl-follow-redirects"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    // A file of settings may say it for all calls.
    if !file.source().contains("curl") || file.source().contains("curlrc") {
        return;
    }
    for index in (0..file.instructions.len()).filter(|&index| file.instructions[index].is(Keyword::Run)) {
        for download in file.downloads_of(index) {
            let follows = download.has(&["L", "location", "location-trusted", "K", "config"]);
            let sends = download.has(&["X", "request", "d", "data", "F", "form", "T", "upload-file", "I", "head"]);
            if download.fetcher != Fetcher::Curl || follows || sends || download.is_local() || !is_used(&download) {
                continue;
            }
            let Some(address) = download.address().filter(|address| address.starts_with("http")) else { continue };
            let command = download.command;
            let message = match always_redirects(address) {
                true => "This address answers with another one, which curl does not follow",
                false => "curl does not follow redirects here",
            };
            let finding = report.at(command.word_span(0), message);
            if always_redirects(address) {
                finding.severity(Warning);
            }
            finding
                .fix("Follow redirects", command.add_word(command.word_span(0).end, "-L"))
                .declares(changes_inside(command));
        }
    }
}

/// Whether something becomes of the answer: a file, or the input of another command.
fn is_used(download: &Download<'_>) -> bool {
    let saves = download.has(&["o", "output", "O", "remote-name", "remote-name-all"]);
    saves || download.is_piped() || download.command.output_files().next().is_some()
}

/// Addresses behind which the file never lies itself.
fn always_redirects(address: &str) -> bool {
    let Some((_, rest)) = address.split_once("://") else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    match host {
        "github.com" => {
            ["/releases/", "/archive/", "/raw/", "/tarball/", "/zipball/"].iter().any(|it| path.contains(it))
        }
        "aka.ms" | "bit.ly" | "git.io" | "goo.gl" | "downloads.sourceforge.net" => true,
        "sourceforge.net" => path.ends_with("/download"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Warning};
    use crate::rules::testing::{marked, severities};

    #[test]
    fn known_detours_are_warnings() {
        let found = |line: &str| severities("curl-without-redirects", &format!("FROM a\nRUN {line}\n"));
        assert_eq!(found("curl -sS https://github.com/a/b/archive/v1.tar.gz | tar xz"), [Warning]);
        assert_eq!(found("curl -O https://example.com/x"), [Hint]);
        assert_eq!(found("curl https://example.com/x > y"), [Hint]);
    }

    #[test]
    fn whoever_follows_or_sends_or_looks_at_nothing_is_fine() {
        for line in [
            "curl -fsSLO https://a/b",
            "curl --location https://a/b -o c",
            "curl -X POST https://a/b -o c",
            "curl https://a/b",
            "curl http://localhost:9200 -o x",
            "curl $URL -o x",
            "wget https://a/b",
        ] {
            assert!(marked("curl-without-redirects", &format!("FROM a\nRUN {line}\n")).is_empty(), "{line}");
        }
    }
}
