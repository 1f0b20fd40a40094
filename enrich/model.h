/*
 * The model of the statistical tagger: one read-only file, mapped into memory and shared by all threads.
 *
 * The file is what newsmill-train writes: a header with a checksum, then tables that are used as they lie there
 * (little-endian). Weights are those of a linear-chain conditional random field (Lafferty, McCallum and Pereira, 2001)
 * with hashed features, in 8 bits. The other tables are what features need to know of words: Brown clusters, how often
 * a word is written in lower case, how common it is as a given or family name, and a tree of known names.
 */
#ifndef NEWSMILL_ENRICH_MODEL_H
#define NEWSMILL_ENRICH_MODEL_H

#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begin, inside, last of a name of several units; a name of one unit; outside. For each of three types. */
enum label { LABEL_OUT, LABEL_BEGIN, LABEL_INSIDE, LABEL_LAST, LABEL_UNIT, LABEL_STEP = 4, LABELS = 13 };
enum name_type { NAME_PERSON, NAME_ORG, NAME_LOC, NAME_TYPES };

enum {
    MODEL_FORMAT = 1,
    MODEL_HEADER_SIZE = 256,
    MODEL_SCALE = 28,       /* a weight of 1 */
    MODEL_ROW_SIZE = 16,    /* a weight for each label, then 3 bytes that tell one feature from another */
    MODEL_BUCKET_ROWS = 4,  /* a bucket is a line of the processor's cache */
    MODEL_TRANSITIONS = 14, /* rows: from each label and from the start; columns: to each label, padded to 16 */
    MODEL_IMPOSSIBLE = -30000,
    GAZETTEER_KINDS = 11, /* those of enum gazetteer_kind, and two more */
    GAZETTEER_SET_SIZE = 16
};

enum gazetteer_kind {
    KIND_PERSON,
    KIND_COMPANY,
    KIND_BRAND,
    KIND_UNIVERSITY,
    KIND_ORGANIZATION,
    KIND_MEDIA,
    KIND_CITY,
    KIND_REGION,
    KIND_COUNTRY
};

enum model_section {
    SECTION_ROWS,
    SECTION_GAZETTEER,
    SECTION_SETS,
    SECTION_CLUSTERS,
    SECTION_PATHS,
    SECTION_WORDS,
    SECTION_TRANSITIONS,
    MODEL_SECTIONS
};

/* Bytes of an entry of each section. */
extern const size_t model_entry_sizes[MODEL_SECTIONS];

struct model_header {
    char magic[8];
    uint32_t format, reserved;
    uint64_t size;      /* of the whole file */
    uint8_t digest[32]; /* SHA-256 of what follows the header */
    char name[64];
    struct {
        uint32_t offset, count; /* bytes from the start; entries */
    } sections[MODEL_SECTIONS];
};

struct model {
    char *data; /* the file */
    size_t size;
    bool mapped; /* else from malloc */
    char version[96];
    const int8_t *rows;
    const uint32_t *gazetteer, *clusters, *paths, *words;
    const uint8_t *sets; /* of GAZETTEER_SET_SIZE: for each kind 0, or 1 plus how well known the name is */
    const int16_t *transitions;
    uint32_t counts[MODEL_SECTIONS]; /* of rows: buckets */
};

/* Maps and checks the file. Errors name the path and say what to do. */
struct model *model_open(const char *path, struct error *error);

/* The same from memory, which is copied; `name` is for errors. */
struct model *model_parse(const char *name, const char *data, size_t size, struct error *error);

void model_close(struct model *model); /* NULL is allowed */

/* "newsmill-2026.11 sha256:0123456789ab" */
const char *model_version(const struct model *model);

/*
 * Tables of 32-bit slots with open addressing: a slot holds a check value above `bits` bits of content; 0 is free.
 * Returns the content, or 0 if the hash is not there.
 */
static inline uint32_t model_slot_check(uint64_t hash, unsigned bits)
{
    return ((uint32_t)hash >> bits << bits) | (1u << bits);
}

uint32_t model_look_up(const uint32_t *table, uint32_t count, unsigned bits, uint64_t hash);

/* Contents of slots. */
enum { GAZETTEER_BITS = 14, WORD_BITS = 10 };
enum { GAZETTEER_GOES_ON = 1 << 13 }; /* longer names begin so; the other bits are the set, 0: no name ends here */

/* Adds the feature's weights to `scores`, 16 of them and aligned to 16 bytes, if the model has it. */
void model_add_weights(const struct model *model, uint64_t feature, int16_t *scores);

/* Whether a label may follow another; from LABELS: the start, to LABELS: the end. */
bool model_allows(unsigned from, unsigned to);

/* Asks the processor for the bucket of a feature that will be needed soon. */
void model_prefetch(const struct model *model, uint64_t feature);

#endif
