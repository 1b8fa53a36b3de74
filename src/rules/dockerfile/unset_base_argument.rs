//! A FROM that works only with a build argument.

use crate::model::builders::builders;
use crate::rules::prelude::*;

rule! {
    /// The base image hangs on an argument without a default.
    ///
    /// `docker build .` alone is refused then: it needs `--build-arg`. That may be what you want, but nobody learns it from
    /// the file, and editors, scanners and `docker build --check` cannot know the image either. A default costs nothing; the
    /// argument still wins over it. Where Compose or Bake files around build this Dockerfile and all give the argument,
    /// nothing is said.
    ///
    /// ```dockerfile
    /// ARG BASE
    /// FROM $BASE
    /// RUN make
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// ARG BASE=debian:13-slim
    /// FROM $BASE
    /// RUN make
    /// ```
    "unset-base-argument", Warning,
    groups: [Correctness],
    aka: ["buildkit:InvalidDefaultArgInFrom", "dockerfile-utils:BASE_NAME_EMPTY"],
    concerns: ["base-name-empty"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let awaited = file.awaited_by_bases();
    if awaited.is_empty() {
        return;
    }
    let builders = builders(file);
    for awaited in awaited {
        let name = &awaited.name;
        // Those who build it here all say which image they want.
        if !builders.is_empty() && builders.iter().all(|builder| builder.arguments.contains(name)) {
            continue;
        }
        let message = format!("{name} has no default, so this builds only with --build-arg {name}=…");
        let finding = report.at(awaited.span, message);
        finding.environment();
        if let Some(declared) = awaited.declared {
            finding.related(declared, "declared here");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, findings_among, marked};

    #[test]
    fn an_empty_default_is_none_either() {
        assert_eq!(marked("unset-base-argument", "ARG B=\nFROM ${B}\n"), ["${B}"]);
        assert_eq!(marked("unset-base-argument", "ARG T\nFROM alpine:$T AS x\nFROM alpine:${T}\n"), ["$T", "${T}"]);
    }

    #[test]
    fn a_compose_file_that_gives_the_argument_is_heard() {
        let told = |arguments: &str| {
            let compose = format!("services: {{a: {{build: {{context: ., args: {arguments}}}}}}}\n");
            let source = "ARG B\nFROM $B\n";
            findings_among("unset-base-argument", &[("compose.yaml", &compose), ("Dockerfile", source)], source).len()
        };
        assert_eq!(told("{B: x}"), 0);
        assert_eq!(told("{A: x}"), 1);
    }

    #[test]
    fn silence_where_the_image_is_whole_without_it() {
        for source in ["ARG S\nFROM node:24$S\n", "ARG B\nFROM ${B:-alpine}\n", "FROM $B\n", "ARG B=alpine\nFROM $B\n"]
        {
            assert!(findings("unset-base-argument", source).is_empty(), "{source}");
        }
    }
}
