#include "sink/store_backend.h"

#include "common/postgres.h"
#include "common/secrets.h"
#include "common/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct store {
    const struct store_backend *backend;
    void *state;
    char *name;
};

static const struct store_backend *const backends[] = {&store_sqlite, &store_postgres, &store_postgres_short,
                                                       &store_jsonl};

static const char *target_of(const struct store_backend *backend, const char *url)
{
    return backend->whole_url ? url : url + strlen(backend->scheme);
}

/* NULL: it is none. */
static const struct store_backend *find_backend(const char *url, struct error *error)
{
    for (size_t i = 0; i < sizeof backends / sizeof *backends; i++)
        if (text_starts_with(url, backends[i]->scheme))
            return backends[i];
    char *name = secrets_hidden_url(url);
    error_set(error, ERROR_USAGE, "store %s: not a store; use sqlite:PATH, postgresql://HOST/DATABASE or jsonl:PATH",
              name);
    free(name);
    return NULL;
}

bool store_check(const char *url, struct error *error)
{
    const struct store_backend *backend = find_backend(url, error);
    char *name = secrets_hidden_url(url);
    bool good = backend && backend->check(target_of(backend, url), name, error);
    free(name);
    return good;
}

struct store *store_open(const char *url, enum store_access access, struct error *error)
{
    const struct store_backend *backend = find_backend(url, error);
    if (!backend)
        return NULL;
    char *name = secrets_hidden_url(url);
    void *state = backend->open(target_of(backend, url), name, access, error);
    if (!state) {
        free(name);
        return NULL;
    }
    struct store *store = xmalloc(sizeof *store);
    *store = (struct store){.backend = backend, .state = state, .name = name};
    return store;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store->backend->close(store->state);
    free(store->name);
    free(store);
}

const char *store_name(const struct store *store)
{
    return store->name;
}

bool store_write(struct store *store, const struct batch *batch, struct store_written *written, struct error *error)
{
    struct store_written result = {0, 0};
    if (batch->article_count + batch->gone_count > 0 && !store->backend->write(store->state, batch, &result, error))
        return error_prefix(error, "%s", store->name);
    result.known += batch->repeated;
    if (written)
        *written = result;
    return true;
}

bool store_count(struct store *store, struct store_counts *counts, struct error *error)
{
    *counts = (struct store_counts){0, 0, 0, 0};
    return store->backend->count(store->state, counts, error);
}

json_t *store_find(struct store *store, const char *id_or_url, struct error *error)
{
    return store->backend->find(store->state, id_or_url, error);
}

json_t *store_search(struct store *store, const char *words, size_t most, struct error *error)
{
    return store->backend->search(store->state, words, most, error);
}

json_t *store_top(struct store *store, const char *type, size_t most, struct error *error)
{
    return store->backend->top(store->state, type, most, error);
}

bool store_quote_words(const char *words, struct buffer *query, struct error *error)
{
    size_t before = query->size;
    while (*words) {
        words += strspn(words, " \t\r\n");
        bool phrase = *words == '"';
        words += phrase;
        size_t size = strcspn(words, phrase ? "\"" : " \t\r\n\"");
        if (size) {
            buffer_append_text(query, query->size > before ? " \"" : "\"");
            buffer_append(query, words, size);
            buffer_append_char(query, '"');
        }
        words += size;
        words += phrase && *words == '"';
    }
    return query->size > before || error_set(error, ERROR_USAGE, "search: give at least one word");
}

bool store_check_path(const char *path, const char *name, struct error *error)
{
    struct stat status;
    if (!*path)
        return error_set(error, ERROR_USAGE, "store %s: the path is missing", name);
    if (!stat(path, &status) && S_ISDIR(status.st_mode))
        return error_set(error, ERROR_USAGE, "store %s: this is a folder; name a file in it", name);
    return true;
}

bool store_check_folder(const char *path, const char *name, struct error *error)
{
    struct stat status;
    if (!store_check_path(path, name, error))
        return false;
    const char *slash = strrchr(path, '/');
    char *folder = slash ? xstrndup(path, slash == path ? 1 : (size_t)(slash - path)) : xstrdup(".");
    bool done = true;
    if (stat(folder, &status))
        done = error_set(error, ERROR_USAGE, "store %s: folder %s: %s; make it first", name, folder, strerror(errno));
    else if (!S_ISDIR(status.st_mode))
        done = error_set(error, ERROR_USAGE, "store %s: %s is not a folder", name, folder);
    free(folder);
    return done;
}

json_t *store_found(const char *document, size_t size, json_t *last_seen_at, json_t *gone_at, json_t *versions,
                    struct error *error)
{
    json_error_t fault;
    json_t *article = json_loadb(document, size, 0, &fault);
    if (!article)
        error_set(error, ERROR_PERMANENT, "the stored document is damaged: %s", fault.text);
    json_t *found = article ? json_object() : NULL;
    if (found) {
        json_object_set_new(found, "document", article);
        json_object_set_new(found, "lastSeenAt", last_seen_at);
        json_object_set_new(found, "goneAt", gone_at);
        json_object_set_new(found, "versions", versions);
    } else {
        json_decref(last_seen_at);
        json_decref(gone_at);
        json_decref(versions);
    }
    return found;
}
