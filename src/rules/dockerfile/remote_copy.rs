//! COPY of something that only ADD can fetch.

use crate::rules::prelude::*;

rule! {
    /// `COPY` fetches nothing from the network.
    ///
    /// A download or a Git repository is a matter for `ADD`, which can also check what it got: `--checksum=sha256:…`.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY https://example.com/app.tar.gz /tmp/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// ADD https://example.com/app.tar.gz /tmp/
    /// ```
    "remote-copy", Error, Ask,
    groups: [Correctness],
    concerns: ["parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for copy in file.all(Keyword::Copy) {
        let words = copy.arguments.words();
        let sources = &words[..words.len().saturating_sub(1)];
        for source in sources.iter().filter(|source| is_remote(&source.text)) {
            let finding = report.at(source.span, "COPY fetches nothing from the network; ADD does");
            if copy.flag("from").is_none() && copy.flag("parents").is_none() {
                let name = if copy.name.text.chars().all(char::is_lowercase) { "add" } else { "ADD" };
                finding.fix("Use ADD", replace(copy.name.span, name)).declares(&[Change::Instructions]);
            }
        }
    }
}

/// What BuildKit surely takes for a download or a repository.
fn is_remote(source: &str) -> bool {
    ["http://", "https://", "git://", "ssh://", "git@"].iter().any(|start| source.starts_with(start))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn repositories_are_remote_too_and_paths_are_not() {
        let source = "FROM a\nCOPY git@github.com:a/b.git /c\nCOPY https /d\nCOPY github.com/a/b /e\n";
        assert_eq!(marked("remote-copy", source), ["git@github.com:a/b.git"]);
    }
}
