#include "sink/batch_rows.h"

#include "common/buffer.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double number_of(const json_t *value)
{
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

/* A number beats none. */
static double greater(double a, double b)
{
    return isnan(a) || b > a ? b : a;
}

static int compare_entity_rows(const void *left, const void *right)
{
    const struct batch_entity_row *a = left, *b = right;
    return strcmp(a->id, b->id);
}

static int compare_mentions(const void *left, const void *right)
{
    const struct batch_mention *a = left, *b = right;
    int order = strcmp(a->entity_id, b->entity_id);
    if (!order)
        order = strcmp(a->field, b->field);
    if (!order)
        order = a->start < b->start ? -1 : a->start > b->start;
    if (!order)
        order = a->end < b->end ? -1 : a->end > b->end;
    return order;
}

static bool add_entity_row(struct batch_entity_rows *rows, const struct batch_article *article, size_t index,
                           const json_t *entity, struct error *error)
{
    const char *id = json_string_value(json_object_get(entity, "id"));
    const char *type = json_string_value(json_object_get(entity, "type"));
    if (!id || !*id || strlen(id) > BATCH_ENTITY_ID_LIMIT)
        return error_set(error, ERROR_PERMANENT, "article %s: entities[%zu].id is missing or above %d bytes",
                         article->id, index, BATCH_ENTITY_ID_LIMIT);
    if (!type || !*type || strlen(type) > BATCH_ENTITY_TYPE_LIMIT)
        return error_set(error, ERROR_PERMANENT, "article %s: entities[%zu].type is missing or above %d bytes",
                         article->id, index, BATCH_ENTITY_TYPE_LIMIT);
    if (rows->count == rows->room) {
        rows->room = rows->room ? 2 * rows->room : 256;
        rows->items = xrealloc(rows->items, rows->room * sizeof *rows->items);
    }
    rows->items[rows->count++] = (struct batch_entity_row){id, entity};
    return true;
}

static bool add_mention(struct batch *batch, struct batch_entity_rows *rows, const struct batch_article *article,
                        const char *entity_id, const json_t *mention, struct error *error)
{
    const json_t *start = json_object_get(mention, "start"), *end = json_object_get(mention, "end");
    const char *field = json_string_value(json_object_get(mention, "field"));
    if (!json_is_integer(start) || !json_is_integer(end) || json_integer_value(start) < 0 ||
        json_integer_value(end) < json_integer_value(start) || json_integer_value(end) > INT_MAX)
        return error_set(error, ERROR_PERMANENT, "article %s: a mention of %s has no usable start and end", article->id,
                         entity_id);
    if (field && strlen(field) > BATCH_ENTITY_TYPE_LIMIT)
        return error_set(error, ERROR_PERMANENT, "article %s: a mention of %s names a field above %d bytes",
                         article->id, entity_id, BATCH_ENTITY_TYPE_LIMIT);
    if (batch->mention_count == rows->mention_room) {
        rows->mention_room = rows->mention_room ? 2 * rows->mention_room : 1024;
        batch->mentions = xrealloc(batch->mentions, rows->mention_room * sizeof *batch->mentions);
    }
    batch->mentions[batch->mention_count++] = (struct batch_mention){
        .entity_id = entity_id,
        .field = field ? field : "articleBody",
        .start = (int)json_integer_value(start),
        .end = (int)json_integer_value(end),
        .text = batch_text_of(batch, json_object_get(mention, "text")),
    };
    return true;
}

/* An entity that one article names twice counts with its greatest salience and confidence. */
static void add_article_entity(struct batch *batch, struct batch_entity_rows *rows, struct batch_article *article,
                               const struct batch_entity_row *row)
{
    double salience = number_of(json_object_get(row->entity, "salience"));
    double confidence = number_of(json_object_get(row->entity, "confidence"));
    if (article->entity_count) {
        struct batch_article_entity *last = &batch->article_entities[batch->article_entity_count - 1];
        if (!strcmp(last->entity_id, row->id)) {
            last->salience = greater(last->salience, salience);
            last->confidence = greater(last->confidence, confidence);
            return;
        }
    }
    if (batch->article_entity_count == rows->article_entity_room) {
        rows->article_entity_room = rows->article_entity_room ? 2 * rows->article_entity_room : 256;
        batch->article_entities =
            xrealloc(batch->article_entities, rows->article_entity_room * sizeof *batch->article_entities);
    }
    batch->article_entities[batch->article_entity_count++] =
        (struct batch_article_entity){.entity_id = row->id, .salience = salience, .confidence = confidence};
    article->entity_count++;
}

static void sort_mentions(struct batch *batch, struct batch_article *article)
{
    struct batch_mention *mentions = batch->mentions + article->first_mention;
    size_t count = batch->mention_count - article->first_mention, kept = 0;
    bool sorted = true;
    for (size_t i = 1; i < count && sorted; i++)
        sorted = compare_mentions(&mentions[i - 1], &mentions[i]) < 0;
    if (!sorted) {
        qsort(mentions, count, sizeof *mentions, compare_mentions);
        for (size_t i = 0; i < count; i++)
            if (!kept || compare_mentions(&mentions[kept - 1], &mentions[i]))
                mentions[kept++] = mentions[i];
        count = kept;
    }
    article->mention_count = count;
    batch->mention_count = article->first_mention + count;
}

bool batch_add_entities(struct batch *batch, struct batch_entity_rows *rows, struct batch_article *article,
                        const json_t *json, struct error *error)
{
    article->first_entity = batch->article_entity_count;
    article->first_mention = batch->mention_count;
    const json_t *entities = json_object_get(json, "entities");
    size_t first = rows->count;
    for (size_t i = 0; i < json_array_size(entities); i++)
        if (!add_entity_row(rows, article, i, json_array_get(entities, i), error))
            return false;
    if (rows->count > first)
        qsort(rows->items + first, rows->count - first, sizeof *rows->items, compare_entity_rows);
    for (size_t i = first; i < rows->count; i++) {
        add_article_entity(batch, rows, article, &rows->items[i]);
        const json_t *mentions = json_object_get(rows->items[i].entity, "mentions");
        for (size_t k = 0; k < json_array_size(mentions); k++)
            if (!add_mention(batch, rows, article, rows->items[i].id, json_array_get(mentions, k), error))
                return false;
    }
    if (batch->mention_count > article->first_mention)
        sort_mentions(batch, article);
    return true;
}

void batch_finish_entities(struct batch *batch, struct batch_entity_rows *rows)
{
    if (!rows->count)
        return;
    qsort(rows->items, rows->count, sizeof *rows->items, compare_entity_rows);
    batch->entities = xcalloc(rows->count, sizeof *batch->entities);
    for (size_t i = 0; i < rows->count; i++) {
        if (i && !strcmp(rows->items[i - 1].id, rows->items[i].id))
            continue;
        const json_t *entity = rows->items[i].entity;
        batch->entities[batch->entity_count++] = (struct batch_entity){
            .id = rows->items[i].id,
            .type = json_string_value(json_object_get(entity, "type")),
            .subtype = batch_text_of(batch, json_object_get(entity, "subtype")),
            .name = batch_text_of(batch, json_object_get(entity, "name")),
            .ids = batch_text_of(batch, json_object_get(entity, "ids")),
            .unit = batch_text_of(batch, json_object_get(entity, "unit")),
            .currency = batch_text_of(batch, json_object_get(entity, "currency")),
            .value = number_of(json_object_get(entity, "value")),
        };
    }
}

void batch_entity_rows_free(struct batch_entity_rows *rows)
{
    free(rows->items);
    *rows = (struct batch_entity_rows){0};
}
