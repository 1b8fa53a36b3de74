//! Installations that run whenever a container starts.

use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// The container installs packages when it starts.
    ///
    /// Every start then needs the network and the registry, takes as long as the installation, and may get other versions than
    /// the last: two containers of one image are not the same program. Install while the image is built.
    ///
    /// The fix moves the installation into a `RUN`, where `&&` joins it to the rest. See that its manifest is copied before.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// WORKDIR /srv
    /// COPY . .
    /// CMD npm ci && node server.js
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// WORKDIR /srv
    /// COPY . .
    /// RUN npm ci
    /// CMD node server.js
    /// ```
    "install-at-start", Warning, Ask,
    groups: [Performance, Reproducibility],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        for index in file.startup_of(stage) {
            for call in file.invocations_of(index).iter().filter(|call| call.installs()) {
                let message = format!("Every start of the container runs `{}` first", call.spelled());
                let finding = report.at(call.command.span(), message);
                if let Some(edits) = move_to_build(file, index, call) {
                    finding.fix("Install while building", edits).declares(&[
                        Change::Instructions,
                        Change::Cmd,
                        Change::Entrypoint,
                    ]);
                }
            }
        }
    }
}

/// Takes the first command of the start into a RUN of its own.
fn move_to_build(file: &Dockerfile, index: usize, call: &Invocation<'_>) -> Option<Vec<Edit>> {
    let instruction = &file.instructions[index];
    let startup = file.startup_script(index)?;
    let first = startup.elements().next()?;
    let text = &startup.text.text;
    let is_first = text.span(first.range.clone()) == call.command.span() && first.after == Connector::And;
    let next = first.next.and_then(|at| startup.text.script.elements.get(at))?;
    let start = call.command.span().start;
    let rest = text.offset(next.range.start);
    let written = file.text(call.command.span());
    // In a list the words stand in a JSON string, with its escapes.
    let is_plain = !written.contains(['\\', '\n']) && !written.contains('$');
    (is_first && is_plain && instruction.comments.is_empty()).then(|| {
        let before = file.start_with_comments(instruction);
        vec![insert(before, format!("RUN {written}\n")), delete(Span::new(start, rest))]
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    const NAME: &str = "install-at-start";

    #[test]
    fn every_form_of_a_start_is_seen() {
        assert_eq!(
            fixed(NAME, "FROM a\n# go\nCMD [\"sh\", \"-c\", \"pip install -r r.txt && python a.py\"]\n").as_deref(),
            Some("FROM a\nRUN pip install -r r.txt\n# go\nCMD [\"sh\", \"-c\", \"python a.py\"]\n")
        );
        assert_eq!(
            marked(NAME, "FROM a\nENTRYPOINT apt-get update; apt-get install -y b; c\n"),
            ["apt-get install -y b"]
        );
        assert_eq!(fixed(NAME, "FROM a\nCMD npm install; npm start\n"), None);
    }

    #[test]
    fn starting_is_not_installing() {
        for rest in ["CMD npm start", "CMD [\"npm\", \"run\", \"dev\"]", "CMD npm ci && a\nCMD b", "RUN npm ci"] {
            assert!(marked(NAME, &format!("FROM a\n{rest}\n")).is_empty(), "{rest}");
        }
    }
}
