//! What a user chose: rules, severities, exceptions for some paths, what stops a build.
//!
//! Here configurations are read and laid over each other; where they lie is the business of [`super::Project`]. A
//! mistake costs only itself: it is told, with its line, and everything else of the file holds.

use super::Problem;
use super::keys::{Key, LayoutKey};
use crate::format::{Indent, KeywordCase, Wishes};
use crate::reference::suggest::suggest;
use crate::rules::settings::Selector;
use crate::rules::{Group, LabelKind, Options, RULES, Settings, Severity, find_all};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The least severity that makes the exit status of `check` 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    At(Severity),
    Never,
}

impl FailOn {
    pub const NAMES: [&'static str; 5] = ["error", "warning", "info", "hint", "never"];

    /// Reads one of [`FailOn::NAMES`].
    pub fn parse(name: &str) -> Option<FailOn> {
        match name {
            "never" => Some(FailOn::Never),
            name => severity(name).map(FailOn::At),
        }
    }

    /// Whether a finding of this severity is reason enough.
    pub fn stops_at(self, severity: Severity) -> bool {
        match self {
            FailOn::At(least) => severity >= least,
            FailOn::Never => false,
        }
    }
}

/// A user's choices, of one file or of several laid over each other.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    pub settings: Settings,
    pub fail_on: Option<FailOn>,
    /// What is asked of the layout.
    pub layout: Wishes,
    exceptions: Vec<Exception>,
}

/// Rules that are silent under some paths.
#[derive(Debug, Clone)]
struct Exception {
    /// The folder that the pattern counts from.
    root: PathBuf,
    paths: Gitignore,
    ignore: Vec<Selector>,
}

impl Configuration {
    /// Choices that hold for all paths alike.
    pub fn new(settings: Settings, fail_on: Option<FailOn>) -> Self {
        Configuration { settings, fail_on, ..Configuration::default() }
    }

    /// The settings for one file, by its absolute path.
    pub fn settings_for(&self, path: &Path) -> Settings {
        let mut settings = self.settings.clone();
        for exception in &self.exceptions {
            let Ok(relative) = path.strip_prefix(&exception.root) else { continue };
            if exception.paths.matched_path_or_any_parents(relative, false).is_ignore() {
                settings.ignore.extend_from_slice(&exception.ignore);
            }
        }
        settings
    }

    /// These choices where they say something, and `under` where they do not. A selection replaces the one below it, lists
    /// add up, and a rule that is selected by its name here is no longer ignored there.
    pub fn over(self, under: &Configuration) -> Configuration {
        let Settings { select, extend_select, ignore, severities, extend_safe_fixes, unfixable, options } =
            self.settings;
        let mut settings = under.settings.clone();
        let named: Vec<Selector> = select.iter().flatten().chain(&extend_select).copied().collect();
        settings.ignore.retain(|selector| !named.contains(selector));
        if let Some(select) = select {
            settings.select = Some(select);
            settings.extend_select.clear();
        }
        settings.extend_select.extend(extend_select);
        settings.ignore.extend(ignore);
        settings.severities.extend(severities);
        settings.extend_safe_fixes.extend(extend_safe_fixes);
        settings.unfixable.extend(unfixable);
        settings.options = Arc::new(Options::clone(&options).over(&settings.options));
        let exceptions = under.exceptions.iter().cloned().chain(self.exceptions).collect();
        Configuration {
            settings,
            fail_on: self.fail_on.or(under.fail_on),
            layout: self.layout.over(under.layout),
            exceptions,
        }
    }
}

