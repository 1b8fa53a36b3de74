//! A heredoc without its last line.

use crate::rules::prelude::*;

rule! {
    /// A heredoc never ends.
    ///
    /// Its last line must be the word of the marker and nothing else: no indent, no blank behind it. With `<<-` it may be
    /// indented, by tabs alone. Without that line the rest of the file belongs to the heredoc, and BuildKit refuses the file.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN <<EOF
    /// apk upgrade
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN <<EOF
    /// apk upgrade
    /// EOF
    /// ```
    "unterminated-heredoc", Error,
    lacks: Continuation,
    groups: [Syntax],
    aka: ["dockerfile-utils:INVALID_SYNTAX"],
    concerns: ["parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.end.is_none()) {
            let name = &heredoc.name;
            let finding = report.at(heredoc.marker, format!("The heredoc never ends: no line is just `{name}`"));
            if let Some(near) = almost_end(file, heredoc.marker.end, name) {
                finding
                    .related(near, format!("this line is not just `{name}`"))
                    .ask("Make this line the end", replace(near, name.clone()))
                    .declares(&[Change::Instructions, Change::Heredocs, Change::Cmd, Change::Entrypoint, Change::Env]);
            }
        }
    }
}

/// The first line below that would end the heredoc, were it not for the blanks around the word.
fn almost_end(file: &Dockerfile, after: usize, name: &str) -> Option<Span> {
    let mut at = file.whole_lines(Span::at(after)).end;
    for line in file.source()[at..].split_inclusive('\n') {
        let content = line.trim_end_matches(['\r', '\n']);
        if content.trim() == name {
            return Some(Span::new(at, at + content.len()));
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn an_indented_end_is_found() {
        let source = "FROM a\nCOPY <<EOF /b\nx\n  EOF\nUSER y\n";
        assert_eq!(marked("unterminated-heredoc", source), ["<<EOF"]);
        assert_eq!(fixed("unterminated-heredoc", source).as_deref(), Some("FROM a\nCOPY <<EOF /b\nx\nEOF\nUSER y\n"));
    }

    #[test]
    fn tabs_before_the_end_are_fine_where_asked_for() {
        assert!(marked("unterminated-heredoc", "FROM a\nRUN <<-EOF\n\tx\n\tEOF\n").is_empty());
    }
}
