//! The layout of Dockerfiles, by example.

use crate::format::{Formatted, Indent, KeywordCase, Wishes, format, format_ranges};
use crate::model::{Language, Snapshot};
use crate::text::Span;

fn format_with(source: &str, wishes: Wishes) -> Formatted {
    format(&Snapshot::of(Language::Dockerfile, source), &wishes, None)
}

#[track_caller]
fn check_with(wishes: Wishes, source: &str, expected: &str) {
    let formatted = format_with(source, wishes);
    let text = formatted.text(source);
    assert_eq!(text, expected, "{:?}", formatted.left);
    assert_eq!(format_with(&text, wishes).text(&text), text, "a second run changes nothing");
}

#[track_caller]
fn check(source: &str, expected: &str) {
    check_with(Wishes::default(), source, expected);
}

#[track_caller]
fn stays(source: &str) {
    check(source, source);
}

#[test]
fn keywords_stand_in_capitals() {
    check(
        "from a as b\nonbuild run x\nhealthcheck cmd y\nhealthcheck none\ncopy --from=b . .\nfoo bar\n",
        "FROM a AS b\nONBUILD RUN x\nHEALTHCHECK CMD y\nHEALTHCHECK NONE\nCOPY --from=b . .\nfoo bar\n",
    );
    let keep = Wishes { keyword_case: Some(KeywordCase::Keep), ..Wishes::default() };
    check_with(keep, "from  a\n", "from a\n");
    let lower = Wishes { keyword_case: Some(KeywordCase::Lower), ..Wishes::default() };
    check_with(lower, "FROM a AS b\n", "from a as b\n");
}

#[test]
fn one_blank_follows_a_keyword_unless_a_column_was_meant() {
    check("FROM   a\nRUN\tx\n", "FROM a\nRUN x\n");
    stays("FROM a\nENV     A=1\nEXPOSE  80\nWORKDIR /x\n");
}

#[test]
fn stages_stand_apart() {
    check(
        "FROM a AS b\nRUN x\n# the second\nFROM c\nRUN y\n\n\n\nUSER 1\n\n",
        "FROM a AS b\nRUN x\n\n# the second\nFROM c\nRUN y\n\nUSER 1\n",
    );
    stays("ARG A=1\nFROM a:$A AS x\nFROM b AS y\nFROM x\n");
    let two = Wishes { blank_lines: Some(2), ..Wishes::default() };
    check_with(two, "FROM a\n\n\n\n\nUSER 1\n", "FROM a\n\n\nUSER 1\n");
}

#[test]
fn blanks_at_the_ends_of_lines_go_but_not_from_heredocs_and_directives() {
    check(
        "# syntax=docker/dockerfile:1  \nFROM a  \n# note \t\nRUN x \\  \n    y  \nRUN <<EOF  \n  a  \n\n\n\nEOF\n   \nUSER 1",
        "# syntax=docker/dockerfile:1  \nFROM a\n# note\nRUN x \\\n    y\nRUN <<EOF\n  a  \n\n\n\nEOF\n\nUSER 1\n",
    );
}

#[test]
fn lists_are_spaced_alike() {
    check(
        "FROM a\nCMD [ \"a\",\"b c\" , \"d\" ]\nHEALTHCHECK CMD [\"x\",\"y\"]\nONBUILD RUN [\"z\",\"\\\"\"]\n",
        "FROM a\nCMD [\"a\", \"b c\", \"d\"]\nHEALTHCHECK CMD [\"x\", \"y\"]\nONBUILD RUN [\"z\", \"\\\"\"]\n",
    );
    stays("FROM a\nCMD [\"a\", \\\n     \"b\"]\nRUN [ -f x ] && y\n");
}

#[test]
fn continued_lines_move_together() {
    check(
        "FROM a\nRUN apt-get update \\\n&& apt-get install -y \\\n    curl \\\n  # because\n    git \\\n&& true\n",
        "FROM a\nRUN apt-get update \\\n    && apt-get install -y \\\n        curl \\\n        # because\n        git \\\n    && true\n",
    );
    check("FROM a\nENV A=1 \\\nB=2\n", "FROM a\nENV A=1 \\\n    B=2\n");
    check(
        "FROM a\nRUN x && \\\n    y && \\\n    w && \\\nz\n",
        "FROM a\nRUN x && \\\n    y && \\\n    w && \\\n    z\n",
    );
}

