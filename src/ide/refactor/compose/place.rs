//! Where the cursor is in a Compose file: the keys that lead there, and whether a value there can be rewritten.

use crate::ide::refactor::proof::same_model;
use crate::model::Compose;
use crate::model::compose::{Pair, Service, Value};
use crate::rules::Change;
use crate::rules::amend::column;
use crate::syntax::yaml::Kind;
use crate::text::{Edit, Span, apply_edits};

/// The YAML of a value changes; what it means was compared by [`Place::proven`].
pub const PROVEN: &[Change] = &[Change::Model];

/// A key under the cursor, with those that lead to it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub file: &'a Compose,
    /// From the root to this key.
    pub keys: &'a [Pair<'a>],
    /// The names of those keys.
    pub names: &'a [&'a str],
    pub pair: Pair<'a>,
    pub value: Value<'a>,
    /// Where the cursor is.
    pub span: Span,
}

/// The keys under the cursor, the outermost first.
pub fn keys_at(file: &Compose, offset: usize) -> Vec<Pair<'_>> {
    let mut keys: Vec<Pair<'_>> = Vec::new();
    let Some(mut value) = file.documents().find(|root| root.whole().touches(offset)) else { return keys };
    loop {
        let found = value.own_entries().find(|pair| Span::new(pair.span.start, end_of(pair)).touches(offset));
        let Some(pair) = found.filter(|_| !value.is_alias()) else { return keys };
        keys.push(pair);
        value = pair.value;
    }
}

/// Where a key's value ends, tags and anchors of nothing included.
pub fn end_of(pair: &Pair<'_>) -> usize {
    pair.span.end.max(pair.value.whole().end)
}

impl<'a> Place<'a> {
    /// The service that the key belongs to.
    pub fn service(&self) -> Option<Service<'a>> {
        let [section, service, ..] = self.keys else { return None };
        let is_service = section.key.text() == Some("services");
        self.file.services().into_iter().find(|it| is_service && it.key == service.key.span())
    }

    /// The item of a list under the cursor.
    pub fn item(&self) -> Option<Value<'a>> {
        let is_here = |item: &Value<'_>| self.file.whole_lines(item.whole()).touches(self.span.start);
        let on_line = self.value.items().filter(|_| !self.value.is_flow()).find(is_here);
        on_line.or_else(|| self.value.items().find(|item| item.whole().touches(self.span.start)))
    }

    /// Whether the key itself stands between brackets.
    pub fn is_in_brackets(&self) -> bool {
        self.keys.iter().rev().skip(1).any(|outer| outer.value.is_flow())
    }

    /// Whether nothing in the value is shared with other places, or has a tag.
    pub fn is_own(&self) -> bool {
        !self.pair.is_merge() && is_own(self.file, self.value)
    }

    /// The edits, where the value means the same with them.
    pub fn proven(&self, edits: Vec<Edit>) -> Option<Vec<Edit>> {
        let fragment = self.fragment()?;
        let fits = |edit: &Edit| fragment.contains(edit.span);
        if edits.is_empty() || !edits.iter().all(fits) {
            return None;
        }
        let shift = |edit: &Edit| Edit {
            span: Span::new(edit.span.start - fragment.start, edit.span.end - fragment.start),
            text: edit.text.clone(),
        };
        let shifted: Vec<Edit> = edits.iter().map(shift).collect();
        let before = self.file.text(fragment);
        let after = apply_edits(before, &shifted);
        let miniature = |text: &str| self.miniature(text, column(self.file, self.pair.key.whole().start), fragment);
        let comments = self.file.view().comments();
        let from = comments.partition_point(|comment| comment.start < fragment.start);
        let inside = comments[from..].iter().take_while(|comment| comment.end <= fragment.end);
        if !inside.into_iter().all(|comment| after.contains(self.file.text(*comment).trim_end())) {
            return None;
        }
        let is_same = same_model(self.file, &miniature(before), &miniature(&after));
        is_same.then_some(edits)
    }

    /// The whole lines of key and value; between brackets, the two alone.
    fn fragment(&self) -> Option<Span> {
        let own = Span::new(self.pair.key.whole().start, end_of(&self.pair));
        let line = self.file.whole_lines(Span::at(own.start));
        let is_block = self.file.text(Span::new(line.start, own.start)).trim().is_empty();
        match (is_block, self.is_in_brackets()) {
            (true, false) => Some(self.file.lines_of(own)),
            (_, true) => Some(own),
            _ => None,
        }
    }

    /// A project with nothing in it but the key, and what Compose wants around it.
    fn miniature(&self, text: &str, column: usize, fragment: Span) -> String {
        let depth = self.keys.len() - 1;
        let is_line = self.file.whole_lines(Span::at(fragment.start)).start == fragment.start;
        let column = if is_line && fragment.start != self.pair.key.whole().start { column } else { depth.max(1) };
        let margin = " ".repeat(column);
        let mut lines = String::new();
        for (level, pair) in self.keys[..depth].iter().enumerate() {
            lines.push_str(&format!("{}{}:\n", " ".repeat(level), self.file.text(pair.key.span())));
        }
        let needs_image = !matches!(self.names.get(2), Some(&("image" | "build")));
        if self.names[0] == "services" && depth >= 2 && needs_image {
            let image_at = if depth == 2 { margin.clone() } else { "  ".to_owned() };
            let at = lines.match_indices('\n').nth(1).map_or(lines.len(), |(at, _)| at + 1);
            lines.insert_str(at, &format!("{image_at}image: x\n"));
        }
        let is_context = matches!(self.names.last(), Some(&("context" | "dockerfile_inline")));
        if self.names.get(2) == Some(&"build") && depth == 3 && !is_context {
            lines.push_str(&format!("{margin}context: .\n"));
        }
        let own = if is_line && column > 0 && text.starts_with(' ') { "" } else { &margin };
        lines.push_str(&format!("{own}{text}"));
        if !lines.ends_with('\n') {
            lines.push('\n');
        }
        // What nobody uses is not in the model.
        if self.names[0] != "services" && depth >= 2 {
            let (section, name) = (self.names[0], self.names[1]);
            let used = if section == "volumes" { format!("{name}:/x") } else { name.to_owned() };
            lines.push_str(&format!("services:\n  a:\n    image: x\n    {section}: [{used:?}]\n"));
        }
        lines
    }
}

/// Whether a value and all in it stand nowhere else, by an anchor or an alias, and have no tag.
pub fn is_own(file: &Compose, value: Value<'_>) -> bool {
    let node = file.view().node(value.id());
    let is_bare = node.anchor.is_none() && node.tag.is_none() && !matches!(node.kind, Kind::Alias(_));
    let entries_are =
        || value.own_entries().all(|pair| !pair.is_merge() && is_own(file, pair.key) && is_own(file, pair.value));
    is_bare && entries_are() && value.items().all(|item| is_own(file, item))
}
