/* How a dictionary lies in memory; shared by dictionary.c (look-up) and dictionary_file.c (reading). */
#ifndef NEWSMILL_ENRICH_DICTIONARY_PRIVATE_H
#define NEWSMILL_ENRICH_DICTIONARY_PRIVATE_H

#include "enrich/dictionary.h"

enum { DICTIONARY_NAME_TOKENS = 24, DICTIONARY_BEGIN_BITS = 1 << 16 };

enum name_match { MATCH_AS_WRITTEN, MATCH_EXACT, MATCH_ANY_CASE };

/*
 * The names form a tree of tokens: each prefix of a name is a slot of one hash table, keyed by the tokens up to there.
 * A key of 0 is a free slot.
 */
struct dictionary_prefix {
    uint64_t key;
    uint32_t first_name; /* the names that end here; 0: none */
};

struct dictionary {
    char version[80];
    char *data; /* the file, cut into strings */
    struct dictionary_entry *entries;
    struct dictionary_name *names; /* from 1 */
    struct dictionary_prefix *prefixes;
    size_t entry_count, name_count, prefix_mask;
    uint8_t begins[DICTIONARY_BEGIN_BITS / 8];
};

/* The key of the prefix that goes one token further; the empty prefix is 1. */
uint64_t dictionary_step(uint64_t key, const struct token *token, bool first);

/* The slot of the key, or the free slot where it would go. */
struct dictionary_prefix *dictionary_find(const struct dictionary *dictionary, uint64_t key);

#endif
