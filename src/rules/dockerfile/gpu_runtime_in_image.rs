//! The container runtime, inside of a container.

use crate::rules::edits::offer_without_package;
use crate::rules::prelude::*;

rule! {
    /// NVIDIA's container runtime is installed in the image.
    ///
    /// `nvidia-container-toolkit` and its relatives belong on the machine: they tell the engine there how to hand a GPU to a
    /// container. In the image nobody calls them, and the libraries of the driver come with the device when the container starts.
    ///
    /// ```dockerfile
    /// FROM ubuntu:24.04
    /// RUN apt-get update && apt-get install -y python3 nvidia-container-toolkit
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM ubuntu:24.04
    /// RUN apt-get update && apt-get install -y python3
    /// ```
    "gpu-runtime-in-image", Info, Ask,
    groups: [Size],
    aka: ["tally:tally/gpu/no-container-runtime-in-image"],
    concerns: ["gpu-runtime-in-image"],
}

const RUNTIMES: [&str; 8] = [
    "libnvidia-container-tools",
    "libnvidia-container1",
    "nvidia-container-runtime",
    "nvidia-container-toolkit",
    "nvidia-container-toolkit-base",
    "nvidia-docker",
    "nvidia-docker2",
    "nvidia-ctk",
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("nvidia") {
        return;
    }
    // Who brings an engine along starts containers inside.
    if file.source().contains("dockerd") || file.source().contains("docker-ce") || file.source().contains("kubelet") {
        return;
    }
    for call in file.invocations().filter(Invocation::installs) {
        let packages = call.packages();
        let is_runtime =
            |package: &Package<'_>| RUNTIMES.contains(&package.text.split(['=', ':']).next().unwrap_or(""));
        for package in packages.iter().filter(|package| is_runtime(package)) {
            let finding = report.at(package.span, format!("`{}` is for the machine, not for the image", package.text));
            offer_without_package(file, finding, &call, package.span, packages.iter().all(is_runtime));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_step_that_does_nothing_else_goes() {
        let source = "FROM a\nRUN apt-get install -y nvidia-docker2=2.13\nRUN make\n";
        assert_eq!(fixed("gpu-runtime-in-image", source).as_deref(), Some("FROM a\nRUN make\n"));
    }

    #[test]
    fn an_image_with_an_engine_may_have_it() {
        let source = "FROM a\nRUN apt-get install -y docker-ce nvidia-container-toolkit\n";
        assert!(marked("gpu-runtime-in-image", source).is_empty());
    }
}
