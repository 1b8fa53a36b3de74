//! The kinds of projects, one a room; the first that recognises a folder writes its Dockerfile.

mod dotnet;
mod go;
mod java;
mod node;
mod php;
mod python;
mod ruby;
mod rust;
mod site;

use super::Recipe;
use super::folder::Folder;
use crate::reference::images::latest_release;

/// What every Dockerfile begins with.
const HEAD: &str = "# syntax=docker/dockerfile:1\n\n";

/// The user that a program runs as where the image has none ready.
const USER_ID: u32 = 10001;

/// The room that knows this kind of project. A folder may show signs of several: what is compiled tells more than what builds its
/// pages, and those more than a page alone.
pub fn recognise(folder: &Folder<'_>) -> Option<Recipe> {
    let rooms: [fn(&Folder<'_>) -> Option<Recipe>; 9] = [
        go::recipe,
        rust::recipe,
        java::recipe,
        dotnet::recipe,
        php::recipe,
        ruby::recipe,
        python::recipe,
        node::recipe,
        site::recipe,
    ];
    rooms.iter().find_map(|room| room(folder))
}

/// The version that a manifest asks for, else that of the release at hand.
fn version_or_latest(asked: Option<String>, image: &str) -> String {
    asked.or_else(|| latest_release(image).map(str::to_owned)).unwrap_or_else(|| "latest".to_owned())
}

/// A command as a list of words.
fn exec(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("[{}]", words.join(", "))
}

/// Makes the user of a program on Debian and its kin.
fn useradd() -> String {
    format!("RUN useradd --system --uid {USER_ID} --no-create-home app\n")
}
