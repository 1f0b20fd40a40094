/*
 * From finds to mentions: which of several overlapping finds stays.
 *
 * 1. Of finds that overlap the longest stays (in code points). Of equally long ones: what a watch-list names; then the
 *    first type in the order MONEY, PERCENT, QUANTITY, DATE, TICKER, names; of names what the dictionary knows; then
 *    the leftmost. A shorter find stays only if it touches no longer one that stays.
 * 2. At most MENTIONS_LIMIT stay, the first ones in reading order: headline, abstract, body.
 */
#ifndef NEWSMILL_ENRICH_MERGE_H
#define NEWSMILL_ENRICH_MERGE_H

#include "common/buffer.h"
#include "enrich/mention.h"

enum { FINDS_LIMIT = 20000, MENTIONS_LIMIT = 5000 };

/* Room that is used again for the next article; a zeroed struct is empty. */
struct merge_room {
    struct buffer taken; /* one bit a code point */
};

/* Leaves in `list`, after linking_choose, the mentions that stay, in reading order. `points`: length of each field in
   code points. */
void merge_mentions(struct mention_list *list, const size_t points[ARTICLE_FIELDS], struct merge_room *room);

void merge_room_free(struct merge_room *room);

#endif
