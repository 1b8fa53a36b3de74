//! The tokens of a Compose file: what YAML has, and on top of it what only Compose knows.

use super::dockerfile::paint_image;
use super::painting::Painting;
use super::{Note, TokenKind};
use crate::model::Compose;
use crate::model::compose::{Resolved, Section, Service, Template, Value};
use crate::syntax::yaml::{Entry, Kind, Node, NodeId, Style};
use crate::text::Span;

pub(super) fn paint(painting: &mut Painting<'_>, file: &Compose) {
    for (id, node) in file.view().nodes() {
        if painting.shows(node.whole()) {
            paint_node(painting, file, id, node);
        }
    }
    // Keys are scalars too, and go over them.
    for (_, node) in file.view().nodes() {
        if let Kind::Mapping { entries, .. } = &node.kind {
            entries.iter().for_each(|Entry { key, .. }| paint_key(painting, file.view().value(*key)));
        }
    }
    for section in Section::ALL {
        for declared in file.declarations(section) {
            painting.paint_with(unquoted(painting.source(), declared.key), TokenKind::Name, Note::Declaration);
        }
    }
    for document in file.documents() {
        for pair in document.own_entries() {
            let is_section = Section::ALL.iter().any(|section| pair.key.text() == Some(section.key()));
            match pair.key.text() {
                Some("version") => painting.paint_with(pair.key.span(), TokenKind::Property, Note::Deprecated),
                Some("include") => painting.paint(pair.key.span(), TokenKind::Keyword),
                _ if is_section => painting.paint(pair.key.span(), TokenKind::Keyword),
                _ => {}
            }
        }
    }
    for service in file.services() {
        if painting.shows(service.span) {
            paint_service(painting, file, service);
        }
    }
    file.view().comments().iter().for_each(|comment| painting.paint(*comment, TokenKind::Comment));
}

fn paint_node(painting: &mut Painting<'_>, file: &Compose, id: NodeId, node: &Node) {
    if let Some(tag) = node.tag {
        painting.paint(tag, TokenKind::Keyword);
    }
    if let Some(anchor) = node.anchor {
        painting.paint_with(anchor, TokenKind::Macro, Note::Declaration);
    }
    match &node.kind {
        Kind::Alias(_) => painting.paint(node.span, TokenKind::Macro),
        Kind::Scalar(scalar) => paint_scalar(painting, file, id, node.span, scalar.style),
        Kind::Empty | Kind::Sequence { .. } | Kind::Mapping { .. } => {}
    }
}

fn paint_scalar(painting: &mut Painting<'_>, file: &Compose, id: NodeId, span: Span, style: Style) {
    let kind = match file.view().resolved(id) {
        Some(Resolved::Null | Resolved::Boolean(_)) => TokenKind::Keyword,
        // A tag of Compose's own says nothing of what the scalar is: `!reset null`.
        _ if file.text(span) == "null" => TokenKind::Keyword,
        Some(Resolved::Integer(_) | Resolved::Float(_)) => TokenKind::Number,
        _ => TokenKind::String,
    };
    painting.paint(span, kind);
    let text = file.text(span);
    if matches!(style, Style::Literal | Style::Folded) {
        let header = text.find([' ', '\t', '\r', '\n']).unwrap_or(text.len());
        painting.paint(Span::new(span.start, span.start + header), TokenKind::Operator);
    }
    let Some(joined) = file.view().joined(id).filter(|_| text.contains('$')) else { return };
    for variable in Template::read(joined.text()).variables {
        painting.paint(joined.span(variable.range.clone()), TokenKind::String);
        painting.paint(joined.span(variable.range.start..variable.name.end), TokenKind::Variable);
        if variable.range.end > variable.name.end {
            painting.paint(joined.span(variable.range.end - 1..variable.range.end), TokenKind::Variable);
        }
        if variable.operator.is_some() {
            painting.paint(joined.span(variable.name.end..variable.argument.start), TokenKind::Operator);
        }
    }
}

fn paint_key(painting: &mut Painting<'_>, key: Value<'_>) {
    let kind = if key.text() == Some("<<") { TokenKind::Operator } else { TokenKind::Property };
    painting.paint(key.span(), kind);
}

fn paint_service(painting: &mut Painting<'_>, file: &Compose, service: Service<'_>) {
    if let Some(image) = service.image().filter(|image| !image.has_variable()) {
        paint_image(painting, unquoted(painting.source(), image.span));
    }
    for key in ["ports", "expose"] {
        let items = service.get(key).into_iter().flat_map(Value::items);
        items.for_each(|item| paint_port(painting, item));
    }
    for reference in service.references() {
        painting.paint(unquoted(file.source(), reference.span), TokenKind::Name);
    }
}

/// `127.0.0.1:8080:80/tcp`; one with a variable in it stays as it is.
fn paint_port(painting: &mut Painting<'_>, item: Value<'_>) {
    let Some(joined) = item.joined().filter(|joined| !joined.text().contains('$')) else { return };
    painting.paint(item.span(), TokenKind::Number);
    for (at, mark) in joined.text().match_indices([':', '-', '/']) {
        painting.paint(joined.span(at..at + 1), TokenKind::Operator);
        if mark == "/" {
            painting.paint(joined.span(at + 1..joined.text().len()), TokenKind::Member);
        }
    }
}

/// A span without the quotes at its ends.
fn unquoted(source: &str, span: Span) -> Span {
    let written = span.of(source);
    let is_quoted = written.len() > 1 && written.starts_with(['"', '\'']) && written.ends_with(['"', '\'']);
    if is_quoted { Span::new(span.start + 1, span.end - 1) } else { span }
}

#[cfg(test)]
mod tests {
    use super::super::TokenKind::*;
    use crate::model::Language;

    fn assert_tokens(source: &str, expected: &[(&str, super::TokenKind)]) {
        let found = super::super::tests::of(Language::Compose, source);
        let found: Vec<_> = found.iter().map(|(text, kind)| (text.as_str(), *kind)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn yaml_shows_its_keys_anchors_tags_and_scalars() {
        assert_tokens(
            "version: '3'\nx-a: &a {b: 1, c: true}\nx-d:\n  <<: *a\n  e: !reset null\n  f: |-\n    g\n    h # i\n# j\n",
            &[
                ("version", Property),
                ("'3'", String),
                ("x-a", Property),
                ("&a*", Macro),
                ("b", Property),
                ("1", Number),
                ("c", Property),
                ("true", Keyword),
                ("x-d", Property),
                ("<<", Operator),
                ("*a", Macro),
                ("e", Property),
                ("!reset", Keyword),
                ("null", Keyword),
                ("f", Property),
                ("|-", Operator),
                ("g", String),
                ("h # i", String),
                ("# j", Comment),
            ],
        );
    }

    #[test]
    fn compose_shows_its_names_images_ports_and_variables() {
        assert_tokens(
            "services:\n  web:\n    image: \"nginx:1\"\n    ports: [\"80:8080/tcp\"]\n    links: [db]\n    command: a ${B:-$C}\n  db: {}\n",
            &[
                ("services", Keyword),
                ("web*", Name),
                ("image", Property),
                ("\"", String),
                ("nginx", Image),
                (":", Operator),
                ("1", Member),
                ("\"", String),
                ("ports", Property),
                ("\"80", Number),
                (":", Operator),
                ("8080", Number),
                ("/", Operator),
                ("tcp", Member),
                ("\"", Number),
                ("links", Property),
                ("db", Name),
                ("command", Property),
                ("a ", String),
                ("${B", Variable),
                (":-", Operator),
                ("$C}", Variable),
                ("db*", Name),
            ],
        );
    }
}
