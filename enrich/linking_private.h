/* What linking.c (weighing) and linking_evidence.c (what the article says of an entity) share. */
#ifndef NEWSMILL_ENRICH_LINKING_PRIVATE_H
#define NEWSMILL_ENRICH_LINKING_PRIVATE_H

#include "enrich/linking.h"
#include "enrich/places.h"

enum { TICKERS_LIMIT = 64 };

typedef const struct dictionary_entry *entry_pointer;

/* What a find means. */
struct choice {
    entry_pointer entry; /* NULL: nothing */
    const struct dictionary_name *name;
    int margin; /* ahead of the next one */
    uint8_t reason;
    bool dropped; /* the statistical tagger is sure that no name is here; or a watch-list names a part of its find */
};

/* What the statistical tagger found, and where that is in the list. */
struct modelled {
    struct mention mention;
    size_t index;
};

struct linking {
    struct mention_list *list;
    const struct dictionary *dictionary;
    const struct entity_fields *fields;
    struct linking_room *room;
    struct choice *choices; /* of each mention of the list */
    struct places places;
    const char *tickers[TICKERS_LIMIT]; /* of the article */
    size_t ticker_count;
    uint32_t evidence; /* of the article */
    bool modelled;     /* the statistical tagger has read it */
};

/* Reads what the model found, the tickers and what is sure: `room`, `tickers`, `places` and `evidence`. */
void linking_read_evidence(struct linking *linking);

bool linking_is_place(unsigned type);

/* What the model found where the mention is; NULL if nothing. */
const struct modelled *linking_find_modelled(const struct linking *linking, const struct mention *mention);

/* The same if it is a name in just these words, with or without the mention's legal form; else NULL. */
const struct mention *linking_same_words(const struct mention *found, const struct mention *mention);

/* Whether a name of the model's type may be an entity of this one. */
bool linking_same_kind(unsigned type, unsigned modelled);

/* The context that the model's find in the same words stands for. */
uint32_t linking_granted(unsigned type, const struct mention *mention, const struct mention *same);

/* Whether the model sees another kind of name in these words and prevails: the entity is not well known. With `special`
   it prevails over well-known ones, too; over a watch-list never. */
bool linking_is_doubted(entry_pointer entry, bool special, const struct mention *same);

/* Whether the symbol stands in brackets behind the mention, "(NASDAQ: MSTR)"; anywhere as a ticker. */
bool linking_ticker_is_behind(const struct linking *linking, const struct mention *mention, const char *symbol);
bool linking_ticker_is_named(const struct linking *linking, const char *symbol);

/* Whether another name of the entity, one that is sure, is in the article. */
bool linking_is_sure(const struct linking *linking, entry_pointer entry);

/* The region or country behind the mention with this index, after a comma: "Paris, Texas". NULL if none. */
entry_pointer linking_place_behind(const struct linking *linking, size_t index);

/* The context that companies or crypto assets in a row with the mention stand for: "Gap, Nike and Apple". */
uint32_t linking_beside(const struct linking *linking, size_t index);

/* Whether a post or what people do stands right behind the mention: "Ripple CEO", "Ripple's founder", "Ripple said". */
bool linking_acts(const struct linking *linking, const struct mention *mention);

/* Which of several entities that are one place is meant by the bare name: the one with the lowest rank. */
int linking_place_rank(entry_pointer entry);
bool linking_is_same_place(entry_pointer a, entry_pointer b);

#endif
