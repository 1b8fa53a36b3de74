//! A variable that a file sets in vain.

use crate::model::compose::project::dotenv;
use crate::rules::prelude::*;

rule! {
    /// A service sets a variable that its file of variables sets too.
    ///
    /// `environment` wins over `env_file`: whoever changes the value in the file changes nothing. That may be meant, for a file
    /// that several services share; else one of the two can go.
    ///
    /// ```text
    /// app.env
    ///     LOG_LEVEL=debug
    /// ```
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     env_file: app.env
    ///     environment:
    ///       LOG_LEVEL: info
    /// ```
    "shadowed-variable", Hint,
    default: off,
    groups: [Correctness],
    concerns: ["env-file-shadowed"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let Some(files) = &file.surroundings().files else { return };
    for variables in file.variable_files() {
        let Ok(text) = files.read(&variables.path) else { continue };
        let setting = file.setting();
        let Ok(lines) = dotenv::read(&text, &|name| setting.environment.get(name)) else { continue };
        for own in variables.service.environment() {
            let shadowed = lines.iter().any(|line| line.name == own.name && line.value.is_some());
            if shadowed && own.value.is_some() {
                let name = variables.path.file_name().unwrap_or_default().to_string_lossy();
                report.at(own.name_span, format!("{name} sets {} too, in vain", own.name));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::findings_among;

    #[test]
    fn a_variable_that_is_handed_on_is_not_set_here() {
        let told = |environment: &str| {
            let compose = format!("services: {{a: {{image: x, env_file: [a.env], environment: {environment}}}}}\n");
            findings_among("shadowed-variable", &[("a.env", "A=1\nB\n")], &compose).len()
        };
        assert_eq!([told("[A=2]"), told("[A]"), told("{B: 1}"), told("{C: 1}")], [1, 0, 0, 0]);
    }
}
