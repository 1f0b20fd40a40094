/* The rows of a batch in PostgreSQL's binary formats. */
#ifndef NEWSMILL_SINK_POSTGRES_ROWS_H
#define NEWSMILL_SINK_POSTGRES_ROWS_H

#include "common/buffer.h"
#include "sink/batch.h"

#define POSTGRES_ARRAYS_MOST (COLUMN_COUNT + 6)

/* The parameters of a statement, an array for each column. A zeroed struct is empty. */
struct postgres_arrays {
    struct buffer items[POSTGRES_ARRAYS_MOST];
    size_t count;
};

void postgres_arrays_free(struct postgres_arrays *arrays);

/* id, version, fetched_at, last_seen_at, date_modified, and the document if wanted. */
void postgres_version_arrays(struct postgres_arrays *arrays, const struct batch *batch, bool with_documents);

/* The columns of postgres_upsert_articles_sql. */
void postgres_article_arrays(struct postgres_arrays *arrays, const struct batch_article *const *articles,
                             const int64_t *fetched_at, size_t count);

/* id and time of batch->gone. */
void postgres_gone_arrays(struct postgres_arrays *arrays, const struct batch *batch);

/* id, type, subtype, name, ids, value, unit, currency. */
void postgres_entity_arrays(struct postgres_arrays *arrays, const struct batch *batch);

/* COPY rows of one article. */
void postgres_encode_article_entities(struct buffer *buffer, const struct batch *batch,
                                      const struct batch_article *article);
void postgres_encode_mentions(struct buffer *buffer, const struct batch *batch, const struct batch_article *article);

#endif
