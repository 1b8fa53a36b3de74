//! Chains of commands that share a line.

use crate::rules::prelude::*;

rule! {
    /// Commands that `&&` joins share a line.
    ///
    /// One command to a line reads as what it is, a list of steps, and a change to one of them is a change of one line.
    ///
    /// The fix breaks the line before each `&&`, or behind it where the file does so; the words stay the same.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN apk add --no-cache make && make
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// RUN apk add --no-cache make \
    ///     && make
    /// ```
    "chained-on-one-line", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/newline-per-chained-call"],
    concerns: ["one-chained-call-per-line"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, run) in file.instructions.iter().enumerate() {
        if !run.is(Keyword::Run) || !run.rest.text().contains("&&") {
            continue;
        }
        let (places, edits): (Vec<Span>, Vec<Edit>) = file.chain_breaks(index).into_iter().unzip();
        let Some(first) = places.first() else { continue };
        report.at(*first, "This command shares its line with the one before").fix("One command a line", edits);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::fixed;

    #[test]
    fn the_style_of_the_file_is_kept() {
        let after = |run: &str| fixed("chained-on-one-line", &format!("FROM a\nRUN {run}\n"));
        assert_eq!(after("a && b && \\\n  c").as_deref(), Some("FROM a\nRUN a && \\\n  b && \\\n  c\n"));
        assert_eq!(after("a \\\n  && b"), None);
        assert_eq!(after("(a && b) || c"), None);
        assert_eq!(after("if a && b; then c; fi"), None);
        assert_eq!(after("cat <<E && b\nx\nE"), None);
    }
}
