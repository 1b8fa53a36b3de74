//! The words in which the table speaks of a value: which kinds of YAML node may stand somewhere, and what their text means.
//!
//! Where Compose's schema offers alternatives (`oneOf`), they never overlap: at most one is a mapping, at most one is a
//! list, the rest are scalars. So a value is judged by the kind of node that stands there, and a [`Shape`] is one field
//! for each. Everything here is plain data built in constants; nothing is parsed or allocated when the program starts.
//!
//! A shape says what Compose accepts, *after* interpolation and merging: what its schema says, and in the few places where
//! reading and decoding are wider or narrower than the schema, what they do. [`Meaning`] names what a text is about, for
//! people; [`Cast`] what Compose insists on. The grammars themselves live with whoever checks them.

use super::meaning::Meaning;
use super::page::Page;
use super::pattern::Pattern;
use super::values::Value;

/// What may stand as a value. All three absent never occurs in the table.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Set when the short form, or null, may stand here.
    pub scalar: Option<Scalar>,
    /// Set when a list may stand here.
    pub list: Option<&'static List>,
    /// Set when a mapping may stand here.
    pub map: Option<&'static Map>,
}

/// A scalar that may stand as a value.
#[derive(Debug, Clone, Copy)]
pub struct Scalar {
    /// The YAML kinds that Compose accepts: whether a quoted number or a bare one will do.
    pub accepts: Kinds,
    /// What the text says.
    pub meaning: Meaning,
    /// The values known by name.
    pub values: &'static [Value],
    /// Whether the schema refuses every text that is not among `values`.
    pub closed: bool,
    /// Whether Compose passes every text on, and the engine refuses what is not among `values`.
    pub engine: Option<Spelling>,
    /// What the schema demands of the text.
    pub pattern: Option<Pattern>,
    /// The least and greatest number that the schema accepts; it binds numbers only, never quoted ones.
    pub range: Option<(i64, i64)>,
    /// What Compose reads a text as; a text that cannot be read so is refused. Where this is absent any text passes,
    /// whatever `meaning` says.
    pub cast: Option<Cast>,
}

/// A list that may stand as a value.
#[derive(Debug, Clone, Copy)]
pub struct List {
    pub item: Shape,
    pub repeats: Repeats,
}

/// A mapping that may stand as a value.
#[derive(Debug, Clone, Copy)]
pub struct Map {
    /// The keys that Compose defines.
    pub keys: &'static [Key],
    /// The keys that the author names: services, variables, labels.
    pub free: Option<&'static Free>,
    /// Whether `x-…` keys may hold anything.
    pub extensions: bool,
    /// Keys of which at least one must stand here; empty where there is no such demand.
    pub any_of: &'static [&'static str],
    /// Whether a key that is none of the above is refused. Where it is not, anything may
    /// stand below it.
    pub closed: bool,
}

/// A key that Compose defines.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    pub shape: Shape,
    /// What it does, what happens without it, and the trap, in Markdown; two sentences or more.
    pub doc: &'static str,
    /// The first release of Docker Compose whose schema, or whose reference, knows the key. Absent where that is older
    /// than the schemas themselves (1.6.0, February 2016).
    pub since: Option<&'static str>,
    /// What holds without the key.
    pub default: Option<&'static str>,
    /// Whether its mapping is refused without it.
    pub required: bool,
    /// Why not to write it and what to write instead.
    pub deprecated: Option<&'static str>,
    /// Whether only swarm honours it. Compose on a single engine ignores it, since 5.6 with a warning.
    pub swarm: bool,
    pub(super) page: Page,
    pub(super) anchor: Option<&'static str>,
}

/// The keys of a mapping that the author names.
#[derive(Debug, Clone, Copy)]
pub struct Free {
    /// What the schema demands of the name.
    pub pattern: Pattern,
    /// What the name says.
    pub meaning: Meaning,
    /// Names worth offering.
    pub known: &'static [Value],
    /// What stands below the name.
    pub shape: Shape,
    /// What such an entry is, in Markdown.
    pub doc: &'static str,
}

/// How exactly the engine compares a word with those that it knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    Exact,
    AnyCase,
}

/// A set of YAML scalar kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds(u8);

/// What becomes of an entry that occurs twice in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// It stands twice.
    Kept,
    /// In a service, a network or a volume Compose drops one of them before the schema looks. In a job, or in a step that
    /// runs before a service, the schema refuses them: see [`Place::repeats`](super::Place::repeats).
    Dropped,
    /// Compose refuses the file.
    Refused,
}

