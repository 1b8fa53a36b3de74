//! A variable that a file sets in vain.

use super::neighbour;
use crate::model::compose::Value;
use crate::model::compose::project::dotenv;
use crate::rules::prelude::*;

rule! {
    /// A variable is set in an `env_file` and again in `environment`.
    ///
    /// `environment` wins over every `env_file`, and the value in the file is never seen. That can be meant: the rule is for
    /// projects that want one place for each variable.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     env_file: web.env
    ///     environment:
    ///       MODE: fast
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     env_file: web.env
    /// ```
    ///
    /// Around it lies:
    /// ```text
    /// web.env
    ///     MODE=slow
    /// ```
    "shadowed-variable", Info, default: off,
    groups: [Pedantic],
    concerns: ["env-file-shadowed"],
}

pub fn check(file: &Compose, report: &mut Report) {
    let Some(files) = &file.surroundings().files else { return };
    if !file.source().contains("env_file") {
        return;
    }
    for named in file.variable_files().into_iter().filter(|named| !named.is_label) {
        let Ok(text) = files.read(&named.path) else { continue };
        let outside = |name: &str| file.setting().environment.get(name);
        let lines = match named.format.and_then(Value::text) {
            Some("raw") => dotenv::read_raw(&text, &outside),
            _ => dotenv::read(&text, &outside).unwrap_or_default(),
        };
        for variable in named.service.environment() {
            let is_set =
                variable.value.is_some() && lines.iter().any(|line| line.name == variable.name && line.value.is_some());
            if is_set {
                let path = neighbour(file, &named.path);
                let message = format!("`{}` is set in `{path}` too, where it counts for nothing", variable.name);
                report.at(variable.name_span, message);
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
