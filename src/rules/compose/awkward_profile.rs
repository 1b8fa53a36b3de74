//! Profiles that cannot be chosen.

use super::tell_doubts;
use crate::model::compose::Subject;
use crate::rules::prelude::*;

rule! {
    /// A profile has a name by which it cannot be chosen.
    ///
    /// `--profile` and `COMPOSE_PROFILES` choose profiles by name; the variable separates names with commas, and `*` chooses all.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     profiles: ["debug,test"]
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     profiles: [debug, test]
    /// ```
    "awkward-profile", Warning,
    groups: [Correctness],
    concerns: ["profile-name-invalid"],
}

pub fn check(file: &Compose, report: &mut Report) {
    tell_doubts(file, report, Subject::Profile);
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn plain_names_pass() {
        let with =
            |name: &str| marked("awkward-profile", &format!("services: {{a: {{image: x, profiles: [\"{name}\"]}}}}\n"));
        assert!(with("debug").is_empty() && with("$P").is_empty());
        assert_eq!(with("").len(), 1);
        assert_eq!(with("*").len(), 1);
    }
}
