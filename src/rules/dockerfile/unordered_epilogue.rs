//! How a container starts, said too early.

use crate::rules::prelude::*;
use std::collections::BTreeSet;

rule! {
    /// What starts the container does not stand last.
    ///
    /// `STOPSIGNAL`, `HEALTHCHECK`, `ENTRYPOINT` and `CMD`, in this order, at the end of the stage: there everybody looks for
    /// them. Asked are the last stage and every other that no stage uses.
    ///
    /// The fix moves them with the comments above them; the image is the same. It is not offered where a `SHELL` would then
    /// run another command, where a variable decides a signal, or where one of them stands twice.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// CMD ["--port", "8080"]
    /// COPY server /usr/local/bin/
    /// ENTRYPOINT ["server"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY server /usr/local/bin/
    /// ENTRYPOINT ["server"]
    /// CMD ["--port", "8080"]
    /// ```
    "unordered-epilogue", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/epilogue-order"],
    concerns: ["epilogue-order"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in file.results() {
        let instructions = file.instructions_of(stage);
        // Where each instruction wants to stand: the epilogue behind all others.
        let order: Vec<usize> = instructions.iter().map(|it| rank(it.keyword).map_or(0, |rank| rank + 1)).collect();
        let Some(early) = order.windows(2).position(|two| two[0] > two[1]) else { continue };
        let (early, next) = (&instructions[early], &instructions[early + 1]);
        let (name, below) = (early.keyword.name(), next.keyword.name());
        let message = match rank(next.keyword) {
            Some(_) => format!("{name} stands before {below}; by custom it comes after"),
            None => format!("{name} stands before {below}; what starts the container comes last"),
        };
        let finding = report.at(early.name.span, message);
        if can_move(instructions) {
            finding
                .fix("Move what starts the container to the end", moved(file, stage))
                .declares(&[Change::Instructions]);
        }
    }
}

fn rank(keyword: Keyword) -> Option<usize> {
    [Keyword::Stopsignal, Keyword::Healthcheck, Keyword::Entrypoint, Keyword::Cmd].iter().position(|it| *it == keyword)
}

/// Whether each of the four means the same at the end of the stage.
fn can_move(instructions: &[Instruction]) -> bool {
    let epilogue: Vec<&Instruction> = instructions.iter().filter(|it| rank(it.keyword).is_some()).collect();
    let kinds: BTreeSet<Keyword> = epilogue.iter().map(|it| it.keyword).collect();
    let repeats = kinds.len() < epilogue.len();
    let varies = epilogue.iter().any(|it| it.is(Keyword::Stopsignal) && it.rest.text().contains('$'));
    let first = instructions.iter().position(|it| rank(it.keyword).is_some()).unwrap_or(0);
    let meets_shell = instructions[first..].iter().any(|it| it.is(Keyword::Shell));
    let is_shell_form = epilogue.iter().any(|it| it.arguments.shell().is_some());
    !(repeats || varies || meets_shell && is_shell_form)
}

/// Takes the epilogue from where it stands and puts it behind the rest of the stage, in order.
fn moved(file: &Dockerfile, stage: &Stage) -> Vec<Edit> {
    let instructions = file.instructions_of(stage);
    let block = |it: &Instruction| Span::new(file.start_with_comments(it), file.whole_lines(it.span).end);
    let Some(last) = instructions.last().map(block) else { return Vec::new() };
    let mut epilogue: Vec<&Instruction> = instructions.iter().filter(|it| rank(it.keyword).is_some()).collect();
    let mut edits: Vec<Edit> = epilogue.iter().map(|it| delete(without_double_gap(file, block(it)))).collect();
    epilogue.sort_by_key(|it| rank(it.keyword));
    let text: String =
        epilogue.iter().map(|it| format!("{}\n", file.text(block(it)).trim_end_matches(['\r', '\n']))).collect();
    if file.text(last).ends_with('\n') {
        edits.push(insert(last.end, text));
    } else {
        edits.push(insert(last.end, format!("\n{}", text.trim_end_matches('\n'))));
    }
    join_at_end(&mut edits);
    edits
}

/// The lines, and the blank line below them where another stands above.
fn without_double_gap(file: &Dockerfile, lines: Span) -> Span {
    let before = &file.source()[..lines.start];
    let after = file.whole_lines(Span::at(lines.end));
    let stands_apart = before.ends_with("\n\n") || before.ends_with("\n\r\n");
    if stands_apart && !after.is_empty() && file.text(after).trim().is_empty() { lines.to(after) } else { lines }
}

/// Where the last instruction goes from the very place that all come to, both edits become one.
fn join_at_end(edits: &mut Vec<Edit>) {
    let Some(insertion) = edits.pop() else { return };
    match edits.last_mut().filter(|last| last.span.end >= insertion.span.start) {
        Some(last) if last.span.end == insertion.span.start => {
            // The line end that the deletion takes is the one that the insertion brought for a last line without any.
            last.text = insertion.text.trim_start_matches('\n').to_owned();
        }
        Some(last) => {
            // It also took the blank line below, which now comes back.
            last.text = format!("{}\n", insertion.text);
        }
        None => edits.push(insertion),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "unordered-epilogue";

    #[test]
    fn comments_move_along() {
        let source = "FROM a\n\n# b\nCMD [\"c\"]\n\n# d\nRUN e\nSTOPSIGNAL INT\nHEALTHCHECK NONE\n\nFROM f\n";
        let wanted = "FROM a\n\n# d\nRUN e\nSTOPSIGNAL INT\nHEALTHCHECK NONE\n# b\nCMD [\"c\"]\n\nFROM f\n";
        assert_eq!(fixed(NAME, source).as_deref(), Some(wanted));
    }

    #[test]
    fn a_file_without_a_last_line_end_has_none_afterwards() {
        assert_eq!(fixed(NAME, "FROM a\nCMD [\"c\"]\nUSER b").as_deref(), Some("FROM a\nUSER b\nCMD [\"c\"]"));
        assert_eq!(
            fixed(NAME, "FROM a\nCMD [\"c\"]\nENTRYPOINT [\"b\"]").as_deref(),
            Some("FROM a\nENTRYPOINT [\"b\"]\nCMD [\"c\"]")
        );
    }

    #[test]
    fn what_would_mean_something_else_stays() {
        for kept in [
            "FROM a\nCMD b\nSHELL [\"bash\", \"-c\"]\n",
            "FROM a\nARG S\nSTOPSIGNAL $S\nUSER b\n",
            "FROM a\nCMD [\"b\"]\nCMD [\"c\"]\nUSER d\n",
        ] {
            assert_eq!((marked(NAME, kept).len(), fixed(NAME, kept)), (1, None), "{kept}");
        }
        assert!(marked(NAME, "FROM a AS b\nCMD c\nRUN d\nFROM b\nUSER e\nCMD f\n").is_empty());
    }
}
