//! Anchors, merge keys, and the tags that say how files go over each other.

use super::File;
use crate::ide::CompletionKind;
use crate::ide::completion::items::as_snippet;
use crate::reference::compose::Place;
use crate::syntax::outline::{Part, Step};
use crate::text::Span;

impl File<'_> {
    /// Offers anchors behind `*` and under `<<`, tags behind `!`. Whether nothing else may stand there.
    pub(super) fn anchors(&mut self) -> bool {
        let word = self.cursor.word;
        let typed = self.typed(word);
        let merge = Step::Key("<<".to_owned());
        let under_merge = match &self.cursor.path[..] {
            [.., last] if *last == merge => true,
            [.., list, Step::Item] => *list == merge,
            _ => false,
        };
        if typed.starts_with('!') {
            self.tags();
            return true;
        }
        if let Some(name) = typed.strip_prefix('*') {
            let word = Span::new(word.end - name.len(), word.end);
            self.offer_anchors(word, "");
            return true;
        }
        if under_merge {
            self.offer_anchors(word, "*");
        }
        under_merge
    }

    /// The anchors above the cursor, nearest first; YAML knows no others.
    fn anchors_above(&self) -> Vec<(&str, usize)> {
        let mut anchors: Vec<(&str, usize)> = Vec::new();
        for (at, entry) in self.outline.entries.iter().enumerate() {
            let Some(anchor) = entry.anchor.filter(|anchor| anchor.end < self.cursor.word.start) else { continue };
            let name = anchor.of(self.source);
            anchors.retain(|(other, _)| *other != name);
            anchors.push((name, at));
        }
        anchors.reverse();
        anchors
    }

    fn offer_anchors(&mut self, word: Span, star: &str) {
        let mut menu = super::Menu::new(word);
        let blank = if star.is_empty() { "" } else { self.blank() };
        for (rank, (name, entry)) in (0..).zip(self.anchors_above()) {
            let holder = self.key_text(entry);
            menu.plain(CompletionKind::Reference, &format!("{star}{name}"), rank)
                .insert(&format!("{blank}{star}{name}"))
                .detail(&format!("anchor at `{holder}`"));
        }
        self.take(menu);
    }

    /// `<<: *name`, where there is an anchor to merge.
    pub(super) fn merge_key(&mut self, place: Place) {
        let anchors = self.anchors_above();
        let is_shut = place.shape.map.is_none() || self.cursor.part != Part::Key || self.given().contains(&"<<");
        if anchors.is_empty() || is_shut || self.cursor.parent.is_none() {
            return;
        }
        let body = match anchors[..] {
            [(only, _)] => format!("<<: *{}$0", as_snippet(only)),
            _ => "<<: *$0".to_owned(),
        };
        let mut menu = self.menu();
        menu.snippet("<<", &body, 60).kind(CompletionKind::Property).detail("merge an anchor").document(
            "Takes over the keys of another mapping; those that stand here win. Lists are replaced, not joined.",
        );
        self.take(menu);
    }

    fn tags(&mut self) {
        let mut menu = self.menu();
        let blank = self.blank();
        menu.plain(CompletionKind::Value, "!reset", 0)
            .insert(&format!("{blank}!reset null"))
            .detail("merging")
            .document("In an override file: what earlier files say here is dropped, and nothing takes its place.");
        menu.plain(CompletionKind::Value, "!override", 1)
            .insert(&format!("{blank}!override"))
            .detail("merging")
            .document("In an override file: what stands here replaces what earlier files say, instead of being merged with it.");
        self.take(menu);
    }

    /// The blank that a value needs where it is typed right behind the colon.
    pub(super) fn blank(&self) -> &'static str {
        let before = &self.source[..self.cursor.word.start];
        if self.cursor.part == Part::Value && before.ends_with(':') && !self.in_flow() { " " } else { "" }
    }
}
