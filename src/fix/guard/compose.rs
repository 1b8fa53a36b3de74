//! What a fix must leave of a Compose file: the same model once aliases are followed and merge keys merged.

use super::keep;
use crate::model::Compose;
use crate::model::compose::{Resolved, Value};
use crate::rules::Change;
use std::fmt::Write;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ComposeFacts {
    /// Reasons to refuse the file as YAML.
    problems: usize,
    /// The whole model in one text; `None` where aliases make it too large to write down.
    model: Option<String>,
}

/// How many values are written down before the model counts as too large.
const MAX_VALUES: usize = 200_000;

impl ComposeFacts {
    pub fn of(file: &Compose) -> Self {
        let mut writer = Writer { text: String::new(), values: 0 };
        let whole = file.documents().all(|document| writer.write(document));
        ComposeFacts { problems: file.view().problems().len(), model: whole.then_some(writer.text) }
    }

    /// Whether `after` keeps all of this, apart from what is declared.
    pub fn compare(&self, after: &ComposeFacts, declared: &[Change]) -> Result<(), String> {
        if after.problems > self.problems {
            return Err("it would break the YAML".to_owned());
        }
        keep(declared.contains(&Change::Model) || (self.model == after.model && self.model.is_some()), "the model")
    }
}

/// Writes values in one form, whatever their style: mappings sorted by key.
struct Writer {
    text: String,
    values: usize,
}

impl Writer {
    /// False where the budget is spent.
    fn write(&mut self, value: Value<'_>) -> bool {
        self.values += 1;
        if self.values > MAX_VALUES {
            return false;
        }
        self.text.push_str(value.tag().unwrap_or(""));
        if value.is_mapping() {
            let mut entries = value.entries();
            entries.sort_by_key(|pair| pair.key.text());
            self.text.push('{');
            for pair in entries {
                let _ = write!(self.text, "{:?}:", pair.key.text());
                if !self.write(pair.value) {
                    return false;
                }
            }
            self.text.push('}');
        } else if value.is_sequence() {
            self.text.push('[');
            for item in value.items() {
                if !self.write(item) {
                    return false;
                }
                self.text.push(',');
            }
            self.text.push(']');
        } else {
            let _ = match value.resolved() {
                Some(Resolved::Text) => write!(self.text, "{:?}", value.text()),
                other => write!(self.text, "{other:?}"),
            };
        }
        self.text.push('\n');
        true
    }
}
