//! The language server: one writer, many readers.
