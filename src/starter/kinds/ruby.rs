//! Ruby with Bundler: Rails, and whatever Rack starts.

use super::super::Recipe;
use super::super::folder::{Folder, version};
use super::super::health::check;
use super::{HEAD, exec, useradd, version_or_latest};

pub fn recipe(folder: &Folder<'_>) -> Option<Recipe> {
    let gems = folder.text("Gemfile")?;
    let of_file = || gems.lines().find_map(|line| version(line.trim().strip_prefix("ruby ")?, 2));
    let asked = folder.text(".ruby-version").and_then(|text| version(&text, 2)).or_else(of_file);
    let image = format!("ruby:{}-slim", version_or_latest(asked, "ruby"));
    let named = |line: &str| {
        Some(line.trim().strip_prefix("gem ")?.trim_start().get(1..)?.split(['"', '\'']).next()?.to_owned())
    };
    let libraries: Vec<String> = gems.lines().filter_map(named).collect();
    let uses = |name: &str| libraries.iter().any(|library| library == name);
    let is_rails = uses("rails");
    let (command, port, page) = if is_rails {
        (exec(&["bin/rails", "server", "-b", "0.0.0.0", "-p", "3000"]), Some(3000), Some("/up"))
    } else if uses("puma") {
        (exec(&["bundle", "exec", "puma", "-b", "tcp://0.0.0.0:9292"]), Some(9292), None)
    } else if folder.has("config.ru") {
        (exec(&["bundle", "exec", "rackup", "--host", "0.0.0.0", "--port", "9292"]), Some(9292), None)
    } else {
        let entry = folder.first_of(&["main.rb", "app.rb", "server.rb"]).unwrap_or("main.rb");
        (exec(&["bundle", "exec", "ruby", entry]), None, None)
    };
    // Gems with parts in C are compiled here, and need the libraries of what they speak to.
    let mut build = vec!["build-essential"];
    let mut run: Vec<&str> = Vec::new();
    if uses("pg") {
        build.push("libpq-dev");
        run.push("libpq5");
    }
    if uses("mysql2") {
        build.push("default-libmysqlclient-dev");
        run.push("libmariadb3");
    }
    build.push("libyaml-dev");
    build.sort_unstable();
    let lock = if folder.has("Gemfile.lock") { " Gemfile.lock" } else { "" };
    let frozen = if lock.is_empty() { "" } else { "ENV BUNDLE_DEPLOYMENT=1\n" };
    let libraries_of_system = if run.is_empty() { String::new() } else { apt(&run) };
    let expose = port.map_or_else(String::new, |port| format!("EXPOSE {port}\n"));
    let check = check(&image, port, page);
    let environment = if is_rails { "ENV RAILS_ENV=production\n" } else { "ENV RACK_ENV=production\n" };
    let writes = if is_rails { "RUN mkdir -p log storage tmp && chown -R app log storage tmp\n" } else { "" };
    let dockerfile = format!(
        "{HEAD}FROM {image} AS base
WORKDIR /app
ENV BUNDLE_PATH=/usr/local/bundle \\
    BUNDLE_WITHOUT=development:test
{frozen}
FROM base AS build
{}COPY Gemfile{lock} ./
RUN bundle install && rm -rf /usr/local/bundle/ruby/*/cache

FROM base AS runtime
{environment}{libraries_of_system}{}COPY --from=build /usr/local/bundle /usr/local/bundle
COPY . .
{writes}USER app
{expose}{check}CMD {command}
",
        apt(&build),
        useradd(),
    );
    Some(Recipe {
        kind: "Ruby with Bundler".to_owned(),
        dockerfile,
        ignore: vec![".bundle", "vendor/bundle", "log", "tmp", "storage", "coverage"],
        port,
        libraries,
        notes: Vec::new(),
    })
}

/// An installation of Debian packages, its lists left out of the layer.
fn apt(packages: &[&str]) -> String {
    let list: String = packages.iter().map(|name| format!("        {name} \\\n")).collect();
    format!(
        "RUN apt-get update \\\n    && apt-get install -y --no-install-recommends \\\n{list}    && rm -rf /var/lib/apt/lists/*\n"
    )
}
