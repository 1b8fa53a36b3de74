// The heredocs that a line announces.
//
// BuildKit splits the line into words with its own small shell lexer (frontend/dockerfile/shell/lex.go) and takes
// every word of the shape `[digits]<<[-]NAME` for a heredoc. This is that lexer, for an empty environment whose
// unset variables stay as written. It keeps two habits of the original that show: a `${name:-word}` forgets what
// stood before it in the same word, and white space that comes out of it splits words.
//
// The original calls itself for what is nested; here the levels are a list, so no input can exhaust the stack.

#ifndef DOCKERFILE_SHELL_WORDS_H_
#define DOCKERFILE_SHELL_WORDS_H_

#include "line.h"

// A word that looks like a heredoc: where it stands in the line, and its name with the quotes still on.
typedef struct {
  uint32_t from, to;
  uint32_t name, name_size;  // in HeredocWords.names
  bool chomp;
} HeredocWord;

typedef struct {
  HeredocWord *words;
  size_t size, room;
  Bytes names;
} HeredocWords;

// What the lexer is in the middle of.
typedef struct {
  uint32_t result;   // where the text of this level, or of the whole ${…}, starts in ShellLexer.nested
  int32_t stop;      // the character that ends it: `}`, `/`, or `"` for double quotes
  bool raw_escapes;  // to be restored at its end
} Level;

typedef struct {
  Text text;
  const char *start;
  bool raw_quotes, raw_escapes;
  Bytes word;
  uint32_t word_from, item_from;
  Bytes nested;
  Level *levels;
  size_t depth, room;
  // Told of every word, with its place.
  void (*found)(void *, Text word, uint32_t from, uint32_t to);
  void *finder;
} ShellLexer;

static inline void lexer_flush(ShellLexer *lexer, uint32_t to) {
  if (lexer->word.size) {
    Text word = {lexer->word.text, lexer->word.text + lexer->word.size};
    lexer->found(lexer->finder, word, lexer->word_from, to);
  }
  lexer->word.size = 0;
}

// Adds a character to the text of the innermost level; at the outermost, to the word.
static inline void lexer_add(ShellLexer *lexer, int32_t c, bool splits) {
  if (lexer->depth) {
    bytes_add_char(&lexer->nested, c);
  } else if (splits && is_space(c)) {
    lexer_flush(lexer, lexer->item_from);
  } else {
    if (!lexer->word.size) lexer->word_from = lexer->item_from;
    bytes_add_char(&lexer->word, c);
  }
}

// What was nested from `start` on is complete. Within another level it simply stays there.
static inline void lexer_deliver(ShellLexer *lexer, uint32_t start, bool splits) {
  if (lexer->depth) return;
  Text text = {lexer->nested.text + start, lexer->nested.text + lexer->nested.size};
  while (text.at < text.end) lexer_add(lexer, text_next(&text), splits);
  lexer->nested.size = start;
}

static inline void lexer_enter(ShellLexer *lexer, uint32_t result, int32_t stop, bool raw_escapes) {
  if (lexer->depth == lexer->room) {
    lexer->room = lexer->room ? lexer->room * 2 : 16;
    lexer->levels = ts_realloc(lexer->levels, lexer->room * sizeof(Level));
  }
  lexer->levels[lexer->depth++] = (Level){result, stop, lexer->raw_escapes};
  lexer->raw_escapes = raw_escapes;
  if (stop != '"') lexer->word.size = 0;
}

static inline int32_t lexer_peek(const ShellLexer *lexer) {
  unsigned width;
  return text_peek(&lexer->text, &width);
}

static inline void lexer_name(ShellLexer *lexer) {
  int32_t c = lexer_peek(lexer);
  if (is_digit(c)) {
    for (; is_digit(lexer_peek(lexer)); text_next(&lexer->text)) bytes_add_char(&lexer->nested, lexer_peek(lexer));
  } else if (is_special_name(c)) {
    bytes_add_char(&lexer->nested, text_next(&lexer->text));
  } else {
    for (; is_name(lexer_peek(lexer)); text_next(&lexer->text)) bytes_add_char(&lexer->nested, lexer_peek(lexer));
  }
}

