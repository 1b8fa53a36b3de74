//! Memory that may hold programs.

use crate::rules::prelude::*;

rule! {
    /// A `tmpfs` may hold programs, or programs that change their user.
    ///
    /// By default nothing on a `tmpfs` can be executed and set-user-id bits count for nothing. `exec` and `suid` lift that: an
    /// intruder gets a place to put a program, even where the rest of the file system is read-only.
    ///
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.29
    ///     tmpfs:
    ///       - /tmp:size=64m,exec
    /// ```
    /// Use instead:
    /// ```yaml
    /// services:
    ///   web:
    ///     image: nginx:1.29
    ///     tmpfs:
    ///       - /tmp:size=64m
    /// ```
    "executable-tmpfs", Info, Ask,
    groups: [Security],
    concerns: ["tmpfs-exec"],
}

pub fn check(file: &Compose, report: &mut Report) {
    for service in file.services() {
        let Some(tmpfs) = service.get("tmpfs") else { continue };
        let single = Some(tmpfs).filter(|tmpfs| tmpfs.as_str().is_some());
        for item in single.into_iter().chain(tmpfs.items()) {
            let (Some(text), Some(joined)) = (item.as_str(), item.joined()) else { continue };
            let Some((path, options)) = text.split_once(':') else { continue };
            let loose: Vec<&str> = options.split(',').filter(|option| matches!(*option, "exec" | "suid")).collect();
            if loose.is_empty() {
                continue;
            }
            let kept: Vec<&str> = options.split(',').filter(|option| !loose.contains(option)).collect();
            let text_span = joined.span(path.len()..text.len());
            let kept = if kept.is_empty() { String::new() } else { format!(":{}", kept.join(",")) };
            report
                .at(item.span(), format!("`{}` lets an intruder run programs from memory", loose.join(",")))
                .fix(format!("Remove `{}`", loose.join(",")), replace(text_span, kept))
                .declares(&[Change::Model]);
        }
    }
}
