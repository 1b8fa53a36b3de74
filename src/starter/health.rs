//! The HEALTHCHECK of a starter: with a tool that the image has, on the port that the program listens on.

use crate::reference::images::health::{Asks, for_image};
use crate::reference::images::lookup;

/// The instruction with its line end; empty where the image has nothing to ask with. Without a page that is known to be there,
/// the question is only whether somebody listens.
pub fn check(image: &str, port: Option<u16>, page: Option<&str>) -> String {
    let Some(port) = port else { return String::new() };
    let wanted = if page.is_some() { Asks::Http } else { Asks::Port };
    let checks = for_image(lookup(image));
    // A general image is offered what services of their own would need too.
    let found =
        checks.iter().find(|check| check.asks == wanted).or(checks.iter().find(|check| check.asks == Asks::Port));
    let Some(check) = found.filter(|_| lookup(image).is_some_and(|known| !known.tools.is_empty())) else {
        return String::new();
    };
    let text = check.dockerfile(Some(&port.to_string()));
    let page = page.filter(|page| *page != "/").unwrap_or("/");
    let there = format!(":{port}/");
    let text = if check.asks == Asks::Http { text.replacen(&there, &format!(":{port}{page}"), 1) } else { text };
    format!("{}\n", text.trim_end())
}
