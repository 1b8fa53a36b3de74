/**
 * A grammar for Dockerfiles that no input can break.
 *
 * BuildKit reads a Dockerfile line by line: which bytes belong to which instruction depends on the escape
 * character, on continuations and on the heredocs that a line announces, and on nothing else. So src/scanner.c
 * finds every token, and this file only gives them a shape. Each rule below accepts any order in which the scanner
 * can hand out the tokens of that place, so there is never a token without a rule to take it.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

/** Every instruction but ONBUILD, with the rule for what follows its keyword and flags. */
const ARGUMENTS = {
  from: $ => seq(
    optional($.image_spec),
    repeat(choice(alias($._as, "AS"), $.stage_name, $.unexpected)),
  ),
  // With nothing but a heredoc, its body is the command.
  run: $ => optional(choice($.json_array, $.shell_command, $._heredoc_markers)),
  cmd: $ => optional(choice($.json_array, $.shell_command)),
  label: $ => repeat(alias($._pair, $.label_pair)),
  maintainer: $ => repeat($.raw_text),
  expose: $ => repeat($.port),
  env: $ => repeat(alias($._pair, $.env_pair)),
  add: $ => choice($.json_array, repeat(choice($.path, $.heredoc_marker))),
  copy: $ => choice($.json_array, repeat(choice($.path, $.heredoc_marker))),
  entrypoint: $ => optional(choice($.json_array, $.shell_command)),
  volume: $ => choice($.json_array, repeat($.path)),
  user: $ => optional(alias($._word, $.user)),
  workdir: $ => optional($.path),
  arg: $ => repeat(alias($._pair, $.arg_pair)),
  stopsignal: $ => optional(alias($._word, $.signal)),
  healthcheck: $ => optional(seq(
    choice(alias($._none, "NONE"), alias($._cmd, "CMD"), $.unexpected),
    optional(choice($.json_array, $.shell_command)),
  )),
  shell: $ => choice($.json_array, repeat($.raw_text)),
  unknown: $ => repeat($.raw_text),
};

const NAMES = Object.keys(ARGUMENTS);

/** Heredocs may follow these; and ONBUILD, on behalf of the instruction in it. */
const WITH_HEREDOCS = ["run", "add", "copy"];

const heredocs = $ => [
  repeat(choice($.heredoc_body, $.heredoc_end)),
  optional($.heredoc_unterminated),
];

const keyword = ($, name) => field("keyword", name === "unknown"
  ? choice(alias($._unknown_keyword, $.keyword), $._no_keyword)
  : alias($[`_${name}_keyword`], $.keyword));

/** A word that may be empty, as in `A=`. */
const value = ($, type, name = "value") => choice(field(name, alias($._word, type)), $._stop);

// `_run_line` is RUN without the end of its line, as it also stands in ONBUILD; `run_instruction` is the whole.
const rulesOf = NAMES.flatMap(name => [
  [`${name}_instruction`, $ => seq(
    $[`_${name}_line`],
    $._end,
    ...(WITH_HEREDOCS.includes(name) ? heredocs($) : []),
  )],
  [`_${name}_line`, $ => seq(keyword($, name), optional($._flags), ARGUMENTS[name]($))],
]);

