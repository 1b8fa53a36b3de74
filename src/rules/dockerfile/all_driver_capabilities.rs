//! More of the GPU's driver than the program uses.

use crate::rules::prelude::*;

rule! {
    /// The container gets all of the GPU's driver.
    ///
    /// `NVIDIA_DRIVER_CAPABILITIES=all` mounts the libraries for display, video and graphics too. A program that computes needs `compute`,
    /// and `utility` for `nvidia-smi`; the fix writes these two, so look whether the program draws or encodes.
    ///
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    /// ENV NVIDIA_DRIVER_CAPABILITIES=all
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    /// ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility
    /// ```
    "all-driver-capabilities", Hint, Ask,
    groups: [Security],
    aka: ["tally:tally/gpu/prefer-minimal-driver-capabilities"],
    concerns: ["gpu-driver-capabilities"],
}

/// Signs of programs that draw, show or encode.
const GRAPHICS: [&str; 12] =
    ["blender", "egl", "ffmpeg", "glfw", "gstreamer", "libgl", "mesa", "nvenc", "opengl", "vulkan", "x11", "xorg"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("NVIDIA_DRIVER_CAPABILITIES") {
        return;
    }
    let source = file.source().to_ascii_lowercase();
    if GRAPHICS.iter().any(|sign| source.contains(sign)) {
        return;
    }
    for env in file.all(Keyword::Env) {
        let Arguments::Pairs { pairs, .. } = &env.arguments else { continue };
        for pair in pairs.iter().filter(|pair| pair.key.text == "NVIDIA_DRIVER_CAPABILITIES") {
            if pair.value.text.trim_matches(['"', '\'']) == "all" {
                report
                    .at(pair.value.span, "This mounts the driver's libraries for display, video and graphics too")
                    .fix("Ask for compute and utility", replace(pair.value.span, "compute,utility"))
                    .declares(&[Change::Env]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn quotes_may_go() {
        let source = "FROM a\nENV A=1 NVIDIA_DRIVER_CAPABILITIES=\"all\"\n";
        let mended = "FROM a\nENV A=1 NVIDIA_DRIVER_CAPABILITIES=compute,utility\n";
        assert_eq!(fixed("all-driver-capabilities", source).as_deref(), Some(mended));
    }

    #[test]
    fn programs_that_draw_need_more() {
        let source = "FROM a\nRUN apt-get install -y libgl1\nENV NVIDIA_DRIVER_CAPABILITIES=all\n";
        assert!(marked("all-driver-capabilities", source).is_empty());
        assert!(marked("all-driver-capabilities", "FROM a\nENV NVIDIA_DRIVER_CAPABILITIES=compute\n").is_empty());
    }
}
