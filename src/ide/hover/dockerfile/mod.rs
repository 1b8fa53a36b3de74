//! What a word of a Dockerfile means: the language's own words from `reference`, the file's words from the model.
//!
//! The cursor decides first: only the instruction that it stands in is looked at, and of the rest of the file what that one
//! needs.

mod argument;
mod flag;
mod instruction;
mod path;
mod shell;
mod stage;
mod user;
mod variable;

pub(super) use shell::{about as package, of_commands};
pub(super) use stage::page as stage_page;

use super::page::{Page, code};
use crate::ide::Hover;
use crate::model::Dockerfile;
use crate::model::dockerfile::{Directive, DirectiveName, Instruction};
use crate::reference::dockerfile as language;

/// A cursor within an instruction.
#[derive(Clone, Copy)]
struct Place<'a> {
    file: &'a Dockerfile,
    /// The position of the instruction in the file's list.
    index: usize,
    /// The instruction itself, or the one that its ONBUILD keeps.
    instruction: &'a Instruction,
    offset: usize,
}

pub(super) fn hover(file: &Dockerfile, offset: usize) -> Option<Hover> {
    if let Some(found) = file.directives.iter().find(|directive| directive.span.touches(offset)) {
        return directive(found, offset);
    }
    let index = file.instructions.partition_point(|instruction| instruction.span.start <= offset).checked_sub(1)?;
    let outer = file.instructions.get(index).filter(|instruction| instruction.span.touches(offset))?;
    if outer.comments.iter().any(|comment| comment.touches(offset)) {
        return None;
    }
    let instruction = outer.trigger().filter(|inner| inner.name.span.start <= offset).unwrap_or(outer);
    let place = Place { file, index, instruction, offset };
    if instruction.name.span.touches(offset) {
        return instruction::hover(place);
    }
    heredoc(place)
        .or_else(|| variable::hover(place))
        .or_else(|| flag::hover(place))
        .or_else(|| shell::hover(place))
        .or_else(|| argument::hover(place))
}

fn directive(directive: &Directive, offset: usize) -> Option<Hover> {
    let known = language::directive(directive.name.key())?;
    let mut page = Page::of(format!("`# {}=`", known.name));
    if directive.value_span.touches(offset) {
        if let Some(choice) = known.values.iter().find(|choice| choice.value == directive.value) {
            page = page.add(format!("{}: {}", code(choice.value), choice.doc));
        }
        if directive.name == DirectiveName::Check {
            let word = super::comment::word_at(&directive.value, offset - directive.value_span.start);
            if let Some((range, name)) = word
                && let Some(page) = super::comment::rule_page(name)
            {
                let start = directive.value_span.start + range.start;
                return page.about(crate::text::Span::new(start, start + name.len()));
            }
        }
    }
    let page = page.add(known.doc).add(format!("Default: {}.", shown_default(known.default)));
    let since = (!known.since.is_empty()).then(|| format!("Since Dockerfile syntax {}.", known.since));
    page.add_some(since).link(&known.link()).about(directive.span)
}

fn shown_default(default: &str) -> String {
    if default.contains(' ') { default.to_owned() } else { code(default) }
}

/// The marker or the last line of a heredoc.
fn heredoc(place: Place<'_>) -> Option<Hover> {
    let outer = &place.file.instructions[place.index];
    let ends = |heredoc: &&crate::model::dockerfile::Heredoc| {
        heredoc.marker.touches(place.offset) || heredoc.end.is_some_and(|end| end.touches(place.offset))
    };
    let heredoc = outer.heredocs.iter().find(ends)?;
    let body = heredoc.content(place.file.source());
    let lines = body.text().lines().count();
    let is_run = place.instruction.is(crate::model::dockerfile::Keyword::Run);
    let what = match heredoc_language(body.text()) {
        Some(program) => format!("a script for {}, by its first line", code(program)),
        None if is_run && outer.rest.text().trim_start().starts_with("<<") => "a script for the shell".to_owned(),
        None if is_run => "the input of the command".to_owned(),
        None => "the text of a file".to_owned(),
    };
    let variables = match (heredoc.expand, is_run) {
        (true, true) => "The shell puts variables in; quote the word to leave them alone.",
        (true, false) => "The builder puts variables in; quote the word to leave them alone.",
        (false, _) => "The word is quoted: variables stay as written.",
    };
    let tabs = if heredoc.chomp { " Tabs at the start of its lines are dropped." } else { "" };
    let end = match heredoc.end {
        Some(_) => format!("{} up to the line {}", super::words::count(lines, "line"), code(&heredoc.name)),
        None => format!("no line {} ends it, which BuildKit refuses", code(&heredoc.name)),
    };
    let span = if heredoc.marker.touches(place.offset) { heredoc.marker } else { heredoc.end? };
    Page::of(format!("Heredoc {}: {what}, {end}.", code(&heredoc.name))).add(format!("{variables}{tabs}")).about(span)
}

/// The program that the first line of a script names: `python3` of `#!/usr/bin/env python3`.
fn heredoc_language(body: &str) -> Option<&str> {
    let line = body.lines().next()?.strip_prefix("#!")?;
    let mut words = line.split_whitespace();
    let first = words.next()?.rsplit('/').next()?;
    if first == "env" { words.find(|word| !word.starts_with('-')) } else { Some(first) }
}

/// The line of a place, from 1.
fn line_of(file: &Dockerfile, offset: usize) -> usize {
    file.source()[..offset].bytes().filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
pub(super) mod testing {
    use crate::model::{Language, Snapshot};

    /// The hover at `$0`: the text that it is about, and what it says.
    pub fn at(marked: &str) -> Option<(String, String)> {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        let hover = super::hover(Snapshot::of(Language::Dockerfile, &source).dockerfile()?, offset)?;
        Some((hover.span.of(&source).to_owned(), hover.markdown))
    }

    pub fn says(marked: &str, span: &str, words: &str) {
        let (about, markdown) = at(marked).unwrap_or_else(|| panic!("nothing about {marked}"));
        assert_eq!(about, span, "{marked}");
        assert!(markdown.contains(words), "{marked}: {markdown}");
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{at, says};

    #[test]
    fn directives_explain_themselves() {
        says("# esc$0ape=`\nFROM a\n", "# escape=`", "Windows");
        says("# escape=$0`\nFROM a\n", "# escape=`", "The backquote, as PowerShell uses it");
        says("# check=skip=JSONArgs$0Recommended\nFROM a\n", "JSONArgsRecommended", "JSONArgsRecommended");
    }

    #[test]
    fn heredocs_say_what_they_are() {
        says("FROM a\nRUN <<E$0OF\nx\ny\nEOF\n", "<<EOF", "a script for the shell, 2 lines up to the line `EOF`");
        says("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nEO$0F\n", "EOF", "a script for `python3`");
        says("FROM a\nCOPY <<'E$0OF' /x\ny\nEOF\n", "<<'EOF'", "variables stay as written");
        says("FROM a\nRUN cat <<E$0OF\nx\n", "<<EOF", "the input of the command, no line `EOF` ends it");
    }

    #[test]
    fn blanks_and_comments_mean_nothing() {
        assert_eq!(at("FROM a\n$0\n"), None);
        assert_eq!(at("FROM a\nRUN x \\\n  # no$0te\n  y\n"), None);
    }
}
