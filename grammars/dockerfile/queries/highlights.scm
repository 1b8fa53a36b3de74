; Captures by the names that editors share; later patterns are the more special ones.

(comment) @comment

(parser_directive
  "#" @keyword.directive
  name: (directive_name) @keyword.directive
  "=" @operator
  value: (directive_value) @string.special)

(keyword) @keyword

[
  "AS"
  "NONE"
  "CMD"
] @keyword

; FROM
(image_name) @type
(image_tag) @constant
(image_digest) @constant
(stage_name) @label

; Flags
(flag
  "--" @attribute
  name: (flag_name) @attribute)

(flags_end) @attribute
(flag_value) @string
(option_key) @property
(option_value) @string

; ENV, LABEL, ARG
(pair_name) @property
(pair_value) @string

; What other instructions take
(path) @string.special.path
(user) @string.special
(signal) @constant
(port_number) @number
(port_protocol) @constant
(raw_text) @string

; JSON
(json_string) @string
(json_value) @constant

; Quotes and variables
(double_quoted) @string
(single_quoted) @string
(escape_sequence) @string.escape
(expansion) @none

(expansion
  [
    "$"
    "${"
    "}"
  ] @punctuation.special)

(variable) @variable
(expansion_operator) @operator

(expansion
  "/" @operator)

; Heredocs
(heredoc_marker) @label
(heredoc_body) @string
(heredoc_end) @label

(line_continuation) @punctuation.special

[
  "="
  ":"
  "@"
] @operator

[
  "["
  "]"
] @punctuation.bracket

"," @punctuation.delimiter
