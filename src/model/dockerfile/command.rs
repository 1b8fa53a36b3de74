//! The commands that a Dockerfile runs, each with its place in the file.
//!
//! The shell reads them (`syntax::shell`); here they are tied to their instructions, as far as a POSIX shell runs them: in a
//! Windows stage, or under a SHELL of another kind, there are none.

use super::{Arguments, Base, Dockerfile, Heredoc, Instruction, Keyword, Stage};
use crate::syntax::Joined;
use crate::syntax::shell::{Element, ListKind, Redirection, Script, ScriptReader, Word, is_shell, name_of};
use crate::text::{Edit, Span, insert};
use std::ops::Range;
use std::sync::Arc;

/// A shell text of an instruction, read.
#[derive(Debug)]
pub struct ShellText {
    /// The position of its instruction in the file's list.
    pub instruction: usize,
    /// The text, each byte with its place in the file.
    pub text: Joined,
    pub script: Arc<Script>,
    /// It is the body of a heredoc, not the instruction's own line.
    pub is_heredoc: bool,
    /// It is a JSON list: words that no shell has read.
    pub is_exec: bool,
}

impl ShellText {
    /// Its commands, in order.
    pub fn commands(&self) -> impl Iterator<Item = Command<'_>> {
        (0..self.script.commands.len()).map(|index| Command { shell: self, index })
    }
}

/// One simple command: `apt-get install -y curl`.
#[derive(Debug, Clone, Copy)]
pub struct Command<'a> {
    pub shell: &'a ShellText,
    index: usize,
}

impl Dockerfile {
    /// The shell texts of the instruction at this index; none where no POSIX shell reads them.
    pub fn shell_texts_of(&self, index: usize) -> &[ShellText] {
        let texts = self.shell_texts.get_or_init(|| {
            let mut reader = self.scripts.reader();
            let texts = read_all(self, &mut reader);
            reader.finish();
            texts
        });
        texts.get(index).map_or(&[], Vec::as_slice)
    }

    /// The script that a heredoc of COPY or ADD writes into a file, where its first line asks for a POSIX shell.
    pub fn written_script(&self, heredoc: &Heredoc) -> Option<(Joined, Arc<Script>)> {
        let is_script = heredoc.interpreter(self.source()).is_some_and(is_shell);
        let text = is_script.then(|| heredoc.content(self.source()))?;
        let script = self.scripts.reader().read(text.text());
        Some((text, script))
    }

    /// The commands of the instruction at this index, in order.
    pub fn commands_of(&self, index: usize) -> Vec<Command<'_>> {
        self.shell_texts_of(index).iter().flat_map(ShellText::commands).collect()
    }

    /// Every command of the instructions with this keyword.
    pub fn commands_in(&self, keyword: Keyword) -> Vec<Command<'_>> {
        let instructions = self.instructions.iter().enumerate().filter(|(_, instruction)| instruction.is(keyword));
        instructions.flat_map(|(index, _)| self.commands_of(index)).collect()
    }
}

impl<'a> Command<'a> {
    /// The command at this position of a shell text's script, which must have one.
    pub(super) fn at(shell: &'a ShellText, index: usize) -> Self {
        Command { shell, index }
    }

