//! `COPY a b c` without a slash at its end.

use crate::rules::prelude::*;

rule! {
    /// Several sources go to a destination that does not end in a slash.
    ///
    /// Without a slash it may be a file: if no folder of that name is there already, each source replaces the one before it,
    /// and the last remains. The documentation asks for the slash, and the older builder refuses to go on without. The fix
    /// adds it, which changes nothing where the folder exists.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY package.json package-lock.json /srv
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY package.json package-lock.json /srv/
    /// ```
    "several-sources-to-file", Info, Safe,
    groups: [Correctness],
    aka: [
        "hadolint:DL3021",
        "dockerfile-utils:INVALID_DESTINATION",
        "trivy:DS-0011",
        "kics:6db6e0c2",
        "dockerfilelint:add_dest_invalid",
    ],
    concerns: ["copy-many-needs-dir-dest"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        let [sources @ .., destination] = instruction.arguments.words() else { continue };
        if sources.len() < 2 || instruction.copy_destination().is_none() {
            continue;
        }
        let text = destination.text.trim_matches(['"', '\'']);
        let is_folder =
            text.ends_with(['/', '\\']) || matches!(text, "." | "..") || text.ends_with("/.") || text.ends_with("/..");
        // A variable may end in a slash itself.
        if is_folder || text.ends_with('}') || text.rsplit('/').next().is_some_and(|last| last.contains('$')) {
            continue;
        }
        let count = sources.len();
        let finding =
            report.at(destination.span, format!("The {count} sources need a folder; a slash at the end says so"));
        let whole = destination.part(0..destination.text.len());
        let is_quoted = whole.len() != text.len();
        if !is_quoted {
            finding.fix("Add a slash", insert(whole.end, "/"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn what_is_surely_a_folder_is_fine() {
        let source = "FROM a\nCOPY a b .\nCOPY a b /c/\nCOPY a /c\nADD a b $D\nCOPY a b ../\nCOPY a b c/d\n";
        assert_eq!(marked("several-sources-to-file", source), ["c/d"]);
        assert_eq!(
            fixed("several-sources-to-file", "FROM a\nCOPY [\"a\", \"b\", \"/c d\"]\n").as_deref(),
            Some("FROM a\nCOPY [\"a\", \"b\", \"/c d/\"]\n")
        );
    }
}
