/* What aliases.c (people, types, names) and aliases_organisations.c share. Not for others. */
#ifndef NEWSMILL_ENRICH_ALIASES_PRIVATE_H
#define NEWSMILL_ENRICH_ALIASES_PRIVATE_H

#include "enrich/aliases.h"

enum { WORDING_SEED = 3, WORDS_LIMIT = 8, SLOTS_TO_A_MENTION = 30 };

/* What a key of the table stands for. */
enum key_kind {
    KEY_SAME,
    KEY_FULL_NAME,
    KEY_SURNAME,
    KEY_GIVEN_NAME,
    KEY_BEGINNING,
    KEY_ACRONYM,
    KEY_INITIALS,
    KEY_TICKER,
    KEY_ENDING,
    KEY_PERSON,
    KEY_ENTRY /* a person whom the dictionary knows, named in full */
};

struct slot {
    uint64_t key;
    uint32_t mention;
    bool ambiguous;   /* stands for several */
    float weights[3]; /* KEY_SAME: how surely it is a person, an organisation, a place */
};

/* The words of a mention. */
struct wording {
    uint64_t whole;
    uint64_t words[WORDS_LIMIT];
    uint64_t beginnings[WORDS_LIMIT]; /* hashes of the first 1, 2, … words; 0 where a small word follows */
    size_t count;
};

struct joining {
    struct mention_list *list;
    const struct entity_fields *fields;
    struct wording *wordings;
    uint32_t *targets;   /* of each mention: the one whose name it takes; itself at first */
    uint32_t *spellings; /* of a mention that others take their name from: one in the body with the same words */
    struct slot *slots;
    size_t slot_count;
    struct buffer *shown;
};

enum { FAMILY_NONE = -1, FAMILY_PERSON, FAMILY_ORGANISATION, FAMILY_PLACE };

/* Whether it is a person, an organisation, a place, or nothing that has aliases. */
int aliases_family(const struct mention *mention);

/* The slot of a key, which is made if there is none: then its mention is UINT32_MAX. A mention may ask for
 * SLOTS_TO_A_MENTION different ones. */
struct slot *aliases_find(struct joining *joining, enum key_kind kind, uint64_t a, uint64_t b);

/* Lets the mention take the name of `whole`. */
void aliases_take_name(struct joining *joining, uint32_t i, uint32_t whole, enum link_reason reason);

/* Remembers what the longer name of an organisation begins with; of nested ones the longest. */
void aliases_remember_beginnings(struct joining *joining, uint32_t i);

/* Joins names that no dictionary holds with the organisations that they are short for. */
void aliases_join_organisations(struct joining *joining);

#endif
