// The flags of an instruction, and its arguments in each of their forms.

#ifndef DOCKERFILE_ARGUMENTS_H_
#define DOCKERFILE_ARGUMENTS_H_

#include "words.h"

// ---- Flags ---------------------------------------------------------------------------------------------------

// The two dashes, which a continuation may part. With nothing behind them they end the flags.
static bool scan_flag_mark(Scanner *scanner, Reader *reader) {
  scanner->flags--;
  set(scanner, FLAGS_SEEN);
  scanner->mode = FLAG;
  clear(scanner, IS_MOUNT);
  advance(reader);
  if (peek(reader) == escape_of(scanner)) {
    advance(reader);
    if (passes_to_line_end(reader) && !at_file_end(reader)) {
      advance(reader);
      clear_line(scanner);
      passes_void_lines(scanner, reader);
    }
  }
  if (peek(reader) == '-') advance(reader);
  mark(reader);
  if (!at_line_end(reader) && !is_narrow_space(peek(reader))) return give(scanner, reader, FLAG_MARK);
  scanner->flags = 0;
  scanner->mode = FLAGS;
  return give(scanner, reader, FLAGS_END);
}

static bool scan_flag_name(Scanner *scanner, Reader *reader) {
  bool escaped = peek(reader) == escape_of(scanner);
  if (scan_continuation(scanner, reader)) return true;
  Name name = read_name(scanner, reader, is_narrow_space, '=', escaped);
  if (scanner->kind == RUN_KEYWORD && name_is(&name, "mount")) set(scanner, IS_MOUNT);
  scanner->mode = FLAG_SIGN;
  return give(scanner, reader, FLAG_NAME);
}

static bool scan_flag_sign(Scanner *scanner, Reader *reader) {
  advance(reader);
  if (has(scanner, IS_MOUNT)) {
    scanner->mode = MOUNT;
    scanner->word = 0;
    return take(scanner, reader, MOUNT_EQUALS);
  }
  scanner->mode = FLAG_VALUE;
  set(scanner, WORD_OPEN);
  return take(scanner, reader, EQUALS);
}

static bool begins_piece(int32_t c, int32_t escape) { return c == '"' || c == '\'' || c == '$' || c == escape; }

// Options: `word` is 0 where one begins, 1 after its key, 2 in its value.
static bool scan_mount(Scanner *scanner, Reader *reader) {
  int32_t c = peek(reader), escape = escape_of(scanner);
  if (scanner->depth || has(scanner, WORD_OPEN)) {
    if (!scanner->depth && c == ',') return give_stop(scanner, reader);
    return scan_piece(scanner, reader);
  }
  if (c == ',') {
    scanner->word = 0;
    advance(reader);
    return take(scanner, reader, COMMA);
  }
  if (scanner->word == 1 && c == '=') {
    scanner->word = 2;
    set(scanner, WORD_OPEN);
    advance(reader);
    return take(scanner, reader, EQUALS);
  }
  if (scanner->word || c == '=' || begins_piece(c, escape)) return scan_piece(scanner, reader);
  scanner->word = 1;
  while (!at_line_end(reader) && !is_narrow_space(c) && c != '=' && c != ',' && !begins_piece(c, escape)) {
    advance(reader);
    c = peek(reader);
  }
  return take(scanner, reader, OPTION_KEY);
}

// ---- The arguments -------------------------------------------------------------------------------------------

// The marker of a heredoc, if one begins here.
static bool scan_marker(Scanner *scanner, Reader *reader) {
  if (!at_marker(scanner, reader)) return false;
  uint32_t length = scanner->heredocs[scanner->next_marker].length;
  for (; length && !at_file_end(reader); length--) advance(reader);
  mark(reader);
  give(scanner, reader, HEREDOC_MARKER);
  scanner->next_marker++;
  if (!counts(scanner)) scanner->position = 0;
  return true;
}

// Text that the builder hands on as it is: up to the end of the physical line, or to the marker of a heredoc.
static bool scan_fragment(Scanner *scanner, Reader *reader, enum Token token, bool at_start) {
  // At the start of a continued line the blanks belong to the text, which a shell puts together from all its lines.
  if (!at_start) skip_space(reader);
  if (at_line_end(reader)) return give_line_end(scanner, reader);
  if (scan_marker(scanner, reader)) return true;
  uint32_t limit = UINT32_MAX, first = reader->read;
  if (scanner->next_marker < scanner->marker_count) {
    limit = scanner->heredocs[scanner->next_marker].start - scanner->position;
  }
  int32_t escape = escape_of(scanner), previous = 0;
  bool spaces = false;
  while (!at_line_end(reader) && reader->read < limit) {
    int32_t c = peek(reader);
    if (c == escape && previous != escape) {
      uint32_t start = reader->read;
      mark(reader);
      advance(reader);
      if (passes_to_line_end(reader)) {
        return start == first ? give_continuation(scanner, reader, LINE_CONTINUATION) : give(scanner, reader, token);
      }
      previous = reader->read == start + 1 ? escape : ' ';
      spaces = false;
      mark(reader);
      continue;
    }
    if (!is_space(c)) {
      spaces = false;
    } else if (!spaces) {
      mark(reader);
      spaces = true;
    }
    previous = c;
    advance(reader);
  }
  if (!spaces || !at_line_end(reader)) mark(reader);
  return give(scanner, reader, token);
}

