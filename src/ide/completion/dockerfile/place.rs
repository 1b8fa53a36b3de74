//! Where in a Dockerfile the cursor stands, and so what may be typed there.
//!
//! The text before the cursor decides; the reading of the file only tells which instruction holds it. So a place is found in
//! a line that is typed half, and in what a missing continuation has torn from its instruction.

use crate::model::Dockerfile;
use crate::model::dockerfile::{Heredoc, Instruction, Keyword};
use crate::text::Span;

/// What the cursor's place asks for. `word` is what a completion replaces: what was typed of the thing, and where the cursor
/// stands inside a word the rest of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The first word of a line; after ONBUILD only some instructions may stand.
    Instruction { word: Span, after_onbuild: bool },
    /// `--na`: the name of a flag, dashes included.
    FlagName { keyword: Keyword, word: Span },
    /// What follows `--flag=`.
    FlagValue { keyword: Keyword, flag: String, word: Span },
    /// A key in the comma list of `--mount=`.
    MountKey { mount: Mount, word: Span },
    /// What follows `key=` in the list of `--mount=`.
    MountValue { mount: Mount, key: String, word: Span },
    /// What follows `$` or `${`: the name.
    Variable { keyword: Keyword, braced: bool, word: Span },
    /// What follows the name in `${NAME`: an operator, typed half or not at all.
    Modifier { word: Span },
    /// An argument, and the arguments before it.
    Argument { keyword: Keyword, before: Vec<String>, word: Span },
    /// A string of the JSON form, and the strings before it.
    Element { keyword: Keyword, before: Vec<String>, word: Span },
    /// A word of a shell command: of RUN or one of its heredocs, CMD, ENTRYPOINT, HEALTHCHECK CMD.
    Command { keyword: Keyword, before: Vec<String>, word: Span },
    /// A comment that has only begun. At the top of the file directives may stand.
    Comment { word: Span, at_top: bool },
    /// The value of a directive.
    DirectiveValue { name: String, word: Span },
    /// The list of names in a suppression comment.
    RuleList { whose: Whose, given: Vec<String>, word: Span },
}

impl Place {
    pub fn word(&self) -> Span {
        match self {
            Place::Instruction { word, .. }
            | Place::FlagName { word, .. }
            | Place::FlagValue { word, .. }
            | Place::MountKey { word, .. }
            | Place::MountValue { word, .. }
            | Place::Variable { word, .. }
            | Place::Modifier { word }
            | Place::Argument { word, .. }
            | Place::Element { word, .. }
            | Place::Command { word, .. }
            | Place::Comment { word, .. }
            | Place::DirectiveValue { word, .. }
            | Place::RuleList { word, .. } => *word,
        }
    }
}

/// The other fields of a `--mount`, before and behind the cursor: keys in lower case, with their values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Mount {
    pub fields: Vec<(String, String)>,
}

impl Mount {
    /// Its type, `bind` where none is given.
    pub fn kind(&self) -> String {
        self.value("type").unwrap_or("bind").to_ascii_lowercase()
    }

