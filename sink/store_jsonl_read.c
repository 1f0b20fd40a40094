/* Reading a JSON Lines store: every question is a pass over the file. */
#include "common/clock.h"
#include "sink/jsonl_index.h"
#include "sink/words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- counts ---- */

struct counting {
    struct store_counts *counts;
    json_t *entities, *articles; /* objects as sets of ids */
};

static void count_article(void *context, const json_t *article, const struct version_line *line)
{
    struct counting *counting = context;
    const json_t *entities = json_object_get(article, "entities");
    for (size_t i = 0; i < json_array_size(entities); i++) {
        const json_t *entity = json_array_get(entities, i);
        counting->counts->mentions += (long long)json_array_size(json_object_get(entity, "mentions"));
        const char *id = json_string_value(json_object_get(entity, "id"));
        if (id)
            json_object_set_new(counting->entities, id, json_true());
    }
    json_object_set_new(counting->articles, line->id, json_true());
    counting->counts->versions++;
}

bool jsonl_count(void *state, struct store_counts *counts, struct error *error)
{
    struct counting counting = {counts, json_object(), json_object()};
    bool done = jsonl_each_article(state, true, count_article, &counting, error);
    counts->articles = (long long)json_object_size(counting.articles);
    counts->entities = (long long)json_object_size(counting.entities);
    json_decref(counting.articles);
    json_decref(counting.entities);
    return done;
}

/* ---- one article ---- */

static json_t *stamp_json(int64_t at)
{
    char room[CLOCK_STAMP_SIZE];
    const char *text = batch_stamp(at, room);
    return text ? json_string(text) : json_null();
}

static json_t *versions_of(const struct jsonl_index *index, size_t first)
{
    json_t *versions = json_array();
    for (size_t i = first; i < index->count && !strcmp(index->lines[i].id, index->lines[first].id); i++) {
        const struct version_line *line = &index->lines[i];
        json_t *version = json_object();
        json_object_set_new(version, "version", json_string(line->version));
        json_object_set_new(version, "fetchedAt", stamp_json(line->fetched_at));
        json_object_set_new(version, "lastSeenAt", stamp_json(line->seen.last_seen_at));
        json_object_set_new(version, "dateModified", stamp_json(line->seen.date_modified));
        json_object_set_new(version, "current", json_boolean(i == first));
        json_array_append_new(versions, version);
    }
    return versions;
}

json_t *jsonl_find(void *state, const char *id_or_url, struct error *error)
{
    struct jsonl_store *store = state;
    struct jsonl_index index;
    json_t *found = NULL;
    if (!jsonl_index_build(store, id_or_url, &index, error))
        goto out;
    size_t i = 0;
    while (i < index.count && strcmp(index.lines[i].id, id_or_url) && !index.lines[i].wanted)
        i++;
    if (i == index.count) {
        found = json_null();
        goto out;
    }
    while (!jsonl_index_is_current(&index, i))
        i--;
    int descriptor = open(store->articles.path, O_RDONLY | O_CLOEXEC);
    char *text = descriptor >= 0 ? jsonl_read_line(descriptor, &index.lines[i]) : NULL;
    if (text)
        found = store_found(text, index.lines[i].size, stamp_json(index.lines[i].seen.last_seen_at),
                            stamp_json(index.lines[i].gone_at), versions_of(&index, i), error);
    else
        error_set(error, ERROR_TEMPORARY, "reading %s: %s", store->articles.path, strerror(errno));
    free(text);
    if (descriptor >= 0)
        close(descriptor);
out:
    free(index.lines);
    return found;
}

/* ---- search ---- */

struct hit {
    double score;
    json_t *row;
};

struct searching {
    struct words_query query;
    struct hit *hits;
    size_t count, room;
};

static void search_article(void *context, const json_t *article, const struct version_line *line)
{
    static const char *const members[] = {"url", "headline", "datePublished", "inLanguage"};
    struct searching *searching = context;
    const char *headline = json_string_value(json_object_get(article, "headline"));
    const char *body = json_string_value(json_object_get(article, "articleBody"));
    double score = words_score(&searching->query, headline, body);
    if (score <= 0)
        return;
    json_t *row = json_object();
    json_object_set_new(row, "id", json_string(line->id));
    json_object_set_new(row, "version", json_string(line->version));
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        json_t *value = json_object_get(article, members[i]);
        if (value)
            json_object_set(row, members[i], value);
        else
            json_object_set_new(row, members[i], json_null());
    }
    json_object_set_new(row, "goneAt", stamp_json(line->gone_at));
    json_object_set_new(row, "excerpt", words_excerpt(body ? body : headline));
    if (searching->count == searching->room) {
        searching->room = searching->room ? 2 * searching->room : 64;
        searching->hits = xrealloc(searching->hits, searching->room * sizeof *searching->hits);
    }
    searching->hits[searching->count++] = (struct hit){score, row};
}

