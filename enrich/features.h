/*
 * The features of a unit, as hashes: the word and its neighbours, their letters, clusters, case and names, and what the
 * rest of the article says about the same word. Trainer and tagger use the same function, so they cannot differ.
 */
#ifndef NEWSMILL_ENRICH_FEATURES_H
#define NEWSMILL_ENRICH_FEATURES_H

#include "enrich/memory.h"
#include "enrich/units.h"

enum { FEATURES_LIMIT = 192 };

/* Writes the features of unit `i` of the sentence. Returns how many; the first `*general` are those that the trainer
   also learns for each family of corpora. */
size_t features_read(const struct units *units, const struct unit_sentence *sentence, const struct memory *memory,
                     size_t i, uint64_t *features, size_t *general);

#endif
