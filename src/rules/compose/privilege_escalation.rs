//! A container whose programs may gain rights.

use crate::model::compose::Value;
use crate::rules::prelude::*;

rule! {
    /// A service does not set `no-new-privileges`.
    ///
    /// A set-user-id program, such as `sudo` or `su`, gives whoever starts it the rights of root. With
    /// `no-new-privileges:true` the kernel grants nothing that the first process did not have, so an intruder stays what the
    /// service was. What the image itself starts by such a program no longer works; most images start none.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: example/web:1
    ///     security_opt:
    ///       - no-new-privileges:true
    /// ```
    "privilege-escalation", Info, Ask,
    default: off,
    groups: [Hardening],
    aka: ["kics:no_new_privileges_not_set", "kics:security_opt_not_set", "compose-lint:CL-0003"],
    concerns: ["no-new-privileges", "security-opt-missing"],
}

const OPTION: &str = "no-new-privileges";

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services().into_iter().filter(|service| service.is_complete()) {
        // A privileged container has nothing left to gain.
        if service.flag("privileged") == Some(true) {
            continue;
        }
        let options = service.get("security_opt");
        let set = options
            .into_iter()
            .flat_map(Value::items)
            .find(|item| item.text().is_some_and(|text| text.starts_with(OPTION) || text.starts_with('$')));
        let Some(set) = set else {
            let finding =
                report.at(service.key, format!("Programs of `{}` may gain rights by set-user-id", service.name));
            let value = Yaml::text("no-new-privileges:true");
            let edit = match options {
                Some(list) => amend::add_item(file, list, &value),
                None => amend::add_to_service(file, service, "security_opt", &Yaml::List(vec![value])),
            };
            finding.fix("Set `no-new-privileges`", edit).declares(&[Change::Model]);
            continue;
        };
        if set.text().is_some_and(|text| text[text.len().min(OPTION.len())..].trim_start_matches([':', '=']) == "false")
        {
            report
                .at(set.span(), "Programs may gain rights by set-user-id")
                .fix("Set it to `true`", replace(set.span(), "no-new-privileges:true"))
                .declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    fn with(body: &str) -> String {
        format!("services:\n  a:\n    {body}\n")
    }

    #[test]
    fn the_option_joins_the_others() {
        let after = |body: &str| fixed("privilege-escalation", &with(body));
        assert_eq!(
            after("image: x\n    security_opt: [a=b]"),
            Some(with("image: x\n    security_opt: [a=b, no-new-privileges:true]"))
        );
        assert_eq!(
            after("image: x\n    security_opt: [no-new-privileges=false]"),
            Some(with("image: x\n    security_opt: [no-new-privileges:true]"))
        );
    }

    #[test]
    fn who_has_it_or_nothing_to_gain_is_left_alone() {
        for body in [
            "image: x\n    security_opt: [no-new-privileges]",
            "image: x\n    security_opt: [\"no-new-privileges=true\"]",
            "image: x\n    privileged: true",
            "ports: [\"80\"]",
            "image: x\n    extends: {service: b, file: c.yaml}",
        ] {
            assert!(marked("privilege-escalation", &with(body)).is_empty(), "{body}");
        }
    }
}
