//! A container that runs as root though nothing asks for it.

use crate::reference::images::{Image, Knowledge};
use crate::rules::prelude::*;
use crate::rules::step_down::{CHANGES, Gift, step_down};

rule! {
    /// The container runs as root.
    ///
    /// Whoever breaks out of a process that runs as root is root in the container, and one bug of the kernel or one careless
    /// mount away from the host. A service needs that seldom: ports below 1024 are open to every user inside a container.
    /// It weighs more where the container keeps data in a volume.
    ///
    /// The rule speaks of the last stage, if nothing before gave it a user, and if its base is known to start as root and not
    /// to step down by itself, as the images of postgres or redis do. In a stage that starts nothing of its own, a tool box or
    /// the base of others, only a last `USER root` counts; `unstated-user` is stricter. An image that only carries files, on
    /// `scratch`, starts nothing at all.
    ///
    /// The fix takes the user that the file makes, else the one that the base image brings, else it makes one in the way of the
    /// base. Volumes, and folders whose names say that a program writes there, are given to it; so is what a `chmod` lets only
    /// owner and group use, and the whole folder of a program that was unpacked or cloned there, or that is known to write
    /// beside itself. A second fix gives it the copied files as well. Nothing is offered for programs that start as root for a
    /// reason, such as nginx, cron or sshd, or that speak to Docker; for what lies below `/root`, or was installed there, as
    /// `playwright install` and `poetry install` do; and for what is built when the container starts.
    ///
    /// ```dockerfile
    /// FROM node:22-slim
    /// WORKDIR /srv
    /// COPY . .
    /// CMD ["node", "server.js"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:22-slim
    /// WORKDIR /srv
    /// COPY . .
    /// USER node
    /// CMD ["node", "server.js"]
    /// ```
    "root-user", Hint, Ask,
    groups: [Security],
    aka: [
        "hadolint:DL3002",
        "trivy:DS-0002",
        "checkov:CKV_DOCKER_3",
        "checkov:CKV_DOCKER_8",
        "tally:stateful-root-runtime",
    ],
    concerns: ["last-user-root", "no-user-at-all", "stateful-root-runtime"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    let runtime = file.runtime_of(stage);
    let nature = file.nature_of(stage, &runtime);
    let Some((span, told)) = told_at(file, stage, &runtime, nature) else { return };
    let is_windows = file.image_under(stage).is_some_and(Image::is_windows);
    let mut message = format!("The container runs as {}: {told}", if is_windows { "administrator" } else { "root" });
    let volume = runtime.volumes.iter().find(|path| path.starts_with('/')).filter(|_| nature != Nature::NeedsItsOwn);
    match (nature, volume) {
        (Nature::LivesInRoot, _) => message.push_str(", and nobody else may enter `/root`, where it has its files"),
        (Nature::NeedsItsOwn, _) => message.push_str("; its program may need that, or take a user of its own"),
        (_, Some(volume)) => message.push_str(&format!(", and it keeps data in `{volume}`")),
        _ => {}
    }
    let finding = report.at(span, message);
    // What the base image starts is not known well enough to be given another user.
    if runtime.entrypoint.or(runtime.cmd).is_none() {
        return;
    }
    if runtime.user.is_some() || volume.is_some() {
        finding.severity(Info);
    }
    let gift = match nature {
        Nature::Plain => Gift::Needed,
        Nature::WritesBesideItself => Gift::WorkingDirectory,
        _ => return,
    };
    let Some(somebody) = file.somebody_for(stage, &runtime) else { return };
    let Some(edits) = step_down(file, stage, &runtime, &somebody, gift) else { return };
    let with_files = step_down(file, stage, &runtime, &somebody, Gift::CopiedFiles).unwrap_or_default();
    let is_more = gift == Gift::Needed && with_files != edits;
    finding.fix(format!("Run as `{}`", somebody.user), edits).declares(&CHANGES);
    if is_more {
        finding.ask(format!("Run as `{}`, and give it the copied files", somebody.user), with_files).declares(&CHANGES);
    }
}

/// Where it is seen that the stage runs as root, and what shows it; `None` where it does not, or may not.
pub(super) fn told_at(
    file: &Dockerfile,
    stage: &Stage,
    runtime: &Runtime,
    nature: Nature,
) -> Option<(Span, &'static str)> {
    if matches!(nature, Nature::StepsDown | Nature::Carrier) {
        return None;
    }
    let image = file.image_under(stage);
    let start = runtime.entrypoint.or(runtime.cmd);
    match (&runtime.user, start) {
        (Some(user), start) if is_root(&user.text) => {
            let steps_down = start.is_none() && image.is_some_and(|image| image.drops_root);
            (!steps_down).then_some((user.span, "this is the last USER"))
        }
        (None, Some(start)) if starts_as_root(file, stage, image, runtime) => {
            Some((file.instructions[start].name.span, "no USER stands before this"))
        }
        _ => None,
    }
}

/// Whether the base is known to start as root, and the service with it.
fn starts_as_root(file: &Dockerfile, stage: &Stage, image: Option<&Image>, runtime: &Runtime) -> bool {
    match image {
        // An entrypoint of the file's own replaces the one that steps down.
        Some(image) if runtime.entrypoint.is_some() => image.runs_as_root() == Knowledge::Yes,
        Some(image) => image.service_runs_as_root() == Knowledge::Yes,
        None => file.stands_on_scratch(stage),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Language, Snapshot};
    use crate::rules::settings::Selector;
    use crate::rules::{Settings, check};
    use crate::text::apply_edits;

    /// The file after the fix, or `None` where the rule is silent.
    fn fixed(source: &str) -> Option<String> {
        let settings = Settings { select: Some(vec![Selector::Rule("root-user")]), ..Settings::default() };
        let findings = check(&Snapshot::of(Language::Dockerfile, source), &settings);
        Some(findings.first()?.fixes.first().map_or_else(String::new, |fix| apply_edits(source, &fix.edits)))
    }

    #[test]
    fn the_user_is_made_in_the_way_of_the_base() {
        let alpine = "FROM alpine:3.20\nCMD [\"a\"]\n";
        assert_eq!(
            fixed(alpine).as_deref(),
            Some("FROM alpine:3.20\nRUN addgroup -S app && adduser -S -G app app\nUSER app\nCMD [\"a\"]\n")
        );
        assert!(fixed("FROM debian:12\nCMD [\"a\"]\n").is_some_and(|text| text.contains("useradd --system")));
        assert_eq!(
            fixed("FROM scratch\nCOPY a /a\nENTRYPOINT [\"/a\"]").as_deref(),
            Some("FROM scratch\nCOPY a /a\nUSER 65532:65532\nENTRYPOINT [\"/a\"]")
        );
    }

    #[test]
    fn comments_stay_with_what_they_describe() {
        let source = "FROM node:22\nRUN x\n\n# the port of the API\nEXPOSE 80\nCMD [\"a\"]\n";
        assert_eq!(
            fixed(source).as_deref(),
            Some("FROM node:22\nRUN x\n\nUSER node\n# the port of the API\nEXPOSE 80\nCMD [\"a\"]\n")
        );
    }

    #[test]
    fn silence_where_root_is_left_or_nothing_is_known() {
        for source in [
            "FROM postgres:17\nCMD [\"postgres\"]\n",
            "FROM node:22\nUSER node\nCMD [\"a\"]\n",
            "FROM ghcr.io/acme/base:1\nCMD [\"a\"]\n",
            "FROM gcr.io/distroless/static-debian12:nonroot\nCMD [\"/a\"]\n",
            "FROM alpine:3.20 AS base\nUSER 1000\nFROM base\nCMD [\"a\"]\n",
            "FROM scratch\nCOPY a /\n",
            "FROM scratch\nCOPY a /\nENTRYPOINT [\"/a.apk\"]\n",
            "FROM ghcr.io/acme/base:1\nRUN x\n",
            "FROM postgres:17\nCOPY a.sql /docker-entrypoint-initdb.d/\n",
            "FROM alpine:3.20\nUSER $UID\nCMD [\"a\"]\n",
            "FROM alpine:3.20\nRUN apk add --no-cache su-exec\nENTRYPOINT [\"/start.sh\"]\n",
            "FROM debian:12\nCMD [\"gosu\", \"app\", \"a\"]\n",
        ] {
            assert_eq!(fixed(source), None, "{source}");
        }
    }

    #[test]
    fn without_a_command_only_a_last_user_root_counts() {
        let said = |source: &str| fixed(source).is_some();
        assert!(said("FROM jenkins/jenkins:lts\nUSER root\nRUN x\n"));
        assert!(!said("FROM python:3.14\nRUN pip install a\n"));
        assert!(!said("FROM postgres:17\nUSER root\nRUN x\n"));
    }

    #[test]
    fn the_last_user_counts() {
        let source = "FROM node:22\nUSER node\nUSER root\nCMD [\"a\"]\n";
        assert_eq!(fixed(source).as_deref(), Some("FROM node:22\nUSER node\nCMD [\"a\"]\n"));
    }

    #[test]
    fn a_user_that_the_file_makes_is_taken() {
        for (made, user) in [
            ("RUN useradd -m web && useradd builder\nCOPY --chown=web a /a", "web"),
            ("ARG NAME=web\nRUN adduser -S ${NAME}", "${NAME}"),
            ("RUN mkdir /a && chown -R nobody:nogroup /a\nRUN x", "nobody"),
            ("RUN addgroup -S g && adduser -S -G g web", "web"),
        ] {
            let after = fixed(&format!("FROM alpine:3.20\n{made}\nCMD [\"a\"]\n"));
            assert_eq!(after, Some(format!("FROM alpine:3.20\n{made}\nUSER {user}\nCMD [\"a\"]\n")));
        }
        let jenkins = "FROM jenkins/jenkins:lts\nUSER root\nRUN apt-get update\nCMD [\"a\"]\n";
        assert!(fixed(jenkins).is_some_and(|text| text.contains("\nUSER jenkins\nCMD")));
    }

    #[test]
    fn what_the_program_writes_is_given_to_it() {
        assert_eq!(
            fixed("FROM debian:12\nRUN mkdir -p /srv/logs\nVOLUME /data\nCMD [\"a\"]\n").as_deref(),
            Some(
                "FROM debian:12\nRUN mkdir -p /srv/logs\nVOLUME /data\n\
                 RUN groupadd --system app && useradd --system --gid app --create-home app \\\n    \
                 && mkdir -p /data \\\n    && chown app:app /data /srv/logs\nUSER app\nCMD [\"a\"]\n"
            )
        );
        assert_eq!(
            fixed("FROM alpine:3\nWORKDIR /app\n# all\nCOPY uploads uploads\nCMD [\"/app/a\"]\n").as_deref(),
            Some(
                "FROM alpine:3\nWORKDIR /app\nRUN addgroup -S app && adduser -S -G app app\n# all\n\
                 COPY --chown=app:app uploads uploads\nUSER app\nCMD [\"/app/a\"]\n"
            )
        );
        assert_eq!(
            fixed("FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD npm run dev\n").as_deref(),
            Some(
                "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN chown -R node:node /app\nUSER node\nCMD npm run dev\n"
            )
        );
    }

    #[test]
    fn what_came_from_elsewhere_is_given_as_a_whole() {
        let unpacked =
            "FROM debian:12\nWORKDIR /opt/a\nRUN mkdir logs && curl https://b/a.tgz | tar xz\nCOPY c conf/c\n";
        assert_eq!(
            fixed(&format!("{unpacked}VOLUME /opt/a/data\nCMD [\"bin/a\"]\n")),
            Some(format!(
                "{unpacked}VOLUME /opt/a/data\nRUN groupadd --system app && useradd --system --gid app --create-home app \\\n    \
                 && mkdir -p /opt/a/data \\\n    && chown -R app:app /opt/a\nUSER app\nCMD [\"bin/a\"]\n"
            ))
        );
    }

    #[test]
    fn what_a_mode_reserves_for_its_owner_is_given_to_it() {
        for (rest, commands) in [
            ("WORKDIR /a\nCOPY . .\nRUN chmod -R ug+rwx /a/.runtime\nRUN x", "chown -R node:node /a/.runtime"),
            ("COPY run.sh /run.sh\nRUN chmod u+x /run.sh\nRUN x", "chown node:node /run.sh"),
            ("WORKDIR /a\nCOPY . .\nRUN chmod -R 775 b b/c d\nRUN x", "chown -R node:node /a/b /a/d"),
        ] {
            let after = fixed(&format!("FROM node:24\n{rest}\nCMD [\"a\"]\n"));
            assert_eq!(after, Some(format!("FROM node:24\n{rest}\nRUN {commands}\nUSER node\nCMD [\"a\"]\n")));
        }
        for rest in ["RUN chmod -R 777 /a/b", "RUN chmod 770 /a/b && chmod a+w /a/b", "RUN chmod 700 /etc/sudoers.d/a"]
        {
            let source = format!("FROM node:24\nWORKDIR /a\nCOPY . .\n{rest}\nRUN x\n");
            assert_eq!(fixed(&format!("{source}CMD [\"a\"]\n")), Some(format!("{source}USER node\nCMD [\"a\"]\n")));
        }
        let source = "FROM node:24\nCOPY --chmod=500 run.sh /\nCMD [\"/run.sh\"]\n";
        assert!(fixed(source).is_some_and(|after| after.contains("COPY --chown=node:node --chmod=500")));
    }

    #[test]
    fn a_volume_is_given_though_a_package_may_have_made_it() {
        let source = "FROM node:24\nRUN apt-get install -y a\nVOLUME /var/lib/b\n";
        let after = fixed(&format!("{source}CMD [\"b\"]\n")).unwrap_or_default();
        assert!(after.contains("RUN mkdir -p /var/lib/b \\\n    && chown node:node /var/lib/b\nUSER node"), "{after}");
    }

    #[test]
    fn a_folder_may_be_named_by_a_variable() {
        let source = "FROM node:24\nARG A=/opt/a\nRUN curl https://b/a.tgz | tar xz -C ${A}\nWORKDIR ${A}\n";
        let after = fixed(&format!("{source}CMD bin/a\n"));
        assert_eq!(after, Some(format!("{source}RUN chown -R node:node ${{A}}\nUSER node\nCMD bin/a\n")));
    }

    #[test]
    fn what_workdir_makes_is_there() {
        let source = "FROM node:24\nVOLUME /data\nWORKDIR /data\nCMD [\"/a\"]\n";
        let after = fixed(source).expect("a fix");
        assert!(after.contains("RUN chown node:node /data\nUSER node"), "{after}");
    }

    #[test]
    fn the_copied_files_are_given_on_request() {
        let titles = |source: &str| {
            let found = crate::rules::testing::findings("root-user", source);
            found.iter().flat_map(|it| &it.fixes).map(|fix| fix.title.clone()).collect::<Vec<_>>()
        };
        let source = "FROM node:24\nWORKDIR /app\nCOPY . .\nCMD [\"a\"]\n";
        assert_eq!(titles(source), ["Run as `node`", "Run as `node`, and give it the copied files"]);
        let given = "FROM node:24\nWORKDIR /app\nCOPY . .\nRUN chown -R node /app\nCMD [\"a\"]\n";
        assert_eq!(titles(given), ["Run as `node`"]);
    }

    #[test]
    fn small_errands_before_are_one_with_it() {
        assert_eq!(
            fixed("FROM alpine:3\nRUN chmod +x /a\nCMD [\"/a\"]\n").as_deref(),
            Some(
                "FROM alpine:3\nRUN chmod +x /a && addgroup -S app && adduser -S -G app app\nUSER app\nCMD [\"/a\"]\n"
            )
        );
        assert!(
            fixed("FROM debian:12\nRUN chmod +x /run.sh\nCMD [\"/run.sh\"]\n")
                .is_some_and(|after| after.contains("RUN chmod +x /run.sh \\\n    && groupadd"))
        );
    }

    #[test]
    fn nothing_is_offered_where_root_has_a_reason() {
        for rest in [
            "CMD [\"nginx\", \"-g\", \"daemon off;\"]",
            "CMD service cron start && tail -f /dev/null",
            "CMD [\"bash\"]",
            "CMD [\"/root/.local/bin/app\"]",
            "RUN npx playwright install\nCMD [\"a\"]",
            "CMD [\"powershell\"]",
            "WORKDIR /root/app\nCMD [\"./app\"]",
            "CMD [\"go\", \"run\", \".\"]",
            "CMD [\"./mvnw\", \"spring-boot:run\"]",
            "ONBUILD COPY . .\nCMD [\"a\"]",
            "RUN unzip jboss.zip\nCOPY run.sh /run.sh\nCMD [\"/run.sh\"]",
            "RUN --mount=type=secret,id=a cp /run/secrets/a /a\nCMD [\"cat\", \"/a\"]",
            "COPY run.sh /run.sh\nRUN chmod 111 /run.sh\nCMD [\"/run.sh\"]",
            "COPY bin /a/bin\nRUN chmod u+x /a/bin/*\nCMD [\"/a/bin/a\"]",
        ] {
            assert_eq!(fixed(&format!("FROM debian:12\n{rest}\n")).as_deref(), Some(""), "{rest}");
        }
    }
}
