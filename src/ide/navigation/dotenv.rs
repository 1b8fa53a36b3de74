//! Places in `.env` files and the other files of variables: where a variable is set, and where a value uses another.

use crate::ide::names::compose::Mention;
use crate::ide::names::{Place, Role};
use crate::model::compose::Template;
use crate::model::compose::project::dotenv::{self, Line};
use crate::text::Span;

/// The variables that a file sets, each with the stretch of its value as written.
pub(super) fn set(source: &str) -> Vec<(Mention, Span)> {
    let lines = lines(source);
    let ends = lines.iter().skip(1).map(|line| line.name_span.start).chain([source.len()]);
    let value = |(line, next): (&Line, usize)| {
        let value = Span::new(line.name_span.end, next.max(line.name_span.end));
        let end = value.of(source).trim_end().len();
        (Mention { name: line.name.clone(), span: line.name_span }, Span::new(value.start, value.start + end))
    };
    lines.iter().zip(ends).map(value).collect()
}

/// The uses of variables in the values of a file.
pub(super) fn uses(source: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    for (_, value) in set(source) {
        let text = value.of(source);
        if !text.contains('$') || text.trim_start_matches(['=', ':', ' ', '\t']).starts_with('\'') {
            continue;
        }
        // What follows the value up to the next line that sets something may be comments.
        for (at, line) in lines_of(text).filter(|(at, line)| *at == 0 || !line.trim_start().starts_with('#')) {
            for variable in Template::read(line).variables {
                let span = Span::from(variable.name.clone()).shift(value.start + at);
                found.push(Mention { name: line[variable.name].to_owned(), span });
            }
        }
    }
    found
}

/// The name at an offset, of a variable that is set or used there.
pub(super) fn at(source: &str, offset: usize) -> Option<Mention> {
    let set = set(source).into_iter().map(|(name, _)| name);
    set.chain(uses(source)).find(|it| it.span.touches(offset))
}

/// The places of a file that name what is named at an offset.
pub(super) fn places_at(source: &str, offset: usize) -> Vec<Place> {
    let Some(here) = at(source, offset) else { return Vec::new() };
    let place = |span: Span, role: Role| Place { span, role, origin: span };
    let set = set(source).into_iter().map(|(it, _)| (it, Role::Declaration));
    let all = set.chain(uses(source).into_iter().map(|it| (it, Role::Use)));
    let mut places: Vec<Place> =
        all.filter(|(it, _)| it.name == here.name).map(|(it, role)| place(it.span, role)).collect();
    places.sort_unstable();
    places
}

fn lines_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

/// The lines of a file; a file with a mistake in it has those before the mistake.
fn lines(source: &str) -> Vec<Line> {
    match dotenv::read(source, &|_| Some("")) {
        Ok(lines) => lines,
        Err(fault) => dotenv::read(&source[..fault.span.start], &|_| Some("")).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_where_they_are_set_and_used() {
        let source = "# A\nA=1\nexport B='$A'\nC=\"x$A\" # $A\n#D=$A\nE=${A:-$C}\n";
        let names: Vec<_> = set(source).into_iter().map(|(it, _)| it.span.of(source).to_owned()).collect();
        assert_eq!(names, ["A", "B", "C", "E"]);
        let used: Vec<_> = uses(source).into_iter().map(|it| (it.name, it.span.start)).collect();
        assert_eq!(used.len(), 4, "a remark behind a value counts too, one on its own line does not: {used:?}");
        assert!(used.iter().all(|(name, at)| source[*at..].starts_with(name.as_str())));
    }
}
