//! Real editors with our integrations, as a person would have them: each opens a small project, is shown findings, mends them,
//! and saves. An editor that is not on the machine is left out, and the test says so.
//!
//! Editors are looked for in the folder that `DUNNAGE_EDITORS` names (`tests/editors/install` fills one), then on the PATH.

mod configurations;
mod desk;
mod emacs;
mod helix;
mod neovim;
mod terminal;
mod vim;
mod vscode;
