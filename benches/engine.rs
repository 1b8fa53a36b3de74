//! How long the engine takes: reading a file, reading it again after a keystroke, asking every rule, completing.
//!
//! `cargo bench --bench engine` runs them all; a word after it picks some: `cargo bench --bench engine -- reparse`.
//! The inputs are made here: a small file as people write them, and a large one of two thousand lines.

use divan::{Bencher, black_box};
use dunnage::model::{Language, Snapshot};
use dunnage::rules::{Settings, check};
use dunnage::text::{Text, insert};

fn main() {
    divan::main();
}

/// A service of four stages, some forty lines.
const SERVICE: &str = r#"# syntax=docker/dockerfile:1
ARG NODE_VERSION=22.9.0

FROM node:${NODE_VERSION}-bookworm-slim AS base
WORKDIR /srv/app
ENV NODE_ENV=production \
    NPM_CONFIG_LOGLEVEL=warn
RUN apt-get update \
    # tini reaps what the server leaves behind
    && apt-get install -y --no-install-recommends tini ca-certificates \
    && rm -rf /var/lib/apt/lists/*

FROM base AS dependencies
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev

FROM base AS build
ENV NODE_ENV=development
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run lint && npm run build
RUN <<EOF
set -e
find dist -name '*.map' -delete
du -sh dist
EOF

FROM base AS runtime
COPY --from=dependencies /srv/app/node_modules ./node_modules
COPY --from=build --chown=node:node /srv/app/dist ./dist
EXPOSE 8080
USER node
HEALTHCHECK --interval=30s --timeout=3s CMD ["node", "dist/health.js"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "dist/server.js"]
"#;

const PROJECT: &str = r#"services:
  web:
    build: { context: ., target: runtime }
    ports: ["8080:8080"]
    environment:
      DATABASE_URL: postgres://app@database/app
    depends_on:
      database: { condition: service_healthy }
  database:
    image: postgres:17.2
    volumes: ["data:/var/lib/postgresql/data"]
    healthcheck:
      test: ["CMD", "pg_isready", "-h", "127.0.0.1"]
      interval: 5s
volumes:
  data:
"#;

/// The text of a benchmark: its language, and how often the sample stands in it.
#[derive(Debug, Clone, Copy)]
enum Input {
    Dockerfile(usize),
    Compose(usize),
}

const INPUTS: [Input; 4] = [Input::Dockerfile(1), Input::Dockerfile(50), Input::Compose(1), Input::Compose(800)];

impl Input {
    fn snapshot(self) -> Snapshot {
        match self {
            Input::Dockerfile(times) => Snapshot::of(Language::Dockerfile, &SERVICE.repeat(times)),
            Input::Compose(1) => Snapshot::of(Language::Compose, PROJECT),
            Input::Compose(times) => {
                let service = |n: usize| {
                    let port = 9000 + n;
                    format!(
                        "  s{n}:\n    image: nginx:1.27.3\n    restart: always\n    ports:\n      - \"{port}:80\"\n"
                    )
                };
                let services: String = (0..times).map(service).collect();
                Snapshot::of(Language::Compose, &format!("services:\n{services}"))
            }
        }
    }
}

/// The end of a line in the middle of a file: where somebody types.
fn middle(snapshot: &Snapshot) -> usize {
    let half = snapshot.source().len() / 2;
    snapshot.source()[..half].rfind('\n').unwrap_or(0)
}

#[divan::bench(args = INPUTS)]
fn parse(bencher: Bencher, input: Input) {
    let snapshot = input.snapshot();
    bencher.bench_local(|| Snapshot::new(snapshot.language(), Text::new(black_box(snapshot.source())), 0));
}

/// A character typed in the middle of the file.
#[divan::bench(args = INPUTS)]
fn reparse(bencher: Bencher, input: Input) {
    let snapshot = input.snapshot();
    let place = middle(&snapshot);
    bencher.bench_local(|| snapshot.edited(&[insert(black_box(place), "x")], 1));
}

/// Every rule of the default set, on a version just typed.
#[divan::bench(args = INPUTS)]
fn analyse(bencher: Bencher, input: Input) {
    let snapshot = input.snapshot();
    let place = middle(&snapshot);
    let settings = Settings::default();
    check(&snapshot, &settings);
    bencher
        .with_inputs(|| snapshot.edited(&[insert(place, "x")], 1))
        .bench_local_values(|edited| check(&edited, black_box(&settings)));
}

/// The first question about a version just typed, which pays for reading it.
#[divan::bench(args = INPUTS)]
fn complete(bencher: Bencher, input: Input) {
    let snapshot = input.snapshot();
    let place = middle(&snapshot);
    dunnage::ide::completion(&snapshot, place);
    bencher
        .with_inputs(|| snapshot.edited(&[insert(place, "x")], 1))
        .bench_local_values(|edited| dunnage::ide::completion(&edited, black_box(place + 1)));
}

/// As [`complete`].
#[divan::bench(args = INPUTS)]
fn hover(bencher: Bencher, input: Input) {
    let snapshot = input.snapshot();
    let place = snapshot.source().find("image:").or(snapshot.source().find("RUN")).unwrap_or(0);
    dunnage::ide::hover(&snapshot, place);
    bencher
        .with_inputs(|| snapshot.edited(&[insert(middle(&snapshot), "x")], 1))
        .bench_local_values(|edited| dunnage::ide::hover(&edited, black_box(place)));
}
