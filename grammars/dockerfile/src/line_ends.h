// How a physical line ends within an instruction, and how an instruction ends.

#ifndef DOCKERFILE_LINE_ENDS_H_
#define DOCKERFILE_LINE_ENDS_H_

#include "look_ahead.h"

// ---- Continued lines ---------------------------------------------------------------------------------------------

// At the start of a physical line within an instruction: says what it is.
static uint8_t ahead_of(Scanner *scanner, Reader *reader) {
  if (at_file_end(reader)) return NOTHING;
  while (!at_line_end(reader) && is_space(peek(reader))) advance(reader);
  if (at_line_end(reader)) return BLANK_AHEAD;
  if (peek(reader) == '#') return COMMENT_AHEAD;
  return at_marker(scanner, reader) ? MARKER_AHEAD : TEXT_AHEAD;
}

// At the end of a continued line. Its line feed belongs to the token, unless it is the last character of the file,
// which belongs to no instruction.
static bool give_continuation(Scanner *scanner, Reader *reader, enum Token token) {
  mark(reader);
  scanner->ahead = NOTHING;
  if (!at_file_end(reader)) {
    advance(reader);
    if (!at_file_end(reader)) {
      mark(reader);
      scanner->ahead = ahead_of(scanner, reader);
    }
  }
  return give(scanner, reader, token);
}

// The line feed of a comment continues the instruction, so it is a token of its own: the next one.
static bool scan_inner_comment(Scanner *scanner, Reader *reader) {
  skip_space(reader);
  while (!at_line_end(reader)) {
    if (peek(reader) == '\r') {
      mark(reader);
      while (peek(reader) == '\r') advance(reader);
      if (at_line_end(reader)) break;
      continue;
    }
    advance(reader);
    mark(reader);
  }
  scanner->ahead = NOTHING;
  if (!at_file_end(reader)) {
    advance(reader);
    scanner->ahead = ahead_of(scanner, reader);
    if (scanner->ahead) set(scanner, NEWLINE_NEXT);
  }
  return give(scanner, reader, COMMENT);
}

// What an escape character at the start of a token is.
enum Escape { CONTINUES_LINE, BEFORE_BLANKS, PLAIN };

// Reads it. If it continues the line, LINE_CONTINUATION has been given. Otherwise it is marked, and the blanks after it
// have been passed; with `with_blank` the mark includes the first of them.
static enum Escape read_escape(Scanner *scanner, Reader *reader, bool with_blank) {
  advance(reader);
  mark(reader);
  int32_t next = peek(reader);
  if (with_blank && (next == ' ' || next == '\t')) {
    advance(reader);
    mark(reader);
  }
  if (passes_to_line_end(reader)) {
    give_continuation(scanner, reader, LINE_CONTINUATION);
    return CONTINUES_LINE;
  }
  return next == ' ' || next == '\t' || next == '\r' ? BEFORE_BLANKS : PLAIN;
}

// Gives a continuation if the next character is one; otherwise an escape character has been read, and marked.
static bool scan_continuation(Scanner *scanner, Reader *reader) {
  return peek(reader) == escape_of(scanner) && read_escape(scanner, reader, false) == CONTINUES_LINE;
}

// A word that no continuation may cut, because its text decides something: it takes the continuation in, with
// whatever vanishes there. Its text is kept in lower case, as far as there is room.
typedef struct {
  char text[16];
  unsigned size;
} Name;

static void name_add(Name *name, int32_t c) {
  if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  if (c == 0x130) c = 'i';  // İ and the Kelvin sign, as Go's strings.ToLower has them
  if (c == 0x212A) c = 'k';
  if (name->size == sizeof name->text) return;
  name->text[name->size++] = c > 0 && c < 0x80 ? (char)c : '?';
}

static bool name_is(const Name *name, const char *text) {
  return name->size == strlen(text) && !memcmp(name->text, text, name->size);
}

