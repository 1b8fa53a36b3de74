//! Programs built in the stage that ships.

use crate::reference::packages::{Action, Ecosystem};
use crate::rules::prelude::*;

rule! {
    /// The image ships the tools that built its program.
    ///
    /// A compiler, the development dependencies and the sources are needed once, and ship with every image of this stage: often
    /// more than nine tenths of it, and all of it may have holes. Build in a stage of its own, and copy what comes of it into a
    /// small one: `FROM golang:1.25 AS build`, the steps, then `FROM gcr.io/distroless/static-debian12` and
    /// `COPY --from=build /src/serve /serve`.
    ///
    /// A step that removes its compilers again is left alone, and so is an image that starts nothing, which may be there to build
    /// others.
    ///
    /// ```dockerfile
    /// FROM golang:1.25
    /// WORKDIR /src
    /// COPY . .
    /// RUN go build -o serve .
    /// CMD ["/src/serve"]
    /// ```
    "build-tools-shipped", Info,
    groups: [Size, Security],
    aka: ["tally:tally/prefer-multi-stage-build"],
    concerns: ["multi-stage-suggested"],
}

/// Programs that turn sources into programs.
const COMPILERS: [&str; 17] = [
    "cabal", "cc", "clang", "clang++", "cmake", "crystal", "dub", "g++", "gcc", "ghc", "javac", "ldc2", "make",
    "ninja", "nimble", "rustc", "stack",
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    let starts = file.startup_of(stage).next().is_some();
    if !starts {
        return;
    }
    for index in stage.range.clone().filter(|&index| file.instructions[index].is(Keyword::Run)) {
        let calls = file.invocations_of(index);
        let removes = calls
            .iter()
            .any(|call| call.manager.ecosystem == Ecosystem::System && call.action() == Some(Action::Remove));
        if removes {
            continue;
        }
        let built = calls.iter().find(|call| builds(call)).map(|call| call.command);
        let compiled = || {
            let commands = file.commands_of(index);
            commands.into_iter().find(|command| COMPILERS.iter().any(|name| command.is(name)) && !only_asks(*command))
        };
        let Some(command) = built.or_else(compiled) else { continue };
        // `CMD ["mvn", "jetty:run"]` needs them to the end.
        let mut started = file.startup_of(stage).flat_map(|index| file.commands_of(index));
        if !started.any(|started| is_same_tool(started, command)) {
            report.at(command.span(), "The tools that build this ship with what they build");
        }
        return;
    }
}

/// Whether the container is started by the program that built it, or by its wrapper in the project.
fn is_same_tool(started: Command<'_>, builder: Command<'_>) -> bool {
    let tool = |command: Command<'_>| command.name().map(|name| name.trim_end_matches('w').to_owned());
    tool(started).is_some_and(|name| tool(builder) == Some(name))
}

/// Whether a call compiles the project into something that runs without it.
fn builds(call: &Invocation<'_>) -> bool {
    let compiles =
        matches!(call.manager.ecosystem, Ecosystem::Go | Ecosystem::Rust | Ecosystem::Java | Ecosystem::DotNet);
    let builds = match call.manager.name {
        "cargo" => matches!(call.verb(), "build"),
        "go" => call.verb() == "build",
        _ => call.action() == Some(Action::Build),
    };
    compiles && builds
}

fn only_asks(command: Command<'_>) -> bool {
    let is_manager = ["cabal", "dub", "nimble", "stack"].iter().any(|name| command.is(name));
    let builds = || matches!(command.words().get(1).map(|word| word.text.as_str()), Some("build" | "install" | "c"));
    let is_bare = command.words().len() == 1 && !command.is("make");
    is_bare || (is_manager && !builds()) || command.has_option(&["--version", "-v", "--help"])
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    const NAME: &str = "build-tools-shipped";

    #[test]
    fn the_last_stage_is_the_one_that_ships() {
        assert_eq!(marked(NAME, "FROM a\nRUN ./configure && make && make install\nCMD [\"b\"]\n"), ["make"]);
        assert_eq!(marked(NAME, "FROM maven:3\nRUN mvn -q package\nENTRYPOINT [\"java\"]\n"), ["mvn -q package"]);
    }

    #[test]
    fn what_leaves_nothing_or_starts_nothing_is_fine() {
        for source in [
            "FROM golang:1 AS b\nRUN go build\nFROM c\nCOPY --from=b /a /a\nCMD [\"/a\"]\n",
            "FROM a\nRUN apk add gcc && make && apk del gcc\nCMD [\"b\"]\n",
            "FROM a\nRUN make\n",
            "FROM a\nRUN npm run build\nCMD [\"b\"]\n",
            "FROM a\nRUN go install b@latest\nCMD [\"b\"]\n",
            "FROM a\nRUN gcc --version\nCMD [\"b\"]\n",
            "FROM maven:3\nRUN mvn compile\nCMD [\"mvn\", \"jetty:run\"]\n",
            "FROM gradle:8\nRUN gradle build\nCMD ./gradlew run\n",
        ] {
            assert!(marked(NAME, source).is_empty(), "{source}");
        }
    }
}
