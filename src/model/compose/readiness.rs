//! Who waits for whom, and whether it can be told that a service is well.

use super::{Service, Value};
use crate::model::dockerfile::Arguments;
use crate::reference::images::Confidence;
use crate::text::Span;

/// What is known of a service's health check, its image's included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    Checked,
    /// Switched off, at this place.
    Disabled(Span),
    /// There is none, here or in the image.
    Missing,
    /// The image is unknown, or built.
    Unknown,
}

/// An entry of `depends_on`.
#[derive(Debug, Clone, Copy)]
pub struct Dependency<'a> {
    pub name: &'a str,
    /// Of the name.
    pub span: Span,
    /// `None` in the short form.
    pub condition: Option<Value<'a>>,
}

impl Dependency<'_> {
    /// Whether the service waits for more than the start of the other.
    pub fn waits_for(&self, condition: &str) -> bool {
        self.condition.and_then(Value::text) == Some(condition)
    }
}

impl<'a> Service<'a> {
    /// What `depends_on` says, in either form.
    pub fn depends_on(self) -> Vec<Dependency<'a>> {
        let Some(depends_on) = self.get("depends_on") else {
            return Vec::new();
        };
        let listed = depends_on.items().filter_map(|item| {
            let span = item.joined()?.whole();
            Some(Dependency { name: item.as_str()?, span, condition: None })
        });
        let mapped = depends_on.entries().into_iter().filter_map(|pair| {
            Some(Dependency { name: pair.key.text()?, span: pair.key.span(), condition: pair.value.get("condition") })
        });
        listed.chain(mapped).collect()
    }

    /// Whether anything tells that the service is well.
    pub fn health(self) -> Health {
        if let Some(pair) = self.entry("healthcheck") {
            let check = pair.value;
            let test = check.get("test");
            // The plain text `NONE` is a command for the shell.
            let first = test.and_then(|test| test.items().next()?.text());
            let disabled = check.get("disable").and_then(Value::text) == Some("true");
            if disabled || first == Some("NONE") {
                return Health::Disabled(pair.span);
            }
            if test.is_some() || !check.is_mapping() {
                return Health::Checked;
            }
        }
        if self.get("extends").is_some() {
            return Health::Unknown;
        }
        if self.build().is_some() {
            return self.health_of_build();
        }
        match self.known_image() {
            Some(image) if image.has_healthcheck => Health::Checked,
            Some(image) if image.confidence != Confidence::Memory => Health::Missing,
            _ => Health::Unknown,
        }
    }

    /// What the Dockerfile of its build says, and the known image under it.
    fn health_of_build(self) -> Health {
        let known = || {
            let dockerfile = self.compose.build_of(self)?.dockerfile()?;
            let stage = self.built_stage(dockerfile)?;
            if let Some(index) = dockerfile.runtime_of(stage).healthcheck {
                let checks = !matches!(
                    &dockerfile.instructions[index].arguments,
                    Arguments::Health { kind, .. } if kind.text.eq_ignore_ascii_case("NONE")
                );
                return Some(if checks { Health::Checked } else { Health::Missing });
            }
            if dockerfile.stands_on_scratch(stage) {
                return Some(Health::Missing);
            }
            let image = dockerfile.image_under(stage)?;
            match (image.has_healthcheck, image.confidence) {
                (true, _) => Some(Health::Checked),
                (false, Confidence::Memory) => None,
                (false, _) => Some(Health::Missing),
            }
        };
        known().unwrap_or(Health::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    fn health(body: &str) -> Health {
        let source = format!("services:\n  a: {{{body}}}\n");
        let snapshot = Snapshot::of(Language::Compose, &source);
        let service = snapshot.compose().and_then(|file| file.service("a"));
        service.map_or(Health::Unknown, Service::health)
    }

    #[test]
    fn health_is_known_where_the_image_is() {
        assert_eq!(health("image: postgres:17"), Health::Missing);
        assert_eq!(health("image: axllent/mailpit"), Health::Checked);
        assert_eq!(health("image: example/x"), Health::Unknown);
        assert_eq!(health("image: postgres:17, build: ."), Health::Unknown);
        assert_eq!(health("image: x, healthcheck: {test: [CMD, x]}"), Health::Checked);
        assert!(matches!(health("image: x, healthcheck: {disable: true}"), Health::Disabled(_)));
        assert!(matches!(health("image: x, healthcheck: {test: [NONE]}"), Health::Disabled(_)));
        assert_eq!(health("image: x, healthcheck: {test: NONE}"), Health::Checked);
    }
}
