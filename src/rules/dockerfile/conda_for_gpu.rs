//! Conda for a GPU program whose base image has CUDA.

use crate::reference::packages::{Action, Ecosystem};
use crate::rules::prelude::*;

rule! {
    /// Conda installs a GPU framework on an image that has CUDA.
    ///
    /// Conda's builds bring a CUDA of their own, some gigabytes beside the one in the image. The wheels of PyTorch, JAX and
    /// TensorFlow find theirs without conda, and uv installs them in a fraction of the time. There are projects that need
    /// conda for other libraries; so this rule is off by default, and leaves the change to a person.
    ///
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    /// RUN conda install -y pytorch pytorch-cuda=12.4 -c pytorch -c nvidia
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    /// RUN uv pip install --system torch --torch-backend=cu124
    /// ```
    "conda-for-gpu", Hint,
    default: off,
    groups: [Performance, Size],
    aka: ["tally:tally/gpu/prefer-uv-over-conda"],
    concerns: ["gpu-uv-over-conda"],
}

const FRAMEWORKS: [&str; 9] =
    ["pytorch", "torch", "torchvision", "torchaudio", "tensorflow", "tensorflow-gpu", "jax", "jaxlib", "cupy"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    for call in file.invocations().filter(|call| call.manager.ecosystem == Ecosystem::Conda) {
        if call.action() != Some(Action::Install) {
            continue;
        }
        let reference = file.stage_of(call.instruction()).and_then(|stage| file.image_reference_under(stage));
        let has_cuda = reference.is_some_and(|reference| {
            reference.text.contains("cuda") || reference.name.starts_with("nvcr.io/") || reference.text.contains("-gpu")
        });
        let bare = |text: &str| {
            text.rsplit("::").next().unwrap_or("").split(['=', '>', '<', '[']).next().unwrap_or("").to_owned()
        };
        let packages = call.packages();
        let framework = packages.iter().find(|package| FRAMEWORKS.contains(&bare(package.text).as_str()));
        if let Some(framework) = framework.filter(|_| has_cuda) {
            let message = format!("Conda brings a CUDA of its own for `{}`; the image has one", bare(framework.text));
            report.at(framework.span, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_frameworks_on_images_with_cuda() {
        let found = marked("conda-for-gpu", "FROM pytorch/pytorch:2.5-cuda12\nRUN mamba install -y numpy jax=0.4\n");
        assert_eq!(found, ["jax=0.4"]);
        assert!(marked("conda-for-gpu", "FROM continuumio/miniconda3\nRUN conda install -y pytorch\n").is_empty());
        assert!(marked("conda-for-gpu", "FROM nvidia/cuda:12\nRUN conda install -y numpy\n").is_empty());
    }
}
