/*
 * The dictionary of names: read-only images, shared by all threads. The first ones are watch-lists, which users write
 * (watch_list.h); the last one is ours, a file that newsmill-dictionary compiles (enrich/compile) and that is mapped
 * into memory.
 *
 * Its source is text (data/dictionary.tsv.gz), one line an entity, tab-separated: id, type, subtype, name, prior (0 to
 * 1), ids (key=value, separated by ;), place, names (separated by |). The place is where the entity belongs: a country
 * (ISO 3166, "FR") or a region ("US-TX"). The first line names the columns; `# version WORD` and other # lines come
 * before it. A name is the words as they stand in a text, with marks around them:
 *
 *   China            as written, or in capitals throughout
 *   =SOL             exactly so
 *   ~bitcoin         in any mix of upper and lower case
 *   ^Chinese         a demonym: as written, less sure
 *   …@crypto@calm    only with this context (context.h)
 *
 * The lines are sorted by id, in the order of their bytes. The `ticker` of an asset or a company is its symbol, the
 * `iso4217` of a currency its code. Several entities may share a name: linking.h chooses.
 */
#ifndef NEWSMILL_ENRICH_DICTIONARY_H
#define NEWSMILL_ENRICH_DICTIONARY_H

#include "common/error.h"
#include "enrich/mention.h"
#include "enrich/text.h"

#include <stddef.h>
#include <stdint.h>

enum { DICTIONARY_NAME_TOKENS = 24, DICTIONARY_CANDIDATES = 64, WATCH_LISTS_LIMIT = 32 };

/* As it lies in the file. Texts are reached through the functions below: they lie so many bytes behind the entry. */
struct dictionary_entry {
    uint32_t id, subtype, name, ids;
    char symbol[16];
    char place[8];
    uint16_t prior;  /* times 1000 */
    uint8_t type;    /* enum entity_type */
    uint8_t watched; /* of a watch-list */
};

enum name_match { MATCH_AS_WRITTEN, MATCH_EXACT, MATCH_ANY_CASE };

/* One name of one entity. Names of the same folded words follow one another, the greatest prior first. */
struct dictionary_name {
    uint32_t entry, surface; /* so many bytes behind the name */
    uint32_t needs;          /* context bits */
    uint8_t tokens;          /* how many tokens the name has */
    uint8_t match;           /* enum name_match */
    uint8_t demonym;         /* of a country: less sure */
    uint8_t last;            /* of those with the same words */
};

static inline const struct dictionary_entry *dictionary_entry_of(const struct dictionary_name *name)
{
    return (const struct dictionary_entry *)(const void *)((const char *)name + name->entry);
}

static inline const char *dictionary_surface(const struct dictionary_name *name)
{
    return (const char *)name + name->surface;
}

static inline const char *dictionary_id(const struct dictionary_entry *entry)
{
    return (const char *)entry + entry->id;
}

/* "" if there is none. */
static inline const char *dictionary_subtype(const struct dictionary_entry *entry)
{
    return (const char *)entry + entry->subtype;
}

static inline const char *dictionary_shown(const struct dictionary_entry *entry)
{
    return (const char *)entry + entry->name;
}

/* "key=value;key=value" as in the file. */
static inline const char *dictionary_ids(const struct dictionary_entry *entry)
{
    return (const char *)entry + entry->ids;
}

struct dictionary;

/*
 * Maps the compiled file, or reads its source if `path` is one, and the watch-lists. Errors name the file, of texts
 * also the line, and say what to do; then there is no dictionary at all.
 */
struct dictionary *dictionary_load(const char *path, const char *const *watch_lists, size_t count, struct error *error);

/* One source from memory; `name` is for errors. */
struct dictionary *dictionary_parse(const char *name, const char *data, size_t size, struct error *error);

/* One compiled file from memory, which is copied. */
struct dictionary *dictionary_parse_compiled(const char *name, const char *data, size_t size, struct error *error);

void dictionary_free(struct dictionary *dictionary); /* NULL is allowed */

/* "newsmill-2026.11 sha256:0123456789ab" */
const char *dictionary_version(const struct dictionary *dictionary);

/* The same of the watch-list with this index, from 0: its file's name and digest; NULL beyond the last. */
const char *dictionary_watch_list(const struct dictionary *dictionary, size_t index);

size_t dictionary_entries(const struct dictionary *dictionary);

/* What stands at a place: the fitting ones of the names from `names` on, one bit each. */
struct dictionary_found {
    const struct dictionary_name *names;
    uint64_t fits;
    size_t tokens;
    uint8_t watched; /* of a watch-list: the greater, the earlier it was named; 0: ours */
};

/*
 * The names that begin at token `first`, of watch-lists first, then the longest ones first. `found` has room for
 * DICTIONARY_FOUND. Returns how many there are.
 */
enum { DICTIONARY_FOUND = (WATCH_LISTS_LIMIT + 1) * DICTIONARY_NAME_TOKENS };
size_t dictionary_match(const struct dictionary *dictionary, const struct text *text, size_t first,
                        struct dictionary_found *found);

/* The same, of watch-lists only. */
size_t dictionary_match_watched(const struct dictionary *dictionary, const struct text *text, size_t first,
                                struct dictionary_found *found);

/* The longest name of an entity of this type that begins at token `first`; NULL if none. Leaves out names that are
   trusted only beside another one of their entity. */
const struct dictionary_name *dictionary_longest(const struct dictionary *dictionary, const struct text *text,
                                                 size_t first, enum entity_type type);

/* What a watch-list says of this id in place of ours: its entry, or `entry` itself. */
const struct dictionary_entry *dictionary_in_force(const struct dictionary *dictionary,
                                                   const struct dictionary_entry *entry);

#endif
