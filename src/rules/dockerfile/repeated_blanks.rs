//! More blanks between words than one.

use crate::rules::prelude::*;
use std::collections::BTreeSet;

rule! {
    /// Words stand further apart than one blank.
    ///
    /// Mostly they are left over from an edit. The fix leaves one. Blanks inside quotes, heredocs and values, before a
    /// continuation and at the start of a line are not looked at, nor are commands inside of others.
    ///
    /// ```dockerfile
    /// FROM   alpine:3.22
    /// USER nobody
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// USER nobody
    /// ```
    "repeated-blanks", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/no-multi-spaces"],
    concerns: ["multi-spaces"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, instruction) in file.instructions.iter().enumerate() {
        if instruction.name.text.is_empty() || !has_blanks(file.text(instruction.head)) {
            continue;
        }
        let mut words = words_of(instruction);
        words.sort_unstable();
        let mut gaps: BTreeSet<Span> = words.windows(2).filter_map(|two| gap(file, two[0], two[1])).collect();
        for command in file.commands_of(index) {
            if !command.is_at_top() || command.is_exec() || command.is_in_heredoc() {
                continue;
            }
            let words: Vec<Span> = (0..command.words().len()).map(|word| command.word_span(word)).collect();
            gaps.extend(words.windows(2).filter_map(|two| gap(file, two[0], two[1])));
        }
        let Some(&first) = gaps.first() else { continue };
        let edits: Vec<Edit> = gaps.into_iter().map(|gap| replace(gap, " ")).collect();
        report.at(first, "More than one blank stands between these words").fix("Leave one", edits);
    }
}

/// Whether two blanks stand side by side on a line, at whose start they may.
fn has_blanks(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().as_bytes().windows(2).any(|two| is_blank(two[0]) && is_blank(two[1])))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// What stands between two words of a line, where that is blanks and more than one.
fn gap(file: &Dockerfile, before: Span, after: Span) -> Option<Span> {
    if after.start < before.end + 2 {
        return None;
    }
    let mut gap = Span::new(before.end, after.start);
    // Between the words of a JSON list stands a comma.
    if let Some(rest) = file.text(gap).strip_prefix(',') {
        gap.start = gap.end - rest.len();
    }
    (gap.len() > 1 && file.text(gap).bytes().all(is_blank)).then_some(gap)
}

/// Where the words stand that the builder itself tells apart; what the shell reads is one word here.
fn words_of(instruction: &Instruction) -> Vec<Span> {
    let mut words = vec![instruction.name.span];
    words.extend(instruction.flags.iter().map(|flag| flag.span));
    add_words_of(&instruction.arguments, &mut words);
    words
}

fn add_words_of(arguments: &Arguments, words: &mut Vec<Span>) {
    match arguments {
        Arguments::None => {}
        Arguments::Words(list) => words.extend(list.iter().map(|word| word.span)),
        Arguments::Json { words: list, .. } => words.extend(list.iter().map(|word| word.span)),
        Arguments::Shell(line) => words.push(line.whole()),
        Arguments::Text(word) => words.push(word.span),
        Arguments::Pairs { pairs, legacy: true } => {
            words.extend(pairs.iter().flat_map(|pair| [pair.key.span, pair.value.span]));
        }
        Arguments::Pairs { pairs, legacy: false } => {
            words.extend(pairs.iter().map(|pair| pair.key.span.to(pair.value.span)));
        }
        Arguments::Health { kind, command } => {
            words.push(kind.span);
            add_words_of(command, words);
        }
        Arguments::Trigger(inner) => words.extend(words_of(inner)),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::fixed;

    /// The second line, mended.
    fn line(text: &str) -> Option<String> {
        let text = fixed("repeated-blanks", &format!("FROM a\n{text}\n"))?;
        text.split_once('\n').map(|(_, rest)| rest.trim_end_matches('\n').to_owned())
    }

    #[test]
    fn blanks_between_words_shrink() {
        for (old, new) in [
            ("COPY  --link   a  b", "COPY --link a b"),
            ("RUN  apk  add \\\n    b  c", "RUN apk add \\\n    b c"),
            ("CMD [\"a\",  \"b\"]", "CMD [\"a\", \"b\"]"),
            ("ENV  A  b  c", "ENV A b  c"),
            ("LABEL a=\"b  c\"  d=e", "LABEL a=\"b  c\" d=e"),
            ("HEALTHCHECK  --interval=1s  CMD  a  b", "HEALTHCHECK --interval=1s CMD a b"),
            ("ONBUILD  RUN  a  b", "ONBUILD RUN a b"),
        ] {
            assert_eq!(line(old).as_deref(), Some(new), "{old}");
        }
    }

    #[test]
    fn what_means_something_stays() {
        for kept in [
            "RUN echo 'a  b'",
            "RUN a    \\\n    b",
            "RUN sh -c \"a  b\"",
            "RUN cat <<E\na  b\nE",
            "USER a  b",
            "  USER a",
            "RUN a # b  c",
        ] {
            assert_eq!(line(kept), None, "{kept}");
        }
    }
}
