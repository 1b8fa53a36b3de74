//! useradd with a number so large that the login log grows to match.

use crate::rules::prelude::*;

rule! {
    /// A user with a large number makes `useradd` write a file of gigabytes.
    ///
    /// `/var/log/lastlog` and `/var/log/faillog` hold a record per number, at a place that the number decides. For user 1,000,000,000
    /// that is a hole of 292 GB: nothing on a disk that knows sparse files, but a layer is an archive, and not every tool that
    /// writes or unpacks it knows holes. `--no-log-init` leaves the two files alone.
    ///
    /// ```dockerfile
    /// FROM debian:13-slim
    /// RUN useradd --uid 1000620000 app
    /// USER app
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM debian:13-slim
    /// RUN useradd --no-log-init --uid 1000620000 app
    /// USER app
    /// ```
    "sparse-login-log", Warning, Safe,
    groups: [Size],
    aka: ["hadolint:DL3046"],
    concerns: ["useradd-l"],
}

/// From here on the two files are worth a thought: 32 MB and more.
const LARGE: u64 = 100_000;

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("useradd") {
        return;
    }
    for command in file.commands_in(Keyword::Run).into_iter().filter(|command| command.is("useradd")) {
        let Some(user) = User::read(command) else { continue };
        let is_large = user.id.and_then(|id| id.parse::<u64>().ok()).is_some_and(|id| id >= LARGE);
        if is_large && !command.has_option(&["-l", "--no-log-init"]) {
            let id = user.id.unwrap_or_default();
            report
                .at(
                    user.name_span,
                    format!("A user with the number {id} makes the login log a file of that many records"),
                )
                .fix("Add --no-log-init", command.add_word(command.word_span(0).end, "--no-log-init"))
                .declares(crate::rules::edits::changes_inside(command));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_large_numbers_and_only_once() {
        let source = "FROM a\nRUN useradd -u 1000 a && useradd -l -u 123456 b && useradd -mu 123456 c && useradd -lmu 123456 d\n";
        assert_eq!(marked("sparse-login-log", source), ["c"]);
        assert!(marked("sparse-login-log", "FROM alpine\nRUN adduser -D -u 123456 a\n").is_empty());
    }
}
