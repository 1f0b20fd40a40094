#include "enrich/fitting.h"

#include <stdlib.h>
#include <string.h>

/* A mention of an entity, and how many bytes of the message it takes. */
struct piece {
    json_t *entity;
    int field;
    json_int_t start;
    size_t size;
};

static const char *const lists[] = {"statements", "quotes", "roles"};

static size_t size_of(const json_t *json)
{
    return json_dumpb(json, NULL, 0, JSON_COMPACT) + strlen(",");
}

static int field_of(const json_t *mention)
{
    const char *field = json_string_value(json_object_get(mention, "field"));
    return field == NULL ? 2 : strcmp(field, "headline") == 0 ? 0 : 1;
}

static int compare_pieces(const void *left, const void *right)
{
    const struct piece *a = left, *b = right;
    if (a->field != b->field) {
        return a->field - b->field;
    }
    return (a->start > b->start) - (a->start < b->start);
}

/* All mentions in reading order, from malloc. */
static struct piece *read_pieces(json_t *entities, size_t *count)
{
    struct piece *pieces = NULL;
    size_t i, k, room = 0;
    json_t *entity, *mention;
    *count = 0;
    json_array_foreach(entities, i, entity)
    {
        json_t *mentions = json_object_get(entity, "mentions");
        room += json_array_size(mentions);
        pieces = xrealloc(pieces, (room + 1) * sizeof *pieces);
        json_array_foreach(mentions, k, mention)
        {
            pieces[(*count)++] = (struct piece){.entity = entity,
                                                .field = field_of(mention),
                                                .start = json_integer_value(json_object_get(mention, "start")),
                                                .size = size_of(mention)};
        }
    }
    if (*count > 0) {
        qsort(pieces, *count, sizeof *pieces, compare_pieces);
    }
    return pieces;
}

/* Leaves out the last mentions until they were `excess` bytes. False when there is none left to leave out. */
static bool drop_last(json_t *entities, size_t excess)
{
    size_t count, left;
    struct piece *pieces = read_pieces(entities, &count);
    for (left = count; left > 0 && excess > 0; left--) {
        json_t *mentions = json_object_get(pieces[left - 1].entity, "mentions");
        size_t size = pieces[left - 1].size;
        json_array_remove(mentions, json_array_size(mentions) - 1); /* an entity has them in reading order */
        if (json_array_size(mentions) == 0) {
            size += size_of(pieces[left - 1].entity);
        }
        excess -= size < excess ? size : excess;
    }
    for (size_t i = json_array_size(entities); i-- > 0;) {
        if (json_array_size(json_object_get(json_array_get(entities, i), "mentions")) == 0) {
            json_array_remove(entities, i);
        }
    }
    free(pieces);
    return left < count;
}

static bool write_again(const struct article *article, size_t limit, struct buffer *text)
{
    buffer_clear(text);
    article_write(article, text);
    return text->size <= limit;
}

bool fitting_write(struct article *article, size_t limit, struct buffer *text)
{
    if (write_again(article, limit, text)) {
        return false;
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (json_object_del(article->json, lists[i]) == 0 && write_again(article, limit, text)) {
            return true;
        }
    }
    json_t *entities = json_object_get(article->json, "entities");
    while (drop_last(entities, text->size - limit)) {
        if (write_again(article, limit, text)) {
            return true;
        }
    }
    json_object_del(article->json, "entities");
    json_object_del(article->json, "enrichment");
    write_again(article, limit, text);
    return true;
}
