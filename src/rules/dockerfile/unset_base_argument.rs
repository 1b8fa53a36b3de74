//! A FROM that works only with a build argument.

use crate::rules::prelude::*;

rule! {
    /// The base image hangs on an argument without a default.
    ///
    /// `docker build .` alone is refused then: it needs `--build-arg`. That may be what you want, but nobody learns it from
    /// the file, and editors, scanners and `docker build --check` cannot know the image either. A default costs nothing; the
    /// argument still wins over it.
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
    for awaited in file.awaited_by_bases() {
        let name = &awaited.name;
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
    use crate::rules::testing::{findings, marked};

    #[test]
    fn an_empty_default_is_none_either() {
        assert_eq!(marked("unset-base-argument", "ARG B=\nFROM ${B}\n"), ["${B}"]);
        assert_eq!(marked("unset-base-argument", "ARG T\nFROM alpine:$T AS x\nFROM alpine:${T}\n"), ["$T", "${T}"]);
    }

    #[test]
    fn silence_where_the_image_is_whole_without_it() {
        for source in ["ARG S\nFROM node:24$S\n", "ARG B\nFROM ${B:-alpine}\n", "FROM $B\n", "ARG B=alpine\nFROM $B\n"]
        {
            assert!(findings("unset-base-argument", source).is_empty(), "{source}");
        }
    }
}
