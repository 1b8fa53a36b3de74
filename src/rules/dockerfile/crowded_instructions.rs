//! Instructions without air between them.

use crate::rules::prelude::*;

rule! {
    /// No blank line stands between instructions of different kinds.
    ///
    /// Paragraphs make a long file readable: what is copied, what is run, what starts the container. Instructions of one kind
    /// may stay together. The fix puts a blank line above the comments that belong to the instruction.
    ///
    /// ```dockerfile
    /// FROM alpine:3.22
    ///
    /// COPY site /srv/
    /// COPY server /usr/local/bin/
    /// # Port 8080
    /// CMD ["server"]
    /// ```
    /// Use instead:
    /// ```dockerfile
    /// FROM alpine:3.22
    ///
    /// COPY site /srv/
    /// COPY server /usr/local/bin/
    ///
    /// # Port 8080
    /// CMD ["server"]
    /// ```
    "crowded-instructions", Info, Safe,
    default: off,
    groups: [Style],
    aka: ["tally:tally/newline-between-instructions"],
    concerns: ["blank-lines-between"],
}

pub fn check(file: &Dockerfile, report: &mut Report) {
    for two in file.instructions.windows(2) {
        let [above, below] = two else { continue };
        let place = file.start_with_comments(below);
        let is_known = !above.is(Keyword::Unknown) && !below.is(Keyword::Unknown);
        if !is_known || above.keyword == below.keyword || file.whole_lines(above.span).end != place {
            continue;
        }
        let message = format!("No blank line between {} and {}", above.keyword.name(), below.keyword.name());
        report.at(below.name.span, message).fix("Insert a blank line", insert(place, "\n"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::marked;

    #[test]
    fn one_kind_may_stay_together() {
        let source = "ARG A\nARG B\nFROM a\nRUN b\n# c\n\nUSER d\n";
        assert_eq!(marked("crowded-instructions", source), ["FROM", "RUN"]);
    }
}
