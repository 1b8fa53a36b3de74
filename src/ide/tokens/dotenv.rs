//! The tokens of a `.env` file: names, values, and the variables in them.

use super::painting::Painting;
use super::{Note, TokenKind};
use crate::ide::assignments::assignments;
use crate::model::compose::Template;
use crate::text::Span;

pub(super) fn paint(painting: &mut Painting<'_>) {
    let source = painting.source();
    let found = assignments(source);
    for assignment in &found.assignments {
        if !painting.shows(assignment.span) {
            continue;
        }
        painting.paint(assignment.export, TokenKind::Keyword);
        painting.paint_with(assignment.name, TokenKind::Variable, Note::Declaration);
        painting.paint(assignment.sign, TokenKind::Operator);
        let value = assignment.value.of(source);
        let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        painting.paint(assignment.value, if is_number { TokenKind::Number } else { TokenKind::String });
        if value.contains('$') && !value.starts_with('\'') {
            paint_variables(painting, value, assignment.value.start);
        }
    }
    found.comments.iter().for_each(|comment| painting.paint(*comment, TokenKind::Comment));
}

/// The variables of a text that stands at `start`.
fn paint_variables(painting: &mut Painting<'_>, text: &str, start: usize) {
    for variable in Template::read(text).variables {
        let place = |from: usize, to: usize| Span::new(start + from, start + to);
        painting.paint(place(variable.range.start, variable.range.end), TokenKind::String);
        painting.paint(place(variable.range.start, variable.name.end), TokenKind::Variable);
        if variable.range.end > variable.name.end {
            painting.paint(place(variable.range.end - 1, variable.range.end), TokenKind::Variable);
        }
        if variable.operator.is_some() {
            painting.paint(place(variable.name.end, variable.argument.start), TokenKind::Operator);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::TokenKind::*;
    use crate::model::Language;

    #[test]
    fn names_values_and_variables_are_told_apart() {
        let found = super::super::tests::of(Language::Dotenv, "# a\nexport B=c${D:-e} # f\nG=80\nH='$I'\n");
        let found: Vec<_> = found.iter().map(|(text, kind)| (text.as_str(), *kind)).collect();
        assert_eq!(
            found,
            [
                ("# a", Comment),
                ("export", Keyword),
                ("B*", Variable),
                ("=", Operator),
                ("c", String),
                ("${D", Variable),
                (":-", Operator),
                ("e", String),
                ("}", Variable),
                ("# f", Comment),
                ("G*", Variable),
                ("=", Operator),
                ("80", Number),
                ("H*", Variable),
                ("=", Operator),
                ("'$I'", String),
            ]
        );
    }
}
