//! One comment, read: whose it is, what it speaks for, which names it lists.

use crate::text::Span;

/// Whose words a comment uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Dunnage,
    Hadolint,
}

/// A comment that silences rules. Spans count from the comment's `#`.
#[derive(Debug, PartialEq, Eq)]
pub struct Pragma<'a> {
    pub tool: Tool,
    /// Whether it speaks for the whole file.
    pub for_file: bool,
    pub comment: Span,
    pub list: Span,
    pub names: Vec<&'a str>,
}

/// Reads a comment, from its `#` on.
pub fn read(comment: &str) -> Option<Pragma<'_>> {
    let rest = comment.strip_prefix('#')?.trim_start();
    let (tool, rest) = match (word(rest, "dunnage"), word(rest, "hadolint")) {
        (Some(rest), _) => (Tool::Dunnage, rest),
        (_, Some(rest)) => (Tool::Hadolint, rest),
        _ => return None,
    };
    let (for_file, rest) = match tool {
        Tool::Dunnage => match rest.strip_prefix("ignore-file") {
            Some(rest) => (true, rest),
            None => (false, rest.strip_prefix("ignore")?),
        },
        Tool::Hadolint => match word(rest, "global") {
            Some(rest) => (true, rest.strip_prefix("ignore")?),
            None => (false, rest.strip_prefix("ignore")?),
        },
    };
    let list = rest.trim_start().strip_prefix('=')?.trim_start();
    let names = names(list);
    let (first, last) = (names.first()?, names.last()?);
    let offset = |part: &str| part.as_ptr() as usize - comment.as_ptr() as usize;
    let list = Span::new(offset(first), offset(last) + last.len());
    Some(Pragma { tool, for_file, comment: Span::new(0, comment.trim_end().len()), list, names })
}

/// What follows the word and the blanks after it.
fn word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    let next = rest.trim_start();
    (next.len() < rest.len()).then_some(next)
}

/// The names at the front of a list: commas between them, with or without blanks. What follows the last is a reason.
fn names(list: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = list;
    loop {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        if end == 0 {
            return names;
        }
        names.push(&rest[..end]);
        let Some(next) = rest[end..].trim_start().strip_prefix(',') else { return names };
        rest = next.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(comment: &str) -> Option<(bool, &str, Vec<&str>)> {
        let pragma = read(comment)?;
        Some((pragma.for_file, pragma.list.of(comment), pragma.names))
    }

    #[test]
    fn a_list_ends_where_a_reason_begins() {
        let comment = "# dunnage ignore=a, hadolint:DL3008 ,b because, well";
        assert_eq!(listed(comment), Some((false, "a, hadolint:DL3008 ,b", vec!["a", "hadolint:DL3008", "b"])));
        assert_eq!(listed("# hadolint global ignore=DL1"), Some((true, "DL1", vec!["DL1"])));
        assert_eq!(listed("#dunnage ignore-file = x"), Some((true, "x", vec!["x"])));
        assert_eq!(listed("# dunnage ignore=a,"), Some((false, "a", vec!["a"])));
    }

    #[test]
    fn what_is_no_pragma_is_a_comment() {
        for comment in ["# dunnageignore=a", "# hadolint ignore", "# dunnage ignore = ", "# Dunnage ignore=a", "#"] {
            assert_eq!(listed(comment), None, "{comment}");
        }
    }
}