// Reads and marks such a word; it ends before white space, before `until`, or with the line. With `escaped` it begins
// with an escape character that has been read already.
static Name read_name(Scanner *scanner, Reader *reader, bool (*ends)(int32_t), int32_t until, bool escaped) {
  Name name = {{0}, 0};
  int32_t escape = escape_of(scanner), previous = 0;
  unsigned spaces = 0;  // which may yet turn out to be in the word
  if (escaped) {
    name_add(&name, previous = escape);
    if (reader->read > reader->marked) return name;  // blanks follow
  }
  while (!at_line_end(reader) && !ends(peek(reader)) && peek(reader) != until) {
    int32_t c = peek(reader);
    if (is_space(c)) {
      spaces++;
      previous = c;
      advance(reader);
      continue;
    }
    for (; spaces; spaces--) name_add(&name, ' ');
    if (c != escape || previous == escape) {
      name_add(&name, previous = c);
      advance(reader);
      mark(reader);
      continue;
    }
    mark(reader);
    advance(reader);
    uint32_t read = reader->read;
    if (!passes_to_line_end(reader)) {
      name_add(&name, previous = escape);
      mark(reader);
      if (reader->read > read) return name;
      continue;
    }
    if (at_file_end(reader)) return name;
    advance(reader);
    clear_line(scanner);
    if (!passes_void_lines(scanner, reader)) return name;
    Text space = {scanner->line.text, scanner->line.text + scanner->line.size};
    for (; space.at < space.end; spaces++) {
      if (ends(text_next(&space))) return name;
    }
    previous = 0;
  }
  while (spaces && peek(reader) == '\r') advance(reader);
  if (spaces && !at_line_end(reader)) {
    for (; spaces; spaces--) name_add(&name, ' ');
    mark(reader);
  }
  return name;
}

// ---- The end of an instruction -------------------------------------------------------------------------------

// Forgets the instruction; only what holds for the rest of the file stays.
static void end_instruction(Scanner *scanner, enum Mode mode) {
  scanner->mode = (uint8_t)mode;
  scanner->kind = scanner->ahead = scanner->word = scanner->depth = 0;
  scanner->bits &= BACKTICK;
  scanner->flags = 0;
  scanner->position = scanner->tag = 0;
  scanner->marker_count = scanner->next_marker = scanner->body_count = scanner->next_body = 0;
}

// Ends what is innermost: the word in ${…}, if there is one, or else the quote or the ${…} itself, without its
// closing sign. Called again and again until nothing is open.
static bool give_unclosed(Scanner *scanner, Reader *reader) {
  uint8_t *context = &scanner->contexts[scanner->depth - 1];
  if (*context == IN_WORD || *context == IN_PATTERN) {
    *context = AT_WORD;
    return give(scanner, reader, STOP);
  }
  scanner->depth--;
  return give(scanner, reader, UNCLOSED);
}

static bool give_stop(Scanner *scanner, Reader *reader) {
  clear(scanner, WORD_OPEN);
  return give(scanner, reader, STOP);
}

// At the end of the logical line: one after the other closes what is open. The mark is before any white space.
static bool give_line_end(Scanner *scanner, Reader *reader) {
  if (scanner->depth) return give_unclosed(scanner, reader);
  if (has(scanner, WORD_OPEN)) return give_stop(scanner, reader);
  if (has(scanner, FLAGS_SEEN)) {
    clear(scanner, FLAGS_SEEN);
    return give(scanner, reader, FLAGS_OVER);
  }
  if (has(scanner, BRACKET_OPEN)) {
    clear(scanner, BRACKET_OPEN);
    return give(scanner, reader, UNCLOSED);
  }
  if (scanner->body_count || has(scanner, UNTERMINATED)) {
    scanner->mode = HEREDOCS;
    scanner->marker_count = scanner->next_marker = 0;
  } else {
    end_instruction(scanner, LINE_END);
  }
  return give(scanner, reader, END);
}

// The terminator; the tabs in front of it can only be those that `<<-` allows.
static bool scan_heredoc_end(Scanner *scanner, Reader *reader) {
  while (peek(reader) == '\t') skip(reader);
  mark(reader);
  while (!at_line_end(reader)) {
    bool text = peek(reader) != '\r';
    advance(reader);
    if (text) mark(reader);
  }
  scanner->next_body++;
  scanner->mode = HEREDOCS;
  if (scanner->next_body == scanner->body_count && !has(scanner, UNTERMINATED)) end_instruction(scanner, LINE_END);
  return give(scanner, reader, HEREDOC_END);
}

// The next body, by the number of lines that were counted at the keyword; or that there is none.
static bool scan_heredoc(Scanner *scanner, Reader *reader) {
  mark(reader);
  if (scanner->next_body == scanner->body_count) {
    end_instruction(scanner, LINE_END);
    return give(scanner, reader, HEREDOC_UNTERMINATED);
  }
  while (!at_line_end(reader)) skip(reader);
  if (!at_file_end(reader)) skip(reader);
  uint32_t lines = scanner->heredocs[scanner->next_body].lines;
  if (!lines) return scan_heredoc_end(scanner, reader);
  while (lines && !at_file_end(reader)) {
    if (peek(reader) == '\n') lines--;
    advance(reader);
  }
  scanner->mode = HEREDOC_TERMINATOR;
  return take(scanner, reader, HEREDOC_BODY);
}

#endif
