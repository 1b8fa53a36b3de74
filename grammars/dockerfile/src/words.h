// Words as the builder reads them: plain text, quotes, escapes and variables.

#ifndef DOCKERFILE_WORDS_H_
#define DOCKERFILE_WORDS_H_

#include "line_ends.h"

// What ends a word, apart from signs. BuildKit splits some lines without a look at quotes (FROM, COPY …), others with
// respect for them (ENV …, and flags, byte by byte); and some it does not split at all.
enum Splitting { NOWHERE, AT_BLANKS, AT_UNQUOTED_SPACE, AT_NARROW_SPACE };

static enum Splitting splitting_of(const Scanner *scanner) {
  if (scanner->mode == REST) return NOWHERE;
  if (scanner->mode != WORDS) return AT_NARROW_SPACE;
  bool pairs = scanner->kind == ENV_KEYWORD || scanner->kind == LABEL_KEYWORD || scanner->kind == ARG_KEYWORD;
  return pairs && !has(scanner, LEGACY_FORM) ? AT_UNQUOTED_SPACE : AT_BLANKS;
}

static bool within(const Scanner *scanner, enum Context a, enum Context b) {
  for (unsigned i = 0; i < scanner->depth; i++) {
    if (scanner->contexts[i] == a || scanner->contexts[i] == b) return true;
  }
  return false;
}

static bool ends_word(const Scanner *scanner, int32_t c) {
  if (!is_space(c)) return false;
  switch (splitting_of(scanner)) {
    case NOWHERE: return false;
    case AT_BLANKS: return is_blank(c);
    case AT_NARROW_SPACE: return is_narrow_space(c) && !within(scanner, IN_DOUBLE_QUOTES, IN_SINGLE_QUOTES);
    default: return !within(scanner, IN_DOUBLE_QUOTES, IN_SINGLE_QUOTES);
  }
}

// The sign that parts the word at hand, if the next character is it.
static bool at_sign(const Scanner *scanner, const Reader *reader) {
  int32_t c = peek(reader);
  if (scanner->mode == MOUNT) return c == ',';
  if (scanner->mode != WORDS) return false;
  switch (scanner->kind) {
    case ENV_KEYWORD: case LABEL_KEYWORD: case ARG_KEYWORD:
      return c == '=' && !has(scanner, AFTER_SIGN) && !has(scanner, LEGACY_FORM);
    case EXPOSE_KEYWORD:
      return c == '/' && !has(scanner, AFTER_SIGN);
    case FROM_KEYWORD:
      if (c == ':') return scanner->tag && scanner->position + reader->read == scanner->tag;
      return c == '@' && !has(scanner, AFTER_SIGN);
    default:
      return false;
  }
}

static int context_of(const Scanner *scanner) { return scanner->depth ? scanner->contexts[scanner->depth - 1] : -1; }

static void push(Scanner *scanner, enum Context context) { scanner->contexts[scanner->depth++] = (uint8_t)context; }

// A piece of a word comes, which STOP will have to end.
static void open_word(Scanner *scanner) {
  if (!scanner->depth) {
    set(scanner, WORD_OPEN);
    return;
  }
  uint8_t *context = &scanner->contexts[scanner->depth - 1];
  if (*context == AT_WORD) *context = IN_WORD;
  if (*context == AT_PATTERN) *context = IN_PATTERN;
}

// Reads on to the next character that means something. White space at the end of the line is not part of the text.
static bool scan_text(Scanner *scanner, Reader *reader) {
  int context = context_of(scanner);
  bool quoted = context == IN_DOUBLE_QUOTES || context == IN_SINGLE_QUOTES;
  bool spaces = false;
  int32_t escape = escape_of(scanner);
  while (!at_line_end(reader)) {
    int32_t c = peek(reader);
    if (c == escape || (c == '$' && context != IN_SINGLE_QUOTES)) break;
    if (c == '"' && context != IN_SINGLE_QUOTES) break;
    if (c == '\'' && context != IN_DOUBLE_QUOTES) break;
    if (context >= AT_WORD && (c == '}' || (c == '/' && context >= AT_PATTERN))) break;
    if (!scanner->depth && at_sign(scanner, reader)) break;
    if (is_space(c)) {
      if (ends_word(scanner, c)) break;
      if (!spaces) mark(reader);
      spaces = true;
    } else {
      spaces = false;
    }
    advance(reader);
  }
  if (!spaces || !at_line_end(reader)) mark(reader);
  if (!reader->marked) return give_line_end(scanner, reader);
  if (quoted) return give(scanner, reader, STRING_CONTENT);
  open_word(scanner);
  return give(scanner, reader, TEXT);
}

// A run of escape characters and what the last of them escapes; or the continuation of the line.
static bool scan_escape(Scanner *scanner, Reader *reader) {
  int context = context_of(scanner);
  bool splits = splitting_of(scanner) == AT_BLANKS;
  enum Escape kind = read_escape(scanner, reader, !splits && context != IN_SINGLE_QUOTES);
  if (kind == CONTINUES_LINE) return true;
  bool alone = kind == BEFORE_BLANKS;
  int32_t escape = escape_of(scanner);
  unsigned run = 1;
  if (!alone) {
    for (; peek(reader) == escape; run++) advance(reader);
    mark(reader);
  }
  if (context == IN_SINGLE_QUOTES) {
    return alone ? give(scanner, reader, STRING_CONTENT) : scan_text(scanner, reader);
  }
  open_word(scanner);
  if (alone) {
    return give(scanner, reader, context == IN_DOUBLE_QUOTES ? STRING_CONTENT : splits ? TEXT : ESCAPE_SEQUENCE);
  }
  if (run % 2 && !at_line_end(reader)) {
    int32_t c = peek(reader);
    if (context == IN_DOUBLE_QUOTES && c != '"' && c != '$') {
      if (run > 1) return give(scanner, reader, ESCAPE_SEQUENCE);
      return scan_text(scanner, reader);
    }
    if (!(splits && is_blank(c))) advance(reader);
  }
  return take(scanner, reader, ESCAPE_SEQUENCE);
}

