//! Builds whose tools were left out.

use crate::reference::packages::{Action, Ecosystem};
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// A project is built after its development dependencies were left out.
    ///
    /// Compilers and bundlers are development dependencies: TypeScript, webpack, Vite, the Angular and Nest command lines. An
    /// installation with `--omit=dev`, or its old spelling `--only=production`, leaves them out, and the build that follows in
    /// the same stage does not find them. Install everything, build, and then prune; or build in a stage of its own and copy
    /// the result.
    ///
    /// The fix installs everything and prunes after the build. A project that lists its build tools among its dependencies
    /// may go on as it is.
    ///
    /// ```dockerfile
    /// FROM node:22
    /// COPY . .
    /// RUN npm ci --omit=dev
    /// RUN npm run build
    /// CMD ["node", "dist/index.js"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:22
    /// COPY . .
    /// RUN npm ci
    /// RUN npm run build && npm prune --omit=dev
    /// CMD ["node", "dist/index.js"]
    /// ```
    "build-without-dev-dependencies", Warning, Ask,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let calls: Vec<_> = file.invocations().filter(|call| call.manager.ecosystem == Ecosystem::JavaScript).collect();
    for (at, install) in calls.iter().enumerate() {
        let words = install.words_that_omit_development();
        // bun builds by itself.
        if words.is_empty()
            || install.manager.name == "bun"
            || !install.is_project_install()
            || !install.omits_development(file)
        {
            continue;
        }
        let index = install.instruction();
        let Some(stage) = file.stage_of(index) else { continue };
        let Some(build) = build_after(file, stage, install) else { continue };
        let is_between = |call: &&Invocation<'_>| call.command.span().start < build.span().start;
        // Another installation may bring the tools, for the project or for all.
        let own_tools = calls[at + 1..].iter().filter(is_between).any(|call| {
            stage.range.contains(&call.instruction())
                && matches!(call.action(), Some(Action::Install | Action::Sync))
                && call.words_that_omit_development().is_empty()
        });
        let for_all = calls[..at].iter().any(|call| call.has(&["-g", "--global"]) || call.verb() == "global add");
        if own_tools || for_all || copies_modules(file, stage, build.shell.instruction) {
            continue;
        }
        let finding = report.at(
            words[0].to(words[words.len() - 1]),
            format!("`{}` runs after this without the development dependencies", build.texts().join(" ")),
        );
        finding.related(build.span(), "Here it is built");
        let prune = (install.manager.name == "npm")
            .then(|| file.append_command(build.shell.instruction, "npm prune --omit=dev"));
        let mut edits: Vec<Edit> = match install.command.is_exec() {
            true => continue,
            false => words.iter().map(|word| delete(Span::new(end_before(file, *word), word.end))).collect(),
        };
        edits.extend(prune.flatten());
        let title = if edits.len() > words.len() {
            "Install everything, and prune after the build"
        } else {
            "Install everything"
        };
        finding.fix(title, edits).declares(changes_inside(install.command));
    }
}

/// The end of the text before a word, blanks between them excluded.
fn end_before(file: &Dockerfile, word: Span) -> usize {
    file.source()[..word.start].trim_end_matches([' ', '\t']).len()
}

/// The first command behind the installation, in its stage, that builds the project.
fn build_after<'a>(file: &'a Dockerfile, stage: &Stage, install: &Invocation<'_>) -> Option<Command<'a>> {
    let start = install.command.span().end;
    let runs = (install.instruction()..stage.range.end).filter(|&index| file.instructions[index].is(Keyword::Run));
    runs.flat_map(|index| file.commands_of(index))
        .find(|command| command.span().start > start && is_project_build(*command))
}

/// Whether somebody else's node_modules come into the stage before this instruction.
fn copies_modules(file: &Dockerfile, stage: &Stage, end: usize) -> bool {
    let before = &file.instructions[stage.range.start..end];
    let copies =
        before.iter().filter(|instruction| instruction.is(Keyword::Copy) && instruction.flag("from").is_some());
    copies.into_iter().any(|copy| copy.arguments.words().iter().any(|word| word.text.contains("node_modules")))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_build_in_the_same_step_counts() {
        let source = "FROM a\nRUN yarn install --frozen-lockfile --production && yarn build\n";
        assert_eq!(marked("build-without-dev-dependencies", source), ["--production"]);
        assert_eq!(
            fixed("build-without-dev-dependencies", source).as_deref(),
            Some("FROM a\nRUN yarn install --frozen-lockfile && yarn build\n")
        );
    }

    #[test]
    fn tools_that_come_otherwise_are_fine() {
        for rest in [
            "RUN npm ci && npm run build && npm ci --omit=dev",
            "RUN npm ci --omit=dev\nFROM a\nRUN npm run build",
            "RUN npm ci --omit=dev && cp -r node_modules /p && npm ci && npm run build",
            "RUN npm i -g typescript\nRUN npm ci --omit=dev && tsc -p .",
            "RUN npm ci --omit=dev\nCOPY --from=b /node_modules ./node_modules\nRUN npm run build",
            "RUN npm ci --omit=dev && npm run start",
        ] {
            assert!(marked("build-without-dev-dependencies", &format!("FROM a\n{rest}\n")).is_empty(), "{rest}");
        }
    }
}
