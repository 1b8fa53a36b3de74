//! An allocator that is installed, and that nobody uses.

use crate::rules::prelude::*;

rule! {
    /// jemalloc is installed, and Ruby does not use it.
    ///
    /// The package only puts the library there. Ruby allocates with the C library until `LD_PRELOAD` names jemalloc, which needs less
    /// memory in programs of many threads.
    ///
    /// Where a script of the project starts the container, it may set the variable; then the rule is silent.
    ///
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// RUN apt-get update && apt-get install -y libjemalloc2
    /// CMD ["bin/rails", "server"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// RUN apt-get update && apt-get install -y libjemalloc2
    /// ENV LD_PRELOAD=libjemalloc.so.2
    /// CMD ["bin/rails", "server"]
    /// ```
    "unused-jemalloc", Info, Ask,
    groups: [Performance],
    aka: ["tally:tally/ruby/jemalloc-installed-but-not-preloaded"],
    concerns: ["ruby-jemalloc-preload"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let source = file.source();
    if !source.contains("jemalloc") || source.contains("LD_PRELOAD") || source.contains("with-jemalloc") {
        return;
    }
    let Some(last) = file.final_stage() else { return };
    let is_ruby = file.image_reference_under(last).is_some_and(|image| image.short_name() == "ruby");
    let entrypoint = file.runtime_of(last).entrypoint.map(|at| &file.instructions[at]);
    let has_script = entrypoint.is_some_and(|it| file.text(it.span).contains("entrypoint"));
    if !is_ruby || has_script {
        return;
    }
    for call in file.invocations().filter(Invocation::installs) {
        let packages = call.packages();
        let is_it = |package: &&Package<'_>| matches!(package.text, "libjemalloc2" | "jemalloc" | "libjemalloc-dev");
        let Some(package) = packages.iter().find(is_it) else { continue };
        if !file.stage_of(call.instruction()).is_some_and(|stage| file.ships(stage)) {
            continue;
        }
        let after = file.whole_lines(file.instructions[call.instruction()].span).end;
        report
            .at(package.span, "Nothing uses jemalloc: Ruby does where `LD_PRELOAD` names it")
            .fix("Preload it", insert(after, "ENV LD_PRELOAD=libjemalloc.so.2\n"))
            .declares(&[Change::Env, Change::Instructions]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn whoever_loads_it_or_may_load_it_is_left_alone() {
        for rest in [
            "RUN apk add jemalloc\nENV LD_PRELOAD=/usr/lib/libjemalloc.so.2\n",
            "RUN apt-get install -y libjemalloc2\nENTRYPOINT [\"/rails/bin/docker-entrypoint\"]\n",
        ] {
            assert!(marked("unused-jemalloc", &format!("FROM ruby:3.4\n{rest}")).is_empty(), "{rest}");
        }
        assert!(marked("unused-jemalloc", "FROM debian:12\nRUN apt-get install -y libjemalloc2\n").is_empty());
        assert_eq!(marked("unused-jemalloc", "FROM ruby:3.4-alpine\nRUN apk add jemalloc\n"), ["jemalloc"]);
    }
}
