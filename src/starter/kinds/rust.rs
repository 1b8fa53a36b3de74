//! Rust: built with Cargo, run on an image with the C library and nothing else.

use super::super::Recipe;
use super::super::folder::{Folder, port_behind, version};
use super::{HEAD, exec, version_or_latest};

pub fn recipe(folder: &Folder<'_>) -> Option<Recipe> {
    let manifest = folder.toml("Cargo.toml")?;
    let package = manifest.get("package");
    let asked = folder
        .toml("rust-toolchain.toml")
        .and_then(|it| version(it.get("toolchain")?.get("channel")?.as_str()?, 2))
        .or_else(|| folder.text("rust-toolchain").and_then(|text| version(&text, 2)));
    let version = version_or_latest(asked, "rust");
    let named = |table: Option<&toml::Value>| Some(table?.get("name")?.as_str()?.to_owned());
    let binary = manifest.get("bin").and_then(|bins| bins.as_array()).and_then(|bins| named(bins.first()));
    let mut notes = Vec::new();
    let name = binary.or_else(|| named(package)).unwrap_or_else(|| {
        notes.push("Put the name of the program in place of `app` in the Dockerfile".to_owned());
        "app".to_owned()
    });
    let table = manifest.get("dependencies").and_then(|it| it.as_table());
    let mut libraries: Vec<String> = table.into_iter().flat_map(|table| table.keys().cloned()).collect();
    // Clients for one runtime or another have its name before that of the database.
    let bare: Vec<String> = libraries.iter().filter_map(|name| Some(name.split_once('-')?.1.to_owned())).collect();
    libraries.extend(bare);
    // `sqlx` and `diesel` speak to what their features name.
    let features =
        |name: &str| table.and_then(|table| table.get(name)?.get("features")?.as_array().cloned()).unwrap_or_default();
    for feature in ["sqlx", "diesel", "sea-orm"].iter().flat_map(|name| features(name)) {
        libraries.extend(feature.as_str().map(|name| name.trim_start_matches("sqlx-").to_owned()));
    }
    let serves = ["axum", "actix-web", "rocket", "warp", "hyper", "poem", "salvo"]
        .iter()
        .any(|web| libraries.iter().any(|name| name == web));
    let source = folder.text("src/main.rs").unwrap_or_default();
    let port = port_behind(&source, &["0.0.0.0:", "127.0.0.1:", "[::]:", "0, 0, 0, 0]", "\"0.0.0.0\"", "PORT"])
        .or(serves.then_some(8080));
    if source.contains("127.0.0.1:") {
        notes.push(
            "Let the program listen on 0.0.0.0: what listens on 127.0.0.1 is not reached from outside the container"
                .to_owned(),
        );
    }
    let locked = if folder.has("Cargo.lock") { " --locked" } else { "" };
    let expose = port.map_or_else(String::new, |port| format!("EXPOSE {port}\n"));
    let dockerfile = format!(
        "{HEAD}FROM rust:{version}-slim AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \\
    cargo build --release{locked} --bin {name} \\
    && cp target/release/{name} /usr/local/bin/app

FROM gcr.io/distroless/cc-debian13:nonroot AS runtime
COPY --from=build /usr/local/bin/app /app
USER nonroot
{expose}ENTRYPOINT {}
",
        exec(&["/app"])
    );
    Some(Recipe { kind: "Rust".to_owned(), dockerfile, ignore: vec!["target"], port, libraries, notes })
}
