/*
 * How a dictionary lies in memory and in its compiled file: an image, which is used as it lies there (little-endian).
 * Shared by dictionary.c (look-up), dictionary_image.c (files), dictionary_build.c (making one).
 */
#ifndef NEWSMILL_ENRICH_DICTIONARY_PRIVATE_H
#define NEWSMILL_ENRICH_DICTIONARY_PRIVATE_H

#include "common/buffer.h"
#include "enrich/dictionary.h"

enum { DICTIONARY_FORMAT = 1, DICTIONARY_HEADER_SIZE = 256, DICTIONARY_BEGIN_BITS = 1 << 19 };

#define DICTIONARY_MAGIC "NEWSMDIC"

/*
 * The names form a tree of tokens: each prefix of a name is a slot of one hash table with open addressing, keyed by the
 * tokens up to there. A check of 0 is a free slot.
 */
struct dictionary_prefix {
    uint32_t check;
    uint32_t first_name; /* index of the first of the names that end here; 0: none */
};

enum dictionary_section {
    SECTION_BEGINS,       /* a bit for the hash of each word that a name begins with */
    SECTION_BEGINS_LOWER, /* the same of those that begin in lower case or without case */
    SECTION_PREFIXES,     /* a power of two */
    SECTION_NAMES,        /* from 1 */
    SECTION_ENTRIES,      /* sorted by id */
    SECTION_TEXTS,
    DICTIONARY_SECTIONS
};

struct dictionary_header {
    char magic[8];
    uint32_t format, reserved;
    uint64_t size;      /* of the whole file */
    uint8_t digest[32]; /* SHA-256 of what follows the header */
    char name[64];      /* the version */
    struct {
        uint32_t offset, count; /* bytes from the start; items */
    } sections[DICTIONARY_SECTIONS];
};

struct dictionary_image {
    char *data;
    size_t size;
    bool mapped; /* else from malloc */
    char version[96];
    const uint8_t *begins, *begins_lower;
    const struct dictionary_prefix *prefixes;
    const struct dictionary_name *names;
    const struct dictionary_entry *entries;
    size_t entry_count;
    uint32_t prefix_mask;
};

struct dictionary {
    struct dictionary_image images[WATCH_LISTS_LIMIT + 1]; /* the last one is ours */
    size_t count;
};

/* The key of the prefix that goes one token further; the empty prefix is 1. */
uint64_t dictionary_step(uint64_t key, const struct token *token, bool first);

static inline uint32_t dictionary_check(uint64_t key)
{
    return (uint32_t)(key >> 32) | 1u;
}

static inline uint32_t dictionary_begin_bit(const struct token *token)
{
    return (token->hash ^ token->hash >> 13) % DICTIONARY_BEGIN_BITS;
}

/* Takes `data`, from malloc, over; on failure it is freed. */
bool dictionary_image_open(struct dictionary_image *image, const char *name, char *data, size_t size, bool mapped,
                           struct error *error);
void dictionary_image_close(struct dictionary_image *image);

#endif
