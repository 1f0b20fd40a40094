/*
 * From mentions to the article's `entities`: mentions of one id are one entity. Entities are in the order of their
 * salience, then of their first mention.
 *
 * Salience, from 0 to 1, says how much the article is about the entity: w / (w + 4) with w = 3 for a mention in the
 * headline, 1.5 for one in the abstract, and for each of the first 20 in the body 1 (at its end) to 1.5 (at its start);
 * values count a third of it. Confidence is that of the surest mention. Both have 4 decimals.
 */
#ifndef NEWSMILL_ENRICH_ENTITIES_H
#define NEWSMILL_ENRICH_ENTITIES_H

#include "enrich/mention.h"

#include <jansson.h>

/* The text of each field, which offsets are of. */
struct entity_fields {
    const char *data[ARTICLE_FIELDS];
    size_t sizes[ARTICLE_FIELDS];  /* bytes */
    size_t points[ARTICLE_FIELDS]; /* code points */
};

/* `list` holds mentions in reading order. The caller owns the array. */
json_t *entities_build(const struct mention_list *list, const struct entity_fields *fields);

#endif
