//! The tables of facts: instructions and flags, Compose keys, base images, package managers. Each entry is documented in our own words.

pub mod compose;
pub mod credentials;
pub mod dockerfile;
pub mod environment;
pub mod formats;
pub mod images;
pub mod licences;
pub mod packages;
pub mod ports;
pub mod programs;
pub mod suggest;
