//! The words in which the table speaks of a value: which kinds of YAML node may stand somewhere, and what their text means.
//!
//! Where Compose's schema offers alternatives (`oneOf`), they never overlap: at most one is a mapping, at most one is a
//! list, the rest are scalars. So a value is judged by the kind of node that stands there, and a [`Shape`] is one field
//! for each. Everything here is plain data built in constants; nothing is parsed or allocated when the program starts.
//!
//! A shape says what the schema accepts, *after* interpolation and merging. What the text of an accepted scalar must
//! look like (a duration, a port) is named by [`Meaning`]; the grammars themselves live with whoever checks them.

use super::{Section, Value};

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
    /// The YAML kinds that the schema accepts: whether a quoted number or a bare one will do.
    pub accepts: Kinds,
    /// What the text says.
    pub meaning: Meaning,
    /// The values known by name.
    pub values: &'static [Value],
    /// Whether the schema refuses every text that is not among `values`.
    pub closed: bool,
    /// What the schema demands of the text.
    pub pattern: Option<Pattern>,
    /// The least and greatest number that the schema accepts; it binds numbers only, never quoted ones.
    pub range: Option<(i64, i64)>,
    /// What Compose turns a text into before the schema sees it; a text that cannot be turned is refused.
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
    page: Page,
    anchor: Option<&'static str>,
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

/// What Compose turns the text of a scalar into after interpolation, at the places of compose-go's `interpolateTypeCastMapping`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// Decimal digits with an optional sign.
    Integer,
    Number,
    /// `true` or `false` in any case; `y yes on n no off` with a warning.
    Boolean,
}

/// What the schema demands of a text, as a word in place of its regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// The name of a service, network, volume and the like: letters, digits, `.`, `_` and `-`.
    ResourceName,
    /// At least one character, and no line break.
    OneLine,
    /// At least one character that is not a line break.
    SomeText,
    /// Any text; the schema says nothing of it.
    Anything,
    /// Lower-case letters.
    UlimitName,
    /// Somewhere a letter or digit followed by a letter, digit, `_`, `.` or `-`: the schema does not anchor it.
    ContainerName,
    /// One of the pull policies.
    PullPolicy,
}