    fn parsed(self) -> &'a crate::syntax::shell::Command {
        &self.shell.script.commands[self.index]
    }

    /// The words, the name first.
    pub fn words(self) -> &'a [Word] {
        &self.parsed().words
    }

    /// The words as text, quotes removed; variables stand as written.
    pub fn texts(self) -> Vec<&'a str> {
        self.words().iter().map(|word| word.text.as_str()).collect()
    }

    /// The program, without its folder; `None` where a variable hides it.
    pub fn name(self) -> Option<&'a str> {
        name_of(self.words().first()?)
    }

    pub fn is(self, name: &str) -> bool {
        self.name() == Some(name)
    }

    /// Whether one of these options stands among the words. A short one may stand in a cluster: `-y` in `-qy`.
    pub fn has_option(self, options: &[&str]) -> bool {
        self.words().iter().skip(1).any(|word| options.iter().any(|option| is_option(&word.text, option)))
    }

    /// `NAME=value` before the name.
    pub fn assignments(self) -> &'a [Word] {
        &self.parsed().assignments
    }

    /// The element that the command is, or stands in.
    pub fn element(self) -> &'a Element {
        &self.shell.script.elements[self.parsed().element]
    }

    /// The command that starts this one, such as `sudo`.
    pub fn starter(self) -> Option<Command<'a>> {
        let through = self.parsed().through?;
        Some(Command { shell: self.shell, index: through.command })
    }

    /// Whether it stands at the top level of its script, not in a compound or substitution.
    pub fn is_at_top(self) -> bool {
        self.element().list == 0
    }

    /// From its first word to its last, in the file.
    pub fn span(self) -> Span {
        self.shell.text.span(self.parsed().range.clone())
    }

    /// Where a word of it stands in the file.
    pub fn word_span(self, word: usize) -> Span {
        self.words().get(word).map_or_else(|| self.span(), |word| self.shell.text.span(word.range.clone()))
    }

    /// Whether its input comes from a file or a heredoc of its own.
    pub fn is_fed(self) -> bool {
        self.parsed().redirections.iter().any(|redirection| redirection.operator.starts_with('<'))
    }

    /// Whether it stands in the body of a heredoc: that of the whole RUN, or one that a shell of it reads.
    pub fn is_in_heredoc(self) -> bool {
        let range = &self.parsed().range;
        let in_body = |body: &Range<usize>| body.start <= range.start && range.end <= body.end;
        self.shell.is_heredoc || self.shell.script.heredocs.iter().any(|heredoc| in_body(&heredoc.body))
    }

    /// Whether its words are elements of a JSON list, not read by any shell.
    pub fn is_exec(self) -> bool {
        let in_script = self.shell.script.lists_around(self.parsed().element).any(|list| list.kind == ListKind::Inner);
        self.shell.is_exec && !in_script
    }

    /// The edit that adds a word behind the one that ends at this place.
    pub fn add_word(self, end: usize, word: &str) -> Edit {
        if self.is_exec() { insert(end + 1, format!(", \"{word}\"")) } else { insert(end, format!(" {word}")) }
    }

    pub fn redirections(self) -> &'a [Redirection] {
        &self.parsed().redirections
    }

    /// The files that its output goes to.
    pub fn output_files(self) -> impl Iterator<Item = &'a str> {
        let outputs = self.parsed().redirections.iter().filter(|redirection| redirection.operator.contains('>'));
        outputs.filter_map(|redirection| redirection.target.as_ref().map(|word| word.text.as_str()))
    }
}

fn is_option(word: &str, option: &str) -> bool {
    if word == option {
        return true;
    }
    let letters = word.strip_prefix('-').filter(|letters| !letters.starts_with('-') && !letters.is_empty());
    match (letters, option.strip_prefix('-')) {
        (Some(letters), Some(letter)) if letter.len() == 1 => {
            letters.chars().all(|c| c.is_ascii_alphabetic()) && letters.contains(letter)
        }
        _ => false,
    }
}

/// The shell texts of every instruction, by its position.
fn read_all(file: &Dockerfile, reader: &mut ScriptReader<'_>) -> Vec<Vec<ShellText>> {
    let mut texts: Vec<Vec<ShellText>> = Vec::new();
    texts.resize_with(file.instructions.len(), Vec::new);
    let mut posix_at_end: Vec<bool> = Vec::new();
    let told = file.shells_told();
    for stage in &file.stages {
        let mut posix = starts_posix(file, stage, &posix_at_end);
        for index in stage.range.clone() {
            if let Some(name) = told.get(&index) {
                posix = is_shell(name.rsplit('/').next().unwrap_or(name));
            }
            let instruction = &file.instructions[index];
            let instruction = instruction.trigger().unwrap_or(instruction);
            if instruction.is(Keyword::Shell) {
                // The shell may come behind another program: `env`, `conda run -n x`.
                let names_shell = |word: &str| is_shell(word.rsplit('/').next().unwrap_or(word));
                posix = instruction.arguments.words().iter().any(|word| names_shell(&word.text));
            } else if posix {
                texts[index] = read(file, index, instruction, reader);
            }
        }
        posix_at_end.push(posix);
    }
    texts
}

