/*
 * The words that patterns and context rules are made of: names of numbers, months and units, markets, words that tell
 * what an article is about. One table, one look-up a token, done once for each piece of text.
 */
#ifndef NEWSMILL_ENRICH_WORDS_H
#define NEWSMILL_ENRICH_WORDS_H

#include "enrich/text.h"

enum word_class {
    WORD_SCALE = 1, /* million; value: power of ten */
    WORD_NUMBER,    /* seven; value: 7 */
    WORD_PERCENT,   /* percent, Prozent */
    WORD_CENT,      /* a hundredth of a currency; symbol: its ISO 4217 code */
    WORD_PREFIX,    /* stands right before an amount or a $ ("US", "HK", "RMB"); symbol: ISO 4217 code */
    WORD_UNIT,      /* symbol: how the unit is written */
    WORD_MONTH,     /* value: 1 to 12 */
    WORD_WEEKDAY,   /* value: 0 Monday to 6 Sunday */
    WORD_CALENDAR,  /* value: enum word_calendar */
    WORD_MARKET,    /* before a ticker; symbol: MIC */
    WORD_PEOPLE,    /* American */
    WORD_EVIDENCE   /* value: bits of enum evidence (context.h) */
};

enum word_calendar {
    CALENDAR_DAY,
    CALENDAR_WEEK,
    CALENDAR_MONTH,
    CALENDAR_QUARTER,
    CALENDAR_YEAR,
    CALENDAR_TODAY,
    CALENDAR_YESTERDAY,
    CALENDAR_TOMORROW,
    CALENDAR_LAST,
    CALENDAR_THIS,
    CALENDAR_NEXT,
    CALENDAR_AGO,
    CALENDAR_BEFORE_DATE,  /* in, since, until: a bare month or year may follow */
    CALENDAR_FUTURE,       /* will, scheduled: a bare weekday is one to come */
    CALENDAR_ORDINAL_FIRST /* first to fourth: FIRST + 0 to 3, the last ones of this list */
};

enum word_flag {
    WORD_EXACT = 1,   /* upper and lower case as written */
    WORD_CAPITAL = 2, /* the first letter in upper case */
    WORD_ADJACENT = 4 /* only right after a number, without space */
};

struct word {
    const char *text; /* lower case unless WORD_EXACT */
    enum word_class class;
    int value;
    const char *symbol;
    const char *languages; /* "de fr": only in articles of these languages; NULL: any */
    unsigned flags;
};

/* Fills `word` of all tokens of the piece. */
void words_annotate(struct text *text);

/* The word of this class that the token is, or NULL. An index outside the piece is allowed. */
const struct word *word_at(const struct text *text, size_t index, enum word_class class);

/* The evidence bits of the token. */
uint32_t word_evidence(const struct text *text, size_t index);

#endif
