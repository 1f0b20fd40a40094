/*
 * Words that several countries have for their money: pesos, kroner, dinars, rupees. Which one is meant tells the place
 * named nearest by, in the same sentence or else around it, of those that have such money; else the region or the
 * language of the text; else, where there is one, the currency that is mostly meant.
 */
#ifndef NEWSMILL_ENRICH_CURRENCY_WORD_H
#define NEWSMILL_ENRICH_CURRENCY_WORD_H

#include "enrich/tagger.h"

/* The ISO 4217 code meant by the word at token `at`; "" if there is no telling, NULL if it is no such word. */
const char *currency_of_word(const struct tagging *tagging, size_t at);

#endif
