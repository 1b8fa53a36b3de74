//! What is not said yet, because somebody is still writing what it would be about.
//!
//! `WO` is no instruction, and neither is `WOR`; between the keystrokes of a `WORKDIR` an editor that says so flickers. Like a
//! spelling checker this waits: **a word is judged when it is finished**, and that something lacks behind the cursor is said
//! when the cursor has gone elsewhere. Findings are held back, never changed: they are all found, fixed and explained as ever, and
//! only not shown. They come when somebody edits another place, saves, or has rested for a moment, which is for the world to
//! know. A file in which nothing stands yet is not called empty before it has been saved.
//!
//! Who writes a Compose file from top to bottom has more in mind: a service still gets its image, and `depends_on: [db]` is said before
//! there is a `db`. A finding knows where what it misses may come, and waits while that is what is being written. But what was
//! there before somebody began is told as it was: nothing goes away only because a key is pressed.
//!
//! The server knows no cursor; the place where somebody types is as good. What comes in one piece, a paste or the change of a tool,
//! is judged at once.

use crate::model::dockerfile::{Instruction, Keyword};
use crate::model::{Dockerfile, Snapshot};
use crate::rules::{Ahead, Finding, Lack, find};
use crate::text::{Edit, Span};
use std::time::Duration;

/// How long nothing must be typed for somebody to have stopped.
pub const REST: Duration = Duration::from_secs(1);

/// What an editor completes where the first of the two is typed.
const PAIRS: [&str; 5] = ["\"\"", "''", "()", "[]", "{}"];

/// How far somebody is with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Writing {
    /// Where the last edit ended.
    place: Option<usize>,
    /// How many closing marks the editor has put behind that, which typing them steps over.
    closers: usize,
    /// Where what was typed without a rest begins.
    begun: usize,
    /// Whether somebody types there, and has neither rested nor saved since.
    is_typing: bool,
    /// Whether it was saved as it stands.
    is_saved: bool,
}

impl Writing {
    /// A part of a word is typed, and so is a little more where that ended. Anything else may be a paste, an undo, or the
    /// work of a tool: that is finished at once. Some clients gather a few keys before they send them, so a part may have
    /// several letters; but it takes the place of nothing then.
    #[must_use]
    pub fn after(self, edit: &Edit) -> Self {
        let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        let is_word = edit.text.chars().all(is_of_word)
            && edit.text.contains(|it: char| it.is_ascii_alphanumeric())
            && (edit.span.is_empty() || edit.text.len() == 1);
        let reach = |place| place..=place + self.closers;
        let is_next = self.place.is_some_and(|place| edit.span.start == place || reach(place).contains(&edit.span.end));
        // A key, a line end with its indent, or what a menu put in.
        let is_small = edit.text.trim().chars().count() < 2 || !edit.text.contains(char::is_whitespace);
        let goes_on = self.is_typing && is_next && is_small;
        let is_pair = edit.span.is_empty() && PAIRS.contains(&edit.text.as_str());
        let stepped_over = self.place.map_or(0, |place| edit.span.end.saturating_sub(place));
        let kept = if is_next { self.closers.saturating_sub(stepped_over) } else { 0 };
        let closers = kept + usize::from(is_pair);
        let place = Some(edit.span.start + edit.text.len() - usize::from(is_pair));
        let begun = if goes_on { self.begun.min(edit.span.start) } else { edit.span.start };
        Writing { place, closers, begun, is_typing: is_word || goes_on, is_saved: false }
    }

    #[must_use]
    pub fn saved(self) -> Self {
        Writing { is_typing: false, is_saved: true, ..self }
    }

    /// Whether somebody is at it who may come to rest.
    pub fn may_rest(self) -> bool {
        self.is_typing
    }

    #[must_use]
    pub fn rested(self) -> Self {
        Writing { is_typing: false, ..self }
    }
}

/// What is held back of the findings of one file.
#[derive(Debug)]
pub struct Restraint<'a> {
    source: &'a str,
    is_saved: bool,
    /// Whether nothing stands in the file that a build or a project would begin with.
    is_bare: bool,
    place: Option<Place>,
}

