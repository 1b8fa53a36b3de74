//! Development dependencies in the image that ships.

use crate::reference::packages::Action;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// The image ships development dependencies.
    ///
    /// Test runners, compilers and linters cost space, and each of them is code that somebody else can find a hole in. The
    /// managers of projects leave them out when told: `--omit=dev` for npm, `--production` for Yarn 1 and bun, `--prod` for pnpm,
    /// `--no-dev` for Composer and uv, `--only main` for Poetry, `BUNDLE_WITHOUT` for Bundler.
    ///
    /// It speaks about stages that ship and run the program. Where the stage also builds the project, or is named after
    /// development or tests, they are there for a reason.
    ///
    /// The fix leaves them out. A program that needs one of them at run time then fails, so it is a decision; for Bundler it is a
    /// variable, because the program must know it too.
    ///
    /// ```dockerfile
    /// FROM php:8.3-apache
    /// COPY . /var/www/html
    /// RUN composer install --no-interaction
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM php:8.3-apache
    /// COPY . /var/www/html
    /// RUN composer install --no-dev --no-interaction
    /// ```
    "dev-dependencies-kept", Info, Ask,
    groups: [Security, Size],
    aka: ["tally:tally/php/composer-no-dev-in-production", "tally:tally/ruby/missing-bundle-without-development"],
    concerns: ["php-composer-no-dev", "ruby-bundle-without"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations().filter(Invocation::is_project_install) {
        let index = call.instruction();
        let Some(stage) = file.stage_of(index).filter(|stage| file.ships(stage)) else { continue };
        if call.omits_development(file)
            || !runs(file, stage, &call)
            || is_for_development(file, stage)
            || is_needed(file, stage, &call)
        {
            continue;
        }
        let finding =
            report.at(call.verb_span(), format!("`{}` brings development dependencies along", call.spelled()));
        let option = match call.manager.name {
            "npm" => "--omit=dev",
            "yarn" if !file.source().contains(".yarn") && !file.source().contains("corepack") => "--production",
            "pnpm" => "--prod",
            "bun" => "--production",
            "composer" | "uv" => "--no-dev",
            "poetry" => "--only main",
            "bundle" => {
                let start = file.whole_lines(file.instructions[index].span).start;
                finding
                    .fix("Set BUNDLE_WITHOUT", insert(start, "ENV BUNDLE_WITHOUT=development:test\n"))
                    .declares(&[Change::Env, Change::Instructions]);
                continue;
            }
            _ => continue,
        };
        if !(call.command.is_exec() && option.contains(' ')) {
            finding.fix(format!("Add {option}"), call.add_option(option)).declares(changes_inside(call.command));
        }
    }
}

/// Whether the stage says what it runs. PHP's images serve what they hold without being told.
fn runs(file: &Dockerfile, stage: &Stage, call: &Invocation<'_>) -> bool {
    let says = |keyword: Keyword| file.instructions_of(stage).iter().any(|instruction| instruction.is(keyword));
    call.manager.name == "composer" || says(Keyword::Cmd) || says(Keyword::Entrypoint)
}

/// Words in the names of stages and files that tell of development.
const DEVELOPMENT: [&str; 8] = ["dev", "test", "debug", "lint", "local", "ci", "build", "base"];

/// Whether the stage, or the file, is there for development or tests.
fn is_for_development(file: &Dockerfile, stage: &Stage) -> bool {
    let tells = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.split(['-', '_', '.', '/']).any(|part| DEVELOPMENT.iter().any(|word| part.starts_with(word)))
    };
    let file_name = file.surroundings().path.as_deref().and_then(|path| path.file_name());
    let in_container = file
        .surroundings()
        .path
        .as_deref()
        .is_some_and(|path| path.components().any(|part| part.as_os_str() == ".devcontainer"));
    stage.name.as_ref().is_some_and(|name| tells(&name.text))
        || file_name.is_some_and(|name| tells(&name.to_string_lossy()))
        || in_container
}

