//! Blank lines in a row.

use crate::rules::prelude::*;

rule! {
    /// Several blank lines stand in a row, or the file ends in one.
    ///
    /// One sets apart as well as three do. Blank lines inside an instruction are another matter, and those in heredocs nobody's
    /// but theirs. A blank line at the very top stays: below it, `# escape=` is a comment, above it, it would be a directive.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    ///
    ///
    /// USER nobody
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    ///
    /// USER nobody
    /// ```
    "several-blank-lines", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/no-multiple-empty-lines"],
    concerns: ["blank-lines-run"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    // Between two instructions, and before the first and after the last, everything is a comment or blank.
    let mut start = 0;
    for instruction in &file.instructions {
        report_runs(file, Span::new(start, file.whole_lines(instruction.span).start.max(start)), report);
        start = file.whole_lines(instruction.span).end;
    }
    report_runs(file, Span::new(start, file.source().len()), report);
}

fn report_runs(file: &Dockerfile, gap: Span, report: &mut Report) {
    let mut run: Option<(Span, usize)> = None;
    let mut at = gap.start;
    for line in file.text(gap).split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        if line.trim().is_empty() {
            let (blank, count) = run.map_or((span, 0), |(blank, count)| (blank.to(span), count));
            run = Some((blank, count + 1));
        } else {
            report_run(file, run.take(), report);
        }
    }
    report_run(file, run, report);
}

fn report_run(file: &Dockerfile, run: Option<(Span, usize)>, report: &mut Report) {
    let Some((lines, count)) = run else { return };
    let ends_file = lines.end == file.source().len() && lines.start > 0;
    if ends_file {
        report.at(lines, "The file ends in a blank line").fix("Remove the blank line", delete(lines));
    } else if count > 1 {
        let first = file.text(lines).find('\n').map_or(lines.end, |at| lines.start + at + 1);
        let surplus = Span::new(first, lines.end);
        report.at(surplus, format!("{count} blank lines in a row")).fix("Keep one", delete(surplus));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    const NAME: &str = "several-blank-lines";

    #[test]
    fn the_top_keeps_one_and_the_end_none() {
        assert_eq!(fixed(NAME, "\n\n\n# escape=`\nFROM a\n").as_deref(), Some("\n# escape=`\nFROM a\n"));
        assert_eq!(fixed(NAME, "FROM a\r\n\r\n \r\n").as_deref(), Some("FROM a\r\n"));
        assert!(findings(NAME, "\n").is_empty());
    }

    #[test]
    fn what_is_inside_an_instruction_is_left_alone() {
        assert!(findings(NAME, "FROM a\n\n# b\n\nRUN <<E\n\n\nc\n\n\nE\nRUN d \\\n\n\n  e\n").is_empty());
    }
}
