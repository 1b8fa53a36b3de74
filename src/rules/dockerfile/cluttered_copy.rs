//! Broad copies of a folder in which lies what no image should hold.

use crate::rules::prelude::*;

rule! {
    /// A `COPY` of everything takes along what does not belong into an image.
    ///
    /// `.git` holds all history, and changes with each commit, which spoils the cache; `node_modules` and virtual
    /// environments were made for another system; `.env` and keys are secrets, and stay readable in the layer for ever. A
    /// `.dockerignore` beside the Dockerfile keeps such things out, and makes the build faster, since nothing of it is sent
    /// to the builder. The rule speaks only where they are really there and not ignored. The fix is an idea for where a
    /// `.dockerignore` cannot be had: `--exclude` leaves the same things out of this one copy.
    ///
    /// With these files around:
    /// ```text
    /// .env
    /// .git/HEAD
    /// server.js
    /// ```
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY . /srv
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY --exclude=.env --exclude=.git . /srv
    /// ```
    "cluttered-copy", Warning, Show,
    groups: [Security, Size],
}

/// What does not belong into an image, by its name at the top of the context, and whether it is a secret.
const CLUTTER: [(&str, bool); 13] = [
    (".env", true),
    (".env.local", true),
    (".env.production", true),
    (".npmrc", true),
    (".aws", true),
    (".ssh", true),
    ("id_rsa", true),
    ("id_ed25519", true),
    (".git", false),
    ("node_modules", false),
    (".venv", false),
    ("venv", false),
    ("__pycache__", false),
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    let surroundings = file.surroundings();
    if surroundings.context.is_none() {
        return;
    }
    for instruction in file.instructions.iter().filter(|it| it.flag("exclude").is_none()) {
        let mut sources = instruction.context_sources();
        let Some(source) = sources.find(|source| matches!(source.text.as_str(), "." | "./" | "/" | "*")) else {
            continue;
        };
        let ships = file.stage_at(instruction.span.start).is_some_and(|stage| file.ships(stage));
        let found: Vec<(&str, bool)> =
            CLUTTER.into_iter().filter(|&(name, _)| surroundings.has(name) == Some(true)).collect();
        if found.is_empty() {
            continue;
        }
        let has_secret = found.iter().any(|&(_, is_secret)| is_secret);
        let names: Vec<String> = found.iter().map(|(name, _)| format!("`{name}`")).collect();
        let finding =
            report.at(source.span, format!("This takes {} along; no .dockerignore keeps it out", join(&names)));
        if !(has_secret && ships) {
            finding.severity(Info);
        }
        let flags: String = found.iter().map(|(name, _)| format!("--exclude={name} ")).collect();
        if instruction.is(Keyword::Copy) && !instruction.arguments.is_json() {
            finding.fix("Leave it out of this copy", insert(source.span.start, flags));
        }
    }
}

fn join(names: &[String]) -> String {
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Info, Warning};
    use crate::rules::testing::findings_among;

    #[test]
    fn only_what_is_there_and_not_ignored_is_told() {
        let of = |files: &[(&str, &str)], source| findings_among("cluttered-copy", files, source);
        assert!(of(&[("a.js", "")], "FROM a\nCOPY . .\n").is_empty());
        assert!(of(&[(".dockerignore", ".git\n"), (".git/HEAD", "")], "FROM a\nCOPY . .\n").is_empty());
        assert!(of(&[(".git/HEAD", "")], "FROM a\nCOPY src .\nCOPY --from=b . .\n").is_empty());
        let found = of(&[(".git/HEAD", ""), ("node_modules/x", "")], "FROM a\nCOPY . .\n");
        assert_eq!((found.len(), found[0].severity), (1, Info));
        let found = of(&[(".env", "")], "FROM a AS x\nCOPY . .\nFROM b\nCOPY ./ .\n");
        assert_eq!(found.iter().map(|it| it.severity).collect::<Vec<_>>(), [Info, Warning]);
    }
}
