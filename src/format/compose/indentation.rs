//! How far in every line of a YAML file stands.
//!
//! One walk over the collections gives each its new column; what hangs on a collection goes along: the lines of a block
//! scalar, those that a folded or bracketed value goes on in, comments. Where the file does something that no layout of
//! this kind has a place for, all of it stays as it is.

use super::sheet::{Line, Sheet, header};
use crate::format::settle::Step;
use crate::format::style::{Indent, Style};
use crate::model::compose;
use crate::syntax::yaml::{Entry, Kind, Node, NodeId};
use crate::text::{Edit, Span, replace};
use std::collections::BTreeMap;

/// What holds for the whole file, in columns.
#[derive(Debug, Clone, Copy)]
struct Manner {
    /// From a mapping to what its keys hold.
    step: usize,
    /// From a mapping to the dashes of a list under one of its keys.
    list: usize,
    /// Blanks behind a dash.
    gap: usize,
}

/// A collection: where it stood and where it will stand.
#[derive(Debug, Clone, Copy)]
struct Scope {
    parent: Option<usize>,
    old: usize,
    new: usize,
}

struct Layout<'a> {
    sheet: &'a Sheet<'a>,
    manner: Manner,
    scopes: Vec<Scope>,
    /// By line: the innermost scope that has something beginning there.
    scope_of: Vec<Option<usize>>,
    /// By line: its new indentation.
    indents: Vec<Option<usize>>,
    /// The blanks behind dashes.
    gaps: Vec<Edit>,
}

/// Something that the walk has no layout for.
struct Strange;

pub(super) fn step(sheet: &Sheet<'_>, style: &Style) -> Option<Step> {
    let manner = Manner::of(sheet, style).ok()?;
    let lines = sheet.lines.len();
    let mut layout = Layout {
        sheet,
        manner,
        scopes: Vec::new(),
        scope_of: vec![None; lines],
        indents: vec![None; lines],
        gaps: Vec::new(),
    };
    for document in sheet.view.documents() {
        layout.document(document.id()).ok()?;
    }
    layout.comments();
    let mut edits = layout.gaps;
    for (line, new) in layout.indents.iter().enumerate() {
        let old = sheet.indent(line);
        let Some(new) = new.filter(|new| *new != old.len()) else { continue };
        edits.push(replace(old, " ".repeat(new)));
    }
    edits.sort_by_key(|edit| edit.span);
    (!edits.is_empty()).then(|| Step::new("the indentation", edits))
}

impl Manner {
    /// What most of the file does.
    fn of(sheet: &Sheet<'_>, style: &Style) -> Result<Manner, Strange> {
        let (mut steps, mut lists, mut gaps) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let count = |counts: &mut BTreeMap<usize, usize>, width: usize| *counts.entry(width).or_default() += 1;
        for (_, node) in sheet.view.nodes() {
            match &node.kind {
                Kind::Mapping { entries, flow: false } => {
                    let own = sheet.column(node.span.start);
                    for entry in entries {
                        let value = sheet.view.node(entry.value);
                        let inside = sheet.column(value.span.start).checked_sub(own);
                        match (&value.kind, inside) {
                            (Kind::Mapping { flow: false, .. }, Some(width)) if width > 0 => count(&mut steps, width),
                            (Kind::Sequence { flow: false, .. }, Some(width)) => count(&mut lists, width),
                            _ => {}
                        }
                    }
                }
                Kind::Sequence { items, flow: false } => {
                    for item in items {
                        let dash = dash(sheet, *item)?;
                        if let Some(gap) = gap(sheet, dash, sheet.view.node(*item)) {
                            count(&mut gaps, gap);
                        }
                    }
                }
                _ => {}
            }
        }
        let asked = match style.indent {
            Some(Indent::Blanks(width)) => Some(width),
            _ => None,
        };
        let usual = match style.usual {
            Indent::Blanks(width) => width,
            Indent::Tab => 2,
        };
        let step = asked.or(most(&steps, 2)).unwrap_or(usual);
        let list = match most(&lists, 2) {
            Some(0) => 0,
            Some(width) if asked.is_none() && width > 1 => width,
            // One column further in is a slip that people repeat.
            Some(_) | None => step,
        };
        Ok(Manner { step, list, gap: most(&gaps, 1).unwrap_or(1) })
    }
}

