/* What each kind of store offers store.c. Not for programs; the meaning of every function is in store.h. */
#ifndef NEWSMILL_SINK_STORE_BACKEND_H
#define NEWSMILL_SINK_STORE_BACKEND_H

#include "common/buffer.h"
#include "sink/batch.h"
#include "sink/store.h"

struct store_backend {
    const char *scheme; /* what its URLs begin with */
    bool whole_url;     /* open wants the URL whole, not what follows the scheme */
    /* Whether `target` can be opened as far as that shows without opening it; ERROR_USAGE names the store. */
    bool (*check)(const char *target, const char *name, struct error *error);
    /* Returns the backend's own state. `name` may be used in error texts; it lives as long as the store. */
    void *(*open)(const char *target, const char *name, enum store_access access, struct error *error);
    void (*close)(void *state);
    bool (*write)(void *state, const struct batch *batch, struct store_written *written, struct error *error);
    bool (*count)(void *state, struct store_counts *counts, struct error *error);
    json_t *(*find)(void *state, const char *id_or_url, struct error *error);
    json_t *(*search)(void *state, const char *words, size_t most, struct error *error);
    json_t *(*top)(void *state, const char *type, size_t most, struct error *error);
};

extern const struct store_backend store_sqlite, store_postgres, store_postgres_short, store_jsonl;

/*
 * Words of a search, each in double quotes, phrases kept together: what FTS5 and websearch_to_tsquery both read as "all
 * of these, literally". Appends to `query`; false (ERROR_USAGE) when there is no word.
 */
bool store_quote_words(const char *words, struct buffer *query, struct error *error);

/* True when `path` may be a file; else ERROR_USAGE. Its folder may still be made. */
bool store_check_path(const char *path, const char *name, struct error *error);

/* True when the folder of `path` exists and `path` itself is no folder; else ERROR_USAGE. */
bool store_check_folder(const char *path, const char *name, struct error *error);

/* {"document", "lastSeenAt", "goneAt", "versions"} of store_find; takes over the values. NULL when the document is
 * damaged. */
json_t *store_found(const char *document, size_t size, json_t *last_seen_at, json_t *gone_at, json_t *versions,
                    struct error *error);

#endif
