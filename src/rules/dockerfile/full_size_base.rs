//! A full-size image of a language under what ships.

use crate::rules::prelude::*;

rule! {
    /// The image that ships stands on the full-size image of its language.
    ///
    /// The images of Node, Python, Ruby and Perl without a variant hold compilers, headers and version control, so that any
    /// package can be built in them: some 900 MB that a running program does not need, and that scanners report on. The
    /// `slim` variant has the language and little else. What is compiled at installation then needs its build packages by
    /// name, or a stage of its own.
    ///
    /// ```dockerfile
    /// FROM python:3.13
    /// COPY app.py /srv/
    /// CMD ["python", "/srv/app.py"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// COPY app.py /srv/
    /// CMD ["python", "/srv/app.py"]
    /// ```
    "full-size-base", Hint, Ask,
    groups: [Size],
}

/// The official images that have a `slim` variant beside a full one.
const LANGUAGES: [&str; 4] = ["node", "python", "ruby", "perl"];

/// What the tag of a variant other than the full one holds.
const VARIANTS: [&str; 5] = ["slim", "alpine", "windows", "nanoserver", "onbuild"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    let Base::Image(image) = &stage.base else { return };
    let written = &stage.base_word;
    let name = image.name.strip_prefix("docker.io/").unwrap_or(&image.name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let tag = image.tag.as_deref().unwrap_or("latest");
    let runtime = file.runtime_of(stage);
    let starts = runtime.entrypoint.or(runtime.cmd).is_some();
    if !starts || !LANGUAGES.contains(&name) || VARIANTS.iter().any(|variant| tag.contains(variant)) {
        return;
    }
    let message = format!("`{}` holds compilers and much else; its slim variant holds {name} alone", image.text);
    let finding = report.at(written.span, message);
    let is_plain = image.tag.is_some() && image.digest.is_none() && !written.text.contains('$');
    if let Some(slim) = slim_tag(name, tag).filter(|_| is_plain) {
        let at = written.text.len() - tag.len();
        finding.fix(format!("Use `{slim}`"), replace(written.part(at..written.text.len()), slim));
    }
}

/// The tag of the slim variant; `None` where the tag is no version.
fn slim_tag(name: &str, tag: &str) -> Option<String> {
    let (version, suite) = tag.split_once('-').map_or((tag, None), |(version, suite)| (version, Some(suite)));
    let is_version = version.starts_with(|c: char| c.is_ascii_digit()) || matches!(version, "lts" | "current");
    let is_suite = |suite: &str| suite.chars().all(|c| c.is_ascii_lowercase());
    match suite {
        _ if !is_version => None,
        None => Some(format!("{version}-slim")),
        Some(suite) if !is_suite(suite) => None,
        // Node names the suite first, the others the variant.
        Some(suite) if name == "node" => Some(format!("{version}-{suite}-slim")),
        Some(suite) => Some(format!("{version}-slim-{suite}")),
    }
}

#[cfg(test)]
mod tests {
    use super::slim_tag;
    use crate::rules::testing::marked;

    #[test]
    fn the_variant_stands_where_each_language_puts_it() {
        assert_eq!(slim_tag("node", "24-bookworm").as_deref(), Some("24-bookworm-slim"));
        assert_eq!(slim_tag("python", "3.13-bookworm").as_deref(), Some("3.13-slim-bookworm"));
        assert_eq!(slim_tag("ruby", "3.4").as_deref(), Some("3.4-slim"));
        assert_eq!(slim_tag("python", "latest"), None);
        assert_eq!(slim_tag("python", "3.13-rc2"), None);
    }

    #[test]
    fn only_what_ships_and_starts_is_looked_at() {
        let rule = "full-size-base";
        assert_eq!(marked(rule, "FROM library/node:24\nCMD [\"node\"]\n"), ["library/node:24"]);
        for source in [
            "FROM node:24 AS build\nFROM nginx:1.29\nCMD [\"nginx\"]\n",
            "FROM node:24\nRUN x\n",
            "FROM node:24-alpine\nCMD [\"node\"]\n",
            "FROM acme/node:24\nCMD [\"node\"]\n",
        ] {
            assert!(marked(rule, source).is_empty(), "{source}");
        }
    }
}
