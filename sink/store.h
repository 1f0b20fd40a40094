/*
 * Where articles are kept: SQLite, PostgreSQL or a file of JSON Lines behind one interface.
 *
 *   sqlite:PATH                       store_sqlite*.c      the embedded default
 *   postgresql://…, postgres://…      store_postgres*.c    a libpq connection URI
 *   jsonl:PATH                        store_jsonl*.c       one line for each (id, version); see store_jsonl.c
 *
 * Writing twice changes nothing, also when several sinks do it at once. The tables (the same names in SQLite and
 * PostgreSQL) are described in sink/schema/. A store is used by one thread at a time.
 */
#ifndef NEWSMILL_SINK_STORE_H
#define NEWSMILL_SINK_STORE_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct store;
struct batch; /* sink/batch.h */

enum store_access {
    STORE_WRITE, /* makes what is missing, brings the schema up to date */
    STORE_READ   /* changes nothing; what does not exist yet is an error */
};

/* Whether `url` names a store that could be opened, as far as that shows without opening it. ERROR_USAGE: why not. */
bool store_check(const char *url, struct error *error);

/*
 * Opens. ERROR_USAGE: not a store URL, folder missing, schema newer than this program, (reading) nothing there.
 * ERROR_TEMPORARY: database away, locked, disk full; the caller tries again later.
 */
struct store *store_open(const char *url, enum store_access access, struct error *error);

void store_close(struct store *store); /* NULL is allowed */

/* The URL without a password, for logs; lives as long as the store. */
const char *store_name(const struct store *store);

/* ---- writing ---- */

struct store_written {
    size_t stored; /* (id, version) pairs that were new */
    size_t known;  /* articles of the batch whose (id, version) was there already, or twice in the batch */
};

/*
 * Writes a batch in one transaction: on true all of it is safe on disk, on false nothing of it is (JSON Lines: nothing
 * of it is known to be, and writing it again completes it).
 * ERROR_TEMPORARY: the same call may succeed later; connections are made anew by themselves.
 * ERROR_PERMANENT: refused for its data; at least one article of the batch can never be stored.
 */
bool store_write(struct store *store, const struct batch *batch, struct store_written *written, struct error *error);

/* ---- reading: results are new JSON values that the caller frees with json_decref; NULL on failure ---- */

struct store_counts {
    long long articles, versions, entities, mentions;
};

bool store_count(struct store *store, struct store_counts *counts, struct error *error);

/*
 * One article by its id or its URL (canonical or as fetched):
 * {"document": {the article, current version, as it was stored}, "lastSeenAt": "…",
 *  "goneAt": when it was found to be gone from its site (null: it is there),
 *  "versions": [{"version", "fetchedAt", "lastSeenAt", "dateModified" (or null), "current": bool}, …  newest first]}
 * JSON null when there is none.
 */
json_t *store_find(struct store *store, const char *id_or_url, struct error *error);

/*
 * Full-text search over headline and body of current versions. All words must occur, in any case; "words in quotes"
 * next to each other. An array, best first, of
 * {"id", "version", "url", "headline", "datePublished", "inLanguage", "goneAt", "excerpt"}; missing fields are null.
 */
json_t *store_search(struct store *store, const char *words, size_t most, struct error *error);

/*
 * The entities of current versions that occur in most articles; `type` NULL: all types. An array, most first, of
 * {"id", "type", "subtype", "name", "articles": count, "mentions": count}.
 */
json_t *store_top(struct store *store, const char *type, size_t most, struct error *error);

#endif
