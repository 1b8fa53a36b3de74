//! Variables put in: a text with `$X` and `${X:-y}` becomes the text that Compose reads.
//!
//! Source: compose-go `template/template.go`.

use crate::model::compose::interpolation::{Operator, Template, Use};
use std::ops::Range;

/// A text with its variables in place, and what was remarkable about them. Ranges are bytes of the text as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Substituted {
    pub text: String,
    /// Variables that are not set and have no default: each became empty.
    pub unset: Vec<(String, Range<usize>)>,
    /// Variables that must be set and are not, with what the author says of that.
    pub required: Vec<(String, String, Range<usize>)>,
    /// Expressions that Compose cannot read; they stay as they are.
    pub faults: Vec<Range<usize>>,
}

/// What answers for the values of variables.
pub type Lookup<'l, 'v> = &'l dyn Fn(&str) -> Option<&'v str>;

/// What a text may grow to, in bytes: variables that hold long values may be named often. The rest is left out.
const MAX_BYTES: usize = 1 << 20;

/// Puts the variables in.
pub fn substitute(text: &str, value_of: Lookup<'_, '_>) -> Substituted {
    if !text.contains('$') {
        return Substituted { text: text.to_owned(), ..Substituted::default() };
    }
    let template = Template::read(text);
    let mut substitution = Substitution { text, uses: &template.variables, value_of, notes: Substituted::default() };
    let mut written = String::new();
    substitution.part(0..text.len(), &mut written);
    Substituted { text: written, faults: template.faults, ..substitution.notes }
}

struct Substitution<'a, 'v> {
    text: &'a str,
    /// By their beginnings.
    uses: &'a [Use],
    value_of: Lookup<'a, 'v>,
    notes: Substituted,
}

impl Substitution<'_, '_> {
    fn part(&mut self, part: Range<usize>, written: &mut String) {
        let mut at = part.start;
        let first = self.uses.partition_point(|variable| variable.range.start < part.start);
        for variable in &self.uses[first..] {
            if variable.range.end > part.end || written.len() > MAX_BYTES {
                break;
            }
            // Those inside another are for that one to put in.
            if variable.range.start >= at {
                self.literal(at..variable.range.start, written);
                self.variable(variable, written);
                at = variable.range.end;
            }
        }
        self.literal(at..part.end, written);
    }

    fn literal(&self, part: Range<usize>, written: &mut String) {
        written.push_str(&self.text[part].replace("$$", "$"));
    }

    fn variable(&mut self, variable: &Use, written: &mut String) {
        let name = &self.text[variable.name.clone()];
        let value = (self.value_of)(name);
        let filled = value.filter(|value| !value.is_empty());
        let argument = variable.argument.clone();
        match (variable.operator, value, filled) {
            (None | Some(Operator::Default | Operator::Required), Some(value), _)
            | (Some(Operator::DefaultIfEmpty | Operator::RequiredIfEmpty), _, Some(value)) => written.push_str(value),
            (None, None, _) => self.notes.unset.push((name.to_owned(), variable.range.clone())),
            (Some(Operator::Default | Operator::DefaultIfEmpty), ..)
            | (Some(Operator::Alternative), Some(_), _)
            | (Some(Operator::AlternativeIfFilled), _, Some(_)) => self.part(argument, written),
            (Some(Operator::Required | Operator::RequiredIfEmpty), ..) => {
                let mut message = String::new();
                self.part(argument, &mut message);
                self.notes.required.push((name.to_owned(), message, variable.range.clone()));
            }
            (Some(Operator::Alternative | Operator::AlternativeIfFilled), ..) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Substituted {
        substitute(text, &|name| match name {
            "A" => Some("a"),
            "EMPTY" => Some(""),
            _ => None,
        })
    }

    #[test]
    fn every_operator_has_its_way() {
        for (text, becomes) in [
            ("$A-${A}", "a-a"),
            ("${EMPTY-x}${EMPTY:-x}${NONE-x}${NONE:-x}", "xxx"),
            ("${A+x}${EMPTY+y}${EMPTY:+z}${NONE+w}", "xy"),
            ("${NONE:-${EMPTY:-$A}}", "a"),
            ("${NONE:-{}}", "{}"),
            ("$$A $1 $( $", "$A $1 $( $"),
        ] {
            assert_eq!(with(text), Substituted { text: becomes.to_owned(), ..Substituted::default() }, "{text}");
        }
    }

    #[test]
    fn what_is_not_set_is_told_with_its_place() {
        let found = with("x${NONE}y${MUST:?because $A}");
        assert_eq!(found.text, "xy");
        assert_eq!(found.unset, [("NONE".to_owned(), 1..8)]);
        assert_eq!(found.required, [("MUST".to_owned(), "because a".to_owned(), 9..28)]);
        assert_eq!(with("${EMPTY:?}").required.len(), 1);
        assert_eq!(with("${").faults, vec![Range { start: 0, end: 2 }]);
    }

    #[test]
    fn a_variable_in_a_default_that_is_not_needed_is_not_missed() {
        assert!(with("${A:-${NONE}}").unset.is_empty());
    }
}
