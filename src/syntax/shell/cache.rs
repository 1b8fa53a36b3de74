//! Scripts already read, kept from one version of a document to the next.

use super::parse::Parser;
use super::script::Script;
use super::{MAX_LENGTH, through};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// The scripts of a document's latest version, by their text.
///
/// A version takes what its predecessor had and leaves exactly what it uses, so the cache is never larger than the file.
#[derive(Debug, Clone, Default)]
pub struct ScriptCache(Arc<Mutex<Arc<Scripts>>>);

type Scripts = HashMap<Box<str>, Arc<Script>>;

/// How much unread text one version may have read, in bytes: beyond that its scripts are taken for too long. Reading takes
/// about a tenth of a second for each million.
const MAX_TOTAL: usize = 1 << 20;

/// Reads the scripts of one version.
pub struct ScriptReader<'a> {
    cache: &'a ScriptCache,
    known: Arc<Scripts>,
    used: Scripts,
    parser: Parser,
    budget: usize,
}

impl ScriptCache {
    /// Begins the reading of a version.
    pub fn reader(&self) -> ScriptReader<'_> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        ScriptReader { cache: self, known, used: Scripts::new(), parser: Parser::default(), budget: MAX_TOTAL }
    }
}

impl ScriptReader<'_> {
    /// The script that a text holds, read now or before.
    pub fn read(&mut self, text: &str) -> Arc<Script> {
        if let Some(script) = self.used.get(text) {
            return script.clone();
        }
        let known = self.known.get(text).cloned();
        let script = known.unwrap_or_else(|| Arc::new(self.read_anew(text)));
        if !script.too_long {
            self.used.insert(text.into(), script.clone());
        }
        script
    }

    /// The script of a JSON list: one command whose words no shell has read, and what it starts in turn. The ranges are
    /// those of the words in `text`.
    pub fn read_words(&mut self, text: &str, words: &[Range<usize>]) -> Script {
        let mut script = Script::of_words(text, words);
        through::follow(text, &mut script, &mut self.parser, 0);
        script
    }

    fn read_anew(&mut self, text: &str) -> Script {
        let too_long = Script { too_long: true, broken: true, ..Script::empty() };
        if text.len() > MAX_LENGTH || text.len() > self.budget {
            return too_long;
        }
        self.budget -= text.len();
        let Some(mut script) = self.parser.parse(text) else { return too_long };
        through::follow(text, &mut script, &mut self.parser, 0);
        script
    }

    /// Ends the reading: what was used is kept for the next version, the rest is let go.
    pub fn finish(self) {
        *self.cache.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(self.used);
    }
}
