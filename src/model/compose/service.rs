//! A service: what it runs, and the words of it that rules and editors ask for most.

use super::{Compose, Declared, Reference, Resolved, Section, Value, has_variable};
use crate::model::dockerfile::ImageReference;
use crate::reference::images::Image;
use crate::syntax::yaml::Pair;
use crate::text::Span;

/// A service as one document of the file has it.
#[derive(Debug, Clone, Copy)]
pub struct Service<'a> {
    pub(super) compose: &'a Compose,
    pub name: &'a str,
    /// Of its name.
    pub key: Span,
    pub value: Value<'a>,
    /// From its name to its end.
    pub span: Span,
}

/// Services that extend one another, beyond which nobody follows; more are a cycle.
const MAX_EXTENDED: usize = 20;

/// A variable of a service's environment.
#[derive(Debug, Clone, Copy)]
pub struct Variable<'a> {
    pub name: &'a str,
    /// Of the name alone.
    pub name_span: Span,
    /// `None` where the environment of Compose decides.
    pub value: Option<&'a str>,
    /// Of the value; of the name where there is none.
    pub value_span: Span,
    /// Of the whole entry.
    pub span: Span,
}

impl<'a> Service<'a> {
    pub(super) fn new(compose: &'a Compose, declared: Declared<'a>) -> Self {
        let Declared { name, key, value, span, .. } = declared;
        Service { compose, name, key, value, span }
    }

    pub fn file(self) -> &'a Compose {
        self.compose
    }

    /// The value of a key, merge keys considered.
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        self.entry(key).map(|pair| pair.value)
    }

    /// The entry of a key, merge keys considered. What `!reset` removes is not there.
    pub fn entry(self, key: &str) -> Option<Pair<'a>> {
        self.value.entry(key).filter(|pair| pair.value.tag() != Some("!reset"))
    }

    /// The image, where one is named.
    pub fn image(self) -> Option<ImageReference> {
        let image = self.get("image")?;
        let text = image.as_str().filter(|text| !text.is_empty())?;
        let joined = image.joined()?;
        Some(ImageReference::parse(text, joined.whole()))
    }

    /// What the table knows of the image that it pulls; `None` for one that is built, and for one that is unknown.
    pub fn known_image(self) -> Option<&'static Image> {
        self.compose.known_image(self.key)
    }

    /// How it is built: a mapping, or the text of its context.
    pub fn build(self) -> Option<Value<'a>> {
        self.get("build")
    }

    /// The directory of its build context, where it is built.
    pub fn build_context(self) -> Option<Value<'a>> {
        let build = self.build()?;
        if build.is_mapping() { build.get("context") } else { Some(build) }
    }

    /// Whether the service says what it runs: an image, a build, or a provider in their stead.
    pub fn can_run(self) -> bool {
        ["image", "build", "provider"].iter().any(|key| self.get(key).is_some())
            || self.extends_here().is_some_and(Service::can_run_itself)
    }

    /// Whether what it does not say is said nowhere: it runs an image or a build, and extends no other service.
    pub fn is_complete(self) -> bool {
        ["image", "build"].iter().any(|key| self.get(key).is_some()) && self.get("extends").is_none()
    }

    fn can_run_itself(self) -> bool {
        ["image", "build", "provider", "extends"].iter().any(|key| self.get(key).is_some())
    }

    /// The service of this file that it extends.
    pub fn extends_here(self) -> Option<Service<'a>> {
        let extends = self.get("extends")?;
        let name = match extends.is_mapping() {
            true if extends.get("file").is_some() => return None,
            true => extends.get("service")?.text()?,
            false => extends.text()?,
        };
        self.compose.service(name)
    }

    /// Whether it extends a service of another file.
    pub fn extends_elsewhere(self) -> bool {
        self.get("extends").is_some_and(|extends| extends.get("file").is_some())
    }

    /// The profiles that turn it on, those of what it extends among them; none for a service that is always on.
    pub fn profiles(self) -> impl Iterator<Item = Value<'a>> {
        let chain = std::iter::successors(Some(self), |service| service.extends_here()).take(MAX_EXTENDED);
        chain.filter_map(|service| service.get("profiles")).flat_map(Value::items)
    }

    /// Whether a flag such as `privileged` is set; `None` where it is absent or a variable decides.
    pub fn flag(self, key: &str) -> Option<bool> {
        let value = self.get(key)?;
        match value.resolved()? {
            Resolved::Boolean(set) => Some(set),
            Resolved::Text => match value.text()?.to_ascii_lowercase().as_str() {
                "true" | "yes" | "y" | "on" => Some(true),
                "false" | "no" | "n" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The text of a key that holds one, where no variable decides it.
    pub fn text(self, key: &str) -> Option<&'a str> {
        self.get(key)?.text().filter(|text| !has_variable(text))
    }

    /// Its environment, from either form.
    pub fn environment(self) -> Vec<Variable<'a>> {
        let Some(environment) = self.get("environment") else {
            return Vec::new();
        };
        let listed = environment.items().filter_map(|item| {
            let text = item.text()?;
            let joined = item.joined()?;
            let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            let name_span = joined.span(0..name.len());
            let value_span = value.map_or(name_span, |value| joined.span(text.len() - value.len()..text.len()));
            Some(Variable { name, name_span, value, value_span, span: item.span() })
        });
        let mapped = environment.entries().into_iter().filter_map(|pair| {
            let value = pair.value.text().filter(|_| !pair.value.is_null());
            let value_span = if value.is_some() { pair.value.span() } else { pair.key.span() };
            Some(Variable { name: pair.key.text()?, name_span: pair.key.span(), value, value_span, span: pair.span })
        });
        listed.chain(mapped).collect()
    }

    /// Every name of something else that it uses.
    pub fn references(self) -> &'a [Reference] {
        self.compose.references().of_service(self.key)
    }

    /// Where it says nothing in the place of a name of a section: an empty text, or a long form without its `source`.
    pub fn nameless(self, section: Section) -> impl Iterator<Item = Span> {
        let all = self.compose.references().nameless_in(self.key).iter();
        all.filter(move |(of, _)| *of == section).map(|(_, span)| *span)
    }

    /// The services that must run before it does, as Compose orders them: named in `depends_on`, `links`,
    /// `volumes_from`, or shared namespaces.
    pub fn dependencies(self) -> impl Iterator<Item = &'a Reference> {
        self.references().iter().filter(|reference| reference.kind.orders())
    }
}
