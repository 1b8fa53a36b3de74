//! Quotes that a mount does not need.

use crate::model::compose::Style;
use crate::rules::prelude::*;
use crate::rules::rewrite::is_plain;
use crate::syntax::yaml::Kind;

rule! {
    /// An entry of `volumes` has quotes that it does not need.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     volumes:
    ///       - "./site:/srv/site:ro"
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     volumes:
    ///       - ./site:/srv/site:ro
    /// ```
    ///
    /// Those that it does need stay: around a variable in braces within brackets, a blank, a `#`.
    "quoted-volume", Hint, Safe,
    default: off,
    groups: [Style],
    aka: ["dclint:no-quotes-in-volumes"],
    concerns: ["volumes-quotes"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(list) = service.get("volumes") else { continue };
        for item in list.items() {
            let Kind::Scalar(scalar) = &file.view().node(item.id()).kind else { continue };
            let Some(text) = item.text().filter(|_| scalar.style != Style::Plain) else { continue };
            // Braces are safe where no bracket is open.
            let bare = if list.is_flow() { text.to_owned() } else { text.replace(['{', '}'], "") };
            if matches!(scalar.style, Style::SingleQuoted | Style::DoubleQuoted)
                && is_plain(&bare)
                && !text.starts_with('{')
            {
                report.at(item.span(), "These quotes are not needed").fix("Remove them", replace(item.span(), text));
            }
        }
    }
}
