//! PHP with Composer, behind Apache on a port that needs no rights.

use super::super::Recipe;
use super::super::folder::{Folder, version};
use super::super::health::check;
use super::{HEAD, version_or_latest};
use crate::reference::images::latest_release;

pub fn recipe(folder: &Folder<'_>) -> Option<Recipe> {
    let package = folder.json("composer.json")?;
    let required = package["require"].as_object();
    let libraries: Vec<String> = required.into_iter().flat_map(|it| it.keys().cloned()).collect();
    let asked = required.and_then(|it| version(it.get("php")?.as_str()?, 2));
    let image = format!("php:{}-apache", version_or_latest(asked, "php"));
    let composer = latest_release("composer").unwrap_or("2");
    let manifests = if folder.has("composer.lock") { "composer.json composer.lock" } else { "composer.json" };
    // The frameworks serve one folder of the project, and nothing else of it.
    let root = if folder.has("public/index.php") { "/var/www/html/public" } else { "/var/www/html" };
    let extensions: Vec<&str> = libraries
        .iter()
        .filter_map(|name| name.strip_prefix("ext-"))
        .filter(|name| ["pdo_mysql", "mysqli", "bcmath", "pcntl", "exif", "sockets", "calendar"].contains(name))
        .collect();
    let install = if extensions.is_empty() {
        String::new()
    } else {
        format!("RUN docker-php-ext-install {}\n", extensions.join(" "))
    };
    let port = 8080;
    let mut notes = Vec::new();
    if libraries.iter().any(|name| {
        matches!(name.as_str(), "ext-pdo_pgsql" | "ext-pgsql" | "ext-gd" | "ext-zip" | "ext-intl" | "ext-redis")
    }) {
        notes.push(
            "Install the extensions that need libraries of the system: docker-php-ext-install and pecl do it"
                .to_owned(),
        );
    }
    if !folder.has("composer.lock") {
        notes.push("Commit composer.lock, so that every build installs the same".to_owned());
    }
    let dockerfile = format!(
        "{HEAD}FROM composer:{composer} AS vendor
WORKDIR /app
COPY {manifests} ./
RUN --mount=type=cache,target=/tmp/cache \\
    composer install --no-dev --no-interaction --no-scripts --prefer-dist --ignore-platform-reqs --optimize-autoloader

FROM {image} AS runtime
WORKDIR /var/www/html
{install}RUN mv \"$PHP_INI_DIR/php.ini-production\" \"$PHP_INI_DIR/php.ini\" \\
    && sed -ri 's/^Listen 80$/Listen {port}/' /etc/apache2/ports.conf \\
    && sed -ri 's!/var/www/html!{root}!; s/:80>/:{port}>/' /etc/apache2/sites-available/000-default.conf
COPY --from=vendor /app/vendor ./vendor
COPY . .
USER www-data
EXPOSE {port}
{}",
        check(&image, Some(port), None)
    );
    Some(Recipe {
        kind: "PHP with Composer".to_owned(),
        dockerfile,
        ignore: vec!["vendor", "node_modules", "storage/logs", "var/cache", "var/log"],
        port: Some(port),
        libraries,
        notes,
    })
}