static int compare_hits(const void *left, const void *right)
{
    const struct hit *a = left, *b = right;
    if (a->score < b->score || a->score > b->score)
        return a->score > b->score ? -1 : 1;
    const char *first = json_string_value(json_object_get(a->row, "datePublished"));
    const char *second = json_string_value(json_object_get(b->row, "datePublished"));
    int order = strcmp(second ? second : "", first ? first : "");
    return order ? order
                 : strcmp(json_string_value(json_object_get(a->row, "id")),
                          json_string_value(json_object_get(b->row, "id")));
}

json_t *jsonl_search(void *state, const char *words, size_t most, struct error *error)
{
    struct searching searching = {0};
    json_t *rows = NULL;
    if (!words_query_init(&searching.query, words, error))
        return NULL;
    if (jsonl_each_article(state, false, search_article, &searching, error)) {
        if (searching.count)
            qsort(searching.hits, searching.count, sizeof *searching.hits, compare_hits);
        rows = json_array();
    }
    for (size_t i = 0; i < searching.count; i++) {
        if (rows && i < most)
            json_array_append(rows, searching.hits[i].row);
        json_decref(searching.hits[i].row);
    }
    free(searching.hits);
    words_query_free(&searching.query);
    return rows;
}

/* ---- entities ---- */

struct ranking {
    const char *type; /* NULL: all */
    json_t *rows;     /* an object: id to row */
};

static void rank_entity(struct ranking *ranking, const json_t *entity, json_t *seen)
{
    static const char *const members[] = {"id", "type", "subtype", "name"};
    const char *id = json_string_value(json_object_get(entity, "id"));
    const char *type = json_string_value(json_object_get(entity, "type"));
    if (!id || !type || (ranking->type && strcmp(type, ranking->type)))
        return;
    json_t *row = json_object_get(ranking->rows, id);
    if (!row) {
        row = json_object();
        for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
            json_t *value = json_object_get(entity, members[i]);
            json_object_set_new(row, members[i], value ? json_incref(value) : json_null());
        }
        json_object_set_new(ranking->rows, id, row);
    }
    json_int_t articles = json_integer_value(json_object_get(row, "articles")) + !json_object_get(seen, id);
    json_int_t mentions = json_integer_value(json_object_get(row, "mentions")) +
                          (json_int_t)json_array_size(json_object_get(entity, "mentions"));
    json_object_set_new(row, "articles", json_integer(articles));
    json_object_set_new(row, "mentions", json_integer(mentions));
    json_object_set_new(seen, id, json_true());
}

static void rank_article(void *context, const json_t *article, const struct version_line *line)
{
    (void)line;
    const json_t *entities = json_object_get(article, "entities");
    json_t *seen = json_object();
    for (size_t i = 0; i < json_array_size(entities); i++)
        rank_entity(context, json_array_get(entities, i), seen);
    json_decref(seen);
}

static int compare_counts(const json_t *a, const json_t *b, const char *member)
{
    json_int_t first = json_integer_value(json_object_get(a, member));
    json_int_t second = json_integer_value(json_object_get(b, member));
    return first > second ? -1 : first < second;
}

static int compare_ranks(const void *left, const void *right)
{
    const json_t *a = *(json_t *const *)left, *b = *(json_t *const *)right;
    int order = compare_counts(a, b, "articles");
    if (!order)
        order = compare_counts(a, b, "mentions");
    return order ? order
                 : strcmp(json_string_value(json_object_get(a, "id")), json_string_value(json_object_get(b, "id")));
}

json_t *jsonl_top(void *state, const char *type, size_t most, struct error *error)
{
    struct ranking ranking = {type, json_object()};
    json_t *result = NULL;
    if (jsonl_each_article(state, false, rank_article, &ranking, error)) {
        size_t count = 0;
        json_t **rows = xcalloc(json_object_size(ranking.rows) + 1, sizeof *rows);
        for (void *i = json_object_iter(ranking.rows); i; i = json_object_iter_next(ranking.rows, i))
            rows[count++] = json_object_iter_value(i);
        qsort(rows, count, sizeof *rows, compare_ranks);
        result = json_array();
        for (size_t i = 0; i < count && i < most; i++)
            json_array_append(result, rows[i]);
        free(rows);
    }
    json_decref(ranking.rows);
    return result;
}
