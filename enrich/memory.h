/*
 * What the rest of the article says about a word: whether it is in lower case elsewhere, how often it is a name, and
 * what stands next to it there. Filled as the pieces of an article are read, the body first, so that headline and
 * abstract profit from it. Bounded: words beyond MEMORY_WORDS are not remembered.
 */
#ifndef NEWSMILL_ENRICH_MEMORY_H
#define NEWSMILL_ENRICH_MEMORY_H

#include "enrich/units.h"

enum { MEMORY_SLOTS = 1 << 13, MEMORY_WORDS = MEMORY_SLOTS / 2, MEMORY_PLACES = 4 };

/* Where a word stands with a capital. */
struct memory_place {
    uint64_t unit;          /* number within the article */
    uint32_t before, after; /* hashes of the units beside it, in lower case */
    uint32_t cluster_before, cluster_after;
    uint16_t kinds;
    uint8_t class_before, class_after;
};

struct memory_word {
    uint32_t lower, age; /* age: of the article that it is of */
    uint32_t capitals, lowers;
    uint32_t place_count;
    struct memory_place places[MEMORY_PLACES];
};

struct memory {
    struct memory_word *words;
    uint32_t age, count;
    uint64_t units; /* read so far, before this piece */
};

void memory_start(struct memory *memory); /* a new article; a zeroed struct is empty */

/* Reads the units of a piece; `memory->units` is the number of its first unit until memory_next. */
void memory_read(struct memory *memory, const struct units *units);
void memory_next(struct memory *memory, const struct units *units);

/* NULL if the word has not been a capital one. */
const struct memory_word *memory_find(const struct memory *memory, uint32_t lower);

void memory_free(struct memory *memory);

#endif
