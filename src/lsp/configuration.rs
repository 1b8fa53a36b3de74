//! Which settings hold for a document: what its project says, and on top of that what the editor says.

use super::outbox::Complaints;
use crate::format;
use crate::ide::{HintKind, LensKind};
use crate::project::{Configuration, Configurations, absolute, selector, unknown_rule};
use crate::rules::settings::Selector;
use crate::rules::{Settings, Severity, find_all};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// What the user asks for in the editor's own settings, in the section `dunnage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wishes {
    settings: Settings,
    /// Whether the server mends a file when the editor says that it is about to be saved.
    pub fix_on_save: bool,
    /// Whether the client may ask for the diagnostics of every file of the workspace, open or not.
    pub workspace_diagnostics: bool,
    /// Whether the server lays documents out when it is asked to.
    pub formats: bool,
    /// The hints that somebody switched on or off.
    hints: BTreeMap<HintKind, bool>,
    /// The lenses that somebody switched on or off.
    lenses: BTreeMap<LensKind, bool>,
    /// The editor's command that shows the places a lens counts; the protocol has none.
    show_references: Option<String>,
}

impl Default for Wishes {
    fn default() -> Self {
        Wishes {
            settings: Settings::default(),
            fix_on_save: false,
            workspace_diagnostics: false,
            formats: true,
            hints: BTreeMap::new(),
            lenses: BTreeMap::new(),
            show_references: None,
        }
    }
}

const KEYS: [&str; 12] = [
    "select",
    "extendSelect",
    "ignore",
    "severity",
    "extendSafeFixes",
    "unfixable",
    "fixOnSave",
    "format",
    "workspaceDiagnostics",
    "hints",
    "lenses",
    "showReferencesCommand",
];

impl Wishes {
    /// Reads the section, or a whole settings object that holds it. Also answers with what was not understood; `None` where
    /// nothing was said of us: some clients send the settings of all their servers, or an empty object.
    pub fn read(settings: &Value) -> Option<(Wishes, Vec<String>)> {
        let own = settings.get("dunnage");
        let section = own.unwrap_or(settings).as_object()?;
        if own.is_none() && !KEYS.iter().any(|key| section.contains_key(*key)) {
            return None;
        }
        let mut wishes = Wishes::default();
        let mut complaints = Vec::new();
        for (key, value) in section {
            let settings = &mut wishes.settings;
            match key.as_str() {
                // Editors send the empty list for a setting that nobody touched.
                "select" => {
                    let selectors = read_selectors(value, &mut complaints);
                    settings.select = Some(selectors).filter(|selectors| !selectors.is_empty());
                }
                "extendSelect" => settings.extend_select = read_selectors(value, &mut complaints),
                "ignore" => settings.ignore.extend(read_selectors(value, &mut complaints)),
                "severity" => read_severities(value, settings, &mut complaints),
                "extendSafeFixes" => settings.extend_safe_fixes = read_selectors(value, &mut complaints),
                "unfixable" => settings.unfixable = read_selectors(value, &mut complaints),
                // `"format": false` or `"format": {"enable": false}`: editors nest what has a dot in its name.
                "format" => {
                    let truth = value.as_bool().or_else(|| value.get("enable")?.as_bool());
                    wishes.formats = truth.unwrap_or(true);
                }
                "fixOnSave" => wishes.fix_on_save = value.as_bool().unwrap_or(false),
                "workspaceDiagnostics" => wishes.workspace_diagnostics = value.as_bool().unwrap_or(false),
                "hints" => {
                    let known = HintKind::ALL.iter().map(|(kind, name)| (*kind, *name));
                    wishes.hints = read_switches("hint", value, known, &mut complaints);
                }
                "lenses" => {
                    let known = LensKind::ALL.iter().map(|(kind, name, _)| (*kind, *name));
                    wishes.lenses = read_switches("lens", value, known, &mut complaints);
                }
                "showReferencesCommand" => {
                    wishes.show_references = value.as_str().filter(|name| !name.is_empty()).map(str::to_owned);
                }
                // Others belong to the editor's own half: the path of the program, how it is traced.
                _ => {}
            }
        }
        Some((wishes, complaints))
    }
}

/// Switches by name, or one for all: `{"images": false}`, `false`.
fn read_switches<K: Ord + Copy>(
    what: &str,
    value: &Value,
    known: impl Iterator<Item = (K, &'static str)> + Clone,
    complaints: &mut Vec<String>,
) -> BTreeMap<K, bool> {
    if let Some(all) = value.as_bool() {
        return known.map(|(kind, _)| (kind, all)).collect();
    }
    let mut switches = BTreeMap::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        match (known.clone().find(|(_, known)| known == name), value.as_bool()) {
            (Some((kind, _)), Some(on)) => _ = switches.insert(kind, on),
            (Some(_), None) => complaints.push(format!("the {what} \"{name}\" is switched with true or false")),
            (None, _) => complaints.push(format!("there is no {what} \"{name}\"")),
        }
    }
    switches
}

fn read_selectors(value: &Value, complaints: &mut Vec<String>) -> Vec<Selector> {
    let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut selectors = Vec::new();
    for text in texts {
        match selector(text) {
            Ok(selector) => selectors.push(selector),
            Err(complaint) => complaints.push(complaint),
        }
    }
    selectors
}

