//! The values that a key takes: words that Compose or the engine knows, and whatever the text of a value is about.
//!
//! A value may be made of parts, such as the three of a short mount. The part that the cursor is in is found first, and what is
//! offered replaces that part alone.

use super::{File, likely};
use crate::ide::CompletionKind;
use crate::ide::completion::items::{Menu, as_snippet};
use crate::reference::compose::{Entry, Meaning, Place, Scalar, Section, Value};
use crate::syntax::outline::{Part, Step};
use crate::text::Span;

impl File<'_> {
    /// The values that may stand at the place.
    pub(super) fn values(&mut self, place: Place) {
        let Some(scalar) = place.shape.scalar else { return };
        let word = self.cursor.word;
        self.words(&scalar, word);
        if scalar.meaning == Meaning::Boolean {
            self.booleans(place, word);
        }
        self.mean(scalar.meaning, word);
    }

    /// The words of the table.
    fn words(&mut self, scalar: &Scalar, word: Span) {
        let key = self.last_key().to_owned();
        let listed = self.listed().into_iter().map(str::to_owned).collect::<Vec<_>>();
        for (at, value) in
            scalar.values.iter().enumerate().filter(|(_, value)| !listed.iter().any(|it| it == value.text))
        {
            let rank = likely::value_rank(&key, value.text, at);
            match value.rest {
                Some(Meaning::Reference(section)) => self.names_behind(value, section, word, rank),
                Some(rest) if !value.text.is_empty() && self.typed(word).starts_with(value.text) => {
                    self.mean(rest, Span::new(word.start + value.text.len(), word.end));
                    self.examples(value, word, rank);
                }
                Some(_) => self.examples(value, word, rank),
                None => self.word(value, word, rank),
            }
        }
    }

    fn word(&mut self, value: &Value, word: Span, rank: u16) {
        let mut menu = Menu::new(word);
        let text = self.scalar(word, value.text);
        menu.plain(CompletionKind::Value, value.text, rank).insert(&text).document(value.doc);
        self.take(menu);
    }

    /// A value that is only a beginning: with the usual ways to go on, where there are any.
    fn examples(&mut self, value: &Value, word: Span, rank: u16) {
        let rests: &[&str] = match value.text {
            "on-failure:" => &["3", "5"],
            "every_" => &["12h", "24h"],
            "ndots:" => &["1"],
            "timeout:" | "attempts:" => &["2"],
            _ => &[""],
        };
        for (at, rest) in (0..).zip(rests) {
            let label = format!("{}{rest}", value.text);
            let mut menu = Menu::new(word);
            let text = self.scalar(word, &label);
            menu.plain(CompletionKind::Value, &label, rank + at).insert(&text).document(value.doc);
            self.take(menu);
        }
    }

    /// A value that is only a beginning, with each name that may follow: `service:db`.
    fn names_behind(&mut self, value: &Value, section: Section, word: Span, rank: u16) {
        let mut menu = Menu::new(word);
        for (name, detail, later) in self.names(section) {
            if !self.is_own(section, &name) {
                let label = format!("{}{name}", value.text);
                menu.plain(CompletionKind::Reference, &label, rank + later)
                    .insert(&self.scalar(word, &label))
                    .detail(detail)
                    .document(value.doc);
            }
        }
        self.take(menu);
    }

    /// The value that is not the default comes first: nobody writes the other.
    fn booleans(&mut self, place: Place, word: Span) {
        let is_default = |text: &str| matches!(place.entry, Entry::Key(key) if key.default == Some(text));
        let mut menu = Menu::new(word);
        for text in ["true", "false"] {
            let rank = u16::from(is_default(text)) * 2 + u16::from(text == "false");
            menu.plain(CompletionKind::Value, text, rank)
                .insert(&self.scalar(word, text))
                .detail(if is_default(text) { "default" } else { "" });
        }
        self.take(menu);
    }

    /// What a text of this meaning may say.
    pub(super) fn mean(&mut self, meaning: Meaning, word: Span) {
        match meaning {
            Meaning::Reference(section) => self.references(section, word),
            Meaning::Link => self.before_colon(word, Section::Services),
            Meaning::VolumesFrom => {
                self.before_colon(word, Section::Services);
                self.after_colon(word, &["ro", "rw"]);
            }
            Meaning::Mount => self.before_colon(word, Section::Volumes),
            Meaning::Profile => {
                let listed: Vec<String> = self.listed().into_iter().map(str::to_owned).collect();
                let mut menu = Menu::new(word);
                for name in self.profiles().into_iter().filter(|name| !listed.iter().any(|it| it == name)) {
                    menu.plain(CompletionKind::Reference, name, 0).insert(&self.scalar(word, name)).detail("profile");
                }
                self.take(menu);
            }
            _ => {}
        }
    }

    /// Names of a section, but those that the list has already.
    fn references(&mut self, section: Section, word: Span) {
        let listed = self.listed().into_iter().map(str::to_owned).collect::<Vec<_>>();
        let mut menu = Menu::new(word);
        for (name, detail, rank) in self.names(section) {
            if !self.is_own(section, &name) && !listed.contains(&name) {
                menu.plain(CompletionKind::Reference, &name, rank).insert(&self.scalar(word, &name)).detail(detail);
            }
        }
        self.take(menu);
    }

    /// Names of a section as the first part of a value, before a colon.
    fn before_colon(&mut self, word: Span, section: Section) {
        if self.typed(word).contains(':') {
            return;
        }
        let mut menu = Menu::new(word);
        for (name, detail, rank) in self.names(section) {
            if self.is_own(section, &name) {
                continue;
            }
            if section == Section::Volumes {
                let body = format!("{}{}:$0", self.blank(), as_snippet(&name));
                menu.snippet(&name, &body, rank).kind(CompletionKind::Reference).detail(detail);
            } else {
                menu.plain(CompletionKind::Reference, &name, rank).insert(&self.scalar(word, &name)).detail(detail);
            }
        }
        self.take(menu);
    }

    /// Words for the part behind the first colon.
    fn after_colon(&mut self, word: Span, words: &[&str]) {
        let Some((before, _)) = self.typed(word).split_once(':') else { return };
        let mut menu = Menu::new(Span::new(word.start + before.len() + 1, word.end));
        for (rank, text) in (0..).zip(words) {
            menu.plain(CompletionKind::Value, text, rank);
        }
        self.take(menu);
    }

    /// A text as YAML holds it where the word stands: quoted where it needs be, and set off from the colon before it. Where only a
    /// part of the scalar is replaced, the text as it is.
    pub(super) fn scalar(&self, word: Span, text: &str) -> String {
        if word.start != self.cursor.word.start {
            return text.to_owned();
        }
        if self.in_quotes() {
            let quote = &self.source[word.start - 1..word.start];
            let line = &self.source[self.cursor.word.end..];
            let is_closed = line.lines().next().unwrap_or_default().contains(quote);
            return if is_closed { text.to_owned() } else { format!("{text}{quote}") };
        }
        let is_text = self.cursor.part == Part::Key || self.steps.last() == Some(&Step::Item);
        let quoted = needs_quotes(text, self.in_flow()) || (is_text && looks_like_a_key(text));
        let blank = self.blank();
        if quoted {
            format!("{blank}\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        } else {
            format!("{blank}{text}")
        }
    }
}

/// Whether YAML, or an older reading of it, would take a bare text for something else.
fn needs_quotes(text: &str, in_flow: bool) -> bool {
    let is_other = matches!(text, "" | "no" | "yes" | "on" | "off" | "null" | "~");
    // Two numbers with a colon between are one number to YAML 1.1.
    let is_time = text.contains(':') && text.starts_with(|c: char| c.is_ascii_digit());
    let is_marked =
        text.starts_with(['!', '&', '*', '?', '|', '>', '%', '@', '`', '"', '\'', '#', ',', '[', ']', '{', '}']);
    let breaks_off = text.contains(": ") || text.contains(" #") || text.ends_with(':');
    is_other || is_time || is_marked || breaks_off || (in_flow && text.contains([',', '[', ']', '{', '}']))
}

fn looks_like_a_key(text: &str) -> bool {
    text.contains(": ") || text.starts_with("- ")
}
