//! One comment, read: whose it is, what it speaks for, which names it lists.

use crate::text::Span;

/// Whose words a comment uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Dunnage,
    Hadolint,
    Trivy,
    Checkov,
}

/// How far a comment reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Next,
    /// The stage that the next instruction begins or stands in.
    Stage,
    File,
}

/// A comment that silences rules. Spans count from the comment's `#`.
#[derive(Debug, PartialEq, Eq)]
pub struct Pragma<'a> {
    pub tool: Tool,
    pub reach: Reach,
    pub comment: Span,
    pub list: Span,
    pub names: Vec<&'a str>,
}

/// Reads a comment, from its `#` on.
pub fn read(comment: &str) -> Option<Pragma<'_>> {
    let text = comment.strip_prefix('#')?.trim_start();
    let (tool, reach, names) =
        ours(text).or_else(|| hadolints(text)).or_else(|| trivys(text)).or_else(|| checkovs(text))?;
    let (first, last) = (names.first()?, names.last()?);
    let offset = |part: &str| part.as_ptr() as usize - comment.as_ptr() as usize;
    let list = Span::new(offset(first), offset(last) + last.len());
    Some(Pragma { tool, reach, comment: Span::new(0, comment.trim_end().len()), list, names })
}

type Reading<'a> = Option<(Tool, Reach, Vec<&'a str>)>;

fn ours(text: &str) -> Reading<'_> {
    let text = word(text, "dunnage")?;
    let (reach, text) = match text.strip_prefix("ignore-file") {
        Some(rest) => (Reach::File, rest),
        None => (Reach::Next, text.strip_prefix("ignore")?),
    };
    Some((Tool::Dunnage, reach, names(text.trim_start().strip_prefix('=')?.trim_start())))
}

/// Source: hadolint `Pragma.hs`.
fn hadolints(text: &str) -> Reading<'_> {
    let text = word(text, "hadolint")?;
    let (reach, text) = match (word(text, "global"), word(text, "stage")) {
        (Some(rest), _) => (Reach::File, rest),
        (_, Some(rest)) => (Reach::Stage, rest),
        _ => (Reach::Next, text),
    };
    let list = text.strip_prefix("ignore")?.trim_start().strip_prefix('=')?;
    Some((Tool::Hadolint, reach, names(list.trim_start())))
}

/// `trivy:ignore:ID`, once or more; behind the name may stand conditions: `trivy:ignore:ID:exp:2026-12-31`. Source: Trivy's manual,
/// "Filtering", inline comments.
fn trivys(text: &str) -> Reading<'_> {
    let ignores = text.split_whitespace().map_while(|word| word.strip_prefix("trivy:ignore:"));
    let names: Vec<&str> = ignores.filter_map(|rest| rest.split(':').next()).filter(|name| !name.is_empty()).collect();
    (!names.is_empty()).then_some((Tool::Trivy, Reach::Next, names))
}

/// `checkov:skip=ID,ID:reason`; in a Dockerfile it speaks for the file wherever it stands. Source: Checkov's manual,
/// "Suppressing and skipping policies".
fn checkovs(text: &str) -> Reading<'_> {
    let list = text.strip_prefix("checkov:skip=")?.split([':', ' ']).next()?;
    Some((Tool::Checkov, Reach::File, list.split(',').filter(|name| !name.is_empty()).collect()))
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

    use Reach::{File, Next, Stage};

    fn listed(comment: &str) -> Option<(Reach, &str, Vec<&str>)> {
        let pragma = read(comment)?;
        Some((pragma.reach, pragma.list.of(comment), pragma.names))
    }

    #[test]
    fn a_list_ends_where_a_reason_begins() {
        let comment = "# dunnage ignore=a, hadolint:DL3008 ,b because, well";
        assert_eq!(listed(comment), Some((Next, "a, hadolint:DL3008 ,b", vec!["a", "hadolint:DL3008", "b"])));
        assert_eq!(listed("# hadolint global ignore=DL1"), Some((File, "DL1", vec!["DL1"])));
        assert_eq!(listed("#dunnage ignore-file = x"), Some((File, "x", vec!["x"])));
        assert_eq!(listed("# dunnage ignore=a,"), Some((Next, "a", vec!["a"])));
    }

    #[test]
    fn other_tools_are_understood() {
        assert_eq!(listed("# hadolint stage ignore=DL1"), Some((Stage, "DL1", vec!["DL1"])));
        let twice = "#trivy:ignore:AVD-DS-0002:exp:2026-12-31 trivy:ignore:DS-0005";
        assert_eq!(listed(twice).map(|(reach, _, names)| (reach, names)), Some((Next, vec!["AVD-DS-0002", "DS-0005"])));
        assert_eq!(
            listed("# checkov:skip=CKV_DOCKER_2,CKV_DOCKER_3:no need"),
            Some((File, "CKV_DOCKER_2,CKV_DOCKER_3", vec!["CKV_DOCKER_2", "CKV_DOCKER_3"]))
        );
    }

    #[test]
    fn what_is_no_pragma_is_a_comment() {
        for comment in [
            "# dunnageignore=a",
            "# hadolint ignore",
            "# dunnage ignore = ",
            "# Dunnage ignore=a",
            "#",
            "# trivy:ignore:",
            "# checkov:skip=",
        ] {
            assert_eq!(listed(comment), None, "{comment}");
        }
    }
}
