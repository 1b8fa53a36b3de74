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
  SHELL_FRAGMENT,
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
  LINE_START,         // of an instruction, a comment, a directive
  LINE_END,           // the rest of a line that has its last token
  DIRECTIVE,          // the name of a parser directive
  DIRECTIVE_SIGN,     // its equals sign
  DIRECTIVE_TEXT,     // its value
  FLAGS,              // the next flag, or the arguments
  FLAG,               // the name of a flag
  FLAG_SIGN,          // its equals sign, or its end
  FLAG_VALUE,         //
  MOUNT,              // the value of --mount: options, with commas between them
  HEALTHCHECK_TYPE,   // NONE or CMD
  NESTED_KEYWORD,     // of the instruction in ONBUILD
  WORDS,              // words of FROM, COPY, ENV …
  REST,               // one word up to the end of the line, blanks and all
  SHELL,              //
  JSON,               //
  AFTER_JSON,         //
  RAW,                //
  HEREDOCS,           // the bodies after the line
  HEREDOC_TERMINATOR  //
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
  IN_PATTERN,     //
};

// What the rest of a physical line is, within a continued instruction.
enum Ahead { NOTHING, CONTENT_AHEAD, COMMENT_AHEAD, BLANK_AHEAD };

enum Bit {
  BACKTICK = 1 << 0,         // is the escape character, instead of the backslash
  DIRECTIVES = 1 << 1,       // may still come
  NESTED = 1 << 2,           // in the instruction of an ONBUILD
  JSON_FORM = 1 << 3,        // of the arguments
  LEGACY_FORM = 1 << 4,      // of ENV and LABEL: `name value`
  WORD_OPEN = 1 << 5,        // STOP has to come
  AFTER_SIGN = 1 << 6,       // `=` or `/` of the word, `@` of the image
  AS_SEEN = 1 << 7,          // in FROM
  NAME_NEXT = 1 << 8,        // the name of a variable, after its `$`
  NEWLINE_NEXT = 1 << 9,     // of a comment within the instruction
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
  uint32_t start;  // where the token can begin at the earliest
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

// Gives the token that was marked.
static bool give(Scanner *scanner, Reader *reader, enum Token token) {
  scanner->position = counts(scanner) ? scanner->position + reader->marked : 0;
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

// ---- Looking ahead over the logical line -------------------------------------------------------------------------

// Joins the rest of the logical line into `line`. Stands at its end afterwards: at a line feed, or at the end of the file.
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
      if (equal) equal = text_next(&rest) == peek(reader);
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

// ---- Continued lines ---------------------------------------------------------------------------------------------

// At the start of a physical line within an instruction: says what it is.
static uint8_t ahead_of(Reader *reader) {
  if (at_file_end(reader)) return NOTHING;
  while (!at_line_end(reader) && is_space(peek(reader))) advance(reader);
  return at_line_end(reader) ? BLANK_AHEAD : peek(reader) == '#' ? COMMENT_AHEAD : CONTENT_AHEAD;
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
      scanner->ahead = ahead_of(reader);
    }
  }
  return give(scanner, reader, token);
}

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
    scanner->ahead = ahead_of(reader);
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
    if (!passes_void_lines(scanner, reader) || scanner->line.size) return name;
    previous = 0;
  }
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

// Ends the innermost quote or ${…} where its line or word ends without it.
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

// ---- Words ---------------------------------------------------------------------------------------------------

// What ends a word, apart from signs. BuildKit splits some lines without a look at quotes, others with respect for
// them; and some it does not split at all.
enum Splitting { NOWHERE, AT_BLANKS, AT_UNQUOTED_SPACE };

