//! The files of variables and labels that services name in `env_file` and `label_file`.

use super::project::substitute::substitute;
use super::{Compose, Service, Value};
use crate::model::surroundings::plain;
use crate::text::Span;
use std::path::PathBuf;

/// A file that a service takes variables or labels from.
#[derive(Debug, Clone)]
pub struct VariableFile<'a> {
    pub service: Service<'a>,
    /// Absolute.
    pub path: PathBuf,
    /// Of the path as written.
    pub span: Span,
    /// Whether it holds labels.
    pub is_label: bool,
    /// What `format:` says.
    pub format: Option<Value<'a>>,
    /// `required: false` is not given.
    pub is_required: bool,
    /// Whether the service is on.
    pub is_on: bool,
}

impl Compose {
    /// Every file that `env_file` or `label_file` of a service names; none where the folder of the file is not known, and none
    /// whose path hangs on a variable that is not set.
    pub fn variable_files(&self) -> Vec<VariableFile<'_>> {
        if !self.source().contains("_file") {
            return Vec::new();
        }
        let mut files = Vec::new();
        for service in self.services() {
            let is_on = || self.setting().environment.turns_on(service.profiles().filter_map(Value::text));
            for key in ["env_file", "label_file"] {
                let Some(given) = service.get(key) else { continue };
                let one = Some(given).filter(|given| !given.is_sequence());
                let named = one.into_iter().chain(given.items());
                files
                    .extend(named.filter_map(|named| self.variable_file(service, named, key == "label_file", is_on())));
            }
        }
        files
    }

    fn variable_file<'a>(
        &'a self,
        service: Service<'a>,
        named: Value<'a>,
        is_label: bool,
        is_on: bool,
    ) -> Option<VariableFile<'a>> {
        let setting = self.setting();
        let path = if named.is_mapping() { named.get("path")? } else { named };
        let filled = substitute(path.as_str()?, &|name| setting.environment.get(name));
        if filled.text.is_empty() || !filled.unset.is_empty() || !filled.required.is_empty() {
            return None;
        }
        let required = named.get("required").and_then(Value::text);
        Some(VariableFile {
            service,
            path: plain(&setting.folder.as_ref()?.join(filled.text)),
            span: path.span(),
            is_label,
            format: named.get("format"),
            is_required: is_label || required != Some("false"),
            is_on,
        })
    }
}
