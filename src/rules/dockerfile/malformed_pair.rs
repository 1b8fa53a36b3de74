//! Names and values that do not hang together.

use crate::rules::prelude::*;

rule! {
    /// A name and a value do not hang together.
    ///
    /// `ENV`, `LABEL` and `ARG` take `name=value`, without blanks around the `=`. A value with blanks needs quotes: without
    /// them its second word is read as the next name, which then lacks its `=`. A name may not be empty either.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL version=1.0 description=A small service
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// LABEL version=1.0 description="A small service"
    /// ```
    "malformed-pair", Error, Ask,
    lacks: Continuation,
    groups: [Syntax],
    aka: [
        "dockerfile-utils:SYNTAX_MISSING_EQUALS",
        "dockerfile-utils:SYNTAX_MISSING_NAMES",
        "dockerfilelint:label_invalid",
        "dockerfilelint:invalid_format",
    ],
    concerns: ["keyvalue-missing-equals", "keyvalue-missing-name", "parse-error"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        match (&instruction.arguments, instruction.keyword) {
            (Arguments::Pairs { pairs, .. }, _) => check_pairs(file, instruction, pairs, report),
            (Arguments::Words(words), Keyword::Arg) => check_arguments(words, report),
            _ => {}
        }
    }
}

fn check_pairs(file: &Dockerfile, instruction: &Instruction, pairs: &[Pair], report: &mut Report) {
    for pair in pairs.iter().filter(|pair| pair.key.text.is_empty()) {
        let span = pair.key.span.to(pair.value.span);
        report.at(span, format!("{} lacks a name before the `=`", instruction.keyword.name()));
    }
    let mut stray: Vec<Span> =
        instruction.problems.iter().filter(|it| it.kind == ProblemKind::PairWithoutEquals).map(|it| it.span).collect();
    stray.sort();
    while !stray.is_empty() {
        // Words that follow one value belong together.
        let start = stray[0].start;
        let before = pairs.iter().rev().find(|pair| pair.value.span.end <= start);
        let next = pairs.iter().map(|pair| pair.key.span.start).filter(|&at| at > start).min().unwrap_or(usize::MAX);
        let count = stray.iter().take_while(|span| span.start < next).count();
        let words: Vec<Span> = stray.drain(..count).collect();
        let span = words[0].to(words[words.len() - 1]);
        if file.text(span).starts_with('#') {
            report
                .at(span, "A comment cannot follow on the same line; BuildKit reads it as names")
                .ask("Move the comment to its own line", move_comment_up(file, instruction, span));
            continue;
        }
        let finding =
            report.at(span, format!("`{}` has no `=`; a value with blanks needs quotes", file.text(words[0])));
        if let Some(pair) = before {
            let value = pair.value.span.to(span);
            let text = file.text(value);
            if !text.contains(['"', '\'', '\n', '\\']) {
                finding
                    .fix("Quote the value", [insert(value.start, "\""), insert(value.end, "\"")])
                    .declares(&[Change::Env, Change::Labels]);
            }
        }
    }
}

fn check_arguments(words: &[Word], report: &mut Report) {
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.text.starts_with('=')) {
        let finding = report.at(word.span, "ARG lacks a name before the `=`");
        let name = at.checked_sub(1).map(|before| &words[before]).filter(|name| !name.text.contains('='));
        if let Some(name) = name {
            finding.message = format!("A blank stands before the `=` that should follow `{}`", name.text);
            let mut edits = vec![delete(Span::new(name.span.end, word.span.start))];
            if let Some(value) = words.get(at + 1).filter(|_| word.text == "=") {
                edits.push(delete(Span::new(word.span.end, value.span.start)));
            }
            finding.fix("Remove the blanks", edits);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn words_after_a_value_are_quoted_with_it() {
        assert_eq!(
            fixed("malformed-pair", "FROM a\nENV A=one two three B=4\n").as_deref(),
            Some("FROM a\nENV A=\"one two three\" B=4\n")
        );
        assert_eq!(marked("malformed-pair", "FROM a\nENV A=1 x B=2 y z\n"), ["x", "y z"]);
    }

    #[test]
    fn blanks_around_the_equals_of_an_argument_go() {
        assert_eq!(fixed("malformed-pair", "FROM a\nARG A = 1\n").as_deref(), Some("FROM a\nARG A=1\n"));
        assert_eq!(fixed("malformed-pair", "FROM a\nARG A =1\n").as_deref(), Some("FROM a\nARG A=1\n"));
    }

    #[test]
    fn a_name_cannot_be_empty() {
        assert_eq!(marked("malformed-pair", "FROM a\nLABEL =x\nARG =y\nENV a=b =\n"), ["=x", "=y", "="]);
    }

    #[test]
    fn comments_behind_a_pair_move_up() {
        assert_eq!(fixed("malformed-pair", "FROM a\nENV A=1 # one\n").as_deref(), Some("FROM a\n# one\nENV A=1\n"));
    }
}
