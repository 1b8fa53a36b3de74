//! Mounts that Windows does not have.

use crate::rules::prelude::*;

rule! {
    /// A Windows build uses a mount that Windows does not have.
    ///
    /// BuildKit reads `RUN --mount` for every platform, and the step fails only once the base image is there: Windows has no
    /// `tmpfs`, so that neither `type=tmpfs` nor a secret in a file works, and no sockets of SSH agents. Caches and bind mounts
    /// work with current BuildKit and containerd only, whose support of Windows is experimental; the engine of Docker Desktop
    /// and Windows Server builds with its older builder, which refuses the flag. A secret comes in as a variable (`env=`).
    ///
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// RUN --mount=type=secret,id=token,target=C:/token type C:\token
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// RUN --mount=type=secret,id=token,env=TOKEN echo %TOKEN%
    /// ```
    "mount-on-windows", Warning,
    groups: [Correctness],
    aka: ["tally:windows/no-run-mounts"],
    concerns: ["windows-run-mounts"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for stage in &file.stages {
        let mut with_mounts = file.instructions_of(stage).iter().filter(|it| it.flag("mount").is_some()).peekable();
        if with_mounts.peek().is_none() || !file.is_for_windows(stage) {
            continue;
        }
        for mount in with_mounts.flat_map(mounts) {
            let is_variable_only = mount.field("env").is_some()
                && !["target", "dst", "destination"].iter().any(|key| mount.field(key).is_some());
            let message = match mount.kind() {
                Some("tmpfs") => "Windows has no tmpfs, so this step fails",
                Some("ssh") => "Windows has no socket for an SSH agent, so this step fails",
                Some("secret") if is_variable_only => continue,
                Some("secret") => "A secret in a file needs tmpfs, which Windows has not: use `env=`",
                _ => {
                    report
                        .at(mount.flag.span, "Only builders with experimental support for Windows take this mount")
                        .severity(Info);
                    continue;
                }
            };
            report.at(mount.flag.span, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Info, Warning};
    use crate::rules::testing::{findings, severities};

    #[test]
    fn some_mounts_fail_and_some_may() {
        let windows = "FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\n";
        for (mount, severity) in [
            ("type=tmpfs,target=C:/x", Warning),
            ("type=ssh", Warning),
            ("type=cache,target=C:/x", Info),
            ("type=secret,id=a", Warning),
        ] {
            assert_eq!(
                severities("mount-on-windows", &format!("{windows}RUN --mount={mount} x\n")),
                [severity],
                "{mount}"
            );
        }
        assert!(findings("mount-on-windows", &format!("{windows}RUN --mount=type=secret,id=a,env=A x\n")).is_empty());
        assert!(findings("mount-on-windows", "FROM alpine:3\nRUN --mount=type=tmpfs,target=/x y\n").is_empty());
    }
}
