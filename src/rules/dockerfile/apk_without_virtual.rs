//! Build packages that are named twice.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// `apk del` names again what `apk add` named.
    ///
    /// What a step installs only for itself gets a name with `--virtual`, and goes by that name. A package that is added to the
    /// first list and forgotten in the second stays in the image, and nobody sees it.
    ///
    /// The fix names the group `.build-deps`. It is offered where one call adds exactly what the other deletes.
    ///
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add --no-cache gcc make && make && apk del gcc make
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.20
    /// RUN apk add --no-cache --virtual .build-deps gcc make && make && apk del .build-deps
    /// ```
    "apk-without-virtual", Info, Ask,
    groups: [Size],
    aka: ["dockerfilelint:apkadd-missing-virtual"],
    concerns: ["apk-virtual-group"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let calls: Vec<_> = file.invocations().filter(|call| call.manager.name == "apk").collect();
    for del in calls.iter().filter(|call| call.verb() == "del") {
        let removed = names(del);
        let same_step = calls.iter().filter(|call| call.instruction() == del.instruction() && call.verb() == "add");
        let adds: Vec<_> = same_step
            .filter(|add| add.command.span().start < del.command.span().start && !is_named(add))
            .filter(|add| names(add).iter().any(|name| removed.contains(name)))
            .collect();
        // One package needs no group.
        let again = || adds.iter().flat_map(|add| names(add)).filter(|name| removed.contains(name)).count();
        let Some(add) = adds.first().filter(|_| again() > 1) else { continue };
        let packages = del.packages();
        let span = packages[0].span.to(packages[packages.len() - 1].span);
        let finding = report.at(span, "`apk add` named these before; a group has one name for all of them");
        finding.related(add.command.span(), "Here they are added");
        let mut added = names(add);
        let mut gone = removed.clone();
        added.sort_unstable();
        gone.sort_unstable();
        let comments = file.comments.iter().any(|comment| comment.overlaps(span));
        let is_literal = !add.packages().iter().chain(&packages).any(|package| package.varies);
        let apart = del.command.words().iter().skip(1).any(|word| word.text.starts_with('-'));
        if adds.len() == 1 && added == gone && is_literal && !comments && !apart && !add.command.is_exec() {
            let place = no_cache_after(add).unwrap_or(add.after_verb());
            finding
                .fix(
                    "Name the group .build-deps",
                    [add.command.add_word(place, "--virtual .build-deps"), replace(span, ".build-deps")],
                )
                .declares(changes_inside(add.command));
        }
    }
}

/// The packages without their versions.
fn names<'a>(call: &Invocation<'a>) -> Vec<&'a str> {
    let bare = |text: &'a str| text.split(['=', '~', '<', '>', '@']).next().unwrap_or(text);
    call.packages().into_iter().map(|package| bare(package.text)).collect()
}

fn is_named(call: &Invocation<'_>) -> bool {
    call.has(&["-t", "--virtual"])
}

/// The end of a `--no-cache` right behind the verb.
fn no_cache_after(call: &Invocation<'_>) -> Option<usize> {
    let words = call.command.words();
    let at = (0..words.len()).find(|&at| call.command.word_span(at).start > call.after_verb())?;
    (words[at].text == "--no-cache").then(|| call.command.word_span(at).end)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn lists_that_differ_are_for_a_person() {
        let source = "FROM a\nRUN apk add b c d && e && apk del b c\n";
        assert_eq!(marked("apk-without-virtual", source), ["b c"]);
        assert_eq!(fixed("apk-without-virtual", source), None);
    }

    #[test]
    fn groups_and_single_packages_are_fine() {
        for run in [
            "apk add --virtual .b c d && apk del .b",
            "apk add -t .b c d && apk del .b",
            "apk add b c && apk del c",
            "apk add b c",
            "apk del b c",
        ] {
            assert!(marked("apk-without-virtual", &format!("FROM a\nRUN {run}\n")).is_empty(), "{run}");
        }
    }
}
