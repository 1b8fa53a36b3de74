; A shell command is the node's own text: continuations, comments and markers of heredocs are its children.
((shell_command) @injection.content
  (#set! injection.language "bash"))

; RUN with nothing but one heredoc runs its body, with the interpreter that it names.
((run_instruction
  (heredoc_marker)
  .
  (heredoc_body) @injection.content)
  (#not-match? @injection.content "^#!")
  (#set! injection.language "bash"))

((onbuild_instruction
  (run_instruction
    (heredoc_marker) .)
  .
  (heredoc_body) @injection.content)
  (#not-match? @injection.content "^#!")
  (#set! injection.language "bash"))

((heredoc_body) @injection.content
  (#match? @injection.content "^#!.*(/| )(ba|da|a|z|k)?sh\\b")
  (#set! injection.language "bash"))

((heredoc_body) @injection.content
  (#match? @injection.content "^#!.*(/| )python")
  (#set! injection.language "python"))

((heredoc_body) @injection.content
  (#match? @injection.content "^#!.*(/| )(node|deno|bun)\\b")
  (#set! injection.language "javascript"))

((heredoc_body) @injection.content
  (#match? @injection.content "^#!.*(/| )perl")
  (#set! injection.language "perl"))

((heredoc_body) @injection.content
  (#match? @injection.content "^#!.*(/| )ruby")
  (#set! injection.language "ruby"))

; COPY and ADD of one heredoc: the name of the file tells.
((_
  (path) @_path
  .
  (heredoc_body) @injection.content)
  (#match? @_path "\\.json$")
  (#set! injection.language "json"))

((_
  (path) @_path
  .
  (heredoc_body) @injection.content)
  (#match? @_path "\\.ya?ml$")
  (#set! injection.language "yaml"))

((_
  (path) @_path
  .
  (heredoc_body) @injection.content)
  (#match? @_path "\\.toml$")
  (#set! injection.language "toml"))

((_
  (path) @_path
  .
  (heredoc_body) @injection.content)
  (#match? @_path "\\.(ba)?sh$")
  (#not-match? @injection.content "^#!")
  (#set! injection.language "bash"))

((_
  (path) @_path
  .
  (heredoc_body) @injection.content)
  (#match? @_path "\\.py$")
  (#not-match? @injection.content "^#!")
  (#set! injection.language "python"))

((comment) @injection.content
  (#set! injection.language "comment"))