// A `$` and what belongs to it. False where BuildKit gives up on the line.
static inline bool lexer_dollar(ShellLexer *lexer) {
  uint32_t start = (uint32_t)lexer->nested.size;
  text_next(&lexer->text);
  bytes_add(&lexer->nested, "$", 1);
  if (lexer_peek(lexer) != '{') {
    lexer_name(lexer);
    lexer_deliver(lexer, start, true);
    return true;
  }
  text_next(&lexer->text);
  bytes_add(&lexer->nested, "{", 1);
  int32_t c = lexer_peek(lexer);
  if (c == -1 || c == '{' || c == '}' || c == ':') return false;
  lexer_name(lexer);
  c = text_next(&lexer->text);
  bytes_add_char(&lexer->nested, c);
  switch (c) {
    case '}':
      lexer_deliver(lexer, start, true);
      return true;
    case ':':
      c = text_next(&lexer->text);
      if (c == '#' || c == '%') return false;
      bytes_add_char(&lexer->nested, c);
      lexer_enter(lexer, start, '}', false);
      return true;
    case '+': case '-': case '?':
      lexer_enter(lexer, start, '}', false);
      return true;
    case '#': case '%':
      lexer_enter(lexer, start, '}', true);
      return true;
    case '/':
      if (lexer_peek(lexer) == '/') text_next(&lexer->text);
      lexer_enter(lexer, start, '/', true);
      return true;
    default:
      return false;
  }
}

static inline bool lexer_single_quote(ShellLexer *lexer) {
  int32_t c = text_next(&lexer->text);
  if (lexer->raw_quotes) lexer_add(lexer, c, false);
  while ((c = text_next(&lexer->text)) != '\'') {
    if (c == -1) return false;
    lexer_add(lexer, c, false);
  }
  if (lexer->raw_quotes) lexer_add(lexer, c, false);
  return true;
}

// One character within double quotes.
static inline bool lexer_quoted(ShellLexer *lexer) {
  int32_t c = lexer_peek(lexer);
  if (c == -1) return false;
  if (c == '$') return lexer_dollar(lexer);
  text_next(&lexer->text);
  if (c == '"') {
    if (lexer->raw_quotes) bytes_add_char(&lexer->nested, c);
    uint32_t start = lexer->levels[--lexer->depth].result;
    lexer_deliver(lexer, start, false);
    return true;
  }
  if (c == '\\') {
    if (lexer->raw_escapes) bytes_add_char(&lexer->nested, c);
    int32_t next = lexer_peek(lexer);
    if (next == -1) return false;
    if (next == '"' || next == '$' || next == '\\') c = text_next(&lexer->text);
  }
  bytes_add_char(&lexer->nested, c);
  return true;
}

// The end of a level: of a word in ${…}, or of the pattern, after which the replacement follows.
static inline void lexer_leave(ShellLexer *lexer) {
  Level level = lexer->levels[--lexer->depth];
  lexer->raw_escapes = level.raw_escapes;
  bytes_add_char(&lexer->nested, level.stop);
  if (level.stop == '/') {
    lexer_enter(lexer, level.result, '}', true);
  } else {
    lexer_deliver(lexer, level.result, true);
  }
}

// Splits the text. False if BuildKit gives up, in which case none of the words counts.
static inline bool lexer_run(ShellLexer *lexer) {
  for (;;) {
    int32_t stop = lexer->depth ? lexer->levels[lexer->depth - 1].stop : -1;
    if (!lexer->depth) lexer->item_from = (uint32_t)(lexer->text.at - lexer->start);
    if (stop == '"') {
      if (!lexer_quoted(lexer)) return false;
      continue;
    }
    int32_t c = lexer_peek(lexer);
    if (c == stop) {
      if (c == -1) break;
      text_next(&lexer->text);
      lexer_leave(lexer);
      continue;
    }
    switch (c) {
      case -1:
        return false;
      case '$':
        if (!lexer_dollar(lexer)) return false;
        break;
      case '\'':
        if (!lexer_single_quote(lexer)) return false;
        break;
      case '"':
        lexer_enter(lexer, (uint32_t)lexer->nested.size, '"', lexer->raw_escapes);
        text_next(&lexer->text);
        if (lexer->raw_quotes) bytes_add(&lexer->nested, "\"", 1);
        break;
      case '<':
        text_next(&lexer->text);
        lexer_add(lexer, c, false);
        if (lexer_peek(lexer) != '<') break;
        lexer_add(lexer, text_next(&lexer->text), false);
        // Blanks between the signs and the name belong to the word.
        while ((c = lexer_peek(lexer)) == ' ' || c == '\t' || c == '\r') {
          lexer_add(lexer, text_next(&lexer->text), false);
        }
        break;
      case '\\':
        text_next(&lexer->text);
        if (lexer->raw_escapes) lexer_add(lexer, c, false);
        c = text_next(&lexer->text);
        if (c != -1) lexer_add(lexer, c, false);
        break;
      default:
        lexer_add(lexer, text_next(&lexer->text), true);
    }
  }
  lexer_flush(lexer, (uint32_t)(lexer->text.at - lexer->start));
  return true;
}

