//! A container that runs as root though nothing asks for it.

use crate::reference::images::{self, Image, Knowledge, PackageManager};
use crate::rules::prelude::*;

rule! {
    /// The container runs as root.
    ///
    /// Whoever breaks out of a process that runs as root is root in the container, and one bug of the kernel or one careless
    /// mount away from the host. A service needs that seldom: ports below 1024 are open to every user inside a container.
    ///
    /// The rule speaks of the last stage, if it starts something, if nothing before gave it a user, and if its base is
    /// known to start as root and not to step down by itself, as the images of postgres or redis do. The fix uses the account
    /// that the base image brings, or makes one in the way of the base. Files that
    /// the program writes must belong to that user: `COPY --chown`, or a volume.
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
    aka: ["hadolint:DL3002", "trivy:DS-0002", "checkov:CKV_DOCKER_3", "checkov:CKV_DOCKER_8"],
    concerns: ["last-user-root", "no-user-at-all"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    let runtime = file.runtime_of(stage);
    let Some(start) = runtime.entrypoint.or(runtime.cmd) else { return };
    let image = file.image_under(stage);
    let (span, message) = match &runtime.user {
        Some(user) if is_root(&user.text) => (user.span, "The container runs as root: this is the last USER"),
        Some(_) => return,
        None => {
            if !starts_as_root(file, stage, image, &runtime) {
                return;
            }
            (file.instructions[start].name.span, "The container runs as root: no USER stands before this")
        }
    };
    let finding = report.at(span, message);
    if runtime.user.is_some() {
        finding.severity(Info);
    }
    if let Some((user, creation)) = suitable_user(file, stage, image) {
        let place = place_for_user(file, stage);
        let lines = creation.into_iter().chain([format!("USER {user}")]);
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        let text = if place.needs_line_end { format!("\n{}", text.trim_end()) } else { text };
        finding
            .fix(format!("Run as `{user}`"), insert(place.offset, text))
            .declares(&[Change::User, Change::Instructions]);
    }
}

fn is_root(user: &str) -> bool {
    matches!(user.split(':').next().unwrap_or("").trim_matches(['"', '\'']), "root" | "0")
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

/// A user for the service, and the instruction that makes it where none is ready.
fn suitable_user(file: &Dockerfile, stage: &Stage, image: Option<&Image>) -> Option<(String, Option<String>)> {
    if file.stands_on_scratch(stage) {
        return Some(("65532:65532".to_owned(), None));
    }
    let image = image?;
    if image.is_windows() {
        return None;
    }
    let is_for_people = |account: &&images::Account| (1000..60_000).contains(&account.id) || account.name == "nonroot";
    if let Some(ready) = image.accounts.iter().find(is_for_people) {
        return Some((ready.name.to_owned(), None));
    }
    let creation = match image.package_manager {
        PackageManager::Apk => "RUN addgroup -S app && adduser -S -G app app",
        PackageManager::Apt => "RUN groupadd --system app && useradd --system --gid app --no-create-home app",
        PackageManager::Dnf | PackageManager::Yum => "RUN groupadd -r app && useradd -r -g app app",
        _ => return Some(("65532:65532".to_owned(), None)),
    };
    Some(("app".to_owned(), Some(creation.to_owned())))
}

struct Place {
    offset: usize,
    /// The text goes after the last line, which has no line end.
    needs_line_end: bool,
}

/// Before the instructions at the end of the stage that only describe the container, and the comments above them.
fn place_for_user(file: &Dockerfile, stage: &Stage) -> Place {
    let describes = |instruction: &Instruction| {
        matches!(
            instruction.keyword,
            Keyword::Cmd
                | Keyword::Entrypoint
                | Keyword::Healthcheck
                | Keyword::Expose
                | Keyword::Stopsignal
                | Keyword::Label
        )
    };
    let own = file.instructions_of(stage);
    let tail = own.iter().rev().take_while(|instruction| describes(instruction)).count();
    match own.get(own.len() - tail).filter(|_| tail > 0) {
        Some(first) => Place { offset: file.start_with_comments(first), needs_line_end: false },
        None => {
            let end = own.last().map_or(file.source().len(), |last| file.whole_lines(last.span).end);
            Place { offset: end, needs_line_end: !file.source()[..end].ends_with('\n') }
        }
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
            "FROM alpine:3.20\nRUN x\n",
            "FROM alpine:3.20\nUSER $UID\nCMD [\"a\"]\n",
        ] {
            assert_eq!(fixed(source), None, "{source}");
        }
    }

    #[test]
    fn the_last_user_counts() {
        let source = "FROM node:22\nUSER node\nUSER root\nCMD [\"a\"]\n";
        assert_eq!(fixed(source).as_deref(), Some("FROM node:22\nUSER node\nUSER root\nUSER node\nCMD [\"a\"]\n"));
    }
}
