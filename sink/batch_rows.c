#include "sink/batch_rows.h"

#include "common/buffer.h"
#include "common/log.h"

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

static int compare_named(const void *left, const void *right)
{
    const struct batch_named *a = left, *b = right;
    return strcmp(a->id, b->id);
}

/* By id; then as they came. */
static int compare_entity_rows(const void *left, const void *right)
{
    const struct batch_entity_row *a = left, *b = right;
    int order = strcmp(a->row.id, b->row.id);
    return order ? order : (a->number < b->number ? -1 : a->number > b->number);
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

/* Fills build->named with the entities of an article that get rows, sorted by id; `*named` is how many. */
static bool name_entities(struct batch_build *build, const char *article_id, const json_t *entities, size_t *named,
                          struct error *error)
{
    size_t count = json_array_size(entities), kept = 0;
    if (count > build->named_room) {
        build->named_room = 2 * count;
        build->named = xrealloc(build->named, build->named_room * sizeof *build->named);
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *entity = json_array_get(entities, i);
        const char *id = json_string_value(json_object_get(entity, "id"));
        const char *type = json_string_value(json_object_get(entity, "type"));
        if (!id || !*id)
            return error_set(error, ERROR_PERMANENT, "article %s: entities[%zu].id is missing", article_id, i);
        if (!type || !*type || strlen(type) > BATCH_ENTITY_TYPE_LIMIT)
            return error_set(error, ERROR_PERMANENT, "article %s: entities[%zu].type is missing or above %d bytes",
                             article_id, i, BATCH_ENTITY_TYPE_LIMIT);
        if (strlen(id) <= BATCH_ENTITY_ID_LIMIT)
            build->named[kept++] = (struct batch_named){id, entity};
        else
            log_warning("article %s: entities[%zu] gets no rows, its id is above %d bytes", article_id, i,
                        BATCH_ENTITY_ID_LIMIT);
    }
    if (kept)
        qsort(build->named, kept, sizeof *build->named, compare_named);
    *named = kept;
    return true;
}

/* The entity's row; returns its id, which lives as long as the batch. */
static const char *add_entity(struct batch *batch, const struct batch_named *named)
{
    struct batch_build *build = batch->build;
    const json_t *entity = named->entity;
    if (build->entity_count == build->entity_room) {
        build->entity_room = build->entity_room ? 2 * build->entity_room : 256;
        build->entities = xrealloc(build->entities, build->entity_room * sizeof *build->entities);
    }
    struct batch_entity_row *added = &build->entities[build->entity_count++];
    added->number = build->count;
    added->row = (struct batch_entity){
        .id = arena_copy(&batch->texts, named->id, strlen(named->id)),
        .type = batch_text_of(batch, json_object_get(entity, "type")).data,
        .subtype = batch_text_of(batch, json_object_get(entity, "subtype")),
        .name = batch_text_of(batch, json_object_get(entity, "name")),
        .ids = batch_text_of(batch, json_object_get(entity, "ids")),
        .unit = batch_text_of(batch, json_object_get(entity, "unit")),
        .currency = batch_text_of(batch, json_object_get(entity, "currency")),
        .value = number_of(json_object_get(entity, "value")),
    };
    return added->row.id;
}

static bool add_mention(struct batch *batch, const struct batch_article *article, const char *entity_id,
                        const json_t *mention, struct error *error)
{
    struct batch_build *build = batch->build;
    const json_t *start = json_object_get(mention, "start"), *end = json_object_get(mention, "end");
    const char *field = json_string_value(json_object_get(mention, "field"));
    if (!json_is_integer(start) || !json_is_integer(end) || json_integer_value(start) < 0 ||
        json_integer_value(end) < json_integer_value(start) || json_integer_value(end) > INT_MAX) {
        log_warning("article %s: a mention of %s gets no row, it has no usable start and end", article->id, entity_id);
        return true;
    }
    if (field && strlen(field) > BATCH_ENTITY_TYPE_LIMIT)
        return error_set(error, ERROR_PERMANENT, "article %s: a mention of %s names a field above %d bytes",
                         article->id, entity_id, BATCH_ENTITY_TYPE_LIMIT);
    if (batch->mention_count == build->mention_room) {
        build->mention_room = build->mention_room ? 2 * build->mention_room : 1024;
        batch->mentions = xrealloc(batch->mentions, build->mention_room * sizeof *batch->mentions);
    }
    batch->mentions[batch->mention_count++] = (struct batch_mention){
        .entity_id = entity_id,
        .field = field && strcmp(field, "articleBody") != 0 ? arena_copy(&batch->texts, field, strlen(field))
                                                            : "articleBody",
        .start = (int)json_integer_value(start),
        .end = (int)json_integer_value(end),
        .text = batch_text_of(batch, json_object_get(mention, "text")),
    };
    return true;
}

/* An entity that one article names twice counts with its greatest salience and confidence. Returns its id. */
static const char *add_article_entity(struct batch *batch, struct batch_article *article,
                                      const struct batch_named *named)
{
    struct batch_build *build = batch->build;
    double salience = number_of(json_object_get(named->entity, "salience"));
    double confidence = number_of(json_object_get(named->entity, "confidence"));
    if (article->entity_count) {
        struct batch_article_entity *last = &batch->article_entities[batch->article_entity_count - 1];
        if (!strcmp(last->entity_id, named->id)) {
            last->salience = greater(last->salience, salience);
            last->confidence = greater(last->confidence, confidence);
            return last->entity_id;
        }
    }
    if (batch->article_entity_count == build->article_entity_room) {
        build->article_entity_room = build->article_entity_room ? 2 * build->article_entity_room : 256;
        batch->article_entities =
            xrealloc(batch->article_entities, build->article_entity_room * sizeof *batch->article_entities);
    }
    const char *id = add_entity(batch, named);
    batch->article_entities[batch->article_entity_count++] =
        (struct batch_article_entity){.entity_id = id, .salience = salience, .confidence = confidence};
    article->entity_count++;
    return id;
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

static bool add_all(struct batch *batch, struct batch_article *article, size_t entities, struct error *error)
{
    for (size_t i = 0; i < entities; i++) {
        const struct batch_named *named = &batch->build->named[i];
        const char *id = add_article_entity(batch, article, named);
        const json_t *mentions = json_object_get(named->entity, "mentions");
        for (size_t k = 0; k < json_array_size(mentions); k++)
            if (!add_mention(batch, article, id, json_array_get(mentions, k), error))
                return false;
    }
    return true;
}

bool batch_add_entities(struct batch *batch, struct batch_article *article, const json_t *json, struct error *error)
{
    struct batch_build *build = batch->build;
    const json_t *entities = json_object_get(json, "entities");
    size_t named = 0, entities_before = build->entity_count;
    article->first_entity = batch->article_entity_count;
    article->first_mention = batch->mention_count;
    if (!name_entities(build, article->id, entities, &named, error))
        return false;
    if (!add_all(batch, article, named, error)) {
        build->entity_count = entities_before;
        batch->article_entity_count = article->first_entity;
        batch->mention_count = article->first_mention;
        return false;
    }
    if (batch->mention_count > article->first_mention)
        sort_mentions(batch, article);
    return true;
}

void batch_finish_entities(struct batch *batch)
{
    struct batch_build *build = batch->build;
    if (!build->entity_count)
        return;
    qsort(build->entities, build->entity_count, sizeof *build->entities, compare_entity_rows);
    batch->entities = xcalloc(build->entity_count, sizeof *batch->entities);
    for (size_t i = 0; i < build->entity_count; i++) {
        const struct batch_entity *row = &build->entities[i].row;
        struct batch_entity *last = batch->entity_count ? &batch->entities[batch->entity_count - 1] : NULL;
        if (build->kept[build->entities[i].number] && (!last || strcmp(last->id, row->id) != 0))
            batch->entities[batch->entity_count++] = *row;
    }
}
