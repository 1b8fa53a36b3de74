//! Questions about names, told in the protocol's words: the places of an answer may lie in other files.

use super::convert;
use super::view::View;
use crate::ide::names::Role;
use crate::ide::navigation::hierarchy::{self, Call, Node};
use crate::ide::navigation::{self, Neighbour, Site};
use crate::model::Snapshot;
use crate::text::{Span, Text};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower_lsp::ls_types as ls;

/// The lines of the files beside a document, each counted once.
struct Places<'a> {
    view: &'a View,
    texts: HashMap<PathBuf, Text>,
}

impl<'a> Places<'a> {
    fn of(view: &'a View) -> Self {
        Places { view, texts: HashMap::new() }
    }

    /// A place in a file; `None` for the document itself, or for a path that no address can name.
    fn location(&mut self, file: Option<&Arc<Neighbour>>, span: Span) -> Option<ls::Location> {
        let Some(file) = file else {
            return Some(ls::Location::new(self.view.uri.clone(), self.view.range(span)));
        };
        let text = self.texts.entry(file.path.clone()).or_insert_with(|| Text::new(&file.text));
        let range = convert::range(text, span, self.view.client.encoding);
        Some(ls::Location::new(convert::file_uri(&file.path)?, range))
    }

    fn of_site(&mut self, site: &Site) -> Option<ls::Location> {
        self.location(site.file.as_ref(), site.span)
    }
}

pub fn definition(view: &View, place: ls::Position) -> Option<ls::GotoDefinitionResponse> {
    let found = navigation::definition(&view.snapshot, view.offset(place))?;
    let mut places = Places::of(view);
    let mut targets: Vec<ls::Location> = found.targets.iter().filter_map(|site| places.of_site(site)).collect();
    if view.client.links {
        let origin = view.range(found.span);
        let link = |target: ls::Location| ls::LocationLink {
            origin_selection_range: Some(origin),
            target_uri: target.uri,
            target_range: target.range,
            target_selection_range: target.range,
        };
        return Some(ls::GotoDefinitionResponse::Link(targets.into_iter().map(link).collect()));
    }
    match targets.len() {
        0 => None,
        1 => Some(targets.remove(0).into()),
        _ => Some(targets.into()),
    }
}

pub fn references(view: &View, place: ls::Position, with_declarations: bool) -> Vec<ls::Location> {
    let sites = navigation::references(&view.snapshot, view.offset(place));
    let wanted = sites.iter().filter(|site| with_declarations || site.role != Role::Declaration);
    let mut places = Places::of(view);
    wanted.filter_map(|site| places.of_site(site)).collect()
}

pub fn highlights(view: &View, place: ls::Position) -> Vec<ls::DocumentHighlight> {
    let places = navigation::highlights(&view.snapshot, view.offset(place));
    let highlight = |place: crate::ide::names::Place| ls::DocumentHighlight {
        range: view.range(place.span),
        kind: Some(match place.role {
            Role::Declaration => ls::DocumentHighlightKind::WRITE,
            Role::Use | Role::Indirect => ls::DocumentHighlightKind::READ,
        }),
    };
    places.into_iter().map(highlight).collect()
}

pub fn linked_ranges(view: &View, place: ls::Position) -> Option<ls::LinkedEditingRanges> {
    let spans = navigation::linked(&view.snapshot, view.offset(place));
    let ranges: Vec<_> = spans.into_iter().map(|span| view.range(span)).collect();
    let word_pattern = Some("[A-Za-z0-9_]+".to_owned());
    (!ranges.is_empty()).then_some(ls::LinkedEditingRanges { ranges, word_pattern })
}

/// What renaming here would rename; the error is for the user's eyes.
pub fn prepare_rename(view: &View, place: ls::Position) -> Result<ls::PrepareRenameResponse, String> {
    let span = navigation::renameable(&view.snapshot, view.offset(place))?;
    let placeholder = span.of(view.snapshot.source()).to_owned();
    Ok(ls::PrepareRenameResponse::RangeWithPlaceholder { range: view.range(span), placeholder })
}

/// The edits of every file; an editor applies all of them or none.
pub fn rename(view: &View, place: ls::Position, new_name: &str) -> Result<ls::WorkspaceEdit, String> {
    let files = navigation::rename(&view.snapshot, view.offset(place), new_name)?;
    check_workspace(view, files.iter().filter_map(|(file, _)| file.as_deref()))?;
    let mut places = Places::of(view);
    let mut changes = Vec::new();
    for (file, edits) in &files {
        changes.push(file_changes(view, &mut places, file.as_ref(), edits)?);
    }
    if view.client.versioned_edits {
        let edits = changes.into_iter().map(|(id, edits)| ls::TextDocumentEdit {
            text_document: id,
            edits: edits.into_iter().map(ls::OneOf::Left).collect(),
        });
        let document_changes = Some(ls::DocumentChanges::Edits(edits.collect()));
        return Ok(ls::WorkspaceEdit { document_changes, ..Default::default() });
    }
    Ok(ls::WorkspaceEdit::new(changes.into_iter().map(|(id, edits)| (id.uri, edits)).collect()))
}

