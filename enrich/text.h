/*
 * An immutable text, cut into tokens and sentences: the first step of the chain, which all taggers read.
 *
 * A long text is read in pieces of a few hundred sentences, so that memory does not grow with it. Offsets are of the
 * whole text, in bytes and in Unicode code points. A token never crosses a piece, and a piece ends with a sentence
 * (unless a sentence is longer than a piece).
 *
 * A word is letters, marks and digits that begin with a letter ("G20", "Zürich"); a number is digits with . or ,
 * between digits ("1,200.50"); every other character, each ideograph too, is a token of its own. So "People's" is three
 * tokens and "S&P" also.
 */
#ifndef NEWSMILL_ENRICH_TEXT_H
#define NEWSMILL_ENRICH_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_SYMBOL };

enum token_flag {
    TOKEN_SPACE_BEFORE = 1,    /* white space or a line break comes before it, or the text begins */
    TOKEN_BREAK_BEFORE = 2,    /* a line break comes before it, or the text begins */
    TOKEN_SENTENCE_START = 4,  /* first of its sentence */
    TOKEN_CAPITAL = 8,         /* a word whose first letter is upper case */
    TOKEN_ALL_CAPITALS = 16,   /* a word without lower-case letters that has an upper-case one */
    TOKEN_OTHER_ALPHABET = 32, /* a word with a letter that is not ASCII */
    TOKEN_NO_SPLIT_SPACE = 64  /* the white space before it is one no-break or narrow space: "1 200" */
};

struct token {
    uint32_t start, point; /* where it begins: bytes, code points */
    uint16_t size, points; /* how long it is: bytes, code points */
    uint32_t hash;         /* of the folded text; for a symbol its folded code point, for others the top bit is set */
    uint32_t sentence;     /* index into the piece's sentences */
    uint16_t word;         /* for words.h */
    uint8_t kind, flags;
};

struct sentence {
    uint32_t first, last; /* tokens [first, last) */
    uint32_t evidence;    /* for context.h: bits of all its tokens */
    bool shouting;        /* all words are in upper case, three at least */
    bool titled;          /* all words of four letters and more are capitalised, three at least: a headline's style */
};

struct text {
    const char *data; /* borrowed, valid UTF-8 */
    size_t size;      /* bytes */
    const char *language;
    struct token *tokens;
    size_t token_count;
    struct sentence *sentences;
    size_t sentence_count;
    size_t token_room, sentence_room; /* private: room, and where the next piece begins */
    size_t next_byte, next_point;
};

/* Starts on `data`, which must outlive its use. A zeroed struct is a text without room; reuse keeps the room. */
void text_begin(struct text *text, const char *data, size_t size);

/* Reads the next piece; false at the end of the text. */
bool text_next(struct text *text);

void text_free(struct text *text);

/* True when the token reads `word`, which is ASCII; upper and lower case are the same. */
bool token_equals(const struct text *text, const struct token *token, const char *word);

/* True when the token's bytes are just those of `word`. */
bool token_is_exactly(const struct text *text, const struct token *token, const char *word);

/* True when the token with this index exists and reads one of `words`, which end with NULL; as token_equals. */
bool token_is_one_of(const struct text *text, size_t index, const char *const *words);

/* The code point of a symbol; 0 for other kinds and for an index outside the piece. Folded: ’ is '. */
uint32_t token_symbol(const struct text *text, size_t index);

/* True when the token exists and begins right after the one before it, without space. */
bool token_adjacent(const struct text *text, size_t index);

/* True when the token exists and no line break is before it: what goes on there still belongs to the token before. */
bool token_same_line(const struct text *text, size_t index);

/* Hash of a folded word as in struct token, for tables that are searched by it. */
uint32_t text_hash(const char *word, size_t size);

#endif
