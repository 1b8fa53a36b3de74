//! Faults: the places where a text is not YAML, each confined to a line, so that the rest can be read.
//!
//! libyaml stops at the first fault it meets. The line that caused it is blanked, by spaces of the same length so that
//! every offset stays, and libyaml is asked again; what it stops at next is the next fault. The text that is left is
//! what the tree is made of. Where a key lacks its colon and more is indented below it, blanking would hand that to
//! another key: there a colon takes the place of the key's last letter.

use super::diagnosis;
use super::libyaml::{self, Stop};
use super::lines::{after, before, column, line_at};
use crate::text::Span;
use std::borrow::Cow;

/// A place where the text is not YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What to point at: within one line.
    pub span: Span,
    /// The line that was hidden from the tree, or completed for it, without its end; empty where none was.
    pub hidden: Span,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

/// More faults than anybody wants to read at once.
const MAX_FAULTS: usize = 8;

/// How far above the line where libyaml stops a key may lack its colon.
const MAX_LINES_ABOVE: usize = 5;

/// How far above the line where libyaml stops a quote or a bracket may have been left open.
const MAX_LINES_BACK: usize = 200;

/// How often libyaml may be asked about one text: it starts over every time.
const MAX_QUESTIONS: usize = 40;

/// Finds the faults of a text, and hides them: the text that is left has the same length.
pub(super) fn hide(source: &str) -> (Cow<'_, str>, Vec<Fault>) {
    let mut text = Cow::Borrowed(source);
    let mut faults = Vec::new();
    let mut questions = MAX_QUESTIONS;
    let mut next = libyaml::stop(source);
    while let Some(stop) = next.take() {
        if faults.len() >= MAX_FAULTS {
            faults.push(told(source, &stop, Span::at(stop.at)));
            break;
        }
        if let Some((key, completed, following)) = with_colon(&text, &stop, &mut questions) {
            let span = Span::new(key.end - key.of(source).trim_start().len(), key.end);
            faults.push(Fault { span, hidden: key, message: "a key needs a `:` after it".to_owned() });
            (text, next) = (Cow::Owned(completed), following);
            continue;
        }
        let outcome = best_line(&text, &stop, &mut questions);
        faults.push(told(source, &stop, outcome.as_ref().map_or(Span::at(stop.at), |(line, _)| *line)));
        let Some((line, following)) = outcome else {
            break;
        };
        (text, next) = (Cow::Owned(without(&text, line)), following);
    }
    (text, faults)
}

fn told(source: &str, stop: &Stop, hidden: Span) -> Fault {
    let (span, message) = diagnosis::describe(source, stop, hidden);
    Fault { span, hidden, message }
}

/// The line of a key that lacks its colon, the text with one in the place of the key's last letter, and where libyaml then
/// stops; `None` where that is not what is wrong.
fn with_colon(text: &str, stop: &Stop, questions: &mut usize) -> Option<(Span, String, Option<Stop>)> {
    let here = line_at(text, stop.at);
    // What the word is taken for is often noticed some lines further down.
    for line in std::iter::successors(Some(here), |line| before(text, *line)).take(MAX_LINES_ABOVE) {
        let is_key = is_word(text, line);
        let is_further_in = |below: &Span| column(text, *below) > column(text, line);
        let Some(below) = after(text, line).filter(|below| is_key && is_further_in(below)) else { continue };
        *questions = questions.checked_sub(1)?;
        let end = line.start + line.of(text).trim_end().len();
        let mut completed = text.to_owned();
        completed.replace_range(end - 1..end, ":");
        let following = libyaml::stop(&completed);
        if following.as_ref().is_none_or(|next| next.at > below.end.max(stop.at)) {
            return Some((Span::new(line.start, end), completed, following));
        }
    }
    None
}

/// Whether a line holds a word that could be a key, and nothing else.
fn is_word(text: &str, line: Span) -> bool {
    let word = line.of(text).trim();
    word.len() > 1 && word.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.'))
}

/// The first fault of a text too long for a tree: nothing is hidden.
pub(super) fn first(source: &str) -> Option<Fault> {
    let stop = libyaml::stop(source)?;
    Some(told(source, &stop, Span::at(stop.at)))
}

/// The line whose absence takes libyaml furthest, and where it then stops.
fn best_line(text: &str, stop: &Stop, questions: &mut usize) -> Option<(Span, Option<Stop>)> {
    let mut best: Option<(Span, Option<Stop>)> = None;
    for line in suspects(text, stop) {
        if *questions == 0 {
            break;
        }
        *questions -= 1;
        let Some(following) = libyaml::stop(&without(text, line)) else {
            return Some((line, None));
        };
        let furthest = best.as_ref().and_then(|(_, stop)| stop.as_ref()).map_or(stop.at, |stop| stop.at);
        if following.at > furthest {
            best = Some((line, Some(following)));
        }
    }
    best
}

