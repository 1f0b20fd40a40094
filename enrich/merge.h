/*
 * From finds to mentions: which names have the context that they need, and which of several overlapping finds stays.
 *
 * 1. A find whose needs the context does not grant is dropped (context.h). Names that need nothing but what is near
 *    are evidence for the article: a crypto name, a country, a US state, another name of the same entity.
 * 2. Of finds that overlap the longest stays (in code points). Of equally long ones: the first type in the order MONEY,
 *    PERCENT, QUANTITY, DATE, TICKER, names; of names the one that needed more context, which is the more special
 *    meaning, then the greatest prior; then the leftmost; then the smallest id. A shorter find stays only if it touches
 *    no longer one that stays.
 * 3. At most MENTIONS_LIMIT stay, the first ones in reading order: headline, abstract, body.
 */
#ifndef NEWSMILL_ENRICH_MERGE_H
#define NEWSMILL_ENRICH_MERGE_H

#include "common/buffer.h"
#include "enrich/mention.h"

#include <stdint.h>

enum { FINDS_LIMIT = 20000, MENTIONS_LIMIT = 5000 };

/* Room that is used again for the next article; a zeroed struct is empty. */
struct merge_room {
    struct buffer taken;    /* one bit a code point */
    struct buffer sure;     /* entries that need no context, as pointers */
    struct buffer modelled; /* what the statistical tagger found, in reading order */
};

/*
 * Leaves in `list` the mentions that stay, in reading order. `evidence`: of the article, from context_read. `modelled`:
 * the statistical tagger has read it too. `points`:
 * length of each field in code points.
 */
void merge_mentions(struct mention_list *list, uint32_t evidence, bool modelled, const size_t points[ARTICLE_FIELDS],
                    struct merge_room *room);

void merge_room_free(struct merge_room *room);

#endif
