//! bootsnap in several processes.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// bootsnap compiles in several processes.
    ///
    /// Where the image is built for another processor, QEMU emulates it, and the forks of `bootsnap precompile` hang or die there.
    /// The Dockerfile that Rails writes says `-j 1` for that reason; the result is the same.
    ///
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// RUN bundle exec bootsnap precompile --gemfile
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// RUN bundle exec bootsnap precompile -j 1 --gemfile
    /// ```
    "parallel-bootsnap", Hint, Safe,
    groups: [Correctness],
    aka: ["tally:tally/ruby/bootsnap-precompile-without-j1"],
    concerns: ["ruby-bootsnap-j1"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("bootsnap") {
        return;
    }
    for command in file.commands_in(Keyword::Run).into_iter().filter(|command| command.starter().is_none()) {
        let words = command.texts();
        let is_it =
            |at: &usize| words[*at].rsplit('/').next() == Some("bootsnap") && words.get(at + 1) == Some(&"precompile");
        let Some(at) = (0..words.len()).find(is_it) else { continue };
        let says = words.iter().any(|word| word.starts_with("-j") || word.starts_with("--jobs"));
        if says || command.is_exec() {
            continue;
        }
        report
            .at(
                command.word_span(at).to(command.word_span(at + 1)),
                "Several processes of this hang where QEMU emulates the processor",
            )
            .fix("Add -j 1", command.add_word(command.word_span(at + 1).end, "-j 1"))
            .declares(changes_inside(command));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn one_process_is_fine() {
        for line in
            ["bootsnap precompile -j1 app/ lib/", "bundle exec bootsnap precompile --jobs 1", "gem install bootsnap"]
        {
            assert!(marked("parallel-bootsnap", &format!("FROM a\nRUN {line}\n")).is_empty(), "{line}");
        }
        assert_eq!(
            marked("parallel-bootsnap", "FROM a\nRUN ./bin/bootsnap precompile app/\n"),
            ["./bin/bootsnap precompile"]
        );
    }
}
