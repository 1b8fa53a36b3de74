//! A YAML value as a part of the project: aliases followed, merge keys merged, variables put in.
//!
//! Keys are never put in. Source: compose-go `loader/loader.go`, `interpolation/interpolation.go`.

use super::Problem;
use super::ProblemKind;
use super::datum::{Content, Datum, Entry, Mark, Origin};
use super::environment::Environment;
use super::substitute::substitute;
use crate::syntax::yaml::{Resolved, Value, View};

/// How one file is read.
pub(super) struct Reading<'a> {
    /// Its position among the files of the project.
    pub file: usize,
    pub environment: &'a Environment,
    pub problems: &'a mut Vec<Problem>,
    /// How many more values the project may have: aliases multiply.
    pub budget: &'a mut usize,
}

impl Reading<'_> {
    pub fn datum(&mut self, value: Value<'_>) -> Datum {
        self.at_depth(value, 0)
    }

    fn at_depth(&mut self, value: Value<'_>, depth: usize) -> Datum {
        let origin = self.origin(value);
        let mark = match value.tag() {
            Some("!reset") => Some(Mark::Reset),
            Some("!override") => Some(Mark::Override),
            _ => None,
        };
        if *self.budget == 0 || depth > View::MAX_DEPTH || mark == Some(Mark::Reset) {
            return Datum { content: Content::Null, origins: vec![origin], mark };
        }
        *self.budget -= 1;
        let content = if value.is_mapping() {
            Content::Mapping(self.entries(value, depth))
        } else if value.is_sequence() {
            Content::List(value.items().map(|item| self.at_depth(item, depth + 1)).collect())
        } else {
            self.scalar(value)
        };
        Datum { content, origins: vec![origin], mark }
    }

    fn entries(&mut self, mapping: Value<'_>, depth: usize) -> Vec<Entry> {
        let pairs = mapping.entries().into_iter();
        let entry = |pair: crate::syntax::yaml::Pair<'_>| {
            let name = pair.key.text()?.to_owned();
            let keys = vec![self.origin(pair.key)];
            Some(Entry { name, keys, value: self.at_depth(pair.value, depth + 1) })
        };
        pairs.filter_map(entry).collect()
    }

    fn scalar(&mut self, value: Value<'_>) -> Content {
        let text = value.text().unwrap_or_default();
        match value.resolved() {
            Some(Resolved::Boolean(truth)) => Content::Boolean(truth),
            Some(Resolved::Integer(number)) => Content::Integer(number),
            Some(Resolved::Float(number)) => Content::Float(number),
            Some(Resolved::Timestamp) => Content::Timestamp(text.to_owned()),
            Some(Resolved::Text) => Content::Text(self.text(value, text)),
            Some(Resolved::Null) | None => Content::Null,
        }
    }

    fn text(&mut self, value: Value<'_>, text: &str) -> String {
        if !text.contains('$') {
            return text.to_owned();
        }
        let substituted = substitute(text, &|name| self.environment.get(name));
        let joined = value.joined();
        let mut tell = |range: std::ops::Range<usize>, kind: ProblemKind| {
            let span = joined.as_ref().map_or(value.span(), |joined| joined.span(range));
            self.problems.push(Problem { at: Origin { file: self.file, span }, kind });
        };
        for (name, range) in substituted.unset {
            tell(range, ProblemKind::Unset { name });
        }
        for (name, message, range) in substituted.required {
            tell(range, ProblemKind::Required { name, message });
        }
        substituted.text
    }

    fn origin(&self, value: Value<'_>) -> Origin {
        Origin { file: self.file, span: value.span() }
    }
}
