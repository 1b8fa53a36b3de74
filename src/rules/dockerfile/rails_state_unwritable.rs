//! Folders that Rails writes to, and may not.

use crate::model::dockerfile::holdings::Holder;
use crate::model::dockerfile::installs::join;
use crate::rules::prelude::*;

rule! {
    /// Rails may not write to its own folders.
    ///
    /// A Rails application writes to `tmp`, `log` and `storage` below its folder: process ids, caches, uploads. COPY gives what it copies to
    /// root, whoever the USER is; another user then gets `Permission denied` when the server starts.
    ///
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// WORKDIR /rails
    /// COPY . .
    /// RUN useradd rails
    /// USER rails
    /// CMD ["bin/rails", "server"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ruby:3.4-slim
    /// WORKDIR /rails
    /// COPY . .
    /// RUN useradd rails
    /// RUN mkdir -p tmp log storage && chown -R rails tmp log storage
    /// USER rails
    /// CMD ["bin/rails", "server"]
    /// ```
    "rails-state-unwritable", Info, Ask,
    groups: [Correctness],
    aka: ["tally:tally/ruby/state-paths-not-writable-as-non-root"],
    concerns: ["ruby-state-paths"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("rails") {
        return;
    }
    let Some(stage) = file.final_stage() else { return };
    let runtime = file.runtime_of(stage);
    let serves = runtime.cmd.is_some_and(|at| {
        file.commands_of(at).iter().any(|command| {
            command.texts().iter().any(|word| matches!(word.rsplit('/').next(), Some("rails" | "puma" | "thrust")))
        })
    });
    let Some(user) = runtime.user.filter(|_| serves) else { return };
    let end = file.walk_holdings(stage, |_, _| {});
    let Holder::User(name) = &end.user else { return };
    let refused = ["tmp", "log"].into_iter().all(|folder| {
        let path = join(&end.folder, folder);
        matches!(end.refuses(&path), Some(Some((_, place))) if place.filled)
    });
    // A COPY into a folder that is there gives its owner to what it copies, not to the folder.
    let is_given = file.all(Keyword::Copy).any(|copy| copy.flag("chown").is_some() && copy.flag("from").is_none());
    if end.is_opaque() || is_given || !refused || !end.folder.starts_with('/') {
        return;
    }
    let finding = report.at(user.span, format!("`{name}` may not write to `tmp` and `log` in `{}`", end.folder));
    let switch =
        file.instructions.iter().position(|it| it.span.start <= user.span.start && user.span.end <= it.span.end);
    let Some(switch) = switch.filter(|&at| stage.range.contains(&at)) else { return };
    // The folder in force must be that of the application, and the files be there already.
    let before = file.runtime_before(switch);
    let is_root = before.user.is_none_or(|user| is_root(&user.text));
    let copies_later = (switch..stage.range.end).any(|at| file.instructions[at].is(Keyword::Copy));
    if is_root
        && before.workdir == end.folder
        && !copies_later
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    {
        let line = format!("RUN mkdir -p tmp log storage && chown -R {name} tmp log storage\n");
        finding
            .fix(format!("Give them to `{name}`"), insert(file.start_with_comments(&file.instructions[switch]), line))
            .declares(&[Change::Instructions]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn owned_folders_are_fine() {
        let stage = |copy: &str, more: &str| {
            format!("FROM ruby:3.4\nWORKDIR /rails\n{copy}\n{more}USER app\nCMD [\"bin/rails\", \"s\"]\n")
        };
        assert_eq!(marked("rails-state-unwritable", &stage("COPY . .", "")), ["app"]);
        assert!(marked("rails-state-unwritable", &stage("COPY --chown=app . .", "")).is_empty());
        assert!(marked("rails-state-unwritable", &stage("COPY . .", "RUN chown -R app:app tmp log\n")).is_empty());
        assert!(marked("rails-state-unwritable", &stage("COPY . .", "RUN ./own.sh\n")).is_empty());
    }
}