    pub fn value(&self, key: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// Whose names a suppression comment lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Ours,
    BuildKit,
    Hadolint,
}

/// The place of an offset; `None` where nothing of ours can be typed.
pub(super) fn find(file: &Dockerfile, offset: usize) -> Option<Place> {
    let source = file.source();
    let holder = file.instruction_at(offset).filter(|instruction| holds(source, instruction, offset));
    if let Some((instruction, heredoc)) = holder.and_then(|holder| Some((holder, heredoc_at(holder, offset)?))) {
        return in_heredoc(file, instruction, heredoc, offset);
    }
    let line_start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = source[line_start..offset].trim_start_matches('\u{feff}');
    let start = offset - line.trim_start().len();
    if source[start..offset].starts_with('#') {
        return comment(file, start, offset);
    }
    let Some(instruction) = holder else {
        let is_first_word = !source[start..offset].contains(char::is_whitespace);
        return is_first_word.then(|| first_word(source, start, offset, false));
    };
    let trigger = instruction.trigger();
    if instruction.is(Keyword::Onbuild) && offset > instruction.name.span.end {
        match trigger {
            Some(inner) if inner.name.span.end < offset => return argument(file, inner, offset),
            Some(inner) => return Some(first_word(source, inner.name.span.start, offset, true)),
            None => return Some(first_word(source, offset, offset, true)),
        }
    }
    if instruction.name.span.touches(offset) && !instruction.name.text.contains('$') {
        return Some(first_word(source, instruction.name.span.start, offset, false));
    }
    argument(file, instruction, offset)
}

fn first_word(source: &str, start: usize, offset: usize, after_onbuild: bool) -> Place {
    let word = Span::new(start, rest_of_word(source, start, offset, |c| c.is_ascii_alphabetic()));
    Place::Instruction { word, after_onbuild }
}

/// Whether the cursor is still inside the instruction, and not on a fresh line after it.
fn holds(source: &str, instruction: &Instruction, offset: usize) -> bool {
    offset <= instruction.span.end || !source[instruction.span.end..offset].contains('\n')
}

fn heredoc_at(instruction: &Instruction, offset: usize) -> Option<&Heredoc> {
    let in_body = |heredoc: &&Heredoc| offset >= heredoc.body.start && heredoc.end.is_none_or(|end| offset < end.start);
    instruction.heredocs.iter().filter(|_| offset > instruction.head.end).find(in_body)
}

/// Where a word that was begun before the cursor ends; the cursor itself where nothing was.
fn rest_of_word(source: &str, start: usize, offset: usize, is_part: impl Fn(char) -> bool) -> usize {
    if start == offset { offset } else { end_of_word(source, offset, is_part) }
}

fn end_of_word(source: &str, offset: usize, is_part: impl Fn(char) -> bool) -> usize {
    source[offset..].find(|c| !is_part(c)).map_or(source.len(), |at| offset + at)
}

/// In the text of a heredoc there are variables, where somebody replaces them, and for RUN commands.
fn in_heredoc(file: &Dockerfile, instruction: &Instruction, heredoc: &Heredoc, offset: usize) -> Option<Place> {
    let source = file.source();
    let runs = instruction.is(Keyword::Run);
    let typed = Words::read(source, heredoc.body.start, offset, '\\');
    if runs || heredoc.expand {
        let variable = variable(instruction.keyword, source, typed.open, '\\');
        if variable.is_some() {
            return variable;
        }
    }
    runs.then(|| command(instruction.keyword, source, typed))
}

fn argument(file: &Dockerfile, instruction: &Instruction, offset: usize) -> Option<Place> {
    let source = file.source();
    let keyword = instruction.keyword;
    let escape = file.escape.character();
    // A line torn from its instruction may begin with a word that holds a variable.
    let is_torn = keyword == Keyword::Unknown && instruction.name.span.touches(offset);
    let from = if is_torn { instruction.name.span.start } else { instruction.name.span.end };
    let typed = Words::read(source, from.min(offset), offset, escape);
    if let Some(place) = variable(keyword, source, typed.open, escape) {
        return Some(place);
    }
    if keyword == Keyword::Unknown || instruction.name.span.touches(offset) {
        return None;
    }
    let flags = typed.done.iter().take_while(|word| word.of(source).starts_with("--")).count();
    if flags == typed.done.len() && typed.open.of(source).starts_with("--") {
        return Some(flag(keyword, source, typed.open));
    }
    let arguments = &typed.done[flags..];
    let first = arguments.first().copied().unwrap_or(typed.open);
    let is_health = keyword == Keyword::Healthcheck && first.of(source).eq_ignore_ascii_case("CMD");
    let list = if is_health { arguments.get(1).copied().unwrap_or(typed.open) } else { first };
    if list.of(source).starts_with('[') && takes_json(keyword) {
        return element(keyword, source, Span::new(list.start, offset));
    }
    let runs = matches!(keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint) && !arguments.is_empty();
    if runs || (is_health && arguments.len() > 1) {
        return Some(command(keyword, source, typed.after(if is_health { flags + 1 } else { flags })));
    }
    let before = arguments.iter().map(|word| word.of(source).to_owned()).collect();
    let word = typed.open;
    // The name of a pair ends at its sign.
    let is_pair = matches!(keyword, Keyword::Arg | Keyword::Env | Keyword::Label) && !word.of(source).contains('=');
    let end = rest_of_word(source, word.start, offset, |c| !(c.is_whitespace() || is_pair && c == '='));
    Some(Place::Argument { keyword, before, word: Span::new(word.start, end) })
}

fn takes_json(keyword: Keyword) -> bool {
    crate::reference::dockerfile::instruction(keyword.name()).is_some_and(|instruction| instruction.takes_json)
}

/// The words before the cursor, without continuations and comment lines. The last is open: it may go on, or not have begun.
struct Words {
    done: Vec<Span>,
    open: Span,
}

impl Words {
    fn read(source: &str, from: usize, to: usize, escape: char) -> Words {
        let mut done = Vec::new();
        let mut start = None;
        let mut quote = None;
        let mut at_line_start = false;
        let mut at = from;
        while let Some(character) = source[at..to].chars().next() {
            let next = at + character.len_utf8();
            let rest = &source[next..to];
            if at_line_start && character == '#' {
                at = next + rest.find('\n').unwrap_or(rest.len());
                continue;
            }
            let is_continuation = character == escape && rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
            let ends = is_continuation || character == '\n' || (character.is_whitespace() && quote.is_none());
            if ends {
                done.extend(start.take().map(|start| Span::new(start, at)));
                if character == '\n' {
                    // An apostrophe in a script must not swallow what follows.
                    (quote, at_line_start) = (None, true);
                }
                at = next;
                continue;
            }
            at_line_start = false;
            start.get_or_insert(at);
            match quote {
                None if matches!(character, '"' | '\'') => quote = Some(character),
                Some(open) if open == character => quote = None,
                _ => {}
            }
            at = if character == escape { next + rest.chars().next().map_or(0, char::len_utf8) } else { next };
        }
        Words { done, open: Span::new(start.unwrap_or(to), to) }
    }

