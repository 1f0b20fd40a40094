/*
 * Context: what an article tells about names that mean several things ("Turkey", "Tether", "SOL").
 *
 * A name in the dictionary may need evidence before it counts. Evidence is near (its sentence, its neighbours) or of
 * the article (all its fields, from names that need no more than what is near and from telling words). The rules, all
 * plain:
 *
 * - crypto: the article speaks of crypto, by a crypto name that is sure or a word such as blockchain.
 * - money: the sentence has a word or sign of money, markets or trade.
 * - alone: not part of a longer name; the words beside it are not capitalised, save in a headline's style or where a
 *   preposition begins the sentence.
 * - place: alone, and either a preposition of place stands before it or the article names another country.
 * - company: a word of business stands within four tokens in its sentence: said, chief, shares, Inc.
 * - state: the article names another state of the US, or no country but the US.
 * - known: another name of the same entity, one that is sure, is in the article.
 * - calm: the sentence is not all in upper case ("WHO SAID WHAT").
 * - amount: never as a name, only behind a number ("won", "pounds").
 * - tagged: the statistical tagger found a name of this kind in just these words. Never given without that tagger.
 * - country: the article names the country that the entity belongs to, its people or a place in it.
 * - politics: the article speaks of politics, by a word such as minister or parliament.
 * - office: a word for who holds an office stands within four tokens in its sentence: senator, lawmaker.
 * - shop: its sentence has a word for shops, restaurants or hotels.
 * - bare: no article stands before it, and in English no word of a longer name ("Ray-Ban Meta", "Diet Coke").
 * - coin: a word such as token or blockchain stands within four tokens in its sentence.
 */
#ifndef NEWSMILL_ENRICH_CONTEXT_H
#define NEWSMILL_ENRICH_CONTEXT_H

#include "enrich/text.h"

#include <stdint.h>

enum evidence {
    /* What names may need. */
    EVIDENCE_CRYPTO = 1,
    EVIDENCE_MONEY = 2,
    EVIDENCE_PLACE = 4,
    EVIDENCE_COMPANY = 8,
    EVIDENCE_KNOWN = 16,
    EVIDENCE_CALM = 32,
    EVIDENCE_STATE = 64,
    EVIDENCE_STANDS_ALONE = 128,
    EVIDENCE_AMOUNT = 256, /* never given */
    /* Of the article, by names that need no more than what is near. */
    EVIDENCE_COUNTRY = 512,
    EVIDENCE_US = 1024,     /* it names the US */
    EVIDENCE_ABROAD = 2048, /* it names another country */
    /* Of a word before a name. */
    EVIDENCE_PREPOSITION = 4096, /* in, from, to … */
    EVIDENCE_PERSON = 8192,      /* Mr, President */
    /* More that names may need. */
    EVIDENCE_TAGGED = 1 << 14,
    EVIDENCE_ITS_COUNTRY = 1 << 15,
    EVIDENCE_POLITICS = 1 << 16,
    EVIDENCE_OFFICE = 1 << 17,
    EVIDENCE_COIN = 1 << 18,
    EVIDENCE_SHOP = 1 << 19,
    EVIDENCE_BARE = 1 << 20,
    EVIDENCE_FIRST = 1 << 21, /* given only: it begins its sentence, and no 's is behind it */
    EVIDENCE_MOVES = 1 << 22  /* given only: its price moves; that of a company unless the article is about crypto */
};

/* Fills the evidence of the piece's sentences. Returns what is evidence for the article. */
uint32_t context_read(struct text *text);

/* What is near tokens [first, last). */
uint32_t context_near(const struct text *text, size_t first, size_t last);

/* True when `have` (near and of the article together) grants all that `needs` asks for. */
bool context_grants(uint32_t needs, uint32_t have);

/* The evidence bit for a name of the list above; 0 if there is none. */
uint32_t context_need(const char *name, size_t size);

#endif
