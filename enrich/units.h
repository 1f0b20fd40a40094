/*
 * Units: what the statistical tagger reads, made of the tokens of a piece. A unit is a word as people count them:
 * "U.S.", "Inc.", "AT&T", "O'Brien", "Amazon.com", "3M", "#news", a web address, "'s"; hyphens and slashes stand alone.
 *
 * Units hold all that features need to know of a word by itself. Their room is one array, used again for every piece.
 */
#ifndef NEWSMILL_ENRICH_UNITS_H
#define NEWSMILL_ENRICH_UNITS_H

#include "enrich/model.h"
#include "enrich/text.h"

enum unit_class {
    UNIT_LOWER,
    UNIT_TITLE,   /* Word */
    UNIT_UPPER,   /* WORD */
    UNIT_INITIAL, /* W, W. */
    UNIT_MIXED,   /* McWord, iWord */
    UNIT_NUMBER,
    UNIT_ALNUM,  /* 3M, 20th, #word, a web address */
    UNIT_SUFFIX, /* 's */
    UNIT_DOTTED, /* U.S. */
    UNIT_STOP,   /* . ! ? */
    UNIT_COMMA,
    UNIT_DASH, /* - – — / */
    UNIT_OPEN,
    UNIT_CLOSE,
    UNIT_QUOTE,
    UNIT_SYMBOL,
    UNIT_CLASSES
};

struct unit {
    uint32_t first, last;           /* tokens [first, last) */
    uint32_t exact, lower;          /* hashes: as written; in lower case */
    uint32_t shape;                 /* hash of "Xx-9" */
    uint32_t prefixes[3];           /* of 2 to 4 bytes; 0: shorter */
    uint32_t suffixes[4];           /* of 1 to 4 bytes */
    uint32_t cluster;               /* path in the tree of clusters, lowest bit first; 0: unknown */
    uint16_t kinds;                 /* bits: kinds of names in the gazetteer that it is part of */
    uint8_t known[GAZETTEER_KINDS]; /* for each kind 0, or 1 + 4 * how well known + place in the name (B I L U) */
    uint8_t kind;                   /* enum unit_class */
    uint8_t ratio;                  /* 0: unknown; 1 nearly always capitalised … 9 nearly always in lower case */
    uint8_t given, family;          /* 0: no such name; 1 rare … 5 very common */
    bool capital;                   /* may be part of a name by its letters */
};

struct unit_sentence {
    uint32_t first, last; /* units [first, last) */
    bool shouting, titled;
};

struct units {
    struct unit *items;
    struct unit_sentence *sentences;
    size_t count, sentence_count;
    size_t room, sentence_room; /* private */
};

/* Reads the piece. A zeroed struct is empty. */
void units_read(struct units *units, const struct text *text, const struct model *model);

void units_free(struct units *units);

/* Whether a town, region or country of some size has the word as, or in, its name. */
bool unit_is_known_place(const struct unit *unit);

/* The same, of towns only the largest. */
bool unit_is_large_place(const struct unit *unit);

/* The key in the gazetteer of a name that goes on with this unit; of the empty name it is 1. */
uint64_t units_step(uint64_t key, const struct unit *unit, bool shouting);

#endif
