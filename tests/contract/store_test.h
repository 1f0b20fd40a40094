/*
 * Helpers of the store tests: an empty place for each kind of store, articles made to order, and all rows of a store as
 * one text, so that two stores can be compared.
 */
#ifndef NEWSMILL_STORE_TEST_H
#define NEWSMILL_STORE_TEST_H

#include "common/article.h"
#include "common/buffer.h"
#include "common/clock.h"
#include "common/text.h"
#include "sink/batch.h"
#include "sink/store.h"
#include "tests/contract/postgres_test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum kind { KIND_SQLITE, KIND_POSTGRES, KIND_JSONL };

/* An empty place of one kind; the state of every test. */
struct place {
    enum kind kind;
    char *folder; /* of its own, for everyone to enter */
    char *url;
    char *path;   /* SQLite, JSON Lines */
    char *schema; /* PostgreSQL */
};

/* ---- places ---- */

static inline struct place *place_new(enum kind kind)
{
    static unsigned number;
    struct place *place = xcalloc(1, sizeof *place);
    const char *temporary = getenv("TMPDIR");
    place->kind = kind;
    place->folder = xprintf("%s/store-%d-%u-XXXXXX", temporary ? temporary : "/tmp", (int)getpid(), ++number);
    if (!mkdtemp(place->folder) || chmod(place->folder, 0755))
        fail_msg("cannot make %s", place->folder);
    if (kind == KIND_POSTGRES) {
        place->schema = xprintf("test_store_%d_%u", (int)getpid(), number);
        place->url = postgres_new_schema(place->schema);
    } else {
        place->path = xprintf("%s/%s", place->folder, kind == KIND_SQLITE ? "store.db" : "store.jsonl");
        place->url = xprintf("%s:%s", kind == KIND_SQLITE ? "sqlite" : "jsonl", place->path);
    }
    return place;
}

static inline void place_free(struct place *place)
{
    if (place->schema)
        postgres_do("DROP SCHEMA %s CASCADE", place->schema);
    command("rm -rf '%s'", place->folder);
    free(place->folder);
    free(place->url);
    free(place->path);
    free(place->schema);
    free(place);
}

static inline struct store *open_place(const struct place *place)
{
    struct error error = {ERROR_NONE, ""};
    struct store *store = store_open(place->url, STORE_WRITE, &error);
    if (!store)
        fail_msg("%s", error.text);
    return store;
}

/* ---- articles ---- */

/* What an article is made from; zero fields get a plain value. */
struct recipe {
    unsigned id, version; /* become 32 hex digits */
    const char *fetched;  /* "2026-01-01T00:00:00Z" */
    const char *modified, *headline, *body, *url;
    unsigned entities; /* so many, two mentions each; which ones depends on the id */
    bool gone;         /* no article, but the message that it is gone */
};

static inline json_t *make_entity(unsigned number)
{
    char name[32];
    snprintf(name, sizeof name, "company:%u", number);
    return json_pack("{s:s, s:s, s:s, s:s, s:f, s:f, s:{s:s}, s:[{s:i, s:i, s:s}, {s:i, s:i, s:s, s:s}]}", "id", name,
                     "type", "ORG", "subtype", "company", "name", name, "salience", 0.5, "confidence", 0.25, "ids",
                     "wikidata", "Q1", "mentions", "start", 5, "end", 8, "text", "and", "start", 0, "end", 4, "text",
                     "A he", "field", "headline");
}

static inline struct article make_article(const struct recipe *recipe)
{
    char id[ARTICLE_ID_SIZE], version[ARTICLE_ID_SIZE], url[64];
    struct article article;
    struct error error = {ERROR_NONE, ""};
    snprintf(id, sizeof id, "%08x%024x", recipe->id * 2654435761u, recipe->id);
    snprintf(version, sizeof version, "%032x", recipe->version);
    snprintf(url, sizeof url, "https://news.example/%u", recipe->id);
    json_t *json = json_pack(
        "{s:s, s:s, s:s, s:s, s:s, s:s, s:[{s:s}], s:{s:s, s:s}, s:s, s:[s, s], s:{s:s, s:s}}", "id", id, "version",
        version, "url", recipe->url ? recipe->url : url, "headline", recipe->headline ? recipe->headline : "A headline",
        "articleBody", recipe->body ? recipe->body : "Acme and others.\n\nMore.", "fetchedAt",
        recipe->fetched ? recipe->fetched : "2026-01-01T00:00:00Z", "author", "name", "Jane Roe", "publisher", "name",
        "The Paper", "url", "https://news.example/", "datePublished", "2026-01-01T09:30:00+02:00", "keywords", "one",
        "two", "source", "kind", "page", "url", "https://news.example/as-fetched");
    if (recipe->modified)
        json_object_set_new(json, "dateModified", json_string(recipe->modified));
    json_t *entities = json_array();
    for (unsigned i = 0; i < recipe->entities; i++)
        json_array_append_new(entities, make_entity((recipe->id + i * 7) % 50));
    json_object_set_new(json, "entities", entities);
    if (recipe->gone) {
        json_t *whole = json;
        json = json_pack("{s:O, s:O, s:O, s:O, s:b}", "id", json_object_get(whole, "id"), "version",
                         json_object_get(whole, "version"), "url", json_object_get(whole, "url"), "fetchedAt",
                         json_object_get(whole, "fetchedAt"), "gone", true);
        json_decref(whole);
    }
    if (!article_from_json(&article, json, &error))
        fail_msg("%s", error.text);
    return article;
}

