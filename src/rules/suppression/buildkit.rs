//! BuildKit's own comments: `# check=skip=NAME,…|all;experimental=NAME,…|all;error=BOOL`.
//!
//! As a directive at the top they speak for the file, as a comment above an instruction for that instruction. They name
//! BuildKit's checks, in BuildKit's spelling, and reach those rules of ours that answer the same. An experimental check is
//! never skipped: it speaks only where it is asked for. A file that BuildKit refuses is refused whatever it skips. Source:
//! BuildKit `linter/linter.go`, `parser/directives.go`, and where each check is run.

use crate::model::Dockerfile;
use crate::model::dockerfile::check_directive;
use crate::rules::{Finding, Meta, Severity};
use crate::text::Span;

/// What the file tells BuildKit's checks.
#[derive(Debug, Default)]
pub struct Checks {
    /// For the whole file, and for single instructions.
    skips: Vec<(Option<Span>, Names)>,
    /// The same of the experimental checks that are wanted.
    experiments: Vec<(Option<Span>, Names)>,
    /// Whether a check that speaks fails the build.
    error: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Names {
    All,
    These(Vec<String>),
}

/// The checks that are silent unless they are asked for.
const EXPERIMENTAL: [&str; 1] = ["InvalidDefinitionDescription"];

/// The checks that look at the file as a whole and hear only its directive, not the comments above instructions.
const OF_THE_FILE: [&str; 5] = [
    "ConsistentInstructionCasing",
    "DuplicateStageName",
    "InvalidDefaultArgInFrom",
    "NoEmptyContinuation",
    "ReservedStageName",
];

/// The value of a `check` directive or comment.
#[derive(Debug, PartialEq, Eq)]
struct Options {
    skip: Names,
    experimental: Names,
    error: bool,
}

impl Checks {
    pub fn of(file: &Dockerfile) -> Self {
        let mut checks = Checks::default();
        if let Some(options) = check_directive(file.source()).and_then(|directive| options(directive.first_word())) {
            checks.error = options.error;
            checks.add(None, options);
        }
        for (index, instruction) in file.instructions.iter().enumerate() {
            // The first that is a check counts, even where it cannot be read. `error` has no effect here.
            let value = file.notes_above(index).into_iter().find_map(check_value);
            if let Some(options) = value.and_then(options) {
                checks.add(Some(instruction.span), options);
            }
        }
        checks
    }

    fn add(&mut self, scope: Option<Span>, options: Options) {
        self.skips.push((scope, options.skip));
        self.experiments.push((scope, options.experimental));
    }

    /// Whether the finding is one of BuildKit's that the file skips.
    pub fn skip(&self, meta: &Meta, finding: &Finding) -> bool {
        let is_skipped = |(scope, skipped): &(Option<Span>, Names)| {
            let is_here = scope.is_none_or(|scope| scope.touches(finding.span.start));
            let hears = |name: &&str| scope.is_none() || !OF_THE_FILE.contains(name);
            is_here && names(meta).filter(hears).any(|name| skipped.hold(name))
        };
        let may_be = finding.severity != Severity::Error && !is_experimental(meta);
        may_be && self.skips.iter().any(is_skipped)
    }

    /// Whether the file asks for a rule that is an experimental check, at least at one place.
    pub fn wants(&self, meta: &Meta) -> bool {
        is_experimental(meta) && self.experiments.iter().any(|(_, wanted)| names(meta).any(|name| wanted.hold(name)))
    }

    /// Whether the file asks for such a check here.
    pub fn wants_here(&self, meta: &Meta, finding: &Finding) -> bool {
        self.experiments.iter().any(|(scope, wanted)| {
            let is_here = scope.is_none_or(|scope| scope.touches(finding.span.start));
            is_here && names(meta).any(|name| wanted.hold(name))
        })
    }

    /// With `error=true` BuildKit fails on what it would warn of.
    pub fn raise(&self, meta: &Meta, finding: &mut Finding) {
        if self.error && names(meta).next().is_some() {
            finding.severity = Severity::Error;
        }
    }
}

impl Names {
    fn read(list: &str) -> Names {
        match list {
            "all" => Names::All,
            names => Names::These(names.split(',').map(|name| name.trim().to_owned()).collect()),
        }
    }

    fn hold(&self, name: &str) -> bool {
        match self {
            Names::All => true,
            Names::These(names) => names.iter().any(|known| known == name),
        }
    }
}

fn is_experimental(meta: &Meta) -> bool {
    names(meta).any(|name| EXPERIMENTAL.contains(&name))
}

/// The checks of BuildKit's that a rule answers.
fn names(meta: &Meta) -> impl Iterator<Item = &'static str> {
    meta.aka.iter().filter_map(|alias| alias.strip_prefix("buildkit:"))
}

