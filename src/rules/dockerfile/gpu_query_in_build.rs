//! Questions about a GPU that is not there yet.

use crate::rules::prelude::*;

rule! {
    /// A step asks for a GPU while the image is built.
    ///
    /// Builders have no GPU: `nvidia-smi` is not found or fails, `torch.cuda.is_available()` says no, and what is decided by the answer is
    /// decided wrong for the machine that runs the image. Ask when the container starts; for a compiler name the
    /// architectures: `TORCH_CUDA_ARCH_LIST`, `CMAKE_CUDA_ARCHITECTURES`.
    ///
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-devel-ubuntu24.04
    /// RUN nvidia-smi && make
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-devel-ubuntu24.04
    /// RUN make CUDA_ARCH=sm_90
    /// ```
    "gpu-query-in-build", Warning,
    groups: [Correctness],
    aka: ["tally:tally/gpu/no-buildtime-gpu-queries"],
    concerns: ["gpu-buildtime-query"],
}

/// Calls of Python libraries that look for a device.
const CALLS: [&str; 7] = [
    "cuda.is_available(",
    "cuda.device_count(",
    "cuda.get_device_",
    "cuda.current_device(",
    "list_physical_devices(",
    "jax.devices(",
    "getDeviceCount(",
];

pub fn check(file: &Dockerfile, report: &mut Report) {
    let source = file.source();
    if !source.contains("nvidia-smi") && !CALLS.iter().any(|call| source.contains(call)) {
        return;
    }
    // Builds may be given a device.
    for (index, run) in file.instructions.iter().enumerate().filter(|(_, it)| it.is(Keyword::Run)) {
        if run.flag("device").is_some() {
            continue;
        }
        for command in file.commands_of(index) {
            let is_forgiven = command.element().after == crate::syntax::shell::Connector::Or;
            let in_python = || {
                command.name().is_some_and(|name| name.starts_with("python"))
                    && command.texts().iter().any(|word| CALLS.iter().any(|call| word.contains(call)))
                    && !command.texts().iter().any(|word| word.contains("print("))
            };
            if command.is("nvidia-smi") && !is_forgiven || in_python() {
                report.at(command.span(), "No builder has a GPU that would answer this");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn python_may_ask_too() {
        let source = "FROM a\nRUN python3 -c \"import torch; assert torch.cuda.is_available()\"\n";
        assert_eq!(marked("gpu-query-in-build", source).len(), 1);
    }

    #[test]
    fn at_run_time_or_with_a_device_it_is_fine() {
        for line in [
            "CMD nvidia-smi",
            "HEALTHCHECK CMD nvidia-smi",
            "RUN nvidia-smi || true",
            "RUN --device=nvidia.com/gpu=all nvidia-smi",
            "RUN echo nvidia-smi > /check",
            "RUN python -c \"import torch; print(torch.cuda.is_available())\"",
        ] {
            assert!(marked("gpu-query-in-build", &format!("FROM a\n{line}\n")).is_empty(), "{line}");
        }
    }
}
