//! A user that a stage makes and never becomes.

use crate::rules::prelude::*;
use crate::rules::step_down::{CHANGES, Gift, step_down};

rule! {
    /// A user is made, and nothing runs as it.
    ///
    /// Somebody meant the program to run as this user and forgot the last step: without `USER` it runs as root, and the account
    /// is only there to look at.
    ///
    /// The rule speaks of the last stage and of those that it is built on, where the container is known to run as root. It is
    /// silent where the user owns something or is an editor's, where another program changes to it (`gosu`, `su-exec`, `su`), and where a script
    /// starts the container that may do so.
    ///
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// RUN useradd --system --create-home web
    /// WORKDIR /srv
    /// COPY . .
    /// CMD ["python", "app.py"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// RUN useradd --system --create-home web
    /// WORKDIR /srv
    /// COPY . .
    /// USER web
    /// CMD ["python", "app.py"]
    /// ```
    "unused-user", Info, Ask,
    groups: [Security],
    aka: ["tally:user-created-but-never-used"],
    concerns: ["user-created-never-used"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("useradd") && !file.source().contains("adduser") {
        return;
    }
    let Some(stage) = file.final_stage() else { return };
    let runtime = file.runtime_of(stage);
    let is_other = |user: &Word| !is_root(&user.text);
    if runtime.user.as_ref().is_some_and(is_other) || runtime.entrypoint.or(runtime.cmd).is_none() {
        return;
    }
    let Some(name) = file.user_made_for(stage, &runtime) else { return };
    // An editor that attaches to the container runs as one of these.
    if matches!(name.as_str(), "vscode" | "codespace" | "gitpod") {
        return;
    }
    let accounts = file.accounts_of(stage);
    let Some(user) = accounts.users.iter().find(|user| user.name == name) else { return };
    let nature = file.nature_of(stage, &runtime);
    if !matches!(nature, Nature::Plain | Nature::WritesBesideItself) || is_used(file, stage, &runtime, user) {
        return;
    }
    let finding = report.at(user.name_span, format!("Nothing runs as `{name}`: the container runs as root"));
    let Some(somebody) = file.somebody_for(stage, &runtime) else { return };
    let gift = if nature == Nature::Plain { Gift::Needed } else { Gift::WorkingDirectory };
    finding
        .fix(format!("Run as `{name}`"), step_down(file, stage, &runtime, &somebody, gift).unwrap_or_default())
        .declares(&CHANGES);
}

/// Whether anything else tells of the user: it owns something, a command or a script may run as it.
fn is_used(file: &Dockerfile, stage: &Stage, runtime: &Runtime, user: &User) -> bool {
    let starts_script =
        runtime.entrypoint.into_iter().chain(runtime.cmd).flat_map(|at| file.commands_of(at)).any(|it| {
            it.words().iter().take(2).any(|word| word.text.ends_with(".sh") || word.text.contains("entrypoint"))
        });
    // Above, below and behind the command that makes it.
    let mentions =
        |text: &str| text.split(|c: char| !c.is_alphanumeric() && !"_-${}".contains(c)).any(|it| it == user.name);
    starts_script
        || file.instructions_of(stage).iter().enumerate().any(|(offset, instruction)| {
            let index = stage.range.start + offset;
            match instruction.keyword {
                Keyword::Run => file.commands_of(index).iter().any(|command| {
                    let makes = ["useradd", "adduser", "groupadd", "addgroup", "usermod", "passwd", "chpasswd", "echo"];
                    !command.name().is_some_and(|name| makes.contains(&name))
                        && command.texts().iter().any(|text| mentions(text))
                }),
                Keyword::Copy | Keyword::Add => {
                    instruction.flag("chown").and_then(|flag| flag.value.as_ref()).is_some_and(|it| mentions(&it.text))
                }
                Keyword::Cmd | Keyword::Entrypoint | Keyword::Env => mentions(file.text(instruction.span)),
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn somebody_forgot_the_last_step() {
        let source = "FROM alpine:3 AS base\nRUN addgroup -S g && adduser -S -G g web\nFROM base\nCMD [\"a\"]\n";
        assert_eq!(marked("unused-user", source), ["web"]);
        assert_eq!(marked("unused-user", "FROM a\nRUN useradd web\nUSER root\nCMD [\"a\"]\n"), ["web"]);
    }

    #[test]
    fn silence_where_somebody_may_be_it() {
        for rest in [
            "USER web\nCMD [\"a\"]",
            "COPY --chown=web:web a /a\nCMD [\"a\"]",
            "RUN chown -R web /a\nCMD [\"a\"]",
            "CMD [\"gosu\", \"web\", \"a\"]",
            "CMD [\"a\", \"--user=web\"]",
            "ENTRYPOINT [\"/entrypoint.sh\"]",
            "CMD [\"nginx\"]",
            "RUN make",
        ] {
            assert!(findings("unused-user", &format!("FROM a\nRUN useradd web\n{rest}\n")).is_empty(), "{rest}");
        }
    }
}
