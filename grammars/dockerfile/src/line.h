// A logical line as BuildKit joins it, and the questions that it asks of the joined text.
//
// Everything in this file works on plain UTF-8 in memory; how the text got there, and where its bytes were in the
// document, is the scanner's business. What is decided here follows BuildKit's Go code, quirks included:
// frontend/dockerfile/parser (parser.go, line_parsers.go, split_command.go) and Go's unicode and encoding/json.

#ifndef DOCKERFILE_LINE_H_
#define DOCKERFILE_LINE_H_

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "tree_sitter/alloc.h"

// ---- Characters ----------------------------------------------------------------------------------------------

// Go's unicode.IsSpace.
static inline bool is_space(int32_t c) {
  if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

// What separates words: BuildKit's `[\t\v\f\r ]`. A line feed never gets here.
static inline bool is_blank(int32_t c) {
  return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

// unicode.IsSpace of a single byte taken for a character: what BuildKit's loop over flags, and that over HEALTHCHECK,
// make of it. They go through bytes, so that they also stop in the middle of an `à`; a token cannot.
static inline bool is_narrow_space(int32_t c) { return c < 0x100 && is_space(c); }
static inline bool is_space_byte(char c) { return is_narrow_space((uint8_t)c); }

static inline bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

// A character of a variable's name. Beyond ASCII this is coarse: whatever is no space, sign, mark or private use.
static inline bool is_name(int32_t c) {
  if (c < 0x80) return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c == 0xD7 || c == 0xF7 || (c >= 0x300 && c < 0x370)) return false;
  if (c >= 0x2000 && c < 0x2C00) return c >= 0x2100 && c < 0x2190;
  if (c >= 0x3000 && c < 0x3041) return c == 0x3005 || c == 0x3006;
  return c < 0xD800 || (c >= 0xF900 && c < 0xFE00) || (c > 0xFF20 && c < 0xFFE0) ||
         (c >= 0x10000 && c < 0x1F000) || (c >= 0x20000 && c < 0xE0000);
}

// The shell's one-character names.
static inline bool is_special_name(int32_t c) {
  return c == '@' || c == '*' || c == '#' || c == '?' || c == '-' || c == '$' || c == '!' || c == '0';
}

// ---- Growing bytes -------------------------------------------------------------------------------------------

typedef struct {
  char *text;
  size_t size, room;
} Bytes;

static inline void bytes_reserve(Bytes *bytes, size_t more) {
  if (bytes->size + more <= bytes->room) return;
  size_t room = bytes->room ? bytes->room * 2 : 256;
  while (room < bytes->size + more) room *= 2;
  bytes->text = ts_realloc(bytes->text, room);
  bytes->room = room;
}

static inline void bytes_add(Bytes *bytes, const char *text, size_t size) {
  if (!size) return;
  bytes_reserve(bytes, size);
  memcpy(bytes->text + bytes->size, text, size);
  bytes->size += size;
}

// Adds a character as UTF-8; what is none (an invalid byte is -1 to tree-sitter) as U+FFFD, which is what Go reads.
static inline void bytes_add_char(Bytes *bytes, int32_t c) {
  bytes_reserve(bytes, 4);
  char *at = bytes->text + bytes->size;
  if (c >= 0 && c < 0x80) {
    at[0] = (char)c;
    bytes->size += 1;
    return;
  }
  if (c < 0 || c > 0x10FFFF) c = 0xFFFD;
  if (c < 0x800) {
    at[0] = (char)(0xC0 | c >> 6);
    at[1] = (char)(0x80 | (c & 0x3F));
    bytes->size += 2;
  } else if (c < 0x10000) {
    at[0] = (char)(0xE0 | c >> 12);
    at[1] = (char)(0x80 | (c >> 6 & 0x3F));
    at[2] = (char)(0x80 | (c & 0x3F));
    bytes->size += 3;
  } else {
    at[0] = (char)(0xF0 | c >> 18);
    at[1] = (char)(0x80 | (c >> 12 & 0x3F));
    at[2] = (char)(0x80 | (c >> 6 & 0x3F));
    at[3] = (char)(0x80 | (c & 0x3F));
    bytes->size += 4;
  }
}

// Empties, and gives memory back that only an extraordinary line needed.
static inline void bytes_clear(Bytes *bytes) {
  bytes->size = 0;
  if (bytes->room > 1 << 16) {
    ts_free(bytes->text);
    bytes->text = NULL;
    bytes->room = 0;
  }
}

// ---- Text: a piece of such bytes -----------------------------------------------------------------------------

typedef struct {
  const char *at, *end;
} Text;

// The next character, or -1 at the end. The bytes are our own encoding, hence well formed.
static inline int32_t text_peek(const Text *text, unsigned *width) {
  if (text->at == text->end) {
    *width = 0;
    return -1;
  }
  const uint8_t *b = (const uint8_t *)text->at;
  if (b[0] < 0x80) {
    *width = 1;
    return b[0];
  }
  if (b[0] < 0xE0) {
    *width = 2;
    return (b[0] & 0x1F) << 6 | (b[1] & 0x3F);
  }
  if (b[0] < 0xF0) {
    *width = 3;
    return (b[0] & 0x0F) << 12 | (b[1] & 0x3F) << 6 | (b[2] & 0x3F);
  }
  *width = 4;
  return (b[0] & 0x07) << 18 | (b[1] & 0x3F) << 12 | (b[2] & 0x3F) << 6 | (b[3] & 0x3F);
}

static inline int32_t text_next(Text *text) {
  unsigned width;
  int32_t c = text_peek(text, &width);
  text->at += width;
  return c;
}

// strings.TrimSpace.
static inline Text text_trim(Text text) {
  unsigned width;
  while (text.at < text.end && is_space(text_peek(&text, &width))) text.at += width;
  const char *end = text.at;
  for (Text rest = text; rest.at < rest.end;) {
    if (!is_space(text_next(&rest))) end = rest.at;
  }
  text.end = end;
  return text;
}

static inline bool text_contains(Text text, const char *two) {
  for (const char *at = text.at; at + 1 < text.end; at++) {
    at = memchr(at, two[0], (size_t)(text.end - at - 1));
    if (!at) return false;
    if (at[1] == two[1]) return true;
  }
  return false;
}

// ---- What the arguments are ----------------------------------------------------------------------------------

// Leaves what follows the flags, and says how many words they were; a lone `--` is the last of them.
// BuildKit goes through bytes here, not characters, so that an `à` in a flag cuts it short; so do we.
static inline unsigned skip_flags(Text *text, char escape) {
  unsigned count = 0;
  const char *at = text->at, *end = text->end;
  for (;;) {
    while (at < end && is_space_byte(*at)) at++;
    if (end - at < 2 || at[0] != '-' || at[1] != '-') break;
    const char *start = at;
    char quote = 0;
    while (at < end && (quote || !is_space_byte(*at))) {
      if (quote ? *at == quote : (*at == '"' || *at == '\'')) {
        quote = quote ? 0 : *at;
      } else if (*at == escape && at + 1 < end) {
        at++;
      }
      at++;
    }
    count++;
    if (at - start == 2) break;
  }
  text->at = at;
  return count;
}

static inline void json_skip_space(Text *text) {
  while (text->at < text->end && (*text->at == ' ' || *text->at == '\t' || *text->at == '\r')) text->at++;
}

static inline bool json_string(Text *text) {
  if (text->at == text->end || *text->at != '"') return false;
  for (text->at++; text->at < text->end; text->at++) {
    uint8_t c = (uint8_t)*text->at;
    if (c == '"') {
      text->at++;
      return true;
    }
    if (c < 0x20) return false;
    if (c != '\\') continue;
    if (++text->at == text->end || !memchr("\"\\/bfnrtu", *text->at, 9)) return false;
    if (*text->at != 'u') continue;
    for (int i = 0; i < 4; i++) {
      if (++text->at == text->end || !memchr("0123456789abcdefABCDEF", *text->at, 22)) return false;
    }
  }
  return false;
}

static inline bool json_digits(Text *text) {
  const char *start = text->at;
  while (text->at < text->end && is_digit(*text->at)) text->at++;
  return text->at > start;
}

// A number, true, false or null: sound JSON, though BuildKit refuses it among the strings.
static inline bool json_scalar(Text *text) {
  static const char *const NAMES[] = {"true", "false", "null"};
  size_t left = (size_t)(text->end - text->at);
  for (int i = 0; i < 3; i++) {
    size_t size = strlen(NAMES[i]);
    if (left >= size && !memcmp(text->at, NAMES[i], size)) {
      text->at += size;
      return true;
    }
  }
  if (text->at < text->end && *text->at == '-') text->at++;
  if (text->at < text->end && *text->at == '0') {
    text->at++;
  } else if (!json_digits(text)) {
    return false;
  }
  if (text->at < text->end && *text->at == '.') {
    text->at++;
    if (!json_digits(text)) return false;
  }
  if (text->at < text->end && (*text->at == 'e' || *text->at == 'E')) {
    text->at++;
    if (text->at < text->end && (*text->at == '+' || *text->at == '-')) text->at++;
    if (!json_digits(text)) return false;
  }
  return true;
}

// Whether BuildKit takes the arguments for the JSON form. Nested arrays and objects it refuses; they count as none.
static inline bool is_json_array(Text text) {
  text = text_trim(text);
  if (text.at == text.end || *text.at != '[') return false;
  text.at++;
  json_skip_space(&text);
  if (text.at < text.end && *text.at == ']') {
    text.at++;
  } else {
    for (;;) {
      json_skip_space(&text);
      if (!json_string(&text) && !json_scalar(&text)) return false;
      json_skip_space(&text);
      if (text.at == text.end) return false;
      char c = *text.at++;
      if (c == ']') break;
      if (c != ',') return false;
    }
  }
  json_skip_space(&text);
  return text.at == text.end;
}

// Whether ENV and LABEL have the form `name=value …`: the first word, quotes respected, has a `=`.
static inline bool has_pairs(Text text, char escape) {
  text = text_trim(text);
  int32_t quote = 0;
  while (text.at < text.end) {
    int32_t c = text_next(&text);
    if (c == '=') return true;
    if (!quote && is_space(c)) return false;
    if (c == quote) {
      quote = 0;
    } else if (!quote && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == escape && quote != '\'' && text_next(&text) == '=') {
      return true;
    }
  }
  return false;
}

// Where the tag's colon is in the first word of FROM: the first one after the last slash, outside `${…}` and
// before any `@`. NULL when there is none.
static inline const char *tag_colon(Text text) {
  text = text_trim(text);
  const char *colon = NULL;
  unsigned braces = 0;
  for (const char *at = text.at; at < text.end && !is_blank((uint8_t)*at); at++) {
    if (*at == '$' && at + 1 < text.end && at[1] == '{') {
      braces++;
      at++;
    } else if (braces) {
      if (*at == '}') braces--;
    } else if (*at == '/') {
      colon = NULL;
    } else if (*at == ':' && !colon) {
      colon = at;
    } else if (*at == '@') {
      break;
    }
  }
  return colon;
}

#endif
