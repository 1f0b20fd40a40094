#include "sink/batch.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "sink/batch_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define YEAR_1    (-62135596800LL) /* 0001-01-01T00:00:00Z: the first that every database can hold */
#define YEAR_9999 253402300799LL

const char *const batch_column_names[COLUMN_COUNT] = {
    [COLUMN_URL] = "url",
    [COLUMN_HEADLINE] = "headline",
    [COLUMN_ALTERNATIVE_HEADLINE] = "alternative_headline",
    [COLUMN_ABSTRACT] = "abstract",
    [COLUMN_ARTICLE_BODY] = "article_body",
    [COLUMN_AUTHORS] = "authors",
    [COLUMN_PUBLISHER_NAME] = "publisher_name",
    [COLUMN_PUBLISHER_URL] = "publisher_url",
    [COLUMN_IN_LANGUAGE] = "in_language",
    [COLUMN_ARTICLE_SECTION] = "article_section",
    [COLUMN_KEYWORDS] = "keywords",
    [COLUMN_IMAGE] = "image",
    [COLUMN_COPYRIGHT_NOTICE] = "copyright_notice",
    [COLUMN_SOURCE_KIND] = "source_kind",
    [COLUMN_SOURCE_URL] = "source_url",
    [COLUMN_SOURCE_FEED] = "source_feed",
};

/* The member of the article that each column shows: `inner` of the object `outer`, or `outer` itself. */
static const struct {
    const char *outer, *inner;
} column_members[COLUMN_COUNT] = {
    [COLUMN_URL] = {"url", NULL},
    [COLUMN_HEADLINE] = {"headline", NULL},
    [COLUMN_ALTERNATIVE_HEADLINE] = {"alternativeHeadline", NULL},
    [COLUMN_ABSTRACT] = {"abstract", NULL},
    [COLUMN_ARTICLE_BODY] = {"articleBody", NULL},
    [COLUMN_AUTHORS] = {"author", NULL},
    [COLUMN_PUBLISHER_NAME] = {"publisher", "name"},
    [COLUMN_PUBLISHER_URL] = {"publisher", "url"},
    [COLUMN_IN_LANGUAGE] = {"inLanguage", NULL},
    [COLUMN_ARTICLE_SECTION] = {"articleSection", NULL},
    [COLUMN_KEYWORDS] = {"keywords", NULL},
    [COLUMN_IMAGE] = {"image", NULL},
    [COLUMN_COPYRIGHT_NOTICE] = {"copyrightNotice", NULL},
    [COLUMN_SOURCE_KIND] = {"source", "kind"},
    [COLUMN_SOURCE_URL] = {"source", "url"},
    [COLUMN_SOURCE_FEED] = {"source", "feed"},
};

struct batch_text batch_text_of(struct batch *batch, const json_t *value)
{
    if (!value || json_is_null(value))
        return (struct batch_text){NULL, 0};
    if (json_is_string(value)) {
        size_t size = json_string_length(value);
        return (struct batch_text){arena_copy(&batch->texts, json_string_value(value), size), size};
    }
    char *text = json_dumps(value, ARTICLE_JSON_FLAGS);
    if (!text)
        return (struct batch_text){NULL, 0};
    size_t size = strlen(text);
    struct batch_text copy = {arena_copy(&batch->texts, text, size), size};
    free(text);
    return copy;
}

/* A date that cannot be read, or that a database could not hold, is no reason to lose an article: it is in the
 * document. */
static int64_t optional_time(const char *text)
{
    time_t at;
    if (!text || clock_parse_stamp(text, &at) || at < YEAR_1 || at > YEAR_9999)
        return BATCH_NO_TIME;
    return at;
}

static struct batch_text document_of(struct batch *batch, const struct batch_item *item)
{
    if (item->text && !memchr(item->text, '\n', item->text_size) && !memchr(item->text, '\r', item->text_size))
        return (struct batch_text){item->text, item->text_size};
    struct buffer line = {0};
    article_write(item->article, &line);
    struct batch_text text = {arena_copy(&batch->texts, line.data, line.size), line.size};
    buffer_free(&line);
    return text;
}

static bool fill_article(struct batch *batch, struct batch_article *row, const struct article *article,
                         struct error *error)
{
    row->date_published = optional_time(article->date_published);
    row->date_modified = optional_time(article->date_modified);
    row->fetched_at = row->last_seen_at = optional_time(article->fetched_at);
    if (row->fetched_at == BATCH_NO_TIME)
        return error_set(error, ERROR_PERMANENT, "article %s: fetchedAt %s is not a date that can be stored",
                         article->id, article->fetched_at);
    row->id = arena_copy(&batch->texts, article->id, strlen(article->id));
    row->version = arena_copy(&batch->texts, article->version, strlen(article->version));
    return true;
}

static void fill_columns(struct batch *batch, struct batch_article *row, const struct batch_item *item)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        const json_t *value = json_object_get(item->article->json, column_members[i].outer);
        if (column_members[i].inner)
            value = json_object_get(value, column_members[i].inner);
        row->columns[i] = batch_text_of(batch, value);
    }
    row->document = document_of(batch, item);
}