/// Where somebody is writing.
#[derive(Debug)]
struct Place {
    caret: usize,
    /// Where what was typed just now begins.
    begun: usize,
    /// Where the lines of a Compose file begin whose entries are being written.
    going_on: Vec<usize>,
    /// Whether nothing stands behind the cursor in the file.
    is_last: bool,
    /// The letters around it up to the next blanks; empty between blanks.
    word: Span,
    /// The instruction or the line that has its open end here; `None` where something stands behind the cursor.
    open: Option<Span>,
}

impl<'a> Restraint<'a> {
    pub fn new(snapshot: &'a Snapshot, writing: Writing) -> Self {
        let source = snapshot.source();
        let is_bare = match snapshot.dockerfile() {
            Some(file) => file.instructions.iter().all(|instruction| instruction.is(Keyword::Arg)),
            None => true,
        };
        let caret = writing.place.filter(|caret| writing.is_typing && source.is_char_boundary(*caret));
        let place = caret.map(|caret| Place::of(snapshot, caret, writing));
        Restraint { source, is_saved: writing.is_saved, is_bare, place }
    }

    /// Whether the finding can wait.
    pub fn holds(&self, finding: &Finding) -> bool {
        let lacks = || find(finding.rule).and_then(|rule| rule.meta.lacks);
        if !self.is_saved && (self.source.trim().is_empty() || self.is_bare && lacks() == Some(Lack::Beginning)) {
            return true;
        }
        let Some(place) = &self.place else { return false };
        let is_being_written = !place.word.is_empty() && place.word.contains(finding.span);
        is_being_written
            || finding.ahead.is_some_and(|ahead| self.may_bring(place, finding, ahead))
            || self.is_at_open_place(finding) && lacks().is_some()
    }

    /// Whether the finding speaks of the place where more may be written, or of what stands right before it.
    fn is_at_open_place(&self, finding: &Finding) -> bool {
        let Some((place, open)) = self.place.as_ref().and_then(|place| Some((place, place.open?))) else {
            return false;
        };
        let is_next = || {
            let gap = self.source.get(finding.span.end..place.caret);
            gap.is_some_and(|gap| !gap.contains(char::is_alphanumeric))
        };
        open.contains(finding.span) || is_next()
    }

    /// Whether what is written at a place may be about to bring what a finding misses, and the finding is of what was written just now.
    fn may_bring(&self, place: &Place, finding: &Finding, ahead: Ahead) -> bool {
        match ahead {
            Ahead::File => place.is_last && place.begun <= finding.span.start,
            Ahead::Entry(start) => {
                let line = self.source[..start].rfind('\n').map_or(0, |at| at + 1);
                let is_of_word = place.word.start <= start && start < place.word.end;
                is_of_word || place.begun <= finding.span.start.max(start) && place.going_on.contains(&line)
            }
        }
    }
}

impl Place {
    fn of(snapshot: &Snapshot, caret: usize, writing: Writing) -> Self {
        let (before, behind) = snapshot.source().split_at(caret);
        let start = before.rfind(char::is_whitespace).map_or(0, |at| at + width_at(before, at));
        let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
        let beyond = behind.get(writing.closers..).unwrap_or_default();
        let is_open = beyond.lines().next().is_none_or(|rest| rest.trim().is_empty());
        let line = || Span::new(before.rfind('\n').map_or(0, |at| at + 1), caret);
        let unit = || snapshot.dockerfile().and_then(|file| instruction_around(file, caret)).unwrap_or_else(line);
        Place {
            caret,
            begun: writing.begun,
            going_on: snapshot.compose().map(|file| file.lines_going_on_at(caret)).unwrap_or_default(),
            is_last: beyond.trim().is_empty(),
            word: Span::new(start, caret + end),
            open: is_open.then(unit),
        }
    }
}

