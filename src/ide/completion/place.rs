//! Where in a Dockerfile the cursor stands, and so what may be typed there.

use crate::model::Dockerfile;
use crate::model::dockerfile::{Instruction, Keyword};
use crate::text::Span;

/// What the cursor's place asks for. `word` is what stands between the start of the thing and the end of what was typed of
/// it: the stretch that a completion replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The first word of a line; after ONBUILD only some instructions may stand.
    Instruction { word: Span, after_onbuild: bool },
    /// `--na`: the name of a flag, dashes included.
    FlagName { keyword: Keyword, word: Span },
    /// What follows `--flag=`.
    FlagValue { keyword: Keyword, flag: String, word: Span },
    /// A key in the comma list of `--mount=`; `kind` is its type, `bind` where none is given yet.
    MountKey { kind: String, given: Vec<String>, word: Span },
    /// What follows `key=` in the list of `--mount=`.
    MountValue { kind: String, key: String, word: Span },
    /// What follows `$` or `${`: the name.
    Variable { word: Span },
    /// An argument: how many stand before it, and what stands just before.
    Argument { keyword: Keyword, before: Vec<String>, word: Span },
    /// A comment of the form `# name=value` in the run at the top, up to the cursor.
    Directive { typed: String, word: Span },
    /// The value of a directive.
    DirectiveValue { name: String, word: Span },
    /// The list of rules in a suppression comment.
    RuleList { ours: bool, word: Span },
}

/// The place of an offset; `None` where nothing of ours can be typed.
pub(super) fn find(file: &Dockerfile, offset: usize) -> Option<Place> {
    let source = file.source();
    let offset = offset.min(source.len());
    let line_start = source[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = source[line_start..offset].trim_start_matches('\u{feff}');
    let indent = line.len() - line.trim_start().len();
    let typed_start = offset - (line.len() - indent);
    if line.trim_start().starts_with('#') {
        return comment(file, typed_start, offset);
    }
    let holder = file.instruction_at(offset).filter(|instruction| holds(source, instruction, offset));
    let Some(instruction) = holder else {
        let at_line_start = !line.trim_start().contains(char::is_whitespace);
        return at_line_start
            .then(|| Place::Instruction { word: Span::new(typed_start, offset), after_onbuild: false });
    };
    if instruction.heredocs.iter().any(|heredoc| offset > instruction.head.end && offset >= heredoc.body.start) {
        return None;
    }
    if instruction.name.span.touches(offset) {
        return Some(Place::Instruction { word: Span::new(instruction.name.span.start, offset), after_onbuild: false });
    }
    argument(source, instruction, offset)
}

/// Whether the cursor is still inside the instruction, and not on a fresh line after it.
fn holds(source: &str, instruction: &Instruction, offset: usize) -> bool {
    offset <= instruction.span.end || !source[instruction.span.end..offset].contains('\n')
}

fn argument(source: &str, instruction: &Instruction, offset: usize) -> Option<Place> {
    let mut instruction = instruction;
    if let Some(inner) = instruction.trigger() {
        if inner.name.span.touches(offset) {
            return Some(Place::Instruction { word: Span::new(inner.name.span.start, offset), after_onbuild: true });
        }
        instruction = inner;
    } else if instruction.is(Keyword::Onbuild) {
        return Some(Place::Instruction { word: Span::at(offset), after_onbuild: true });
    }
    let keyword = instruction.keyword;
    let before = &source[instruction.name.span.end.min(offset)..offset];
    let word_start =
        offset - before.len() + before.rfind(char::is_whitespace).map_or(0, |at| at + blank_width(before, at));
    let word = Span::new(word_start, offset);
    let typed = word.of(source);
    let earlier = words_before(&source[instruction.name.span.end.min(word_start)..word_start]);
    if let Some(place) = variable(keyword, source, word) {
        return Some(place);
    }
    let only_flags = earlier.iter().all(|word| word.starts_with("--"));
    if only_flags && typed.starts_with("--") {
        return Some(flag(keyword, source, word));
    }
    let arguments = earlier.into_iter().filter(|word| !word.starts_with("--")).collect();
    Some(Place::Argument { keyword, before: arguments, word })
}

fn blank_width(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(1, char::len_utf8)
}

/// The words of the same instruction before the cursor's: continuations and comment lines are none.
fn words_before(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(str::split_whitespace)
        .filter(|word| !matches!(*word, "\\" | "`"))
        .map(str::to_owned)
        .collect()
}

fn flag(keyword: Keyword, source: &str, word: Span) -> Place {
    let typed = word.of(source);
    let Some((name, value)) = typed.split_once('=') else { return Place::FlagName { keyword, word } };
    let flag = name.trim_start_matches('-').to_owned();
    let value_start = word.start + name.len() + 1;
    if flag != "mount" {
        return Place::FlagValue { keyword, flag, word: Span::new(value_start, word.end) };
    }
    let fields: Vec<&str> = value.split(',').collect();
    let (last, given) = fields.split_last().map_or(("", &[][..]), |(last, given)| (*last, given));
    let kind = given.iter().find_map(|field| field.strip_prefix("type=")).unwrap_or("bind").to_ascii_lowercase();
    let field = Span::new(word.end - last.len(), word.end);
    match last.split_once('=') {
        Some((key, value)) => {
            let word = Span::new(field.end - value.len(), field.end);
            Place::MountValue { kind, key: key.to_ascii_lowercase(), word }
        }
        None => {
            let given = given.iter().map(|field| field.split('=').next().unwrap_or("").to_ascii_lowercase()).collect();
            Place::MountKey { kind, given, word: field }
        }
    }
}

/// A variable at the end of the word, in the instructions whose words the builder expands, and in shell text too.
fn variable(keyword: Keyword, source: &str, word: Span) -> Option<Place> {
    if matches!(keyword, Keyword::Maintainer | Keyword::Healthcheck | Keyword::Shell | Keyword::Unknown) {
        return None;
    }
    let typed = word.of(source);
    let dollar = typed.rfind('$')?;
    let name = &typed[dollar + 1..];
    let name = name.strip_prefix('{').unwrap_or(name);
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| Place::Variable { word: Span::new(word.end - name.len(), word.end) })
}

