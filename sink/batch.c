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

static void batch_own(struct batch *batch, char *text)
{
    if (batch->owned_count == batch->owned_room) {
        batch->owned_room = batch->owned_room ? 2 * batch->owned_room : 64;
        batch->owned_texts = xrealloc(batch->owned_texts, batch->owned_room * sizeof *batch->owned_texts);
    }
    batch->owned_texts[batch->owned_count++] = text;
}

struct batch_text batch_text_of(struct batch *batch, const json_t *value)
{
    if (json_is_string(value))
        return (struct batch_text){json_string_value(value), json_string_length(value)};
    if (!value || json_is_null(value))
        return (struct batch_text){NULL, 0};
    char *text = json_dumps(value, ARTICLE_JSON_FLAGS);
    if (!text)
        return (struct batch_text){NULL, 0};
    batch_own(batch, text);
    return (struct batch_text){text, strlen(text)};
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
    size_t size = line.size;
    char *text = buffer_steal(&line);
    batch_own(batch, text);
    return (struct batch_text){text, size};
}

static bool fill_article(struct batch_article *row, const struct article *article, struct error *error)
{
    *row = (struct batch_article){.id = article->id, .version = article->version};
    row->date_published = optional_time(article->date_published);
    row->date_modified = optional_time(article->date_modified);
    row->fetched_at = row->last_seen_at = optional_time(article->fetched_at);
    if (row->fetched_at == BATCH_NO_TIME)
        return error_set(error, ERROR_PERMANENT, "article %s: fetchedAt %s is not a date that can be stored",
                         article->id, article->fetched_at);
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

/* An item on its way into the batch. */
struct candidate {
    struct batch_article row;
    const struct batch_item *item;
};

/* By id, version, latest sighting first; then as they came, so that the outcome does not depend on qsort. */
static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    int order = strcmp(a->row.id, b->row.id);
    if (!order)
        order = strcmp(a->row.version, b->row.version);
    if (!order)
        order = batch_compare_currency(&b->row, &a->row);
    return order ? order : (a->item < b->item ? -1 : a->item > b->item);
}

/* Keeps the latest sighting of each (id, version), with the time of the first one; returns how many are left. */
static size_t fold_sightings(struct candidate *candidates, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct candidate *last = kept ? &candidates[kept - 1] : NULL;
        if (!last || strcmp(last->row.id, candidates[i].row.id) || strcmp(last->row.version, candidates[i].row.version))
            candidates[kept++] = candidates[i];
        else if (candidates[i].row.fetched_at < last->row.fetched_at)
            last->row.fetched_at = candidates[i].row.fetched_at;
    }
    return kept;
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

struct batch *batch_new(const struct batch_item *items, size_t count, struct error *error)
{
    struct batch *batch = xcalloc(1, sizeof *batch);
    struct candidate *candidates = xcalloc(count ? count : 1, sizeof *candidates);
    bool done = true;
    for (size_t i = 0; i < count && done; i++) {
        candidates[i].item = &items[i];
        done = fill_article(&candidates[i].row, items[i].article, error);
    }
    if (!done)
        goto out;
    qsort(candidates, count, sizeof *candidates, compare_candidates);
    batch->article_count = fold_sightings(candidates, count);
    batch->repeated = count - batch->article_count;
    batch->articles = xcalloc(batch->article_count ? batch->article_count : 1, sizeof *batch->articles);
    struct batch_entity_rows rows = {0};
    for (size_t i = 0; i < batch->article_count && done; i++) {
        batch->articles[i] = candidates[i].row;
        fill_columns(batch, &batch->articles[i], candidates[i].item);
        done = batch_add_entities(batch, &rows, &batch->articles[i], candidates[i].item->article->json, error);
    }
    if (done) {
        batch_finish_entities(batch, &rows);
        mark_current(batch);
    }
    batch_entity_rows_free(&rows);
out:
    free(candidates);
    if (!done) {
        batch_free(batch);
        return NULL;
    }
    return batch;
}

void batch_free(struct batch *batch)
{
    if (!batch)
        return;
    for (size_t i = 0; i < batch->owned_count; i++)
        free(batch->owned_texts[i]);
    free(batch->owned_texts);
    free(batch->articles);
    free(batch->entities);
    free(batch->article_entities);
    free(batch->mentions);
    free(batch);
}