/// The lines that may have caused a stop, the likeliest first.
fn suspects(text: &str, stop: &Stop) -> Vec<Span> {
    let here = line_at(text, stop.at);
    let mut lines = vec![here];
    // A quote or bracket left open is found out only much later, often at the end of the text.
    let opens = ["quoted scalar", "flow mapping", "flow sequence"].iter().any(|what| stop.message.contains(what));
    if opens {
        lines.extend(stop.began.map(|at| line_at(text, at)));
    }
    let (above, below) = (before(text, here), after(text, here));
    // A word alone, where the line below it is as far in, has no other place to be a key.
    if let Some(above) = above.filter(|above| is_word(text, *above) && column(text, *above) == column(text, here)) {
        lines.insert(0, above);
    }
    lines.extend(above);
    lines.extend(below);
    lines.extend(above.and_then(|line| before(text, line)));
    lines.extend(below.and_then(|line| after(text, line)));
    if !opens {
        lines.extend(stop.began.map(|at| line_at(text, at)));
    }
    // A bracket that was left open takes the end of the one around it.
    if stop.message.contains("flow ") {
        lines.extend(lines_above(text, here).find(|line| opens_bracket(line.of(text))));
    }
    // A quote that was left open closes at the next one, and libyaml stumbles over what follows that.
    lines.extend(lines_above(text, here).filter(|line| has_odd_quote(line.of(text))).take(2));
    let mut seen = Vec::new();
    lines.retain(|line| {
        !line.of(text).trim().is_empty() && !seen.contains(line) && {
            seen.push(*line);
            true
        }
    });
    lines
}

/// The lines above that say something, the nearest first, as far as anybody would look for the cause.
fn lines_above(text: &str, from: Span) -> impl Iterator<Item = Span> {
    std::iter::successors(before(text, from), |line| before(text, *line)).take(MAX_LINES_BACK)
}

/// Whether a quote has no partner in the line.
fn has_odd_quote(line: &str) -> bool {
    ['"', '\''].iter().any(|quote| line.matches(*quote).count() % 2 == 1)
}

/// Whether a line opens more brackets than it closes.
fn opens_bracket(line: &str) -> bool {
    line.matches(['[', '{']).count() > line.matches([']', '}']).count()
}

fn without(text: &str, line: Span) -> String {
    let mut left = String::with_capacity(text.len());
    left.push_str(&text[..line.start]);
    left.extend(std::iter::repeat_n(' ', line.len()));
    left.push_str(&text[line.end..]);
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(source: &str) -> Vec<&str> {
        let (text, faults) = hide(source);
        assert_eq!(text.len(), source.len());
        faults.iter().map(|fault| fault.hidden.of(source).trim()).collect()
    }

    #[test]
    fn a_word_is_found_across_comments() {
        let source = "# a\nfoo\n# b\n# c\n\nservices:\n  web: {image: a}\n";
        assert_eq!(hidden(source), ["foo"]);
    }

    #[test]
    fn a_broken_line_is_hidden_and_nothing_else() {
        let file = |line: &str| {
            format!(
                "services:\n  web:\n    image: nginx\n{line}\n    ports:\n      - \"80:80\"\n  db:\n    image: postgres\n"
            )
        };
        for line in ["    ima", "\tima", "    init: a: b", "    <<: *", "    - x", "    @x: y", "    a: \"\\q\""] {
            assert_eq!(hidden(&file(line)), [line.trim()], "{line:?}");
        }
        assert_eq!(hidden("services:\n  web:\n    imag\n    ports:\n    - \"80:80\"\n"), ["imag"]);
        for line in ["    a: \"b", "    a: [b", "    a: {b"] {
            assert_eq!(hidden(&file(line)).first(), Some(&line.trim()), "{line:?}");
        }
        assert_eq!(hidden(&file("    command: true")), [""; 0]);
    }

    #[test]
    fn what_is_left_open_inside_another_is_hidden_alone() {
        let list = "a:\n  test: [\n    \"x\",\n    ports: [\n    \"y\"\n  ]\n  b: c\nd: e\n";
        assert_eq!(hidden(list), ["ports: ["]);
    }

    #[test]
    fn a_key_without_its_colon_keeps_what_is_below_it() {
        let source = "services:\n  web\n    image: nginx\n  db:\n    imag\n      x: y\n";
        let (text, faults) = hide(source);
        assert_eq!(text, "services:\n  we:\n    image: nginx\n  db:\n    ima:\n      x: y\n");
        let told: Vec<_> = faults.iter().map(|fault| (fault.span.of(source), fault.hidden.of(source).trim())).collect();
        assert_eq!(told, [("web", "web"), ("imag", "imag")]);
        let folded = "services:\n  web:\n    image: nginx\n    port\n      - \"80:80\"\n    tty: true\n";
        assert_eq!(hide(folded).0, folded.replace("port", "por:"));
    }

    #[test]
    fn each_of_several_faults_is_found() {
        assert_eq!(hidden("a: b: c\nd: e\nf: @g\nh: i\n"), ["a: b: c", "f: @g"]);
    }
}