/// Whether the stage uses what it installs for more than to run the program, or takes it away again.
fn is_needed(file: &Dockerfile, stage: &Stage, call: &Invocation<'_>) -> bool {
    let env_tells = |name: &str| {
        let variables = file.variables_before(stage.range.end - 1);
        let value = variables.get(name).and_then(|variable| variable.value.as_ref());
        value.is_some_and(|value| matches!(value.text.trim_matches('"'), "development" | "test" | "dev"))
    };
    let later = (call.instruction()..stage.range.end).flat_map(|index| file.commands_of(index));
    let mut later = later.filter(|command| command.span().start > call.command.span().start);
    let uses = |command: Command<'_>| {
        let texts = command.texts();
        let other = Invocation::read(command);
        // Scripts of the project may be anything; `start` and what serves are the program.
        let runs_script = other.as_ref().is_some_and(|other| {
            let script = other.packages().first().map_or("", |word| word.text);
            let is_run =
                other.action() == Some(Action::Run) || (other.verb().is_empty() && other.manager.name != "composer");
            is_run
                && !matches!(
                    script,
                    "start"
                        | "serve"
                        | "server"
                        | "start:prod"
                        | "production"
                        | "puma"
                        | "rails"
                        | "rackup"
                        | "unicorn"
                        | "gunicorn"
                        | "uvicorn"
                        | "python"
                        | "python3"
                        | "flask"
                )
        });
        let prunes = texts.contains(&"prune") || texts.contains(&"--omit=dev") || texts.contains(&"--no-dev");
        let serves_developers = texts.iter().any(|word| {
            matches!(
                *word,
                "npx"
                    | "nodemon"
                    | "pytest"
                    | "jest"
                    | "dev"
                    | "test"
                    | "watch"
                    | "phpunit"
                    | "rspec"
                    | "tsx"
                    | "ts-node"
                    | "--reload"
            )
        });
        is_project_build(command) || runs_script || prunes || serves_developers || command.is("make")
    };
    later.any(uses)
        || ["NODE_ENV", "RAILS_ENV", "RACK_ENV", "APP_ENV"].iter().any(|name| env_tells(name))
        || (call.manager.name == "bundle" && mentions_groups(file))
}

/// Whether the file says somewhere, in its own way, which groups Bundler leaves out.
fn mentions_groups(file: &Dockerfile) -> bool {
    let source = file.source();
    source.contains("BUNDLE_WITHOUT") || (source.contains("bundle config") && source.contains("without"))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn each_manager_is_told_in_its_own_way() {
        for (before, after) in [
            ("RUN npm ci", "RUN npm ci --omit=dev"),
            ("RUN yarn --frozen-lockfile", "RUN yarn --production --frozen-lockfile"),
            ("RUN pnpm install", "RUN pnpm install --prod"),
            ("RUN uv sync --locked", "RUN uv sync --no-dev --locked"),
            ("RUN poetry install", "RUN poetry install --only main"),
            ("RUN bundle install", "ENV BUNDLE_WITHOUT=development:test\nRUN bundle install"),
        ] {
            let source = format!("FROM a\n{before}\nCMD [\"node\", \".\"]\n");
            let expected = format!("FROM a\n{after}\nCMD [\"node\", \".\"]\n");
            assert_eq!(fixed("dev-dependencies-kept", &source), Some(expected));
        }
    }

    #[test]
    fn stages_that_use_them_are_left_alone() {
        for rest in [
            "RUN npm ci && npm run build\nCMD node .",
            "RUN npm ci\nCMD npm run dev",
            "RUN npm ci\nCMD [\"npm\", \"test\"]",
            "RUN npm ci && npm prune --omit=dev\nCMD node .",
            "ENV NODE_ENV=production\nRUN npm ci\nCMD node .",
            "RUN npm ci\nFROM b",
            "RUN npm ci",
            "RUN npm install express\nCMD node .",
            "RUN yarn --version\nCMD node .",
            "RUN bundle config set without development && bundle install\nCMD node .",
            "ENV RAILS_ENV=development\nRUN bundle install\nCMD node .",
        ] {
            assert!(marked("dev-dependencies-kept", &format!("FROM a\n{rest}\n")).is_empty(), "{rest}");
        }
        assert!(marked("dev-dependencies-kept", "FROM a AS development\nRUN npm ci\nCMD node .\n").is_empty());
        assert_eq!(marked("dev-dependencies-kept", "FROM a\nRUN npm ci\nCMD npm start\n"), ["ci"]);
    }
}
