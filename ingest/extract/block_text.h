/* What the text of one block looks like, in any language: lengths, letters, punctuation, and its words as hashes. */
#ifndef NEWSMILL_BLOCK_TEXT_H
#define NEWSMILL_BLOCK_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a block's first and last character, in the order of how much they look like the end of a sentence. */
enum character_kind {
    KIND_STOP, /* . 。 । */
    KIND_MARK, /* ! ? … */
    KIND_QUOTE,
    KIND_BRACKET,
    KIND_COLON, /* also ; */
    KIND_COMMA,
    KIND_WIDE, /* Han, kana, Hangul */
    KIND_LOWER,
    KIND_LETTER, /* of a script without capitals */
    KIND_UPPER,
    KIND_DIGIT,
    KIND_SEPARATOR, /* | / · • » › - – — */
    KIND_OTHER,
    KIND_SPACE
};

struct block_text {
    int characters;
    int words;       /* a wide character counts as half a word */
    int longest;     /* characters of the longest word */
    int capitalised; /* words that begin with a capital */
    int upper, lower, wide, digits, commas, stops, quotes, separators;
    bool address;       /* holds an @ or :// or www. */
    bool copyright;     /* holds © or ℗ */
    bool ends_sentence; /* the last character, quotes and brackets apart, is a stop or a mark */
    uint8_t first_kind, last_kind;
    int first_hash, hash_count; /* its words in word_hashes */
    uint64_t hash;              /* of all its words in order */
};

/* Hashes of words (letters and digits, ASCII in lower case; wide characters one by one) of all blocks of a page. */
struct word_hashes {
    uint32_t *data;
    int count, room;
};

/* Measures `text` (valid UTF-8) and appends its words to `hashes`. */
struct block_text block_text_measure(const char *text, size_t size, struct word_hashes *hashes);

/* A small set of words, those of a title or a description; with more than it can hold the rest is left out. */
#define WORD_SET_SLOTS 1024
struct word_set {
    uint32_t slots[WORD_SET_SLOTS]; /* 0: empty */
    int count;
};

void word_set_fill(struct word_set *set, const uint32_t *words, int count);
bool word_set_has(const struct word_set *set, uint32_t word);

#endif
