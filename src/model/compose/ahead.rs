//! Which entries of a file are still being written when somebody writes at a place: those that what comes next would belong to.
//!
//! Only indents tell it, as they tell somebody who reads the lines: the line of the place may be half a word, or no YAML yet.

use super::Compose;

impl Compose {
    /// Where the lines begin whose entries go on at a place, innermost first: the line itself, and each above it that is
    /// indented by less than all between. On a blank line, or in a comment, nothing has ended yet.
    pub fn lines_going_on_at(&self, place: usize) -> Vec<usize> {
        let source = self.source();
        let start = source[..place].rfind('\n').map_or(0, |at| at + 1);
        let text = source[start..].lines().next().unwrap_or_default();
        let mut lines = vec![start];
        let mut below = Indent::of(text).unwrap_or(Indent { column: usize::MAX, is_item: false });
        let mut end = start;
        while end > 0 && below.column + usize::from(below.is_item) > 0 {
            let start = source[..end - 1].rfind('\n').map_or(0, |at| at + 1);
            if let Some(indent) = Indent::of(&source[start..end]).filter(|indent| indent.holds(below)) {
                lines.push(start);
                below = indent;
            }
            end = start;
        }
        lines
    }
}

/// How a line begins.
#[derive(Clone, Copy)]
struct Indent {
    column: usize,
    /// Whether it is an item of a list.
    is_item: bool,
}

impl Indent {
    /// `None` for a blank line, or one with nothing but a comment.
    fn of(line: &str) -> Option<Indent> {
        let text = line.trim_start();
        let is_item = text.trim_end() == "-" || text.starts_with("- ");
        (!text.is_empty() && !text.starts_with('#')).then(|| Indent { column: line.len() - text.len(), is_item })
    }

    /// Whether what begins so holds what stands below. A list may stand right below its key.
    fn holds(self, below: Indent) -> bool {
        self.column < below.column || self.column == below.column && below.is_item && !self.is_item
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with;

    /// The lines, numbered from one, whose entries go on at `^`.
    fn going_on(text: &str) -> Vec<usize> {
        let place = text.find('^').expect("a place");
        let source = text.replace('^', "");
        let number = |start: usize| source[..start].matches('\n').count() + 1;
        with(&source, |compose| compose.lines_going_on_at(place).into_iter().map(number).collect())
    }

    #[test]
    fn what_is_written_belongs_to_all_that_is_indented_less() {
        assert_eq!(going_on("services:\n  web:\n    image: x\n    po^"), [4, 2, 1]);
        assert_eq!(going_on("services:\n  web:\n    image: x\n  d^b:\n    image: y\n"), [4, 1]);
        assert_eq!(going_on("services:\n  web:\n    image: x\nv^"), [4]);
    }

    #[test]
    fn an_item_belongs_to_the_key_above_it() {
        let source = "services:\n  web:\n    ports:\n    - target: 80\n      # why\n\n      pub^";
        assert_eq!(going_on(source), [7, 4, 3, 2, 1]);
        assert_eq!(going_on("services:\n  web:\n    ports:\n    - a\n    -^"), [5, 3, 2, 1]);
    }

    #[test]
    fn on_a_blank_line_nothing_has_ended() {
        assert_eq!(going_on("services:\n  web:\n    image: x\n# wh^"), [4, 3, 2, 1]);
        assert_eq!(going_on("services:\n  web:\n    image: x\n\n^"), [5, 3, 2, 1]);
        assert_eq!(going_on("services:\n  web:\n    image: x\n  ^\n"), [4, 3, 2, 1]);
        assert_eq!(going_on("^"), [1]);
    }
}
