//! PHP that compiles each file for each request.

use crate::reference::images::{Knowledge, Shell};
use crate::rules::prelude::*;

rule! {
    /// PHP serves without OPcache.
    ///
    /// OPcache keeps compiled scripts in memory; without it PHP compiles every file for every request, and is two to three times slower.
    /// The official images bring its sources and leave it to the Dockerfile to switch it on, up to PHP 8.4; since 8.5 it is always
    /// there.
    ///
    /// ```dockerfile
    /// FROM php:8.3-fpm-alpine
    /// COPY . /var/www/html
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM php:8.3-fpm-alpine
    /// RUN docker-php-ext-install opcache
    /// COPY . /var/www/html
    /// ```
    "opcache-off", Hint, Ask,
    groups: [Performance],
    aka: ["tally:tally/php/enable-opcache-in-production"],
    concerns: ["php-opcache"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    let Some(image) = file.image_reference_under(stage) else { return };
    let is_official = matches!(image.name.as_str(), "php" | "library/php" | "docker.io/library/php");
    if !is_official || !serves(image.tag.as_deref()) || file.source().to_ascii_lowercase().contains("opcache") {
        return;
    }
    // A script of the project, or a stage that is there for development, may see to it.
    let is_for_development =
        stage.name.as_ref().is_some_and(|name| name.text.contains("dev") || name.text.contains("test"));
    let is_posix = file.image_under(stage).is_some_and(|image| matches!(image.shell, Shell::Posix(_)));
    let copies = file.instructions_of(stage).iter().any(|it| matches!(it.keyword, Keyword::Copy | Keyword::Add));
    if is_for_development || !copies {
        return;
    }
    let from = &file.instructions[stage.range.start];
    let finding =
        report.at(stage.base_word.span, "PHP compiles every file for every request here: OPcache is not installed");
    let is_root = file.image_under(stage).is_some_and(|image| image.runs_as_root() == Knowledge::Yes);
    let stands_on_image = matches!(stage.base, Base::Image(_));
    if is_posix && is_root && stands_on_image {
        let after = file.whole_lines(from.span).end;
        finding
            .fix("Install OPcache", insert(after, "RUN docker-php-ext-install opcache\n"))
            .declares(&[Change::Instructions]);
    }
}

/// Whether an image of this tag serves requests, and comes without OPcache.
fn serves(tag: Option<&str>) -> bool {
    let Some(tag) = tag else { return false };
    let mut parts = tag.split('-');
    let mut numbers = parts.next().unwrap_or("").split('.').map(str::parse::<u32>);
    let is_older = match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), _) if major < 8 => true,
        (Some(Ok(8)), Some(Ok(minor))) => minor < 5,
        _ => false,
    };
    is_older && parts.any(|part| part == "fpm" || part == "apache")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_what_serves_and_has_none() {
        for image in ["php:8.5-fpm", "php:8.3-cli", "php:8.3", "php:fpm", "acme/php:8.3-fpm", "php:$V-fpm"] {
            assert!(marked("opcache-off", &format!("FROM {image}\nCOPY . /a\n")).is_empty(), "{image}");
        }
        assert!(marked("opcache-off", "FROM php:8.3-fpm\nRUN install-php-extensions opcache\nCOPY . /a\n").is_empty());
        assert!(marked("opcache-off", "FROM php:8.3-fpm AS dev\nCOPY . /a\n").is_empty());
        assert_eq!(marked("opcache-off", "FROM php:7.4.3-apache AS web\nFROM web\nCOPY . /a\n"), ["web"]);
    }
}
