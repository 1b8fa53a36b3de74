//! The layout of Compose files, by example.

use crate::format::{Wishes, format, format_ranges};
use crate::model::{Language, Snapshot};
use crate::text::Span;

#[track_caller]
fn check_with(wishes: Wishes, source: &str, expected: &str) {
    let formatted = format(&Snapshot::of(Language::Compose, source), &wishes, None);
    let text = formatted.text(source);
    assert_eq!(text, expected, "{:?}", formatted.left);
    let again = format(&Snapshot::of(Language::Compose, &text), &wishes, None);
    assert_eq!(again.text(&text), text, "a second run changes nothing");
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
fn what_most_of_the_file_does_all_of_it_does() {
    check(
        "services:\n  web:\n    image: a\n    ports:\n    - 80:80\n    volumes:\n    - a:/a\n  db:\n      image: b\n      command:\n        - x\n",
        "services:\n  web:\n    image: a\n    ports:\n    - 80:80\n    volumes:\n    - a:/a\n  db:\n    image: b\n    command:\n    - x\n",
    );
    stays("services:\n    web:\n        image: a\n        ports:\n            - 80:80\n");
    stays("services:\n    web:\n        image: a\n        ports:\n          - 80:80\n");
    check("a:\n  b:\n   - x\n   - y\n", "a:\n  b:\n    - x\n    - y\n");
}

#[test]
fn a_step_that_is_asked_for_holds_everywhere() {
    let four = Wishes { compose_indent: Some(4), ..Wishes::default() };
    let two = Wishes { compose_indent: Some(2), ..Wishes::default() };
    let narrow = "services:\n  web:\n    # note\n    command:\n      - a: 1\n        b: |\n          x\n            y\n\n          z\n      # end\n    x: &a\n      <<: *b # c\n";
    let wide = "services:\n    web:\n        # note\n        command:\n            - a: 1\n              b: |\n                  x\n                    y\n\n                  z\n            # end\n        x: &a\n            <<: *b # c\n";
    let narrow = narrow.replace("*b", "*a").replace("x: &a\n      <<: *a # c", "x: &a\n      k: 1 # c");
    let wide = wide.replace("*b", "*a").replace("x: &a\n            <<: *a # c", "x: &a\n            k: 1 # c");
    check_with(four, &narrow, &wide);
    check_with(two, &wide, &narrow);
}

#[test]
fn scalars_say_what_they_said() {
    stays("a:\n  b: |2\n     x\n    y\n  c: 010\n  d: 1e3 # n\n  e: 'it''s'\n  f: >-\n    a\n\n    b\n");
    let four = Wishes { compose_indent: Some(4), ..Wishes::default() };
    check_with(
        four,
        "a:\n  b: \"x\n    y  \n    z\"\n  c: one\n    two\n  d: [1,\n    2\n  ]\n  e: |+\n    x  \n      \n\n  f:\n    long\n",
        "a:\n    b: \"x\n      y  \n      z\"\n    c: one\n      two\n    d: [1,\n      2\n    ]\n    e: |+\n        x  \n          \n\n    f:\n        long\n",
    );
}

#[test]
fn one_blank_follows_a_colon_unless_a_column_was_meant() {
    check("a:   1\nbcd : 2\n\nx: {a:  1,b: [ 1,2 ]}\ny: [ ]\n", "a: 1\nbcd: 2\n\nx: {a: 1, b: [1, 2]}\ny: []\n");
    stays("a:    1\nbcde: 2\n\nx: { a: 1 }\n");
    check("a:\n  -   x\n  - y\n  - k: 1\n    l: 2\n", "a:\n  - x\n  - y\n  - k: 1\n    l: 2\n");
    stays("a:\n  -   x\n  -   k: 1\n      l: 2\n");
}

#[test]
fn blank_lines_and_line_ends() {
    check("\n\na: 1  \n\n\n\nb: |\n  x  \n\n\n  y\n\n\n\nc: 2\n\n\n", "a: 1\n\nb: |\n  x  \n\n\n  y\n\nc: 2\n");
    check("a: 1\r\n\r\n\r\nb: 2", "a: 1\r\n\r\nb: 2\r\n");
    stays("a: |+\n  x\n\n\nb: 1\n");
    check("---\na: 1\n...\n---\nb: 2", "---\na: 1\n...\n---\nb: 2\n");
}

#[test]
fn comments_go_with_what_they_belong_to() {
    check(
        "services:\n  a:\n    image: x\n  b:\n    image: x\n  c:\n      # one\n      image: y\n      # two\n  # three\n# four\n  #  five:\n  d:\n      k: 1\n  e:\n    k: 1\n",
        "services:\n  a:\n    image: x\n  b:\n    image: x\n  c:\n    # one\n    image: y\n    # two\n  # three\n# four\n  #  five:\n  d:\n    k: 1\n  e:\n    k: 1\n",
    );
}

#[test]
fn broken_and_strange_files_stay() {
    stays("services:\n  a: [\n");
    stays("? a\n:   b\n");
    stays("a:\n  - # note\n    k: 1\n");
}

#[test]
fn a_range_touches_only_its_lines() {
    let source = "a:   1\nb:   1\n\nc:   1\n";
    let formatted =
        format_ranges(&Snapshot::of(Language::Compose, source), &Wishes::default(), None, &[Span::new(8, 9)]);
    assert_eq!(formatted.text(source), "a:   1\nb: 1\n\nc:   1\n");
}
