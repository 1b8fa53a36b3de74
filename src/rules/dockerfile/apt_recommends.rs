//! apt that installs more than was asked for.

use crate::reference::packages::Action;
use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// `apt-get install` brings recommended packages along.
    ///
    /// Debian marks as recommended what most people would want on a desktop: documentation, mail servers, graphics. In an image
    /// that is size and attack surface. `--no-install-recommends` installs the named packages and what they need.
    ///
    /// The fix may leave out something that the program used without naming it, such as `ca-certificates`, so look at what
    /// is missing afterwards.
    ///
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y git
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y --no-install-recommends git
    /// ```
    "apt-recommends", Info, Ask,
    groups: [Size],
    aka: ["hadolint:DL3015", "trivy:DS-0029"],
    concerns: ["apt-no-recommends"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    // Somebody who sets this anywhere has thought of it.
    if file.source().contains("Install-Recommends") {
        return;
    }
    for (index, _) in file.instructions.iter().enumerate().filter(|(_, instruction)| instruction.is(Keyword::Run)) {
        if !file.stage_of(index).is_some_and(|stage| file.ships(stage)) {
            continue;
        }
        for call in file.invocations_of(index) {
            let is_apt = call.is_apt();
            let installs = call.action() == Some(Action::Install) && call.verb() == "install";
            let hidden = call.arguments().iter().any(|word| word.starts_with('$'));
            // What is only upgraded has brought its recommendations already.
            let decides = ["--no-install-recommends", "--install-recommends", "--only-upgrade"];
            if !is_apt || !installs || hidden || call.has(&decides) {
                continue;
            }
            let place = yes_after(&call).unwrap_or(call.after_verb());
            report
                .at(call.verb_span(), "This installs recommended packages too, not only what is needed")
                .fix("Add --no-install-recommends", call.command.add_word(place, "--no-install-recommends"))
                .declares(changes_inside(call.command));
        }
    }
}

/// The end of a `-y` right behind the verb, which is where most people look for the next option.
fn yes_after(call: &Invocation<'_>) -> Option<usize> {
    let words = call.command.words();
    let verb_end = call.after_verb();
    let at = (0..words.len()).find(|&at| call.command.word_span(at).start > verb_end)?;
    matches!(words[at].text.as_str(), "-y" | "--yes" | "-qy" | "-yq" | "-qq").then(|| call.command.word_span(at).end)
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_what_ships_and_only_where_nobody_decided() {
        let bad = "FROM a\nRUN apt-get install -y b\n";
        assert_eq!(marked("apt-recommends", bad), ["install"]);
        assert!(marked("apt-recommends", &format!("{bad}FROM c\nCOPY --from=0 /b /b\n")).is_empty());
        assert!(marked("apt-recommends", "FROM a\nRUN apt-get install -y b --no-install-recommends\n").is_empty());
        assert!(marked("apt-recommends", "FROM a\nRUN apt-get install --only-upgrade -y b\n").is_empty());
        let configured =
            "FROM a\nRUN echo 'APT::Install-Recommends \"0\";' > /etc/apt/apt.conf.d/x\nRUN apt-get install -y b\n";
        assert!(marked("apt-recommends", configured).is_empty());
    }
}
