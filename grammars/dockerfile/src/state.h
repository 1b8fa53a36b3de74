// What the scanner remembers from one token to the next, and how it reads.

#ifndef DOCKERFILE_STATE_H_
#define DOCKERFILE_STATE_H_

#include "shell_words.h"
#include "tree_sitter/parser.h"

// In the order of `externals` in grammar.js.
enum Token {
  FROM_KEYWORD,
  RUN_KEYWORD,
  CMD_KEYWORD,
  LABEL_KEYWORD,
  MAINTAINER_KEYWORD,
  EXPOSE_KEYWORD,
  ENV_KEYWORD,
  ADD_KEYWORD,
  COPY_KEYWORD,
  ENTRYPOINT_KEYWORD,
  VOLUME_KEYWORD,
  USER_KEYWORD,
  WORKDIR_KEYWORD,
  ARG_KEYWORD,
  ONBUILD_KEYWORD,
  STOPSIGNAL_KEYWORD,
  HEALTHCHECK_KEYWORD,
  SHELL_KEYWORD,
  UNKNOWN_KEYWORD,
  NO_KEYWORD,
  COMMENT_LINE,
  DIRECTIVE_MARK,
  DIRECTIVE_NAME,
  DIRECTIVE_EQUALS,
  DIRECTIVE_VALUE,
  END_OF_FILE,
  LINE_CONTINUATION,
  COMMENT,
  BLANK_LINE,
  END,
  HEREDOC_MARKER,
  HEREDOC_BODY,
  HEREDOC_END,
  HEREDOC_UNTERMINATED,
  FLAG_MARK,
  FLAGS_END,
  FLAGS_OVER,
  FLAG_NAME,
  EQUALS,
  MOUNT_EQUALS,
  OPTION_KEY,
  COMMA,
  TEXT,
  ESCAPE_SEQUENCE,
  STRING_CONTENT,
  DOUBLE_QUOTE,
  SINGLE_QUOTE,
  UNCLOSED,
  DOLLAR,
  OPEN_EXPANSION,
  VARIABLE,
  OPERATOR,
  INVALID_OPERATOR,
  CLOSE_EXPANSION,
  SLASH,
  STOP,
  LEGACY_SPACE,
  COLON,
  AT,
  AS,
  STAGE_NAME,
  UNEXPECTED,
  NONE,
  CMD,
  SHELL_TEXT,
  RAW_TEXT,
  OPEN_BRACKET,
  CLOSE_BRACKET,
  JSON_VALUE,
};

// The keywords, in the order of their tokens.
static const char *const KEYWORDS[] = {
    "from",       "run",    "cmd",  "label",   "maintainer", "expose",  "env",        "add",         "copy",
    "entrypoint", "volume", "user", "workdir", "arg",        "onbuild", "stopsignal", "healthcheck", "shell",
};

// What the scanner is about to read.
enum Mode {
  LINE_START,         // an instruction, a comment, a directive
  LINE_END,           // the rest of a line that has its last token
  DIRECTIVE,          // the name of a parser directive
  DIRECTIVE_SIGN,     // its equals sign
  DIRECTIVE_TEXT,     // its value
  FLAGS,              // the next flag, or the arguments
  FLAG,               // the name of a flag
  FLAG_SIGN,          // its equals sign, or its end
  FLAG_VALUE,         // a word
  MOUNT,              // the value of --mount: options, with commas between them
  HEALTHCHECK_TYPE,   // NONE or CMD
  NESTED_KEYWORD,     // the instruction in ONBUILD
  WORDS,              // the words of FROM, COPY, ENV …
  REST,               // one word up to the end of the line, blanks and all
  SHELL,              // a command for a shell
  JSON,               // an array
  AFTER_JSON,         // nothing but the end of the line
  RAW,                // text that means nothing to the builder, or nothing at all
  HEREDOCS,           // the body of the next heredoc
  HEREDOC_TERMINATOR  // the line that ends it
};