/// Whether all the files are the client's to change. A document from outside its folders is at home anywhere.
fn check_workspace<'a>(view: &View, mut files: impl Iterator<Item = &'a Neighbour>) -> Result<(), String> {
    let is_inside = |path: &Path| view.client.folders.iter().any(|folder| path.starts_with(folder));
    let own = view.snapshot.surroundings().path.as_deref();
    if !own.is_some_and(is_inside) {
        return Ok(());
    }
    match files.find(|file| !is_inside(&file.path)) {
        Some(file) => Err(format!("{} names it too, and lies outside the workspace.", file.path.display())),
        None => Ok(()),
    }
}

/// The changes of one file, and which: this version of the document, or another file as it stands.
fn file_changes(
    view: &View,
    places: &mut Places<'_>,
    file: Option<&Arc<Neighbour>>,
    edits: &[crate::text::Edit],
) -> Result<(ls::OptionalVersionedTextDocumentIdentifier, Vec<ls::TextEdit>), String> {
    let mut uri = view.uri.clone();
    let mut changed = Vec::new();
    for edit in edits {
        let place = places.location(file, edit.span).ok_or("A file of the project has no address.")?;
        uri = place.uri;
        changed.push(ls::TextEdit::new(place.range, edit.text.clone()));
    }
    let version = file.is_none().then(|| view.snapshot.version());
    Ok((ls::OptionalVersionedTextDocumentIdentifier { uri, version }, changed))
}

/// The stage or service under the cursor, for a walk from one to the next.
pub fn prepare_hierarchy(view: &View, place: ls::Position) -> Option<Vec<ls::CallHierarchyItem>> {
    let node = hierarchy::node_at(&view.snapshot, view.offset(place))?;
    Some(vec![hierarchy_item(view, &mut Places::of(view), &node)?])
}

/// The document whose neighbours an item of the hierarchy was seen from: the one to ask on.
pub fn asked_from(item: &ls::CallHierarchyItem) -> ls::Uri {
    let from = item.data.as_ref().and_then(|data| data.get("from")?.as_str()?.parse().ok());
    from.unwrap_or_else(|| item.uri.clone())
}

pub fn incoming_calls(view: &View, item: &ls::CallHierarchyItem) -> Vec<ls::CallHierarchyIncomingCall> {
    let mut places = Places::of(view);
    let calls = of_item(view, item, hierarchy::incoming);
    let told = calls.iter().filter_map(|call| {
        let from_ranges = ranges(&mut places, call.node.file.as_ref(), &call.places);
        Some(ls::CallHierarchyIncomingCall { from: hierarchy_item(view, &mut places, &call.node)?, from_ranges })
    });
    told.collect()
}

pub fn outgoing_calls(view: &View, item: &ls::CallHierarchyItem) -> Vec<ls::CallHierarchyOutgoingCall> {
    let mut places = Places::of(view);
    let calls = of_item(view, item, hierarchy::outgoing);
    let own = neighbour(view, item);
    let told = calls.iter().filter_map(|call| {
        let from_ranges = ranges(&mut places, own.as_ref(), &call.places);
        Some(ls::CallHierarchyOutgoingCall { to: hierarchy_item(view, &mut places, &call.node)?, from_ranges })
    });
    told.collect()
}

fn of_item(
    view: &View,
    item: &ls::CallHierarchyItem,
    ask: fn(&Snapshot, Option<&Path>, usize) -> Vec<Call>,
) -> Vec<Call> {
    let start = item.selection_range.start;
    match neighbour(view, item) {
        None => ask(&view.snapshot, None, view.offset(start)),
        Some(file) => {
            let offset = Text::new(&file.text).offset(convert::position(start), view.client.encoding);
            ask(&view.snapshot, Some(&file.path), offset)
        }
    }
}

/// The file of an item; `None` for the document itself.
fn neighbour(view: &View, item: &ls::CallHierarchyItem) -> Option<Arc<Neighbour>> {
    if item.uri == view.uri {
        return None;
    }
    let path = convert::path(&item.uri)?;
    let text = view.snapshot.surroundings().files.as_ref()?.read(&path).ok()?;
    Some(Arc::new(Neighbour { path, text }))
}

fn ranges(places: &mut Places<'_>, file: Option<&Arc<Neighbour>>, spans: &[Span]) -> Vec<ls::Range> {
    spans.iter().filter_map(|span| Some(places.location(file, *span)?.range)).collect()
}

fn hierarchy_item(view: &View, places: &mut Places<'_>, node: &Node) -> Option<ls::CallHierarchyItem> {
    let whole = places.location(node.file.as_ref(), node.span)?;
    Some(ls::CallHierarchyItem {
        name: node.name.clone(),
        kind: convert::symbol_kind(node.kind),
        tags: None,
        detail: node.detail.clone(),
        selection_range: places.location(node.file.as_ref(), node.name_span)?.range,
        range: whole.range,
        uri: whole.uri,
        data: Some(serde_json::json!({ "from": view.uri.as_str() })),
    })
}
