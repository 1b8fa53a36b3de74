//! COPY below a USER, without `--chown`.

use crate::rules::prelude::*;

rule! {
    /// Files are copied for root though the container runs as somebody else.
    ///
    /// `USER` says who runs the steps below it; COPY and ADD take no notice and give what they copy to root. That is as it should be
    /// for code that is only read. Where the program writes, name the owner. This rule speaks of every such COPY, so it is
    /// off unless you ask for it; `unwritable-path` finds those that certainly fail.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// USER node
    /// COPY . /home/node/app
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// USER node
    /// COPY --chown=node . /home/node/app
    /// ```
    "copied-as-root", Hint, Ask,
    default: off,
    groups: [Correctness],
    aka: ["tally:copy-after-user-without-chown"],
    concerns: ["copy-after-user-without-chown"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage().filter(|_| file.all(Keyword::User).next().is_some()) else { return };
    for index in stage.range.clone() {
        let instruction = &file.instructions[index];
        let is_copy = matches!(instruction.keyword, Keyword::Copy | Keyword::Add);
        if !is_copy || instruction.flag("chown").is_some() {
            continue;
        }
        let Some(user) = file.user_before(index).filter(|user| !is_root(&user.text)) else { continue };
        let owner = user.text.trim_matches(['"', '\'']);
        // Windows has no such flag.
        if owner.starts_with("Container") || owner.contains('\\') {
            continue;
        }
        let (name, span) = (instruction.keyword.name(), instruction.name.span);
        report
            .at(span, format!("{name} gives the files to root, not to `{}`", split_owner(owner).0))
            .fix(format!("Give them to `{owner}`"), insert(span.end, format!(" --chown={owner}")));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn only_below_another_user() {
        let source = "FROM a\nCOPY a /a\nUSER app\nCOPY --chown=app b /b\nUSER root\nCOPY c /c\nUSER $U\nADD d /d\n";
        assert_eq!(findings("copied-as-root", source).len(), 1);
        assert!(fixed("copied-as-root", source).is_some_and(|text| text.contains("ADD --chown=$U d /d")));
    }
}