/// Reads a configuration of ours. Paths in it count from `root`.
pub fn read(path: &Path, source: &str, root: &Path) -> (Configuration, Vec<Problem>) {
    let mut reader = Reader { path, source, root, read: Configuration::default(), problems: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(source);
    reader.table(table.get_ref());
    if let Some(error) = errors.first() {
        // What follows from broken TOML is not worth telling.
        reader.problems.clear();
        reader.complain(error.span().unwrap_or(0..0), error.message().lines().next().unwrap_or("this is not TOML"));
    }
    reader.problems.sort_by_key(|problem| problem.line);
    (reader.read, reader.problems)
}

struct Reader<'a> {
    path: &'a Path,
    source: &'a str,
    root: &'a Path,
    read: Configuration,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn complain(&mut self, at: Range<usize>, message: impl Into<String>) {
        let before = &self.source.as_bytes()[..at.start.min(self.source.len())];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        self.problems.push(Problem::at(self.path, line, message));
    }

    fn table(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            let Some(key) = Key::named(name.get_ref()) else {
                let suggestion = did_you_mean(name.get_ref(), Key::ALL.map(Key::name));
                self.complain(name.span(), format!("there is no key `{}`{suggestion}", name.get_ref()));
                continue;
            };
            match key {
                Key::Select => {
                    let selectors = self.selectors(value);
                    self.read.settings.select = Some(selectors).filter(|selectors| !selectors.is_empty());
                }
                Key::ExtendSelect => self.read.settings.extend_select = self.selectors(value),
                Key::Ignore => {
                    let selectors = self.selectors(value);
                    self.read.settings.ignore.extend(selectors);
                }
                Key::ExtendSafeFixes => self.read.settings.extend_safe_fixes = self.selectors(value),
                Key::Unfixable => self.read.settings.unfixable = self.selectors(value),
                Key::FailOn => self.fail_on(value),
                Key::Severity => self.severities(value),
                Key::PerPath => self.exceptions(value),
                Key::TrustedRegistries => self.options().trusted_registries = self.texts(value),
                Key::LabelSchema => self.label_schema(value),
                Key::StrictLabels => self.options().strict_labels = self.truth(key, value),
                Key::DisableIgnoreComments => self.options().disable_ignore_comments = self.truth(key, value),
                Key::MaxLines => self.max_lines(value),
                Key::Format => self.layout(value),
            }
        }
    }

    fn selectors(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Selector> {
        let Some(list) = value.get_ref().as_array() else {
            self.complain(value.span(), "this must be a list of rules, such as [\"root-user\", \"DL3008\"]");
            return Vec::new();
        };
        let mut selectors = Vec::new();
        for element in list {
            let Some(name) = element.get_ref().as_str() else {
                self.complain(element.span(), "a rule's name is a string in quotes");
                continue;
            };
            match selector(name) {
                Ok(selector) => selectors.push(selector),
                Err(sentence) => self.complain(element.span(), sentence),
            }
        }
        selectors
    }

    fn options(&mut self) -> &mut Options {
        Arc::make_mut(&mut self.read.settings.options)
    }

    fn texts(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        let texts = value.get_ref().as_array().map(|list| list.iter().map(|it| it.get_ref().as_str()).collect());
        match texts {
            Some(Some(texts)) => Vec::<&str>::into_iter(texts).map(str::to_owned).collect(),
            _ => {
                self.complain(value.span(), "this must be a list of strings");
                Vec::new()
            }
        }
    }

    fn truth(&mut self, key: Key, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.complain(value.span(), format!("`{}` is true or false", key.name()));
        }
        truth
    }

    fn max_lines(&mut self, value: &Spanned<DeValue<'_>>) {
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        self.options().max_lines = number;
        if number.is_none() {
            self.complain(value.span(), "`max-lines` is a number of lines");
        }
    }

    fn layout(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.complain(value.span(), "`format` is a table: keyword-case = \"upper\"");
        };
        for (name, value) in table {
            let Some(key) = LayoutKey::named(name.get_ref()) else {
                let suggestion = did_you_mean(name.get_ref(), LayoutKey::ALL.map(LayoutKey::name));
                self.complain(name.span(), format!("`format` has no key `{}`{suggestion}", name.get_ref()));
                continue;
            };
            let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse::<usize>().ok());
            let width = number.filter(|width| (1..=Wishes::MAX_INDENT).contains(width));
            let text = value.get_ref().as_str();
            let layout = &mut self.read.layout;
            let (is_understood, wanted) = match key {
                LayoutKey::DockerfileIndent => {
                    let tab = text.filter(|text| *text == "tab").map(|_| Indent::Tab);
                    layout.dockerfile_indent = width.map(Indent::Blanks).or(tab);
                    let wanted = format!("is a number from 1 to {}, or \"tab\"", Wishes::MAX_INDENT);
                    (layout.dockerfile_indent.is_some(), wanted)
                }
                LayoutKey::ComposeIndent => {
                    layout.compose_indent = width;
                    (width.is_some(), format!("is a number from 1 to {}", Wishes::MAX_INDENT))
                }
                LayoutKey::KeywordCase => {
                    layout.keyword_case = text.and_then(KeywordCase::parse);
                    let names = KeywordCase::ALL.map(|(name, _)| name).join(", ");
                    (layout.keyword_case.is_some(), format!("is one of {names}"))
                }
                LayoutKey::BlankLines => {
                    layout.blank_lines = number;
                    (number.is_some(), "is a number of lines".to_owned())
                }
            };
            if !is_understood {
                self.complain(value.span(), format!("`{}` {wanted}", key.name()));
            }
        }
    }

    fn label_schema(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.complain(value.span(), "`label-schema` is a table: \"org.example.url\" = \"url\"");
        };
        for (key, value) in table {
            let name = value.get_ref().as_str();
            match name.and_then(LabelKind::parse) {
                Some(kind) => {
                    self.options().label_schema.insert(key.get_ref().to_string(), kind);
                }
                None => self.complain(value.span(), kinds_of_labels()),
            }
        }
    }

    fn fail_on(&mut self, value: &Spanned<DeValue<'_>>) {
        self.read.fail_on = value.get_ref().as_str().and_then(FailOn::parse);
        if self.read.fail_on.is_none() {
            self.complain(value.span(), format!("`fail-on` is one of {}", FailOn::NAMES.join(", ")));
        }
    }

    fn severities(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.complain(value.span(), "`severity` is a table: rule = \"warning\"");
        };
        for (key, value) in table {
            let rules = find_all(key.get_ref());
            if rules.is_empty() {
                self.complain(key.span(), unknown_rule(key.get_ref()));
                continue;
            }
            let names = rules.iter().map(|rule| rule.meta.name);
            match (value.get_ref().as_str(), value.get_ref().as_str().and_then(severity)) {
                (Some("off"), _) => self.read.settings.ignore.extend(names.map(Selector::Rule)),
                (_, Some(level)) => self.read.settings.severities.extend(names.map(|rule| (rule.to_owned(), level))),
                _ => self.complain(value.span(), "a severity is one of error, warning, info, hint, off"),
            }
        }
    }

    fn exceptions(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.complain(value.span(), "`per-path` is a table: \"tests/**\" = [\"root-user\"]");
        };
        for (key, value) in table {
            let ignore = self.selectors(value);
            match pattern(key.get_ref()) {
                Ok(paths) => {
                    self.read.exceptions.push(Exception { root: self.root.to_owned(), paths, ignore });
                }
                Err(error) => self.complain(key.span(), format!("this pattern cannot be read: {error}")),
            }
        }
    }
}

