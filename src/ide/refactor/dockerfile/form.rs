//! The shell form and the list of words, for RUN, CMD, ENTRYPOINT and HEALTHCHECK.
//!
//! The builder makes a list of a shell form by putting the shell before it: `["/bin/sh", "-c", "…"]` on Linux, or what SHELL
//! says. Words of their own need no shell where it would only start the program; otherwise the list names the shell, and means
//! the same to the letter.
//!
//! Source: BuildKit `dockerfile2llb/convert.go` (`withShell`, `defaultShell`) and `parser/line_parsers.go` (`parseJSON`).

use super::Here;
use crate::ide::refactor::Offer;
use crate::model::dockerfile::{Arguments, Keyword, Runtime, ShellText, json_list};
use crate::rules::Change;
use crate::text::{Span, replace};

const CHANGES: &[Change] = &[Change::Cmd, Change::Entrypoint, Change::Healthcheck];

pub(super) fn offers(here: Here<'_>) -> Vec<Offer> {
    let Here { file, index, instruction, .. } = here;
    let known = [Keyword::Run, Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck];
    let [shell] = file.shell_texts_of(index) else { return Vec::new() };
    if !known.contains(&instruction.keyword) || !instruction.heredocs.is_empty() || !instruction.comments.is_empty() {
        return Vec::new();
    }
    let runtime = file.stage_of(index).map(|stage| file.runtime_of(stage)).unwrap_or_default();
    let prefix = shell_prefix(here);
    let mut offers = Vec::new();
    if let Some(line) = instruction.arguments.shell() {
        if let Some(words) = plain_words(shell).filter(|_| needs_no_shell(instruction.keyword, &runtime)) {
            offers.push(Offer::rewrite("Write it as a list of words", vec![replace(line.whole(), json_list(&words))]));
        }
        // For a RUN nothing would come of it: no signal reaches it, and it runs with a shell as well as without.
        let is_started = !instruction.is(Keyword::Run);
        if let Some(mut words) = prefix.filter(|_| is_started && is_one_line(line.text())) {
            words.push(line.text().to_owned());
            let edit = replace(line.whole(), json_list(&words));
            offers.push(Offer::rewrite("Write it as a list, with its shell", vec![edit]));
        }
    } else if let Some((words, list)) = exec_form(&instruction.arguments) {
        let has_shell = |prefix: &Vec<String>| words.len() == prefix.len() + 1 && words.starts_with(prefix);
        let bare = prefix.as_ref().filter(|it| has_shell(it)).and_then(|_| words.last());
        if let Some(line) = bare.filter(|line| is_line_for_a_shell(line)) {
            offers.push(Offer::rewrite("Leave the shell to the builder", vec![replace(list, line.clone())]));
        } else if let Some(line) =
            prefix.and_then(|_| shell_line(&words)).filter(|_| needs_no_shell(instruction.keyword, &runtime))
        {
            offers.push(Offer::rewrite("Write it in shell form", vec![replace(list, line)]));
        }
    }
    offers.into_iter().map(|offer| offer.changing(CHANGES)).collect()
}

/// What the builder puts before a shell form at this place; `None` where it is no POSIX shell's.
fn shell_prefix(here: Here<'_>) -> Option<Vec<String>> {
    match here.file.shell_before(here.index) {
        None => Some(vec!["/bin/sh".to_owned(), "-c".to_owned()]),
        Some(shell) => match &shell.arguments {
            Arguments::Json { words, .. } => Some(words.iter().map(|word| word.text.clone()).collect()),
            _ => None,
        },
    }
}

/// Whether a shell before the words, or none, changes nothing else: a CMD that an ENTRYPOINT gets must stay the words it is, and a
/// shell drops what CMD would give the ENTRYPOINT.
fn needs_no_shell(keyword: Keyword, runtime: &Runtime) -> bool {
    match keyword {
        Keyword::Cmd => runtime.entrypoint.is_none(),
        Keyword::Entrypoint => runtime.cmd.is_none(),
        _ => true,
    }
}

/// The words of a command that a shell would only start.
fn plain_words(shell: &ShellText) -> Option<Vec<String>> {
    let script = &shell.script;
    let ([element], [command, ..]) = (script.elements.as_slice(), script.commands.as_slice()) else { return None };
    let is_alone = !script.broken
        && script.comments.is_empty()
        && !element.negated
        && command.assignments.is_empty()
        && command.redirections.is_empty()
        && element.range == (0..shell.text.text().trim_end().len());
    let is_tilde = |text: &str| text.starts_with('~') || text.contains("=~") || text.contains(":~");
    let words: Option<Vec<String>> =
        command.words.iter().map(|word| word.literal().filter(|it| !is_tilde(it)).map(str::to_owned)).collect();
    let words = words.filter(|words| is_alone && words.first().is_some_and(|name| is_program(name)))?;
    Some(words)
}

/// Whether a name is that of a program: not of something that only a shell knows.
fn is_program(name: &str) -> bool {
    !name.is_empty() && !SHELL_ONLY.contains(&name) && !name.contains('=')
}

