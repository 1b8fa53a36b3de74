// Finds every token of a Dockerfile.
//
// BuildKit reads line by line: it joins continued lines, drops comments and blank lines within them, splits off the
// keyword and the flags, and only then asks what the arguments are: JSON or shell, pairs or the old form, with heredocs
// or without. A grammar cannot know that in advance, so this scanner does it the same way. At each keyword it looks
// ahead over the whole logical line (line.h), and over the heredocs that the line announces (shell_words.h), and
// writes what it learnt into its state. Every later token follows from the state and the next few characters.
//
// Three rules keep this sound:
//   * There is a token for every input. The scanner never asks what the parser would like; grammar.js takes whatever
//     comes, in the order in which it can come. So nothing is ever an error.
//   * A decision is made of the serialized state and of characters looked at in the same call, nothing else.
//     tree-sitter then knows what to read again after an edit.
//   * Every run of escape characters goes into one token. Whether one continues the line depends on the character
//     before it, which is therefore never in another token.

#include "arguments.h"

// ---- The start of a line, and what kind of line it is --------------------------------------------------------

static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// White space in the sense of BuildKit's pattern for directives.
static bool is_directive_space(int32_t c) { return c == ' ' || c == '\t' || c == '\f' || c == '\r'; }

// After a `#`: whether a parser directive follows.
static bool at_directive(Reader *reader) {
  Name name = {{0}, 0};
  while (!at_line_end(reader) && peek(reader) != '\r' && is_space(peek(reader))) advance(reader);
  while (is_letter(peek(reader)) || (name.size && is_digit(peek(reader)))) {
    name_add(&name, peek(reader));
    advance(reader);
  }
  while (peek(reader) != '\r' && is_directive_space(peek(reader))) advance(reader);
  if (peek(reader) != '=') return false;
  if (!name_is(&name, "syntax") && !name_is(&name, "escape") && !name_is(&name, "check")) return false;
  advance(reader);
  while (peek(reader) == '\r') advance(reader);
  return !at_line_end(reader);
}

// Reads to the end of the line and marks it; carriage returns in front of the line feed are not part of it.
static void read_line(Reader *reader) {
  while (!at_line_end(reader)) {
    if (peek(reader) == '\r') {
      mark(reader);
      while (peek(reader) == '\r') advance(reader);
      if (at_line_end(reader)) return;
    }
    advance(reader);
  }
  mark(reader);
}

static bool scan_directive(Scanner *scanner, Reader *reader) {
  mark(reader);
  while (!at_line_end(reader) && is_space(peek(reader))) skip(reader);
  switch (scanner->mode) {
    case DIRECTIVE: {
      Name name = {{0}, 0};
      while (is_letter(peek(reader)) || is_digit(peek(reader))) {
        name_add(&name, peek(reader));
        advance(reader);
      }
      if (name_is(&name, "escape")) set(scanner, AFTER_SIGN);
      scanner->mode = DIRECTIVE_SIGN;
      return take(scanner, reader, DIRECTIVE_NAME);
    }
    case DIRECTIVE_SIGN:
      advance(reader);
      scanner->mode = DIRECTIVE_TEXT;
      return take(scanner, reader, DIRECTIVE_EQUALS);
    default: {
      int32_t first = peek(reader);
      uint32_t start = reader->read;
      while (!at_line_end(reader)) {
        bool space = is_directive_space(peek(reader));
        advance(reader);
        if (!space) mark(reader);
      }
      if (has(scanner, AFTER_SIGN) && reader->marked == start + 1) {
        if (first == '`') set(scanner, BACKTICK);
        if (first == '\\') clear(scanner, BACKTICK);
      }
      clear(scanner, AFTER_SIGN);
      scanner->mode = LINE_END;
      return give(scanner, reader, DIRECTIVE_VALUE);
    }
  }
}

// Gives a keyword that is marked, with all that can be learnt from its line.
static bool give_keyword(Scanner *scanner, Reader *reader, enum Token keyword) {
  scanner->kind = (uint8_t)keyword;
  if (keyword >= UNKNOWN_KEYWORD || (keyword == ONBUILD_KEYWORD && has(scanner, NESTED))) {
    scanner->mode = RAW;
  } else {
    scanner->mode = FLAGS;
    look_ahead(scanner, reader);
  }
  give(scanner, reader, keyword);
  scanner->position = 0;
  return true;
}

