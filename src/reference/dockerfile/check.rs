//! BuildKit's own build checks, the names that `# check=` takes.
//!
//! Source: BuildKit `linter/ruleset.go`; the versions are the first tags of the front end that hold the rule.

/// One build check.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// As `# check=skip=` wants it; case counts.
    pub name: &'static str,
    pub doc: &'static str,
    /// The version of the Dockerfile syntax that brought it.
    pub since: &'static str,
    /// It runs only where `# check=experimental=` asks for it.
    pub experimental: bool,
}

impl Check {
    /// Its page in the official documentation, where it has one.
    pub fn link(&self) -> Option<String> {
        if self.name == "InvalidBaseImagePlatform" {
            return None;
        }
        Some(format!("https://docs.docker.com/reference/build-checks/{}/", self.page()))
    }

    /// The name in words joined by hyphens: `JSONArgsRecommended` is `json-args-recommended`.
    fn page(&self) -> String {
        let letters: Vec<char> = self.name.chars().collect();
        let mut page = String::new();
        for (at, letter) in letters.iter().enumerate() {
            let after_lower = at > 0 && letters[at - 1].is_ascii_lowercase();
            let before_lower = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
            if at > 0 && letter.is_ascii_uppercase() && (after_lower || before_lower) {
                page.push('-');
            }
            page.push(letter.to_ascii_lowercase());
        }
        page
    }
}

/// The check of exactly that name.
pub fn check(name: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.name == name)
}

const fn rule(name: &'static str, since: &'static str, doc: &'static str) -> Check {
    Check { name, doc, since, experimental: false }
}

/// All of them.
pub static CHECKS: [Check; 22] = [
    rule("StageNameCasing", "1.8", "A stage's name is not in lower case."),
    rule("FromAsCasing", "1.8", "`FROM` and its `AS` differ in case."),
    rule("NoEmptyContinuation", "1.8", "An empty line stands inside a continued instruction."),
    rule("ConsistentInstructionCasing", "1.8", "An instruction is written in another case than most of the file."),
    rule("DuplicateStageName", "1.8", "Two stages have one name; later references mean the second."),
    rule("ReservedStageName", "1.8", "A stage is called `scratch` or `context`, which mean something else."),
    rule(
        "JSONArgsRecommended",
        "1.8",
        "`CMD` or `ENTRYPOINT` goes through a shell, so signals may not reach the program.",
    ),
    rule("MaintainerDeprecated", "1.8", "`MAINTAINER` is used; a label does the same."),
    rule("UndefinedArgInFrom", "1.8", "`FROM` uses an argument that is declared nowhere before it."),
    rule("WorkdirRelativePath", "1.8", "A relative `WORKDIR` builds on whatever the base image has set."),
    rule("UndefinedVar", "1.8", "A variable is used that nothing has defined, also where a default is given."),
    rule(
        "MultipleInstructionsDisallowed",
        "1.8",
        "A stage has two `CMD`, `ENTRYPOINT` or `HEALTHCHECK`; only the last counts.",
    ),
    rule("LegacyKeyValueFormat", "1.8", "`ENV` or `LABEL` is written without `=`."),
    rule("InvalidBaseImagePlatform", "1.8", "The base image is of another platform than the one that is built."),
    rule("RedundantTargetPlatform", "1.9", "`--platform=$TARGETPLATFORM` says what holds anyway."),
    rule(
        "SecretsUsedInArgOrEnv",
        "1.9",
        "The name of an `ARG` or `ENV` sounds like a secret, which the image would keep.",
    ),
    rule("InvalidDefaultArgInFrom", "1.9", "With the defaults of its arguments alone, `FROM` names no valid image."),
    rule("FromPlatformFlagConstDisallowed", "1.9", "`FROM --platform` is a constant, so the stage is tied to it."),
    rule("CopyIgnoredFile", "1.9", "`COPY` or `ADD` wants a file that `.dockerignore` excludes."),
    Check {
        name: "InvalidDefinitionDescription",
        doc: "A comment that touches `FROM … AS name` or `ARG name` begins with another word than that name.",
        since: "1.11",
        experimental: true,
    },
    rule("ExposeProtoCasing", "1.18", "The protocol of an `EXPOSE` is not in lower case."),
    rule("ExposeInvalidFormat", "1.18", "`EXPOSE` has an address or a host port, which have no effect there."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_tells_when_it_fires() {
        assert!(CHECKS.iter().all(|check| check.doc.ends_with('.') && check.since.starts_with("1.")));
        assert!(check("UndefinedVar").is_some() && check("undefinedvar").is_none());
    }

    #[test]
    fn pages_are_named_in_words() {
        let page = |name| check(name).and_then(Check::link).unwrap_or_default();
        assert!(page("JSONArgsRecommended").ends_with("/json-args-recommended/"));
        assert!(page("SecretsUsedInArgOrEnv").ends_with("/secrets-used-in-arg-or-env/"));
        assert_eq!(page("InvalidBaseImagePlatform"), "");
    }
}
