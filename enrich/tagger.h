/*
 * The taggers: each reads one piece of text and adds what it finds to the mentions. None sees what another found;
 * merge.h decides between finds that overlap. Each can be run alone: fill a struct tagging, annotate the piece, call.
 */
#ifndef NEWSMILL_ENRICH_TAGGER_H
#define NEWSMILL_ENRICH_TAGGER_H

#include "enrich/dictionary.h"
#include "enrich/mention.h"
#include "enrich/text.h"

struct model;
struct names_room;
struct currency_places;

struct tagging {
    const struct text *text;             /* the piece, annotated by words_annotate and context_read */
    const struct dictionary *dictionary; /* names; for patterns: currencies and the units of assets */
    const struct model *model;           /* of the statistical tagger; NULL: without it */
    struct names_room *names;            /* its room and what it knows of the article so far */
    struct mention_list *mentions;       /* where finds go */
    struct currency_places *places;      /* of the piece, while money is looked for */
    enum article_field field;
    char dollar[4]; /* the currency that a bare $ means here */
    short year;     /* of the publication, in its own time zone; 0: unknown, relative dates are left out */
    signed char month, day;
};

/* Names of the dictionary, with the context that they need. */
void tag_dictionary(struct tagging *tagging);

/* "$90m", "EUR 3.2 billion", "90 Mio. Euro", "two million dollars", "50 cents"; of a range both ends. */
void tag_money(struct tagging *tagging);

/* "5.2%", "five per cent"; percentage points and basis points are quantities (pp, bp). */
void tag_percent(struct tagging *tagging);

/* "a third of the", "two-thirds", "half of": percentages, too. */
void tag_fraction(struct tagging *tagging);

/* Numbers with a unit of measurement, an asset or what is counted: "1,200 BTC", "2 million barrels a day", "350 MW",
   "640 people". */
void tag_quantity(struct tagging *tagging);

/* Days, months, quarters and years, absolute ones and those that the date of publication makes so. */
void tag_date(struct tagging *tagging);

/* "(NASDAQ: ACME)", "NYSE:ABC" and cashtags as "$BTC". */
void tag_ticker(struct tagging *tagging);

/* People, organisations and places, by the statistical model. */
void tag_names(struct tagging *tagging);

#endif