static enum Splitting splitting_of(const Scanner *scanner) {
  if (scanner->mode == REST) return NOWHERE;
  if (scanner->mode != WORDS) return AT_UNQUOTED_SPACE;
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
  if (reader->marked == reader->start) return give_line_end(scanner, reader);
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
  bool in_quotes = context > IN_SINGLE_QUOTES && splitting_of(scanner) == AT_UNQUOTED_SPACE &&
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

// ---- The arguments -------------------------------------------------------------------------------------------

// The marker of a heredoc, if one begins here.
static bool scan_marker(Scanner *scanner, Reader *reader) {
  uint32_t position = scanner->position + reader->read;
  while (scanner->next_marker < scanner->marker_count && scanner->heredocs[scanner->next_marker].start < position) {
    scanner->next_marker++;
  }
  if (scanner->next_marker == scanner->marker_count) return false;
  const Heredoc *heredoc = &scanner->heredocs[scanner->next_marker];
  if (heredoc->start != position) return false;
  for (uint32_t i = 0; i < heredoc->length && !at_file_end(reader); i++) advance(reader);
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

static bool scan_sign(Scanner *scanner, Reader *reader) {
  int32_t c = peek(reader);
  clear(scanner, SIGN_NEXT);
  set(scanner, WORD_OPEN);
  if (c != ':') set(scanner, AFTER_SIGN);
  scanner->tag = 0;
  advance(reader);
  return take(scanner, reader, c == '=' ? EQUALS : c == '/' ? SLASH : c == ':' ? COLON : AT);
}

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

static bool scan_rest(Scanner *scanner, Reader *reader) {
  if (!scanner->depth) skip_space(reader);
  if (at_line_end(reader)) return give_line_end(scanner, reader);
  return scan_piece(scanner, reader);
}

// ---- Flags ---------------------------------------------------------------------------------------------------

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
  if (!at_line_end(reader) && !is_space(peek(reader))) return give(scanner, reader, FLAG_MARK);
  scanner->flags = 0;
  scanner->mode = FLAGS;
  return give(scanner, reader, FLAGS_END);
}

static bool scan_flag_name(Scanner *scanner, Reader *reader) {
  bool escaped = peek(reader) == escape_of(scanner);
  if (scan_continuation(scanner, reader)) return true;
  Name name = read_name(scanner, reader, is_space, '=', escaped);
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

// `word` is 0 where an option begins, 1 after its key, 2 in its value.
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
  if (scanner->word || c == '=' || c == '"' || c == '\'' || c == '$' || c == escape) {
    return scan_piece(scanner, reader);
  }
  scanner->word = 1;
  while (!at_line_end(reader) && !is_space(c) && c != '=' && c != ',' && c != '"' && c != '\'' && c != '$' && c != escape) {
    advance(reader);
    c = peek(reader);
  }
  return take(scanner, reader, OPTION_KEY);
}

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

// A keyword, at its first character, and all that can be learnt from its line.
static bool scan_keyword(Scanner *scanner, Reader *reader) {
  int32_t escape = escape_of(scanner);
  mark(reader);
  bool escaped = has(scanner, NESTED) && peek(reader) == escape;
  if (escaped && scan_continuation(scanner, reader)) return true;
  while (peek(reader) == escape && !escaped) {
    uint32_t start = reader->read;
    advance(reader);
    if (!passes_to_line_end(reader)) {
      escaped = true;
      if (reader->read == start + 1) mark(reader);
      break;
    }
    bool more = !at_file_end(reader);
    if (more) {
      advance(reader);
      more = passes_void_lines(scanner, reader);
    }
    if (!more) {
      scanner->kind = UNKNOWN_KEYWORD;
      scanner->mode = RAW;
      return give(scanner, reader, NO_KEYWORD);
    }
  }
  Name name = read_name(scanner, reader, is_blank, -2, escaped);
  scanner->kind = UNKNOWN_KEYWORD;
  for (unsigned i = 0; i < sizeof KEYWORDS / sizeof *KEYWORDS; i++) {
    if (name_is(&name, KEYWORDS[i])) scanner->kind = (uint8_t)i;
  }
  enum Token token = scanner->kind;
  if (scanner->kind == UNKNOWN_KEYWORD || (scanner->kind == ONBUILD_KEYWORD && has(scanner, NESTED))) {
    scanner->mode = RAW;
  } else {
    scanner->mode = FLAGS;
    look_ahead(scanner, reader);
  }
  give(scanner, reader, token);
  scanner->position = 0;
  return true;
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
  uint32_t start = reader->read;
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
      scanner->ahead = ahead_of(reader);
      return give(scanner, reader, BLANK_LINE);
    }
  }
  // The last line of the file, without its line feed: nothing may be left of it.
  return reader->marked > start ? give(scanner, reader, BLANK_LINE) : give_line_end(scanner, reader);
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
  Name name = read_name(scanner, reader, is_space, -2, escaped);
  scanner->mode = has(scanner, JSON_FORM) ? JSON : SHELL;
  return give(scanner, reader, name_is(&name, "none") ? NONE : name_is(&name, "cmd") ? CMD : UNEXPECTED);
}

// The next token within an instruction.
static bool scan_instruction(Scanner *scanner, Reader *reader) {
  bool at_start = false;
  if (scanner->ahead) {
    if (has(scanner, NEWLINE_NEXT)) {
      clear(scanner, NEWLINE_NEXT);
      while (peek(reader) == '\r') skip(reader);
      skip(reader);
    }
    mark(reader);
    if (scanner->ahead == COMMENT_AHEAD) return scan_inner_comment(scanner, reader);
    if (scanner->ahead == BLANK_AHEAD) return scan_blank_line(scanner, reader);
    scanner->ahead = NOTHING;
    at_start = true;
  }
  mark(reader);
  reader->start = reader->read;
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
        if (!is_space(peek(reader)) && scanner->mode == FLAG) return scan_flag_name(scanner, reader);
        if (scan_continuation(scanner, reader)) return true;
        scanner->mode = FLAGS;
        break;
      case FLAG_VALUE: case MOUNT:
        if (at_line_end(reader)) return give_line_end(scanner, reader);
        if (scanner->depth || !is_space(peek(reader))) {
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
      case SHELL: return scan_fragment(scanner, reader, SHELL_FRAGMENT, at_start);
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
  Reader reader = {lexer, 0, 0, 0};
  switch (scanner->mode) {
    case LINE_START: case LINE_END: return scan_line_start(scanner, &reader);
    case DIRECTIVE: case DIRECTIVE_SIGN: case DIRECTIVE_TEXT: return scan_directive(scanner, &reader);
    case HEREDOCS: return scan_heredoc(scanner, &reader);
    case HEREDOC_TERMINATOR: return scan_heredoc_end(scanner, &reader);
    default: return scan_instruction(scanner, &reader);
  }
}

// The state is stored with every token, so it is short where it can be: what only some lines need comes last, and
// trailing zeros are left out.

typedef struct {
  char *at;
} Writer;

static void write_number(Writer *writer, uint32_t number, unsigned bytes) {
  for (unsigned i = 0; i < bytes; i++) *writer->at++ = (char)(number >> 8 * i);
}

unsigned tree_sitter_dockerfile_external_scanner_serialize(void *payload, char *buffer) {
  const Scanner *scanner = payload;
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

void tree_sitter_dockerfile_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  Scanner *scanner = payload;
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
