//! What may stand on the command line.

use crate::project::FailOn;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Reads Dockerfiles and Compose files, tells what is wrong or could be better, explains why, and mends it.
#[derive(Debug, Parser)]
#[command(name = "dunnage", version, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,

    /// Print findings and what went wrong, and nothing else: no sums, no notes, no progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve an editor on standard input and output
    Lsp(LspOptions),
    /// Tell what is wrong or could be better in files, and mend it
    Check(CheckOptions),
    /// Lay files out: what they say stays, how they look gets tidy
    Format(FormatOptions),
    /// Show a rule's page
    Explain(ExplainOptions),
    /// List all rules
    Rules(RulesOptions),
    /// Tell how far each file has come in container practice, and the next steps
    Ladder(LadderOptions),
    /// Show or write a first Dockerfile, .dockerignore and Compose file for a project
    Containerize(ContainerizeOptions),
    /// Show a file as Dunnage reads it
    Tree(TreeOptions),
    /// Tell whether all is well when nothing seems to happen: the program, what is configured, which files count, the server
    Doctor(DoctorOptions),
    /// Write a first configuration file, in which every choice stands as a comment
    Init(InitOptions),
    /// Print the JSON schema of the configuration file
    Schema,
    /// Print a script that completes this command line in a shell
    Completions(CompletionsOptions),
    /// Print the manual page of a command, or write them all
    Manual(ManualOptions),
}

#[derive(Debug, Args)]
pub struct LspOptions {
    /// Speak over standard input and output, as always; editors like to say so
    #[arg(long)]
    pub stdio: bool,

    /// Write a detailed log to this file
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CheckOptions {
    /// Files, folders (walked, honouring .gitignore), or `-` for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// The name that standard input goes by: it tells the language and finds the configuration
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,

    /// Apply the safe fixes; with `-`, print the mended text
    #[arg(long)]
    pub fix: bool,

    /// Show what the fixes would change, and write nothing
    #[arg(long)]
    pub diff: bool,

    /// Apply also the fixes that are a decision in some projects
    #[arg(long)]
    pub unsafe_fixes: bool,

    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "pretty")]
    pub format: Format,

    /// Only these rules, groups or aliases speak
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,

    /// These speak besides
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub extend_select: Vec<String>,

    /// These never speak
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,

    /// The least severity that makes the exit status 1 [default: warning]
    #[arg(long, value_name = "SEVERITY", value_parser = fail_on())]
    pub fail_on: Option<FailOn>,

    /// Use this configuration file and no other
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,

    /// Use no configuration file
    #[arg(long)]
    pub no_config: bool,

    /// Print how often each rule speaks instead of where
    #[arg(long)]
    pub statistics: bool,

    /// Check again whenever a file changes, until stopped
    #[arg(long)]
    pub watch: bool,

    /// Keep silent about what this file lists: the findings that were there before
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// List in that file everything that is found now
    #[arg(long, requires = "baseline", conflicts_with_all = ["fix", "diff", "watch"])]
    pub write_baseline: bool,

    /// How many files are read at once; 0 for as many as the machine has processors
    #[arg(long, value_name = "N", default_value_t = 0, hide = true)]
    pub threads: usize,
}

#[derive(Debug, Args)]
pub struct FormatOptions {
    /// Files, folders (walked, honouring .gitignore), or `-` for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// The name that standard input goes by: it tells the language and finds the configuration
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,

    /// Apply the safe fixes before, as `check --fix` does: all in one for editors that call one command
    #[arg(long)]
    pub fix: bool,

    /// Write nothing; the exit status is 1 where a file would change
    #[arg(long)]
    pub check: bool,

    /// Show what would change, and write nothing; the exit status is as with `--check`
    #[arg(long)]
    pub diff: bool,

    /// Use this configuration file and no other
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,

    /// Use no configuration file
    #[arg(long)]
    pub no_config: bool,

    /// How many files are read at once; 0 for as many as the machine has processors
    #[arg(long, value_name = "N", default_value_t = 0, hide = true)]
    pub threads: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: the source line, the place in it, the advice
    Pretty,
    /// One line a finding
    Compact,
    /// For scripts
    Json,
    /// Annotations on GitHub
    Github,
    /// GitLab's Code Quality report
    Gitlab,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Checkstyle's XML
    Checkstyle,
    /// JUnit's XML
    Junit,
    /// A table, for a comment or a summary
    Markdown,
}

/// Reads what `--fail-on` may be, and names the choices in the help.
fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::NAMES).map(|name| FailOn::parse(&name).unwrap_or(FailOn::Never))
}

#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// A rule's name, or what another tool calls it: DL3008, CKV_DOCKER_3
    #[arg(value_name = "RULE|ALIAS")]
    pub rule: String,
}

#[derive(Debug, Args)]
pub struct CompletionsOptions {
    /// The shell that is to read the script
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct InitOptions {
    /// The folder that receives `.dunnage.toml`
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct DoctorOptions {
    /// The folder that an editor would work on
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,

    /// How the answer is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

#[derive(Debug, Args)]
pub struct ManualOptions {
    /// A command such as `check`; without it, the page of the whole program
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,

    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    pub write: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RulesOptions {
    /// How the list is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: RulesFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    Text,
    Json,
    /// Every page in one text, as `docs/rules.md` holds it
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct LadderOptions {
    /// Files, or folders (walked, honouring .gitignore)
    #[arg(value_name = "PATH", default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// How the answer is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,
}

#[derive(Debug, Args)]
pub struct ContainerizeOptions {
    /// The folder of the project
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,

    /// Write the files that are not there yet, rather than show them
    #[arg(long)]
    pub write: bool,
}

#[derive(Debug, Args)]
pub struct TreeOptions {
    /// A Dockerfile or a Compose file, or `-` for standard input
    pub file: PathBuf,

    /// The name that standard input goes by
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,

    /// How the tree is printed
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,

    /// Show beside each line of a Compose project where it comes from
    #[arg(long)]
    pub origins: bool,
}
