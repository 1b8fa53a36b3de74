//! What can be known of a text before it is parsed: whether the tree can hold it at all.
//!
//! tree-sitter-yaml counts rows in sixteen bits and keeps its indentation in a kilobyte. Beyond either it answers
//! nonsense, or worse; so a text is measured first, generously, by its characters alone.

/// Why a text was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// More lines than the tree can count: 32,767.
    Lines,
    /// Nested deeper than anybody reads: more than 100 steps of indentation or open brackets.
    Depth,
}

const MAX_LINES: usize = i16::MAX as usize;
const MAX_STEPS: usize = 100;
const MAX_BRACKETS: usize = 100;

/// What keeps the text from being parsed.
pub(super) fn limit(text: &str) -> Option<Limit> {
    let mut steps: Vec<usize> = Vec::new();
    let mut brackets = 0usize;
    let mut lines = 0;
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        lines += 1 + line.bytes().filter(|byte| *byte == b'\r').count();
        let body = line.trim_start_matches([' ', '\t']);
        if body.is_empty() {
            continue;
        }
        let indent = line.len() - body.len();
        steps.truncate(steps.partition_point(|&step| step < indent));
        steps.push(indent);
        let dashes = body
            .as_bytes()
            .chunks(2)
            .take_while(|pair| matches!(pair, [b'-' | b'?' | b':'] | [b'-' | b'?' | b':', b' ']));
        steps.extend(dashes.take(MAX_STEPS).enumerate().map(|(nth, _)| indent + 2 * (nth + 1)));
        for byte in body.bytes() {
            match byte {
                b'[' | b'{' => brackets += 1,
                b']' | b'}' => brackets = brackets.saturating_sub(1),
                _ => continue,
            }
            if brackets > MAX_BRACKETS {
                return Some(Limit::Depth);
            }
        }
        if steps.len() > MAX_STEPS {
            return Some(Limit::Depth);
        }
    }
    (lines > MAX_LINES).then_some(Limit::Lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_fits() {
        assert_eq!(limit("a:\n  - b: [c, {d: e}]\n"), None);
        assert_eq!(limit(&"---------- heading\n".repeat(50)), None);
        assert_eq!(limit(&"a: b\n".repeat(32_000)), None);
    }

    #[test]
    fn what_the_tree_cannot_hold_is_told() {
        assert_eq!(limit(&"a: b\n".repeat(40_000)), Some(Limit::Lines));
        assert_eq!(limit(&"[".repeat(1_000_000)), Some(Limit::Depth));
        assert_eq!(limit(&"- ".repeat(100_000)), Some(Limit::Depth));
        let stairs: String = (0..1_000).map(|step| format!("{}k:\n", " ".repeat(step))).collect();
        assert_eq!(limit(&stairs), Some(Limit::Depth));
    }
}
