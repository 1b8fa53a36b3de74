//! Go: one static program on an image with nothing else.

use super::super::Recipe;
use super::super::folder::{Folder, port_behind, version};
use super::{HEAD, exec, version_or_latest};

pub fn recipe(folder: &Folder<'_>) -> Option<Recipe> {
    let module = folder.text("go.mod")?;
    let asked = module.lines().find_map(|line| version(line.trim().strip_prefix("go ")?, 2));
    let version = version_or_latest(asked, "golang");
    let libraries: Vec<String> = module
        .lines()
        .map(|line| line.trim().trim_start_matches("require "))
        .filter(|line| line.contains(" v"))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect();
    let (package, entry) = match folder.names("cmd").first() {
        Some(name) if !folder.has("main.go") => (format!("./cmd/{name}"), format!("cmd/{name}/main.go")),
        _ => (".".to_owned(), "main.go".to_owned()),
    };
    let source = folder.text(&entry).unwrap_or_default();
    let serves = source.contains("net/http")
        || libraries
            .iter()
            .any(|name| ["gin", "echo", "fiber", "chi"].iter().any(|web| name.contains(&format!("/{web}"))));
    let port =
        port_behind(&source, &["ListenAndServe(\":", "Addr: \":", "Run(\":", "Start(\":", "Listen(\":", "PORT", "\":"])
            .or(serves.then_some(8080));
    let sums = if folder.has("go.sum") { "go.mod go.sum" } else { "go.mod" };
    let expose = port.map_or_else(String::new, |port| format!("EXPOSE {port}\n"));
    let dockerfile = format!(
        "{HEAD}FROM golang:{version}-alpine AS build
WORKDIR /src
COPY {sums} ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \\
    CGO_ENABLED=0 go build -trimpath -ldflags=\"-s -w\" -o /out/app {package}

FROM gcr.io/distroless/static-debian13:nonroot AS runtime
COPY --from=build /out/app /app
USER nonroot
{expose}ENTRYPOINT {}
",
        exec(&["/app"])
    );
    Some(Recipe {
        kind: "Go".to_owned(),
        dockerfile,
        ignore: vec!["bin", "vendor", "*.test", "coverage.out"],
        port,
        libraries,
        notes: Vec::new(),
    })
}
