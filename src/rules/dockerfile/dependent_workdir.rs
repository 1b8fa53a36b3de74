//! A WORKDIR that hangs on the one above it.

use crate::model::dockerfile::installs::join;
use crate::rules::prelude::*;

rule! {
    /// A `WORKDIR` is relative to the one before it.
    ///
    /// It means the folder of the WORKDIR above, or of the stage below, joined with this one: whoever moves or changes that one
    /// changes this one too, without seeing it. With absolute paths each line says where it is.
    ///
    /// The first WORKDIR of all, which would start from a folder of the base image, is the business of `relative-workdir`.
    /// The fix writes the path that it has now.
    ///
    /// ```dockerfile
    /// FROM gradle:9.7
    /// WORKDIR /src
    /// COPY . .
    /// WORKDIR android/
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM gradle:9.7
    /// WORKDIR /src
    /// COPY . .
    /// WORKDIR /src/android/
    /// ```
    "dependent-workdir", Hint, Safe,
    groups: [Style],
    aka: ["hadolint:DL3000", "trivy:DS-0009", "checkov:CKV_DOCKER_10"],
    concerns: ["workdir-relative"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        for index in stage.range.clone() {
            let instruction = &file.instructions[index];
            let (Keyword::Workdir, Arguments::Text(path)) = (instruction.keyword, &instruction.arguments) else {
                continue;
            };
            if !is_plain(&path.text) || path.text.starts_with('/') {
                continue;
            }
            let before = file.workdir_before(index);
            // What the base image starts from is not written anywhere.
            if !before.starts_with('/') || !is_plain(before) {
                continue;
            }
            let joined = join(before, &path.text);
            let absolute = if path.text.ends_with('/') && joined != "/" { format!("{joined}/") } else { joined };
            report
                .at(path.span, format!("This is `{absolute}` only as long as the WORKDIR before it is `{before}`"))
                .fix(format!("Write {absolute}"), replace(path.span, absolute));
        }
    }
}

/// Without variables, quotes, drives and what else would have to be understood.
fn is_plain(path: &str) -> bool {
    !path.is_empty() && !path.contains(['$', '"', '\'', '\\', ':', '`', ' '])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn the_path_is_written_in_full() {
        for (before, after) in [("b", "/a/b"), ("./b", "/a/b"), ("..", "/"), ("../c/", "/c/")] {
            assert_eq!(
                fixed("dependent-workdir", &format!("FROM x\nWORKDIR /a\nWORKDIR {before}\n")),
                Some(format!("FROM x\nWORKDIR /a\nWORKDIR {after}\n"))
            );
        }
        let inherited = "FROM x AS y\nWORKDIR /a\nFROM y\nWORKDIR b\n";
        assert_eq!(marked("dependent-workdir", inherited), ["b"]);
    }

    #[test]
    fn what_hangs_on_nothing_written_is_left_alone() {
        for rest in
            ["WORKDIR b", "WORKDIR b\nWORKDIR c", "WORKDIR $A\nWORKDIR b", "WORKDIR /a\nWORKDIR $B", "WORKDIR /a"]
        {
            assert!(marked("dependent-workdir", &format!("FROM x\n{rest}\n")).is_empty(), "{rest}");
        }
    }
}
