//! The shell text inside RUN, CMD, ENTRYPOINT, HEALTHCHECK and heredocs: simple commands with their words and places.
//!
//! tree-sitter's bash grammar reads the text; here its tree becomes a [`Script`]: commands in order, what joins them, in
//! which list each stands, and the commands that `sudo`, `xargs` or `sh -c` start. Everything counts in bytes of the script's
//! own text, which is what a [`Joined`](super::Joined) maps to the file, so a script that moves is not read again.
//! What commands *do* is not known here.

mod cache;
mod parse;
mod pieces;
mod script;
mod through;
mod word;

pub use cache::{ScriptCache, ScriptReader};
pub use pieces::{Piece, PieceKind};
pub use script::{
    Body, Command, Compound, Connector, Element, Heredoc, List, ListKind, Redirection, Script, Through, Wrapper,
};
pub use through::is_shell;
pub use word::Word;

/// The longest script that is read, in bytes. The longest of 4,400 real ones has 12,000.
pub const MAX_LENGTH: usize = 256 << 10;

/// The program that a word names, without its folder; `None` where a variable hides it.
pub fn name_of(word: &Word) -> Option<&str> {
    let value = word.value()?;
    Some(value.rsplit('/').next().unwrap_or(value))
}

#[cfg(test)]
mod tests;
