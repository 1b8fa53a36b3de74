//! Parser directives: the `# name=value` lines at the very top.
//!
//! Source: BuildKit `parser/directives.go`, `linter/linter.go`.

use super::{Choice, Snippet, choice, snippet};

/// One directive.
#[derive(Debug, PartialEq, Eq)]
pub struct Directive {
    /// In lower case; any case is accepted.
    pub name: &'static str,
    pub doc: &'static str,
    /// What holds without it.
    pub default: &'static str,
    /// The version of the Dockerfile syntax that brought it; empty for the old ones.
    pub since: &'static str,
    /// Values worth offering; for `escape` the only ones.
    pub values: &'static [Choice],
    pub snippets: &'static [Snippet],
}

impl Directive {
    /// Its section of the official reference.
    pub fn link(&self) -> String {
        super::link(self.name)
    }
}

/// The directive of that name, in any case.
pub fn directive(name: &str) -> Option<&'static Directive> {
    DIRECTIVES.iter().find(|directive| directive.name.eq_ignore_ascii_case(name))
}

/// The newest stable release of `docker/dockerfile` that the tables of this module describe.
pub const NEWEST_FRONTEND: (u32, u32) = (1, 26);

/// All three.
pub static DIRECTIVES: [Directive; 3] = [
    Directive {
        name: "syntax",
        doc: "The image of the front end that reads this file, fetched before the build. `docker/dockerfile:1` follows the \
              newest 1.x, so the file gets new features and mended bugs whatever the age of the engine. Without it the \
              front end inside the builder is used. It must stand above everything else but other directives.",
        default: "the front end inside the builder",
        since: "",
        values: &[
            choice("docker/dockerfile:1", "The newest stable 1.x."),
            choice("docker/dockerfile:1-labs", "The newest 1.x with what is not stable yet, such as `RUN --device`."),
            choice("docker/dockerfile-upstream:master", "The current state of development; not for production."),
        ],
        snippets: &[snippet("syntax", "# syntax=${1:docker/dockerfile:1}")],
    },
    Directive {
        name: "escape",
        doc: "The character that continues lines and takes meaning from the next one: `\\` or a backquote. The backquote is \
              for Windows, whose paths are full of backslashes: there `\\` at the end of a line would swallow the next one.",
        default: "\\",
        since: "",
        values: &[
            choice("\\", "The backslash, as without the directive."),
            choice("`", "The backquote, as PowerShell uses it."),
        ],
        snippets: &[snippet("escape", "# escape=`")],
    },
    Directive {
        name: "check",
        doc: "Settings of BuildKit's own checks: `skip=` and `experimental=` take names joined by commas, or `all`; \
              `error=true` makes findings fail the build. Parts are joined by `;`, and a blank ends the value, so write no \
              blanks in a list. A comment `# check=skip=…` right above an instruction is for that instruction alone, since \
              1.21. Unknown names are accepted silently.",
        default: "every stable check runs and warns",
        since: "1.8",
        values: &[
            choice("skip=", "Names of checks that shall be silent, or `all`."),
            choice("experimental=", "Names of experimental checks that shall run, or `all`."),
            choice("error=true", "A finding fails the build."),
        ],
        snippets: &[
            snippet("check, fail on findings", "# check=error=true"),
            snippet("check, skip some", "# check=skip=${1:JSONArgsRecommended}"),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_directive_is_documented_with_its_values() {
        for directive in &DIRECTIVES {
            assert!(directive.doc.len() > 100 && directive.doc.ends_with('.'), "{}", directive.name);
            assert!(directive.values.iter().all(|value| value.doc.ends_with('.')), "{}", directive.name);
            let opening = format!("# {}=", directive.name);
            assert!(directive.snippets.iter().all(|snippet| snippet.body.starts_with(&opening)), "{}", directive.name);
        }
        assert!(directive("Escape").is_some() && directive("encoding").is_none());
    }
}
