//! What a Dockerfile means: its stages and how they hang together, the commands it runs, the images it stands on.

mod accounts;
mod almost_json;
mod append;
mod belongings;
mod bonds;
mod command;
mod comments;
mod dependencies;
mod downloads;
mod expanded;
mod foundation;
mod frontend;
pub mod holdings;
mod image;
mod inputs;
pub mod installs;
mod labels;
mod layers;
pub(crate) mod leftovers;
mod lines;
mod manifest_files;
mod manifests;
mod merge;
mod modes;
mod mount;
mod nature;
mod packages;
mod remove;
mod runtime;
mod scope;
mod scripts;
mod shells;
mod somebody;
mod sources;
mod stage;
mod standing;
mod startup;
mod variables;
mod wants;

pub use crate::syntax::dockerfile::{
    Arguments, Directive, DirectiveName, Escape, Flag, Heredoc, Instruction, Keyword, Pair, Problem, ProblemKind, Word,
    check_directive,
};
pub use accounts::{Accounts, Group, Membership, User, is_root, split_owner};
pub use almost_json::{almost_list, comment_behind_list, json_list};
pub use bonds::Bond;
pub use command::{Command, ShellText};
pub use dependencies::is_project_build;
pub use downloads::{Download, Fetcher, Given};
pub use expanded::{Expanded, expanded_words};
pub use image::{ImageReference, reference_flaw};
pub use inputs::Awaited;
pub use labels::Label;
pub use modes::Mode;
pub use mount::{MountField, MountFlag, mounts};
pub use nature::Nature;
pub use packages::{Invocation, Package};
pub use runtime::Runtime;
pub use scope::{Evaluation, Held, Passed, Scope};
pub use somebody::Somebody;
pub use sources::{IgnoreFile, context_path};
pub use stage::{Base, Stage, StageReference};
pub use startup::Startup;
pub use variables::{Origin, Variable};
pub use wants::is_for_writing;

use super::Surroundings;
use crate::reference::images::Image;
use crate::syntax::dockerfile::{Syntax, Tree};
use crate::syntax::shell::ScriptCache;
use crate::text::Span;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A Dockerfile, read.
#[derive(Debug)]
pub struct Dockerfile {
    source: Arc<str>,
    surroundings: Arc<Surroundings>,
    pub escape: Escape,
    pub directives: Vec<Directive>,
    /// Whole-line comments, those inside continued instructions among them.
    pub comments: Vec<Span>,
    /// Every instruction in order, unknown ones among them.
    pub instructions: Vec<Instruction>,
    pub stages: Vec<Stage>,
    /// The last stage of each name, in lower case.
    stage_names: HashMap<String, usize>,
    scripts: ScriptCache,
    /// By instruction; read when somebody first asks.
    shell_texts: OnceLock<Vec<Vec<ShellText>>>,
    /// The SHELL in force at each instruction.
    shells: OnceLock<Vec<shells::InForce>>,
    /// How the RUNs are continued.
    run_style: OnceLock<merge::Style>,
    /// The calls of package managers; sorted out when somebody first asks.
    calls: OnceLock<Vec<packages::Call>>,
    /// By stage, what is known of the image at its bottom.
    images: OnceLock<Vec<Option<&'static Image>>>,
    /// The names that any ARG or ENV declares, in lower case.
    declared: OnceLock<HashSet<String>>,
    /// By instruction, what it gives its variables; known once somebody has walked the scopes.
    declarations: OnceLock<Vec<scope::Declared>>,
    /// By instruction, what binds it to the next; found when somebody first asks.
    bonds: OnceLock<Vec<Option<Bond>>>,
    /// As whom and where each instruction runs.
    standings: OnceLock<Vec<standing::Standing>>,
}