// At the first character of a keyword.
static bool scan_keyword(Scanner *scanner, Reader *reader) {
  int32_t escape = escape_of(scanner);
  mark(reader);
  bool escaped = has(scanner, NESTED) && peek(reader) == escape;
  if (escaped && scan_continuation(scanner, reader)) return true;
  while (peek(reader) == escape && !escaped) {
    uint32_t start = reader->read;
    advance(reader);
    if (!passes_to_line_end(reader)) {
      mark(reader);
      if (reader->read > start + 1) return give_keyword(scanner, reader, UNKNOWN_KEYWORD);
      escaped = true;
      break;
    }
    bool more = !at_file_end(reader);
    if (more) {
      advance(reader);
      more = passes_void_lines(scanner, reader);
    }
    if (!more) return give_keyword(scanner, reader, NO_KEYWORD);
  }
  Name name = read_name(scanner, reader, is_blank, -2, escaped);
  enum Token keyword = 0;
  while (keyword < UNKNOWN_KEYWORD && !name_is(&name, KEYWORDS[keyword])) keyword++;
  return give_keyword(scanner, reader, keyword);
}

static bool scan_line_start(Scanner *scanner, Reader *reader) {
  if (scanner->mode == LINE_END) {
    while (!at_line_end(reader)) skip(reader);
    if (!at_file_end(reader)) skip(reader);
    scanner->mode = LINE_START;
  }
  while (is_space(peek(reader))) {
    if (peek(reader) == '\n') clear(scanner, DIRECTIVES);
    skip(reader);
  }
  if (at_file_end(reader)) {
    // Without white space to cover, it is for tree-sitter to see the end.
    return reader->read && take(scanner, reader, END_OF_FILE);
  }
  if (peek(reader) != '#') {
    clear(scanner, DIRECTIVES);
    return scan_keyword(scanner, reader);
  }
  advance(reader);
  mark(reader);
  if (has(scanner, DIRECTIVES)) {
    if (at_directive(reader)) {
      scanner->mode = DIRECTIVE;
      return give(scanner, reader, DIRECTIVE_MARK);
    }
    clear(scanner, DIRECTIVES);
  }
  read_line(reader);
  scanner->mode = LINE_END;
  return give(scanner, reader, COMMENT_LINE);
}

static bool scan_blank_line(Scanner *scanner, Reader *reader) {
  while (!at_line_end(reader)) {
    bool end = peek(reader) == '\r';
    advance(reader);
    if (!end) mark(reader);
  }
  scanner->ahead = NOTHING;
  if (!at_file_end(reader)) {
    advance(reader);
    if (!at_file_end(reader)) {
      mark(reader);
      scanner->ahead = ahead_of(scanner, reader);
      return give(scanner, reader, BLANK_LINE);
    }
  }
  // The last line of the file, without its line feed: nothing may be left of it.
  return reader->marked ? give(scanner, reader, BLANK_LINE) : give_line_end(scanner, reader);
}

// How the arguments are read, once the flags are over.
static enum Mode arguments_of(const Scanner *scanner) {
  if (scanner->kind == HEALTHCHECK_KEYWORD) return HEALTHCHECK_TYPE;
  if (has(scanner, JSON_FORM)) return JSON;
  switch (scanner->kind) {
    case RUN_KEYWORD: case CMD_KEYWORD: case ENTRYPOINT_KEYWORD: return SHELL;
    case MAINTAINER_KEYWORD: case SHELL_KEYWORD: return RAW;
    case USER_KEYWORD: case WORKDIR_KEYWORD: case STOPSIGNAL_KEYWORD: return REST;
    case ONBUILD_KEYWORD: return NESTED_KEYWORD;
    default: return WORDS;
  }
}

static bool scan_healthcheck_type(Scanner *scanner, Reader *reader) {
  bool escaped = peek(reader) == escape_of(scanner);
  if (scan_continuation(scanner, reader)) return true;
  Name name = read_name(scanner, reader, is_narrow_space, -2, escaped);
  scanner->mode = has(scanner, JSON_FORM) ? JSON : SHELL;
  return give(scanner, reader, name_is(&name, "none") ? NONE : name_is(&name, "cmd") ? CMD : UNEXPECTED);
}

