//! Rails assets that are compiled with a key they do not need.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// Assets are compiled with a key of the application.
    ///
    /// Rails starts to compile assets, and in production it does not start without `SECRET_KEY_BASE` or the master key. Neither is
    /// needed for assets, and both stay in the history of the image. Since Rails 7.1 `SECRET_KEY_BASE_DUMMY=1` makes it take a key
    /// that it throws away.
    ///
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// RUN SECRET_KEY_BASE=5ce8 bin/rails assets:precompile
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// RUN SECRET_KEY_BASE_DUMMY=1 bin/rails assets:precompile
    /// ```
    "assets-without-dummy-key", Info, Ask,
    groups: [Security],
    aka: ["tally:tally/ruby/asset-precompile-without-dummy-key"],
    concerns: ["ruby-asset-precompile-key"],
}

const DUMMY: &str = "SECRET_KEY_BASE_DUMMY";

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("assets:precompile") {
        return;
    }
    for (index, run) in file.instructions.iter().enumerate().filter(|(_, it)| it.is(Keyword::Run)) {
        let has_secret = run.flags_named("mount").any(|mount| mount.text.contains("type=secret"));
        let mut commands = file.commands_of(index).into_iter().filter(|command| command.starter().is_none());
        let Some(command) = commands.find(|command| command.texts().contains(&"assets:precompile")) else { continue };
        let known = file.variables_before(index);
        let assigned = |name: &str| {
            let words = command.assignments().iter().chain(command.words());
            words.into_iter().find(|word| word.text.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
        };
        if has_secret || known.contains_key(DUMMY) || assigned(DUMMY).is_some() {
            continue;
        }
        if let Some(key) = assigned("SECRET_KEY_BASE") {
            let span = command.shell.text.span(key.range.clone());
            report
                .at(span, "Assets need no key, and this one stays in the history of the image")
                .fix("Use a dummy", replace(span, format!("{DUMMY}=1")))
                .declares(changes_inside(command));
        } else if let Some(name) =
            ["SECRET_KEY_BASE", "RAILS_MASTER_KEY"].into_iter().find(|name| known.contains_key(*name))
        {
            let finding =
                report.at(command.span(), format!("Assets need no `{name}`, which stays in the history of the image"));
            if !command.is_exec() {
                finding
                    .fix("Use a dummy", insert(command.span().start, format!("{DUMMY}=1 ")))
                    .declares(changes_inside(command));
            }
            if let Some(variable) = known.get(name) {
                finding.related(variable.span, "Here it is set");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_key_of_the_build_is_not_needed_either() {
        let source = "FROM a\nARG RAILS_MASTER_KEY\nRUN bundle exec rake assets:precompile\n";
        let mended = "FROM a\nARG RAILS_MASTER_KEY\nRUN SECRET_KEY_BASE_DUMMY=1 bundle exec rake assets:precompile\n";
        assert_eq!(fixed("assets-without-dummy-key", source).as_deref(), Some(mended));
    }

    #[test]
    fn a_dummy_or_a_secret_is_fine() {
        for line in [
            "RUN SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile",
            "RUN --mount=type=secret,id=k,env=RAILS_MASTER_KEY ./bin/rails assets:precompile",
            "RUN rails assets:precompile",
            "ENV SECRET_KEY_BASE_DUMMY=1\nRUN SECRET_KEY_BASE=x rails assets:precompile",
        ] {
            assert!(marked("assets-without-dummy-key", &format!("FROM a\n{line}\n")).is_empty(), "{line}");
        }
    }
}
