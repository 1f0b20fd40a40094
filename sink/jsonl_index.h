/*
 * Where each version's line is in a JSON Lines store; what every question starts from. Nothing else is kept, so a file
 * of any size can be asked, slowly.
 */
#ifndef NEWSMILL_SINK_JSONL_INDEX_H
#define NEWSMILL_SINK_JSONL_INDEX_H

#include "sink/store_jsonl.h"

struct version_line {
    char id[ARTICLE_ID_SIZE], version[ARTICLE_ID_SIZE];
    struct version_entry seen;
    int64_t fetched_at;
    int64_t gone_at; /* of the article: found gone then, and not seen since; BATCH_NO_TIME: it is there */
    off_t offset;
    size_t size;
    bool wanted; /* its url or source.url is the one that was asked for */
};

struct jsonl_index {
    const struct version_set *sightings; /* while it is built */
    const char *wanted_url;              /* NULL: none */
    struct version_line *lines;          /* by id, the current version first; from malloc */
    size_t count, room;
};

bool jsonl_index_build(struct jsonl_store *store, const char *wanted_url, struct jsonl_index *index,
                       struct error *error);

bool jsonl_index_is_current(const struct jsonl_index *index, size_t i);

/* The text of one line, from malloc, or NULL. */
char *jsonl_read_line(int descriptor, const struct version_line *line);

/* Called with an article; `context` is the question's. */
typedef void jsonl_article_function(void *context, const json_t *article, const struct version_line *line);

/* One pass over all versions, or over the current ones only. */
bool jsonl_each_article(struct jsonl_store *store, bool all_versions, jsonl_article_function *function, void *context,
                        struct error *error);

#endif
