/*
 * The dictionary of names: a text file (data/dictionary.tsv) in memory, read only and shared by all threads.
 *
 * One line an entity, tab-separated: id, type, subtype, name, prior (0 to 1), ids (key=value, separated by ;), names
 * (separated by |). The first line names the columns; `# version WORD` and other # lines come before it. A name is the
 * words as they stand in a text, with marks around them:
 *
 *   China            as written, or in capitals throughout
 *   =SOL             exactly so
 *   ~bitcoin         in any mix of upper and lower case
 *   ^Chinese         a demonym: as written, less sure
 *   …@crypto@calm    only with this context (context.h)
 *
 * The lines are sorted by id, in the order of their bytes. The `ticker` of an asset is its unit in quantities, the
 * `iso4217` of a currency its code in amounts. Several entities may share a name: the context decides, then
 * the prior.
 */
#ifndef NEWSMILL_ENRICH_DICTIONARY_H
#define NEWSMILL_ENRICH_DICTIONARY_H

#include "common/error.h"
#include "enrich/mention.h"
#include "enrich/text.h"

#include <stddef.h>
#include <stdint.h>

struct dictionary_entry {
    const char *id, *subtype, *name; /* subtype: "" if none */
    const char *ids;                 /* "key=value;key=value" as in the file */
    enum entity_type type;
    uint16_t prior; /* times 1000 */
    char symbol[16];
};

/* One name of one entity. */
struct dictionary_name {
    const struct dictionary_entry *entry;
    const char *surface;
    uint32_t needs;  /* context bits */
    uint16_t tokens; /* how many tokens the name has */
    uint8_t match;   /* enum name_match */
    bool demonym;    /* of a country: less sure */
    uint32_t next;   /* another name with the same folded tokens; 0: none */
};

struct dictionary;

/* Reads the file. Errors name the line; a file that is not as described above gives no dictionary at all. */
struct dictionary *dictionary_load(const char *path, struct error *error);

/* The same from memory; `name` is for errors. */
struct dictionary *dictionary_parse(const char *name, const char *data, size_t size, struct error *error);

void dictionary_free(struct dictionary *dictionary); /* NULL is allowed */

/* "2026.11 sha256:0123456789ab" */
const char *dictionary_version(const struct dictionary *dictionary);
size_t dictionary_entries(const struct dictionary *dictionary);

/*
 * The names that begin at token `first`, the longest ones first: calls `found` for each until it returns true. Returns
 * that name, or NULL.
 */
typedef bool dictionary_found(const struct dictionary_name *name, void *context);
const struct dictionary_name *dictionary_match(const struct dictionary *dictionary, const struct text *text,
                                               size_t first, dictionary_found *found, void *context);

/* The longest name of an entity of this type that begins at token `first`; NULL if none. */
const struct dictionary_name *dictionary_longest(const struct dictionary *dictionary, const struct text *text,
                                                 size_t first, enum entity_type type);

#endif
