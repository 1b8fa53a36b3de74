//! Packages for another CUDA than that of the image.

use crate::rules::edits::changes_inside;
use crate::rules::prelude::*;

rule! {
    /// A package is built for another CUDA than the image has.
    ///
    /// `cupy-cuda11x` looks for the libraries of CUDA 11 and does not start without them. Wheels of PyTorch bring libraries of their own,
    /// so they run; but extensions that are compiled against them with the image's `nvcc` are refused, and the image holds two CUDAs.
    ///
    /// The rule compares the major version of NVIDIA's base image with the suffixes that are in use: `cu118`, `cuda11x`.
    ///
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    /// RUN pip install torch --index-url https://download.pytorch.org/whl/cu118
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    /// RUN pip install torch --index-url https://download.pytorch.org/whl/cu126
    /// ```
    "cuda-mismatch", Info, Ask,
    groups: [Correctness],
    aka: ["tally:tally/gpu/cuda-version-mismatch"],
    concerns: ["gpu-cuda-mismatch"],
}

/// The CUDA versions that PyTorch has had an index of wheels for. Source: <https://download.pytorch.org/whl/>.
const INDEXES: [&str; 12] = ["102", "113", "115", "116", "117", "118", "121", "124", "126", "128", "129", "130"];

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("nvidia/cuda") {
        return;
    }
    for index in (0..file.instructions.len()).filter(|&index| file.instructions[index].is(Keyword::Run)) {
        let calls = file.invocations_of(index);
        if calls.is_empty() {
            continue;
        }
        let reference = file.stage_of(index).and_then(|stage| file.image_reference_under(stage));
        let Some(tag) = reference.filter(|it| it.name.ends_with("nvidia/cuda")).and_then(|it| it.tag.as_deref()) else {
            continue;
        };
        let Some(image) = version_of(tag) else { continue };
        for call in calls.iter().filter(|call| call.installs()) {
            for (at, word) in call.command.words().iter().enumerate().filter(|(_, word)| !word.expands) {
                let Some(found) = asked_for(&word.text) else { continue };
                if found.major == image.0 {
                    continue;
                }
                let message =
                    format!("`{}` is for CUDA {}; the image has {}.{}", found.suffix, found.major, image.0, image.1);
                let finding = report.at(call.command.word_span(at), message);
                if found.needs_image {
                    finding.severity(Warning);
                }
                let span = call.command.word_span(at);
                let written = file.text(span);
                let better = match found.needs_image {
                    true => Some(format!("cuda{}x", image.0)),
                    false => Some(format!("{}{}", image.0, image.1))
                        .filter(|digits| INDEXES.contains(&digits.as_str()))
                        .map(|digits| format!("cu{digits}")),
                };
                // A version that is pinned with its CUDA may not exist for the other.
                let is_pinned = word.text.contains("+cu");
                if let (Some(better), Some(place), false) = (better, written.find(&found.suffix), is_pinned) {
                    let start = span.start + place;
                    finding
                        .fix(
                            format!("Take the one for CUDA {}", image.0),
                            replace(Span::new(start, start + found.suffix.len()), better),
                        )
                        .declares(changes_inside(call.command));
                }
            }
        }
    }
}

/// Major and minor version of the image by its tag.
fn version_of(tag: &str) -> Option<(u32, u32)> {
    let mut numbers = tag.split('-').next()?.split('.').map(str::parse::<u32>);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// What a word says about the CUDA that it wants.
struct Asked {
    suffix: String,
    major: u32,
    /// It finds its libraries in the image only.
    needs_image: bool,
}

fn asked_for(word: &str) -> Option<Asked> {
    if let Some(rest) = word.strip_prefix("cupy-cuda") {
        let major: u32 = rest.split('x').next()?.parse().ok()?;
        return Some(Asked { suffix: format!("cuda{major}x"), major, needs_image: true });
    }
    let digits = word.split("/whl/cu").nth(1).or_else(|| word.split("+cu").nth(1))?;
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    // The last digit is the minor version: 9.2 was written 92, 11.8 is 118.
    let major = digits.get(..digits.len().checked_sub(1)?)?.parse().ok()?;
    Some(Asked { suffix: format!("cu{digits}"), major, needs_image: false })
}

#[cfg(test)]
mod tests {
    use crate::rules::Severity::{Info, Warning};
    use crate::rules::testing::{findings, fixed, marked, severities};

    #[test]
    fn what_needs_the_libraries_of_the_image_does_not_start() {
        let source = "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN pip3 install cupy-cuda11x==13.3\n";
        assert_eq!(severities("cuda-mismatch", source), [Warning]);
        let mended = source.replace("11x", "12x");
        assert_eq!(fixed("cuda-mismatch", source), Some(mended));
    }

    #[test]
    fn a_pinned_wheel_counts_too() {
        let source = "FROM nvidia/cuda:11.8.0-devel-ubi8\nRUN pip install torch==2.4.0+cu121\n";
        assert_eq!(severities("cuda-mismatch", source), [Info]);
        assert!(findings("cuda-mismatch", source)[0].fixes.is_empty(), "nobody knows whether there is such a build");
    }

    #[test]
    fn the_same_major_version_is_fine() {
        for source in [
            "FROM nvidia/cuda:12.4.1-base\nRUN pip install cupy-cuda12x\n",
            "FROM nvidia/cuda:12.4.1-base\nRUN pip install torch --index-url https://download.pytorch.org/whl/cu121\n",
            "FROM python:3\nRUN pip install torch --index-url https://download.pytorch.org/whl/cu118\n",
            "FROM nvidia/cuda:12.4.1-base\nRUN pip install torch --index-url https://download.pytorch.org/whl/cpu\n",
        ] {
            assert!(marked("cuda-mismatch", source).is_empty(), "{source}");
        }
    }
}