/// The commonest width; of several, `liked` where it is among them.
fn most(counts: &BTreeMap<usize, usize>, liked: usize) -> Option<usize> {
    let most = counts.values().max()?;
    let mut widths = counts.iter().filter(|(_, count)| *count == most).map(|(width, _)| *width);
    if counts.get(&liked) == Some(most) { Some(liked) } else { widths.next() }
}

/// Where the dash of an item stands.
fn dash(sheet: &Sheet<'_>, item: NodeId) -> Result<usize, Strange> {
    let before = &sheet.source[..sheet.view.node(item).whole().start];
    let text = before.trim_end();
    text.ends_with('-').then(|| text.len() - 1).ok_or(Strange)
}

/// How many blanks stand between a dash and its item, where both stand on one line.
fn gap(sheet: &Sheet<'_>, dash: usize, item: &Node) -> Option<usize> {
    let start = item.whole().start;
    let is_nothing = matches!(item.kind, Kind::Empty) && item.whole().is_empty();
    (!is_nothing && sheet.line_at(start) == sheet.line_at(dash)).then(|| start - dash - 1)
}

impl Layout<'_> {
    fn document(&mut self, root: NodeId) -> Result<(), Strange> {
        let node = self.sheet.view.node(root);
        if !matches!(node.kind, Kind::Mapping { flow: false, .. } | Kind::Sequence { flow: false, .. }) {
            return Ok(());
        }
        if !self.sheet.begins_line(node.span.start) {
            return Err(Strange);
        }
        let column = self.sheet.column(node.span.start);
        self.collection(root, None, column)
    }

    /// Gives a collection its new column. No node lies deeper than the view allows.
    fn collection(&mut self, id: NodeId, parent: Option<usize>, new: usize) -> Result<(), Strange> {
        let view = self.sheet.view;
        let node = view.node(id);
        let scope = self.scopes.len();
        match &node.kind {
            Kind::Mapping { entries, .. } => {
                self.scopes.push(Scope { parent, old: self.sheet.column(node.span.start), new });
                for entry in entries {
                    self.entry(entry, scope)?;
                }
            }
            Kind::Sequence { items, .. } => {
                let Some(first) = items.first() else { return Ok(()) };
                let old = self.sheet.column(dash(self.sheet, *first)?);
                self.scopes.push(Scope { parent, old, new });
                for item in items {
                    self.item(*item, scope)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, scope: usize) -> Result<(), Strange> {
        let view = self.sheet.view;
        let key = view.node(entry.key);
        if key.whole().start != entry.span.start || key.span.of(self.sheet.source).contains('\n') {
            return Err(Strange);
        }
        let column = self.scopes[scope].new;
        self.begin(entry.span.start, scope, column)?;
        let inside = match view.node(entry.value).kind {
            Kind::Sequence { flow: false, .. } => column + self.manner.list,
            _ => column + self.manner.step,
        };
        self.value(entry.value, entry.span.start, scope, inside)
    }

    fn item(&mut self, item: NodeId, scope: usize) -> Result<(), Strange> {
        let node = self.sheet.view.node(item);
        let dash = dash(self.sheet, item)?;
        let column = self.scopes[scope].new;
        self.begin(dash, scope, column)?;
        let Some(gap) = gap(self.sheet, dash, node) else {
            return self.value(item, dash, scope, column + 1 + self.manner.gap);
        };
        if gap != self.manner.gap {
            self.gaps.push(replace(Span::new(dash + 1, dash + 1 + gap), " ".repeat(self.manner.gap)));
        }
        let is_here = self.sheet.line_at(node.span.start) == self.sheet.line_at(dash);
        let inside = match node.kind {
            // A tag or an anchor may stand between the dash and what it holds.
            Kind::Mapping { flow: false, .. } | Kind::Sequence { flow: false, .. } if is_here => {
                column + (node.span.start - dash) - gap + self.manner.gap
            }
            _ => column + 1 + self.manner.gap,
        };
        self.value(item, dash, scope, inside)
    }

    /// Gives the line on which something begins its indentation, where nothing stands before it.
    fn begin(&mut self, offset: usize, scope: usize, column: usize) -> Result<(), Strange> {
        let line = self.sheet.line_at(offset);
        self.scope_of[line] = Some(scope);
        if self.sheet.begins_line(offset) {
            self.indents[line] = Some(column);
        } else if self.sheet.indent(line).of(self.sheet.source).contains('\t') {
            return Err(Strange);
        }
        Ok(())
    }

    /// What an entry or an item holds. `holder` is where that begins, `inside` the column for what begins below it.
    fn value(&mut self, id: NodeId, holder: usize, scope: usize, inside: usize) -> Result<(), Strange> {
        let node = self.sheet.view.node(id);
        let line = self.sheet.line_at(holder);
        let properties = [node.tag, node.anchor].into_iter().flatten().map(|span| span.start);
        for start in properties.filter(|start| self.sheet.line_at(*start) > line) {
            self.begin(start, scope, inside)?;
        }
        match &node.kind {
            Kind::Mapping { flow: false, .. } | Kind::Sequence { flow: false, .. } => {
                self.collection(id, Some(scope), inside)
            }
            Kind::Scalar(scalar) if matches!(scalar.style, compose::Style::Literal | compose::Style::Folded) => {
                if self.sheet.line_at(node.span.start) > line {
                    return Err(Strange);
                }
                self.block(node, scope, inside);
                Ok(())
            }
            Kind::Empty => Ok(()),
            _ => {
                let first = self.sheet.line_at(node.span.start);
                if first > line {
                    self.begin(node.span.start, scope, inside)?;
                }
                self.follow(node, first);
                Ok(())
            }
        }
    }

    /// Moves the lines of a block scalar as one: to the step, or by as much as its holder where the header counts columns.
    fn block(&mut self, node: &Node, scope: usize, inside: usize) {
        let Scope { old, new, .. } = self.scopes[scope];
        let first = self.sheet.line_at(node.span.start);
        let counts = header(node.span.of(self.sheet.source)).contains(|c: char| c.is_ascii_digit());
        let body = first + 1..self.sheet.lines.len();
        let body: Vec<usize> = body.take_while(|line| self.sheet.kinds[*line] == Line::Body).collect();
        let is_blank = |line: usize| self.sheet.indent(line).end == self.sheet.lines[line].end;
        let Some(first) = body.iter().find(|line| !is_blank(**line)) else { return };
        let from = self.sheet.indent(*first).len();
        let (from, to) = if counts { (old, new) } else { (from, inside) };
        for line in body {
            let indent = self.sheet.indent(line).len();
            if indent >= from && !(is_blank(line) && indent == from) {
                self.indents[line] = Some(indent - from + to);
            } else if is_blank(line) {
                self.indents[line] = Some(indent.min(to));
            }
        }
    }

    /// Moves the lines that a value goes on in by as much as its first line.
    fn follow(&mut self, node: &Node, first: usize) {
        let Some(new) = self.indents[first] else { return };
        let old = self.sheet.indent(first).len();
        let last = self.sheet.line_at(node.span.end.saturating_sub(1));
        for line in first + 1..=last {
            if self.sheet.kinds[line] != Line::Blank && !self.sheet.indent(line).is_empty() {
                self.indents[line] = Some((self.sheet.indent(line).len() + new).saturating_sub(old));
            }
        }
    }

    /// Comments stand where what they belong to stands: a collection that is open below them or above.
    fn comments(&mut self) {
        let own: Vec<usize> = (0..self.scope_of.len()).filter(|line| self.scope_of[*line].is_some()).collect();
        for line in 0..self.sheet.lines.len() {
            if self.sheet.kinds[line] != Line::Comment {
                continue;
            }
            let next = own.partition_point(|own| *own < line);
            let below = own.get(next).and_then(|line| self.scope_of[*line]);
            let above = next.checked_sub(1).and_then(|at| self.scope_of[own[at]]);
            let column = self.sheet.indent(line).len();
            self.indents[line] = self.moved(column, below, above);
        }
    }

    /// The new column of what stood at `column` between two scopes.
    fn moved(&self, column: usize, below: Option<usize>, above: Option<usize>) -> Option<usize> {
        let mut nearest: Option<Scope> = None;
        for start in [below, above] {
            let mut next = start;
            while let Some(scope) = next.map(|at| self.scopes[at]) {
                if scope.old == column {
                    return Some(scope.new);
                }
                if scope.old < column && nearest.is_none_or(|nearest| nearest.old < scope.old) {
                    nearest = Some(scope);
                }
                next = scope.parent;
            }
        }
        nearest.map(|scope| scope.new + (column - scope.old))
    }
}