module.exports = grammar({
  name: "dockerfile",

  externals: $ => [
    $._from_keyword,
    $._run_keyword,
    $._cmd_keyword,
    $._label_keyword,
    $._maintainer_keyword,
    $._expose_keyword,
    $._env_keyword,
    $._add_keyword,
    $._copy_keyword,
    $._entrypoint_keyword,
    $._volume_keyword,
    $._user_keyword,
    $._workdir_keyword,
    $._arg_keyword,
    $._onbuild_keyword,
    $._stopsignal_keyword,
    $._healthcheck_keyword,
    $._shell_keyword,
    $._unknown_keyword,
    $._no_keyword,
    $._comment_line,
    $._directive_mark,
    $.directive_name,
    $._directive_equals,
    $.directive_value,
    $._end_of_file,
    $.line_continuation,
    $.comment,
    $.blank_line,
    $._end,
    $.heredoc_marker,
    $.heredoc_body,
    $.heredoc_end,
    $.heredoc_unterminated,
    $._flag_mark,
    $.flags_end,
    $._flags_over,
    $.flag_name,
    $._equals,
    $._mount_equals,
    $.option_key,
    $._comma,
    $._text,
    $.escape_sequence,
    $.string_content,
    $._double_quote,
    $._single_quote,
    $.unclosed,
    $._dollar,
    $._open_expansion,
    $.variable,
    $.expansion_operator,
    $.invalid_operator,
    $._close_expansion,
    $._slash,
    $._stop,
    $._legacy_space,
    $._colon,
    $._at,
    $._as,
    $.stage_name,
    $.unexpected,
    $._none,
    $._cmd,
    $._shell_text,
    $.raw_text,
    $._open_bracket,
    $._close_bracket,
    $.json_value,
  ],

  // A continued line may be interrupted anywhere, even within a word.
  extras: $ => [$.line_continuation, $.comment, $.blank_line],

  rules: {
    source_file: $ => repeat(choice(
      $.parser_directive,
      alias($._comment_line, $.comment),
      ...NAMES.map(name => $[`${name}_instruction`]),
      $.onbuild_instruction,
      $._end_of_file,
    )),

    parser_directive: $ => seq(
      alias($._directive_mark, "#"),
      field("name", $.directive_name),
      alias($._directive_equals, "="),
      field("value", $.directive_value),
    ),

    ...Object.fromEntries(rulesOf),

    // The bodies of heredocs are the outer instruction's: they follow its whole logical line.
    onbuild_instruction: $ => seq(
      field("keyword", alias($._onbuild_keyword, $.keyword)),
      optional($._flags),
      optional(choice(
        ...NAMES.map(name => alias($[`_${name}_line`], $[`${name}_instruction`])),
        alias($._onbuild_line, $.onbuild_instruction),
      )),
      $._end,
      ...heredocs($),
    ),

    // BuildKit refuses ONBUILD in ONBUILD, so its arguments have no shape.
    _onbuild_line: $ => seq(
      field("keyword", alias($._onbuild_keyword, $.keyword)),
      repeat($.raw_text),
    ),

    // The leading words that start with two dashes; a word of nothing else ends them.
    _flags: $ => seq(repeat1(choice($.flag, $.flags_end)), $._flags_over),

    flag: $ => seq(
      alias($._flag_mark, "--"),
      field("name", optional($.flag_name)),
      optional(choice(
        seq(alias($._equals, "="), value($, $.flag_value)),
        seq(alias($._mount_equals, "="), repeat(choice(alias($._comma, ","), $.mount_option))),
      )),
    ),

    mount_option: $ => choice(
      seq(
        field("key", $.option_key),
        optional(seq(alias($._equals, "="), value($, $.option_value))),
      ),
      field("value", alias($._word, $.option_value)),
    ),

    image_spec: $ => seq(value($, $.image_name, "name"), optional($._tag), optional($._digest)),
    _tag: $ => seq(alias($._colon, ":"), value($, $.image_tag, "tag")),
    _digest: $ => seq(alias($._at, "@"), value($, $.image_digest, "digest")),

    // The old form, without `=`, takes the rest of the line for one value.
    _pair: $ => seq(value($, $.pair_name, "name"), optional(choice($._value, $._legacy_value))),
    _value: $ => seq(alias($._equals, "="), value($, $.pair_value)),
    _legacy_value: $ => seq($._legacy_space, value($, $.pair_value)),

    port: $ => seq(value($, $.port_number, "number"), optional($._protocol)),
    _protocol: $ => seq(alias($._slash, "/"), value($, $.port_protocol, "protocol")),

    path: $ => $._word,

    // Its own text, without that of its children, is what the shell gets.
    shell_command: $ => seq(
      optional($._heredoc_markers),
      $._shell_text,
      repeat(choice($._shell_text, $.heredoc_marker)),
    ),
    _heredoc_markers: $ => repeat1($.heredoc_marker),

    json_array: $ => seq(
      alias($._open_bracket, "["),
      repeat(choice($.json_string, $.json_value, alias($._comma, ","))),
      choice(alias($._close_bracket, "]"), $.unclosed),
    ),
    json_string: $ => seq(
      alias($._double_quote, '"'),
      repeat(choice($.string_content, $.escape_sequence)),
      choice(alias($._double_quote, '"'), $.unclosed),
    ),

    // A word as the builder reads it, with quotes and variables. The scanner says where it stops, so that the
    // states of the parser need not know what comes after: without this token the tables are ten times as large.
    _word: $ => seq(
      repeat1(choice($._text, $.escape_sequence, $.double_quoted, $.single_quoted, $.expansion)),
      $._stop,
    ),
    double_quoted: $ => seq(
      alias($._double_quote, '"'),
      repeat(choice($.string_content, $.escape_sequence, $.expansion)),
      choice(alias($._double_quote, '"'), $.unclosed),
    ),
    single_quoted: $ => seq(
      alias($._single_quote, "'"),
      repeat($.string_content),
      choice(alias($._single_quote, "'"), $.unclosed),
    ),

    // $NAME is a token and a half; ${NAME} may hold another word
    expansion: $ => choice(
      seq(alias($._dollar, "$"), $.variable),
      seq(
        alias($._open_expansion, "${"),
        optional($.variable),
        optional(seq(
          choice(field("operator", $.expansion_operator), $.invalid_operator),
          optional(alias($._word, $.expansion_word)),
          optional(seq(alias($._slash, "/"), optional(alias($._word, $.expansion_word)))),
        )),
        choice(alias($._close_expansion, "}"), $.unclosed),
      ),
    ),
  },
});
