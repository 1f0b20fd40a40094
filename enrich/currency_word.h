/*
 * Words that several countries have for their money: pesos, kroner, dinars, rupees. Which one is meant tells the place
 * named nearest by, in the same sentence or else around it, of those that have such money; else the region or the
 * language of the text; else, where there is one, the currency that is mostly meant.
 */
#ifndef NEWSMILL_ENRICH_CURRENCY_WORD_H
#define NEWSMILL_ENRICH_CURRENCY_WORD_H

#include "enrich/tagger.h"

/* The places named in a piece of text, looked up at its first such word; a zeroed struct is a piece not yet read. */
struct currency_places {
    struct currency_place *items;
    size_t count, room;
    bool read;
};

/* The ISO 4217 code meant by the word at token `at`; "" if there is no telling, NULL if it is no such word. `places`
   are those of the same piece. */
const char *currency_of_word(const struct tagging *tagging, struct currency_places *places, size_t at);

void currency_places_free(struct currency_places *places);

#endif
