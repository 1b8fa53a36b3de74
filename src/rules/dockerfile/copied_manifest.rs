//! Manifests that are copied for one step.

use crate::rules::prelude::*;

rule! {
    /// Manifests are copied for the installation, and again with the rest.
    ///
    /// The layer of the first COPY holds files that a later one brings anyway. A bind mount shows them to the one step that
    /// reads them, and leaves no layer. It cannot be written to, so the installation must not want to change the lock file; and
    /// it is a matter of taste, so the rule is off by default.
    ///
    /// ```dockerfile
    /// FROM ruby:3.4
    /// WORKDIR /rails
    /// COPY Gemfile Gemfile.lock ./
    /// RUN bundle install
    /// COPY . .
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ruby:3.4
    /// WORKDIR /rails
    /// RUN --mount=type=bind,source=Gemfile,target=Gemfile \
    ///     --mount=type=bind,source=Gemfile.lock,target=Gemfile.lock \
    ///     bundle install
    /// COPY . .
    /// ```
    "copied-manifest", Hint, Ask,
    default: off,
    groups: [Performance],
    aka: ["tally:tally/ruby/prefer-gemfile-bind-mounts"],
    concerns: ["ruby-gemfile-bind-mount"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, copy) in file.instructions.iter().enumerate().filter(|(_, it)| it.is(Keyword::Copy)) {
        let [sources @ .., destination] = copy.arguments.words() else { continue };
        let is_plain = matches!(copy.arguments, Arguments::Words(_)) && copy.flags.is_empty();
        let here = matches!(destination.text.as_str(), "." | "./");
        let is_name = |word: &Word| {
            !word.text.is_empty()
                && word.text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
                && word.text != "."
        };
        if !is_plain || !here || sources.is_empty() || !sources.iter().all(is_name) {
            continue;
        }
        let Some(run) = file.instructions.get(index + 1).filter(|next| next.is(Keyword::Run)) else { continue };
        let calls = file.invocations_of(index + 1);
        let Some(call) = calls.iter().find(|call| leaves_them(call)) else { continue };
        let reads = |word: &Word| {
            let lists = [call.manager.manifests, call.manager.locks, call.manager.also_reads];
            lists.iter().any(|list| list.iter().any(|name| matches(name, &word.text)))
        };
        let Some(stage) = file.stage_of(index) else { continue };
        // A step before the rest comes could want to read them too.
        let later = file.instructions[index + 2..stage.range.end.max(index + 2)].iter();
        let mut later = later.take_while(|it| !it.is(Keyword::Run));
        let comes_again = later.any(|it| {
            it.is(Keyword::Copy)
                && it.copy_destination().is_some_and(|word| matches!(word.text.as_str(), "." | "./"))
                && it.context_sources().any(|word| matches!(word.text.as_str(), "." | "./"))
        });
        if !sources.iter().all(reads) || !comes_again || file.commands_of(index + 1).iter().any(|it| it.is("cd")) {
            continue;
        }
        let finding = report.at(copy.name.span, "These are copied for one step, and again with the rest");
        finding.related(call.command.span(), "This step reads them");
        let mounts: Vec<String> =
            sources.iter().map(|word| format!(" --mount=type=bind,source={0},target={0} \\\n   ", word.text)).collect();
        finding
            .fix(
                "Mount them for the step",
                [remove_instruction(file, copy), insert(run.name.span.end, mounts.concat())],
            )
            .declares(&[Change::Instructions]);
    }
}

/// Whether the call leaves its manifests as they are.
fn leaves_them(call: &Invocation<'_>) -> bool {
    match (call.manager.name, call.verb()) {
        ("bundle" | "composer", "install") | ("npm", "ci") | ("go", "mod download") => true,
        ("pip", "install") => call.has(&["-r", "--requirement"]),
        ("yarn" | "yarn 2+" | "pnpm", "install") => call.has(&["--frozen-lockfile", "--immutable"]),
        ("uv", "sync") => call.has(&["--locked", "--frozen"]),
        _ => false,
    }
}

/// Whether a name is one of a list's, where `*` stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.len() >= pattern.len() - 1 && name.starts_with(start) && name.ends_with(end),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_what_comes_again_and_is_not_written() {
        for rest in [
            "COPY Gemfile Gemfile.lock ./\nRUN bundle install",
            "COPY package.json ./\nRUN npm install\nCOPY . .",
            "COPY Gemfile* ./\nRUN bundle install\nCOPY . .",
            "COPY --chown=1 Gemfile ./\nRUN bundle install\nCOPY . .",
            "COPY Gemfile setup.sh ./\nRUN ./setup.sh && bundle install\nCOPY . .",
        ] {
            assert!(marked("copied-manifest", &format!("FROM a\n{rest}\n")).is_empty(), "{rest}");
        }
        let python = "FROM a\nCOPY requirements-dev.txt .\nRUN pip install -r requirements-dev.txt\nCOPY . .\n";
        assert_eq!(marked("copied-manifest", python), ["COPY"]);
    }
}
