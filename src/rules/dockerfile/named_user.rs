//! USER by name where a number would say more.

use crate::rules::prelude::*;

rule! {
    /// The container's user is given by name.
    ///
    /// Kubernetes refuses to start a container with `runAsNonRoot: true` whose image names its user: the kubelet cannot
    /// look into `/etc/passwd` to see that `app` is not root. A number says so.
    ///
    /// The fix knows the number where the base image or an account of this file tells it. `USER 1000` is the same user in the
    /// same group, as long as `/etc/passwd` has it.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// USER node
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// USER 1000
    /// ```
    "named-user", Info, Ask,
    default: off,
    groups: [Security],
    aka: ["hadolint:DL3066"],
    concerns: ["user-not-numeric"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if file.all(Keyword::User).next().is_none() {
        return;
    }
    let Some(stage) = file.final_stage() else { return };
    let Some(word) = file.runtime_of(stage).user else { return };
    let (user, group) = split_owner(&word.text);
    let image = file.image_under(stage);
    let is_windows =
        image.is_some_and(|image| image.is_windows()) || user.contains('\\') || user.starts_with("Container");
    if is_root(user) || user.is_empty() || user.contains('$') || user.parse::<u32>().is_ok() || is_windows {
        return;
    }
    let finding =
        report.at(word.span, format!("Kubernetes cannot tell whether `{user}` is root: it knows numbers only"));
    let accounts = file.accounts_of(stage);
    let of_file = accounts.id_of(user).and_then(|id| id.parse::<u32>().ok());
    let of_image = image.and_then(|image| image.account(user)).map(|account| account.id);
    if let Some(id) = of_file.or(of_image)
        && word.text.starts_with(user)
    {
        // A group by name stays right: the kubelet asks about the user alone.
        let text = group.map_or_else(|| id.to_string(), |group| format!("{id}:{group}"));
        finding.fix(format!("Write {id}"), replace(word.part(0..word.text.len()), text)).declares(&[Change::User]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed};

    #[test]
    fn the_number_comes_from_the_file_or_the_image() {
        let source = "FROM debian:13\nRUN useradd -u 1234 app\nUSER app:staff\n";
        assert_eq!(
            fixed("named-user", source).as_deref(),
            Some("FROM debian:13\nRUN useradd -u 1234 app\nUSER 1234:staff\n")
        );
        assert_eq!(
            (findings("named-user", "FROM a\nUSER app\n").len(), fixed("named-user", "FROM a\nUSER app\n")),
            (1, None)
        );
    }

    #[test]
    fn only_the_user_that_counts() {
        for source in
            ["FROM a\nUSER app\nUSER 1000\n", "FROM a\nUSER root\n", "FROM a\nUSER app\nFROM b\n", "FROM a\nUSER $U\n"]
        {
            assert!(findings("named-user", source).is_empty(), "{source}");
        }
    }
}
