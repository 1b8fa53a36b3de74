//! What ShellCheck remarks on the scripts of a Dockerfile.

use crate::model::remarks::{Remark, Weight};
use crate::rules::prelude::*;

rule! {
    /// ShellCheck remarks something on a script.
    ///
    /// Where the machine has [ShellCheck](https://www.shellcheck.net), every shell text of a Dockerfile is shown to it: the
    /// lines of RUN, CMD, ENTRYPOINT and HEALTHCHECK in shell form and the heredocs that a shell reads. Its dialect is that of
    /// SHELL, of the heredoc's first line, or of `/bin/sh` in the base image; variables of ARG and ENV count as set. Its
    /// remarks appear in its own words at their places in the file, through continued lines, with its own fixes, and
    /// never later than our findings. Where the machine does not have it, this rule is silent.
    ///
    /// Each remark has a code, by which it is ignored as any rule: `# dunnage ignore=SC2086`, `# hadolint ignore=SC2086`, or in
    /// a configuration. `ignore = ["shellcheck"]` does without the program.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// ARG directory=/tmp/x
    /// RUN rm -r $directory
    /// ```
    /// On this the program answers, among other things:
    /// ```json
    /// {"comments": [{"line": 2, "column": 7, "endLine": 2, "endColumn": 17, "level": "info", "code": 2086,
    ///   "message": "Double quote to prevent globbing and word splitting.", "fix": {"replacements": [
    ///     {"line": 2, "column": 7, "endLine": 2, "endColumn": 7, "replacement": "\""},
    ///     {"line": 2, "column": 17, "endLine": 2, "endColumn": 17, "replacement": "\""}]}}]}
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// ARG directory=/tmp/x
    /// RUN rm -r "$directory"
    /// ```
    "shellcheck", Info, Ask,
    groups: [Correctness],
    concerns: ["shellcheck"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(remarks) = &file.surroundings().remarks else {
        return;
    };
    for (script, shell) in file.scripts() {
        for remark in remarks.on(&script).unwrap_or_default() {
            tell(shell, remark, report);
        }
    }
}

fn tell(shell: &ShellText, remark: &Remark, report: &mut Report) {
    let message = remark.message.trim_end_matches('.');
    let finding = report.at(shell.text.span(remark.range.clone()), format!("{message} (SC{})", remark.code));
    finding.remark(remark.code).severity(match remark.weight {
        // It runs and fails, or does something else than it seems to.
        Weight::Error => Warning,
        Weight::Warning => Info,
        Weight::Info | Weight::Style => Hint,
    });
    // A replacement across a continued line would take the line's end along.
    let edits = remark.edits.iter().map(|(range, text)| {
        let stays = shell.text.slice(range.clone()).is_contiguous();
        stays.then(|| replace(shell.text.span(range.clone()), text.clone()))
    });
    if let Some(edits) = edits.collect::<Option<Vec<Edit>>>() {
        // A change of CMD or HEALTHCHECK is one of what the image holds.
        let changes = [Change::Heredocs, Change::Cmd, Change::Entrypoint, Change::Healthcheck];
        finding.fix("Do as ShellCheck proposes", edits).declares(&changes);
    }
}

#[cfg(test)]
mod tests {
    use crate::model::remarks::{Remark, Remarks, Weight};
    use crate::model::{Language, Snapshot, Surroundings};
    use crate::rules::settings::Selector;
    use crate::rules::{Finding, Settings, check};
    use crate::text::apply_edits;
    use std::sync::Arc;

    /// What is said when the linter remarks on each `$a` of the first script that it should stand in quotes.
    fn findings(source: &str, settings: &Settings) -> Vec<Finding> {
        let snapshot = Snapshot::of(Language::Dockerfile, source);
        let script = snapshot.dockerfile().expect("a Dockerfile").scripts().remove(0).0;
        let quoted = |at: usize| Remark {
            code: 2086,
            weight: Weight::Info,
            message: "Quote this.".into(),
            range: at..at + 2,
            edits: vec![(at..at, "\"".into()), (at + 2..at + 2, "\"".into())],
        };
        let found = script.text.match_indices("$a").map(|(at, _)| quoted(at)).collect();
        let mut remarks = Remarks::default();
        remarks.learn(script, found);
        let surroundings = Surroundings { remarks: Some(Arc::new(remarks)), ..Surroundings::default() };
        check(&snapshot.with_surroundings(Arc::new(surroundings)), settings)
    }

    fn only() -> Settings {
        Settings { select: Some(vec![Selector::Rule("shellcheck")]), ..Settings::default() }
    }

    #[test]
    fn a_remark_stands_where_its_words_stand_and_brings_its_fix() {
        let source = "FROM x\nRUN echo b \\\n    # why\n    && rm $a\n";
        let found = findings(source, &only());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].span.of(source), found[0].message.as_str()), ("$a", "Quote this (SC2086)"));
        assert_eq!(apply_edits(source, &found[0].fixes[0].edits), source.replace("$a", "\"$a\""));
    }

    #[test]
    fn a_remark_is_ignored_by_its_code() {
        let source = "FROM x\n# hadolint ignore=SC2086\nRUN rm $a\n";
        assert!(findings(source, &only()).is_empty());
        assert_eq!(findings(&source.replace("2086", "2046"), &only()).len(), 1);
        let ignoring = Settings { ignore: vec![Selector::ShellCheck(2086)], ..only() };
        assert!(findings("FROM x\nRUN rm $a\n", &ignoring).is_empty());
    }
}