impl Dockerfile {
    /// Reads a file whose tree is at hand.
    pub fn read(source: Arc<str>, tree: &Tree, surroundings: Arc<Surroundings>, scripts: &ScriptCache) -> Self {
        let Syntax { escape, directives, comments, instructions } = Syntax::read(&source, tree);
        let stages = stage::read(&instructions, escape);
        let named = stages.iter().filter_map(|stage| Some((stage.name.as_ref()?.text.to_lowercase(), stage.index)));
        Dockerfile {
            stage_names: named.collect(),
            source,
            surroundings,
            escape,
            directives,
            comments,
            instructions,
            stages,
            scripts: scripts.clone(),
            shell_texts: OnceLock::new(),
            shells: OnceLock::new(),
            run_style: OnceLock::new(),
            calls: OnceLock::new(),
            images: OnceLock::new(),
            declared: OnceLock::new(),
            declarations: OnceLock::new(),
            bonds: OnceLock::new(),
            standings: OnceLock::new(),
        }
    }

    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text under a span.
    pub fn text(&self, span: Span) -> &str {
        span.of(&self.source)
    }

    pub fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// The instructions with this keyword, wherever they stand.
    pub fn all(&self, keyword: Keyword) -> impl Iterator<Item = &Instruction> {
        self.instructions.iter().filter(move |instruction| instruction.keyword == keyword)
    }

    /// The instructions before the first FROM.
    pub fn preamble(&self) -> &[Instruction] {
        let end = self.stages.first().map_or(self.instructions.len(), |stage| stage.range.start);
        &self.instructions[..end]
    }

    /// The instructions of a stage, its FROM first.
    pub fn instructions_of(&self, stage: &Stage) -> &[Instruction] {
        &self.instructions[stage.range.clone()]
    }

    /// The stage that is built when nobody names one.
    pub fn final_stage(&self) -> Option<&Stage> {
        self.stages.last()
    }

    /// The stage that holds the instruction at this index.
    pub fn stage_of(&self, index: usize) -> Option<&Stage> {
        let after = self.stages.partition_point(|stage| stage.range.start <= index);
        self.stages.get(after.checked_sub(1)?).filter(|stage| stage.range.contains(&index))
    }

    /// The stage whose text holds the offset: from its FROM to just before the next.
    pub fn stage_at(&self, offset: usize) -> Option<&Stage> {
        self.stages.iter().rev().find(|stage| self.instructions[stage.range.start].span.start <= offset)
    }

    /// The instruction whose lines hold the offset.
    pub fn instruction_at(&self, offset: usize) -> Option<&Instruction> {
        let after = self.instructions.partition_point(|instruction| instruction.span.start <= offset);
        let candidate = self.instructions.get(after.checked_sub(1)?)?;
        candidate.span.touches(offset).then_some(candidate)
    }

    /// The stage that a `--from` (of COPY, or of a mount) means when it stands in the stage `within`: a stage by name in any
    /// case, or by number. Source: BuildKit `dockerfile2llb/convert.go`.
    pub fn stage_named(&self, name: &str) -> Option<&Stage> {
        if let Ok(index) = name.parse::<usize>() {
            return self.stages.get(index);
        }
        self.stage_of_name(name)
    }

    /// The last stage of that name, in any case; a number is no name.
    pub fn stage_of_name(&self, name: &str) -> Option<&Stage> {
        self.stages.get(*self.stage_names.get(&name.to_lowercase())?)
    }

    /// The whole lines of a span: from the start of its first line to the end of its last, the line end included.
    pub fn whole_lines(&self, span: Span) -> Span {
        let start = self.source[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.source[span.end..].find('\n').map_or(self.source.len(), |at| span.end + at + 1);
        Span::new(start, end)
    }

    /// Where an instruction starts together with the comment lines right above it.
    pub fn start_with_comments(&self, instruction: &Instruction) -> usize {
        let mut start = self.whole_lines(instruction.span).start;
        let above = self.comments.partition_point(|comment| comment.end <= instruction.span.start);
        for comment in self.comments[..above].iter().rev() {
            let lines = self.whole_lines(*comment);
            if lines.end != start {
                break;
            }
            start = lines.start;
        }
        start
    }

    /// The line end that the file uses.
    pub fn line_end(&self) -> &'static str {
        match self.source.find('\n') {
            Some(at) if self.source[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}

/// The positions of a stage's instructions in the file's list.
pub type InstructionRange = Range<usize>;
