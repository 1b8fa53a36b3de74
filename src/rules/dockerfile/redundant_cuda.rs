//! CUDA, installed on an image that has it.

use crate::rules::edits::offer_without_package;
use crate::rules::prelude::*;

rule! {
    /// CUDA is installed on an image that has it.
    ///
    /// NVIDIA's images hold what their tag says: `-runtime` the libraries, `-devel` the compiler and headers too, `-cudnn` the
    /// library of that name. A second CUDA is some gigabytes, and it is not sure which of the two a program finds.
    ///
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-devel-ubuntu24.04
    /// RUN apt-get update && apt-get install -y cmake cuda-toolkit-12-6
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-devel-ubuntu24.04
    /// RUN apt-get update && apt-get install -y cmake
    /// ```
    "redundant-cuda", Info, Ask,
    groups: [Size],
    aka: ["tally:tally/gpu/no-redundant-cuda-install"],
    concerns: ["gpu-redundant-cuda"],
}

/// By the beginnings of their names, the packages in every image, and those of the larger kinds.
const LIBRARIES: [&str; 6] =
    ["cuda-cudart-", "cuda-libraries-", "cuda-runtime-", "libcublas-", "libcusparse-", "libnpp-"];
const TOOLS: [&str; 7] = [
    "cuda-compiler-",
    "cuda-cudart-dev-",
    "cuda-libraries-dev-",
    "cuda-minimal-build-",
    "cuda-nvcc-",
    "cuda-toolkit-",
    "cuda-toolkit",
];
const CUDNN: [&str; 3] = ["cudnn", "libcudnn", "nvidia-cudnn"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("nvidia/cuda") {
        return;
    }
    for call in file.invocations().filter(Invocation::installs) {
        let reference = file.stage_of(call.instruction()).and_then(|stage| file.image_reference_under(stage));
        let Some(tag) = reference.filter(|it| it.name.ends_with("nvidia/cuda")).and_then(|it| it.tag.as_deref()) else {
            continue;
        };
        if call.manager.ecosystem != crate::reference::packages::Ecosystem::System {
            continue;
        }
        let packages = call.packages();
        let holds = |package: &Package<'_>| !package.varies && is_in(tag, package.text);
        for package in packages.iter().filter(|package| holds(package)) {
            let finding = report.at(package.span, format!("`nvidia/cuda:{tag}` has what `{}` brings", package.text));
            offer_without_package(file, finding, &call, package.span, packages.iter().all(holds));
        }
    }
}

/// Whether the image of this tag holds the package, in the version that it asks for. Source: NVIDIA's container-images,
/// `dist/*/{base,runtime,devel}/Dockerfile`.
fn is_in(tag: &str, package: &str) -> bool {
    let name = package.split(['=', ':']).next().unwrap_or("");
    let has = |kind: &str| tag.split('-').any(|part| part.starts_with(kind));
    let starts = |names: &[&str]| names.iter().any(|start| name.starts_with(start));
    // Another version than that of the image is there for a reason.
    let mut numbers = tag.split(['.', '-']);
    let version = numbers.next().zip(numbers.next()).map(|(major, minor)| format!("-{major}-{minor}"));
    let other_version = name.ends_with(|c: char| c.is_ascii_digit())
        && starts(&["cuda-", "libcublas-", "libcusparse-", "libnpp-"])
        && version.is_none_or(|version| !name.ends_with(&version));
    let kinds = (has("devel") && (starts(&TOOLS) || starts(&LIBRARIES) && !name.contains("-dev-")))
        || (has("runtime") && starts(&LIBRARIES) && !name.contains("-dev-"))
        || (has("cudnn") && starts(&CUDNN) && (has("devel") || !name.contains("-dev")));
    kinds && !other_version
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn each_kind_of_image_holds_its_own() {
        for (tag, package) in [
            ("12.6.3-devel-ubuntu24.04", "cuda-nvcc-12-6"),
            ("12.6.3-devel-ubuntu24.04", "cuda-libraries-12-6=12.6.3-1"),
            ("12.6.3-runtime-ubi9", "cuda-cudart-12-6"),
            ("12.6.3-cudnn-runtime-ubuntu24.04", "libcudnn9-cuda-12"),
        ] {
            assert!(is_in(tag, package), "{tag} {package}");
        }
    }

    #[test]
    fn what_the_tag_does_not_say_may_be_installed() {
        for (tag, package) in [
            ("12.6.3-runtime-ubuntu24.04", "cuda-nvcc-12-6"),
            ("12.6.3-runtime-ubuntu24.04", "cuda-libraries-dev-12-6"),
            ("12.6.3-base-ubuntu24.04", "cuda-libraries-12-6"),
            ("12.6.3-devel-ubuntu24.04", "cuda-nvcc-11-8"),
            ("12.6.3-devel-ubuntu24.04", "libcudnn9-cuda-12"),
            ("12.6.3-devel-ubuntu24.04", "cmake"),
        ] {
            assert!(!is_in(tag, package), "{tag} {package}");
        }
    }
}
