//! A heredoc where COPY and ADD want their destination.

use crate::rules::prelude::*;

rule! {
    /// A heredoc cannot be a destination.
    ///
    /// The last argument of `COPY` and `ADD` says where the files go. A heredoc is a file's content, hence a source, and
    /// stands before it.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY /etc/motd <<EOF
    /// Welcome aboard.
    /// EOF
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY <<EOF /etc/motd
    /// Welcome aboard.
    /// EOF
    /// ```
    "heredoc-destination", Error, Ask,
    groups: [Syntax],
    aka: ["dockerfile-utils:INVALID_SYNTAX"],
    concerns: ["parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        if !matches!(instruction.keyword, Keyword::Copy | Keyword::Add) {
            continue;
        }
        let [sources @ .., destination] = instruction.arguments.words() else { continue };
        let is_marker = |word: &Word| instruction.heredocs.iter().any(|it| it.marker == word.span);
        if sources.is_empty() || !is_marker(destination) {
            continue;
        }
        let finding = report.at(
            destination.span,
            format!("A heredoc is a source, but the last word of {} is the destination", instruction.keyword.name()),
        );
        if let [path] = sources {
            let swap = |from: &Word, to: &Word| replace(from.span, file.text(to.span));
            finding.fix("Put the heredoc first", [swap(path, destination), swap(destination, path)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn a_heredoc_as_source_is_as_it_should_be() {
        assert!(marked("heredoc-destination", "FROM a\nCOPY <<A <<B /x/\na\nA\nb\nB\n").is_empty());
        assert_eq!(marked("heredoc-destination", "FROM a\nADD <<A <<B\na\nA\nb\nB\n"), ["<<B"]);
    }
}