// What quote or ${…} the text is in; innermost last.
enum Context {
  IN_DOUBLE_QUOTES,
  IN_SINGLE_QUOTES,
  AT_NAME,        // after `${`
  AT_OPERATOR,    // after the name
  AT_WORD,        // after the operator
  IN_WORD,        // with some text read already, which STOP has to end
  AT_PATTERN,     // after `/`: up to the next `/` or `}`
  IN_PATTERN,     // likewise with some text
};

// What the next physical line of a continued instruction is.
enum Ahead {
  NOTHING,
  TEXT_AHEAD,
  MARKER_AHEAD,  // of a heredoc, after white space that is no text
  COMMENT_AHEAD,
  BLANK_AHEAD
};

enum Bit {
  BACKTICK = 1 << 0,         // is the escape character, instead of the backslash
  DIRECTIVES = 1 << 1,       // may still come
  NESTED = 1 << 2,           // in the instruction of an ONBUILD
  JSON_FORM = 1 << 3,        // of the arguments
  LEGACY_FORM = 1 << 4,      // of ENV and LABEL: `name value`
  WORD_OPEN = 1 << 5,        // STOP has to come
  AFTER_SIGN = 1 << 6,       // `=` or `/` of the word, `@` of the image; or: this directive is `escape`
  AS_SEEN = 1 << 7,          // in FROM
  NAME_NEXT = 1 << 8,        // the name of a variable, after its `$`
  NEWLINE_NEXT = 1 << 9,     // of a comment within the instruction: it continues the line too
  UNTERMINATED = 1 << 10,    // the next heredoc of this line
  FLAGS_SEEN = 1 << 11,      // FLAGS_OVER has to come
  IS_MOUNT = 1 << 12,        // the flag at hand
  BRACKET_OPEN = 1 << 13,    // of the JSON array
  SIGN_NEXT = 1 << 14,       // the sign that the word was stopped for
};

// No real line comes near these. Beyond them a quote or `${` is plain text, and the bodies of all further heredocs
// are one.
enum { MAX_DEPTH = 16, MAX_HEREDOCS = 64 };

// A heredoc without an end makes us read the rest of the file. That may happen a few times; a file of nothing else
// must not take forever, so later ones are only looked for nearby, and in the end not at all.
enum { PATIENCE = 8, NEARBY = 4096, MAX_UNTERMINATED = 4096 };

// Where a heredoc's marker is, in characters from the end of the keyword, and how many lines its body has.
typedef struct {
  uint32_t start, length, lines;
} Heredoc;

typedef struct {
  uint8_t mode, kind, ahead;
  uint16_t bits;
  uint8_t word;           // how many came before this one, at most 3
  uint8_t depth;
  uint8_t contexts[MAX_DEPTH];
  uint16_t flags;         // that are still to come
  uint16_t unterminated;  // heredocs so far
  // Only counted where something is to be found again on the line:
  uint32_t position;      // characters since the keyword
  uint32_t tag;           // where the tag's colon is
  uint8_t marker_count, next_marker;
  uint8_t body_count, next_body;
  Heredoc heredocs[MAX_HEREDOCS];
  // Not part of the state: memory that is used again for every line.
  Bytes line;
  struct Joint *joints;
  size_t joint_count, joint_room;
  HeredocWords found;
} Scanner;

// Where the joined text goes on after a continuation: at this byte of it, this many characters were read.
typedef struct Joint {
  uint32_t at, read;
} Joint;

// One call: the characters read so far, and up to which of them the token goes.
typedef struct {
  TSLexer *lexer;
  uint32_t read, marked;
} Reader;

// ---- Reading -------------------------------------------------------------------------------------------------

static inline int32_t peek(const Reader *reader) { return reader->lexer->lookahead; }

static inline bool at_file_end(const Reader *reader) {
  return !reader->lexer->lookahead && reader->lexer->eof(reader->lexer);
}

static inline bool at_line_end(const Reader *reader) { return peek(reader) == '\n' || at_file_end(reader); }