fn comment(file: &Dockerfile, start: usize, offset: usize) -> Option<Place> {
    let typed = &file.source()[start..offset];
    let body = typed[1..].trim_start();
    for (head, ours) in [("dunnage ignore=", true), ("dunnage ignore-file=", true), ("check=skip=", false)] {
        if let Some(list) = body.strip_prefix(head) {
            let last = list.rsplit(',').next().unwrap_or("");
            return Some(Place::RuleList { ours, word: Span::new(offset - last.len(), offset) });
        }
    }
    let in_head = file.instructions.first().is_none_or(|first| offset <= first.span.start)
        && !file.comments.iter().any(|comment| comment.end < start);
    if !in_head {
        return None;
    }
    match body.split_once('=') {
        Some((name, value)) => {
            let word = Span::new(offset - value.trim_start().len(), offset);
            Some(Place::DirectiveValue { name: name.trim().to_ascii_lowercase(), word })
        }
        None => Some(Place::Directive { typed: body.to_owned(), word: Span::new(start, offset) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Snapshot};

    /// The place of `$0` in the text, and the text that a completion would replace.
    fn place(marked: &str) -> Option<Place> {
        let offset = marked.find("$0").expect("a cursor");
        let source = marked.replacen("$0", "", 1);
        find(Snapshot::of(Language::Dockerfile, &source).dockerfile()?, offset)
    }

    #[test]
    fn a_first_word_is_an_instruction() {
        assert_eq!(place("$0"), Some(Place::Instruction { word: Span::at(0), after_onbuild: false }));
        assert_eq!(place("FROM a\nHEA$0"), Some(Place::Instruction { word: Span::new(7, 10), after_onbuild: false }));
        assert_eq!(place("FROM a\n$0\nUSER x\n"), Some(Place::Instruction { word: Span::at(7), after_onbuild: false }));
        assert_eq!(place("FROM a\nONBUILD $0"), Some(Place::Instruction { word: Span::at(15), after_onbuild: true }));
        assert_eq!(
            place("FROM a\nONBUILD CO$0"),
            Some(Place::Instruction { word: Span::new(15, 17), after_onbuild: true })
        );
    }

    #[test]
    fn flags_and_their_values() {
        let keyword = Keyword::Copy;
        assert_eq!(place("FROM a\nCOPY --fr$0 x y"), Some(Place::FlagName { keyword, word: Span::new(12, 16) }));
        let from = Place::FlagValue { keyword, flag: "from".into(), word: Span::new(19, 21) };
        assert_eq!(place("FROM a\nCOPY --from=bu$0"), Some(from));
        let kind = || "cache".to_owned();
        let key = Place::MountKey { kind: kind(), given: vec!["type".into()], word: Span::new(30, 32) };
        assert_eq!(place("FROM a\nRUN --mount=type=cache,ta$0 x"), Some(key));
        let value = Place::MountValue { kind: kind(), key: "sharing".into(), word: Span::new(38, 39) };
        assert_eq!(place("FROM a\nRUN --mount=type=cache,sharing=l$0"), Some(value));
    }

    #[test]
    fn variables_and_arguments() {
        assert_eq!(place("FROM a\nENV B=${C$0"), Some(Place::Variable { word: Span::new(15, 16) }));
        let argument = |keyword, before: &[&str], word| {
            Some(Place::Argument { keyword, before: before.iter().map(|&word| word.to_owned()).collect(), word })
        };
        assert_eq!(place("FROM a\nFROM b$0"), argument(Keyword::From, &[], Span::new(12, 13)));
        assert_eq!(
            place("FROM a\nHEALTHCHECK --interval=5s \\\n  CMD $0"),
            argument(Keyword::Healthcheck, &["CMD"], Span::at(41))
        );
    }

    #[test]
    fn comments_at_the_top_are_directives() {
        assert_eq!(place("# sy$0\nFROM a"), Some(Place::Directive { typed: "sy".into(), word: Span::new(0, 4) }));
        assert_eq!(
            place("# escape=$0\nFROM a"),
            Some(Place::DirectiveValue { name: "escape".into(), word: Span::at(9) })
        );
        assert_eq!(place("FROM a\n# note$0\nRUN b"), None);
        assert_eq!(
            place("FROM a\n# dunnage ignore=a,b$0"),
            Some(Place::RuleList { ours: true, word: Span::new(26, 27) })
        );
    }

    #[test]
    fn heredoc_bodies_ask_for_nothing() {
        assert_eq!(place("FROM a\nRUN <<E\nap$0t\nE\n"), None);
    }
}
