//! A health check of Rails that asks for the home page.

use crate::rules::prelude::*;

rule! {
    /// The health check of a Rails application asks for its home page.
    ///
    /// The home page may redirect to a login, or render with the database and a cache, and says little about the process. Rails
    /// has `/up` since 7.1: it answers 200 where the application has started, 500 where not. An older one, or one that has taken
    /// the route away, has no such page; so the rule is off by default.
    ///
    /// ```dockerfile
    /// FROM ruby:3.4
    /// HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1
    /// CMD ["bin/rails", "server"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ruby:3.4
    /// HEALTHCHECK CMD curl -f http://localhost:3000/up || exit 1
    /// CMD ["bin/rails", "server"]
    /// ```
    "rails-healthcheck-path", Hint, Ask,
    default: off,
    groups: [Correctness],
    aka: ["tally:tally/ruby/healthcheck-rails-up-endpoint"],
    concerns: ["ruby-healthcheck-up"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("rails") {
        return;
    }
    for index in (0..file.instructions.len()).filter(|&index| file.instructions[index].is(Keyword::Healthcheck)) {
        for download in file.downloads_of(index).iter().filter(|download| download.is_local()) {
            let [at] = download.addresses.as_slice() else { continue };
            let word = &download.command.words()[*at];
            let rest = word.text.split_once("://").map_or(word.text.as_str(), |(_, rest)| rest);
            let is_home = rest.split_once('/').is_none_or(|(_, path)| path.is_empty());
            let span = download.command.word_span(*at);
            if !is_home || file.text(span) != word.text {
                continue;
            }
            let path = if rest.ends_with('/') { "up" } else { "/up" };
            report
                .at(span, "The home page says little about the health of a Rails application")
                .fix("Ask for /up", insert(span.end, path))
                .declares(&[Change::Healthcheck]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_page_of_its_own_is_fine() {
        let source = "FROM a\nHEALTHCHECK CMD [\"curl\", \"-f\", \"http://localhost:3000\"]\nCMD [\"rails\", \"s\"]\n";
        let mended = source.replace(":3000", ":3000/up");
        assert_eq!(fixed("rails-healthcheck-path", source), Some(mended.clone()));
        assert!(marked("rails-healthcheck-path", &mended).is_empty());
        assert!(
            marked("rails-healthcheck-path", "FROM a\nHEALTHCHECK CMD curl -f http://localhost/\nCMD x\n").is_empty()
        );
    }
}
