//! apk's index, shipped in the image.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;
use crate::syntax::shell::Connector;

rule! {
    /// `apk add` leaves its index in the image.
    ///
    /// Without `--no-cache` apk keeps the package index under `/var/cache/apk`. With it, apk fetches the index for this one
    /// call and keeps nothing, so `apk update` and a clean-up afterwards are needless.
    ///
    /// The fix adds the option, and takes away an `apk update` in front that has nothing left to do; the same packages are
    /// installed, and only the layer is smaller.
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
            let calls: Vec<_> = file.invocations_of(index).into_iter().filter(|call| call.command.is("apk")).collect();
            let mut update = needless_update(file, &calls);
            let adds = || calls.iter().filter(|call| call.verb() == "add" && !is_told(call));
            for call in adds() {
                let mut edits = vec![call.add_option("--no-cache")];
                edits.extend(update.take().map(|(_, edit)| edit));
                report
                    .at(call.verb_span(), "apk keeps its index in the image")
                    .fix("Add --no-cache", edits)
                    .declares(changes_inside(call.command));
            }
            if let Some((call, edit)) = update.filter(|_| adds().next().is_none()) {
                report
                    .at(call.command.span(), "The index that this fetches stays in the image, and nothing needs it")
                    .tag(Tag::Unnecessary)
                    .fix("Remove `apk update`", edit)
                    .declares(changes_inside(call.command));
            }
        }
    }
}

/// Whether somebody has said where the index goes: with an option, or perhaps with one that a variable holds.
fn is_told(call: &Invocation<'_>) -> bool {
    let hidden = |word: &&str| word.starts_with('$') && word.to_ascii_uppercase().contains("APK");
    call.has(&["--no-cache", "--cache-dir", "--no-network", "--root", "-p", "--initdb"])
        || call.arguments().iter().any(hidden)
}

/// An `apk update` after which apk only adds, which fetches an index of its own with `--no-cache`, and the edit that takes it
/// away. None where more than itself and the `&&` behind it would go.
fn needless_update<'a>(file: &Dockerfile, calls: &'a [Invocation<'a>]) -> Option<(&'a Invocation<'a>, Edit)> {
    let update = calls.iter().find(|call| call.verb() == "update")?;
    let mut adds = calls.iter().filter(|call| call.verb() == "add").peekable();
    let only_adds = calls.iter().all(|call| matches!(call.verb(), "add" | "del" | "update"));
    let (command, shell) = (update.command, update.command.shell);
    let element = command.element();
    let is_plain = command.is_at_top()
        && command.starter().is_none()
        && !command.is_exec()
        && !shell.script.broken
        && !element.negated
        && element.after == Connector::And
        && element.previous.is_none_or(|before| shell.script.elements[before].after == Connector::And);
    let next = shell.script.elements.get(element.next?)?;
    let span = Span::new(shell.text.offset(element.range.start), shell.text.offset(next.range.start));
    let holds_comment = file.comments.iter().any(|comment| comment.overlaps(span));
    let fetches = adds.peek().is_some() && adds.all(|call| call.has(&["--no-cache"]) || !is_told(call));
    let is_needless = only_adds && fetches && is_plain && !holds_comment;
    is_needless.then(|| (update, delete(span)))
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
    fn an_update_in_front_goes_too() {
        let update = "FROM a\nRUN apk update && \\\n    apk upgrade && apk add b\n";
        assert_eq!(marked("apk-cache-kept", update), ["add"]);
        for (source, after) in [
            ("RUN apk update && apk add b && c\n", "RUN apk add --no-cache b && c\n"),
            ("RUN apk update \\\n  && apk add --no-cache b\n", "RUN apk add --no-cache b\n"),
            ("RUN apk update; apk add b\n", "RUN apk update; apk add --no-cache b\n"),
            ("RUN apk update && \\\n # c\n apk add b\n", "RUN apk update && \\\n # c\n apk add --no-cache b\n"),
        ] {
            let fixed = fixed("apk-cache-kept", &format!("FROM a\n{source}"));
            assert_eq!(fixed.as_deref().and_then(|text| text.strip_prefix("FROM a\n")), Some(after), "{source}");
        }
        assert!(marked("apk-cache-kept", "FROM a\nRUN apk update\n").is_empty());
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
