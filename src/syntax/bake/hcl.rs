//! Bake files in HCL.

use super::{Attribute, Block, Body, Kind, Node};
use crate::text::Span;
use hcl_edit::expr::{BinaryOperator, Expression, ObjectKey, TraversalOperator};
use hcl_edit::parser::{parse_body, parse_template};
use hcl_edit::structure::{self, BlockLabel, Structure};
use hcl_edit::template::{Element, Template};
use std::ops::Range;

pub(super) fn read(source: &str) -> Option<Body> {
    let read = parse_body(source).ok()?;
    let reader = Reader { source, moved: 0 };
    let mut body = Body::default();
    for structure in read.iter() {
        match structure {
            Structure::Attribute(attribute) => body.attributes.push(reader.attribute(attribute)),
            Structure::Block(block) => body.blocks.extend(reader.block(block)),
        }
    }
    Some(body)
}

/// The parts of a text with `${…}` in it that begins at an offset of its file, as JSON has it; `None` where it is no template.
pub(super) fn template(text: &str, offset: usize) -> Option<Vec<Node>> {
    let read = parse_template(text).ok()?;
    Some(Reader { source: text, moved: offset }.parts(&read))
}

struct Reader<'a> {
    source: &'a str,
    /// Where the source begins in its file.
    moved: usize,
}

impl Reader<'_> {
    fn block(&self, block: &structure::Block) -> Option<Block> {
        let [label] = block.labels.as_slice() else { return None };
        let (name, span) = match label {
            BlockLabel::Ident(name) => (name.as_str(), hcl_edit::Span::span(name)),
            BlockLabel::String(name) => (name.as_str(), hcl_edit::Span::span(name)),
        };
        let attributes = block.body.attributes().map(|attribute| self.attribute(attribute)).collect();
        let kind = block.ident.as_str().to_owned();
        Some(Block { kind, name: name.to_owned(), span: self.inside(span), attributes })
    }

    fn attribute(&self, attribute: &structure::Attribute) -> Attribute {
        Attribute { name: attribute.key.as_str().to_owned(), value: self.node(&attribute.value) }
    }

    fn node(&self, expression: &Expression) -> Node {
        let range = hcl_edit::Span::span(expression);
        let whole = self.span(range.clone());
        let kind = match expression {
            Expression::Null(_) => Kind::Null,
            Expression::Bool(value) => Kind::Bool(*value.value()),
            Expression::Number(number) => Kind::Number(number.value().to_string()),
            Expression::String(text) => return self.text(text.as_str(), range),
            Expression::Array(items) => Kind::List(items.iter().map(|item| self.node(item)).collect()),
            Expression::Object(object) => {
                Kind::Object(object.iter().map(|(key, value)| (self.key(key), self.node(value.expr()))).collect())
            }
            Expression::StringTemplate(template) => Kind::Template(template.iter().map(|it| self.part(it)).collect()),
            Expression::HeredocTemplate(heredoc) => Kind::Template(self.parts(&heredoc.template)),
            Expression::Parenthesis(inner) => return self.node(inner.inner()),
            Expression::Variable(name) => Kind::Path(vec![name.as_str().to_owned()]),
            Expression::Conditional(choice) => Kind::Choice(Box::new([
                self.node(&choice.cond_expr),
                self.node(&choice.true_expr),
                self.node(&choice.false_expr),
            ])),
            Expression::Traversal(traversal) => self.path(traversal).map_or(Kind::Other, Kind::Path),
            Expression::BinaryOp(operation) => {
                let sides = || Box::new([self.node(&operation.lhs_expr), self.node(&operation.rhs_expr)]);
                match operation.operator.value() {
                    BinaryOperator::Eq => Kind::Equality(sides(), true),
                    BinaryOperator::NotEq => Kind::Equality(sides(), false),
                    _ => Kind::Other,
                }
            }
            Expression::FuncCall(call) if call.name.namespace.is_empty() && !call.args.expand_final() => {
                let arguments = call.args.iter().map(|argument| self.node(argument)).collect();
                Kind::Call(call.name.name.as_str().to_owned(), arguments)
            }
            Expression::UnaryOp(_) | Expression::FuncCall(_) | Expression::ForExpr(_) => Kind::Other,
        };
        Node { kind, span: whole }
    }

    fn key(&self, key: &ObjectKey) -> Node {
        match key {
            ObjectKey::Ident(name) => {
                Node { kind: Kind::Text(name.as_str().to_owned()), span: self.span(hcl_edit::Span::span(name)) }
            }
            ObjectKey::Expression(expression) => self.node(expression),
        }
    }

    fn parts(&self, template: &Template) -> Vec<Node> {
        template.iter().map(|element| self.part(element)).collect()
    }

    fn part(&self, element: &Element) -> Node {
        let span = self.span(hcl_edit::Span::span(element));
        match element {
            Element::Literal(text) => Node { kind: Kind::Text(text.as_str().to_owned()), span },
            Element::Interpolation(it) => self.node(&it.expr),
            Element::Directive(_) => Node { kind: Kind::Other, span },
        }
    }

    fn path(&self, traversal: &hcl_edit::expr::Traversal) -> Option<Vec<String>> {
        let Expression::Variable(root) = &traversal.expr else { return None };
        let mut path = vec![root.as_str().to_owned()];
        for operator in &traversal.operators {
            path.push(match operator.value() {
                TraversalOperator::GetAttr(name) => name.as_str().to_owned(),
                TraversalOperator::Index(index) => index.as_str()?.to_owned(),
                _ => return None,
            });
        }
        Some(path)
    }

    /// A text in quotes: one with escapes in it is put together, for nobody could write into it as it is.
    fn text(&self, text: &str, range: Option<Range<usize>>) -> Node {
        let span = self.inside(range);
        let kind = Kind::Text(text.to_owned());
        let written = span.start.checked_sub(self.moved).and_then(|start| self.source.get(start..start + span.len()));
        match written == Some(text) {
            true => Node { kind, span },
            false => Node { kind: Kind::Template(vec![Node { kind, span }]), span },
        }
    }

    fn span(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or(0..0);
        Span::new(self.moved + range.start, self.moved + range.end)
    }

    /// The same without the quotes around it.
    fn inside(&self, range: Option<Range<usize>>) -> Span {
        let is_quoted = range
            .clone()
            .and_then(|range| self.source.get(range))
            .is_some_and(|text| text.len() >= 2 && text.starts_with('"') && text.ends_with('"'));
        let span = self.span(range);
        if is_quoted { Span::new(span.start + 1, span.end - 1) } else { span }
    }
}
