//! The forms of `${name…}` that the builder understands.
//!
//! Source: BuildKit `shell/lex.go`. The manual calls the pattern forms unreleased, yet 1.7 and all later ones have them.

/// One operator after a variable's name.
#[derive(Debug, PartialEq, Eq)]
pub struct Modifier {
    /// What stands right after the name.
    pub operator: &'static str,
    pub form: &'static str,
    pub doc: &'static str,
    /// The version of the Dockerfile syntax that brought it; empty for the old ones.
    pub since: &'static str,
    /// An expression and its result, where `v` is `foobarbaz` and `u` is not set.
    pub example: (&'static str, &'static str),
}

/// What an operator means.
pub fn modifier(operator: &str) -> Option<&'static Modifier> {
    MODIFIERS.iter().find(|modifier| modifier.operator == operator)
}

const fn row(
    operator: &'static str,
    form: &'static str,
    since: &'static str,
    example: (&'static str, &'static str),
    doc: &'static str,
) -> Modifier {
    Modifier { operator, form, doc, since, example }
}

/// All of them. Anything else after the name is refused, among it `:=`, `^`, `,` and `:0:2`.
pub static MODIFIERS: [Modifier; 12] = [
    row(":-", "${name:-word}", "", ("${u:-x}", "x"), "The value, or `word` if the variable is unset or empty."),
    row("-", "${name-word}", "", ("${u-x}", "x"), "The value, even an empty one, or `word` if the variable is unset."),
    row(":+", "${name:+word}", "", ("${v:+x}", "x"), "`word` if the variable is set and not empty, else nothing."),
    row("+", "${name+word}", "", ("${v+x}", "x"), "`word` if the variable is set, even if empty, else nothing."),
    row(
        ":?",
        "${name:?message}",
        "",
        ("${v:?missing}", "foobarbaz"),
        "The value; the build stops with the message if it is unset or empty.",
    ),
    row(
        "?",
        "${name?message}",
        "",
        ("${v?missing}", "foobarbaz"),
        "The value; the build stops with the message if it is unset.",
    ),
    row(
        "#",
        "${name#pattern}",
        "1.7",
        ("${v#f*b}", "arbaz"),
        "The value without the shortest beginning that matches the pattern.",
    ),
    row(
        "##",
        "${name##pattern}",
        "1.7",
        ("${v##f*b}", "az"),
        "The value without the longest beginning that matches the pattern.",
    ),
    row(
        "%",
        "${name%pattern}",
        "1.7",
        ("${v%b*}", "foobar"),
        "The value without the shortest end that matches the pattern.",
    ),
    row(
        "%%",
        "${name%%pattern}",
        "1.7",
        ("${v%%b*}", "foo"),
        "The value without the longest end that matches the pattern.",
    ),
    row(
        "/",
        "${name/pattern/word}",
        "1.7",
        ("${v/ba/fo}", "fooforbaz"),
        "The value with the first match of the pattern replaced by `word`.",
    ),
    row(
        "//",
        "${name//pattern/word}",
        "1.7",
        ("${v//ba/fo}", "fooforfoz"),
        "The value with every match of the pattern replaced by `word`.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::dockerfile::expansion::{Mode, expand};
    use std::collections::BTreeMap;

    #[test]
    fn every_form_holds_its_operator_and_is_explained() {
        for modifier in &MODIFIERS {
            assert!(modifier.form.starts_with(&format!("${{name{}", modifier.operator)), "{}", modifier.form);
            assert!(modifier.doc.ends_with('.'), "{}", modifier.form);
        }
        assert!(modifier(":-").is_some() && modifier(":=").is_none());
    }

    #[test]
    fn every_example_is_what_the_builder_makes_of_it() {
        let environment = BTreeMap::from([("v".to_owned(), "foobarbaz".to_owned())]);
        for modifier in &MODIFIERS {
            let (expression, expected) = modifier.example;
            let expanded = expand(expression, Mode::words('\\'), &environment);
            assert_eq!(expanded.expect("a sound expression").text, expected, "{expression}");
        }
    }
}