static inline bool split_words(Text text, bool raw, void (*found)(void *, Text, uint32_t, uint32_t), void *finder) {
  ShellLexer lexer = {
      .text = text, .start = text.at, .raw_quotes = raw, .raw_escapes = raw, .found = found, .finder = finder};
  unsigned width;
  if (text_peek(&lexer.text, &width) == 0xFEFF) lexer.text.at += width;  // Go's text/scanner skips it
  bool whole = lexer_run(&lexer);
  ts_free(lexer.word.text);
  ts_free(lexer.nested.text);
  ts_free(lexer.levels);
  return whole;
}

// BuildKit's `^(\d*)<<(-?)\s*([^<]*)$`.
static inline void consider_heredoc(void *finder, Text word, uint32_t from, uint32_t to) {
  HeredocWords *heredocs = finder;
  while (word.at < word.end && is_digit(*word.at)) word.at++;
  if (word.end - word.at < 2 || word.at[0] != '<' || word.at[1] != '<') return;
  word.at += 2;
  bool chomp = word.at < word.end && *word.at == '-';
  if (chomp) word.at++;
  while (word.at < word.end && (*word.at == ' ' || *word.at == '\t' || *word.at == '\f' || *word.at == '\r')) word.at++;
  size_t size = (size_t)(word.end - word.at);
  if (!size || memchr(word.at, '<', size)) return;
  if (heredocs->size == heredocs->room) {
    heredocs->room = heredocs->room ? heredocs->room * 2 : 4;
    heredocs->words = ts_realloc(heredocs->words, heredocs->room * sizeof(HeredocWord));
  }
  heredocs->words[heredocs->size++] =
      (HeredocWord){from, to, (uint32_t)heredocs->names.size, (uint32_t)size, chomp};
  bytes_add(&heredocs->names, word.at, size);
}

typedef struct {
  Bytes text;
  unsigned words;
} Unquoted;

static inline void consider_name(void *finder, Text word, uint32_t from, uint32_t to) {
  (void)from;
  (void)to;
  Unquoted *name = finder;
  if (!name->words++) bytes_add(&name->text, word.at, (size_t)(word.end - word.at));
}

// Finds the heredocs of a joined line and takes the quotes off their names. A name of several words, or of none, is
// no heredoc; one that cannot be read makes BuildKit refuse the line, and then there is none at all.
static inline void find_heredocs(Text line, HeredocWords *heredocs) {
  heredocs->size = 0;
  heredocs->names.size = 0;
  if (!text_contains(line, "<<")) return;
  if (!split_words(line, true, consider_heredoc, heredocs)) heredocs->size = 0;
  size_t kept = 0;
  for (size_t i = 0; i < heredocs->size; i++) {
    HeredocWord word = heredocs->words[i];
    Text quoted = {heredocs->names.text + word.name, heredocs->names.text + word.name + word.name_size};
    Unquoted name = {0};
    bool sound = split_words(quoted, false, consider_name, &name);
    if (sound && name.words == 1) {
      word.name = (uint32_t)heredocs->names.size;
      word.name_size = (uint32_t)name.text.size;
      bytes_add(&heredocs->names, name.text.text, name.text.size);
      heredocs->words[kept++] = word;
    }
    ts_free(name.text.text);
    if (!sound) {
      kept = 0;
      break;
    }
  }
  heredocs->size = kept;
}

#endif