/// The value of `check=…` in a comment, up to its first blank.
fn check_value(note: &str) -> Option<&str> {
    let name_end = note.find(|c: char| !c.is_ascii_alphanumeric())?;
    let value = note[name_end..].trim_start().strip_prefix('=')?.trim_start();
    let value = value.split(' ').next().filter(|value| !value.is_empty())?;
    note[..name_end].eq_ignore_ascii_case("check").then_some(value)
}

/// Reads the options; `None` where BuildKit would not take them.
fn options(value: &str) -> Option<Options> {
    let none = || Names::These(Vec::new());
    let mut options = Options { skip: none(), experimental: none(), error: false };
    for part in value.splitn(3, ';') {
        let (key, value) = part.split_once('=')?;
        match (key.trim(), value.trim()) {
            ("skip", list) => options.skip = Names::read(list),
            ("experimental", list) => options.experimental = Names::read(list),
            // Go's `strconv.ParseBool`.
            ("error", "1" | "t" | "T" | "TRUE" | "true" | "True") => options.error = true,
            ("error", "0" | "f" | "F" | "FALSE" | "false" | "False") => options.error = false,
            _ => return None,
        }
    }
    Some(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};
    use crate::rules::settings::Selector;
    use crate::rules::{Settings, check};

    /// The severities of `maintainer-deprecated` in a file, in order.
    fn said(source: &str) -> Vec<Severity> {
        let only = Settings { select: Some(vec![Selector::Rule("maintainer-deprecated")]), ..Settings::default() };
        check(&Snapshot::of(Language::Dockerfile, source), &only).iter().map(|finding| finding.severity).collect()
    }

    #[test]
    fn a_directive_speaks_for_the_file() {
        let file = |top: &str| said(&format!("{top}\nFROM a\nMAINTAINER b\n"));
        assert!(file("# check=skip=MaintainerDeprecated").is_empty());
        assert!(file("# check=skip=all").is_empty());
        assert_eq!(file("# check=skip=maintainerdeprecated").len(), 1, "case counts");
        assert_eq!(file("# check=skip=JSONArgsRecommended, MaintainerDeprecated").len(), 1, "a blank ends the value");
        assert_eq!(file("# note\n# check=skip=all").len(), 1, "a comment ends the directives");
        assert_eq!(file("# check=error=true"), [Severity::Error]);
        assert!(file("# check=skip=all;error=true").is_empty());
    }

    #[test]
    fn a_comment_speaks_for_the_instruction_below() {
        let file = |above: &str| said(&format!("FROM a\n{above}\nMAINTAINER b\nMAINTAINER c\n")).len();
        assert_eq!(file("# check=skip=MaintainerDeprecated"), 1);
        assert_eq!(file("# check=skip=all\n\n# why"), 1);
        assert_eq!(file("# check=skip=all\n#"), 2, "an empty comment forgets those above");
        assert_eq!(file("  # check=skip=all"), 2, "nothing may stand before the #");
        assert_eq!(file("# check=skip=A\n# check=skip=all"), 2, "the first counts");
        assert_eq!(said("FROM a\n# check=error=true\nMAINTAINER b\n"), [Severity::Warning]);
    }

    #[test]
    fn an_experimental_check_speaks_where_it_is_asked_for() {
        let said = |source: &str| {
            let found = check(&Snapshot::of(Language::Dockerfile, source), &Settings::default());
            found.iter().filter(|finding| finding.rule == "misplaced-description").count()
        };
        let body = "FROM scratch\n# note\nARG A\n# note\nARG B\n";
        assert_eq!(said(body), 0);
        assert_eq!(said(&format!("# check=experimental=all\n{body}")), 2);
        assert_eq!(said(&format!("# check=experimental=InvalidDefinitionDescription;skip=all\n{body}")), 2);
        assert_eq!(said("FROM scratch\n# check=experimental=all\n# note\nARG A\n# note\nARG B\n"), 1);
    }

    #[test]
    fn a_check_of_the_whole_file_hears_only_the_directive() {
        let said = |source: &str| {
            let found = check(&Snapshot::of(Language::Dockerfile, source), &Settings::default());
            found.iter().filter(|finding| finding.rule == "duplicate-stage").count()
        };
        assert_eq!(said("FROM scratch AS a\n# check=skip=DuplicateStageName\nFROM scratch AS a\n"), 1);
        assert_eq!(said("# check=skip=DuplicateStageName\nFROM scratch AS a\nFROM scratch AS a\n"), 0);
    }

    #[test]
    fn options_are_read_as_buildkit_reads_them() {
        let these = |names: &[&str]| Names::These(names.iter().map(|&name| name.to_owned()).collect());
        let read = |value: &str| options(value).map(|options| (options.skip, options.experimental, options.error));
        assert_eq!(read("skip=A,B;error=True"), Some((these(&["A", "B"]), these(&[]), true)));
        assert_eq!(read("experimental=all;skip=all"), Some((Names::All, Names::All, false)));
        assert_eq!((options("skip=A;oops=1"), options("skip"), options("error=yes")), (None, None, None));
    }
}