static inline void advance(Reader *reader) {
  reader->lexer->advance(reader->lexer, false);
  reader->read++;
}

// Passes over a character in front of the token.
static inline void skip(Reader *reader) {
  reader->lexer->advance(reader->lexer, true);
  reader->read++;
}

// The token goes up to here, unless it is marked again.
static inline void mark(Reader *reader) {
  reader->lexer->mark_end(reader->lexer);
  reader->marked = reader->read;
}

// Skips white space within the line.
static inline void skip_space(Reader *reader) {
  while (peek(reader) != '\n' && is_space(peek(reader))) skip(reader);
}

static inline bool has(const Scanner *scanner, enum Bit bit) { return scanner->bits & bit; }
static inline void set(Scanner *scanner, enum Bit bit) { scanner->bits |= bit; }
static inline void clear(Scanner *scanner, unsigned bits) { scanner->bits &= (uint16_t)~bits; }

static inline char escape_of(const Scanner *scanner) { return has(scanner, BACKTICK) ? '`' : '\\'; }

// Counts only matter while a marker or a tag is still to come; otherwise equal lines should leave equal states.
static inline bool counts(const Scanner *scanner) {
  return scanner->tag || scanner->next_marker < scanner->marker_count;
}

// Whether the marker of a heredoc begins here. One that was passed without notice does not come back.
static bool at_marker(Scanner *scanner, const Reader *reader) {
  uint32_t position = scanner->position + reader->read;
  while (scanner->next_marker < scanner->marker_count && scanner->heredocs[scanner->next_marker].start < position) {
    scanner->next_marker++;
  }
  return scanner->next_marker < scanner->marker_count && scanner->heredocs[scanner->next_marker].start == position;
}

// Gives the token that was marked.
static bool give(Scanner *scanner, Reader *reader, enum Token token) {
  scanner->position = counts(scanner) ? scanner->position + reader->marked : 0;
  // tree-sitter takes it that we saw one byte of the next character. If there are more, an edit of those counts too.
  if (peek(reader) >= 0x80) advance(reader);
  reader->lexer->result_symbol = (TSSymbol)token;
  return true;
}

// Gives a token up to here.
static inline bool take(Scanner *scanner, Reader *reader, enum Token token) {
  mark(reader);
  return give(scanner, reader, token);
}

// After an escape character that has none before it: passes blanks, and says whether the line ends there, that is,
// whether the next one continues it.
static bool passes_to_line_end(Reader *reader) {
  while (peek(reader) == ' ' || peek(reader) == '\t') advance(reader);
  while (peek(reader) == '\r') advance(reader);
  return at_line_end(reader);
}

// Notes that the text from here on, in the document, goes to this place of the joined line.
static void add_joint(Scanner *scanner, size_t at, uint32_t read) {
  if (scanner->joint_count == scanner->joint_room) {
    scanner->joint_room = scanner->joint_room ? scanner->joint_room * 2 : 16;
    scanner->joints = ts_realloc(scanner->joints, scanner->joint_room * sizeof(Joint));
  }
  scanner->joints[scanner->joint_count++] = (Joint){(uint32_t)at, read};
}

// Forgets the joined line.
static void clear_line(Scanner *scanner) {
  bytes_clear(&scanner->line);
  scanner->joint_count = 0;
}

// At the start of a physical line that continues an instruction: passes comments and blank lines, and stands at the
// start of the next line with text. False if there is none.
static bool passes_void_lines(Scanner *scanner, Reader *reader) {
  for (;;) {
    size_t size = scanner->line.size;
    uint32_t start = reader->read;
    while (!at_line_end(reader) && is_space(peek(reader))) {
      bytes_add_char(&scanner->line, peek(reader));
      advance(reader);
    }
    if (peek(reader) != '#' && !at_line_end(reader)) {
      add_joint(scanner, size, start);
      return true;
    }
    scanner->line.size = size;
    while (!at_line_end(reader)) advance(reader);
    if (at_file_end(reader)) return false;
    advance(reader);
  }
}

