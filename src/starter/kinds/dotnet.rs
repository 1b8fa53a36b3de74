//! .NET: one project, published and run on the image of its runtime.

use super::super::Recipe;
use super::super::folder::{Folder, version};
use super::{HEAD, exec};

/// The release with long-term support that new projects use.
const LATEST: &str = "10.0";

pub fn recipe(folder: &Folder<'_>) -> Option<Recipe> {
    let file = folder.only_ending("", ".csproj").or_else(|| folder.only_ending("", ".fsproj"))?;
    let project = folder.text(&file)?;
    let name = file.rsplit_once('.').map_or(file.as_str(), |(name, _)| name);
    let framework = project.split_once("<TargetFramework>net").and_then(|(_, rest)| version(rest, 2));
    let version = framework.unwrap_or_else(|| LATEST.to_owned());
    let is_web = project.contains("Microsoft.NET.Sdk.Web");
    let image = format!("mcr.microsoft.com/dotnet/{}:{version}", if is_web { "aspnet" } else { "runtime" });
    let port = is_web.then_some(8080);
    let libraries = project.split("<PackageReference Include=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let libraries = libraries.map(str::to_owned).collect();
    let expose = port.map_or_else(String::new, |port| format!("EXPOSE {port}\n"));
    let dockerfile = format!(
        "{HEAD}FROM mcr.microsoft.com/dotnet/sdk:{version} AS build
WORKDIR /src
COPY {file} ./
RUN --mount=type=cache,target=/root/.nuget/packages dotnet restore
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages dotnet publish --configuration Release --no-restore --output /out

FROM {image} AS runtime
WORKDIR /app
COPY --from=build /out ./
USER app
{expose}{}ENTRYPOINT {}
",
        super::super::health::check(&image, port, None),
        exec(&["dotnet", &format!("{name}.dll")])
    );
    Some(Recipe {
        kind: ".NET".to_owned(),
        dockerfile,
        ignore: vec!["bin", "obj", "*.user"],
        port,
        libraries,
        notes: Vec::new(),
    })
}