/// What Compose reads a text as, after interpolation. A text that cannot be read so is refused, be it before the schema
/// looks (compose-go's `interpolateTypeCastMapping`) or after, when values are decoded; the verdict is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// Decimal digits with an optional sign.
    Integer,
    Number,
    /// `true` or `false` in any case; `y yes on n no off` with a warning; not `1`, `t` or nothing.
    Boolean,
    /// A number with its unit, or several. A bare number has none.
    Duration,
    /// A number, with or without a unit of size.
    Bytes,
    /// Octal digits, without `0o` in front.
    FileMode,
    IpAddress,
    /// A number or `all`.
    DeviceCount,
    /// A name, `=` and a value.
    Pair,
    /// A name, `=` or `:`, and an address.
    HostAddress,
    /// `default`, or an id, `=` and a path.
    SshKey,
    PublishedPort,
    Mount,
    /// Words with balanced quotes.
    Command,
}

impl Kinds {
    pub const STRING: Kinds = Kinds(1);
    pub const INTEGER: Kinds = Kinds(2);
    /// Integers too.
    pub const NUMBER: Kinds = Kinds(4 | 2);
    pub const BOOLEAN: Kinds = Kinds(8);
    pub const NULL: Kinds = Kinds(16);
    pub const ANY: Kinds = Kinds(31);

