//! apk's index, shipped in the image.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// `apk add` leaves its index in the image.
    ///
    /// Without `--no-cache` apk keeps the package index under `/var/cache/apk`. With it, apk fetches the index for this one
    /// call and keeps nothing, so `apk update` and a clean-up afterwards are needless.
    ///
    /// The fix adds the option; the same packages are installed, and only the layer is smaller.
    ///
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add curl
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add --no-cache curl
    /// ```
    "apk-cache-kept", Info, Safe,
    groups: [Size],
    aka: ["hadolint:DL3019", "trivy:DS-0025"],
    concerns: ["apk-no-cache"],
}

const CACHE: &str = "/var/cache/apk";

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in file.stages.iter().filter(|stage| file.ships(stage)) {
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            let mounts = instruction.flags_named("mount").filter_map(|flag| flag.value.as_ref());
            let is_mounted = mounts.into_iter().any(|mount| mount.text.contains("/apk"));
            if !instruction.is(Keyword::Run) || is_mounted {
                continue;
            }
            let cleans = |command: &Command<'_>| {
                let texts = command.texts();
                command.is("rm") && texts.iter().any(|text| text.starts_with(CACHE) || text.starts_with("/var/cache/*"))
            };
            if file.commands_of(index).iter().any(cleans) {
                continue;
            }
            for call in file.invocations_of(index) {
                let keeps = call.has(&["--cache-dir", "--no-network", "--root", "-p", "--initdb"]);
                let hidden = call
                    .arguments()
                    .iter()
                    .any(|word| word.starts_with('$') && word.to_ascii_uppercase().contains("APK"));
                if !call.command.is("apk") || call.verb() != "add" || keeps || hidden || call.has(&["--no-cache"]) {
                    continue;
                }
                report
                    .at(call.verb_span(), "apk keeps its index in the image")
                    .fix("Add --no-cache", call.add_option("--no-cache"))
                    .declares(changes_inside(call.command));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn options_before_the_verb_stay() {
        assert_eq!(
            fixed("apk-cache-kept", "FROM a\nRUN apk -q add b --repository http://c d\n").as_deref(),
            Some("FROM a\nRUN apk -q add --no-cache b --repository http://c d\n")
        );
    }

    #[test]
    fn what_cleans_up_or_does_not_ship_is_fine() {
        for source in [
            "FROM a\nRUN apk add --no-cache b\n",
            "FROM a\nRUN apk --no-cache add b\n",
            "FROM a\nRUN apk add b && rm -rf /var/cache/apk/*\n",
            "FROM a\nRUN --mount=type=cache,target=/etc/apk/cache apk add b\n",
            "FROM a\nRUN apk add b\nFROM c\n",
            "FROM a\nRUN apk del b\n",
        ] {
            assert!(marked("apk-cache-kept", source).is_empty(), "{source}");
        }
    }
}