#[test]
fn what_stands_further_in_was_meant() {
    stays(
        "FROM a\nRUN apk add \\\n        curl \\\n        git \\\n    && x\nCOPY a \\\n     b /c/\nRUN y \\\n    z\n",
    );
    stays("FROM a\nRUN x \\\n  && y \\\n       z\nRUN a \\\n  b\n");
    stays("FROM a\nRUN x \\\n    && y \\\n    \\\n        z \\\n\\\n    && w\n");
    stays("FROM a\nRUN set -eux; \\\n\tif x; then \\\n\t\ty; \\\n\tfi\n");
}

#[test]
fn a_step_that_is_asked_for_scales_the_others() {
    let asked = |indent| Wishes { dockerfile_indent: Some(indent), ..Wishes::default() };
    let source = "FROM a\nRUN x \\\n    && y \\\n        z \\\n    # note\n    && w\n";
    let two = "FROM a\nRUN x \\\n  && y \\\n    z \\\n  # note\n  && w\n";
    let tabs = "FROM a\nRUN x \\\n\t&& y \\\n\t\tz \\\n\t# note\n\t&& w\n";
    check_with(asked(Indent::Blanks(2)), source, two);
    check_with(asked(Indent::Tab), source, tabs);
    check_with(asked(Indent::Blanks(4)), tabs, source);
}

#[test]
fn blanks_that_count_stay() {
    stays("FROM a\nRUN echo \"a \\\nb \\\n  c\"\n");
    stays("FROM a\nRUN curl https://a/\\\nb\n");
    stays("FROM a\nENV A=\"x \\\n y\" \\\nB=2\n");
    stays("FROM a\nENV A b \\\nc\n");
    stays("FROM a\nSHELL [\"pwsh\", \"-c\"]\nRUN x; \\\ny\n");
    stays("# escape=`\nFROM a\nRUN x && `\ny\n");
    stays("FROM a\nRUN x \\\n\n    y\n");
}

#[test]
fn escape_characters_in_a_column_stay_in_it() {
    stays("FROM a\nRUN x         \\\n    && yyyy   \\\n    && z\n");
    check("FROM a\nRUN x       \\\n&& yyyy     \\\n&& z\n", "FROM a\nRUN x       \\\n    && yyyy \\\n    && z\n");
    check("FROM a\nRUN x     \\\n    y\n", "FROM a\nRUN x \\\n    y\n");
}

#[test]
fn line_ends_and_byte_order_marks_stay() {
    check("\u{feff}from a\r\nRUN x  \r\nfrom b\r\nUSER 1", "\u{feff}FROM a\r\nRUN x\r\n\r\nFROM b\r\nUSER 1\r\n");
    let formatted = format_with("from a\rRUN b\n", Wishes::default());
    assert_eq!((formatted.edits.len(), formatted.left.len()), (0, 1));
}

#[test]
fn nothing_becomes_a_directive() {
    stays("\n# escape=`\nFROM a\n");
    stays("# a\n# escape=`\n\nFROM a\n");
}

#[test]
fn instructions_start_at_the_left_unless_most_do_not() {
    check("FROM a\nRUN x\n  RUN y\nRUN z\n", "FROM a\nRUN x\nRUN y\nRUN z\n");
    stays("FROM a\n  RUN x\n  RUN y\n");
}

#[test]
fn heredocs_stay_whatever_they_look_like() {
    stays("FROM a\nRUN <<-EOF\n\t\tfrom x  \n\tEOF\nCOPY <<'A' <<B /x/\n  run  y\nA\n\n\n\nB\n");
    stays("FROM a\nRUN <<EOF\nnever ends  \n\n\n");
}

#[test]
fn a_range_touches_only_its_lines() {
    let source = "from a\nrun x\nrun y\n";
    let snapshot = Snapshot::of(Language::Dockerfile, source);
    let formatted = format_ranges(&snapshot, &Wishes::default(), None, &[Span::new(7, 13)]);
    assert_eq!(formatted.text(source), "from a\nRUN x\nrun y\n");
}
