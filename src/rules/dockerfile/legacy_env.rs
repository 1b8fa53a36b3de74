//! ENV and LABEL without an equals sign.

use crate::rules::prelude::*;

rule! {
    /// `ENV` or `LABEL` in the old form, without `=`.
    ///
    /// `ENV name value` takes the rest of the line as the value: only one variable fits, and `ENV A = 1` sets `A` to `= 1`.
    /// The form with `=` says where a value ends. The value stays the same: the fix quotes or escapes its blanks.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// ENV GREETING Welcome aboard
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// ENV GREETING="Welcome aboard"
    /// ```
    "legacy-env", Info, Safe,
    groups: [Style],
    aka: ["buildkit:LegacyKeyValueFormat", "tally:buildkit/LegacyKeyValueFormat"],
    concerns: ["legacy-key-value"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        let Arguments::Pairs { pairs, legacy: true } = &instruction.arguments else { continue };
        let [pair] = pairs.as_slice() else { continue };
        let keyword = instruction.keyword.name();
        if let Some(meant) = pair.value.text.strip_prefix('=') {
            let finding = report.at(
                pair.value.span,
                format!("The `=` is part of the value here: `{}` is set to `{}`", pair.key.text, pair.value.text),
            );
            finding.severity(Warning);
            let meant = meant.trim_start();
            if is_one_stretch(pair) && is_plain_name(&pair.key.text) && !meant.contains(char::is_whitespace) {
                let gap = Span::new(pair.key.span.end, pair.value.span.end);
                finding
                    .ask("Remove the blanks", replace(gap, format!("={meant}")))
                    .declares(&[Change::Env, Change::Labels]);
            }
            continue;
        }
        let finding = report.at(pair.key.span, format!("{keyword} without `=` is deprecated"));
        finding.tag(Tag::Deprecated);
        if is_one_stretch(pair) && is_plain_name(&pair.key.text) {
            let whole = pair.key.span.to(pair.value.span);
            let value = one_word(&pair.value.text, file.escape.character());
            finding.fix("Use `=`", replace(whole, format!("{}={value}", pair.key.text)));
        }
    }
}

/// Whether name and value stand in the file as they are, without continuations and the comments inside them.
fn is_one_stretch(pair: &Pair) -> bool {
    let both = pair.key.span.to(pair.value.span);
    pair.value.span.len() == pair.value.text.len() && both.len() < pair.key.text.len() + pair.value.text.len() + 200
}

fn is_plain_name(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || "_.-/".contains(c))
}

/// The value as one word that the builder makes the same of.
fn one_word(value: &str, escape: char) -> String {
    if !has_bare_blank(value, escape) {
        return value.to_owned();
    }
    if !value.contains(['"', '\'', escape]) {
        return format!("\"{value}\"");
    }
    let mut word = String::new();
    walk(value, escape, |character, is_bare| {
        if is_bare && character.is_whitespace() {
            word.push(escape);
        }
        word.push(character);
    });
    word
}

fn has_bare_blank(value: &str, escape: char) -> bool {
    let mut found = false;
    walk(value, escape, |character, is_bare| found |= is_bare && character.is_whitespace());
    found
}

/// Visits the characters, each with whether it stands outside quotes and is not escaped.
fn walk(value: &str, escape: char, mut visit: impl FnMut(char, bool)) {
    let mut quote = None;
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        visit(character, quote.is_none());
        if character == escape && quote != Some('\'') {
            if let Some(escaped) = characters.next() {
                visit(escaped, false);
            }
            continue;
        }
        match quote {
            None if matches!(character, '"' | '\'') => quote = Some(character),
            Some(open) if open == character => quote = None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    fn env(line: &str) -> Option<String> {
        let text = fixed("legacy-env", &format!("FROM a\n{line}\n"))?;
        Some(text.lines().nth(1).unwrap_or("").to_owned())
    }

    #[test]
    fn blanks_are_quoted_or_escaped() {
        for (old, new) in [
            ("ENV A b", "ENV A=b"),
            ("ENV A $B:c", "ENV A=$B:c"),
            ("ENV A \"b c\"", "ENV A=\"b c\""),
            ("ENV A b $C", "ENV A=\"b $C\""),
            ("ENV A b \"c d\"", "ENV A=b\\ \"c d\""),
            ("ENV A b\\ c d", "ENV A=b\\ c\\ d"),
            ("LABEL a.b-c d=e", "LABEL a.b-c=d=e"),
        ] {
            assert_eq!(env(old).as_deref(), Some(new), "{old}");
        }
    }

    #[test]
    fn an_equals_sign_between_blanks_is_a_mistake() {
        assert_eq!(env("ENV A = 1").as_deref(), Some("ENV A=1"));
        assert!(findings("legacy-env", "FROM a\nENV A=1 B=2\n").is_empty());
    }

    #[test]
    fn continued_values_are_left_to_their_author() {
        let source = "FROM a\nENV A b \\\n# note\n c\n";
        assert_eq!((findings("legacy-env", source).len(), fixed("legacy-env", source)), (1, None));
    }
}
