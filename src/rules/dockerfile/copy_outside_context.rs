//! `COPY ../x`.

use crate::rules::prelude::*;

rule! {
    /// A source climbs out of the build context with `..`.
    ///
    /// Sources count from the root of the context, whatever the folder of the Dockerfile, and nothing lies above it: the
    /// builder takes `../shared` for `shared`, older ones refuse it. To reach a folder further up, build with it as the
    /// context: `docker build -f web/Dockerfile .`, or hand it over by name: `--build-context shared=../shared`. The fix
    /// writes what the builder reads.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY ../shared /srv/shared
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// COPY shared /srv/shared
    /// ```
    "copy-outside-context", Warning, Ask,
    groups: [Correctness],
    aka: ["dockerfilelint:add_src_invalid"],
    concerns: ["copy-source-outside-context"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for instruction in &file.instructions {
        for source in instruction.context_sources() {
            if !climbs(&source.text) {
                continue;
            }
            let meant = match context_path(&source.text) {
                path if path.is_empty() => ".".to_owned(),
                path if source.text.ends_with('/') => format!("{path}/"),
                path => path,
            };
            let finding =
                report.at(source.span, format!("Nothing lies above the build context; this means `{meant}` in it"));
            if source.span.len() == source.text.len() {
                finding.fix(format!("Write {meant}"), replace(source.span, meant));
            }
        }
    }
}

/// Whether more steps of the path go up than down.
fn climbs(path: &str) -> bool {
    let mut depth = 0;
    path.split('/').any(|part| {
        depth += match part {
            ".." => -1,
            "" | "." => 0,
            _ => 1,
        };
        depth < 0
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{fixed, marked};

    #[test]
    fn a_path_may_go_up_where_it_went_down() {
        let source = "FROM a\nCOPY ../a ./../../b x/../y x/../../z /\nADD .. /c\nCOPY --from=d ../e /\n";
        assert_eq!(marked("copy-outside-context", source), ["../a", "./../../b", "x/../../z", ".."]);
        assert_eq!(fixed("copy-outside-context", "FROM a\nADD .. /c\n").as_deref(), Some("FROM a\nADD . /c\n"));
    }
}
