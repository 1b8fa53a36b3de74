//! Files written by `echo`.

use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// A file is written line by line with `echo`.
    ///
    /// A heredoc of COPY shows the file as it will be: no quotes to count, no `>>` to forget, and no shell that might read a
    /// backslash in its own way. It makes the folders too.
    ///
    /// The fix is offered where the file asks for a syntax that knows heredocs, and where every line is plain text. A file that is
    /// there already keeps its mode with `echo`, and gets that of a new one with COPY.
    ///
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// RUN echo "[main]" > /etc/app.conf && echo "port = 8080" >> /etc/app.conf
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// COPY <<EOF /etc/app.conf
    /// [main]
    /// port = 8080
    /// EOF
    /// ```
    "echoed-file", Info, Ask,
    default: off,
    groups: [Style],
    aka: ["tally:tally/prefer-copy-heredoc"],
    concerns: ["copy-heredoc-instead-of-echo"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, run) in file.instructions.iter().enumerate() {
        if !run.is(Keyword::Run) || !run.rest.text().contains("echo") || !run.heredocs.is_empty() {
            continue;
        }
        let Some((path, lines)) = written(file, index) else { continue };
        let finding = report.at(run.name.span, format!("This step does nothing but write {path}"));
        let is_root = file.user_before(index).is_none_or(|user| is_root(split_owner(&user.text).0));
        let is_plain = run.flags.is_empty() && run.comments.is_empty() && !path.contains([' ', '"']);
        let ends_early = lines.iter().any(|line| line == "EOF");
        if file.asks_for_heredocs() && is_root && is_plain && !ends_early {
            // Without quotes the builder would put in the values of variables.
            let expands = lines.iter().any(|line| line.contains(['$', '\\']));
            let marker = if expands { "<<'EOF'" } else { "<<EOF" };
            let text = format!("COPY {marker} {path}\n{}\nEOF", lines.join("\n"));
            finding
                .fix("Use a heredoc of COPY", replace(run.head, text))
                .declares(&[Change::Instructions, Change::Heredocs]);
        }
    }
}

/// The file that a step writes anew, and its lines, where it does nothing else.
fn written(file: &Dockerfile, index: usize) -> Option<(String, Vec<String>)> {
    let [shell] = file.shell_texts_of(index) else { return None };
    let commands = file.commands_of(index);
    let is_list = shell.script.top().all(|element| matches!(element.after, Connector::And | Connector::End));
    let only_simple = shell.script.top().count() == commands.len();
    if shell.is_exec || shell.script.broken || !shell.script.comments.is_empty() || !is_list || !only_simple {
        return None;
    }
    let mut path: Option<&str> = None;
    let mut lines = Vec::new();
    for command in &commands {
        let [output] = command.redirections() else { return None };
        let target = output.target.as_ref().and_then(|word| word.literal())?;
        let is_start = path.is_none();
        let fits = if is_start { output.operator == ">" } else { output.operator == ">>" && path == Some(target) };
        if !fits || !command.is("echo") || !command.assignments().is_empty() || target.starts_with("/dev/") {
            return None;
        }
        path = Some(target);
        let words: Vec<&str> = command.words().iter().skip(1).map(|word| word.literal()).collect::<Option<_>>()?;
        let line = words.join(" ");
        // Options, and backslashes, mean something else to every shell.
        if line.starts_with('-') || line.contains(['\\', '\n']) {
            return None;
        }
        lines.push(line);
    }
    Some((path?.to_owned(), lines))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "echoed-file";

    #[test]
    fn variables_stay_as_they_are() {
        let source = "# syntax=docker/dockerfile:1\nFROM a\nRUN echo 'A=$B' > /c\n";
        assert_eq!(
            fixed(NAME, source).as_deref(),
            Some("# syntax=docker/dockerfile:1\nFROM a\nCOPY <<'EOF' /c\nA=$B\nEOF\n")
        );
        assert_eq!(fixed(NAME, "FROM a\nRUN echo b > /c\n"), None, "the front end may not know heredocs");
    }

    #[test]
    fn whatever_does_more_is_left_alone() {
        for run in [
            "echo a >> /b",
            "echo a > /b && make",
            "echo $A > /b",
            "echo -e a > /b",
            "echo 'a\\nb' > /c",
            "echo a | tee /b",
            "echo a > /b || true",
            "echo a > /b && echo c >> /d",
            "echo a",
        ] {
            assert!(marked(NAME, &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
