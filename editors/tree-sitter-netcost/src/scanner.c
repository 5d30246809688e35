// What depends on white space, which tokens by themselves can't say. It has no state: the parser's tells
// which of the tokens may come.

#include "tree_sitter/parser.h"

enum { NEWLINE, LINE_BREAK, COMMENT, GAP, TIGHT, WORDS, PASSES, FREE, FREE_BEHIND, NOTHING };

void *tree_sitter_netcost_external_scanner_create(void) { return 0; }
void tree_sitter_netcost_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_netcost_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload, (void)buffer;
  return 0;
}
void tree_sitter_netcost_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload, (void)buffer, (void)length;
}

static bool is_blank(int32_t c) { return c == ' ' || c == '\t'; }
static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_name_char(int32_t c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; }

static bool skip_blanks(TSLexer *lexer) {
  bool any = false;
  for (; is_blank(lexer->lookahead); any = true) lexer->advance(lexer, true);
  return any;
}

/// Passes over a character, if it is this one.
static bool passed(TSLexer *lexer, int32_t c) {
  if (lexer->lookahead != c) return false;
  lexer->advance(lexer, false);
  return true;
}

static bool newline(TSLexer *lexer) {
  passed(lexer, '\r');
  return passed(lexer, '\n');
}

/// Up to the end of the line, which CRLF is too; `ends` is whether the token ends there as well.
static void comment(TSLexer *lexer, bool ends) {
  bool cr = false;
  while (!lexer->eof(lexer) && lexer->lookahead != '\n') {
    cr = lexer->lookahead == '\r';
    if (cr && ends) lexer->mark_end(lexer);
    lexer->advance(lexer, false);
  }
  if (ends && (!cr || lexer->eof(lexer))) lexer->mark_end(lexer);
}

static void trivia(TSLexer *lexer) {
  for (;;) {
    while (is_blank(lexer->lookahead)) lexer->advance(lexer, false);
    if (lexer->lookahead == '#') comment(lexer, false);
    else if (!newline(lexer)) return;
  }
}

/// Whether what follows would be part of a value if it were on its line: an attribute, an index, arguments, `=`.
static bool adjoins(TSLexer *lexer) {
  if (passed(lexer, '=')) return lexer->lookahead != '=';
  return lexer->lookahead == '.' || lexer->lookahead == '[' || lexer->lookahead == '(';
}

static bool word(TSLexer *lexer, const char *text) {
  for (; *text; text++)
    if (!passed(lexer, *text)) return false;
  return !is_name_char(lexer->lookahead);
}

/// Whether a line continues the statement above. Comment lines may be between them, empty ones may not.
static bool continues(TSLexer *lexer, bool statement_may_end) {
  for (;;) {
    while (is_blank(lexer->lookahead)) lexer->advance(lexer, false);
    switch (lexer->lookahead) {
      case '#':
        comment(lexer, false);
        if (!newline(lexer)) return false;
        continue;
      case '{': return true;
      case '-': return passed(lexer, '-') && passed(lexer, '>');
      // An `else` of an expression is on its line.
      case 'e': return statement_may_end && word(lexer, "else");
      default: return false;
    }
  }
}

/// Passes over a word whose parts are joined by one of these characters.
static bool joined(TSLexer *lexer, const char *by) {
  if (!is_letter(lexer->lookahead)) return false;
  for (;;) {
    if (!is_name_char(lexer->lookahead)) return false;
    while (is_name_char(lexer->lookahead)) lexer->advance(lexer, false);
    const char *next = by;
    while (*next && !passed(lexer, *next)) next++;
    if (!*next) return true;
  }
}

/// Whether such words are all that is left of a statement.
static bool joined_to_end(TSLexer *lexer, const char *by) {
  while (joined(lexer, by)) {
    if (!is_blank(lexer->lookahead)) break;
    while (is_blank(lexer->lookahead)) lexer->advance(lexer, false);
  }
  switch (lexer->lookahead) {
    case '#': case ';': case '}': case '\n': return true;
    case '\r': return newline(lexer);
    default: return lexer->eof(lexer);
  }
}

/// Whether a word that may have hyphens is all that is in parentheses.
static bool hyphenated_in_parentheses(TSLexer *lexer) {
  if (!joined(lexer, "-")) return false;
  trivia(lexer);
  return lexer->lookahead == ')';
}

static bool begins_argument(int32_t c) {
  return is_name_char(c) || c == '(' || c == '[' || c == '"' || c == '-';
}

bool tree_sitter_netcost_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  // After a mistake everything may come; the ends of statements are what to go on from.
  bool recovers = valid[NEWLINE] && valid[TIGHT];
  #define FOUND(token) (lexer->result_symbol = (token), true)

  if (valid[TIGHT] && !recovers) {
    int32_t c = lexer->lookahead;
    return !is_blank(c) && c != '\n' && c != '\r' && c != '#' && !lexer->eof(lexer) && FOUND(TIGHT);
  }
  bool blank = skip_blanks(lexer);
  lexer->mark_end(lexer);
  if (lexer->lookahead == '#') {
    comment(lexer, true);
    return FOUND(COMMENT);
  }
  if (lexer->lookahead == '\n' || lexer->lookahead == '\r') {
    if (!newline(lexer)) return false;
    lexer->mark_end(lexer);
    if (valid[FREE] && !recovers) return FOUND(LINE_BREAK);
    if (valid[FREE_BEHIND] && !recovers) {
      trivia(lexer);
      return !adjoins(lexer) && FOUND(LINE_BREAK);
    }
    if (continues(lexer, valid[NEWLINE])) return FOUND(LINE_BREAK);
    return valid[NEWLINE] && FOUND(NEWLINE);
  }
  if (recovers) return false;
  if (valid[WORDS] && valid[FREE]) return hyphenated_in_parentheses(lexer) && FOUND(WORDS);
  if (!blank || !valid[GAP] || !begins_argument(lexer->lookahead)) return false;
  if (valid[WORDS] && is_letter(lexer->lookahead)) return FOUND(joined_to_end(lexer, "-") ? WORDS : GAP);
  if (valid[PASSES] && is_letter(lexer->lookahead)) return FOUND(joined_to_end(lexer, "-:=.") ? PASSES : GAP);
  // An arrow begins a claim.
  bool arrow = passed(lexer, '-') && lexer->lookahead == '>';
  return !arrow && FOUND(GAP);
}