    pub const fn and(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// Whether every kind of `other` is among these.
    pub const fn contain(self, other: Kinds) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A text or a whole number.
const STRING_OR_INTEGER: Kinds = Kinds::STRING.and(Kinds::INTEGER);
/// A text or any number.
const STRING_OR_NUMBER: Kinds = Kinds::STRING.and(Kinds::NUMBER);
/// A text or a boolean.
const STRING_OR_BOOLEAN: Kinds = Kinds::STRING.and(Kinds::BOOLEAN);

static ANY_LIST: List = List {
    item: Shape { scalar: Some(ANY_SCALAR), list: Some(&ANY_LIST), map: Some(&ANY_MAP) },
    repeats: Repeats::Kept,
};
static ANY_MAP: Map = Map { keys: &[], free: None, extensions: true, any_of: &[], closed: false };
const ANY_SCALAR: Scalar = Scalar::new(Kinds::ANY, Meaning::Text);

impl Shape {
    /// Anything at all, as below an `x-…` key.
    pub const ANY: Shape = Shape { scalar: Some(ANY_SCALAR), list: Some(&ANY_LIST), map: Some(&ANY_MAP) };

    /// A text of a certain meaning: numbers and booleans are refused unless quoted.
    pub(super) const fn text(meaning: Meaning) -> Shape {
        Shape::scalar(Kinds::STRING, meaning)
    }

    /// A flag, which may also be quoted: that is how a variable sets it.
    pub(super) const fn flag() -> Shape {
        Shape::scalar(STRING_OR_BOOLEAN, Meaning::Boolean).cast(Cast::Boolean)
    }

    /// A span of time, always as text.
    pub(super) const fn duration() -> Shape {
        Shape::text(Meaning::Duration).cast(Cast::Duration)
    }

    /// A whole number, bare or quoted.
    pub(super) const fn integer(meaning: Meaning) -> Shape {
        Shape::scalar(STRING_OR_INTEGER, meaning)
    }

    /// A number, bare or quoted.
    pub(super) const fn number(meaning: Meaning) -> Shape {
        Shape::scalar(STRING_OR_NUMBER, meaning)
    }

    pub(super) const fn scalar(accepts: Kinds, meaning: Meaning) -> Shape {
        Shape { scalar: Some(Scalar::new(accepts, meaning)), list: None, map: None }
    }

    pub(super) const fn list(list: &'static List) -> Shape {
        Shape { scalar: None, list: Some(list), map: None }
    }

    pub(super) const fn map(map: &'static Map) -> Shape {
        Shape { scalar: None, list: None, map: Some(map) }
    }

    pub(super) const fn or_list(mut self, list: &'static List) -> Shape {
        self.list = Some(list);
        self
    }

    pub(super) const fn or_map(mut self, map: &'static Map) -> Shape {
        self.map = Some(map);
        self
    }

    pub(super) const fn or_null(mut self) -> Shape {
        self.scalar = Some(match self.scalar {
            Some(scalar) => Scalar { accepts: scalar.accepts.and(Kinds::NULL), ..scalar },
            None => Scalar::new(Kinds::NULL, Meaning::Text),
        });
        self
    }

    /// Values worth knowing; others are accepted too.
    pub(super) const fn known(self, values: &'static [Value]) -> Shape {
        self.with(values, false)
    }

    /// The only values that the schema accepts.
    pub(super) const fn only(self, values: &'static [Value]) -> Shape {
        self.with(values, true)
    }

    /// The only values that the engine, or swarm, accepts; Compose passes on whatever it is given.
    pub(super) const fn engine(self, values: &'static [Value], spelling: Spelling) -> Shape {
        let mut shape = self.with(values, false);
        if let Some(scalar) = shape.scalar {
            shape.scalar = Some(Scalar { engine: Some(spelling), ..scalar });
        }
        shape
    }

    const fn with(mut self, values: &'static [Value], closed: bool) -> Shape {
        if let Some(scalar) = self.scalar {
            self.scalar = Some(Scalar { values, closed, ..scalar });
        }
        self
    }

    pub(super) const fn within(mut self, least: i64, greatest: i64) -> Shape {
        if let Some(scalar) = self.scalar {
            self.scalar = Some(Scalar { range: Some((least, greatest)), ..scalar });
        }
        self
    }

    pub(super) const fn matching(mut self, pattern: Pattern) -> Shape {
        if let Some(scalar) = self.scalar {
            self.scalar = Some(Scalar { pattern: Some(pattern), ..scalar });
        }
        self
    }

    pub(super) const fn cast(mut self, cast: Cast) -> Shape {
        if let Some(scalar) = self.scalar {
            self.scalar = Some(Scalar { cast: Some(cast), ..scalar });
        }
        self
    }

    /// Whether a null, that is a key with nothing after it, may stand here.
    pub const fn allows_null(&self) -> bool {
        match self.scalar {
            Some(scalar) => scalar.accepts.contain(Kinds::NULL),
            None => false,
        }
    }
}

impl Shape {
    /// What may stand here, by kind, to follow "must be": `a text, a list or a mapping`.
    pub fn expectation(&self) -> String {
        let mut kinds = Vec::new();
        if let Some(scalar) = self.scalar {
            let number = if scalar.accepts.contain(Kinds::NUMBER) { "a number" } else { "a whole number" };
            let accepted = [(Kinds::STRING, "a text"), (Kinds::INTEGER, number), (Kinds::BOOLEAN, "`true` or `false`")];
            kinds.extend(accepted.iter().filter(|(kind, _)| scalar.accepts.contain(*kind)).map(|(_, name)| *name));
        }
        kinds.extend(self.list.map(|_| "a list"));
        kinds.extend(self.map.map(|_| "a mapping"));
        kinds.extend(self.allows_null().then_some("nothing"));
        match kinds.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

impl Scalar {
    const fn new(accepts: Kinds, meaning: Meaning) -> Scalar {
        Scalar { accepts, meaning, values: &[], closed: false, engine: None, pattern: None, range: None, cast: None }
    }
}

impl List {
    pub(super) const fn of(item: Shape) -> List {
        List { item, repeats: Repeats::Kept }
    }

    /// A list in which the schema refuses an entry that occurs twice.
    pub(super) const fn unique(item: Shape) -> List {
        List { item, repeats: Repeats::Refused }
    }

    /// A list from which Compose drops entries that occur twice.
    pub(super) const fn distinct(item: Shape) -> List {
        List { item, repeats: Repeats::Dropped }
    }
}

impl Map {
    /// A mapping with these keys and `x-…` ones.
    pub(super) const fn of(keys: &'static [Key]) -> Map {
        Map { keys, free: None, extensions: true, any_of: &[], closed: true }
    }

    /// A mapping whose keys the author names.
    pub(super) const fn named(free: &'static Free) -> Map {
        Map { keys: &[], free: Some(free), extensions: false, any_of: &[], closed: true }
    }

    pub(super) const fn with_any_of(mut self, names: &'static [&'static str]) -> Map {
        self.any_of = names;
        self
    }

    pub(super) const fn without_extensions(mut self) -> Map {
        self.extensions = false;
        self
    }

    /// A mapping whose unknown keys the schema lets pass.
    pub(super) const fn open(mut self) -> Map {
        self.closed = false;
        self
    }

    /// The entry of a key that Compose defines.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The keys without which the mapping is refused.
    pub fn required(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().filter(|key| key.required)
    }
}
