//! Options of package managers that something else has replaced.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// An option of a package manager is deprecated.
    ///
    /// Old spellings work until they do not: npm warns about `--production` and `--only=production`, whose new name is `--omit=dev`;
    /// Bundler's `--without`, `--path` and `--deployment` became settings, and are gone in version 4; RubyGems 3 fails on
    /// `--no-ri` and `--no-rdoc`; Poetry 2 fails on `--no-dev`; Composer ignores `--no-suggest`.
    ///
    /// npm knows `--omit` from version 7 on, so nothing is said about images of Node.js 14 and older.
    ///
    /// The fix writes the new spelling, which means the same. Where the version of the manager is not known, it is a decision.
    ///
    /// ```dockerfile
    /// FROM node:22-slim
    /// RUN npm ci --only=production
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:22-slim
    /// RUN npm ci --omit=dev
    /// ```
    "deprecated-option", Info, Safe,
    groups: [Correctness],
    aka: ["tally:tally/ruby/deprecated-bundler-install-flags"],
    concerns: ["ruby-deprecated-bundler-flags"],
}

/// A manager, the old option and its value (`*` for any), and what took its place; empty for nothing.
const RENAMED: [(&str, &str, &str, &str); 12] = [
    ("npm", "--production", "", "--omit=dev"),
    ("npm", "--production", "true", "--omit=dev"),
    ("npm", "--only", "production", "--omit=dev"),
    ("npm", "--only", "prod", "--omit=dev"),
    ("npm", "--no-optional", "", "--omit=optional"),
    ("npm", "--also", "dev", "--include=dev"),
    ("npm", "--also", "development", "--include=dev"),
    ("gem", "--no-ri", "", "--no-document"),
    ("gem", "--no-rdoc", "", "--no-document"),
    ("composer", "--no-suggest", "", ""),
    ("poetry", "--no-dev", "", "--only main"),
    ("dnf5", "--nodocs", "", "--no-docs"),
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations() {
        match call.manager.name {
            "npm" | "gem" | "composer" | "poetry" | "dnf5" => renamed(file, &call, report),
            "bundle" if call.verb() == "install" => settings(file, &call, report),
            _ => {}
        }
    }
}

fn renamed(file: &Dockerfile, call: &Invocation<'_>, report: &mut Report) {
    let name = call.manager.name;
    let is_old = |option: &str, value: &str| {
        RENAMED.iter().find(|(manager, old, wanted, _)| *manager == name && *old == option && *wanted == value)
    };
    let found: Vec<_> = call
        .options()
        .filter_map(|(option, value, span)| is_old(option, value).map(|(.., instead)| (*instead, span)))
        .collect();
    let Some(&(instead, first)) = found.first() else { return };
    let age = match name {
        "npm" => npm_age(file, call),
        "composer" | "gem" => Age::Known,
        _ => Age::Unknown,
    };
    if age == Age::Before || call.has(&["--omit"]) && instead.starts_with("--omit") {
        return;
    }
    let option = file.text(first);
    let message = match instead {
        "" => format!("`{option}` is deprecated, and does nothing any more"),
        _ => format!("`{option}` is deprecated; its name is now `{instead}`"),
    };
    let finding = report.at(first, message);
    finding.tag(Tag::Deprecated);
    // Several old options may have become one.
    let mut written: Vec<&str> = Vec::new();
    let mut edits = Vec::new();
    for (instead, span) in &found {
        if instead.is_empty() || written.contains(instead) {
            let start = file.source()[..span.start].trim_end_matches([' ', '\t']).len();
            edits.push(delete(Span::new(start, span.end)));
        } else {
            written.push(instead);
            edits.push(replace(*span, *instead));
        }
    }
    let kind = if age == Age::Known { Safe } else { Ask };
    let title = if instead.is_empty() { format!("Remove {option}") } else { format!("Use {instead}") };
    if !call.command.is_exec() || (found.len() == 1 && !instead.is_empty() && !instead.contains(' ')) {
        finding.offer(kind, title, edits).declares(changes_inside(call.command));
    }
}

/// Whether the program is old enough not to know the new spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    Before,
    Known,
    Unknown,
}

/// Of the npm in the base image: from 7 on, that is in images of Node.js 15 and later, it knows `--omit`.
fn npm_age(file: &Dockerfile, call: &Invocation<'_>) -> Age {
    let reference = file.stage_of(call.instruction()).and_then(|stage| file.image_reference_under(stage));
    let Some(reference) = reference.filter(|reference| reference.short_name() == "node") else { return Age::Unknown };
    let tag = reference.tag.as_deref().unwrap_or("latest");
    let major: String = tag.chars().take_while(char::is_ascii_digit).collect();
    match major.parse::<u32>() {
        Ok(major) if major < 15 => Age::Before,
        Ok(_) => Age::Known,
        Err(_) if matches!(tag.split('-').next(), Some("latest" | "lts" | "current" | "alpine" | "slim")) => Age::Known,
        // The names of old versions: argon, boron, carbon.
        Err(_) => Age::Unknown,
    }
}

/// The options of `bundle install` that became settings, and the settings.
const SETTINGS: [(&str, &str); 9] = [
    ("--without", "without"),
    ("--with", "with"),
    ("--path", "path"),
    ("--deployment", "deployment"),
    ("--frozen", "frozen"),
    ("--system", "path.system"),
    ("--clean", "clean"),
    ("--no-prune", "no_prune"),
    ("--shebang", "shebang"),
];

