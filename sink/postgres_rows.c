#include "sink/postgres_rows.h"

#include "sink/postgres_encode.h"
#include "sink/store_postgres.h"

#include <string.h>

void postgres_arrays_free(struct postgres_arrays *arrays)
{
    for (size_t i = 0; i < arrays->count; i++)
        buffer_free(&arrays->items[i]);
    arrays->count = 0;
}

static struct buffer *add_array(struct postgres_arrays *arrays, enum postgres_type element, size_t count)
{
    struct buffer *array = &arrays->items[arrays->count++];
    postgres_encode_array(array, element, count);
    return array;
}

static enum postgres_type column_type(size_t column)
{
    return column == COLUMN_AUTHORS || column == COLUMN_KEYWORDS ? POSTGRES_JSON : POSTGRES_TEXT;
}

char *postgres_upsert_articles_sql(void)
{
    struct buffer sql = {0};
    buffer_append_text(&sql, "INSERT INTO articles AS a (id, version, date_published, date_modified, fetched_at, "
                             "last_seen_at");
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buffer_printf(&sql, ", %s", batch_column_names[i]);
    buffer_append_text(&sql, ") SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], "
                             "$5::timestamptz[], $6::timestamptz[]");
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buffer_printf(&sql, ", $%zu::%s[]", i + 7, column_type(i) == POSTGRES_JSON ? "json" : "text");
    buffer_append_text(&sql, ") ON CONFLICT (id) DO UPDATE SET version = excluded.version, "
                             "date_published = excluded.date_published, date_modified = excluded.date_modified, "
                             "fetched_at = excluded.fetched_at, last_seen_at = excluded.last_seen_at, gone_at = "
                             "CASE WHEN a.gone_at > excluded.last_seen_at THEN a.gone_at END");
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buffer_printf(&sql, ", %s = excluded.%s", batch_column_names[i], batch_column_names[i]);
    buffer_append_text(&sql, " WHERE (excluded.last_seen_at, coalesce(excluded.date_modified, '-infinity'), "
                             "excluded.version) > (a.last_seen_at, coalesce(a.date_modified, '-infinity'), a.version)");
    return buffer_steal(&sql);
}

void postgres_version_arrays(struct postgres_arrays *arrays, const struct batch *batch, bool with_documents)
{
    size_t count = batch->article_count;
    struct buffer *ids = add_array(arrays, POSTGRES_TEXT, count);
    struct buffer *versions = add_array(arrays, POSTGRES_TEXT, count);
    struct buffer *fetched = add_array(arrays, POSTGRES_TIMESTAMPTZ, count);
    struct buffer *seen = add_array(arrays, POSTGRES_TIMESTAMPTZ, count);
    struct buffer *modified = add_array(arrays, POSTGRES_TIMESTAMPTZ, count);
    struct buffer *documents = with_documents ? add_array(arrays, POSTGRES_JSON, count) : NULL;
    for (size_t i = 0; i < count; i++) {
        const struct batch_article *article = &batch->articles[i];
        postgres_encode_string(ids, article->id);
        postgres_encode_string(versions, article->version);
        postgres_encode_time(fetched, article->fetched_at);
        postgres_encode_time(seen, article->last_seen_at);
        postgres_encode_time(modified, article->date_modified);
        if (documents)
            postgres_encode_text(documents, article->document.data, article->document.size);
    }
}

