//! The marks that a merge leaves where two branches changed the same lines.
//!
//! Source: Git, `Documentation/git-merge.adoc`, "How conflicts are presented": seven `<`, `|`, `=` or `>` at the start of a
//! line, the first, second and last with a blank and a name behind them. In the style `merge` there are no `|`. No language of
//! ours has a use for such a line, heredocs and the texts of scripts apart; which of these it stands in is not looked at here.

use crate::text::Span;

/// Lines of two versions, as Git leaves them for somebody to choose from. Each mark is its line without the line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// `<<<<<<< HEAD`; what follows is the one version.
    pub opening: Option<Span>,
    /// `||||||| 1a2b3c`; what follows is what both were made from.
    pub base: Option<Span>,
    /// `=======`; what follows is the other version.
    pub divider: Option<Span>,
    /// `>>>>>>> feature`.
    pub closing: Option<Span>,
}

impl Conflict {
    /// The first of its marks.
    pub fn mark(&self) -> Option<Span> {
        self.marks().next()
    }

    /// Its marks in order.
    pub fn marks(&self) -> impl Iterator<Item = Span> + use<> {
        [self.opening, self.base, self.divider, self.closing].into_iter().flatten()
    }
}

/// The conflicts of a text in order. Where somebody has begun to clear up, some marks of one may be gone: an opening or a
/// closing mark alone is one, while `=======` alone may be anything.
pub fn conflicts(source: &str) -> Vec<Conflict> {
    let nothing = Conflict { opening: None, base: None, divider: None, closing: None };
    let mut found = Vec::new();
    // Nearly every file is through here.
    if !source.contains("<<<<<<<") && !source.contains(">>>>>>>") {
        return found;
    }
    let mut open = nothing;
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end_matches(['\r', '\n']);
        let span = Span::new(start, start + text.len());
        start += line.len();
        match mark(text) {
            Some('<') => {
                found.extend(open.opening.map(|_| open));
                open = Conflict { opening: Some(span), ..nothing };
            }
            Some('|') if open.opening.is_some() && open.divider.is_none() => open.base = Some(span),
            Some('=') if open.opening.is_none() || open.divider.is_none() => open.divider = Some(span),
            Some('>') => {
                found.push(Conflict { closing: Some(span), ..open });
                open = nothing;
            }
            _ => {}
        }
    }
    found.extend(open.opening.map(|_| open));
    found
}

/// The character of which the line is a mark.
fn mark(line: &str) -> Option<char> {
    let first = line.chars().next().filter(|first| "<|=>".contains(*first))?;
    let rest = line.trim_start_matches(first);
    let is_named = rest.starts_with(' ') && !rest.trim().is_empty();
    let fits = if first == '=' { rest.is_empty() } else { is_named };
    (line.len() - rest.len() == 7 && fits).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(source: &str) -> Vec<Vec<&str>> {
        conflicts(source).iter().map(|conflict| conflict.marks().map(|span| span.of(source)).collect()).collect()
    }

    #[test]
    fn both_styles_are_read() {
        assert_eq!(
            marks("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n"),
            [["<<<<<<< HEAD", "=======", ">>>>>>> topic"]]
        );
        assert_eq!(
            marks("x\r\n<<<<<<< HEAD\r\n||||||| 1a2b\r\na\r\n=======\r\n>>>>>>> topic"),
            [["<<<<<<< HEAD", "||||||| 1a2b", "=======", ">>>>>>> topic"]]
        );
    }

    #[test]
    fn what_is_left_of_one_is_one() {
        assert_eq!(marks("<<<<<<< a\nx\n<<<<<<< b\n=======\n"), [vec!["<<<<<<< a"], vec!["<<<<<<< b", "======="]]);
        assert_eq!(marks("x\n=======\ny\n>>>>>>> b\n"), [["=======", ">>>>>>> b"]]);
        assert_eq!(marks(">>>>>>> b\n"), [[">>>>>>> b"]]);
    }

    #[test]
    fn other_lines_of_such_signs_are_none() {
        for source in
            ["Title\n=======\n", " <<<<<<< HEAD\n", "<<<<<<<<< a\n", "<<<<<<<\n", "a <<<<<<< b\n", "======= x\n"]
        {
            assert!(conflicts(source).is_empty(), "{source}");
        }
    }
}