// The next token within an instruction.
static bool scan_instruction(Scanner *scanner, Reader *reader) {
  bool at_start = false;
  if (scanner->ahead) {
    mark(reader);
    if (has(scanner, NEWLINE_NEXT)) {
      clear(scanner, NEWLINE_NEXT);
      while (peek(reader) == '\r') advance(reader);
      advance(reader);
      return take(scanner, reader, LINE_CONTINUATION);
    }
    if (scanner->ahead == COMMENT_AHEAD) return scan_inner_comment(scanner, reader);
    if (scanner->ahead == BLANK_AHEAD) return scan_blank_line(scanner, reader);
    at_start = scanner->ahead == TEXT_AHEAD;
    scanner->ahead = NOTHING;
  }
  mark(reader);
  if (has(scanner, NAME_NEXT)) {
    clear(scanner, NAME_NEXT);
    return scan_variable(scanner, reader);
  }
  for (;;) {
    switch (scanner->mode) {
      case FLAGS:
        skip_space(reader);
        if (at_line_end(reader)) return give_line_end(scanner, reader);
        if (scanner->flags && peek(reader) == '-') return scan_flag_mark(scanner, reader);
        if (scanner->flags && scan_continuation(scanner, reader)) return true;
        scanner->flags = 0;
        scanner->word = 0;
        scanner->mode = (uint8_t)arguments_of(scanner);
        if (has(scanner, FLAGS_SEEN)) {
          clear(scanner, FLAGS_SEEN);
          return give(scanner, reader, FLAGS_OVER);
        }
        at_start = false;
        break;
      case FLAG: case FLAG_SIGN:
        if (at_line_end(reader)) return give_line_end(scanner, reader);
        if (peek(reader) == '=') return scan_flag_sign(scanner, reader);
        if (!is_narrow_space(peek(reader)) && scanner->mode == FLAG) return scan_flag_name(scanner, reader);
        if (scan_continuation(scanner, reader)) return true;
        scanner->mode = FLAGS;
        break;
      case FLAG_VALUE: case MOUNT:
        if (at_line_end(reader)) return give_line_end(scanner, reader);
        if (scanner->depth || !is_narrow_space(peek(reader))) {
          return scanner->mode == MOUNT ? scan_mount(scanner, reader) : scan_piece(scanner, reader);
        }
        if (has(scanner, WORD_OPEN)) return give_stop(scanner, reader);
        scanner->mode = FLAGS;
        break;
      case HEALTHCHECK_TYPE: case NESTED_KEYWORD:
        skip_space(reader);
        if (at_line_end(reader)) return give_line_end(scanner, reader);
        if (scanner->mode == HEALTHCHECK_TYPE) return scan_healthcheck_type(scanner, reader);
        set(scanner, NESTED);
        return scan_keyword(scanner, reader);
      case WORDS: return scan_words(scanner, reader);
      case REST: return scan_rest(scanner, reader);
      case JSON: return scan_json(scanner, reader);
      case AFTER_JSON: return scan_after_json(scanner, reader);
      case SHELL: return scan_fragment(scanner, reader, SHELL_TEXT, at_start);
      default: return scan_fragment(scanner, reader, RAW_TEXT, at_start);
    }
  }
}

// ---- The interface to tree-sitter ----------------------------------------------------------------------------

void *tree_sitter_dockerfile_external_scanner_create(void) { return ts_calloc(1, sizeof(Scanner)); }

void tree_sitter_dockerfile_external_scanner_destroy(void *payload) {
  Scanner *scanner = payload;
  ts_free(scanner->line.text);
  ts_free(scanner->joints);
  ts_free(scanner->found.words);
  ts_free(scanner->found.names.text);
  ts_free(scanner);
}

bool tree_sitter_dockerfile_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid_symbols) {
  (void)valid_symbols;
  Scanner *scanner = payload;
  Reader reader = {lexer, 0, 0};
  switch (scanner->mode) {
    case LINE_START: case LINE_END: return scan_line_start(scanner, &reader);
    case DIRECTIVE: case DIRECTIVE_SIGN: case DIRECTIVE_TEXT: return scan_directive(scanner, &reader);
    case HEREDOCS: return scan_heredoc(scanner, &reader);
    case HEREDOC_TERMINATOR: return scan_heredoc_end(scanner, &reader);
    default: return scan_instruction(scanner, &reader);
  }
}

unsigned tree_sitter_dockerfile_external_scanner_serialize(void *payload, char *buffer) {
  return store_state(payload, buffer);
}

void tree_sitter_dockerfile_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  restore_state(payload, buffer, length);
}
