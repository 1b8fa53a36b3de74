//! Ruby without its compiler.

use crate::rules::prelude::*;

rule! {
    /// Ruby runs without YJIT.
    ///
    /// Ruby's compiler makes long-lived programs faster by a fifth and more, for some memory. It is ready since 3.2 and off unless
    /// `RUBY_YJIT_ENABLE=1` is set; Rails switches it on by itself since 7.2, on Ruby 3.3 and newer. So the rule is off by default.
    ///
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// CMD ["bundle", "exec", "puma"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// ENV RUBY_YJIT_ENABLE=1
    /// CMD ["bundle", "exec", "puma"]
    /// ```
    "yjit-off", Hint, Ask,
    default: off,
    groups: [Performance],
    aka: ["tally:tally/ruby/yjit-not-enabled-on-supported-runtime"],
    concerns: ["ruby-yjit"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if ["JIT", "jit", "RUBYOPT"].iter().any(|sign| file.source().contains(sign)) {
        return;
    }
    let Some(stage) = file.final_stage() else { return };
    let Base::Image(image) = &stage.base else { return };
    let is_official = matches!(image.name.as_str(), "ruby" | "library/ruby" | "docker.io/library/ruby");
    let mut numbers = image.tag.as_deref().unwrap_or("").split(['.', '-']).map(str::parse::<u32>);
    let has_yjit = match (numbers.next(), numbers.next()) {
        (Some(Ok(3)), Some(Ok(minor))) => minor >= 2,
        (Some(Ok(major)), _) => major > 3,
        _ => false,
    };
    if !is_official || !has_yjit || file.runtime_of(stage).cmd.is_none() {
        return;
    }
    let after = file.whole_lines(file.instructions[stage.range.start].span).end;
    report
        .at(stage.base_word.span, "Ruby's compiler is off here")
        .fix("Switch YJIT on", insert(after, "ENV RUBY_YJIT_ENABLE=1\n"))
        .declares(&[Change::Env, Change::Instructions]);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_rubies_that_have_it_and_run_something() {
        for source in [
            "FROM ruby:3.1\nCMD puma\n",
            "FROM ruby:3.4\nRUN ls\n",
            "FROM ruby:3.4\nCMD ruby --yjit x.rb\n",
            "FROM ruby:3.4\nENV RUBYOPT=--yjit\nCMD puma\n",
            "FROM ruby\nCMD puma\n",
        ] {
            assert!(marked("yjit-off", source).is_empty(), "{source}");
        }
        assert_eq!(marked("yjit-off", "FROM ruby:3.2-alpine\nCMD puma\n"), ["ruby:3.2-alpine"]);
    }
}