/// What the text of a scalar says: the grammar it follows and what it may point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Prose, or a word with no grammar of its own.
    Text,
    /// A word of a fixed or open vocabulary.
    Word,
    /// `true` or `false`; most places also take them quoted.
    Boolean,
    Integer,
    /// May have a fraction.
    Number,
    /// A number with its unit, or several: `1m30s`. A bare number is refused.
    Duration,
    /// A size in bytes, bare or with a unit in powers of 1024: `512m`.
    Bytes,
    /// Microseconds; the text may be a duration.
    Microseconds,
    /// A published port in its short form: `127.0.0.1:8080:80/tcp`.
    PublishedPort,
    /// A port or range in the container: `8080`, `3000-3005/udp`.
    ExposedPort,
    /// A port in the container, one number.
    Port,
    /// A port or a range of ports on the host.
    HostPort,
    /// A mount in its short form: `./data:/var/lib/data:ro`.
    Mount,
    /// A mount's source, which is a host path, a volume or an image by the mount's `type`.
    MountSource,
    /// A container path with tmpfs options: `/run:size=64m`.
    Tmpfs,
    /// A device mapping: `/dev/ttyUSB0:/dev/ttyUSB0:rwm`.
    Device,
    /// A rule of the device cgroup: `c 1:3 mr`.
    DeviceRule,
    /// Some of the letters `r`, `w` and `m`.
    DevicePermissions,
    /// An image reference.
    Image,
    /// An operating system, architecture and variant: `linux/arm64/v8`.
    Platform,
    /// A command line, split into words as a shell would but without expansion; in a list, one word of it.
    Command,
    /// The check of a `healthcheck`: in a list, its head `CMD`, `CMD-SHELL` or `NONE`, then words.
    HealthCheck,
    /// A file on the host, relative to the project directory.
    File,
    /// A directory on the host.
    Directory,
    /// A file or directory on the host.
    Path,
    /// A Compose file: a path, or the address of a remote one.
    ComposeFile,
    /// A path in the container.
    ContainerPath,
    /// A path inside a volume or image.
    Subpath,
    /// Ignore-file patterns: `node_modules/`.
    PathPattern,
    /// A build context: a directory, a Git address, an archive's address.
    BuildContext,
    /// `name=context`, or the context alone as the value of a mapping.
    NamedContext,
    /// A Dockerfile, relative to the build context.
    Dockerfile,
    /// The text of a Dockerfile.
    DockerfileText,
    /// The name of a stage of the Dockerfile.
    Stage,
    /// `NAME=value` or `NAME` of an `ARG`, or the value alone in a mapping.
    BuildArgument,
    /// `type=registry,ref=…` or a bare image reference.
    Cache,
    /// `default`, or `id=path` of a key or agent socket.
    SshKey,
    /// `true`, `false` or the attributes of an attestation.
    Attestation,
    /// A set of CPUs: `0-3`, `0,2`.
    CpuSet,
    Signal,
    /// Permission bits in octal.
    FileMode,
    /// A user or group, by name or number.
    User,
    Group,
    Capability,
    /// A security option: `no-new-privileges:true`.
    SecurityOption,
    /// `name=value` of a kernel parameter, or the value alone in a mapping.
    Sysctl,
    UlimitName,
    IpAddress,
    /// A subnet: `172.28.0.0/16`.
    Subnet,
    MacAddress,
    Hostname,
    /// `name=address` of a host, or the address alone in a mapping; `host-gateway` is an address.
    HostAddress,
    /// `NAME=value` or `NAME` of an environment variable, or the value alone in a mapping.
    EnvironmentEntry,
    /// The name of an environment variable.
    VariableName,
    /// `key=value` of a label or annotation, or the value alone in a mapping.
    Label,
    /// `key=value` of a driver's or plug-in's option, or the value alone in a mapping.
    DriverOption,
    /// A namespace to join: a word, or `service:NAME` or `container:NAME`.
    Namespace,
    /// A network to join, as [`Meaning::Namespace`], or a network's name.
    NetworkMode,
    /// A constraint on nodes: `node.role == manager`.
    Constraint,
    /// A service and an alias: `db` or `db:database`.
    Link,
    /// A container and an alias: `legacy_db:db`.
    ExternalLink,
    /// A service or container whose mounts to take: `app:ro`, `container:old`.
    VolumesFrom,
    Profile,
    /// The name of something that a top-level section declares.
    Reference(Section),
    /// The key that declares such a name.
    Declaration(Section),
    /// A name that the engine, not Compose, knows.
    EngineName,
    /// Five fields of a crontab line: `*/10 * * * *`.
    Cron,
    /// A time zone by its IANA name: `Europe/Paris`.
    TimeZone,
}

/// A page of the public Compose file reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Build,
    Configs,
    Deploy,
    Develop,
    Include,
    Jobs,
    Models,
    Networks,
    Secrets,
    Services,
    VersionAndName,
    Volumes,
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
        Shape::scalar(STRING_OR_BOOLEAN, Meaning::Boolean)
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

