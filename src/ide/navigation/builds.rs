//! What a Dockerfile and the Compose files that build it say of each other: stages and build arguments. What Bake files say of
//! them comes along.

use super::near::{Near, Sheet};
use super::{Change, Site, bake};
use crate::ide::names::{self, Name, NameKind, Role};
use crate::model::compose::{Service, Value, has_variable};
use crate::model::dockerfile::Keyword;
use crate::model::{Compose, Dockerfile, Language};
use crate::syntax::yaml::Pair;
use crate::text::Span;
use std::path::Path;

/// Visits every service around that is built from a Dockerfile.
pub(super) fn each_build(near: &Near<'_>, dockerfile: &Path, mut visit: impl FnMut(&Sheet<'_>, Service<'_>)) {
    let mut paths = near.compose_files(dockerfile);
    // The file at hand may stand further away.
    if let Some(own) = near.own_path().filter(|_| near.own().compose().is_some()) {
        paths.extend(near.compose_files(own));
        paths.push(own.to_owned());
    }
    paths.sort();
    paths.dedup();
    for path in paths {
        if !near.text(&path).is_some_and(|text| text.contains("build")) {
            continue;
        }
        let Some(sheet) = near.sheet(&path, Language::Compose) else { continue };
        let Some(file) = sheet.compose() else { continue };
        for service in file.services() {
            if service.build().is_some() && service.dockerfile_path().is_some_and(|path| path == dockerfile) {
                visit(&sheet, service);
            }
        }
    }
}

/// Every place that names a stage: those of its Dockerfile, and the targets of the services that build it.
pub(super) fn stage_sites(near: &Near<'_>, sheet: &Sheet<'_>, name: &Name) -> Vec<Site> {
    let mut sites: Vec<Site> = name.places.iter().map(|place| Site::of(sheet, *place)).collect();
    let (Some(file), Some(path)) = (sheet.dockerfile(), sheet.path()) else { return sites };
    let Some(index) = stage_index(file, name) else { return sites };
    each_build(near, &path, |compose, service| {
        let Some(target) = target_of(service) else { return };
        let Some(stage) = named_stage(file, &target.text).filter(|stage| *stage == index) else { return };
        let is_name = file.stages[stage].is_named(&target.text);
        sites.push(Site::new(compose, target.span, if is_name { Role::Use } else { Role::Indirect }));
    });
    sites.extend(bake::stage_sites(near, &path, file, index));
    sites
}

/// The stage that a name is of.
pub(super) fn stage_index(file: &Dockerfile, name: &Name) -> Option<usize> {
    let by_name = |stage: &&crate::model::dockerfile::Stage| {
        let span = stage.name.as_ref().map(|word| word.span);
        span.is_some_and(|span| name.places.iter().any(|place| place.role == Role::Declaration && place.span == span))
    };
    let named = file.stages.iter().find(by_name);
    named.map(|stage| stage.index).or_else(|| name.text.parse().ok().filter(|index| *index < file.stages.len()))
}

/// The `target` of a service's build, where no variable decides it.
pub(super) fn target_of(service: Service<'_>) -> Option<crate::model::dockerfile::Word> {
    let target = service.build()?.get("target")?;
    let text = target.text().filter(|text| !text.is_empty() && !has_variable(text))?.to_owned();
    Some(crate::model::dockerfile::Word { text, span: target.joined()?.whole() })
}

/// Source: BuildKit `dockerfile2llb/convert.go`: a target is a name in any case, or a number.
pub(super) fn named_stage(file: &Dockerfile, target: &str) -> Option<usize> {
    file.stage_named(target).map(|stage| stage.index)
}

/// The build arguments of that name, as one: what a service gives is given to all of them.
pub(super) fn argument_sites(near: &Near<'_>, sheet: &Sheet<'_>, own: Option<&Name>, text: &str) -> Vec<Site> {
    let Some(file) = sheet.dockerfile() else { return Vec::new() };
    let mut given = Vec::new();
    if let Some(path) = sheet.path() {
        each_build(near, &path, |compose, service| given.extend(given_sites(compose, service, text)));
        given.extend(bake::argument_sites(near, &path, text));
    }
    let all = names::names(sheet.snapshot());
    let is_joined = |name: &Name| name.kind == NameKind::Variable && name.text == text && is_argument(file, name);
    let named: Vec<&Name> = match own {
        // A variable that no service gives is what the Dockerfile makes of it.
        Some(own) if given.is_empty() || !is_argument(file, own) => {
            return own.places.iter().map(|place| Site::of(sheet, *place)).collect();
        }
        _ => all.iter().filter(|name| is_joined(name)).collect(),
    };
    let places = named.iter().flat_map(|name| &name.places);
    let mut sites: Vec<Site> = places.map(|place| Site::of(sheet, *place)).collect();
    sites.extend(given);
    sites
}