/* Writes articles made by the recipes as one batch. */
static inline bool write_recipes(struct store *store, const struct recipe *recipes, size_t count,
                                 struct store_written *written, struct error *error)
{
    struct article *articles = xcalloc(count, sizeof *articles);
    struct batch_item *items = xcalloc(count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        articles[i] = make_article(&recipes[i]);
        items[i].article = &articles[i];
    }
    struct batch *batch = batch_new(items, count, error);
    bool done = batch && store_write(store, batch, written, error);
    batch_free(batch);
    for (size_t i = 0; i < count; i++)
        article_free(&articles[i]);
    free(items);
    free(articles);
    return done;
}

/* The same, and it has to succeed. */
static inline struct store_written put(struct store *store, const struct recipe *recipes, size_t count)
{
    struct error error = {ERROR_NONE, ""};
    struct store_written written;
    if (!write_recipes(store, recipes, count, &written, &error))
        fail_msg("%s", error.text);
    return written;
}

static inline void put_one(struct store *store, struct recipe recipe)
{
    put(store, &recipe, 1);
}

/* Articles from..to-1, each with its only version and five entities. */
static inline void put_range(struct store *store, unsigned from, unsigned to)
{
    struct recipe *recipes = xcalloc(to - from, sizeof *recipes);
    for (unsigned i = from; i < to; i++)
        recipes[i - from] = (struct recipe){.id = i, .version = i + 1, .entities = 5};
    put(store, recipes, to - from);
    free(recipes);
}

/* ---- all rows as text ---- */

static const char *const dump_queries[] = {
    "SELECT concat_ws('|', id, version, url, headline, article_body, authors, keywords, date_published, date_modified, "
    "fetched_at, last_seen_at, source_kind, source_url, publisher_name) FROM articles ORDER BY id",
    "SELECT concat_ws('|', id, version, fetched_at, last_seen_at, date_modified) FROM article_versions ORDER BY id, "
    "version",
    "SELECT concat_ws('|', id, type, subtype, name, ids, value, unit, currency) FROM entities ORDER BY id",
    "SELECT concat_ws('|', article_id, version, entity_id, salience, confidence) FROM article_entities "
    "ORDER BY article_id, version, entity_id",
    "SELECT concat_ws('|', article_id, version, entity_id, field, \"start\", \"end\", text) FROM mentions "
    "ORDER BY article_id, version, entity_id, field, \"start\", \"end\"",
};

/* SQLite has no concat_ws before 3.44. */
static inline void concat_ws(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct buffer text = {0};
    for (int i = 1; i < count; i++)
        if (sqlite3_value_type(values[i]) != SQLITE_NULL)
            buffer_printf(&text, "%s%s", text.size ? (const char *)sqlite3_value_text(values[0]) : "",
                          (const char *)sqlite3_value_text(values[i]));
    sqlite3_result_text(context, text.data ? text.data : "", -1, SQLITE_TRANSIENT);
    buffer_free(&text);
}

static inline char *sqlite_query(const char *path, const char *sql)
{
    sqlite3 *database;
    sqlite3_stmt *statement;
    struct buffer text = {0};
    int result;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    sqlite3_busy_timeout(database, 10000);
    sqlite3_create_function(database, "concat_ws", -1, SQLITE_UTF8, NULL, concat_ws, NULL, NULL);
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(database));
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
        buffer_printf(&text, "%s\n", (const char *)sqlite3_column_text(statement, 0));
    assert_int_equal(result, SQLITE_DONE);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return buffer_steal(&text);
}

static inline char *query_place(const struct place *place, const char *sql)
{
    return place->kind == KIND_SQLITE ? sqlite_query(place->path, sql) : postgres_query(place->url, sql);
}

static inline char *dump_lines(const struct place *place)
{
    struct buffer text = {0};
    char line[8192], *sql = xprintf("sort '%s' '%s.seen' 2>/dev/null", place->path, place->path);
    FILE *sorted = popen(sql, "r");
    while (sorted && fgets(line, sizeof line, sorted))
        buffer_append_text(&text, line);
    if (sorted)
        pclose(sorted);
    free(sql);
    return buffer_steal(&text);
}

/* All rows but their order of arrival; from malloc. */
static inline char *dump(const struct place *place)
{
    if (place->kind == KIND_JSONL)
        return dump_lines(place);
    struct buffer text = {0};
    for (size_t i = 0; i < sizeof dump_queries / sizeof *dump_queries; i++) {
        char *rows = query_place(place, dump_queries[i]);
        buffer_append_text(&text, rows);
        buffer_append_char(&text, '\n');
        free(rows);
    }
    return buffer_steal(&text);
}

static inline void assert_same_rows(const char *left, const char *right)
{
    size_t at = 0;
    while (left[at] && left[at] == right[at])
        at++;
    if (left[at] != right[at]) {
        size_t from = at > 80 ? at - 80 : 0;
        fail_msg("rows differ at byte %zu: …%.160s… against …%.160s…", at, left + from, right + from);
    }
}

/* ---- running the suite once for each kind ---- */

#define FOR(kind, test)                                                                                                \
    {                                                                                                                  \
#test " " #kind, test, set_up_##kind, tear_down, NULL                                                          \
    }

static inline int set_up_sqlite(void **state)
{
    *state = place_new(KIND_SQLITE);
    return 0;
}

/* Without a server the tests are skipped, loudly; in CI that is a failure. */
static inline int set_up_postgres(void **state)
{
    *state = postgres_server() ? place_new(KIND_POSTGRES) : NULL;
    return !*state && getenv("CI") ? -1 : 0;
}

static inline int set_up_jsonl(void **state)
{
    *state = place_new(KIND_JSONL);
    return 0;
}

static inline int tear_down(void **state)
{
    if (*state)
        place_free(*state);
    return 0;
}

/* The place of a test; skips the test where there is none. */
static inline struct place *place_of(void **state)
{
    if (!*state)
        postgres_skip();
    return *state;
}

#endif