static bool scan_dollar(Scanner *scanner, Reader *reader) {
  advance(reader);
  int32_t c = peek(reader);
  if (c == '{' && scanner->depth < MAX_DEPTH) {
    advance(reader);
    open_word(scanner);
    push(scanner, AT_NAME);
    return take(scanner, reader, OPEN_EXPANSION);
  }
  if (is_name(c) || is_special_name(c)) {
    open_word(scanner);
    set(scanner, NAME_NEXT);
    return take(scanner, reader, DOLLAR);
  }
  return scan_text(scanner, reader);
}

static bool scan_variable(Scanner *scanner, Reader *reader) {
  if (is_digit(peek(reader))) {
    while (is_digit(peek(reader))) advance(reader);
  } else if (is_special_name(peek(reader))) {
    advance(reader);
  } else {
    while (is_name(peek(reader))) advance(reader);
  }
  return take(scanner, reader, VARIABLE);
}

static bool scan_operator(Scanner *scanner, Reader *reader) {
  uint8_t *context = &scanner->contexts[scanner->depth - 1];
  int32_t c = peek(reader);
  *context = c == '/' ? AT_PATTERN : AT_WORD;
  if (c == escape_of(scanner)) {
    *context = AT_OPERATOR;
    enum Escape kind = read_escape(scanner, reader, false);
    if (kind == CONTINUES_LINE) return true;
    *context = AT_WORD;
    if (kind == PLAIN) {
      while (peek(reader) == c) advance(reader);
      mark(reader);
    }
    return give(scanner, reader, INVALID_OPERATOR);
  }
  advance(reader);
  switch (c) {
    case ':':
      c = peek(reader);
      if (c != '-' && c != '+' && c != '?') return take(scanner, reader, INVALID_OPERATOR);
      advance(reader);
      // fall through
    case '-': case '+': case '?':
      return take(scanner, reader, OPERATOR);
    case '#': case '%': case '/':
      if (peek(reader) == c) advance(reader);
      return take(scanner, reader, OPERATOR);
    default:
      return take(scanner, reader, INVALID_OPERATOR);
  }
}

// The next token of a word, at a character that does not end the line.
static bool scan_piece(Scanner *scanner, Reader *reader) {
  int32_t c = peek(reader);
  int context = context_of(scanner);
  if (context == AT_NAME) {
    scanner->contexts[scanner->depth - 1] = context = AT_OPERATOR;
    if (is_name(c) || is_special_name(c)) return scan_variable(scanner, reader);
  }
  if (scanner->depth && ends_word(scanner, c)) return give_unclosed(scanner, reader);
  // Where quotes hold a word together, those around ${…} are stronger than the braces.
  bool in_quotes = context > IN_SINGLE_QUOTES && splitting_of(scanner) >= AT_UNQUOTED_SPACE &&
                   within(scanner, IN_DOUBLE_QUOTES, IN_DOUBLE_QUOTES);
  if (in_quotes && c == '"') return give_unclosed(scanner, reader);
  if (context >= AT_OPERATOR && c == '}') {
    if (context == IN_WORD || context == IN_PATTERN) return give_unclosed(scanner, reader);
    scanner->depth--;
    advance(reader);
    return take(scanner, reader, CLOSE_EXPANSION);
  }
  if (context == AT_OPERATOR) return scan_operator(scanner, reader);
  if (c == '/' && context == IN_PATTERN) {
    scanner->contexts[scanner->depth - 1] = AT_PATTERN;
    return give(scanner, reader, STOP);
  }
  if (c == '/' && context == AT_PATTERN) {
    scanner->contexts[scanner->depth - 1] = AT_WORD;
    advance(reader);
    return take(scanner, reader, SLASH);
  }
  if (c == escape_of(scanner)) return scan_escape(scanner, reader);
  if (context == IN_SINGLE_QUOTES ? c == '\'' : context == IN_DOUBLE_QUOTES && c == '"') {
    scanner->depth--;
    advance(reader);
    return take(scanner, reader, c == '"' ? DOUBLE_QUOTE : SINGLE_QUOTE);
  }
  if (context == IN_SINGLE_QUOTES) return scan_text(scanner, reader);
  if (c == '$') return scan_dollar(scanner, reader);
  if (context != IN_DOUBLE_QUOTES && (c == '"' || c == '\'')) {
    advance(reader);
    if (scanner->depth == MAX_DEPTH || (in_quotes && c == '\'')) return scan_text(scanner, reader);
    open_word(scanner);
    push(scanner, c == '"' ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES);
    return take(scanner, reader, c == '"' ? DOUBLE_QUOTE : SINGLE_QUOTE);
  }
  return scan_text(scanner, reader);
}

#endif