/// Source: POSIX.1-2017, Shell Command Language, 2.4 and 2.14, and the builtins of bash that no program goes by.
const SHELL_ONLY: [&str; 55] = [
    "!", ".", ":", "[[", "alias", "bg", "bind", "break", "builtin", "case", "cd", "command", "continue", "declare",
    "disown", "do", "done", "elif", "else", "esac", "eval", "exec", "exit", "export", "fc", "fg", "fi", "for",
    "function", "getopts", "hash", "if", "jobs", "let", "local", "popd", "pushd", "read", "readonly", "return", "set",
    "shift", "shopt", "source", "then", "times", "trap", "type", "typeset", "ulimit", "umask", "unset", "until",
    "wait", "while",
];

/// The words of a list and where it stands.
fn exec_form(arguments: &Arguments) -> Option<(Vec<String>, Span)> {
    match arguments {
        Arguments::Json { words, list } => Some((words.iter().map(|word| word.text.clone()).collect(), *list)),
        Arguments::Health { command, .. } => exec_form(command),
        _ => None,
    }
}

/// Whether a text can be written as one line of a Dockerfile, whatever stands in it.
fn is_one_line(text: &str) -> bool {
    !text.contains(['\n', '\r'])
}

/// Whether the builder reads a line as the shell form, and as that line.
fn is_line_for_a_shell(line: &str) -> bool {
    let ends_open = line.ends_with('\\') || line.ends_with('`');
    is_one_line(line)
        && line.trim() == line
        && !line.is_empty()
        && !line.starts_with(['[', '-'])
        && !line.contains("<<")
        && !ends_open
}

/// The line by which a shell starts a program with just these words.
fn shell_line(words: &[String]) -> Option<String> {
    let name = words.first().filter(|name| is_program(name) && !name.starts_with(['[', '-', '~']))?;
    let rest = words[1..].iter().map(|word| shell_word(word));
    let line = std::iter::once(shell_word(name)).chain(rest).collect::<Vec<_>>().join(" ");
    is_line_for_a_shell(&line).then_some(line)
}

/// A word as a shell reads it back, with quotes where it needs some.
fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:@%+,=-".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use crate::ide::refactor::testing::offered;
    use crate::model::Language;

    fn forms(instruction: &str) -> Vec<(String, String)> {
        let offered = offered(Language::Dockerfile, &format!("FROM a\n|{instruction}\n"));
        let of_form = |title: &str| title.contains("list") || title.contains("shell");
        let texts = offered.into_iter().filter(|(title, _)| of_form(title));
        texts.map(|(title, text)| (title, text.trim_start_matches("FROM a\n").trim_end().to_owned())).collect()
    }

    fn texts(instruction: &str) -> Vec<String> {
        forms(instruction).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn words_that_a_shell_would_only_start_become_a_list() {
        assert_eq!(texts("CMD node 'a b.js' --x=1")[0], "CMD [\"node\", \"a b.js\", \"--x=1\"]");
        assert_eq!(
            texts("HEALTHCHECK --retries=3 CMD curl -f x")[0],
            "HEALTHCHECK --retries=3 CMD [\"curl\", \"-f\", \"x\"]"
        );
        for shell in ["CMD a $B", "CMD a && b", "CMD cd /x", "CMD A=1 b", "CMD a *", "CMD a > b", "CMD ls ~", "CMD a;"]
        {
            assert_eq!(
                forms(shell).iter().map(|(title, _)| title.as_str()).collect::<Vec<_>>(),
                ["Write it as a list, with its shell"],
                "{shell}"
            );
        }
    }

    #[test]
    fn a_list_with_the_shell_is_what_the_builder_makes() {
        assert_eq!(texts("CMD a \"$B\" && c"), ["CMD [\"/bin/sh\", \"-c\", \"a \\\"$B\\\" && c\"]"]);
        assert_eq!(texts("CMD [\"/bin/sh\", \"-c\", \"a \\\"$B\\\" && c\"]"), ["CMD a \"$B\" && c"]);
        let with_shell = "FROM a\nSHELL [\"bash\", \"-c\"]\n|CMD a && b\n";
        let text = offered(Language::Dockerfile, with_shell).remove(0).1;
        assert!(text.ends_with("CMD [\"bash\", \"-c\", \"a && b\"]\n"), "{text}");
    }

    #[test]
    fn a_list_goes_back_to_the_line_that_it_was() {
        for (list, line) in [
            ("CMD [\"node\", \"x.js\"]", "CMD node x.js"),
            ("RUN [\"a\", \"$B\", \"it's\", \"\"]", "RUN a '$B' 'it'\\''s' ''"),
        ] {
            assert_eq!(texts(list), [line]);
        }
        for list in ["CMD [\"cd\", \"x\"]", "CMD [\"a\", \"b\\nc\"]", "CMD [\"/bin/sh\", \"-c\", \"[1]\"]", "CMD []"] {
            assert!(texts(list).iter().all(|text| text.contains("'-c'") || text.contains("-c ")), "{list}");
        }
    }

    #[test]
    fn an_entrypoint_and_its_words_stay_what_they_are() {
        for marked in ["FROM a\nENTRYPOINT [\"x\"]\n|CMD a b\n", "FROM a\n|ENTRYPOINT a b\nCMD [\"x\"]\n"] {
            let offered = offered(Language::Dockerfile, marked);
            assert!(offered.iter().all(|(title, _)| title != "Write it as a list of words"), "{marked}");
        }
    }
}