void postgres_article_arrays(struct postgres_arrays *arrays, const struct batch_article *const *articles,
                             const int64_t *fetched_at, size_t count)
{
    struct buffer *ids = add_array(arrays, POSTGRES_TEXT, count);
    struct buffer *versions = add_array(arrays, POSTGRES_TEXT, count);
    struct buffer *published = add_array(arrays, POSTGRES_TIMESTAMPTZ, count);
    struct buffer *modified = add_array(arrays, POSTGRES_TIMESTAMPTZ, count);
    struct buffer *fetched = add_array(arrays, POSTGRES_TIMESTAMPTZ, count);
    struct buffer *seen = add_array(arrays, POSTGRES_TIMESTAMPTZ, count);
    for (size_t i = 0; i < count; i++) {
        postgres_encode_string(ids, articles[i]->id);
        postgres_encode_string(versions, articles[i]->version);
        postgres_encode_time(published, articles[i]->date_published);
        postgres_encode_time(modified, articles[i]->date_modified);
        postgres_encode_time(fetched, fetched_at[i]);
        postgres_encode_time(seen, articles[i]->last_seen_at);
    }
    for (size_t column = 0; column < COLUMN_COUNT; column++) {
        struct buffer *values = add_array(arrays, column_type(column), count);
        for (size_t i = 0; i < count; i++)
            postgres_encode_text(values, articles[i]->columns[column].data, articles[i]->columns[column].size);
    }
}

void postgres_gone_arrays(struct postgres_arrays *arrays, const struct batch *batch)
{
    struct buffer *ids = add_array(arrays, POSTGRES_TEXT, batch->gone_count);
    struct buffer *times = add_array(arrays, POSTGRES_TIMESTAMPTZ, batch->gone_count);
    for (size_t i = 0; i < batch->gone_count; i++) {
        postgres_encode_string(ids, batch->gone[i].id);
        postgres_encode_time(times, batch->gone[i].at);
    }
}

void postgres_entity_arrays(struct postgres_arrays *arrays, const struct batch *batch)
{
    static const enum postgres_type types[] = {POSTGRES_TEXT, POSTGRES_TEXT,   POSTGRES_TEXT, POSTGRES_TEXT,
                                               POSTGRES_JSON, POSTGRES_DOUBLE, POSTGRES_TEXT, POSTGRES_TEXT};
    struct buffer *columns[8];
    for (size_t i = 0; i < 8; i++)
        columns[i] = add_array(arrays, types[i], batch->entity_count);
    for (size_t i = 0; i < batch->entity_count; i++) {
        const struct batch_entity *entity = &batch->entities[i];
        postgres_encode_string(columns[0], entity->id);
        postgres_encode_string(columns[1], entity->type);
        postgres_encode_text(columns[2], entity->subtype.data, entity->subtype.size);
        postgres_encode_text(columns[3], entity->name.data, entity->name.size);
        postgres_encode_text(columns[4], entity->ids.data, entity->ids.size);
        postgres_encode_double(columns[5], entity->value);
        postgres_encode_text(columns[6], entity->unit.data, entity->unit.size);
        postgres_encode_text(columns[7], entity->currency.data, entity->currency.size);
    }
}

void postgres_encode_article_entities(struct buffer *buffer, const struct batch *batch,
                                      const struct batch_article *article)
{
    for (size_t i = 0; i < article->entity_count; i++) {
        const struct batch_article_entity *row = &batch->article_entities[article->first_entity + i];
        postgres_encode_row(buffer, 5);
        postgres_encode_string(buffer, article->id);
        postgres_encode_string(buffer, article->version);
        postgres_encode_string(buffer, row->entity_id);
        postgres_encode_double(buffer, row->salience);
        postgres_encode_double(buffer, row->confidence);
    }
}

void postgres_encode_mentions(struct buffer *buffer, const struct batch *batch, const struct batch_article *article)
{
    for (size_t i = 0; i < article->mention_count; i++) {
        const struct batch_mention *row = &batch->mentions[article->first_mention + i];
        postgres_encode_row(buffer, 7);
        postgres_encode_string(buffer, article->id);
        postgres_encode_string(buffer, article->version);
        postgres_encode_string(buffer, row->entity_id);
        postgres_encode_string(buffer, row->field);
        postgres_encode_integer(buffer, row->start);
        postgres_encode_integer(buffer, row->end);
        postgres_encode_text(buffer, row->text.data, row->text.size);
    }
}
