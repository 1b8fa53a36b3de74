// From the keyword on: the whole logical line, and the heredocs after it.
//
// The line is joined in memory as BuildKit joins it. The questions are then put to that text (line.h, shell_words.h),
// and the answers go into the state: how many flags there are, which form the arguments have, where the heredocs are
// marked and how many lines their bodies take.

#ifndef DOCKERFILE_LOOK_AHEAD_H_
#define DOCKERFILE_LOOK_AHEAD_H_

#include "state.h"

// Joins the rest of the logical line. Stands at its end afterwards: at a line feed, or at the end of the file.
static void join_line(Scanner *scanner, Reader *reader) {
  int32_t escape = escape_of(scanner), previous = 0;
  Bytes *line = &scanner->line;
  clear_line(scanner);
  add_joint(scanner, 0, reader->read);
  while (!at_line_end(reader)) {
    int32_t c = peek(reader);
    size_t size = line->size;
    bytes_add_char(line, c);
    advance(reader);
    if (c != escape || previous == escape) {
      previous = c;
      continue;
    }
    previous = escape;
    for (c = peek(reader); c == ' ' || c == '\t'; c = peek(reader)) {
      bytes_add_char(line, previous = c);
      advance(reader);
    }
    for (c = peek(reader); c == '\r'; c = peek(reader)) {
      bytes_add_char(line, previous = c);
      advance(reader);
    }
    if (!at_line_end(reader)) continue;
    line->size = size;
    if (at_file_end(reader)) break;
    advance(reader);
    previous = 0;
    if (!passes_void_lines(scanner, reader)) break;
  }
  while (line->size && line->text[line->size - 1] == '\r') line->size--;
}

// How many characters lie before a byte of the joined line, in the document. Calls go from left to right: `from` is
// where the last one left off.
typedef struct {
  uint32_t at, read;
  size_t joint;
} Place;

static uint32_t place_of(const Scanner *scanner, Place *from, uint32_t at) {
  while (from->joint < scanner->joint_count && scanner->joints[from->joint].at <= at) {
    from->at = scanner->joints[from->joint].at;
    from->read = scanner->joints[from->joint].read;
    from->joint++;
  }
  for (; from->at < at; from->at++) {
    if (((uint8_t)scanner->line.text[from->at] & 0xC0) != 0x80) from->read++;
  }
  return from->read;
}

// Reads lines up to the one that ends the heredoc, and counts those before it. False if there is none.
static bool finds_terminator(Reader *reader, Text name, bool chomp, uint32_t limit, uint32_t *lines) {
  uint32_t start = reader->read;
  for (*lines = 0; !at_file_end(reader) && reader->read - start < limit; ++*lines) {
    Text rest = name;
    bool equal = true;
    if (chomp) {
      while (peek(reader) == '\t') advance(reader);
    }
    while (!at_line_end(reader)) {
      if (peek(reader) == '\r') {
        // Any number of them at the end of a line belong to the line end.
        uint32_t returns = 0;
        for (; peek(reader) == '\r'; advance(reader)) returns++;
        if (at_line_end(reader)) break;
        for (; returns && equal; returns--) equal = text_next(&rest) == '\r';
      }
      if (equal) equal = rest.at < rest.end && text_next(&rest) == peek(reader);
      advance(reader);
    }
    if (equal && rest.at == rest.end) return true;
    if (!at_file_end(reader)) advance(reader);
  }
  return false;
}

// Queues the heredocs of the joined line that have an end. The first one without, and all after it, have no body.
static void queue_heredocs(Scanner *scanner, Reader *reader) {
  Text line = {scanner->line.text, scanner->line.text + scanner->line.size};
  find_heredocs(line, &scanner->found);
  if (!scanner->found.size) return;
  uint32_t limit = scanner->unterminated < PATIENCE           ? UINT32_MAX
                   : scanner->unterminated < MAX_UNTERMINATED ? NEARBY
                                                              : 0;
  Place place = {0, 0, 0};
  bool terminated = true;
  for (size_t i = 0; i < scanner->found.size; i++) {
    const HeredocWord *word = &scanner->found.words[i];
    uint32_t lines = 0;
    if (terminated) {
      Text name = {scanner->found.names.text + word->name, scanner->found.names.text + word->name + word->name_size};
      if (!at_file_end(reader)) advance(reader);
      terminated = finds_terminator(reader, name, word->chomp, limit, &lines);
    }
    if (i >= MAX_HEREDOCS) {
      if (terminated) scanner->heredocs[MAX_HEREDOCS - 1].lines += lines + 1;
      continue;
    }
    uint32_t start = place_of(scanner, &place, word->from);
    uint32_t end = place_of(scanner, &place, word->to);
    scanner->heredocs[i] = (Heredoc){start - reader->marked, end - start, lines};
    scanner->marker_count++;
    if (terminated) scanner->body_count++;
  }
  if (!terminated) {
    set(scanner, UNTERMINATED);
    if (scanner->unterminated < MAX_UNTERMINATED) scanner->unterminated++;
  }
}

// After a keyword that is marked: learns the form of its arguments.
static void look_ahead(Scanner *scanner, Reader *reader) {
  join_line(scanner, reader);
  Text line = {scanner->line.text, scanner->line.text + scanner->line.size};
  Text arguments = line;
  unsigned flags = skip_flags(&arguments, escape_of(scanner));
  scanner->flags = (uint16_t)(flags < UINT16_MAX ? flags : UINT16_MAX);
  switch (scanner->kind) {
    case ENV_KEYWORD: case LABEL_KEYWORD:
      if (!has_pairs(arguments, escape_of(scanner))) set(scanner, LEGACY_FORM);
      break;
    case FROM_KEYWORD: {
      const char *colon = tag_colon(arguments);
      Place place = {0, 0, 0};
      if (colon) scanner->tag = place_of(scanner, &place, (uint32_t)(colon - line.at)) - reader->marked;
      break;
    }
    case HEALTHCHECK_KEYWORD:
      while (arguments.at < arguments.end && is_space_byte(*arguments.at)) arguments.at++;
      while (arguments.at < arguments.end && !is_space_byte(*arguments.at)) arguments.at++;
      // fall through
    case RUN_KEYWORD: case CMD_KEYWORD: case ENTRYPOINT_KEYWORD: case SHELL_KEYWORD:
    case COPY_KEYWORD: case ADD_KEYWORD: case VOLUME_KEYWORD:
      if (is_json_array(arguments)) set(scanner, JSON_FORM);
      break;
    default:
      break;
  }
  bool takes_heredocs = scanner->kind == RUN_KEYWORD || scanner->kind == COPY_KEYWORD || scanner->kind == ADD_KEYWORD;
  if (takes_heredocs && !has(scanner, JSON_FORM)) queue_heredocs(scanner, reader);
}

#endif
