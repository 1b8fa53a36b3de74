//! Tools that report their use to their makers.

use crate::rules::prelude::*;

rule! {
    /// A tool reports to its makers how it is used.
    ///
    /// Many tools send what they are called with, and from where, unless a variable tells them not to. In a build nobody is
    /// asked, and the containers of a product may report for years. Some also run faster without.
    ///
    /// This is a choice, so the rule is off unless you ask for it. Known are the tools whose makers document a variable. It
    /// looks for their commands; what a script of `package.json` runs is not seen.
    ///
    /// ```dockerfile
    /// FROM node:24-slim
    /// WORKDIR /srv
    /// COPY . .
    /// RUN npx next build
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM node:24-slim
    /// ENV NEXT_TELEMETRY_DISABLED=1
    /// WORKDIR /srv
    /// COPY . .
    /// RUN npx next build
    /// ```
    "telemetry-on", Hint, Ask,
    default: off,
    groups: [Security],
    aka: ["tally:prefer-telemetry-opt-out"],
    concerns: ["telemetry-opt-out"],
}

/// A tool by its command, and the variable that silences it.
struct Tool {
    command: &'static str,
    variable: &'static str,
    value: &'static str,
}

const fn tool(command: &'static str, variable: &'static str, value: &'static str) -> Tool {
    Tool { command, variable, value }
}

/// Source: the tools' own documentation, under "telemetry", "analytics" or "usage data".
static TOOLS: [Tool; 24] = [
    tool("astro", "ASTRO_TELEMETRY_DISABLED", "1"),
    tool("az", "AZURE_CORE_COLLECT_TELEMETRY", "false"),
    tool("brew", "HOMEBREW_NO_ANALYTICS", "1"),
    tool("bun", "DO_NOT_TRACK", "1"),
    tool("dotnet", "DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
    tool("func", "FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT", "1"),
    tool("gatsby", "GATSBY_TELEMETRY_DISABLED", "1"),
    tool("gcloud", "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true"),
    tool("hf", "HF_HUB_DISABLE_TELEMETRY", "1"),
    tool("huggingface-cli", "HF_HUB_DISABLE_TELEMETRY", "1"),
    tool("medusa", "MEDUSA_DISABLE_TELEMETRY", "true"),
    tool("next", "NEXT_TELEMETRY_DISABLED", "1"),
    tool("ng", "NG_CLI_ANALYTICS", "false"),
    tool("nuxi", "NUXT_TELEMETRY_DISABLED", "1"),
    tool("nuxt", "NUXT_TELEMETRY_DISABLED", "1"),
    tool("prisma", "CHECKPOINT_DISABLE", "1"),
    tool("pwsh", "POWERSHELL_TELEMETRY_OPTOUT", "1"),
    tool("sam", "SAM_CLI_TELEMETRY", "0"),
    tool("storybook", "STORYBOOK_DISABLE_TELEMETRY", "1"),
    tool("strapi", "STRAPI_TELEMETRY_DISABLED", "true"),
    tool("terraform", "CHECKPOINT_DISABLE", "1"),
    tool("turbo", "TURBO_TELEMETRY_DISABLED", "1"),
    tool("vcpkg", "VCPKG_DISABLE_METRICS", "1"),
    tool("wrangler", "WRANGLER_SEND_METRICS", "false"),
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !TOOLS.iter().any(|tool| file.source().contains(tool.command)) {
        return;
    }
    for stage in &file.stages {
        let mut found: Vec<(&Tool, Span)> = Vec::new();
        for index in stage.range.clone() {
            for command in file.commands_of(index) {
                let Some((tool, word)) = tool_of(command) else { continue };
                if !found.iter().any(|(known, _)| known.variable == tool.variable) {
                    found.push((tool, command.word_span(word)));
                }
            }
        }
        if found.is_empty() {
            continue;
        }
        let environment = file.runtime_of(stage).env;
        found.retain(|(tool, _)| !environment.contains_key(tool.variable) && !environment.contains_key("DO_NOT_TRACK"));
        let Some(&(first, span)) = found.first() else { continue };
        let names: Vec<String> = found.iter().map(|(tool, _)| format!("`{}`", tool.command)).collect();
        let reports = if names.len() == 1 { "reports" } else { "report" };
        let pairs: Vec<String> = found.iter().map(|(tool, _)| format!("{}={}", tool.variable, tool.value)).collect();
        let joint = format!(" {}{}    ", file.escape.character(), file.line_end());
        let line = format!("ENV {}{}", pairs.join(&joint), file.line_end());
        // Behind FROM and the arguments that belong to it.
        let own = file.instructions_of(stage);
        let head = own.iter().skip(1).take_while(|instruction| instruction.is(Keyword::Arg)).count();
        let place = file.whole_lines(own[head].span).end;
        let title =
            if pairs.len() == 1 { format!("Set {}", first.variable) } else { "Opt out of telemetry".to_owned() };
        report
            .at(span, format!("{} {reports} to the makers how it is used", names.join(", ")))
            .fix(title, insert(place, line))
            .declares(&[Change::Env, Change::Instructions]);
    }
}

/// The tool that a command calls, directly or through `npx` and its kin, and the word that names it.
fn tool_of(command: Command<'_>) -> Option<(&'static Tool, usize)> {
    let words = command.texts();
    let at = match command.name()? {
        "npx" | "pnpx" | "bunx" => words.iter().skip(1).position(|word| !word.starts_with('-'))? + 1,
        "yarn" | "pnpm" | "npm" if matches!(words.get(1), Some(&"exec" | &"dlx")) => {
            words.iter().skip(2).position(|word| !word.starts_with('-'))? + 2
        }
        "dotnet" => {
            // The runtime alone reports nothing.
            let is_sdk = matches!(words.get(1), Some(&"build" | &"publish" | &"restore" | &"run" | &"test" | &"tool"));
            return is_sdk.then(|| TOOLS.iter().find(|tool| tool.command == "dotnet").map(|tool| (tool, 0)))?;
        }
        _ => 0,
    };
    let name = words.get(at)?.rsplit('/').next()?.split('@').next()?;
    TOOLS.iter().find(|tool| tool.command == name).map(|tool| (tool, at))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, fixed, marked};

    const RULE: &str = "telemetry-on";

    #[test]
    fn tools_of_a_stage_are_named_together() {
        let source =
            "FROM a\nARG V\nRUN dotnet publish && pnpm dlx turbo@2 build\nFROM b\nCMD [\"dotnet\", \"a.dll\"]\n";
        assert_eq!(marked(RULE, source), ["dotnet"]);
        let both = "FROM a\nARG V\nENV DOTNET_CLI_TELEMETRY_OPTOUT=1 \\\n    TURBO_TELEMETRY_DISABLED=1\nRUN";
        assert!(fixed(RULE, source).is_some_and(|text| text.starts_with(both)));
    }

    #[test]
    fn one_that_is_silenced_is_silent() {
        for source in [
            "FROM a AS b\nENV NEXT_TELEMETRY_DISABLED=1\nFROM b\nRUN next build\n",
            "FROM a\nENV DO_NOT_TRACK=1\nRUN bun install\n",
            "FROM a\nRUN echo next\n",
        ] {
            assert!(findings(RULE, source).is_empty(), "{source}");
        }
    }
}