// ---- Storing the state ---------------------------------------------------------------------------------------

// The state is stored with every token, so it is short where it can be: what only some lines need comes last, and
// trailing zeros are left out.

typedef struct {
  char *at;
} Writer;

static void write_number(Writer *writer, uint32_t number, unsigned bytes) {
  for (unsigned i = 0; i < bytes; i++) *writer->at++ = (char)(number >> 8 * i);
}

static unsigned store_state(const Scanner *scanner, char *buffer) {
  Writer writer = {buffer};
  write_number(&writer, scanner->mode, 1);
  write_number(&writer, scanner->bits, 2);
  write_number(&writer, scanner->unterminated, 2);
  write_number(&writer, scanner->kind, 1);
  write_number(&writer, scanner->ahead, 1);
  write_number(&writer, scanner->word, 1);
  write_number(&writer, scanner->flags, 2);
  write_number(&writer, scanner->depth, 1);
  for (unsigned i = 0; i < scanner->depth; i++) write_number(&writer, scanner->contexts[i], 1);
  write_number(&writer, scanner->position, 4);
  write_number(&writer, scanner->tag, 4);
  write_number(&writer, scanner->next_marker, 1);
  write_number(&writer, scanner->marker_count, 1);
  write_number(&writer, scanner->next_body, 1);
  write_number(&writer, scanner->body_count, 1);
  unsigned heredocs = scanner->marker_count > scanner->body_count ? scanner->marker_count : scanner->body_count;
  for (unsigned i = 0; i < heredocs; i++) {
    write_number(&writer, scanner->heredocs[i].start, 4);
    write_number(&writer, scanner->heredocs[i].length, 4);
    write_number(&writer, scanner->heredocs[i].lines, 4);
  }
  while (writer.at > buffer + 1 && !writer.at[-1]) writer.at--;
  return (unsigned)(writer.at - buffer);
}

typedef struct {
  const char *at, *end;
} Stored;

static uint32_t read_number(Stored *stored, unsigned bytes) {
  uint32_t number = 0;
  for (unsigned i = 0; i < bytes && stored->at < stored->end; i++) number |= (uint32_t)(uint8_t)*stored->at++ << 8 * i;
  return number;
}

static void restore_state(Scanner *scanner, const char *buffer, unsigned length) {
  Stored stored = {buffer, buffer + length};
  scanner->mode = (uint8_t)read_number(&stored, 1);
  scanner->bits = length ? (uint16_t)read_number(&stored, 2) : DIRECTIVES;
  scanner->unterminated = (uint16_t)read_number(&stored, 2);
  scanner->kind = (uint8_t)read_number(&stored, 1);
  scanner->ahead = (uint8_t)read_number(&stored, 1);
  scanner->word = (uint8_t)read_number(&stored, 1);
  scanner->flags = (uint16_t)read_number(&stored, 2);
  scanner->depth = (uint8_t)read_number(&stored, 1);
  for (unsigned i = 0; i < scanner->depth; i++) scanner->contexts[i] = (uint8_t)read_number(&stored, 1);
  scanner->position = read_number(&stored, 4);
  scanner->tag = read_number(&stored, 4);
  scanner->next_marker = (uint8_t)read_number(&stored, 1);
  scanner->marker_count = (uint8_t)read_number(&stored, 1);
  scanner->next_body = (uint8_t)read_number(&stored, 1);
  scanner->body_count = (uint8_t)read_number(&stored, 1);
  unsigned heredocs = scanner->marker_count > scanner->body_count ? scanner->marker_count : scanner->body_count;
  for (unsigned i = 0; i < heredocs; i++) {
    scanner->heredocs[i].start = read_number(&stored, 4);
    scanner->heredocs[i].length = read_number(&stored, 4);
    scanner->heredocs[i].lines = read_number(&stored, 4);
  }
}

#endif
