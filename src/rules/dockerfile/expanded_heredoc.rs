//! Files in heredocs that lose what the builder takes for variables.

use super::broken_variable::BODY;
use super::undefined_variable::distribution_under;
use crate::rules::prelude::*;
use crate::syntax::dockerfile::expansion::{Empty, Reference, expand};

rule! {
    /// A heredoc loses its variables on the way into the file.
    ///
    /// The builder replaces `$variables` in the heredoc of a COPY or an ADD, as it does in any argument: what nothing sets becomes
    /// nothing. `$uri` of a configuration for nginx and `"$@"` of a script are gone from the file then, and nobody is told. A
    /// marker in quotes (`<<"EOF"`) keeps the text as it stands; a backslash (`\$uri`) keeps one variable.
    ///
    /// A name in capitals may come from the base image; unless that is known to set none, it is a hint. The fix quotes the
    /// marker, where no variable of the text is to be replaced. The heredocs of RUN are the shell's.
    ///
    /// ```dockerfile
    /// FROM nginx:1.31
    /// COPY <<EOF /etc/nginx/conf.d/default.conf
    /// server { location / { try_files $uri /index.html; } }
    /// EOF
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.31
    /// COPY <<"EOF" /etc/nginx/conf.d/default.conf
    /// server { location / { try_files $uri /index.html; } }
    /// EOF
    /// ```
    "expanded-heredoc", Warning, Ask,
    groups: [Correctness],
    aka: ["buildkit:UndefinedVar"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("<<") {
        return;
    }
    file.each_scope(|instruction, scope| {
        if !matches!(instruction.keyword, Keyword::Copy | Keyword::Add) {
            return;
        }
        for heredoc in instruction.heredocs.iter().filter(|heredoc| heredoc.expand && heredoc.end.is_some()) {
            let content = heredoc.content(file.source());
            // What cannot be read is told by `broken-variable`.
            let Ok(expansion) = expand(content.text(), BODY, &Empty) else { continue };
            let all = expansion.references;
            let lost: Vec<&Reference> = all.iter().filter(|it| is_lost(file, instruction, scope, it)).collect();
            let Some(first) = lost.first() else { continue };
            let is_sure = |reference: &&Reference| {
                let could_be_the_images =
                    reference.name.bytes().all(|it| matches!(it, b'A'..=b'Z' | b'0'..=b'9' | b'_'));
                let is_number = reference.name.bytes().all(|it| it.is_ascii_digit());
                !could_be_the_images
                    || is_number
                    || scope.is_closed()
                    || distribution_under(file, instruction).is_some()
            };
            let told = lost.iter().copied().find(|it| is_sure(it)).unwrap_or(first);
            let others =
                if lost.len() > 1 { format!(", and {} more of this text", lost.len() - 1) } else { String::new() };
            let finding = report.at(
                content.span(told.span.range()),
                format!("Nothing sets `{}`{others}: the builder leaves it out of the file", told.name),
            );
            if !lost.iter().any(is_sure) {
                finding.severity(Hint);
            }
            // Quoted, a backslash would stay as well.
            if lost.len() == all.len() && !content.text().contains('\\') {
                let start = heredoc.marker.end - heredoc.name.len();
                let edits = vec![insert(start, "\""), insert(heredoc.marker.end, "\"")];
                finding.fix("Keep the text as it stands", edits).declares(&[Change::Heredocs]);
            }
        }
    });
}

/// Whether nothing gives the variable a value, and nothing copes with that.
fn is_lost(file: &Dockerfile, instruction: &Instruction, scope: &Scope, reference: &Reference) -> bool {
    let image = file.stage_at(instruction.span.start).and_then(|stage| file.image_under(stage));
    let is_set = scope.held(&reference.name).is_some()
        || reference.name == "PATH"
        || image.is_some_and(|image| image.sets_variable(&reference.name));
    !is_set && !reference.modifier.starts_with([':', '-', '+', '?'])
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Hint, Warning};
    use crate::rules::testing::{fixed, marked, severities};

    const NAME: &str = "expanded-heredoc";

    fn file(base: &str, marker: &str, body: &str) -> String {
        format!("FROM {base}\nCOPY {marker} /x\n{body}\nEOF\n")
    }

    #[test]
    fn what_vanishes_is_named() {
        assert_eq!(marked(NAME, &file("a", "<<-EOF", "\tset $host $x;")), ["$host"]);
        assert_eq!(marked(NAME, &file("a", "<<EOF", "exec \"$@\"")), ["$@"]);
        assert_eq!(severities(NAME, &file("a", "<<EOF", "home=$HOME")), [Hint]);
        assert_eq!(severities(NAME, &file("debian:13", "<<EOF", "home=$HOME")), [Warning]);
    }

    #[test]
    fn what_is_kept_set_or_meant_is_fine() {
        for (base, marker, body) in [
            ("a", "<<\"EOF\"", "$host"),
            ("a", "<<EOF", "\\$host $(date) costs 5$"),
            ("a", "<<EOF", "${X:-y} $PATH"),
            ("a\nARG V=1", "<<EOF", "$V"),
            ("node:24", "<<EOF", "$NODE_VERSION"),
        ] {
            assert!(marked(NAME, &file(base, marker, body)).is_empty(), "{body}");
        }
        assert!(marked(NAME, "FROM a\nRUN <<EOF\necho $host\nEOF\n").is_empty());
    }

    #[test]
    fn the_marker_is_quoted_only_where_nothing_is_to_be_replaced() {
        assert_eq!(fixed(NAME, &file("a", "<<-EOF", "$h")), Some(file("a", "<<-\"EOF\"", "$h")));
        assert_eq!(fixed(NAME, &file("a\nARG V=1", "<<EOF", "$V $h")), None);
        assert_eq!(fixed(NAME, &file("a", "<<EOF", "\\$a $h")), None);
    }
}