/// A pattern as in `.gitignore`, over paths relative to the configuration's folder.
fn pattern(text: &str) -> Result<Gitignore, ignore::Error> {
    let mut builder = GitignoreBuilder::new("");
    builder.add_line(None, text)?;
    builder.build()
}

/// Reads the name of a rule, a group or an alias.
///
/// # Errors
/// A sentence that names what was not understood, with the one best suggestion.
pub fn selector(name: &str) -> Result<Selector, String> {
    Selector::parse(name).map_err(|sentence| {
        let groups = ["all"].into_iter().chain(Group::ALL.iter().map(|(name, _)| *name));
        format!("{sentence}{}", did_you_mean(name, groups.chain(names())))
    })
}

/// What the values of labels can be, in a sentence.
pub(super) fn kinds_of_labels() -> String {
    let names: Vec<&str> = LabelKind::ALL.iter().map(|(name, _)| *name).collect();
    format!("a label's value is one of {}", names.join(", "))
}

/// What to say of a name that no rule has.
pub fn unknown_rule(name: &str) -> String {
    format!("there is no rule or alias `{name}`{}", did_you_mean(name, names()))
}

/// What rules are called, here and by other tools, in words: a number that is one off is another number, not a slip.
fn names() -> impl Iterator<Item = &'static str> {
    let aliases = RULES.iter().flat_map(|rule| rule.meta.aka).filter_map(|alias| alias.split_once(':'));
    let words = aliases.map(|(_, code)| code).filter(|code| !code.contains(|c: char| c.is_ascii_digit()));
    RULES.iter().map(|rule| rule.meta.name).chain(words)
}

fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    suggest(name, candidates).map_or_else(String::new, |candidate| format!("; did you mean `{candidate}`?"))
}

