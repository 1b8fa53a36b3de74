//! Two mounts on one path, of which Compose keeps the later.

use crate::model::compose::{Mounted, has_variable};
use crate::rules::prelude::*;
use std::collections::HashMap;

rule! {
    /// Two entries of `volumes` have the same path in the container.
    ///
    /// Compose keeps the later one and says nothing, so what the earlier one would mount is never there.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - ./site:/usr/share/nginx/html
    ///       - assets:/usr/share/nginx/html/
    /// volumes:
    ///   assets:
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - assets:/usr/share/nginx/html/
    /// volumes:
    ///   assets:
    /// ```
    "overridden-mount", Warning, Ask,
    groups: [Correctness],
    concerns: ["silent-mount-override"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(list) = service.get("volumes") else { continue };
        let mut last: HashMap<&str, Mounted<'_>> = HashMap::new();
        for mount in service.mounts().filter(|mount| !has_variable(mount.target)) {
            let target = mount.target.trim_end_matches('/');
            let Some(earlier) = last.insert(target, mount) else { continue };
            let span = earlier.value.span();
            // What is written twice alike is another rule's.
            if file.text(span) == file.text(mount.value.span()) {
                continue;
            }
            report
                .at(span, format!("A later entry takes the place of this one at `{target}`"))
                .related(mount.value.span(), "what is mounted there")
                .awaits(mount.value.span())
                .fix("Remove the mount that is overridden", amend::remove_item(file, list, earlier.value))
                .declares(&[Change::Model]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn the_later_mount_wins() {
        let with = |volumes: &str| {
            marked("overridden-mount", &format!("services:\n  a:\n    image: x\n    volumes: [{volumes}]\n"))
        };
        assert_eq!(with("./a:/x, {type: tmpfs, target: /x}, ./c:/x:ro"), ["./a:/x", "{type: tmpfs, target: /x}"]);
        assert_eq!(with("/x, data:/x"), ["/x"]);
        for silent in ["./a:/x, ./a:/y", "./a:$X, ./b:$X", "./a:/x, ./a:/x"] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }
}
