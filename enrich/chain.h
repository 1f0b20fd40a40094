/*
 * The chain: text, taggers, merge, entities. A pure function of the article, the dictionary and the model, except for
 * the time in `enrichment.at`. Work is bounded whatever the text: linear in its length, and at most MENTIONS_LIMIT
 * mentions.
 */
#ifndef NEWSMILL_ENRICH_CHAIN_H
#define NEWSMILL_ENRICH_CHAIN_H

#include "common/article.h"
#include "enrich/dictionary.h"
#include "enrich/mention.h"
#include "enrich/model.h"

#include <stddef.h>

/* Room that one thread uses again and again. */
struct chain;

/* What was found in one article. */
struct chain_counts {
    size_t mentions[ENTITY_TYPES];
    size_t dropped; /* finds above the limits */
};

struct chain *chain_new(void);
void chain_free(struct chain *chain); /* NULL is allowed */

/*
 * Sets `entities`, `enrichment` and, where there are any, `roles`, `quotes` and `statements` of the article (and
 * replaces what was there). Without a model (NULL), and for articles in other languages than English, there is no
 * statistical tagger.
 */
void chain_run(struct chain *chain, const struct dictionary *dictionary, const struct model *model,
               struct article *article, struct chain_counts *counts);

/* The mentions of the article that chain_run has read last, in reading order; valid until the next one. */
const struct mention_list *chain_mentions(const struct chain *chain);

#endif
