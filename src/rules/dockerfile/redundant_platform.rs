//! `FROM --platform=$TARGETPLATFORM`.

use crate::rules::edits::with_blanks_after;
use crate::rules::prelude::*;
use crate::syntax::dockerfile::expansion::references;

rule! {
    /// A `FROM` asks for the platform that it gets anyway.
    ///
    /// A stage is built for the target platform where nothing else is said, so the flag says nothing. The fix removes it.
    ///
    /// ```dockerfile
    /// FROM --platform=$TARGETPLATFORM alpine:3.22
    /// CMD ["sh"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    /// CMD ["sh"]
    /// ```
    "redundant-platform", Info, Safe,
    groups: [Style],
    aka: ["hadolint:DL3065", "buildkit:RedundantTargetPlatform"],
    concerns: ["from-platform-redundant"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    let escape = file.escape.character();
    for from in file.all(Keyword::From) {
        let Some(flag) = from.flag("platform") else { continue };
        let Some(value) = flag.value.as_ref().filter(|value| value.text.contains("TARGETPLATFORM")) else { continue };
        let found = references(&value.text, escape);
        let [only] = found.as_slice() else { continue };
        let is_all = only.span.range() == (0..value.text.len());
        if only.name != "TARGETPLATFORM" || !is_all || is_redeclared(file) {
            continue;
        }
        report
            .at(flag.span, "The target platform is what a stage is built for anyway")
            .tag(Tag::Unnecessary)
            .fix("Remove the flag", delete(with_blanks_after(file, flag.span)));
    }
}

/// Whether an ARG before the first FROM gives the platform another value.
fn is_redeclared(file: &Dockerfile) -> bool {
    let mut arguments = file.preamble().iter().filter(|it| it.is(Keyword::Arg)).flat_map(|it| it.arguments.words());
    arguments.any(|word| word.text.starts_with("TARGETPLATFORM="))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn only_the_target_alone_is_redundant() {
        let of = |value: &str| marked("redundant-platform", &format!("FROM --platform={value} a\n")).len();
        assert_eq!((of("${TARGETPLATFORM}"), of("$TARGETPLATFORM"), of("${TARGETPLATFORM:-linux/arm64}")), (1, 1, 1));
        assert_eq!(
            (of("$BUILDPLATFORM"), of("linux/$TARGETARCH"), of("$TARGETPLATFORM/v8"), of("linux/amd64")),
            (0, 0, 0, 0)
        );
        assert!(
            marked("redundant-platform", "ARG TARGETPLATFORM=linux/arm64\nFROM --platform=$TARGETPLATFORM a\n")
                .is_empty()
        );
    }
}
