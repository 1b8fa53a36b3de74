//! From proposed steps to edits that are known to change nothing but the looks.
//!
//! All steps are tried at once, which is nearly always the end of it. Where the reading of the result differs, the steps
//! are halved until the culprits stand alone; they are left out and named.

use super::Formatted;
use crate::text::Edit;

/// Edits that stand and fall together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// What they are about, as the subject of a sentence.
    pub what: &'static str,
    pub edits: Vec<Edit>,
}

impl Step {
    pub fn new(what: &'static str, edits: Vec<Edit>) -> Self {
        Step { what, edits }
    }
}

/// How often a result is read before the rest is left alone.
const MAX_READINGS: usize = 200;

/// The steps whose result reads like the text without any. `read` is given the edits after which it shall read.
pub(super) fn settle<R: PartialEq>(source: &str, steps: Vec<Step>, read: impl Fn(&[Edit]) -> R) -> Formatted {
    let mut formatted = Formatted::default();
    if steps.is_empty() {
        return formatted;
    }
    let before = read(&[]);
    let mut readings = 0;
    // The next steps to try are at the end.
    let mut waiting = vec![steps];
    while let Some(mut steps) = waiting.pop() {
        if steps.is_empty() {
            continue;
        }
        let kept = formatted.edits.len();
        formatted.edits.extend(steps.iter().flat_map(|step| step.edits.iter().cloned()));
        readings += 1;
        if readings <= MAX_READINGS && read(&formatted.edits) == before {
            continue;
        }
        formatted.edits.truncate(kept);
        if steps.len() > 1 && readings < MAX_READINGS {
            let rest = steps.split_off(steps.len() / 2);
            waiting.push(rest);
            waiting.push(steps);
            continue;
        }
        formatted.left.extend(steps.iter().map(|step| {
            let at = step.edits.first().map_or(0, |edit| edit.span.start);
            let line = 1 + source.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
            format!("{} at line {line}: another layout would change what is read", step.what)
        }));
    }
    formatted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Span, apply_edits, replace};

    #[test]
    fn what_changes_the_reading_is_left_out_and_the_rest_stays() {
        let step = |at: usize, text: &str| Step::new("a letter", vec![replace(Span::new(at, at + 1), text)]);
        let steps = vec![step(0, "A"), step(1, "x"), step(2, "C"), step(4, "D")];
        let formatted = settle("abc\nd", steps, |edits| apply_edits("abc\nd", edits).to_lowercase());
        assert_eq!(formatted.text("abc\nd"), "AbC\nD");
        assert_eq!(formatted.left, ["a letter at line 1: another layout would change what is read"]);
    }
}
