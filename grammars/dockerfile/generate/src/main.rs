//! Regenerates the parser in `src/` from `grammar.js`, with the generator's own JavaScript engine: no node, no download.
//!
//! `cargo run` writes the files; `cargo run -- --check` writes nothing, and fails when a committed file is not what
//! the grammar gives.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

/// What the generator writes, below `src/`.
const GENERATED: [&str; 6] = [
    "parser.c",
    "grammar.json",
    "node-types.json",
    "tree_sitter/alloc.h",
    "tree_sitter/array.h",
    "tree_sitter/parser.h",
];

/// The version of the parser tables' layout. 14 says all that this grammar has to say, and is read by Helix 25.01, Neovim before
/// 0.11 and the libtree-sitter of long-lived distributions, which refuse 15.
const ABI: usize = 14;

fn main() -> ExitCode {
    let check = match env::args().nth(1).as_deref() {
        None => false,
        Some("--check") => true,
        Some(other) => {
            eprintln!("unknown argument {other}; usage: generate [--check]");
            return ExitCode::from(2);
        }
    };
    let grammar = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let outcome = if check { compare(&grammar) } else { generate(&grammar, &grammar.join("src")) };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn generate(grammar: &Path, out: &Path) -> Result<(), String> {
    let mut diagnostics = Vec::new();
    generate_parser_in_directory(
        grammar,
        Some(out),
        None::<PathBuf>,
        ABI,
        None,
        Some("native"),
        true,
        OptLevel::default(),
        &mut diagnostics,
    )
    .map_err(|error| error.to_string())?;
    for diagnostic in &diagnostics {
        eprintln!("{diagnostic}");
    }
    Ok(())
}

/// Generates beside the build, and names every committed file that differs.
fn compare(grammar: &Path) -> Result<(), String> {
    let fresh = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/check");
    generate(grammar, &fresh)?;
    let stale: Vec<&str> = GENERATED
        .into_iter()
        .filter(|name| fs::read(fresh.join(name)).ok() != fs::read(grammar.join("src").join(name)).ok())
        .collect();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("not what grammar.js gives: {}; run `cargo run` in generate/", stale.join(", ")))
}
