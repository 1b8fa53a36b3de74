//! USER with a group, for a user that was put into others.

use crate::rules::prelude::*;

rule! {
    /// `USER name:group` forgets the other groups of the user.
    ///
    /// With a group after the colon the process has that group and no other, whatever `/etc/group` says. Without it, the
    /// process gets the user's primary group and every other that it was put into.
    ///
    /// ```dockerfile
    /// FROM debian:13-slim
    /// RUN useradd --groups video app
    /// USER app:app
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:13-slim
    /// RUN useradd --groups video app
    /// USER app
    /// ```
    "dropped-groups", Warning, Ask,
    groups: [Correctness],
    aka: ["tally:user-explicit-group-drops-supplementary-groups"],
    concerns: ["user-group-drops-supplementary"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage().filter(|_| file.all(Keyword::User).next().is_some()) else { return };
    let Some(word) = file.runtime_of(stage).user else { return };
    let (user, Some(group)) = split_owner(&word.text) else { return };
    let accounts = file.accounts_of(stage);
    let Some(lost) = accounts.memberships.iter().find(|it| it.user == user && it.group != group) else { return };
    let colon = word.part(user.len()..word.text.len());
    let finding = report.at(colon, format!("With a group named here, `{user}` is no longer in `{}`", lost.group));
    finding.related(lost.command.span(), "it is put into that group here");
    if word.text.starts_with(user) {
        finding.fix("Leave the group out", delete(colon)).declares(&[Change::User]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_groups_that_somebody_asked_for() {
        let source = "FROM a\nRUN usermod -aG docker,kvm app\nUSER app:app\n";
        assert_eq!(marked("dropped-groups", source), [":app"]);
        assert!(marked("dropped-groups", "FROM a\nRUN useradd -g app app\nUSER app:app\n").is_empty());
        assert!(marked("dropped-groups", "FROM a\nRUN useradd -G app app\nUSER app:app\n").is_empty());
        assert!(marked("dropped-groups", "FROM a\nRUN useradd -G b app\nUSER app\n").is_empty());
    }
}