impl Scalar {
    const fn new(accepts: Kinds, meaning: Meaning) -> Scalar {
        Scalar { accepts, meaning, values: &[], closed: false, pattern: None, range: None, cast: None }
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

impl Key {
    pub(super) const fn new(page: Page, name: &'static str, shape: Shape, doc: &'static str) -> Key {
        Key { name, shape, doc, since: None, default: None, required: false, deprecated: None, page, anchor: None }
    }

    pub(super) const fn since(mut self, release: &'static str) -> Key {
        self.since = Some(release);
        self
    }

    pub(super) const fn default(mut self, value: &'static str) -> Key {
        self.default = Some(value);
        self
    }

    pub(super) const fn required(mut self) -> Key {
        self.required = true;
        self
    }

    pub(super) const fn deprecated(mut self, instead: &'static str) -> Key {
        self.deprecated = Some(instead);
        self
    }

    /// The heading of the reference that speaks of the key, where that is not the key itself; empty for the page as a whole.
    pub(super) const fn under(mut self, anchor: &'static str) -> Key {
        self.anchor = Some(anchor);
        self
    }

    /// The address of what the public reference says of the key.
    pub fn link(&self) -> String {
        let page = format!("https://docs.docker.com/reference/compose-file/{}/", self.page.slug());
        match self.anchor.unwrap_or(self.name) {
            "" => page,
            anchor => format!("{page}#{anchor}"),
        }
    }
}

/// Tables of keys laid together into one of length `N`. Where several have a key of one name, the first counts.
pub(super) const fn join<const N: usize>(tables: &[&[Key]]) -> [Key; N] {
    let mut joined = [tables[0][0]; N];
    let mut length = 0;
    let mut table = 0;
    while table < tables.len() {
        let mut i = 0;
        while i < tables[table].len() {
            let key = tables[table][i];
            if !holds(&joined, length, key.name) {
                joined[length] = key;
                length += 1;
            }
            i += 1;
        }
        table += 1;
    }
    assert!(length == N, "the length given is not the number of different keys");
    joined
}

/// Whether one of the first `length` keys has the name.
const fn holds(keys: &[Key], length: usize, name: &str) -> bool {
    let mut i = 0;
    while i < length {
        if same(keys[i].name.as_bytes(), name.as_bytes()) {
            return true;
        }
        i += 1;
    }
    false
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

impl Page {
    const fn slug(self) -> &'static str {
        match self {
            Page::Build => "build",
            Page::Configs => "configs",
            Page::Deploy => "deploy",
            Page::Develop => "develop",
            Page::Include => "include",
            Page::Jobs => "jobs",
            Page::Models => "models",
            Page::Networks => "networks",
            Page::Secrets => "secrets",
            Page::Services => "services",
            Page::VersionAndName => "version-and-name",
            Page::Volumes => "volumes",
        }
    }
}

impl Pattern {
    /// Whether a text satisfies it.
    pub fn accepts(self, text: &str) -> bool {
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        match self {
            Pattern::ResourceName => !text.is_empty() && text.chars().all(word),
            Pattern::OneLine => !text.is_empty() && !text.contains('\n'),
            Pattern::SomeText => text.chars().any(|c| c != '\n'),
            Pattern::Anything => true,
            Pattern::UlimitName => !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase()),
            Pattern::ContainerName => {
                text.as_bytes().windows(2).any(|pair| pair[0].is_ascii_alphanumeric() && word(char::from(pair[1])))
            }
            Pattern::PullPolicy => {
                super::values::PULL_POLICIES.iter().any(|policy| match policy.text.strip_suffix("every_") {
                    Some(_) => text.strip_prefix(policy.text).is_some_and(is_refresh_period),
                    None => policy.text == text,
                })
            }
        }
    }

    /// The regular expression that Compose's schema has for it.
    pub const fn expression(self) -> &'static str {
        match self {
            Pattern::ResourceName => "^[a-zA-Z0-9._-]+$",
            Pattern::OneLine => "^.+$",
            Pattern::SomeText => ".+",
            Pattern::Anything => "",
            Pattern::UlimitName => "^[a-z]+$",
            Pattern::ContainerName => "[a-zA-Z0-9][a-zA-Z0-9_.-]+",
            Pattern::PullPolicy => {
                "^(always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+)$"
            }
        }
    }

    /// What it asks for, to follow "must be" in a message.
    pub const fn description(self) -> &'static str {
        match self {
            Pattern::ResourceName => "letters, digits, `.`, `_` and `-`",
            Pattern::OneLine | Pattern::SomeText => "a text that is not empty",
            Pattern::Anything => "any text",
            Pattern::UlimitName => "lower-case letters",
            Pattern::ContainerName => "at least two of letters, digits, `_`, `.` and `-`, the first a letter or digit",
            Pattern::PullPolicy => {
                "`always`, `never`, `missing`, `if_not_present`, `build`, `refresh`, `daily`, `weekly` or `every_` and a period"
            }
        }
    }
}

/// Whether a text is one or more of digits and a unit among `w d h m s`: `12h`, `1d12h`.
fn is_refresh_period(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = rest.as_bytes().get(digits);
        if digits == 0 || !matches!(unit, Some(b'w' | b'd' | b'h' | b'm' | b's')) {
            return false;
        }
        rest = &rest[digits + 1..];
    }
    !text.is_empty()
}
