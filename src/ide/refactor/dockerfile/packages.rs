//! Lists of packages: one a line, sorted, so that each change of the list is one line of a difference.

use super::Here;
use crate::ide::refactor::Offer;
use crate::model::Dockerfile;
use crate::model::dockerfile::{Escape, Invocation, Keyword, Package};
use crate::reference::packages::Action;
use crate::rules::Change;
use crate::text::{Edit, Span, replace};

pub(super) fn offers(here: Here<'_>) -> Vec<Offer> {
    let Here { file, index, instruction, span } = here;
    if !instruction.is(Keyword::Run) {
        return Vec::new();
    }
    let calls = file.invocations_of(index);
    let installs: Vec<&Invocation<'_>> = calls.iter().filter(|call| call.action() == Some(Action::Install)).collect();
    let under = installs.iter().find(|call| call.command.span().touches(span.start));
    // Where the RUN has only one, it is meant wherever the cursor is.
    let Some(call) = under.or(if let [only] = &installs[..] { Some(only) } else { None }) else { return Vec::new() };
    let edits = one_a_line(file, call);
    let changes: &[Change] = if call.command.is_in_heredoc() { &[Change::Heredocs] } else { &[] };
    edits.map(|(title, edits)| Offer::rewrite(title, edits).changing(changes)).into_iter().collect()
}

/// A package and the comment lines above it.
struct Line<'a> {
    package: &'a str,
    comments: Vec<&'a str>,
}

fn one_a_line(file: &Dockerfile, call: &Invocation<'_>) -> Option<(&'static str, Vec<Edit>)> {
    let packages = call.packages();
    let (first, last) = (packages.first()?.span, packages.last()?.span);
    // Options between the packages may mean those behind them.
    let words = call.command.words();
    let is_at = |place: Span| (0..words.len()).find(|&at| call.command.word_span(at) == place);
    let is_row = is_at(last)? - is_at(first)? + 1 == packages.len();
    let is_whole = |package: &Package<'_>| !file.text(package.span).contains('\n');
    if packages.len() < 2
        || !is_row
        || call.command.is_exec()
        || !packages.iter().all(is_whole)
        || file.escape != Escape::Backslash
    {
        return None;
    }
    let in_heredoc = call.command.is_in_heredoc();
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut at = before_gap(file, first.start);
    for package in &packages {
        let gap = Span::new(at, package.span.start);
        let from = file.comments.partition_point(|comment| comment.start < gap.start);
        let inside = file.comments[from..].iter().take_while(|comment| comment.end <= gap.end);
        let comments = inside.map(|comment| file.text(*comment).trim()).collect();
        if file.text(gap).contains('#') && in_heredoc {
            return None;
        }
        lines.push(Line { package: file.text(package.span), comments });
        at = package.span.end;
    }
    let takes_away = |package: &Package<'_>| package.text.ends_with(['-', '+']) || package.text.starts_with('!');
    let sorts = !packages.iter().any(|package| package.varies || takes_away(package));
    if sorts {
        lines.sort_by_key(|line| (line.package.to_lowercase(), line.package));
    }
    let command_line = file.whole_lines(Span::at(call.command.span().start));
    let before = file.text(Span::new(command_line.start, call.command.span().start));
    let own_indent = &before[..before.len() - before.trim_start().len()];
    // What stands in a row with the command goes on below the list, as far in as other commands do.
    let rest = rest_of_line(file, last.end);
    let opens = before.trim_start().get(..3).is_some_and(|word| word.eq_ignore_ascii_case("run"));
    let chained = if opens { format!("{own_indent}    ") } else { own_indent.to_owned() };
    let goes_on = rest.trim_start().starts_with("&&") || next_line(file, last.end).trim_start().starts_with("&&");
    let indent = if opens && !goes_on { chained.clone() } else { format!("{chained}    ") };
    let line_end = file.line_end();
    let mut text = String::new();
    for line in &lines {
        text.push_str(&format!(" \\{line_end}"));
        for comment in &line.comments {
            text.push_str(&format!("{indent}{comment}{line_end}"));
        }
        text.push_str(&format!("{indent}{}", line.package));
    }
    let start = before_gap(file, first.start);
    let mut edits = vec![replace(Span::new(start, last.end), text)];
    if rest.trim_start().starts_with("&&") {
        let blanks = rest.len() - rest.trim_start().len();
        edits.push(replace(Span::new(last.end, last.end + blanks), format!(" \\{line_end}{chained}")));
    }
    let changes = file.text(Span::new(start, last.end)) != edits[0].text || edits.len() > 1;
    changes.then_some((if sorts { "One package a line, sorted" } else { "One package a line" }, edits))
}

/// Where the blanks, continuations and comments before a word begin.
fn before_gap(file: &Dockerfile, start: usize) -> usize {
    let mut end = start;
    loop {
        let before = file.source()[..end].trim_end();
        if let Some(kept) = before.strip_suffix('\\').filter(|_| file.source()[before.len()..end].contains('\n')) {
            end = kept.len();
            continue;
        }
        let line = file.whole_lines(Span::at(before.len()));
        let on_line = &before[line.start.min(before.len())..];
        let is_comment = file.comments.iter().any(|comment| comment.end == before.len() || line.contains(*comment));
        if is_comment && on_line.trim_start().starts_with('#') {
            end = line.start;
            continue;
        }
        return before.len();
    }
}

fn rest_of_line(file: &Dockerfile, offset: usize) -> &str {
    file.text(Span::new(offset, file.whole_lines(Span::at(offset)).end))
}

fn next_line(file: &Dockerfile, offset: usize) -> &str {
    let line = file.whole_lines(Span::at(offset));
    if line.end >= file.source().len() { "" } else { file.text(file.whole_lines(Span::at(line.end))) }
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::applied;
    use crate::model::Language;

    fn sorted(run: &str) -> Option<String> {
        let text = applied(Language::Dockerfile, &format!("FROM debian:13\n|{run}\n"), "One package a line, sorted")?;
        Some(text.trim_start_matches("FROM debian:13\n").trim_end().to_owned())
    }

    #[test]
    fn packages_get_a_line_each() {
        assert_eq!(
            sorted("RUN apt-get update && apt-get install -y git curl && rm -rf /x").as_deref(),
            Some("RUN apt-get update && apt-get install -y \\\n        curl \\\n        git \\\n    && rm -rf /x")
        );
        assert_eq!(
            sorted("RUN apt-get update \\\n && apt-get install -y git curl \\\n && rm -rf /x").as_deref(),
            Some("RUN apt-get update \\\n && apt-get install -y \\\n     curl \\\n     git \\\n && rm -rf /x")
        );
        assert_eq!(sorted("RUN pip install b==2 A").as_deref(), Some("RUN pip install \\\n    A \\\n    b==2"));
    }

    #[test]
    fn comments_stay_with_their_package() {
        assert_eq!(
            sorted("RUN apk add --no-cache \\\n    git \\\n    # to fetch\n    curl").as_deref(),
            Some("RUN apk add --no-cache \\\n    # to fetch\n    curl \\\n    git")
        );
    }

    #[test]
    fn a_list_in_order_and_one_with_options_inside_are_left_alone() {
        for run in [
            "RUN apk add \\\n    a \\\n    b",
            "RUN apk add b --virtual x a",
            "RUN apk add a",
            "RUN [\"apk\", \"add\", \"b\", \"a\"]",
        ] {
            assert_eq!(sorted(run), None, "{run}");
        }
    }
}