    /// What stands behind the first few.
    fn after(mut self, count: usize) -> Words {
        self.done.drain(..count);
        self
    }
}

fn flag(keyword: Keyword, source: &str, word: Span) -> Place {
    let typed = word.of(source);
    let offset = word.end;
    let Some((name, value)) = typed.split_once('=') else {
        let end = end_of_word(source, offset, |c| c.is_ascii_alphanumeric() || c == '-');
        return Place::FlagName { keyword, word: Span::new(word.start, end) };
    };
    let flag = name.trim_start_matches('-').to_owned();
    let value_start = word.start + name.len() + 1;
    if flag != "mount" {
        let end = end_of_word(source, offset, |c| !c.is_whitespace());
        return Place::FlagValue { keyword, flag, word: Span::new(value_start, end) };
    }
    let field_start = value.rfind(',').map_or(value_start, |comma| value_start + comma + 1);
    let field_end = end_of_word(source, offset, |c| !c.is_whitespace() && c != ',');
    let list_end = end_of_word(source, offset, |c| !c.is_whitespace());
    let others = source[value_start..field_start].split(',').chain(source[field_end..list_end].split(','));
    let field = |text: &str| {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        (key.to_ascii_lowercase(), value.to_owned())
    };
    let mount = Mount { fields: others.filter(|text| !text.is_empty()).map(field).collect() };
    match source[field_start..offset].split_once('=') {
        Some((key, _)) => {
            let word = Span::new(field_start + key.len() + 1, field_end);
            Place::MountValue { mount, key: key.to_ascii_lowercase(), word }
        }
        None => {
            let end = rest_of_word(source, field_start, offset, |c| c.is_ascii_alphabetic());
            Place::MountKey { mount, word: Span::new(field_start, end) }
        }
    }
}

/// A variable at the end of the word: where the builder replaces it, and in shell text too.
fn variable(keyword: Keyword, source: &str, word: Span, escape: char) -> Option<Place> {
    if matches!(keyword, Keyword::Maintainer | Keyword::Shell) {
        return None;
    }
    let typed = word.of(source);
    let dollar = typed.rfind('$')?;
    let escapes = typed[..dollar].chars().rev().take_while(|&c| c == escape).count();
    if escapes % 2 == 1 {
        return None;
    }
    let rest = &typed[dollar + 1..];
    let braced = rest.starts_with('{');
    let rest = rest.strip_prefix('{').unwrap_or(rest);
    // PowerShell's way to name a variable of the environment.
    let rest = rest.strip_prefix("env:").unwrap_or(rest);
    let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let operator = &rest[length..];
    if operator.is_empty() {
        let end = end_of_word(source, word.end, is_name);
        return Some(Place::Variable { keyword, braced, word: Span::new(word.end - length, end) });
    }
    let is_begun = matches!(operator, ":" | "-" | "+" | "?" | "#" | "%" | "/");
    (braced && length > 0 && is_begun).then(|| Place::Modifier { word: Span::new(word.end - operator.len(), word.end) })
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// A string of a JSON list. `list` begins at its bracket and ends at the cursor.
fn element(keyword: Keyword, source: &str, list: Span) -> Option<Place> {
    let mut before = Vec::new();
    let mut start = None;
    let mut escaped = false;
    for (at, character) in list.of(source).char_indices() {
        match start {
            _ if escaped => escaped = false,
            Some(_) if character == '\\' => escaped = true,
            Some(from) if character == '"' => {
                before.push(source[from..list.start + at].to_owned());
                start = None;
            }
            None if character == '"' => start = Some(list.start + at + 1),
            _ => {}
        }
    }
    let start = start?;
    let end = end_of_word(source, list.end, |c| !c.is_whitespace() && c != '"' && c != ',');
    Some(Place::Element { keyword, before, word: Span::new(start, end) })
}

/// The words of the command that the cursor stands in: what follows the last operator of the shell, or in a heredoc the last
/// line end.
fn command(keyword: Keyword, source: &str, words: Words) -> Place {
    let mut before = Vec::new();
    let mut last_end = None;
    for word in words.done.iter().chain([&words.open]) {
        let is_new_line = last_end.is_some_and(|end| {
            let between = &source[end..word.start];
            between.contains('\n') && !between.trim_start_matches([' ', '\t']).starts_with(['\\', '`'])
        });
        if is_new_line {
            before.clear();
        }
        last_end = Some(word.end);
        if word == &words.open {
            break;
        }
        let text = word.of(source);
        before.push(text.to_owned());
        let is_operator = matches!(text, "&&" | "||" | "|" | "(" | "{" | "then" | "do" | "else");
        if is_operator || text.ends_with(';') {
            before.clear();
        }
    }
    let open = words.open;
    let end = rest_of_word(source, open.start, open.end, |c| !c.is_whitespace() && !";|&".contains(c));
    Place::Command { keyword, before, word: Span::new(open.start, end) }
}

fn comment(file: &Dockerfile, start: usize, offset: usize) -> Option<Place> {
    let source = file.source();
    let body = source[start + 1..offset].trim_start();
    if let Some((whose, list)) = rule_list(body) {
        let names: Vec<&str> = list.split(',').map(str::trim_start).collect();
        let (last, given) = names.split_last()?;
        let is_list = names.iter().all(|name| !name.contains(char::is_whitespace));
        let end = end_of_word(source, offset, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let given = given.iter().map(|&name| name.to_owned()).collect();
        return is_list.then(|| Place::RuleList { whose, given, word: Span::new(offset - last.len(), end) });
    }
    let at_top = file.instructions.first().is_none_or(|first| offset <= first.span.start)
        && !file.comments.iter().any(|comment| comment.end < start);
    match body.split_once('=') {
        Some((name, value)) if at_top => {
            let name = name.trim().to_ascii_lowercase();
            let value = value.trim_start();
            // The settings of `check` are joined by semicolons.
            let last = if name == "check" { value.rsplit(';').next().unwrap_or("") } else { value };
            let end = end_of_word(source, offset, |c| !c.is_whitespace() && c != ';');
            Some(Place::DirectiveValue { name, word: Span::new(offset - last.len(), end) })
        }
        Some((name, value)) if name == "check" && !value.contains(char::is_whitespace) => {
            let last = value.rsplit(';').next().unwrap_or("");
            Some(Place::DirectiveValue { name: name.to_owned(), word: Span::new(offset - last.len(), offset) })
        }
        Some(_) => None,
        None => Some(Place::Comment { word: Span::new(start, offset), at_top }),
    }
}

/// Whose list the comment holds, and the list as far as it was typed.
fn rule_list(body: &str) -> Option<(Whose, &str)> {
    let after = |words: &[&str]| {
        let mut rest = body;
        for word in words {
            rest = rest.strip_prefix(word)?.trim_start();
        }
        rest.strip_prefix('=').map(str::trim_start)
    };
    for heads in [&["dunnage", "ignore"][..], &["dunnage", "ignore-file"]] {
        if let Some(list) = after(heads) {
            return Some((Whose::Ours, list));
        }
    }
    for heads in [&["hadolint", "ignore"][..], &["hadolint", "global", "ignore"], &["hadolint", "stage", "ignore"]] {
        if let Some(list) = after(heads) {
            return Some((Whose::Hadolint, list));
        }
    }
    let setting = after(&["check"])?.rsplit(';').next()?;
    let list = setting.strip_prefix("skip=").or_else(|| setting.strip_prefix("experimental="))?;
    Some((Whose::BuildKit, list))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    /// The place of `^` in the text, and the text that a completion would replace.
    fn place(marked: &str) -> Option<(Place, String)> {
        let offset = marked.find('^').expect("a cursor");
        let source = marked.replacen('^', "", 1);
        let found = find(Snapshot::of(Language::Dockerfile, &source).dockerfile()?, offset)?;
        let word = found.word().of(&source).to_owned();
        Some((found, word))
    }

    fn word(marked: &str) -> String {
        place(marked).unwrap_or_else(|| panic!("{marked:?} has a place")).1
    }

    #[test]
    fn a_first_word_is_an_instruction() {
        let instruction = |marked: &str| match place(marked) {
            Some((Place::Instruction { after_onbuild, .. }, word)) => Some((after_onbuild, word)),
            _ => None,
        };
        assert_eq!(instruction("^"), Some((false, String::new())));
        assert_eq!(instruction("FROM a\nHEA^"), Some((false, "HEA".into())));
        assert_eq!(instruction("FROM a\nHEA^LTHCHECK CMD x"), Some((false, "HEALTHCHECK".into())));
        assert_eq!(instruction("FROM a\n^\nUSER x\n"), Some((false, String::new())));
        assert_eq!(instruction("FROM a\nONBUILD ^"), Some((true, String::new())));
        assert_eq!(instruction("FROM a\nONBUILD CO^"), Some((true, "CO".into())));
    }

    #[test]
    fn flags_and_their_values() {
        assert!(matches!(place("FROM a\nCOPY --fr^ x y"), Some((Place::FlagName { keyword: Keyword::Copy, .. }, _))));
        assert_eq!(word("FROM a\nCOPY --fr^om=b x y"), "--from");
        let (from, typed) = place("FROM a\nCOPY --from=bu^ x").expect("a value");
        assert!(matches!(from, Place::FlagValue { flag, .. } if flag == "from"));
        assert_eq!(typed, "bu");
        assert_eq!(word("FROM a\nCOPY --from=^build x"), "build");
        assert!(matches!(place("FROM a\nONBUILD COPY --^"), Some((Place::FlagName { .. }, _))));
    }

    #[test]
    fn mounts_know_their_other_fields() {
        let Some((Place::MountKey { mount, .. }, typed)) = place("FROM a\nRUN --mount=type=cache,ta^,id=x y") else {
            panic!("a key")
        };
        assert_eq!((mount.kind().as_str(), mount.value("id"), typed.as_str()), ("cache", Some("x"), "ta"));
        let Some((Place::MountValue { key, mount, .. }, typed)) = place("FROM a\nRUN --mount=sharing=l^ock,type=cache")
        else {
            panic!("a value")
        };
        assert_eq!((key.as_str(), mount.kind().as_str(), typed.as_str()), ("sharing", "cache", "lock"));
    }

    #[test]
    fn variables_and_what_follows_their_names() {
        let braced = |marked: &str| match place(marked) {
            Some((Place::Variable { braced, .. }, word)) => Some((braced, word)),
            _ => None,
        };
        assert_eq!(braced("FROM a\nENV B=${C^"), Some((true, "C".into())));
        assert_eq!(braced("FROM a\nENV B=\"x $C^D\""), Some((false, "CD".into())));
        assert_eq!(braced("FROM a\nRUN echo \\$C^"), None);
        assert_eq!(braced("FROM a\nRUN echo $env:P^"), Some((false, "P".into())));
        assert_eq!(braced("FROM a\nRUN <<E\necho $V^\nE\n"), Some((false, "V".into())));
        assert_eq!(braced("FROM a\nCOPY <<'E' /x\n$V^\nE\n"), None);
        assert_eq!(braced("FROM a\n  && echo $V^"), Some((false, "V".into())), "a continuation is missing");
        assert!(matches!(place("FROM a\nENV B=${C:^"), Some((Place::Modifier { .. }, word)) if word == ":"));
        assert!(place("FROM a\nENV B=${C:-x^}").is_some_and(|(place, _)| matches!(place, Place::Argument { .. })));
    }

    #[test]
    fn arguments_and_commands() {
        let before = |marked: &str| match place(marked) {
            Some((
                Place::Argument { before, .. } | Place::Command { before, .. } | Place::Element { before, .. },
                _,
            )) => before,
            other => panic!("{marked:?}: {other:?}"),
        };
        assert_eq!(before("FROM a\nCOPY --link a ^"), ["a"]);
        assert_eq!(before("FROM a\nLABEL a=\"b c\" ^"), ["a=\"b c\""]);
        assert_eq!(before("FROM a\nHEALTHCHECK --interval=5s \\\n  CMD ^"), ["CMD"]);
        assert_eq!(before("FROM a\nRUN --network=none a; apt-get install ^"), ["apt-get", "install"]);
        assert_eq!(before("FROM a\nRUN a && \\\n  # why\n  apk add ^"), ["apk", "add"]);
        assert_eq!(before("FROM a\nRUN apk add \\\n  x \\\n  ^"), ["apk", "add", "x"]);
        assert_eq!(before("FROM a\nRUN <<E\napt-get update\napt-get ^\nE"), ["apt-get"]);
        assert_eq!(before("FROM a\nCOPY [\"a\", \"b^"), ["a"]);
        assert_eq!(word("FROM a\nCOPY [\"a\", \"b^"), "b");
    }

    #[test]
    fn comments_at_the_top_are_directives() {
        assert!(matches!(place("# sy^\nFROM a"), Some((Place::Comment { at_top: true, .. }, word)) if word == "# sy"));
        assert!(
            matches!(place("# escape=^\nFROM a"), Some((Place::DirectiveValue { name, .. }, _)) if name == "escape")
        );
        assert!(matches!(place("FROM a\n# note^"), Some((Place::Comment { at_top: false, .. }, _))));
        assert_eq!(word("# check=error=true;sk^\nFROM a"), "sk");
        let list = |marked: &str| match place(marked) {
            Some((Place::RuleList { whose, given, .. }, word)) => Some((whose, given.len(), word)),
            _ => None,
        };
        assert_eq!(list("FROM a\n# dunnage ignore=a,b^"), Some((Whose::Ours, 1, "b".into())));
        assert_eq!(list("# hadolint global ignore=D^"), Some((Whose::Hadolint, 0, "D".into())));
        assert_eq!(list("# check=error=true;skip=A,^"), Some((Whose::BuildKit, 1, String::new())));
        assert_eq!(list("FROM a\n# dunnage ignore=a because ^"), None);
        assert_eq!(list("FROM a\n# dunnage ignore=a ^"), None);
    }

    #[test]
    fn texts_of_others_ask_for_nothing() {
        assert_eq!(place("FROM a\nCOPY <<E /x\nap^\nE\n"), None);
    }
}
