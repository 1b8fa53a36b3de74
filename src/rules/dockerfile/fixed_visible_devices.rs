//! Which GPUs a container sees, decided in the image.

use crate::rules::edits::remove_from_list;
use crate::rules::prelude::*;

rule! {
    /// The image says which GPUs the container sees.
    ///
    /// `NVIDIA_VISIBLE_DEVICES` and `CUDA_VISIBLE_DEVICES` name devices of one machine: on another, device 1 may not be there. Whoever
    /// starts the container knows (`--gpus`, a device reservation of Compose or Kubernetes). NVIDIA's own images set `all` already.
    ///
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    /// ENV CUDA_VISIBLE_DEVICES=0
    /// CMD ["./serve"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    /// CMD ["./serve"]
    /// ```
    "fixed-visible-devices", Info, Ask,
    groups: [Correctness],
    aka: ["tally:tally/gpu/no-hardcoded-visible-devices"],
    concerns: ["gpu-visible-devices"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    if !file.source().contains("VISIBLE_DEVICES") {
        return;
    }
    for (index, env) in file.instructions.iter().enumerate().filter(|(_, it)| it.is(Keyword::Env)) {
        let Arguments::Pairs { pairs, .. } = &env.arguments else { continue };
        for (at, pair) in pairs.iter().enumerate() {
            let value = pair.value.text.trim_matches(['"', '\'']);
            let of_base = || {
                let stage = file.stage_of(index);
                stage.and_then(|stage| file.image_reference_under(stage)).is_some_and(|image| sets_all(&image.name))
            };
            let message = match (pair.key.text.as_str(), value) {
                // Hiding every device is a decision for any machine; asking for all is what images without CUDA must do.
                (_, "" | "none" | "void" | "-1") => continue,
                (_, value) if value.contains('$') => continue,
                ("NVIDIA_VISIBLE_DEVICES", "all") if of_base() => "The base image says so already".to_owned(),
                ("NVIDIA_VISIBLE_DEVICES", "all") => continue,
                ("NVIDIA_VISIBLE_DEVICES" | "CUDA_VISIBLE_DEVICES", value) => {
                    format!("`{value}` names devices of one machine")
                }
                _ => continue,
            };
            let spans: Vec<Span> = pairs.iter().map(|pair| pair.key.span.to(pair.value.span)).collect();
            report
                .at(spans[at], message)
                .fix("Leave it to whoever starts the container", remove_from_list(file, env, &spans, at))
                .declares(&[Change::Env])
                .declares(if pairs.len() == 1 { &[Change::Instructions] } else { &[] });
        }
    }
}

/// Whether it is an image of NVIDIA's, which makes all devices visible. Source: the Dockerfiles of nvidia/container-images.
fn sets_all(name: &str) -> bool {
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    name == "nvidia/cuda" || name.starts_with("nvcr.io/nvidia/cuda")
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn other_variables_of_the_instruction_stay() {
        let source = "FROM nvidia/cuda:12\nENV A=1 NVIDIA_VISIBLE_DEVICES=all \\\n    B=2\n";
        let mended = "FROM nvidia/cuda:12\nENV A=1 \\\n    B=2\n";
        assert_eq!(fixed("fixed-visible-devices", source).as_deref(), Some(mended));
    }

    #[test]
    fn what_holds_on_any_machine_is_fine() {
        for value in [
            "NVIDIA_VISIBLE_DEVICES=all",
            "CUDA_VISIBLE_DEVICES=-1",
            "CUDA_VISIBLE_DEVICES=\"\"",
            "CUDA_VISIBLE_DEVICES=$D",
        ] {
            assert!(
                marked("fixed-visible-devices", &format!("FROM ubuntu:24.04\nENV {value}\n")).is_empty(),
                "{value}"
            );
        }
    }
}