/// Whether an ARG declares it: only then does it take a value from outside.
pub(super) fn is_argument(file: &Dockerfile, name: &Name) -> bool {
    let is_arg = |span: Span| file.instruction_at(span.start).is_some_and(|instruction| instruction.is(Keyword::Arg));
    name.declarations().any(|place| is_arg(place.span))
}

/// The places where a service gives its build an argument.
fn given_sites(sheet: &Sheet<'_>, service: Service<'_>, name: &str) -> Vec<Site> {
    let Some(arguments) = service.build().and_then(|build| build.get("args")) else { return Vec::new() };
    let is_set = |name: &str| service.file().setting().environment.get(name).is_some();
    let filled = filled(arguments);
    passed(service.file(), arguments, name)
        .into_iter()
        .map(|passed| {
            let mut site = Site::new(sheet, passed.span, Role::Use);
            let item = filled.iter().find(|it| it.item.contains(passed.span));
            site.short = item.map(|it| (it.variable.clone(), it.item));
            // A name alone takes the value of the variable that is called so: that keeps its name.
            if let Some(alone) = passed.alone.filter(|_| is_set(name)) {
                let [open, equals, close] = alone.around();
                let after = format!("{equals}${{{name}}}{close}");
                site.change = Some(Change { span: alone.span, before: open.to_owned(), after });
            }
            site
        })
        .collect()
}

/// An entry of `args` or `environment`.
pub(super) struct Passed {
    /// Of its name.
    pub span: Span,
    /// What to write anew to give a value to a name that stands alone.
    pub alone: Option<Alone>,
}

/// An item of `args` or `environment` that takes its value from a variable and nothing else: `"NAME=${VARIABLE}"`.
pub(super) struct Filled {
    pub name: String,
    pub variable: String,
    pub variable_span: Span,
    /// With its quotes.
    pub item: Span,
}

/// The items of that form in a list of variables, in double quotes: so a rename writes a name that stood alone.
pub(super) fn filled(variables: Value<'_>) -> Vec<Filled> {
    let quoted = variables.items().filter(|item| !item.is_alias());
    let found = quoted.filter_map(|item| {
        let (text, joined) = (item.text()?, item.joined()?);
        let (name, value) = text.split_once('=')?;
        let variable = value.strip_prefix("${")?.strip_suffix('}')?;
        let start = text.len() - variable.len() - 1;
        let is_quoted = item.span().len() == text.len() + 2;
        (is_quoted && !variable.contains(|c: char| !c.is_ascii_alphanumeric() && c != '_')).then(|| Filled {
            name: name.to_owned(),
            variable: variable.to_owned(),
            variable_span: joined.span(start..text.len() - 1),
            item: item.span(),
        })
    });
    found.collect()
}

#[derive(Clone, Copy)]
pub(super) struct Alone {
    pub span: Span,
    /// It is a key of a mapping, not an item of a list.
    is_key: bool,
    is_quoted: bool,
}

impl Alone {
    /// What stands before the name, between it and a value, and behind that: braces are no plain text in flow style.
    pub fn around(self) -> [&'static str; 3] {
        match (self.is_key, self.is_quoted) {
            (true, _) => ["", ": \"", "\""],
            (false, true) => ["", "=", ""],
            (false, false) => ["\"", "=", "\""],
        }
    }
}

/// The entries of that name in a list or mapping of variables.
pub(super) fn passed(file: &Compose, variables: Value<'_>, name: &str) -> Vec<Passed> {
    let listed = variables.items().filter_map(|item| {
        let (text, joined) = (item.text()?, item.joined()?);
        let given = text.split_once('=').map_or(text, |(name, _)| name);
        let span = joined.span(0..given.len());
        let is_quoted = file.source()[..span.start].ends_with(['"', '\'']);
        let alone = (text == given).then_some(Alone { span, is_key: false, is_quoted });
        (given == name).then_some(Passed { span, alone })
    });
    let mapped = variables.entries().into_iter().filter(|pair| pair.key.text() == Some(name));
    let mapped = mapped.filter_map(|pair: Pair<'_>| {
        let span = pair.key.joined()?.whole();
        let colon = file.source()[pair.key.span().end..].find(':').map(|at| pair.key.span().end + at + 1)?;
        let end = if pair.value.span().is_empty() { colon } else { pair.value.span().end };
        let whole = Span::new(pair.key.span().start, end);
        let alone = pair.value.is_null().then_some(Alone { span: whole, is_key: true, is_quoted: false });
        Some(Passed { span, alone })
    });
    listed.chain(mapped).collect()
}
