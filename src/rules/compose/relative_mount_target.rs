//! Mounts onto paths that are none.

use crate::model::compose::{MountKind, has_variable};
use crate::rules::prelude::*;

rule! {
    /// A mount's path in the container does not start with a slash.
    ///
    /// The engine refuses to create the container. A single letter before a colon is taken for the drive of Windows, so
    /// `v:/data` does not mount the volume `v`: it is one path that nobody has.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - ./site:usr/share/nginx/html
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.27
    ///     volumes:
    ///       - ./site:/usr/share/nginx/html
    /// ```
    "relative-mount-target", Warning, Ask,
    groups: [Correctness],
    concerns: ["volume-target-relative", "single-letter-volume"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        for mount in service.mounts() {
            let target = mount.target;
            if target.is_empty()
                || target.starts_with('/')
                || has_variable(target)
                || is_for_windows(service.text("platform"))
            {
                continue;
            }
            let mut characters = target.chars();
            let letter = characters.next().is_some_and(|first| first.is_ascii_alphabetic());
            if letter && characters.next() == Some(':') {
                // Backslashes, and drives on both sides, are what people write for Windows.
                let alone = mount.kind == MountKind::Anonymous && !target.contains('\\') && mount.source.is_none();
                if alone && target[2..].starts_with('/') && !mount.value.is_mapping() {
                    let name = &target[..1];
                    let message =
                        format!("`{name}:` is taken for a drive of Windows, so this mounts no volume `{name}`");
                    report.at(mount.value.span(), message);
                }
                continue;
            }
            let at = mount.value.joined().and_then(|joined| {
                let start = mount
                    .value
                    .text()?
                    .len()
                    .checked_sub(mount.options.len() + usize::from(!mount.options.is_empty()))?;
                Some(joined.span(start.checked_sub(target.len())?..start))
            });
            let span = mount.value.get("target").map(|target| target.span()).or(at).unwrap_or(mount.value.span());
            let finding = report.at(span, format!("`{target}` is no absolute path"));
            let written = file.text(span) == target;
            if written && !target.starts_with(['.', '~', '\\']) {
                finding.fix("Put a slash before it", insert(span.start, "/")).declares(&[Change::Model]);
            }
        }
    }
}

fn is_for_windows(platform: Option<&str>) -> bool {
    platform.is_some_and(|platform| platform.starts_with("windows"))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn paths_start_with_a_slash() {
        let with = |volume: &str| {
            marked(
                "relative-mount-target",
                &format!("services: {{a: {{image: x, volumes: [{volume}]}}}}\nvolumes: {{d: }}\n"),
            )
        };
        assert_eq!(with("\"./a:data:ro\""), ["data"]);
        assert_eq!(with("{type: bind, source: ./a, target: data}"), ["data"]);
        assert_eq!(with("\"v:/data\""), ["\"v:/data\""]);
        for silent in ["\"./a:/data\"", "\"./a:$D\"", "\"c:\\\\a:d:\\\\b\"", "\"d:\\\\data\"", "/x"] {
            assert!(with(silent).is_empty(), "{silent}");
        }
    }

    #[test]
    fn a_slash_makes_a_path_whole() {
        let source = "services:\n  a:\n    image: x\n    volumes: [./a:data:ro]\n";
        let mended = source.replace(":data", ":/data");
        assert_eq!(fixed("relative-mount-target", source), Some(mended));
    }
}
