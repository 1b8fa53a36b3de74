//! The physical lines of a file that are the builder's own: all but those of heredocs.

use super::Dockerfile;
use crate::text::Span;

impl Dockerfile {
    /// Every line outside heredocs, without its line end. The bodies and the lines that end them belong to whoever reads the
    /// heredoc; where that line is missing, the rest of the file does.
    pub fn lines_outside_heredocs(&self) -> impl Iterator<Item = Span> {
        let heredocs = self.instructions.iter().flat_map(|instruction| &instruction.heredocs);
        let mut bodies =
            heredocs.map(|it| Span::new(it.body.start, it.end.map_or(usize::MAX, |end| end.end))).peekable();
        let mut at = 0;
        let lines = self.source().split_inclusive('\n').map(move |line| {
            let span = Span::new(at, at + line.trim_end_matches(['\r', '\n']).len());
            at += line.len();
            span
        });
        lines.filter(move |line| {
            while bodies.next_if(|body| body.end < line.start).is_some() {}
            bodies.peek().is_none_or(|body| line.start < body.start)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    #[test]
    fn heredocs_are_left_out() {
        let lines = |source: &str| -> Vec<String> {
            let snapshot = Snapshot::of(Language::Dockerfile, source);
            let file = snapshot.dockerfile().expect("a Dockerfile");
            file.lines_outside_heredocs().map(|line| file.text(line).to_owned()).collect()
        };
        let source = "FROM a\r\nRUN <<A cat <<B\n1\nA\n2\nB\n\n# c\nCOPY <<A /b\nA\nUSER d";
        assert_eq!(lines(source), ["FROM a", "RUN <<A cat <<B", "", "# c", "COPY <<A /b", "USER d"]);
        assert_eq!(lines("FROM a\nRUN <<A\nb\n\n"), ["FROM a", "RUN <<A"]);
    }
}
