/* What kinds.c and kinds_market.c share: the sentence that they read, and how they settle a name in it. */
#ifndef NEWSMILL_ENRICH_KINDS_PRIVATE_H
#define NEWSMILL_ENRICH_KINDS_PRIVATE_H

#include "enrich/decode.h"

struct reading {
    const struct text *text;
    const struct unit *units;
    uint32_t first, last; /* units of the sentence */
    struct decoded *found;
    size_t count;
};

/* How sure the words beside a name are that it is an organisation. */
enum kind_certainty {
    KIND_LIKELY, /* a noun before it: "the company Musk founded" */
    KIND_BEHIND, /* an apposition */
    KIND_TRADED  /* its shares are spoken of */
};

/* Whether the unit is in the sentence and one of the words. */
bool kinds_is_word(const struct reading *reading, uint32_t unit, const char *const *words);

/* Where the name ends that begins at the unit, an organisation's from now on; the unit itself if none does. */
uint32_t kinds_settle_after(struct reading *reading, uint32_t unit, enum kind_certainty certainty);

/* The same for the name that ends before the unit: where it begins. */
uint32_t kinds_settle_before(struct reading *reading, uint32_t unit, enum kind_certainty certainty);

/* What is said of shares and their prices: "Acme shares", "a stake in Acme", "Acme rose 3%". */
void kinds_settle_market(struct reading *reading);

#endif
