/* What kinds.c, kinds_last_word.c and kinds_market.c share: the sentence that they read, and how they settle a name in
 * it. */
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

/* Whether the unit is, or begins, the name of a company. */
bool kinds_is_known_company(const struct unit *unit);

/* Whether a find covers the unit. */
bool kinds_is_found(const struct reading *reading, uint32_t unit);

/* Whether the unit is spelled as part of a name is, and nothing else claims it. */
bool kinds_may_be_part(const struct reading *reading, uint32_t unit);

/* Whether units [first, last), all of which may be parts, are a name. */
bool kinds_may_be_name(const struct reading *reading, uint32_t first, uint32_t last);

/* Whether what stands beside a name is no part of something longer: "D-Wave", "Chicago-based". */
bool kinds_is_outside(const struct reading *reading, uint32_t unit);

/* Adds an organisation in place of what was found in its words. NULL: there is no room. */
struct decoded *kinds_add_name(struct reading *reading, uint32_t first, uint32_t last);

/* What the unit, with a capital, says as the last word of a name: "Acme Capital", "Roe, Doe & Poe LLP", "(AP)". */
void kinds_settle_last_word(struct reading *reading, uint32_t unit);

/* What is said of shares and their prices: "Acme shares", "a stake in Acme", "Acme rose 3%". */
void kinds_settle_market(struct reading *reading);

#endif
