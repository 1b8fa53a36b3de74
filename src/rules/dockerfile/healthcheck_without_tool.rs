//! A HEALTHCHECK that asks with a program that is not there.

use crate::reference::images::{Image, Knowledge, health};
use crate::rules::prelude::*;

rule! {
    /// The `HEALTHCHECK` calls a program that the image does not have.
    ///
    /// Slim and minimal images leave out what most checks call: `curl` is in `node:24` and not in `node:24-slim`. Nothing fails
    /// while building. The container starts, every check fails, and after three of them it counts as unhealthy for ever.
    ///
    /// The rule speaks where the base is known to lack the program and nothing in the file mentions it again: no package, no
    /// copied file, no script of your own. The fix asks with a program that the base has.
    ///
    /// ```dockerfile
    /// FROM nginx:1.29-alpine-slim
    /// EXPOSE 80
    /// HEALTHCHECK CMD curl -f http://localhost/ || exit 1
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nginx:1.29-alpine-slim
    /// EXPOSE 80
    /// HEALTHCHECK CMD ["wget", "-q", "--spider", "http://localhost/"]
    /// ```
    "healthcheck-without-tool", Warning, Ask,
    groups: [Correctness],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for (index, healthcheck) in file.instructions.iter().enumerate().filter(|(_, it)| it.is(Keyword::Healthcheck)) {
        let Some(stage) = file.stage_of(index) else { continue };
        let Some(image) = file.image_under(stage) else { continue };
        for command in file.commands_of(index) {
            let Some(tool) = command.name().filter(|tool| image.has_tool(tool) == Knowledge::No) else { continue };
            if may_be_brought(file, stage, tool) {
                continue;
            }
            let place = command.word_span(0);
            let finding = report
                .at(place, format!("`{tool}` is not in `{}`, and nothing here brings it", image_name(file, stage)));
            let Arguments::Health { command: whole, .. } = &healthcheck.arguments else { continue };
            let address = command.texts().into_iter().find(|word| word.starts_with("http://"));
            let start = match whole.as_ref() {
                Arguments::Shell(line) => line.whole(),
                Arguments::Json { list, .. } => *list,
                _ => continue,
            };
            for check in replacements(image, address) {
                finding.fix(check.0, replace(start, check.1)).declares(&[Change::Healthcheck]);
            }
            break;
        }
    }
}

fn image_name(file: &Dockerfile, stage: &Stage) -> String {
    file.image_reference_under(stage).map_or_else(String::new, |image| image.text.clone())
}

/// Whether anything in the stage, or in those that it is built on, may bring the program: what mentions it, or runs what
/// cannot be seen from here.
fn may_be_brought(file: &Dockerfile, stage: &Stage, tool: &str) -> bool {
    let mut current = Some(stage);
    while let Some(stage) = current {
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            let holds = |text: &str| text.contains(tool) || (tool == "nc" && text.contains("netcat"));
            let brings = match instruction.keyword {
                Keyword::Run => holds(file.text(instruction.span)) || runs_unseen(file, index),
                Keyword::Copy | Keyword::Add => {
                    holds(instruction.rest.text())
                        || instruction
                            .arguments
                            .words()
                            .iter()
                            .any(|word| word.text.contains("/bin") || word.text == "/")
                }
                _ => false,
            };
            if brings {
                return true;
            }
        }
        current = match stage.base {
            Base::Stage(parent) if parent < stage.index => file.stages.get(parent),
            _ => None,
        };
    }
    false
}

/// Whether a RUN starts a script, installs what a variable or a file names, or cannot be read at all.
fn runs_unseen(file: &Dockerfile, index: usize) -> bool {
    let commands = file.commands_of(index);
    commands.is_empty()
        || commands.iter().any(|command| {
            let Some(name) = command.name() else { return true };
            let is_path = command.words().first().is_some_and(|word| word.text.contains('/'));
            let is_script =
                name.ends_with(".sh") || matches!(name, "sh" | "bash" | "." | "source" | "make" | "eval" | "xargs");
            let varies =
                Invocation::read(*command).is_some_and(|it| it.packages().iter().any(|package| package.varies));
            is_path || is_script || varies
        })
}

/// Checks by HTTP with a program that the image has, each with its title, asking the same address.
fn replacements(image: &Image, address: Option<&str>) -> Vec<(String, String)> {
    let Some(address) = address else { return Vec::new() };
    let rest = &address["http://".len()..];
    let host = rest.split('/').next().unwrap_or("");
    let port = host.rsplit_once(':').map_or("80", |(_, port)| port);
    if port.parse::<u16>().is_err() || address.contains(['$', '\'', '"', '\\']) {
        return Vec::new();
    }
    let generated = format!("http://127.0.0.1:{port}/");
    health::for_image(Some(image))
        .into_iter()
        .filter(|check| check.asks == health::Asks::Http)
        .filter_map(|check| {
            let line = check.dockerfile(Some(port));
            let (_, command) = line.split_once(" CMD ")?;
            command.contains(&generated).then(|| (check.title.clone(), command.replace(&generated, address)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "healthcheck-without-tool";

    #[test]
    fn the_program_is_marked_and_another_one_asks_the_same() {
        let source =
            "FROM node:24-slim\nHEALTHCHECK --interval=30s CMD [\"curl\", \"-f\", \"http://localhost:3000/health\"]\n";
        assert_eq!(marked(NAME, source), ["curl"]);
        let mended = fixed(NAME, source).expect("node can ask");
        assert!(
            mended.contains("HEALTHCHECK --interval=30s CMD [\"node\"")
                && mended.contains("http://localhost:3000/health"),
            "{mended}"
        );
    }

    #[test]
    fn silence_where_the_program_is_there_or_may_be() {
        for stage in [
            "FROM node:24",
            "FROM node:24-slim\nRUN apt-get update && apt-get install -y curl",
            "FROM node:24-slim\nRUN ./install.sh",
            "FROM node:24-slim\nARG PACKAGES\nRUN apt-get install -y $PACKAGES",
            "FROM node:24-slim\nCOPY --from=a /usr/bin/ /usr/bin/",
            "FROM node:24-slim AS b\nRUN apt-get install -y curl\nFROM b",
            "FROM ghcr.io/acme/base:1",
        ] {
            assert!(
                marked(NAME, &format!("{stage}\nHEALTHCHECK CMD curl -f http://localhost/\n")).is_empty(),
                "{stage}"
            );
        }
        assert!(marked(NAME, "FROM node:24-slim\nHEALTHCHECK CMD node health.js\n").is_empty());
    }
}