/// `bundle install --without test`: options that Bundler remembers, which are settings now.
fn settings(file: &Dockerfile, call: &Invocation<'_>, report: &mut Report) {
    let command = call.command;
    let words = command.words();
    let mut found: Vec<(&str, Vec<String>, Span)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (name, attached) = match words[at].text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (words[at].text.as_str(), None),
        };
        let Some((_, setting)) = SETTINGS.iter().find(|(old, _)| *old == name) else {
            at += 1;
            continue;
        };
        let start = at;
        at += 1;
        let mut values: Vec<String> = attached.map(str::to_owned).into_iter().collect();
        // Groups are a list: every word up to the next option.
        let most = match *setting {
            "without" | "with" => usize::MAX,
            "path" | "shebang" => 1 - values.len(),
            _ => 0,
        };
        let mut taken = 0;
        while taken < most && words.get(at).is_some_and(|word| !word.text.starts_with('-')) {
            values.push(words[at].text.clone());
            at += 1;
            taken += 1;
        }
        if matches!(most, 0) && values.is_empty() {
            values.push("true".to_owned());
        }
        found.push((setting, values, command.word_span(start).to(command.word_span(at - 1))));
    }
    let Some((setting, _, span)) = found.first() else { return };
    let message = format!("This option of Bundler is deprecated; it is now the setting `{setting}`");
    let finding = report.at(*span, message);
    finding.tag(Tag::Deprecated);
    let element = command.element();
    let before = element.previous.map(|before| command.shell.script.elements[before].after);
    let joins =
        |connector| matches!(connector, Connector::And | Connector::Semicolon | Connector::Newline | Connector::End);
    let is_plain = !command.is_exec()
        && command.starter().is_none()
        && command.assignments().is_empty()
        && !element.negated
        && before.is_none_or(joins)
        && joins(element.after)
        && found.iter().all(|(_, values, _)| values.iter().all(|value| !value.contains(['$', '\'', '"'])));
    if !is_plain {
        return;
    }
    let configure = |(setting, values, _): &(&str, Vec<String>, Span)| {
        let value = values.iter().flat_map(|value| value.split([' ', ':'])).collect::<Vec<_>>().join(" ");
        let value = if value.contains(' ') { format!("'{value}'") } else { value };
        format!("bundle config set --local {setting} {value} && ")
    };
    let configured: String = found.iter().map(configure).collect();
    let mut edits = vec![insert(command.span().start, configured)];
    for (.., span) in &found {
        let start = file.source()[..span.start].trim_end_matches([' ', '\t']).len();
        edits.push(delete(Span::new(start, span.end)));
    }
    finding.ask("Make it a setting", edits).declares(changes_inside(command));
}

#[cfg(test)]
mod tests {
    use crate::rules::Applicability::{self, Ask, Safe};
    use crate::rules::testing::{findings, fixed, marked};

    fn after(base: &str, run: &str) -> Option<(Applicability, String)> {
        let source = format!("FROM {base}\nRUN {run}\n");
        let kind = findings("deprecated-option", &source).first()?.fixes.first()?.kind;
        let text = fixed("deprecated-option", &source)?;
        Some((kind, text.split_once("\nRUN ")?.1.trim_end().to_owned()))
    }

    #[test]
    fn the_new_spelling_means_the_same() {
        for (base, before, kind, expected) in [
            ("node:lts-alpine", "npm install --production", Safe, "npm install --omit=dev"),
            ("node:18", "npm prune --production", Safe, "npm prune --omit=dev"),
            ("node:20", "npm ci --only production", Safe, "npm ci --omit=dev"),
            ("acme/base", "npm ci --only=prod", Ask, "npm ci --omit=dev"),
            ("ruby:3", "gem install a --no-ri --no-rdoc", Safe, "gem install a --no-document"),
            ("php:8", "composer install --no-suggest --no-dev", Safe, "composer install --no-dev"),
            ("python:3", "poetry install --no-dev --no-root", Ask, "poetry install --only main --no-root"),
            (
                "ruby:3",
                "bundle install --without development test -j4 --deployment",
                Ask,
                "bundle config set --local without 'development test' && bundle config set --local deployment true && \
                 bundle install -j4",
            ),
            ("ruby:3", "a && bundle --path=x", Ask, "a && bundle config set --local path x && bundle"),
        ] {
            assert_eq!(after(base, before), Some((kind, expected.to_owned())), "{before}");
        }
    }

    #[test]
    fn what_is_new_or_too_old_to_know_better_is_fine() {
        for source in [
            "FROM node:12\nRUN npm ci --only=production\n",
            "FROM node:20\nRUN npm ci --omit=dev\n",
            "FROM node:20\nRUN yarn install --production\n",
            "FROM node:20\nRUN npm ci --production=false\n",
            "FROM ruby\nRUN bundle config set without test && bundle install && bundle exec x --path y\n",
            "FROM fedora\nRUN dnf install -y --nodocs a\n",
        ] {
            assert!(marked("deprecated-option", source).is_empty(), "{source}");
        }
        assert_eq!(after("ruby:3", "a || bundle install --deployment"), None);
    }
}
