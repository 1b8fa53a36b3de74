//! The YAML of a Compose file: where everything stands, and what each scalar says to Compose.
//!
//! Two readers share the work. libyaml, whose port is Compose's own reader, judges whether a text is YAML, and where it
//! is not. tree-sitter tells where things stand, and goes on where libyaml gives up: a line that libyaml refuses is
//! blanked before the tree is made, so a half-typed line never costs the rest. From the tree come the nodes, in one arena;
//! where a keystroke stays inside an entry, only that entry is read anew. Above the nodes stands the [`View`]: aliases
//! resolved to nodes, scalars read as go-yaml reads them, and every [`Problem`] with its place.
//! What the keys mean is the business of `model`.

mod arena;
mod build;
mod diagnosis;
mod examine;
mod fault;
mod glued;
mod libyaml;
mod lines;
mod measure;
mod node;
mod parse_tree;
mod problem;
mod resolve;
mod scalar;
mod sitter;
mod splice;
mod unlike;
mod value;
mod view;

pub use measure::Limit;
pub use node::{Entry, Kind, Node, NodeId, Scalar};
pub use parse_tree::Tree;
pub use problem::{Problem, ProblemKind};
pub use resolve::Resolved;
pub use scalar::Style;
pub use value::{Pair, Value};
pub use view::View;
