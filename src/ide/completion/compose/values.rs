//! The values that a key takes: words that Compose or the engine knows, and whatever the text of a value is about.
//!
//! A value may be made of parts, such as the three of a short mount. The part that the cursor is in is found first, and what is
//! offered replaces that part alone.

use super::paths::Wanted;
use super::{File, likely};
use crate::ide::CompletionKind;
use crate::ide::completion::items::{Menu, as_snippet};
use crate::reference::compose::{self, Entry, Meaning, Place, Scalar, Section, Value};
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
        // The first entry of a test says how the rest is run.
        if !listed.is_empty() && self.way().ends_with(&["healthcheck", "test", "[]"]) {
            return;
        }
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
            Meaning::Reference(Section::Services) if self.way().ends_with(&["extends", "service"]) => {
                self.extended(word)
            }
            Meaning::Reference(section) => self.references(section, word),
            Meaning::Link => self.before_colon(word, Section::Services),
            Meaning::VolumesFrom => {
                self.before_colon(word, Section::Services);
                self.after_colon(word, &["ro", "rw"]);
            }
            Meaning::Mount => self.mount(word),
            Meaning::MountSource => self.mount_source(word),
            Meaning::ContainerPath if self.way().ends_with(&["volumes", "[]", "target"]) => {
                let is_path = self.sibling("type") == Some("bind");
                self.targets(word, is_path);
            }
            Meaning::Profile => self.profile_names(word),
            Meaning::Image => self.images(word),
            Meaning::PublishedPort | Meaning::ExposedPort | Meaning::Port | Meaning::HostPort => {
                self.ports(meaning, word)
            }
            Meaning::Stage => self.stages(word),
            Meaning::BuildArgument if self.is_listed() => self.build_arguments(word, false),
            Meaning::EnvironmentEntry => self.environment(word),
            Meaning::User => self.accounts(word),
            Meaning::File if self.last_key() == "env_file" || self.way().ends_with(&["env_file", "[]", "path"]) => {
                self.paths(word, Wanted::Variables, 0);
            }
            Meaning::File | Meaning::Path => self.paths(word, Wanted::Anything, 0),
            Meaning::Directory => self.paths(word, Wanted::Folder, 0),
            Meaning::BuildContext | Meaning::NamedContext => self.paths(word, Wanted::Context, 10),
            Meaning::ComposeFile => self.paths(word, Wanted::Compose, 0),
            Meaning::Dockerfile => {
                if let Some(folder) = self.context_folder() {
                    self.paths_from(&folder, word, Wanted::Dockerfile, 0);
                }
            }
            Meaning::Label | Meaning::Sysctl if self.is_listed() => self.known_pairs(word),
            Meaning::EngineName | Meaning::Hostname => self.own_names(word),
            _ => {}
        }
        self.samples(meaning, word);
    }

    /// A variable of the environment: its name in a list, or its value.
    fn environment(&mut self, word: Span) {
        if !self.is_listed() {
            let name = self.last_key().to_owned();
            return self.environment_value(&name, word);
        }
        match self.typed(word).split_once('=') {
            Some((name, _)) => {
                let name = name.to_owned();
                self.environment_value(&name, Span::new(word.start + name.len() + 1, word.end));
            }
            None => self.environment_names(word, false),
        }
    }

    /// The source of a mount in its long form, by the mount's type.
    fn mount_source(&mut self, word: Span) {
        let kind = self.sibling("type").map(str::to_owned);
        match kind.as_deref() {
            Some("bind") => self.paths(word, Wanted::Anything, 0),
            Some("image") => self.images(word),
            Some("volume") => self.references(Section::Volumes, word),
            _ => {
                self.references(Section::Volumes, word);
                self.paths(word, Wanted::Anything, 20);
            }
        }
    }

    /// The value of a key beside that at the cursor.
    pub(super) fn sibling(&self, key: &str) -> Option<&str> {
        let holder = self.outline.entries.get(self.cursor.parent?)?.parent?;
        self.child(holder, key).map(|entry| self.value_text(entry))
    }

    /// A service to extend, of the file that is named beside it or of this one.
    fn extended(&mut self, word: Span) {
        let Some(names) = self.services_to_extend() else { return self.references(Section::Services, word) };
        let file = self.sibling("file").unwrap_or_default().to_owned();
        let mut menu = Menu::new(word);
        for name in names {
            menu.plain(CompletionKind::Reference, &name, 0)
                .insert(&self.scalar(word, &name))
                .detail(&format!("service of {file}"));
        }
        self.take(menu);
    }

    /// `NAME=` of the names that are worth giving in a list of pairs.
    fn known_pairs(&mut self, word: Span) {
        if self.typed(word).contains('=') {
            return;
        }
        let list: Vec<Step> = self.steps[..self.steps.len() - 1].to_vec();
        let place = compose::resolve(&super::steps(&list));
        let Some(free) = place.and_then(|place| place.shape.map).and_then(|map| map.free) else { return };
        let mut menu = Menu::new(word);
        for (rank, known) in (20..).zip(free.known) {
            menu.snippet(known.text, &format!("{}=$0", as_snippet(known.text)), rank)
                .kind(CompletionKind::Property)
                .document(known.doc);
        }
        self.take(menu);
    }

    /// The name of the service itself, as its container's.
    fn own_names(&mut self, word: Span) {
        if !matches!(self.last_key(), "container_name" | "hostname") {
            return;
        }
        let Some(own) = self.own_name().map(str::to_owned) else { return };
        let mut menu = Menu::new(word);
        menu.plain(CompletionKind::Reference, &own, 0).insert(&self.scalar(word, &own)).detail("as the service");
        self.take(menu);
    }

    fn profile_names(&mut self, word: Span) {
        let listed: Vec<String> = self.listed().into_iter().map(str::to_owned).collect();
        let mut menu = Menu::new(word);
        for name in self.profiles().into_iter().filter(|name| !listed.iter().any(|it| it == name)) {
            menu.plain(CompletionKind::Reference, name, 0).insert(&self.scalar(word, name)).detail("profile");
        }
        self.take(menu);
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
        if !self.typed(word).contains(':') {
            self.references(section, word);
        }
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
pub(super) fn needs_quotes(text: &str, in_flow: bool) -> bool {
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
