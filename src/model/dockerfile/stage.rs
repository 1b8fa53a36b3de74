//! Stages and what they stand on.
//!
//! Source: BuildKit `instructions/parse.go` (names) and `dockerfile2llb/convert.go` (which stage or image a name means).

use super::{Arguments, Escape, ImageReference, Instruction, InstructionRange, Keyword, Word};
use crate::syntax::dockerfile::expansion::{Environment, Mode, expand};
use crate::text::Span;
use std::collections::BTreeMap;

/// A build stage: a FROM and everything up to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// From 0, as `COPY --from=0` counts.
    pub index: usize,
    /// As written; names compare without regard to case.
    pub name: Option<Word>,
    pub base: Base,
    /// What stands after FROM, as written, with its place.
    pub base_word: Word,
    /// Its instructions in the file's list, the FROM first.
    pub range: InstructionRange,
    /// Every place where the stage takes files from elsewhere.
    pub references: Vec<StageReference>,
}

/// What a stage is built on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// `FROM scratch`: nothing at all.
    Scratch,
    /// An earlier stage.
    Stage(usize),
    /// An image. The reference has the defaults of global ARGs filled in, so far as they have any.
    Image(ImageReference),
    /// A FROM without a usable argument.
    Missing,
}

/// A `--from` of COPY or of a mount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageReference {
    /// The position of its instruction in the file's list.
    pub instruction: usize,
    /// As written, with its place.
    pub name: Word,
}

impl Stage {
    /// The stage's name, or its number where it has none.
    pub fn label(&self) -> String {
        self.name.as_ref().map_or_else(|| self.index.to_string(), |name| name.text.clone())
    }

    pub fn is_named(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|known| known.text.eq_ignore_ascii_case(name))
    }
}

pub(super) fn read(instructions: &[Instruction], escape: Escape) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    let starts: Vec<usize> =
        instructions.iter().enumerate().filter(|(_, each)| each.is(Keyword::From)).map(|(index, _)| index).collect();
    let globals = Globals::read(&instructions[..starts.first().copied().unwrap_or(instructions.len())], escape);
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(instructions.len());
        let words = instructions[start].arguments.words();
        let base_word = words.first().cloned().unwrap_or_default();
        let name = match words {
            [_, as_word, name] if as_word.text.eq_ignore_ascii_case("as") => Some(name.clone()),
            _ => None,
        };
        let base = read_base(&base_word, &globals, &by_name, escape);
        let references = (start..end).flat_map(|at| references_of(&instructions[at], at)).collect();
        if let Some(name) = &name {
            by_name.insert(name.text.to_lowercase(), index);
        }
        stages.push(Stage { index, name, base, base_word, range: start..end, references });
    }
    stages
}

fn read_base(word: &Word, globals: &Globals, by_name: &BTreeMap<String, usize>, escape: Escape) -> Base {
    if word.text.is_empty() {
        return Base::Missing;
    }
    let expanded = expand(&word.text, Mode { skip_unset: true, ..Mode::words(escape.character()) }, globals);
    let text = expanded.map_or_else(|_| word.text.clone(), |expansion| expansion.text);
    // Names are kept in lower case and looked up as written: `FROM Build` never finds `AS Build`.
    if let Some(&stage) = by_name.get(&text) {
        return Base::Stage(stage);
    }
    if text == "scratch" {
        return Base::Scratch;
    }
    Base::Image(ImageReference::parse(&text, word.span))
}

fn references_of(instruction: &Instruction, index: usize) -> Vec<StageReference> {
    let holder = instruction.trigger().unwrap_or(instruction);
    let refer = |name: Word| StageReference { instruction: index, name };
    match holder.keyword {
        Keyword::Copy => holder.flag("from").and_then(|flag| flag.value.clone()).map(refer).into_iter().collect(),
        Keyword::Run => holder
            .flags_named("mount")
            .filter_map(|flag| flag.value.as_ref())
            .filter_map(|value| mount_field(value, "from"))
            .map(refer)
            .collect(),
        _ => Vec::new(),
    }
}

/// The value of a key in the comma list of `--mount`, with its place.
fn mount_field(list: &Word, key: &str) -> Option<Word> {
    let mut at = 0;
    for field in list.text.split(',') {
        if let Some((name, value)) = field.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case(key)) {
            let start = list.span.start + at + name.len() + 1;
            return Some(Word { text: value.to_owned(), span: Span::new(start, start + value.len()) });
        }
        at += field.len() + 1;
    }
    None
}

/// The ARGs before the first FROM, with their defaults: all that a FROM line may use besides the platform arguments.
struct Globals(BTreeMap<String, String>);

impl Globals {
    fn read(preamble: &[Instruction], escape: Escape) -> Self {
        let mut globals = Globals(BTreeMap::new());
        for instruction in preamble.iter().filter(|instruction| instruction.is(Keyword::Arg)) {
            let Arguments::Words(words) = &instruction.arguments else {
                continue;
            };
            for word in words {
                let Some((name, default)) = word.text.split_once('=') else {
                    continue;
                };
                let value = expand(default, Mode::words(escape.character()), &globals);
                let value = value.map_or_else(|_| default.to_owned(), |expansion| expansion.text);
                // Doubling ARGs would otherwise grow without bound.
                if value.len() <= 4096 {
                    globals.0.insert(name.to_owned(), value);
                }
            }
        }
        globals
    }
}

impl Environment for Globals {
    fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }
}
