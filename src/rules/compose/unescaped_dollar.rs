//! Variables of the container that Compose takes for its own.

use crate::model::compose::{Service, Template, Value};
use crate::rules::prelude::*;
use std::collections::HashSet;

rule! {
    /// Compose puts in a variable that is meant for the container.
    ///
    /// `$NAME` in a command or a health check is filled in by Compose, from its own environment and `.env`, before the
    /// container exists: what `environment` sets is not looked at. Where nothing else sets the variable, the text is empty.
    /// In the same way Compose cuts a password hash at its dollar signs. `$$` is a dollar sign that stays.
    ///
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     environment:
    ///       POSTGRES_USER: shop
    ///     healthcheck:
    ///       test: pg_isready -U $POSTGRES_USER
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   db:
    ///     image: postgres:17
    ///     environment:
    ///       POSTGRES_USER: shop
    ///     healthcheck:
    ///       test: pg_isready -U $$POSTGRES_USER
    /// ```
    "unescaped-dollar", Warning, Ask,
    groups: [Correctness],
    concerns: ["unescaped-dollar"],
}

/// How the hashes of crypt(3) and of Apache begin.
const HASHES: [&str; 8] = ["$apr1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$1$", "$argon2"];

pub fn check(file: &Compose, report: &mut Report) {
    if !file.source().contains('$') {
        return;
    }
    for service in file.services() {
        let own = own_variables(service);
        if !own.is_empty() {
            let commands = ["command", "entrypoint"].iter().filter_map(|key| service.get(key));
            let in_shell = commands.clone().any(|command| file.text(command.span()).contains("sh"))
                && commands.clone().any(calls_script);
            for value in commands.flat_map(texts) {
                tell_variables(file, value, &own, in_shell, report);
            }
            if let Some(test) = service.value.at(&["healthcheck", "test"]) {
                let in_shell = !test.is_sequence() || test.items().next().and_then(Value::text) == Some("CMD-SHELL");
                for value in texts(test) {
                    tell_variables(file, value, &own, in_shell || calls_script(test), report);
                }
            }
        }
        for value in ["environment", "labels"].iter().filter_map(|key| service.get(key)).flat_map(texts) {
            tell_hash(file, value, report);
        }
    }
}

/// The variables that a service gives its container a value for, other than by the variable of that name.
fn own_variables(service: Service<'_>) -> HashSet<&str> {
    let given = service.environment().into_iter().filter_map(|variable| Some((variable.name, variable.value?)));
    let is_own = |(name, value): &(&str, &str)| {
        Template::read(value).variables.iter().all(|used| value.get(used.name.clone()) != Some(name))
    };
    given.filter(is_own).map(|(name, _)| name).collect()
}

/// Whether one of the words has the form of `-c`, by which shells take a script. Without a shell nobody would fill a variable in.
fn calls_script(command: Value<'_>) -> bool {
    let is_option = |word: &str| word.starts_with('-') && !word.starts_with("--") && word.ends_with('c');
    let texts = command.items().chain(std::iter::once(command)).filter_map(Value::text);
    texts.flat_map(str::split_whitespace).any(is_option)
}

/// A text, or those in a list or mapping.
fn texts(value: Value<'_>) -> Vec<Value<'_>> {
    let mapped = value.entries().into_iter().map(|pair| pair.value);
    let all = value.items().chain(mapped).chain(std::iter::once(value));
    all.filter(|value| value.text().is_some_and(|text| text.contains('$'))).collect()
}

fn tell_variables(file: &Compose, value: Value<'_>, own: &HashSet<&str>, in_shell: bool, report: &mut Report) {
    let (Some(text), Some(joined)) = (value.text(), value.joined()) else { return };
    for used in Template::read(text).variables.iter().filter(|used| used.operator.is_none()) {
        let Some(name) = text.get(used.name.clone()).filter(|name| own.contains(name)) else { continue };
        if file.project().variable(name).is_some() {
            continue;
        }
        let span = joined.span(used.range.clone());
        let message =
            format!("Compose fills in a `{name}` of its own, and has none; `environment` sets the container's");
        let finding = report.at(span, message);
        if in_shell && file.text(span).starts_with('$') {
            finding.fix("Leave it to the container", insert(span.start, "$")).declares(&[Change::Model]);
        }
    }
}

fn tell_hash(file: &Compose, value: Value<'_>, report: &mut Report) {
    let (Some(text), Some(joined)) = (value.text(), value.joined()) else { return };
    let begins = |hash: &&str| text.find(hash).is_some_and(|at| !text[..at].ends_with('$'));
    if !HASHES.iter().any(begins) {
        return;
    }
    let is_unset = |name: &str| file.project().variable(name).is_none();
    let variables = Template::read(text).variables;
    let Some(cut) = variables.iter().find(|used| text.get(used.name.clone()).is_some_and(is_unset)) else { return };
    let span = joined.span(cut.range.clone());
    let name = text.get(cut.name.clone()).unwrap_or("");
    let finding = report.at(span, format!("Compose takes `${name}` for a variable, and cuts the hash here"));
    let whole = joined.whole();
    if file.text(whole) == text {
        finding.fix("Double its dollar signs", replace(whole, text.replace('$', "$$"))).declares(&[Change::Model]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings_among, fixed, marked};

    #[test]
    fn what_compose_knows_or_the_container_does_not_is_no_mistake() {
        let with = |environment: &str, command: &str| {
            let body = format!("image: x, environment: {{{environment}}}, command: {command}");
            marked("unescaped-dollar", &format!("services: {{a: {{{body}}}}}\n"))
        };
        assert_eq!(with("A: 1", "\"echo $A ${A}\""), ["$A", "${A}"]);
        for (environment, command) in [
            ("A: \"${A:-1}\"", "echo $A"),
            ("A: ", "echo $A"),
            ("A: 1", "echo $$A"),
            ("A: 1", "\"echo ${A:-2}\""),
            ("B: 1", "echo $A"),
        ] {
            assert!(with(environment, command).is_empty(), "{environment} {command}");
        }
        let source = "services: {a: {image: x, environment: {A: 1}, command: echo $A}}\n";
        assert!(findings_among("unescaped-dollar", &[(".env", "A=2\n")], source).is_empty());
    }

    #[test]
    fn without_a_shell_nobody_fills_it_in() {
        let with = |command: &str| {
            let source = format!("services: {{a: {{image: x, environment: {{A: 1}}, command: {command}}}}}\n");
            fixed("unescaped-dollar", &source).is_some()
        };
        assert!(with("sh -c \"echo $A\"") && with("[bash, -ec, echo $A]") && !with("echo $A"));
    }

    #[test]
    fn a_hash_keeps_its_dollars() {
        let source = "services:\n  a:\n    image: x\n    labels:\n      - auth=me:$apr1$x1$y2\n";
        assert_eq!(marked("unescaped-dollar", source), ["$apr1"]);
        assert_eq!(fixed("unescaped-dollar", source), Some(source.replace('$', "$$")));
        assert!(marked("unescaped-dollar", &source.replace('$', "$$")).is_empty());
    }
}
