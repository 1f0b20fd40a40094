/* What taggers find: mentions, and the values that patterns read out of them. */
#ifndef NEWSMILL_ENRICH_MENTION_H
#define NEWSMILL_ENRICH_MENTION_H

#include "common/buffer.h"
#include "enrich/number.h"
#include "enrich/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dictionary_entry;
struct dictionary_name;

enum entity_type {
    ENTITY_PERSON,
    ENTITY_ORG,
    ENTITY_GPE,
    ENTITY_LOC,
    ENTITY_ASSET,
    ENTITY_CURRENCY,
    ENTITY_PRODUCT,
    ENTITY_EVENT,
    ENTITY_TICKER,
    ENTITY_MONEY,
    ENTITY_PERCENT,
    ENTITY_QUANTITY,
    ENTITY_DATE,
    ENTITY_TYPES
};

/* "PERSON" and so on, as in the article. */
extern const char *const entity_type_names[ENTITY_TYPES];

enum article_field { FIELD_HEADLINE, FIELD_ABSTRACT, FIELD_BODY, ARTICLE_FIELDS };

/* Why a mention means the entity that it is given to. */
enum link_reason {
    LINK_NONE,       /* no dictionary knows it */
    LINK_ONLY_ONE,   /* the only entity of this name */
    LINK_WATCH_LIST, /* a watch-list says so */
    LINK_KNOWN,      /* another name of the entity is in the article */
    LINK_TICKER,     /* its ticker is beside it or in the article */
    LINK_PLACE,      /* the place that it belongs to stands behind it */
    LINK_COUNTRY,    /* of those of this name, the one whose country the article speaks of */
    LINK_CONTEXT,    /* of those of this name, the one that the words near by speak of */
    LINK_PRIOR,      /* of those of this name, the best known one */
    LINK_SAME_WORDS, /* the same words mean it elsewhere in the article */
    LINK_PART,       /* a part of a person's name */
    LINK_ACRONYM,    /* the initials of the full name */
    LINK_BEGINNING,  /* the first words of the full name */
    LINK_REASONS
};

/* A few words for each, for people. */
extern const char *const link_reason_texts[LINK_REASONS];

#define VALUE_UNIT_SIZE 24

/* A value, or a name that follows a pattern; only what its type needs is filled. */
struct value {
    struct decimal number;      /* MONEY, PERCENT, QUANTITY */
    char unit[VALUE_UNIT_SIZE]; /* MONEY: ISO 4217; QUANTITY: "BTC", "km"; TICKER: the symbol */
    char market[8];             /* TICKER: MIC or "" */
    short year;                 /* DATE */
    signed char month, day;     /* DATE: 0 where it is not given */
    signed char week, quarter;  /* DATE: ISO week, quarter; 0: none */
};

struct mention {
    uint32_t start, end;             /* bytes of the field, end exclusive */
    uint32_t start_point, end_point; /* code points */
    uint8_t type, field;
    bool from_dictionary; /* `entry` holds */
    bool nothing;         /* the model is sure that no name is here */
    bool place;           /* the model knows a town, region or country of this name, and no small one */
    bool from_model;      /* `name` holds, once aliases.h has given it; with neither of them `value` */
    uint8_t watched;      /* found by a watch-list: the greater, the earlier it was named; 0: by none */
    bool tagged;          /* the dictionary has it only because the statistical tagger found it, too */
    uint8_t reason;       /* enum link_reason */
    uint8_t tokens;       /* of a dictionary's name */
    uint8_t legal_form;   /* code points at the end of a dictionary's find that its name has not: " Inc." */
    float confidence;
    uint32_t near; /* context that it has (context.h) */
    uint64_t fits; /* which of `names` fit the text, a bit each */
    union {
        const struct dictionary_name *names;  /* of the dictionary, before linking.h has chosen */
        const struct dictionary_entry *entry; /* afterwards */
        uint32_t value;                       /* index into the list's values */
        uint32_t name;                        /* where its id begins in the list's names */
    } is;
};

struct mention_list;

/* The id of a name, once aliases.h has given it; NULL for a value. */
const char *mention_id(const struct mention_list *list, const struct mention *mention);

/* The name of the entity for people, in the same way. */
const char *mention_shown(const struct mention_list *list, const struct mention *mention);

/* Reading order: by field, then by where they begin. For qsort, of mentions or of what begins with one. */
int mention_compare(const void *left, const void *right);

/* All finds of one article, bounded; what goes beyond is counted only. What is surely no name has a limit of its own,
   as great: it takes no room from names, and no one misses it. */
struct mention_list {
    struct mention *items;
    size_t count, room, limit;
    size_t nothings; /* of the items, those that are surely no name */
    struct value *values;
    size_t value_count, value_room;
    struct buffer names; /* ids and shown names, one behind the other, that end with a NUL each */
    size_t dropped;
};

void mention_list_start(struct mention_list *list, size_t limit); /* keeps the room of earlier articles */
void mention_list_free(struct mention_list *list);

/* Of a list in reading order, the first mention that begins at this byte of the field or behind; `count` if none does.
 */
size_t mention_first_from(const struct mention_list *list, enum article_field field, size_t byte);

/* Where a find over tokens [first, last) goes; the caller fills in what is not an offset. NULL when the list is full.
 */
struct mention *mention_add(struct mention_list *list, const struct text *text, size_t first, size_t last,
                            enum entity_type type, enum article_field field);

/* The same where the model is sure that no name is. */
struct mention *mention_add_nothing(struct mention_list *list, const struct text *text, size_t first, size_t last,
                                    enum article_field field);

/* The same with a value, which is copied. */
void mention_add_value(struct mention_list *list, const struct text *text, size_t first, size_t last,
                       enum entity_type type, enum article_field field, const struct value *value, double confidence);

#endif
