/*
 * A batch as rows: what a list of articles becomes in the tables, whatever the store. Every table is sorted by its key
 * and has each key once, so that stores which write at the same time take locks in the same order.
 *
 * Texts are borrowed from the articles wherever possible: a batch must not outlive what it was built from.
 */
#ifndef NEWSMILL_SINK_BATCH_H
#define NEWSMILL_SINK_BATCH_H

#include "common/arena.h"
#include "common/article.h"
#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BATCH_NO_TIME INT64_MIN
#define BATCH_ENTITY_ID_LIMIT                                                                                          \
    1024 /* bytes; above it, no rows: it is part of index keys, which PostgreSQL limits to 2,704 */
#define BATCH_ENTITY_TYPE_LIMIT 64

struct batch_text {
    const char *data; /* NULL: no value */
    size_t size;
};

/* The columns of `articles` that are plain texts, in the order of batch_column_names. */
enum batch_column {
    COLUMN_URL,
    COLUMN_HEADLINE,
    COLUMN_ALTERNATIVE_HEADLINE,
    COLUMN_ABSTRACT,
    COLUMN_ARTICLE_BODY,
    COLUMN_AUTHORS, /* JSON */
    COLUMN_PUBLISHER_NAME,
    COLUMN_PUBLISHER_URL,
    COLUMN_IN_LANGUAGE,
    COLUMN_ARTICLE_SECTION,
    COLUMN_KEYWORDS, /* JSON */
    COLUMN_IMAGE,
    COLUMN_COPYRIGHT_NOTICE,
    COLUMN_SOURCE_KIND,
    COLUMN_SOURCE_URL,
    COLUMN_SOURCE_FEED,
    COLUMN_COUNT
};

extern const char *const batch_column_names[COLUMN_COUNT];

/* One (id, version). Times are Unix seconds, or BATCH_NO_TIME. */
struct batch_article {
    const char *id, *version;
    struct batch_text columns[COLUMN_COUNT];
    struct batch_text document; /* the whole article as JSON on one line */
    int64_t date_published, date_modified;
    int64_t fetched_at;   /* the earliest fetch of this version in the batch */
    int64_t last_seen_at; /* the latest one */
    bool current;         /* the greatest version of its id in this batch by (last_seen_at, date_modified, version) */
    size_t first_entity, entity_count;   /* its rows in batch.article_entities */
    size_t first_mention, mention_count; /* its rows in batch.mentions */
};

struct batch_entity {
    const char *id, *type;
    struct batch_text subtype, name, ids /* JSON */, unit, currency;
    double value; /* NAN: none */
};

struct batch_article_entity {
    const char *entity_id;
    double salience, confidence; /* NAN: none */
};

struct batch_mention {
    const char *entity_id;
    const char *field; /* "articleBody", "headline", "abstract" */
    int start, end;    /* code points of that field; end exclusive */
    struct batch_text text;
};

/* An article that its site has taken down, as of a time; only where none of its versions was seen later. */
struct batch_gone {
    const char *id;
    int64_t at;
};

struct batch {
    struct batch_article *articles;
    size_t article_count;
    struct batch_entity *entities;
    size_t entity_count;
    struct batch_article_entity *article_entities;
    size_t article_entity_count;
    struct batch_mention *mentions;
    size_t mention_count;
    struct batch_gone *gone; /* each id once, sorted */
    size_t gone_count;
    size_t repeated;           /* items that add no version: (id, version) was in the batch already, or gone */
    struct arena texts;        /* what the rows' texts are in, except documents */
    struct batch_build *build; /* while articles are added */
};

/* One article to store. `text` is the article as it was received (JSON), NULL: it is written anew. */
struct batch_item {
    const struct article *article;
    const char *text; /* borrowed for as long as the batch lives; all else is copied */
    size_t text_size;
};

/* An empty batch: for batch_add, then batch_finish. */
struct batch *batch_begin(void);

/* False: ERROR_PERMANENT that names the article and the field that has no place in a table; the batch is as before. */
bool batch_add(struct batch *batch, const struct batch_item *item, struct error *error);

/* Sorts the rows and makes them unique; only then they may be used. */
void batch_finish(struct batch *batch);

/* All of it in one: NULL if one of the items is refused. */
struct batch *batch_new(const struct batch_item *items, size_t count, struct error *error);

void batch_free(struct batch *batch); /* NULL is allowed */

/* "2026-11-22T18:20:00Z", or NULL for BATCH_NO_TIME: times as texts that sort by time. `text` has room for
 * CLOCK_STAMP_SIZE bytes. */
const char *batch_stamp(int64_t at, char *text);

/* <0, 0, >0 as strcmp: which of two versions of one article is the later one. */
int batch_compare_currency(const struct batch_article *a, const struct batch_article *b);

#endif
