//! The compiler of CUDA in an image that only runs.

use crate::rules::prelude::*;

rule! {
    /// The image ships CUDA's compiler and headers.
    ///
    /// A `-devel` image is several gigabytes larger than the `-runtime` one of the same version. Where another stage builds, the
    /// last one needs the libraries only.
    ///
    /// The rule speaks of a last stage that copies from another and compiles nothing itself. Some programs compile kernels while
    /// they run, and need `-devel`.
    ///
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-devel-ubuntu24.04 AS build
    /// RUN make
    /// FROM nvidia/cuda:12.6.3-devel-ubuntu24.04
    /// COPY --from=build /app /app
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-devel-ubuntu24.04 AS build
    /// RUN make
    /// FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    /// COPY --from=build /app /app
    /// ```
    "cuda-devel-in-image", Info, Ask,
    groups: [Size],
    aka: ["tally:tally/gpu/prefer-runtime-final-stage"],
    concerns: ["gpu-runtime-base"],
}

/// Programs that compile, and packages that are compiled where they are installed.
const COMPILERS: [&str; 12] =
    ["cargo", "cmake", "g++", "gcc", "go", "make", "meson", "ninja", "nvcc", "python", "python3", "pip"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage().filter(|stage| stage.index > 0) else { return };
    let Base::Image(image) = &stage.base else { return };
    let is_devel = image.tag.as_deref().is_some_and(|tag| tag.split('-').any(|part| part == "devel"));
    if !is_devel || !(image.name.ends_with("nvidia/cuda") || image.name == "pytorch/pytorch") {
        return;
    }
    let copies = stage.references.iter().any(|it| file.stage_named(&it.name.text).is_some());
    let mut commands = stage.range.clone().flat_map(|index| file.commands_of(index));
    let compiles = commands.any(|command| {
        let name = command.name().unwrap_or("");
        COMPILERS.contains(&name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')) || name == "uv"
    });
    if !copies || compiles {
        return;
    }
    let written = file.text(stage.base_word.span);
    let finding = report.at(stage.base_word.span, "The image that ships holds CUDA's compiler and headers");
    if let Some(at) = written.rfind("-devel") {
        let start = stage.base_word.span.start + at;
        finding.fix("Use the runtime image", replace(Span::new(start, start + "-devel".len()), "-runtime"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn a_stage_that_compiles_needs_the_compiler() {
        let build = "FROM nvidia/cuda:12-devel AS b\nRUN make\nFROM nvidia/cuda:12-devel\nCOPY --from=b /a /a\n";
        assert_eq!(marked("cuda-devel-in-image", build).len(), 1);
        for rest in ["RUN nvcc x.cu", "RUN pip3 install flash-attn", "CMD python serve.py"] {
            assert!(marked("cuda-devel-in-image", &format!("{build}{rest}\n")).is_empty(), "{rest}");
        }
        assert!(marked("cuda-devel-in-image", "FROM nvidia/cuda:12-devel\nRUN ls\n").is_empty());
    }
}
