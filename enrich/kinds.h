/*
 * What the words beside a name say that it is, in English text. The statistical tagger sees two words to either side
 * and knows most companies from no text; a noun that says what somebody is settles it:
 *
 *   the chipmaker Acme                          kind before
 *   private-equity firms Acme, Delta and Elm    kinds before a row
 *   banks including Acme and Delta
 *   Acme, a Dutch chipmaker, …                  kind behind
 *   Acme Capital, Acme AI                       a last word that companies bear
 *   Acme shares; a stake in Acme; Acme rose 3%  what has shares and a price
 *
 * Names that the tagger took for a person or a place become organisations, and such that it did not see are added.
 * People with a common given name and well-known places stay what they are.
 */
#ifndef NEWSMILL_ENRICH_KINDS_H
#define NEWSMILL_ENRICH_KINDS_H

#include "enrich/decode.h"

/* The finds of a sentence, in order, with what kinds say; room for DECODE_LIMIT is wanted. Returns how many there are.
 */
size_t kinds_settle(const struct text *text, const struct units *units, const struct unit_sentence *sentence,
                    struct decoded *found, size_t count);

#endif
