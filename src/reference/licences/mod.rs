//! Licences by the short names that SPDX gives them, and the expressions that join them.
//!
//! Source: the SPDX licence list 3.28 and its exceptions, deprecated names included; SPDX specification 3.0, annex "SPDX
//! licence expressions". Names compare without regard to case there, and so they do here.

use std::collections::HashSet;
use std::sync::LazyLock;

static LICENCES: LazyLock<HashSet<String>> = LazyLock::new(|| names(include_str!("licences.txt")));
static EXCEPTIONS: LazyLock<HashSet<String>> = LazyLock::new(|| names(include_str!("exceptions.txt")));

fn names(list: &str) -> HashSet<String> {
    list.lines().map(str::to_ascii_lowercase).collect()
}

/// What an expression goes on with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Licence,
    Operator,
    Exception,
}

/// The first part of a text that no licence expression has; `None` where the text is one, such as `Apache-2.0 OR MIT`.
pub fn flaw_in_expression(text: &str) -> Option<String> {
    let mut expected = Expected::Licence;
    let mut open = 0_usize;
    for token in tokens(text) {
        expected = match (expected, token) {
            (Expected::Licence, "(") => {
                open += 1;
                Expected::Licence
            }
            (Expected::Operator, ")") if open > 0 => {
                open -= 1;
                Expected::Operator
            }
            (Expected::Operator, "AND" | "and" | "OR" | "or") => Expected::Licence,
            (Expected::Operator, "WITH" | "with") => Expected::Exception,
            (Expected::Licence, name) if is_licence(name) => Expected::Operator,
            (Expected::Exception, name) if is_exception(name) => Expected::Operator,
            (_, other) => return Some(other.to_owned()),
        };
    }
    let is_whole = expected == Expected::Operator && open == 0;
    (!is_whole).then(|| text.trim().to_owned())
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace();
    words.flat_map(|word| word.split_inclusive(['(', ')'])).flat_map(|part| {
        let bracket = part.len() - usize::from(part.ends_with(['(', ')']));
        [&part[..bracket], &part[bracket..]].into_iter().filter(|token| !token.is_empty())
    })
}

/// A listed licence, `+` behind it or not, or a reference to one that comes along.
fn is_licence(name: &str) -> bool {
    let listed = name.strip_suffix('+').unwrap_or(name).to_ascii_lowercase();
    let reference = name.strip_prefix("DocumentRef-").and_then(|rest| rest.split_once(':')).map_or(name, |(_, it)| it);
    LICENCES.contains(&listed)
        || LICENCES.contains(&name.to_ascii_lowercase())
        || is_reference(reference, "LicenseRef-")
}

fn is_exception(name: &str) -> bool {
    EXCEPTIONS.contains(&name.to_ascii_lowercase()) || is_reference(name, "AdditionRef-")
}

fn is_reference(name: &str, prefix: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    name.strip_prefix(prefix).is_some_and(|id| !id.is_empty() && id.chars().all(is_part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_joined_names() {
        for text in [
            "MIT",
            "apache-2.0",
            "GPL-2.0+",
            "GPL-2.0-or-later WITH Classpath-exception-2.0",
            "(MIT OR Apache-2.0) AND BSD-3-Clause",
            "((MIT))",
            "LicenseRef-Acme",
            "DocumentRef-x:LicenseRef-y OR MIT",
        ] {
            assert_eq!(flaw_in_expression(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_wrong_part_is_named() {
        for (text, part) in [
            ("Apache", "Apache"),
            ("MIT, Apache-2.0", "MIT,"),
            ("MIT Apache-2.0", "Apache-2.0"),
            ("MIT OR", "MIT OR"),
            ("(MIT", "(MIT"),
            ("MIT)", ")"),
            ("", ""),
            ("MIT WITH MIT", "MIT"),
        ] {
            assert_eq!(flaw_in_expression(text).as_deref(), Some(part), "{text}");
        }
    }
}
