//! ADD where COPY does.

use crate::rules::prelude::*;

rule! {
    /// `ADD` where `COPY` does the same.
    ///
    /// `ADD` also downloads, clones and unpacks, depending on what the source happens to be. For files of the build context
    /// that are no archives it does what `COPY` does, and `COPY` says so.
    ///
    /// Nothing is said of archives, downloads and repositories, nor of sources that a variable names: there `ADD` may be what
    /// is meant. The fix is safe where the names show that nothing is an archive; without an ending only the content tells,
    /// and it is a decision.
    ///
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// ADD requirements.txt app/ /srv/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// COPY requirements.txt app/ /srv/
    /// ```
    "add-for-copy", Info, Safe,
    groups: [Style],
    aka: ["hadolint:DL3020", "trivy:DS-0005", "checkov:CKV_DOCKER_4"],
    concerns: ["copy-not-add"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        let add = instruction.trigger().unwrap_or(instruction);
        let only_of_add = ["checksum", "keep-git-dir", "unpack"];
        if !add.is(Keyword::Add) || only_of_add.iter().any(|name| add.flag(name).is_some()) {
            continue;
        }
        let [sources @ .., _] = add.arguments.words() else { continue };
        let is_heredoc = |word: &Word| instruction.heredocs.iter().any(|it| it.marker.overlaps(word.span));
        let verdicts =
            sources.iter().map(|word| if is_heredoc(word) { Some(true) } else { is_plain(file, &word.text) });
        let Some(verdicts) = verdicts.collect::<Option<Vec<bool>>>() else { continue };
        if verdicts.is_empty() {
            continue;
        }
        let kind = if verdicts.iter().all(|&certain| certain) { Safe } else { Ask };
        let is_lower = add.name.text.chars().all(char::is_lowercase);
        report
            .at(add.name.span, "ADD where COPY does the same")
            .offer(kind, "Use COPY", replace(add.name.span, if is_lower { "copy" } else { "COPY" }))
            .declares(&[Change::Instructions]);
    }
}

/// Whether the source is a file or folder of the context that `ADD` does not unpack: certainly (`true`), probably
/// (`false`), or not at all.
fn is_plain(file: &Dockerfile, source: &str) -> Option<bool> {
    let is_remote = source.contains("://") || source.starts_with("git@") || source.ends_with(".git");
    if is_remote || source.contains(['$', '"', '\'']) || source.contains(".git#") || source.starts_with("github.com/") {
        return None;
    }
    let path = source.trim_start_matches("./").trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    if matches!(name, "" | "." | "..") || source.ends_with('/') || is_folder(file, path) {
        return Some(true);
    }
    let ending =
        name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some(ending) if ARCHIVES.contains(&ending) || ending.contains(['*', '?', '[']) => None,
        Some(ending) => Some(TEXTS.contains(&ending)),
        // A wildcard may find an archive.
        None if name.contains(['*', '?', '[']) => None,
        None => Some(FILES.contains(&name)),
    }
}

/// Whether the context is known to hold a folder of that name.
fn is_folder(file: &Dockerfile, path: &str) -> bool {
    let Some(context) = &file.surroundings().context else { return false };
    let inside = format!("{path}/");
    let at = context.partition_point(|candidate| *candidate < inside);
    context.get(at).is_some_and(|candidate| candidate.starts_with(&inside))
}

/// Endings of what `ADD` unpacks, or what somebody may think it unpacks.
const ARCHIVES: [&str; 20] = [
    "tar", "gz", "tgz", "bz2", "tbz", "tbz2", "tb2", "xz", "txz", "lzma", "tlz", "z", "zst", "tzst", "tzo", "lz",
    "zip", "7z", "rar", "taz",
];

/// Endings that are no archive's.
const TEXTS: [&str; 60] = [
    "bat",
    "bashrc",
    "c",
    "cc",
    "cfg",
    "cnf",
    "conf",
    "config",
    "cpp",
    "crt",
    "cs",
    "csproj",
    "css",
    "csv",
    "dockerignore",
    "env",
    "go",
    "gradle",
    "h",
    "html",
    "ini",
    "jar",
    "java",
    "jpg",
    "js",
    "json",
    "key",
    "kt",
    "list",
    "lock",
    "lua",
    "md",
    "mjs",
    "pem",
    "php",
    "pl",
    "png",
    "pom",
    "properties",
    "ps1",
    "pub",
    "py",
    "rb",
    "repo",
    "rs",
    "scala",
    "service",
    "sh",
    "sln",
    "sql",
    "sum",
    "svg",
    "template",
    "toml",
    "ts",
    "txt",
    "war",
    "xml",
    "yaml",
    "yml",
];

/// Names without ending that are no archives.
const FILES: [&str; 14] = [
    ".bashrc",
    ".dockerignore",
    ".env",
    ".gitignore",
    ".npmrc",
    ".vimrc",
    "Dockerfile",
    "Gemfile",
    "LICENSE",
    "Makefile",
    "Pipfile",
    "Procfile",
    "README",
    "Rakefile",
];

#[cfg(test)]
mod tests {
    use crate::rules::Applicability::{Ask, Safe};
    use crate::rules::testing::findings;

    fn kind(line: &str) -> Option<crate::rules::Applicability> {
        findings("add-for-copy", &format!("FROM a\n{line}\n")).first().map(|it| it.fixes[0].kind)
    }

    #[test]
    fn names_show_how_sure_one_can_be() {
        for line in ["ADD . /b", "ADD a.py b/ /c/", "ADD [\"a.txt\", \"/b\"]", "ONBUILD ADD . /b", "ADD <<E /b\nx\nE"] {
            assert_eq!(kind(line), Some(Safe), "{line}");
        }
        for line in ["ADD src /src", "ADD a.bin /b", "ADD --chown=1 run /run"] {
            assert_eq!(kind(line), Some(Ask), "{line}");
        }
    }

    #[test]
    fn where_add_may_be_meant_nothing_is_said() {
        for line in [
            "ADD https://a.example/b /c",
            "ADD $U /b",
            "ADD a.tar.gz /b",
            "ADD *.tgz /b",
            "ADD a* /b",
            "ADD git@github.com:a/b.git /c",
            "ADD --unpack=true a.py /b",
            "ADD a.py b.tar /c/",
            "COPY a b",
        ] {
            assert_eq!(kind(line), None, "{line}");
        }
    }
}
