//! Hovers as an editor shows them: the real program, on real files, every kind of thing that one may point at.

mod support;

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use support::Session;

/// A folder with files that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, files: &[(&str, &str)]) -> Folder {
        let root = std::env::temp_dir().join(format!("dunnage-hover-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        Folder(root)
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", Path::new(&self.0).join(name).display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Best effort: the system empties its temporary folder some day.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What the hover says at the first place where the text has `word`, in a text of ASCII.
fn says(session: &mut Session, uri: &str, source: &str, word: &str) -> String {
    let at = source.find(word).unwrap_or_else(|| panic!("{word} stands in the text"));
    let line = source[..at].matches('\n').count();
    let column = at - source[..at].rfind('\n').map_or(0, |at| at + 1);
    let hover = session.at("textDocument/hover", uri, line as u32, column as u32 + 1);
    hover["contents"]["value"].as_str().unwrap_or_else(|| panic!("nothing about {word}: {hover}")).to_owned()
}

#[track_caller]
fn check(session: &mut Session, uri: &str, source: &str, expected: &[(&str, &str)]) {
    for (word, wanted) in expected {
        let text = says(session, uri, source, word);
        assert!(text.contains(wanted), "{word}: {text}");
    }
}

const DOCKERFILE: &str = "\
# syntax=docker/dockerfile:1
# check=skip=JSONArgsRecommended
ARG TAG=22
FROM node:${TAG}-slim AS build
ARG MODE=prod
WORKDIR /srv
COPY package.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
RUN <<EOF
echo $MODE > /out.txt
EOF
# hadolint ignore=DL3025
FROM debian:10 AS final
RUN useradd -u 1001 app
COPY --from=build /out.txt /out.txt
LABEL org.opencontainers.image.licenses=MIT
EXPOSE 5432
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=5s --timeout=1s CMD true
USER app
";

#[test]
fn a_dockerfile_explains_every_kind_of_word() {
    let files = [
        ("Dockerfile", DOCKERFILE),
        ("package.json", "{}\n"),
        (".dockerignore", "*.log\n"),
        ("compose.yaml", "services:\n  web:\n    build: {context: ., args: {MODE: dev}}\n"),
    ];
    let folder = Folder::with("dockerfile", &files);
    let uri = folder.uri("Dockerfile");
    let (mut session, _) = Session::with(json!({}));
    session.open(&uri, "dockerfile", DOCKERFILE);
    session.pushed();
    check(
        &mut session,
        &uri,
        DOCKERFILE,
        &[
            ("syntax=", "The image of the front end"),
            ("JSONArgsRecommended", "BuildKit's check `JSONArgsRecommended`"),
            ("${TAG}", "`TAG` = `22`"),
            ("FROM node", "**Here:** stage 1 of 2, named `build`,"),
            ("node:", "official image on Docker Hub"),
            ("build\n", "- used by `COPY` on line 15"),
            ("MODE=prod", "The service `web` of compose.yaml, line 2, passes `dev`, which counts instead."),
            ("/srv", "From here on commands and relative paths start in `/srv`"),
            ("package.json", "`package.json`: a file, 3 bytes, 1 line"),
            ("--mount", "`type"),
            ("target=", "`target` of a `cache` mount"),
            ("/root/.npm", "Where `npm` keeps:"),
            ("npm ci", "`npm`:"),
            ("ci --omit", "installs exactly what manifest and lock file list"),
            ("--omit=dev", "leaves out a kind of dependencies"),
            ("<<EOF", "a script for the shell, 1 line up to the line `EOF`"),
            ("$MODE", "From the `ARG` on line 5"),
            ("DL3025", "shell-form-cmd"),
            ("debian:10", "**End of life:** Debian 10"),
            ("--from=build", "`--from`"),
            ("/out.txt /out", "Probably made on line 9"),
            ("org.open", "SPDX"),
            ("5432", "usually PostgreSQL"),
            ("SIGQUIT", "`SIGQUIT` (3)"),
            ("HEALTHCHECK", "Asks every 5 s, and gives each attempt 1 s. Unhealthy after 3 failures in a row: 15 s"),
            ("useradd", "Makes a user"),
            ("USER", "`app`, uid 1001, made by `useradd` on line 14"),
        ],
    );
    assert!(session.leave().success());
}

const COMPOSE: &str = "\
x-log: &log
  logging:
    driver: local
services:
  web:
    <<: *log
    extends: {file: common.yaml, service: base}
    image: nginx:${TAG:-1}
    ports: [\"127.0.0.1:8080:80\"]
    depends_on: {db: {condition: service_healthy}}
    environment:
      DATABASE: postgres://db:5432/app
    mem_limit: 1536m
    stop_grace_period: 1m30s
    cap_add: [NET_ADMIN]
    env_file: web.env
  db:
    image: postgres:17
    volumes: [\"data:/var/lib/postgresql/data\"]
    healthcheck: {test: pg_isready, interval: 10s, retries: 5}
    # dunnage ignore=missing-restart
    restart: unless-stopped
  app:
    build:
      context: ./app
      target: dev
      args: {MODE: test}
volumes:
  data:
";

#[test]
fn a_compose_file_explains_every_kind_of_word() {
    let files = [
        ("compose.yaml", COMPOSE),
        ("common.yaml", "services:\n  base:\n    tty: true\n"),
        ("compose.override.yaml", "services:\n  db:\n    command: postgres -c fsync=off\n"),
        (".env", "TAG=1.27\n"),
        ("web.env", "A=1\n"),
        ("app/Dockerfile", "FROM scratch AS dev\nARG MODE=prod\n"),
    ];
    let folder = Folder::with("compose", &files);
    let uri = folder.uri("compose.yaml");
    let (mut session, _) = Session::with(json!({}));
    session.open(&uri, "dockercompose", COMPOSE);
    check(
        &mut session,
        &uri,
        COMPOSE,
        &[
            ("&log", "One alias uses it, on line 6."),
            ("driver: local", "[Reference](https://docs.docker.com/"),
            ("web:", "tty: true  # from common.yaml:3"),
            ("web:", "logging:  # from line 2"),
            ("web:", "image: nginx:1.27  # written nginx:${TAG:-1}"),
            ("<<", "- `*log`: `logging`"),
            ("*log", "logging:\n  driver: local"),
            ("image: nginx", "**Here:** `nginx:1.27`"),
            ("${TAG", "`TAG` = `1.27`\n\nFrom .env, line 1;"),
            ("127.0.0.1", "Publishes host port 8080 for this machine only → port 80/tcp"),
            ("db: {condition", "```yaml\n"),
            ("service_healthy", "`service_healthy`:"),
            ("DATABASE", "The host `db` is the service of that name, line 17."),
            ("1536m", "1.5 GiB"),
            ("1m30s", "1 min 30 s"),
            ("NET_ADMIN", "firewall rules"),
            ("web.env", "Sets `A`."),
            ("db:\n    image", "command: postgres -c fsync=off  # from compose.override.yaml:3"),
            ("postgres:17", "data to keep: `/var/lib/postgresql/data`"),
            ("data:/var", "Used by `db`."),
            ("healthcheck", "Asks every 10 s"),
            ("missing-restart", "missing-restart"),
            ("unless-stopped", "stopped by hand"),
            ("dev\n", "stage `dev` of Dockerfile"),
            ("MODE", "`ARG MODE=prod` on line 2 of Dockerfile"),
            ("volumes:\n  data", "[Reference](https://"),
        ],
    );
    assert!(session.leave().success());
}

#[test]
fn ignore_files_and_variables_explain_themselves() {
    let ignore = "*.log\n!keep.log\n";
    let variables = "TAG=1.27\nFULL=nginx:${TAG}\n";
    let files = [
        (".dockerignore", ignore),
        (".env", variables),
        ("a.log", ""),
        ("keep.log", ""),
        ("compose.yaml", "services:\n  web:\n    image: $FULL\n"),
    ];
    let folder = Folder::with("others", &files);
    let (mut session, _) = Session::with(json!({}));
    let uri = folder.uri(".dockerignore");
    session.open(&uri, "ignore", ignore);
    let text = says(&mut session, &uri, ignore, "*.log");
    assert!(text.contains("It matches 2 files: `a.log`, `keep.log`. A later line brings 1 of them back."), "{text}");
    assert!(text.contains("Line 2, `!keep.log`, brings some of it back."), "{text}");
    let uri = folder.uri(".env");
    session.open(&uri, "dotenv", variables);
    check(
        &mut session,
        &uri,
        variables,
        &[
            ("FULL", "`FULL` = `nginx:1.27`"),
            ("FULL", "put into compose.yaml, line 3"),
            ("${TAG}", "`${TAG}`: `1.27`\n\nFrom line 1."),
        ],
    );
    assert!(session.leave().success());
}

#[test]
fn half_typed_text_has_hovers_too() {
    let (mut session, _) = Session::with(json!({}));
    let source = "services:\n  web:\n    image: nginx\n    restart: [\n  db:\n    healthcheck:\n      interval: 5s\n";
    session.open("file:///p/compose.yaml", "dockercompose", source);
    check(&mut session, "file:///p/compose.yaml", source, &[("interval", "Default: `30s`."), ("image", "[Reference]")]);
    let source = "FROM a AS b\nCOPY --from=\nRUN --mount=type=cache,\nWORKDIR /x\n";
    session.open("file:///p/Dockerfile", "dockerfile", source);
    check(&mut session, "file:///p/Dockerfile", source, &[("--from", "`--from`"), ("type=cache", "`cache` mount:")]);
    assert_eq!(session.at("textDocument/hover", "file:///p/Dockerfile", 3, 99)["contents"]["kind"], "markdown");
    assert_eq!(session.at("textDocument/hover", "file:///p/Dockerfile", 4, 0), Value::Null);
    assert!(session.leave().success());
}
