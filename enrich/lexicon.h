/* What the model knows of single words and of names of several: fills the units of a piece. */
#ifndef NEWSMILL_ENRICH_LEXICON_H
#define NEWSMILL_ENRICH_LEXICON_H

#include "enrich/units.h"

/* Clusters, case, given and family names, and names of the gazetteer. */
void lexicon_annotate(struct units *units, const struct model *model);

/* Keys of a word's tables, for the trainer too. */
uint64_t lexicon_cluster_key(uint32_t exact);
uint64_t lexicon_word_key(uint32_t lower);

#endif