const char *batch_stamp(int64_t at, char *text)
{
    struct tm parts;
    time_t seconds = at;
    if (at == BATCH_NO_TIME || !gmtime_r(&seconds, &parts))
        return NULL;
    /* Not %Y, which writes the year 999 with three digits. */
    snprintf(text, 5, "%04u", (unsigned)(parts.tm_year + 1900) % 10000u);
    strftime(text + 4, CLOCK_STAMP_SIZE - 4, "-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

int batch_compare_currency(const struct batch_article *a, const struct batch_article *b)
{
    if (a->last_seen_at != b->last_seen_at)
        return a->last_seen_at < b->last_seen_at ? -1 : 1;
    if (a->date_modified != b->date_modified)
        return a->date_modified < b->date_modified ? -1 : 1;
    return strcmp(a->version, b->version);
}

/* By id, version, latest sighting first; then as they came, so that the outcome does not depend on qsort. */
static int compare_candidates(const void *left, const void *right)
{
    const struct batch_candidate *a = left, *b = right;
    int order = strcmp(a->row.id, b->row.id);
    if (!order)
        order = strcmp(a->row.version, b->row.version);
    if (!order)
        order = batch_compare_currency(&b->row, &a->row);
    return order ? order : (a->number < b->number ? -1 : a->number > b->number);
}

/* Keeps the latest sighting of each (id, version), with the time of the first one. */
static void fold_sightings(struct batch *batch, struct batch_build *build)
{
    struct batch_candidate *candidates = build->candidates;
    size_t kept = 0;
    if (build->count)
        qsort(candidates, build->count, sizeof *candidates, compare_candidates);
    for (size_t i = 0; i < build->count; i++) {
        struct batch_article *last = kept ? &candidates[kept - 1].row : NULL;
        if (!last || strcmp(last->id, candidates[i].row.id) || strcmp(last->version, candidates[i].row.version))
            candidates[kept++] = candidates[i];
        else if (candidates[i].row.fetched_at < last->fetched_at)
            last->fetched_at = candidates[i].row.fetched_at;
    }
    batch->article_count = kept;
    batch->repeated += build->count - kept;
    batch->articles = xcalloc(kept ? kept : 1, sizeof *batch->articles);
    build->kept = xcalloc(build->count ? build->count : 1, sizeof *build->kept);
    for (size_t i = 0; i < kept; i++) {
        batch->articles[i] = candidates[i].row;
        build->kept[candidates[i].number] = true;
    }
}

static void mark_current(struct batch *batch)
{
    for (size_t i = 0; i < batch->article_count;) {
        struct batch_article *greatest = &batch->articles[i];
        size_t next = i + 1;
        for (; next < batch->article_count && !strcmp(batch->articles[next].id, greatest->id); next++)
            if (batch_compare_currency(&batch->articles[next], greatest) > 0)
                greatest = &batch->articles[next];
        greatest->current = true;
        i = next;
    }
}

struct batch *batch_begin(void)
{
    struct batch *batch = xcalloc(1, sizeof *batch);
    batch->build = xcalloc(1, sizeof *batch->build);
    return batch;
}

static void add_gone(struct batch *batch, const struct batch_article *row)
{
    struct batch_build *build = batch->build;
    if (batch->gone_count == build->gone_room) {
        build->gone_room = build->gone_room ? 2 * build->gone_room : 16;
        batch->gone = xrealloc(batch->gone, build->gone_room * sizeof *batch->gone);
    }
    batch->gone[batch->gone_count++] = (struct batch_gone){.id = row->id, .at = row->fetched_at};
    batch->repeated++;
}

/* By id, the latest first. */
static int compare_gone(const void *left, const void *right)
{
    const struct batch_gone *a = left, *b = right;
    int order = strcmp(a->id, b->id);
    return order ? order : (a->at > b->at ? -1 : a->at < b->at);
}

static void finish_gone(struct batch *batch)
{
    size_t kept = 0;
    if (batch->gone_count)
        qsort(batch->gone, batch->gone_count, sizeof *batch->gone, compare_gone);
    for (size_t i = 0; i < batch->gone_count; i++)
        if (!kept || strcmp(batch->gone[kept - 1].id, batch->gone[i].id) != 0)
            batch->gone[kept++] = batch->gone[i];
    batch->gone_count = kept;
}

bool batch_add(struct batch *batch, const struct batch_item *item, struct error *error)
{
    struct batch_build *build = batch->build;
    struct batch_article row = {0};
    if (!fill_article(batch, &row, item->article, error))
        return false;
    if (item->article->gone) {
        add_gone(batch, &row);
        return true;
    }
    if (!batch_add_entities(batch, &row, item->article->json, error))
        return false;
    fill_columns(batch, &row, item);
    if (build->count == build->room) {
        build->room = build->room ? 2 * build->room : 64;
        build->candidates = xrealloc(build->candidates, build->room * sizeof *build->candidates);
    }
    build->candidates[build->count] = (struct batch_candidate){.row = row, .number = build->count};
    build->count++;
    return true;
}

static void end_build(struct batch *batch)
{
    struct batch_build *build = batch->build;
    if (!build)
        return;
    free(build->candidates);
    free(build->entities);
    free(build->named);
    free(build->kept);
    free(build);
    batch->build = NULL;
}

void batch_finish(struct batch *batch)
{
    fold_sightings(batch, batch->build);
    batch_finish_entities(batch);
    mark_current(batch);
    finish_gone(batch);
    end_build(batch);
}

struct batch *batch_new(const struct batch_item *items, size_t count, struct error *error)
{
    struct batch *batch = batch_begin();
    for (size_t i = 0; i < count; i++)
        if (!batch_add(batch, &items[i], error)) {
            batch_free(batch);
            return NULL;
        }
    batch_finish(batch);
    return batch;
}

void batch_free(struct batch *batch)
{
    if (!batch)
        return;
    end_build(batch);
    arena_free(&batch->texts);
    free(batch->articles);
    free(batch->entities);
    free(batch->article_entities);
    free(batch->mentions);
    free(batch->gone);
    free(batch);
}