// look_ahead has found the array sound, but for the continuations in it.
static bool scan_json(Scanner *scanner, Reader *reader) {
  int32_t escape = escape_of(scanner);
  if (!scanner->depth) skip_space(reader);
  if (at_line_end(reader)) return give_line_end(scanner, reader);
  int32_t c = peek(reader);
  if (scanner->depth) {
    bool text = c == escape;
    if (scan_continuation(scanner, reader)) return true;
    if (c == '\\') {
      if (!text) advance(reader);
      c = peek(reader);
      if (!at_line_end(reader)) advance(reader);
      for (int i = 0; c == 'u' && i < 4 && !at_line_end(reader) && peek(reader) != '"'; i++) advance(reader);
      return take(scanner, reader, ESCAPE_SEQUENCE);
    }
    if (!text && c == '"') {
      scanner->depth--;
      advance(reader);
      return take(scanner, reader, DOUBLE_QUOTE);
    }
    for (c = peek(reader); c != '"' && c != '\\' && c != escape && !at_line_end(reader); c = peek(reader)) {
      advance(reader);
    }
    return take(scanner, reader, STRING_CONTENT);
  }
  if (scan_continuation(scanner, reader)) return true;
  if (!has(scanner, BRACKET_OPEN)) {
    advance(reader);
    set(scanner, BRACKET_OPEN);
    return take(scanner, reader, OPEN_BRACKET);
  }
  switch (c) {
    case '"':
      advance(reader);
      push(scanner, IN_DOUBLE_QUOTES);
      return take(scanner, reader, DOUBLE_QUOTE);
    case ',':
      advance(reader);
      return take(scanner, reader, COMMA);
    case ']':
      advance(reader);
      clear(scanner, BRACKET_OPEN);
      scanner->mode = AFTER_JSON;
      return take(scanner, reader, CLOSE_BRACKET);
    default:
      while (!at_line_end(reader) && !is_space(c) && c != ',' && c != ']' && c != '"' && c != escape) {
        advance(reader);
        c = peek(reader);
      }
      return take(scanner, reader, JSON_VALUE);
  }
}

// Only blanks and continuations can follow a JSON array.
static bool scan_after_json(Scanner *scanner, Reader *reader) {
  while (!at_line_end(reader)) {
    if (scan_continuation(scanner, reader)) return true;
    if (!at_line_end(reader)) skip(reader);
  }
  return give_line_end(scanner, reader);
}

// FROM after the image: AS and a name, or something that should not be there.
static bool scan_from_word(Scanner *scanner, Reader *reader) {
  bool escaped = peek(reader) == escape_of(scanner);
  if (scan_continuation(scanner, reader)) return true;
  Name name = read_name(scanner, reader, is_blank, -2, escaped);
  if (!name.size) return give_line_end(scanner, reader);  // only white space that separates nothing was left
  enum Token token = UNEXPECTED;
  if (scanner->word == 1 && name_is(&name, "as")) {
    set(scanner, AS_SEEN);
    token = AS;
  } else if (scanner->word == 2 && has(scanner, AS_SEEN)) {
    token = STAGE_NAME;
  }
  if (scanner->word < 3) scanner->word++;
  return give(scanner, reader, token);
}

// The sign for which the word before it was stopped.
static bool scan_sign(Scanner *scanner, Reader *reader) {
  int32_t c = peek(reader);
  clear(scanner, SIGN_NEXT);
  set(scanner, WORD_OPEN);
  if (c != ':') set(scanner, AFTER_SIGN);
  scanner->tag = 0;
  advance(reader);
  return take(scanner, reader, c == '=' ? EQUALS : c == '/' ? SLASH : c == ':' ? COLON : AT);
}

// Words with blanks between them, or parts of a word with signs between them.
static bool scan_words(Scanner *scanner, Reader *reader) {
  if (has(scanner, SIGN_NEXT)) return scan_sign(scanner, reader);
  if (!scanner->depth) {
    if (has(scanner, WORD_OPEN) && ends_word(scanner, peek(reader))) {
      clear(scanner, AFTER_SIGN);
      scanner->tag = 0;
      if (scanner->word < 3) scanner->word++;
      return give_stop(scanner, reader);
    }
    if (!has(scanner, WORD_OPEN)) {
      while (!at_line_end(reader) && ends_word(scanner, peek(reader))) skip(reader);
    }
  }
  if (at_line_end(reader)) return give_line_end(scanner, reader);
  if (!scanner->depth && !has(scanner, WORD_OPEN)) {
    if (has(scanner, LEGACY_FORM) && scanner->word) {
      scanner->mode = REST;
      set(scanner, WORD_OPEN);
      return take(scanner, reader, LEGACY_SPACE);
    }
    if (scan_marker(scanner, reader)) return true;
    if (scanner->kind == FROM_KEYWORD && scanner->word) return scan_from_word(scanner, reader);
  }
  if (!scanner->depth && at_sign(scanner, reader)) {
    set(scanner, SIGN_NEXT);
    mark(reader);
    return give_stop(scanner, reader);
  }
  return scan_piece(scanner, reader);
}

// A single word, blanks and all.
static bool scan_rest(Scanner *scanner, Reader *reader) {
  if (!scanner->depth) skip_space(reader);
  if (at_line_end(reader)) return give_line_end(scanner, reader);
  return scan_piece(scanner, reader);
}

#endif
