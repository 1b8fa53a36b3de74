//! Downloads that give up at the first hiccup.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;
use std::cell::LazyCell;

rule! {
    /// A download gives up at the first failure.
    ///
    /// A server that is busy for a second ends the build. curl tries again when `--retry` says how often; wget does, but not where the
    /// connection was refused, unless `--retry-connrefused` is given.
    ///
    /// Whether that is worth the words is a matter of taste, and a file `.curlrc` or `wgetrc` may say it for all calls; so the
    /// rule is off by default.
    ///
    /// ```dockerfile
    /// FROM buildpack-deps:bookworm-curl
    /// RUN curl -fsSLO https://example.com/tool
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM buildpack-deps:bookworm-curl
    /// RUN curl --retry 3 -fsSLO https://example.com/tool
    /// ```
    "download-without-retry", Hint, Ask,
    default: off,
    groups: [Reproducibility],
    aka: ["tally:tally/prefer-curl-config", "tally:tally/prefer-wget-config"],
    concerns: ["curl-retry-config", "wget-retry-config"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if file.source().contains("curlrc") || file.source().contains("wgetrc") {
        return;
    }
    let is_installed = LazyCell::new(|| file.installs_package("wget"));
    for stage in &file.stages {
        for index in stage.range.clone().filter(|&index| file.instructions[index].is(Keyword::Run)) {
            for download in file.downloads_of(index) {
                let option = match download.fetcher {
                    Fetcher::Curl if !download.has(&["retry", "K", "config"]) => "--retry 3",
                    Fetcher::Wget
                        if !download.has(&["retry-connrefused", "t", "tries", "retry-on-http-error"])
                            && (file.has_no_busybox(stage) || *is_installed) =>
                    {
                        "--retry-connrefused"
                    }
                    _ => continue,
                };
                if download.is_local() {
                    continue;
                }
                let command = download.command;
                let finding = report.at(command.word_span(0), "The build ends where this fails once");
                if !command.is_exec() {
                    finding
                        .fix(format!("Add {option}"), command.add_word(command.word_span(0).end, option))
                        .declares(changes_inside(command));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn wget_tries_again_by_itself_unless_refused() {
        let source = "FROM debian:12\nRUN wget -q https://a/b\n";
        let mended = "FROM debian:12\nRUN wget --retry-connrefused -q https://a/b\n";
        assert_eq!(fixed("download-without-retry", source).as_deref(), Some(mended));
    }

    #[test]
    fn whoever_has_thought_of_it_is_left_alone() {
        for line in ["curl --retry 5 https://a/b", "curl http://localhost/", "wget -t 3 https://a/b", "curl --version"]
        {
            assert!(marked("download-without-retry", &format!("FROM debian:12\nRUN {line}\n")).is_empty(), "{line}");
        }
        assert!(marked("download-without-retry", "FROM alpine\nRUN wget https://a/b\n").is_empty());
    }
}
