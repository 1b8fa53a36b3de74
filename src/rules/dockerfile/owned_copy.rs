//! COPY that gives the files to the user of the program.

use crate::rules::prelude::*;

rule! {
    /// The program's own files belong to the user that it runs as.
    ///
    /// Files that are copied without `--chown` belong to root, and everybody may read them. That is all that most programs
    /// need, and somebody who takes the program over then cannot change its code. Keep `--chown` for what the program writes.
    ///
    /// The fix takes the flag away; see that the program writes nothing there.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY --chown=node:node . /srv
    /// USER node
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// COPY . /srv
    /// USER node
    /// ```
    "owned-copy", Info, Ask,
    default: off,
    groups: [Security],
    aka: ["kics:aa93e17f"],
    concerns: ["copy-chown-unneeded"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let copies = |it: &&Instruction| matches!(it.keyword, Keyword::Copy | Keyword::Add);
    for instruction in file.instructions.iter().filter(copies) {
        let Some(flag) = instruction.flag("chown") else { continue };
        let Some(owner) = flag.value.as_ref().filter(|owner| !owner.text.is_empty()) else { continue };
        let (user, _) = split_owner(&owner.text);
        let message = if is_root(user) {
            "Without the flag the files would belong to root as well".to_owned()
        } else {
            format!("`{user}` may change these files; root would keep them as they are")
        };
        let after = file.text(Span::new(flag.span.end, instruction.span.end));
        let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
        report
            .at(flag.span, message)
            .fix("Leave the files to root", delete(Span::new(flag.span.start, flag.span.end + blanks)));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn every_flag_is_named() {
        let source = "FROM a\nADD --chown=0:0 --link a /b\nCOPY a /c\n";
        assert_eq!(findings("owned-copy", source).len(), 1);
        assert_eq!(fixed("owned-copy", source).as_deref(), Some("FROM a\nADD --link a /b\nCOPY a /c\n"));
    }
}
