//! Pages that a web server serves as they are.

use super::super::Recipe;
use super::super::folder::Folder;
use super::super::health::check;
use super::HEAD;

/// The web server of the starters: one that runs as nobody in particular.
pub struct Server {
    pub image: &'static str,
    pub port: u16,
}

/// Its stable line; even numbers are that.
pub const SERVER: Server = Server { image: "nginxinc/nginx-unprivileged:1.30-alpine", port: 8080 };

pub fn recipe(folder: &Folder<'_>) -> Option<Recipe> {
    let at = ["", "public/", "site/", "www/"].into_iter().find(|at| folder.has(&format!("{at}index.html")))?;
    let source = if at.is_empty() { "." } else { at };
    Some(Recipe {
        kind: "static pages".to_owned(),
        dockerfile: format!("{HEAD}{}", serve(&format!("COPY {source} /usr/share/nginx/html\n"))),
        port: Some(SERVER.port),
        ..Recipe::default()
    })
}

/// A stage that serves what the instruction copies.
pub fn serve(copy: &str) -> String {
    let Server { image, port } = SERVER;
    format!("FROM {image} AS runtime\n{copy}USER nginx\nEXPOSE {port}\n{}", check(image, Some(port), Some("/")))
}
