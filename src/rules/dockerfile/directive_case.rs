//! `# Syntax=`.

use crate::rules::prelude::*;

rule! {
    /// A parser directive is written with capitals.
    ///
    /// BuildKit reads it in any case; by custom it stands in lower case. The fix changes nothing but the letters.
    ///
    /// ```dockerfile
    /// # Syntax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// # syntax=docker/dockerfile:1
    /// FROM alpine:3.22
    /// ```
    "directive-case", Hint, Safe,
    groups: [Style],
    aka: ["dockerfile-utils:CASING_DIRECTIVE"],
    concerns: ["directive-casing"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for directive in &file.directives {
        let wanted = directive.name.key();
        if file.text(directive.name_span) != wanted {
            report
                .at(directive.name_span, format!("The directive `{wanted}` is written in lower case by custom"))
                .fix(format!("Write {wanted}"), replace(directive.name_span, wanted));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn every_directive_is_looked_at() {
        assert_eq!(marked("directive-case", "# syntax=x\n#ESCAPE=`\n# Note=y\nFROM a\n"), ["ESCAPE"]);
    }
}
