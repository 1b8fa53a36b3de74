//! Java: Maven and Gradle, a program in one archive.

use super::super::Recipe;
use super::super::folder::{Folder, version};
use super::super::health::check;
use super::{HEAD, exec, version_or_latest};
use crate::reference::images::latest_release;

pub fn recipe(folder: &Folder<'_>) -> Option<Recipe> {
    if let Some(pom) = folder.text("pom.xml") {
        return Some(maven(&pom));
    }
    let script = folder.first_of(&["build.gradle.kts", "build.gradle"])?;
    Some(gradle(folder, script))
}

fn maven(pom: &str) -> Recipe {
    let between = |open: &str| Some(pom.split_once(open)?.1.split('<').next().unwrap_or_default());
    let asked = ["<java.version>", "<maven.compiler.release>", "<maven.compiler.source>", "<release>"]
        .iter()
        .find_map(|open| version(between(open)?, 1));
    let java = version_or_latest(asked, "eclipse-temurin");
    let maven = latest_release("maven").unwrap_or("3");
    let build = format!(
        "FROM maven:{maven}-eclipse-temurin-{java} AS build
WORKDIR /src
COPY pom.xml ./
RUN --mount=type=cache,target=/root/.m2 mvn --batch-mode dependency:go-offline
COPY src ./src
RUN --mount=type=cache,target=/root/.m2 mvn --batch-mode -DskipTests package \\
    && cp target/*.jar /app.jar
"
    );
    finish("Java with Maven", pom, &java, &build, "target")
}

fn gradle(folder: &Folder<'_>, script: &'static str) -> Recipe {
    let text = folder.text(script).unwrap_or_default();
    let asked = ["JavaLanguageVersion.of(", "JavaVersion.VERSION_", "jvmToolchain("]
        .iter()
        .find_map(|open| version(text.split_once(open)?.1.lines().next()?, 1));
    let java = version_or_latest(asked, "eclipse-temurin");
    let gradle = latest_release("gradle").unwrap_or("9");
    let mut manifests = vec![script];
    manifests.extend(
        ["settings.gradle.kts", "settings.gradle", "gradle.properties"].into_iter().filter(|name| folder.has(name)),
    );
    let task = if text.contains("org.springframework.boot") { "bootJar" } else { "jar" };
    let build = format!(
        "FROM gradle:{gradle}-jdk{java} AS build
WORKDIR /src
COPY {} ./
RUN --mount=type=cache,target=/root/.gradle gradle --no-daemon dependencies
COPY src ./src
RUN --mount=type=cache,target=/root/.gradle gradle --no-daemon {task} \\
    && cp build/libs/*.jar /app.jar
",
        manifests.join(" ")
    );
    finish("Java with Gradle", &text, &java, &build, "build")
}

fn finish(kind: &str, manifest: &str, java: &str, build: &str, output: &'static str) -> Recipe {
    let image = format!("eclipse-temurin:{java}-jre");
    let serves = ["spring-boot-starter-web", "quarkus", "micronaut", "javalin", "jetty"]
        .iter()
        .any(|web| manifest.contains(web));
    let port = serves.then_some(8080);
    let page = manifest.contains("spring-boot-starter-actuator").then_some("/actuator/health");
    let known = [
        "postgresql",
        "mysql-connector-j",
        "mysql-connector-java",
        "spring-boot-starter-data-mongodb",
        "spring-boot-starter-data-redis",
        "spring-boot-starter-amqp",
        "jedis",
    ];
    let libraries = known.into_iter().filter(|name| manifest.contains(name)).map(str::to_owned).collect();
    let expose = port.map_or_else(String::new, |port| format!("EXPOSE {port}\n"));
    let dockerfile = format!(
        "{HEAD}{build}
FROM {image} AS runtime
WORKDIR /app
RUN useradd --system --no-create-home app
COPY --from=build /app.jar ./app.jar
USER app
{expose}{}ENTRYPOINT {}
",
        check(&image, port, page),
        exec(&["java", "-XX:MaxRAMPercentage=75", "-jar", "app.jar"])
    );
    Recipe {
        kind: kind.to_owned(),
        dockerfile,
        ignore: vec![output, ".gradle", "*.class"],
        port,
        libraries,
        notes: Vec::new(),
    }
}
