/*
 * Names of several words that the statistical tagger found in one sentence of an article and passed over in another:
 * the same words are the same name there, unless it passed over them more often than it found them.
 */
#ifndef NEWSMILL_ENRICH_REPEATS_H
#define NEWSMILL_ENRICH_REPEATS_H

#include "common/buffer.h"
#include "enrich/decode.h"

enum { REPEAT_UNITS = 6, REPEAT_NAMES = 1024, REPEAT_LISTS = 1024 };

struct repeat {
    uint32_t words[REPEAT_UNITS]; /* hashes */
    uint32_t count;               /* of words */
    uint32_t found, missed;       /* how often */
    uint16_t next;                /* of the same list: 1 + its index; 0: none */
    enum name_type type;
};

/* Of one article; a zeroed struct is empty. The finds of the piece are a list of struct decoded in reading order. */
struct repeats {
    struct repeat *names;
    size_t count;
    uint16_t lists[REPEAT_LISTS]; /* by the first two words; 1 + index of the first name */
    struct buffer finds, merged;
};

/* Forgets the article before. */
void repeats_start(struct repeats *repeats);

/* Adds to `finds` what is the name of another find; the list stays in reading order. */
void repeats_add(struct repeats *repeats, const struct units *units);

void repeats_free(struct repeats *repeats);

#endif