pub(super) fn severity(name: &str) -> Option<Severity> {
    [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint].into_iter().find(|it| it.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> (Configuration, Vec<String>) {
        let (configuration, problems) = read(Path::new("dunnage.toml"), source, Path::new("/project"));
        (configuration, problems.iter().map(ToString::to_string).collect())
    }

    fn speaks(configuration: &Configuration, path: &str) -> bool {
        let rule = crate::rules::find("maintainer-deprecated").expect("the rule exists");
        configuration.settings_for(Path::new(path)).severity_of(&rule.meta).is_some()
    }

    #[test]
    fn every_key_is_read() {
        let (configuration, problems) = of("select = [\"DL4000\"]\nfail-on = \"error\"\n\
             [severity]\nmaintainer-deprecated = \"hint\"\n[per-path]\n\"old/**\" = [\"all\"]\n");
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(configuration.fail_on, Some(FailOn::At(Severity::Error)));
        assert_eq!(configuration.settings.severities.get("maintainer-deprecated"), Some(&Severity::Hint));
        assert!(speaks(&configuration, "/project/new/Dockerfile"));
        assert!(!speaks(&configuration, "/project/old/a/Dockerfile"));
        assert!(speaks(&configuration, "/elsewhere/old/Dockerfile"));
    }

    #[test]
    fn what_single_rules_are_told_is_read() {
        let (configuration, problems) =
            of("trusted-registries = [\"ghcr.io\"]\nstrict-labels = true\nmax-lines = 80\n\
             disable-ignore-comments = false\n[label-schema]\n\"a.url\" = \"url\"\n");
        assert!(problems.is_empty(), "{problems:?}");
        let options = &configuration.settings.options;
        assert_eq!(
            (options.trusted_registries.len(), options.strict_labels, options.max_lines),
            (1, Some(true), Some(80))
        );
        assert_eq!(options.label_schema.get("a.url"), Some(&LabelKind::Url));
        let (_, problems) = of("trusted-registries = \"ghcr.io\"\nstrict-labels = 1\nmax-lines = true\n\
             [label-schema]\na = \"number\"\n");
        assert_eq!(problems.len(), 4, "{problems:?}");
    }

    #[test]
    fn what_is_asked_of_the_layout_is_read() {
        let (configuration, problems) = of("[format]\ndockerfile-indent = \"tab\"\ncompose-indent = 4\n\
             keyword-case = \"keep\"\nblank-lines = 2\n");
        assert!(problems.is_empty(), "{problems:?}");
        let wanted = Wishes {
            dockerfile_indent: Some(Indent::Tab),
            compose_indent: Some(4),
            keyword_case: Some(KeywordCase::Keep),
            blank_lines: Some(2),
        };
        assert_eq!(configuration.layout, wanted);
        let (_, problems) = of("[format]\ndockerfile-indent = 0\ncompose-indent = \"tab\"\nkeyword-case = 1\n\
             blank-lines = -1\nkeyword-cse = 1\n");
        assert_eq!(problems.len(), 5, "{problems:?}");
    }

    #[test]
    fn mistakes_are_named_with_their_line_and_the_rest_holds() {
        let (configuration, problems) = of("selct = [\"all\"]\nignore = [\"maintainer-deprecatd\", \"DL4000\", 3]\n\
             fail-on = \"sometimes\"\n[severity]\nDL4000 = \"loud\"\n");
        assert_eq!(
            problems,
            [
                "dunnage.toml:1: there is no key `selct`; did you mean `select`?",
                "dunnage.toml:2: there is no rule, group or alias `maintainer-deprecatd`; \
                 did you mean `maintainer-deprecated`?",
                "dunnage.toml:2: a rule's name is a string in quotes",
                "dunnage.toml:3: `fail-on` is one of error, warning, info, hint, never",
                "dunnage.toml:5: a severity is one of error, warning, info, hint, off",
            ]
        );
        assert!(!speaks(&configuration, "/project/Dockerfile"));
    }

    #[test]
    fn broken_toml_is_told_with_its_line() {
        let (_, problems) = of("ignore = [\"all\"]\nfail-on = = 3\n");
        assert_eq!((problems.len(), problems[0].starts_with("dunnage.toml:2: ")), (1, true), "{problems:?}");
    }

    #[test]
    fn the_nearer_choice_wins() {
        let under = of("ignore = [\"DL4000\"]\nfail-on = \"never\"\nextend-select = [\"style\"]\n").0;
        assert!(!speaks(&Configuration::default().over(&under), "/project/Dockerfile"));
        let both = of("select = [\"DL4000\"]\n").0.over(&under);
        assert!(speaks(&both, "/project/Dockerfile"));
        assert_eq!((both.fail_on, both.settings.extend_select.len()), (Some(FailOn::Never), 0));
    }
}