fn read_severities(value: &Value, settings: &mut Settings, complaints: &mut Vec<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let rules = find_all(name);
        if rules.is_empty() {
            complaints.push(unknown_rule(name));
            continue;
        }
        let names = rules.iter().map(|rule| rule.meta.name);
        match serde_json::from_value::<Severity>(value.clone()) {
            Ok(severity) => settings.severities.extend(names.map(|name| (name.to_owned(), severity))),
            Err(_) if value == "off" => settings.ignore.extend(names.map(Selector::Rule)),
            Err(_) => complaints.push("a severity is one of error, warning, info, hint, off".to_owned()),
        }
    }
}

/// The configuration files around the open documents, each read once; a change of any makes a new one of these.
#[derive(Debug)]
pub struct Projects {
    configurations: Configurations,
    complaints: Arc<Complaints>,
}

impl Projects {
    pub fn new(complaints: Arc<Complaints>) -> Self {
        Projects { configurations: Configurations::default(), complaints }
    }

    fn configuration(&self, path: &Path) -> Arc<Configuration> {
        let configuration = self.configurations.of(path);
        self.configurations.problems().iter().for_each(|problem| self.complaints.tell(problem.to_string()));
        configuration
    }
}

/// The settings of one document, read when somebody first needs them: by a worker, never on the message path.
#[derive(Debug)]
pub struct Choice {
    path: Option<PathBuf>,
    wishes: Arc<Wishes>,
    projects: Arc<Projects>,
    settings: OnceLock<Settings>,
}

impl Choice {
    /// For the document at `path`, which is `None` where it is on no disk.
    pub fn new(path: Option<PathBuf>, wishes: Arc<Wishes>, projects: Arc<Projects>) -> Self {
        Choice { path, wishes, projects, settings: OnceLock::new() }
    }

    pub fn settings(&self) -> &Settings {
        self.settings.get_or_init(|| {
            let wishes = self.wishes.settings.clone();
            let Some(path) = &self.path else {
                return wishes;
            };
            let of_project = self.projects.configuration(path);
            Configuration::new(wishes, None).over(&of_project).settings_for(&absolute(path))
        })
    }

    /// What is asked of the layout; `None` where nobody wants the server to have a say in it.
    pub fn layout(&self) -> Option<format::Wishes> {
        let of_project = || self.path.as_ref().map(|path| self.projects.configuration(path).layout);
        self.wishes.formats.then(|| of_project().unwrap_or_default())
    }

    pub fn shows_hint(&self, kind: HintKind) -> bool {
        self.wishes.hints.get(&kind).copied().unwrap_or(true)
    }

    pub fn shows_lens(&self, kind: LensKind) -> bool {
        self.wishes.lenses.get(&kind).copied().unwrap_or(kind.is_usual())
    }

    /// The editor's command that shows the places a lens counts.
    pub fn show_references(&self) -> Option<&str> {
        self.wishes.show_references.as_deref()
    }

    pub fn fixes_on_save(&self) -> bool {
        self.wishes.fix_on_save
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_section_is_found_alone_or_in_its_object() {
        let section = json!({"ignore": ["DL4000"], "fixOnSave": true});
        let alone = Wishes::read(&section).expect("settings were given");
        let wrapped = Wishes::read(&json!({"dunnage": section})).expect("settings were given");
        assert_eq!(alone, wrapped);
        assert!(alone.0.fix_on_save && alone.1.is_empty());
        for nothing in [Value::Null, json!({}), json!({"yaml": {"validate": true}}), json!([])] {
            assert_eq!(Wishes::read(&nothing), None, "{nothing}");
        }
        assert_eq!(Wishes::read(&json!({"dunnage": {}})), Some((Wishes::default(), Vec::new())));
    }

    #[test]
    fn somebody_else_may_do_the_formatting() {
        let formats = |settings: Value| Wishes::read(&settings).is_none_or(|(wishes, _)| wishes.formats);
        assert!(formats(json!({})) && formats(json!({"dunnage": {"ignore": []}})));
        assert!(!formats(json!({"format": false})) && !formats(json!({"dunnage": {"format": {"enable": false}}})));
    }

    #[test]
    fn what_is_not_understood_is_named_and_the_rest_holds() {
        let settings = json!({"ignore": ["no-such-rule", "DL4000"], "severity": {"DL4000": "loud"}});
        let (wishes, complaints) = Wishes::read(&settings).expect("settings were given");
        assert_eq!((wishes.settings.ignore.len(), complaints.len()), (1, 2));
    }

    #[test]
    fn hints_and_lenses_are_switched_by_name_or_at_once() {
        let read = |settings| Wishes::read(&settings).expect("settings were given");
        let (wishes, complaints) = read(json!({"hints": {"images": false, "wages": true}, "lenses": true}));
        assert_eq!(wishes.hints, BTreeMap::from([(HintKind::Image, false)]));
        assert_eq!(wishes.lenses.len(), LensKind::ALL.len());
        assert_eq!(complaints, ["there is no hint \"wages\""]);
    }

    #[test]
    fn an_empty_selection_selects_the_default_set_and_off_is_a_severity() {
        let settings = json!({"select": [], "severity": {"DL4000": "off"}});
        let (wishes, complaints) = Wishes::read(&settings).expect("settings were given");
        assert_eq!((wishes.settings.select, complaints.len()), (None, 0));
        assert_eq!(wishes.settings.ignore, [Selector::Rule("maintainer-deprecated")]);
    }
}
