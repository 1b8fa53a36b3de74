//! A debugger in the image that ships.

use crate::rules::edits::{changes_inside, remove_command_or_run, remove_words};
use crate::rules::prelude::*;

rule! {
    /// The image ships Xdebug.
    ///
    /// Xdebug slows every request down even when nobody debugs, and where it listens, whoever reaches it runs code. It belongs into
    /// a stage for development that is built from the one that ships.
    ///
    /// ```dockerfile
    /// FROM php:8.3-fpm
    /// RUN docker-php-ext-install pdo_mysql && pecl install xdebug-3.3.2
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM php:8.3-fpm
    /// RUN docker-php-ext-install pdo_mysql
    /// ```
    "xdebug-in-image", Info, Ask,
    groups: [Security, Performance],
    aka: ["tally:tally/php/no-xdebug-in-final-image"],
    concerns: ["php-xdebug"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("xdebug") || is_for_development(file) {
        return;
    }
    for stage in file.stages.iter().filter(|stage| file.ships(stage)) {
        for index in stage.range.clone().filter(|&index| file.instructions[index].is(Keyword::Run)) {
            let installs = file.commands_of(index).into_iter().filter(|command| command.is_at_top());
            for (command, words) in installs.filter_map(|command| Some((command, xdebugs(command)?))) {
                let span = command.word_span(words[0]).to(command.word_span(words[words.len() - 1]));
                let finding = report.at(span, "Xdebug is in the image that ships");
                // The first word of most is a verb, and of the rest an extension.
                let first = if command.name().is_some_and(|name| name.contains("php")) { 1 } else { 2 };
                let named = command.words().iter().skip(first).filter(|word| !word.text.starts_with('-')).count();
                let is_alone = named == words.len();
                let edit = match is_alone {
                    true => remove_command_or_run(file, command),
                    false if words.len() == 1 => remove_words(file, command, words[0]..words[0] + 1),
                    false => None,
                };
                finding
                    .fix("Leave it to a stage for development", edit)
                    .declares(changes_inside(command))
                    .declares(if is_alone { &[Change::Instructions] } else { &[] });
            }
        }
    }
}

/// The words with which a command installs or enables Xdebug; `None` where it does neither.
fn xdebugs(command: Command<'_>) -> Option<Vec<usize>> {
    let texts = command.texts();
    let installs = match (command.name()?, texts.get(1).copied()) {
        ("pecl", Some("install")) => true,
        ("docker-php-ext-enable" | "docker-php-ext-install" | "install-php-extensions", _) => true,
        ("apt-get" | "apt" | "apk" | "dnf" | "yum" | "microdnf", _) => {
            Invocation::read(command).is_some_and(|call| call.installs())
        }
        _ => false,
    };
    let is_it = |text: &str| {
        let name = text.split(['=', '@', ':', '~']).next().unwrap_or("");
        let name = name.strip_prefix("pecl/").unwrap_or(name);
        name == "xdebug"
            || name.starts_with("xdebug-")
            || name.starts_with("php") && name.ends_with("-xdebug")
            || name.starts_with("php") && name.ends_with("-pecl-xdebug")
            || name == "php-pecl-xdebug3"
    };
    let words: Vec<usize> = (1..texts.len()).filter(|&at| is_it(texts[at])).collect();
    (installs && !words.is_empty()).then_some(words)
}

/// Whether the file or its last stage is there for development or tests.
fn is_for_development(file: &Dockerfile) -> bool {
    let tells = |text: &str| {
        let text = text.to_ascii_lowercase();
        ["dev", "test", "debug", "xdebug", "local", "ci"]
            .iter()
            .any(|sign| text.split(['-', '_', '.', '/']).any(|part| part.starts_with(sign)))
    };
    let stage = file.final_stage().and_then(|stage| stage.name.as_ref());
    let path = file.surroundings().path.as_deref();
    let folder = path.and_then(|path| path.parent()).and_then(|folder| folder.file_name());
    let name = path.and_then(|path| path.file_name());
    stage.is_some_and(|name| tells(&name.text))
        || [folder, name].into_iter().flatten().any(|part| tells(&part.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn one_word_goes_or_the_whole_step() {
        let source = "FROM php:8\nRUN docker-php-ext-enable opcache xdebug redis\n";
        let mended = "FROM php:8\nRUN docker-php-ext-enable opcache redis\n";
        assert_eq!(fixed("xdebug-in-image", source).as_deref(), Some(mended));
        let source = "FROM php:8\nRUN pecl install xdebug\nRUN make\n";
        assert_eq!(fixed("xdebug-in-image", source).as_deref(), Some("FROM php:8\nRUN make\n"));
        let source = "FROM alpine\nRUN apk add php83 php83-pecl-xdebug~3\n";
        assert_eq!(fixed("xdebug-in-image", source).as_deref(), Some("FROM alpine\nRUN apk add php83\n"));
    }

    #[test]
    fn for_developers_or_on_demand_it_is_fine() {
        for source in [
            "FROM php:8 AS dev\nRUN pecl install xdebug\n",
            "FROM php:8 AS dev\nRUN pecl install xdebug\nFROM php:8\n",
            "FROM php:8\nRUN if [ -n \"$DEBUG\" ]; then pecl install xdebug; fi\n",
            "FROM php:8\nRUN echo xdebug\n",
        ] {
            assert!(marked("xdebug-in-image", source).is_empty(), "{source}");
        }
    }
}
