//! How a file is mended.
//!
//! Rules offer fixes; here they are applied, all of them through one function, [`mend`], and none is believed: after
//! every step the [`guard`] reads the new text and compares it with the old. What breaks a promise is taken back and
//! named in the result.

mod apply;
pub mod guard;

pub use crate::rules::{Applicability, Change, Fix};
pub use apply::{Applied, Mended, Refused, mend};
