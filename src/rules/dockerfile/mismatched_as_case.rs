//! `FROM … as` and `from … AS`.

use crate::rules::prelude::*;

rule! {
    /// `AS` is written in another case than its `FROM`.
    ///
    /// BuildKit reads both in any case and warns where they differ. The fix changes nothing but the letters.
    ///
    /// ```dockerfile
    /// FROM golang:1.25 as build
    /// RUN go build -o /api ./cmd/api
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM golang:1.25 AS build
    /// RUN go build -o /api ./cmd/api
    /// ```
    "mismatched-as-case", Hint, Safe,
    groups: [Style],
    aka: ["buildkit:FromAsCasing"],
    concerns: ["from-as-casing"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for from in file.all(Keyword::From) {
        let [_, between, ..] = from.arguments.words() else { continue };
        if !between.text.eq_ignore_ascii_case("as") {
            continue;
        }
        // A FROM in both cases is told by another rule.
        let wanted = match from.name.text.as_str() {
            "FROM" => "AS",
            "from" => "as",
            _ => continue,
        };
        if between.text != wanted {
            report
                .at(between.span, format!("`{}` is written in another case than `{}`", between.text, from.name.text))
                .fix(format!("Write {wanted}"), replace(between.span, wanted));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn the_from_gives_the_case() {
        let of = |source| marked("mismatched-as-case", source);
        assert_eq!(of("from a AS b\n"), ["AS"]);
        assert_eq!(of("FROM a As b\n"), ["As"]);
        assert!(of("From a as b\nfrom c as d\nFROM e AS f\n").is_empty());
    }
}