/// Whether a POSIX shell runs the first RUN of a stage.
fn starts_posix(file: &Dockerfile, stage: &Stage, posix_at_end: &[bool]) -> bool {
    match &stage.base {
        Base::Stage(parent) => posix_at_end.get(*parent).copied().unwrap_or(true),
        Base::Image(image) => {
            let is_windows = file.image_under(stage).is_some_and(|image| image.is_windows());
            let name = image.text.to_ascii_lowercase();
            let sounds_windows = ["windows", "nanoserver", "servercore"].iter().any(|word| name.contains(word));
            !is_windows && !sounds_windows && file.escape == super::Escape::Backslash
        }
        _ => true,
    }
}

fn read(file: &Dockerfile, index: usize, instruction: &Instruction, reader: &mut ScriptReader<'_>) -> Vec<ShellText> {
    let runs = matches!(instruction.keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck);
    if !runs {
        return Vec::new();
    }
    let mut texts = Vec::new();
    let holder = &file.instructions[index];
    if let Some(line) = instruction.arguments.shell() {
        let is_only_heredocs = !holder.heredocs.is_empty()
            && holder.heredocs.len() == line.text().split_whitespace().count()
            && line.text().trim_start_matches(|c: char| c.is_ascii_digit()).starts_with("<<");
        if is_only_heredocs {
            for heredoc in &holder.heredocs {
                let text = heredoc.content(file.source());
                let other_language = text.text().starts_with("#!") && !shebang_is_shell(text.text());
                if !other_language {
                    let script = reader.read(text.text());
                    texts.push(ShellText { instruction: index, text, script, is_heredoc: true, is_exec: false });
                }
            }
        } else {
            let text = with_heredocs(file, line, &holder.heredocs);
            let script = reader.read(text.text());
            texts.push(ShellText { instruction: index, text, script, is_heredoc: false, is_exec: false });
        }
    } else if let Some(words) = exec_words(&instruction.arguments)
        && let Some((text, ranges)) = exec_text(file, words)
    {
        let script = Arc::new(reader.read_words(text.text(), &ranges));
        texts.push(ShellText { instruction: index, text, script, is_heredoc: false, is_exec: true });
    }
    texts
}

/// What the shell gets of a line that has more than heredocs: the line with their bodies below it.
fn with_heredocs(file: &Dockerfile, line: &Joined, heredocs: &[Heredoc]) -> Joined {
    let mut text = line.clone();
    for heredoc in heredocs {
        let Some(end) = heredoc.end else { continue };
        text.push("\n", heredoc.body.start.saturating_sub(1));
        text.push(file.text(heredoc.body), heredoc.body.start);
        text.push(file.text(end), end.start);
    }
    text
}

fn exec_words(arguments: &Arguments) -> Option<&[super::Word]> {
    match arguments {
        Arguments::Json { words, .. } => Some(words),
        Arguments::Health { command, .. } => exec_words(command),
        _ => None,
    }
}

/// The words of a JSON list as one text with a blank between, and where each stands in it. `None` where a word cannot be
/// found again in the file byte by byte.
fn exec_text(file: &Dockerfile, words: &[super::Word]) -> Option<(Joined, Vec<Range<usize>>)> {
    let mut text = Joined::new();
    let mut ranges = Vec::new();
    for word in words {
        if !ranges.is_empty() {
            text.push(" ", word.span.start.saturating_sub(1));
        }
        let start = text.text().len();
        push_string(&mut text, file.text(word.span), word.span.start)?;
        if text.text()[start..] != word.text {
            return None;
        }
        ranges.push(start..text.text().len());
    }
    Some((text, ranges))
}

/// Appends the value of a JSON string that is written as `raw`, each character with the place of its first byte.
fn push_string(text: &mut Joined, raw: &str, start: usize) -> Option<()> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let mut characters = inner.char_indices();
    while let Some((at, character)) = characters.next() {
        let place = start + 1 + at;
        let value = match character {
            '\\' => match characters.next()?.1 {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                // The rest is too rare to look for: backspaces, surrogate pairs.
                'b' | 'f' | 'u' => return None,
                other => other,
            },
            other => other,
        };
        text.push(value.encode_utf8(&mut [0; 4]), place);
    }
    Some(())
}