/// The instruction that holds the place; a heredoc without its end takes all that follows.
fn instruction_around(file: &Dockerfile, place: usize) -> Option<Span> {
    let is_endless = |instruction: &&Instruction| instruction.heredocs.iter().any(|heredoc| heredoc.end.is_none());
    let endless = file.instructions.iter().find(is_endless).filter(|instruction| instruction.span.start <= place);
    endless.or_else(|| file.instruction_at(place)).map(|instruction| instruction.span)
}

/// How many bytes the character at this place has.
fn width_at(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;
    use crate::rules::documentation::mistake_and_remedy;
    use crate::rules::{RULES, Settings, Severity, check};
    use crate::text::{delete, insert, replace};
    use std::collections::HashSet;

    /// The errors and warnings that are shown while the cursor stands at `^`.
    fn shown(language: Language, text: &str) -> Vec<&'static str> {
        let caret = text.find('^').expect("a cursor");
        told(language, &text.replace('^', ""), typing_at(caret))
    }

    fn typing_at(place: usize) -> Writing {
        Writing { place: Some(place), closers: 0, begun: 0, is_typing: true, is_saved: false }
    }

    fn told(language: Language, text: &str, writing: Writing) -> Vec<&'static str> {
        let snapshot = Snapshot::of(language, text);
        let restraint = Restraint::new(&snapshot, writing);
        let findings = check(&snapshot, &Settings::default());
        let told = findings.iter().filter(|it| it.severity >= Severity::Warning && !restraint.holds(it));
        told.map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_word_is_judged_when_it_is_finished() {
        let dockerfile = |line: &str| shown(Language::Dockerfile, &format!("FROM alpine:3.22\n{line}\nUSER nobody\n"));
        for line in ["WO^", "COPY --fr^", "RUN --mo^", "RUN --mount=type=ca^", "EXPOSE 80/t^", "WORX^"] {
            assert!(dockerfile(line).is_empty(), "{line}");
        }
        assert_eq!(dockerfile("WORX ^"), ["unknown-instruction"]);
        assert_eq!(dockerfile("COPY --form=a ^b c"), ["unknown-flag"]);
        let compose = |line: &str| {
            shown(Language::Compose, &format!("services:\n  b: &b\n    image: b:1\n  a:\n    <<: *b\n{line}\n"))
        };
        for line in ["    rest^", "    restart: unl^", "    depends_on:\n      b:\n        condition: servi^", "  we^"]
        {
            assert!(compose(line).is_empty(), "{line}");
        }
        assert_eq!(compose("    restart: sometimes\n    init: ^"), ["unsupported-value"]);
    }

    #[test]
    fn what_lacks_may_be_what_comes_next() {
        let dockerfile = |line: &str| shown(Language::Dockerfile, &format!("FROM alpine:3.22\n{line}"));
        for line in ["COPY^", "COPY ^", "COPY a^", "COPY a ^\n", "RUN <<EOF\necho a^", "RUN --mount=^", "ENV A^"] {
            assert!(dockerfile(line).is_empty(), "{line}");
        }
        assert_eq!(dockerfile("COPY a\nUSER nobody^"), ["missing-argument"]);
        let compose = |text: &str| shown(Language::Compose, text);
        for text in ["services:^", "services:\n  ^", "services:\n  a:\n    ports:\n      - \"80:^"] {
            assert!(compose(text).is_empty(), "{text}");
        }
        assert_eq!(compose("services:\n  a:\n    image: \"b\n    init: ^true\n"), ["yaml-syntax"]);
    }

    #[test]
    fn an_entry_is_judged_when_it_is_left() {
        let compose = |text: &str| shown(Language::Compose, text);
        let service = "services:\n  web:\n    image: a:1\n    depends_on:\n      db:\n        condition: service_healthy\n  db:\n";
        for rest in [
            "    build: .^",
            "    env_file: a\n    ^",
            "    image: postgres:17\n\n^",
            "    image: postgres:17\n    # te^",
            "    image: postgres:17\n    healthcheck:\n      ret^",
        ] {
            assert!(compose(&format!("{service}{rest}")).is_empty(), "{rest}");
        }
        assert_eq!(
            compose(&format!("{service}    image: postgres:17\n  c:\n    image: a:1^")),
            ["condition-without-healthcheck"]
        );
        let mount = "services:\n  web:\n    image: a:1\n    volumes:\n      - type: bind\n";
        assert!(compose(&format!("{mount}        source: .^")).is_empty());
        assert_eq!(compose(&format!("{mount}        source: .\n    init: true^")), ["missing-key"]);
        let list = "services:\n  web:\n    image: a:1\n    environment:\n      - DEBUG=1\n      - DEBUG";
        assert!(compose(&format!("{list}^")).is_empty());
        assert_eq!(compose(&format!("{list}=2\n      - ^")), ["overridden-entry"]);
        let command = "services:\n  web:\n    image: a:1\n    command: >\n      sh -c\n        \"a;\n          b^";
        assert!(compose(command).is_empty());
        let braces = "services:\n  web:\n    image: a:1\n    environment:\n      - A=${B:-some ";
        assert!(compose(&format!("{braces}^")).is_empty());
        assert_eq!(compose(&format!("{braces}\n      - ^")), ["invalid-variable"]);
    }

    #[test]
    fn a_name_is_missed_when_the_place_to_declare_it_has_passed() {
        let compose = |text: &str| shown(Language::Compose, text);
        let service =
            "services:\n  web:\n    image: a:1\n    networks: [front]\n    depends_on: [db]\n    vol^umes: [data:/d]\n";
        let moved = |to: &str| format!("{}{to}", service.replace('^', ""));
        assert_eq!(compose(service), ["undefined-network"], "somebody is elsewhere in the file");
        assert!(compose(&moved("^")).is_empty() && compose(&moved("  d^")).is_empty());
        assert!(compose(&moved("net^")).is_empty(), "the file stops in the midst of a word");
        assert_eq!(compose(&moved("networks:\n  front:^")), ["undefined-service"]);
        let declared = moved("  db:\n    image: b:1\nnetworks:\n  front:\nvolumes:\n  ^");
        assert!(compose(&declared).is_empty());
        assert_eq!(compose(&declared.replace("front:", "back:")), ["undefined-network"], "that section has passed");
    }

    #[test]
    fn what_was_told_before_is_still_told() {
        let text = "services:\n  web:\n    image: a:1\n    depends_on: [db]\n    networks: [front]\n    hostname: t";
        let caret = text.len();
        let writing = |begun: usize| Writing { begun, ..typing_at(caret) };
        assert!(told(Language::Compose, text, writing(9)).is_empty());
        assert_eq!(told(Language::Compose, text, writing(caret - 1)).len(), 1);
    }

    #[test]
    fn a_file_is_not_called_empty_before_it_is_saved() {
        for (language, text) in [
            (Language::Dockerfile, ""),
            (Language::Dockerfile, "# syntax=docker/dockerfile:1\n"),
            (Language::Dockerfile, "ARG VERSION=1\n"),
            (Language::Compose, "# to do\n"),
        ] {
            assert!(told(language, text, Writing::default()).is_empty(), "{text}");
            assert!(told(language, text, typing_at(0).rested()).is_empty(), "{text}");
            assert_eq!(told(language, text, Writing::default().saved()).len(), 1, "{text}");
        }
        assert_eq!(told(Language::Dockerfile, "RUN a\n", Writing::default()), ["no-from"]);
    }

    #[test]
    fn who_rests_or_saves_hears_everything() {
        let text = "FROM alpine:3.22\nWO";
        for writing in [Writing::default(), typing_at(text.len()).rested(), Writing::default().saved()] {
            assert_eq!(told(Language::Dockerfile, text, writing), ["unknown-instruction"]);
        }
    }

    #[test]
    fn a_part_of_a_word_is_typed_and_so_is_what_follows_an_edit() {
        let is_typing = |edits: &[Edit]| edits.iter().fold(Writing::default(), Writing::after).is_typing;
        assert!(is_typing(&[insert(9, "W")]) && is_typing(&[insert(9, "--fr")]));
        assert!(is_typing(&[insert(9, "a"), insert(10, "\n  "), delete(Span::new(12, 13))]));
        assert!(!is_typing(&[insert(9, "W"), insert(2, "RUN a\n")]) && !is_typing(&[delete(Span::new(3, 5))]));
        assert!(is_typing(&[replace(Span::new(0, 2), "W")]) && !is_typing(&[replace(Span::new(0, 2), "WO")]));
        assert!(!is_typing(&[insert(9, "-")]) && !is_typing(&[insert(9, "\n"), insert(10, "\"")]));
    }

    #[test]
    fn marks_that_the_editor_closes_are_stepped_over() {
        let after = |edits: &[Edit]| edits.iter().fold(Writing::default(), Writing::after);
        let list = [insert(9, "a"), insert(10, "["), insert(11, "]")];
        assert_eq!(after(&list).begun, 9, "who closes it by hand");
        let list = [insert(9, "a"), insert(10, "[]"), insert(11, "\"\""), insert(12, "b")];
        assert_eq!((after(&list).begun, after(&list).closers), (9, 2));
        let next = [&list[..], &[insert(15, "\n")]].concat();
        assert_eq!((after(&next).begun, after(&next).closers, after(&next).is_typing), (9, 0, true));
        let away = [&list[..], &[insert(16, "c")]].concat();
        assert_eq!(after(&away).begun, 16);
        assert!(after(&[insert(9, "a"), insert(10, "[]"), delete(Span::new(10, 12))]).is_typing);
        let text = "services:\n  web:\n    image: a:1\n    networks: [front, ba]";
        let writing = Writing { closers: 1, ..typing_at(text.len() - 1) };
        assert!(told(Language::Compose, text, writing).is_empty());
    }

    #[test]
    fn what_was_typed_without_a_rest_begins_where_typing_did() {
        let after = |edits: &[Edit]| edits.iter().fold(Writing::default(), Writing::after);
        assert_eq!(after(&[insert(9, "a"), insert(10, "b"), insert(11, "\n")]).begun, 9);
        assert_eq!(after(&[insert(9, "a"), delete(Span::new(9, 10)), delete(Span::new(8, 9))]).begun, 8);
        assert_eq!(after(&[insert(9, "a"), insert(20, "b")]).begun, 20);
        assert_eq!(after(&[insert(9, "a")]).rested().after(&insert(10, "b")).begun, 10);
    }

    /// The good examples of the rules that warn are written again, word by word, at the end of a file and in the middle of one: what is
    /// said of the open place and comes to nothing when the example is complete lacked something.
    #[test]
    fn a_rule_that_misses_something_says_so() {
        let settings = Settings::default();
        let mut seen = HashSet::new();
        let telling = RULES.iter().filter(|rule| rule.meta.severity >= Severity::Warning);
        for (snapshot, _, whole) in telling.filter_map(mistake_and_remedy).filter(|it| it.2.len() < 200) {
            let language = snapshot.language();
            let rules_of = |text: &str| check(&Snapshot::of(language, text), &settings);
            let in_the_end: HashSet<&str> = rules_of(&whole).iter().map(|it| it.rule).collect();
            let cuts = whole.match_indices([' ', '\n']).map(|(at, _)| at + 1);
            let texts = cuts.flat_map(|cut| {
                let line_end = whole[cut..].find('\n').map_or(whole.len(), |at| cut + at);
                [&whole[whole.len()..], &whole[line_end..]].map(|rest| (cut, format!("{}{rest}", &whole[..cut])))
            });
            for (cut, text) in texts.filter(|(_, text)| seen.insert(text.clone())) {
                let snapshot = Snapshot::of(language, &text);
                let restraint = Restraint::new(&snapshot, typing_at(cut));
                let is_forgotten = |it: &&Finding| {
                    it.severity >= Severity::Warning
                        && restraint.is_at_open_place(it)
                        && !restraint.holds(it)
                        && !in_the_end.contains(it.rule)
                };
                let findings = check(&snapshot, &settings);
                assert_eq!(findings.iter().find(is_forgotten).map(|it| it.rule), None, "{text}");
            }
        }
    }
}
