//! A variable that tells a language that it runs in production.

use crate::rules::prelude::*;

rule! {
    /// The runtime stage does not say what its language wants to know.
    ///
    /// With `NODE_ENV=production` Node's frameworks cache templates and hold back stack traces; without it they believe that
    /// somebody is developing. With `PYTHONUNBUFFERED=1` Python writes each line of the log when it is printed, not when a
    /// buffer is full: what a crash leaves in the buffer nobody reads.
    ///
    /// The fix sets the variable just before the command, so that no installation above it changes.
    ///
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// COPY app.py /srv/
    /// CMD ["python", "/srv/app.py"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM python:3.13-slim
    /// COPY app.py /srv/
    /// ENV PYTHONUNBUFFERED=1
    /// CMD ["python", "/srv/app.py"]
    /// ```
    "missing-runtime-variable", Hint, Ask,
    default: off,
    groups: [Pedantic],
}

/// Image, variable, value.
const VARIABLES: [(&str, &str, &str); 2] = [("node", "NODE_ENV", "production"), ("python", "PYTHONUNBUFFERED", "1")];

pub fn check(file: &Dockerfile, report: &mut Report) {
    let Some(stage) = file.final_stage() else { return };
    let Some(image) = file.image_reference_under(stage) else { return };
    let runtime = file.runtime_of(stage);
    let starts = [runtime.entrypoint, runtime.cmd].into_iter().flatten().filter(|at| stage.range.contains(at)).min();
    let Some(start) = starts else { return };
    for (_, variable, value) in VARIABLES.iter().filter(|(name, ..)| image.name == *name) {
        if runtime.env.contains_key(*variable) {
            continue;
        }
        let instruction = &file.instructions[start];
        let line = format!("ENV {variable}={value}{}", file.line_end());
        report
            .at(instruction.name.span, format!("{variable} is not set for what this starts"))
            .fix(format!("Set {variable}={value}"), insert(file.start_with_comments(instruction), line))
            .declares(&[Change::Instructions, Change::Env]);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{findings, marked};

    #[test]
    fn a_variable_of_a_stage_below_counts() {
        let base = "FROM node:24-slim AS base\nENV NODE_ENV=production\n";
        assert!(findings("missing-runtime-variable", &format!("{base}FROM base\nCMD [\"node\"]\n")).is_empty());
        let source = "FROM node:24-slim AS base\nFROM base\nCMD [\"node\"]\n";
        assert_eq!(marked("missing-runtime-variable", source), ["CMD"]);
    }
}
