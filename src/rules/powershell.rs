//! PowerShell in a Dockerfile: which RUNs it reads, and where their scripts start.
//!
//! This is no parser of the language. It finds the script, behind a SHELL or behind `powershell -Command`, counts its
//! statements roughly, and knows where a preference can be set for all of it.

use crate::model::Dockerfile;
use crate::model::dockerfile::{Arguments, Instruction, Keyword, Stage};
use crate::text::{Edit, Span, insert};

/// A RUN that PowerShell reads.
pub struct Script<'a> {
    /// The position of the RUN in the file's list.
    pub index: usize,
    pub text: &'a str,
    /// Where the script starts in the file; a quote around it comes before.
    pub start: usize,
    /// The SHELL that hands it over; `None` where the RUN itself calls PowerShell.
    pub shell: Option<&'a Instruction>,
    /// The call itself: `powershell -NoProfile -Command`.
    pub call: Option<Span>,
    /// The quote that the script stands in.
    pub quote: Option<char>,
}

/// The scripts of a stage, in order.
pub fn scripts<'a>(file: &'a Dockerfile, stage: &Stage) -> Vec<Script<'a>> {
    let runs = stage.range.clone().filter(|&index| file.instructions[index].is(Keyword::Run));
    runs.filter_map(|index| read(file, index)).collect()
}

fn read(file: &Dockerfile, index: usize) -> Option<Script<'_>> {
    let instruction = &file.instructions[index];
    if !instruction.heredocs.is_empty() {
        return None;
    }
    let line = instruction.arguments.shell()?;
    let text = line.text();
    if let Some(shell) = file.shell_before(index).filter(|shell| is_power_shell_list(shell)) {
        return Some(Script { index, text, start: line.offset(0), shell: Some(shell), call: None, quote: None });
    }
    let mut at = 0;
    let mut is_call = false;
    loop {
        let rest = &text[at..];
        let blanks = rest.len() - rest.trim_start().len();
        let word = rest.split_whitespace().next()?;
        if at == 0 && !is_program(word.trim_start_matches('@')) {
            return None;
        }
        if is_call || at > 0 && !word.starts_with('-') {
            let start = at + blanks;
            let quote = text[start..].chars().next().filter(|c| matches!(c, '"' | '\''));
            let inner = start + quote.map_or(0, char::len_utf8);
            let call = Some(line.span(0..at));
            // Without quotes around it the script ends where the shell's next command starts.
            let next =
                ["&&", "||"].iter().filter_map(|sign| text[inner..].find(sign)).min().filter(|_| quote.is_none());
            let end = next.map_or(text.len(), |next| inner + next);
            return Some(Script {
                index,
                text: &text[inner..end],
                start: line.offset(inner),
                shell: None,
                call,
                quote,
            });
        }
        is_call = ["-command", "-c"].iter().any(|option| word.eq_ignore_ascii_case(option));
        if word.eq_ignore_ascii_case("-file") || word.eq_ignore_ascii_case("-encodedcommand") {
            return None;
        }
        at += blanks + word.len();
        // An option with a value: `-ExecutionPolicy Bypass`.
        let takes_value = ["-executionpolicy", "-ep", "-version", "-inputformat", "-outputformat"];
        if takes_value.iter().any(|option| word.eq_ignore_ascii_case(option)) {
            let rest = &text[at..];
            let value = rest.split_whitespace().next()?;
            at += rest.len() - rest.trim_start().len() + value.len();
        }
    }
}

fn is_program(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word).to_ascii_lowercase();
    matches!(name.trim_end_matches(".exe"), "powershell" | "pwsh")
}

/// Whether a SHELL instruction hands its scripts to PowerShell.
pub fn is_power_shell_list(shell: &Instruction) -> bool {
    shell.arguments.words().first().is_some_and(|word| is_program(&word.text))
}

impl Script<'_> {
    /// Whether a word stands in the script, or in the SHELL before it, in any case.
    pub fn mentions(&self, word: &str) -> bool {
        let has = |text: &str| text.to_ascii_lowercase().contains(word);
        has(self.text) || self.shell.is_some_and(|shell| shell.arguments.words().iter().any(|it| has(&it.text)))
    }

    /// How many statements it has that may fail, roughly: of what semicolons and line ends part, outside quotes and brackets,
    /// all but settings.
    pub fn statements(&self) -> usize {
        let mut depth = 0i32;
        let mut quote = None;
        let mut count = 0;
        let mut start = 0;
        for (at, character) in self.text.char_indices() {
            match (quote, character) {
                (Some(open), c) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(character),
                (None, '{' | '(') => depth += 1,
                (None, '}' | ')') => depth -= 1,
                (None, ';' | '\n') if depth <= 0 => {
                    count += usize::from(may_fail(&self.text[start..at]));
                    start = at + 1;
                }
                _ => {}
            }
        }
        count + usize::from(may_fail(&self.text[start..]))
    }

    /// The edit that sets a preference for the script, and for all others of its SHELL. `None` where a POSIX shell would read
    /// the `$` first.
    pub fn prefer(&self, file: &Dockerfile, stage: &Stage, preference: &str) -> Option<Edit> {
        let Some(shell) = self.shell else {
            let is_safe = file.is_for_windows(stage) || self.quote == Some('\'') && !preference.contains('\'');
            return is_safe.then(|| insert(self.start, format!("{preference}; ")));
        };
        let Arguments::Json { words, .. } = &shell.arguments else { return None };
        let last = words.last()?;
        if last.text.starts_with('$') {
            return Some(insert(last.span.start + 1, format!("{preference}; ")));
        }
        let is_command = ["-command", "-c"].iter().any(|option| last.text.eq_ignore_ascii_case(option));
        is_command.then(|| insert(last.span.end, format!(", \"{preference};\"")))
    }
}

/// Whether a statement does more than to set a variable to a plain value.
fn may_fail(statement: &str) -> bool {
    let statement = statement.trim();
    let Some((variable, value)) = statement.split_once('=').filter(|_| statement.starts_with(['$', '['])) else {
        return !statement.is_empty();
    };
    // `[Net.ServicePointManager]::SecurityProtocol` is a setting as well, and `[Net.SecurityProtocolType]::Tls12` one of its values.
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '_' | ':' | '.' | '[' | ']');
    let is_variable = variable.trim_end().chars().all(is_name);
    let value = value.trim();
    let is_text = ["'", "\""].iter().any(|quote| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote));
    let is_word = value.chars().all(is_name);
    !is_variable || !(is_text || is_word)
}