fn shebang_is_shell(text: &str) -> bool {
    let line = text.lines().next().unwrap_or("");
    line.split(['/', ' ', '!']).any(is_shell)
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};

    /// Every command of the file, words joined, and what it points at in the file.
    fn commands(source: &str) -> Vec<(String, String)> {
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let all = (0..file.instructions.len()).flat_map(|index| file.commands_of(index));
        all.map(|command| (command.texts().join(" "), command.span().of(source).to_owned())).collect()
    }

    fn names(source: &str) -> Vec<String> {
        commands(source).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn commands_have_places_across_continuations() {
        let source = "FROM a\nRUN apt-get update && \\\n    # why\n    apt-get install -y \\\n      curl\n";
        let found = commands(source);
        assert_eq!(found[0], ("apt-get update".into(), "apt-get update".into()));
        assert_eq!(found[1].0, "apt-get install -y curl");
        assert!(found[1].1.ends_with("curl"));
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(names("FROM a\nRUN <<EOF\nset -e\nmake\nEOF\n"), ["set -e", "make"]);
        assert_eq!(names("FROM a\nRUN <<EOF\n#!/usr/bin/env python\nprint(1)\nEOF\n"), Vec::<String>::new());
        assert_eq!(names("FROM a\nCMD [\"node\", \"a b\"]\n"), ["node a b"]);
        assert_eq!(names("FROM a\nCMD [\"sh\", \"-c\", \"a \\\"b c\\\" && d\"]\n")[1..], ["a b c", "d"]);
        assert_eq!(names("FROM a\nHEALTHCHECK CMD curl -f x || exit 1\n"), ["curl -f x", "exit 1"]);
        assert_eq!(names("FROM a\nRUN cat <<E > f && b\nrm x\nE\n"), ["cat", "b"]);
        assert_eq!(names("FROM a\nRUN bash -e <<E\nrm x\nE\n"), ["bash -e", "rm x"]);
        assert_eq!(names("FROM a\nONBUILD RUN make\n"), ["make"]);
        assert_eq!(names("FROM a\nRUN sudo apt-get update\n"), ["sudo apt-get update", "apt-get update"]);
    }

    #[test]
    fn a_heredoc_may_write_a_script() {
        let script = |source: &str| {
            let snapshot = Snapshot::of(Language::Dockerfile, source);
            let file = snapshot.dockerfile().expect("a Dockerfile");
            file.written_script(&file.instructions[1].heredocs[0]).map(|(_, script)| script.commands.len())
        };
        assert_eq!(script("FROM a\nCOPY <<E /run.sh\n#!/bin/sh\na && b\nE\n"), Some(2));
        assert_eq!(script("FROM a\nCOPY <<E /run.py\n#!/usr/bin/env python\na\nE\n"), None);
        assert_eq!(script("FROM a\nCOPY <<E /x.conf\na && b\nE\n"), None);
    }

    #[test]
    fn other_shells_have_no_commands() {
        assert!(names("FROM a\nSHELL [\"powershell\", \"-Command\"]\nRUN dir\n").is_empty());
        assert!(names("FROM mcr.microsoft.com/windows/nanoserver:1\nRUN dir\n").is_empty());
        assert!(names("# escape=`\nFROM a\nRUN dir\n").is_empty());
        assert_eq!(names("FROM a\nSHELL [\"/bin/bash\", \"-c\"]\nRUN ls\n"), ["ls"]);
    }

    #[test]
    fn options_are_seen_in_clusters() {
        let snapshot = Snapshot::of(Language::Dockerfile, "FROM a\nRUN apt-get -qy install curl\n");
        let file = snapshot.dockerfile().expect("a Dockerfile");
        let command = file.commands_of(1)[0];
        assert!(command.has_option(&["-y", "--yes"]) && !command.has_option(&["-f"]));
        assert!(command.is("apt-get"));
    }
}
