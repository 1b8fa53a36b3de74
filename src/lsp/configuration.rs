//! Which settings hold for a document: what its project says, and on top of that what the editor says.

use crate::rules::settings::Selector;
use crate::rules::{Settings, Severity, find};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// What the user asks for in the editor's own settings, in the section `dunnage`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wishes {
    select: Vec<Selector>,
    extend_select: Vec<Selector>,
    ignore: Vec<Selector>,
    severities: BTreeMap<String, Severity>,
    /// Whether the server mends a file when the editor says that it is about to be saved.
    pub fix_on_save: bool,
}

impl Wishes {
    /// Reads the section, or a whole settings object that holds it. Also answers with what was not understood; `None` where
    /// nothing was said at all.
    pub fn read(settings: &Value) -> Option<(Wishes, Vec<String>)> {
        let section = settings.get("dunnage").unwrap_or(settings).as_object()?;
        let mut wishes = Wishes::default();
        let mut complaints = Vec::new();
        for (key, value) in section {
            match key.as_str() {
                "select" => wishes.select = read_selectors(value, &mut complaints),
                "extendSelect" => wishes.extend_select = read_selectors(value, &mut complaints),
                "ignore" => wishes.ignore = read_selectors(value, &mut complaints),
                "severity" => wishes.severities = read_severities(value, &mut complaints),
                "fixOnSave" => wishes.fix_on_save = value.as_bool().unwrap_or(false),
                // Others belong to the editor's own half: the path of the program, how it is traced.
                _ => {}
            }
        }
        Some((wishes, complaints))
    }

    /// The settings of a project, as this user wants them.
    fn upon(&self, mut settings: Settings) -> Settings {
        if !self.select.is_empty() {
            settings.select = Some(self.select.clone());
        }
        settings.extend_select.extend_from_slice(&self.extend_select);
        settings.ignore.extend_from_slice(&self.ignore);
        settings.severities.extend(self.severities.clone());
        settings
    }
}

fn read_selectors(value: &Value, complaints: &mut Vec<String>) -> Vec<Selector> {
    let texts = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut selectors = Vec::new();
    for text in texts {
        match Selector::parse(text) {
            Ok(selector) => selectors.push(selector),
            Err(complaint) => complaints.push(complaint),
        }
    }
    selectors
}

fn read_severities(value: &Value, complaints: &mut Vec<String>) -> BTreeMap<String, Severity> {
    let mut severities = BTreeMap::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let Some(rule) = find(name) else {
            complaints.push(format!("there is no rule or alias `{name}`"));
            continue;
        };
        match serde_json::from_value(value.clone()) {
            Ok(severity) => {
                severities.insert(rule.meta.name.to_owned(), severity);
            }
            Err(_) => complaints.push(format!("{value} is no severity: use error, warning, info or hint")),
        }
    }
    severities
}

/// The settings of one document, read when somebody first needs them: by a worker, never on the message path.
#[derive(Debug, Default)]
pub struct Choice {
    path: Option<PathBuf>,
    wishes: Arc<Wishes>,
    settings: OnceLock<Settings>,
}

impl Choice {
    /// For the document at `path`, which is `None` where it is on no disk.
    pub fn new(path: Option<PathBuf>, wishes: Arc<Wishes>) -> Self {
        Choice { path, wishes, settings: OnceLock::new() }
    }

    pub fn settings(&self) -> &Settings {
        self.settings.get_or_init(|| self.wishes.upon(self.path.as_deref().map(of_project).unwrap_or_default()))
    }

    pub fn fixes_on_save(&self) -> bool {
        self.wishes.fix_on_save
    }
}

/// What the configuration files above a document say.
fn of_project(_path: &Path) -> Settings {
    Settings::default()
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
        assert_eq!(Wishes::read(&Value::Null), None);
    }

    #[test]
    fn what_is_not_understood_is_named_and_the_rest_holds() {
        let settings = json!({"ignore": ["no-such-rule", "DL4000"], "severity": {"DL4000": "loud"}});
        let (wishes, complaints) = Wishes::read(&settings).expect("settings were given");
        assert_eq!((wishes.ignore.len(), complaints.len()), (1, 2));
    }

    #[test]
    fn an_empty_selection_selects_the_default_set() {
        let (wishes, _) = Wishes::read(&json!({"select": []})).expect("settings were given");
        assert_eq!(wishes.upon(Settings::default()), Settings::default());
    }
}
