#include "enrich/merge.h"

#include <stdlib.h>
#include <string.h>

static int type_rank(const struct mention *mention)
{
    static const uint8_t ranks[ENTITY_TYPES] = {
        [ENTITY_MONEY] = 1, [ENTITY_PERCENT] = 2, [ENTITY_QUANTITY] = 3, [ENTITY_DATE] = 4, [ENTITY_TICKER] = 5};
    return ranks[mention->type] == 0 ? 6 : ranks[mention->type];
}

/* Which of two finds goes first when they are in each other's way. */
static int compare_claims(const void *left, const void *right)
{
    const struct mention *a = left, *b = right;
    uint32_t length_a = a->end_point - a->start_point, length_b = b->end_point - b->start_point;
    if (length_a != length_b) {
        return length_a > length_b ? -1 : 1;
    }
    if (a->watched != b->watched) {
        return b->watched - a->watched;
    }
    if (type_rank(a) != type_rank(b)) {
        return type_rank(a) - type_rank(b);
    }
    if (a->from_model != b->from_model) {
        return a->from_model ? 1 : -1; /* who knows which one it is comes first */
    }
    return mention_compare(a, b);
}

/* Takes the bits [start, end); false, and nothing taken, when one of them is taken already. */
static bool take(uint8_t *bits, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        if (bits[i / 8] >> (i % 8) & 1) {
            return false;
        }
    }
    for (size_t i = start; i < end; i++) {
        bits[i / 8] |= (uint8_t)(1u << i % 8);
    }
    return true;
}

static void drop_overlapping(struct mention_list *list, const size_t points[ARTICLE_FIELDS], struct buffer *taken)
{
    size_t starts[ARTICLE_FIELDS], total = 0, kept = 0;
    for (size_t i = 0; i < ARTICLE_FIELDS; i++) {
        starts[i] = total;
        total += points[i];
    }
    buffer_clear(taken);
    uint8_t *bits = (uint8_t *)buffer_reserve(taken, total / 8 + 1);
    memset(bits, 0, total / 8 + 1);
    qsort(list->items, list->count, sizeof *list->items, compare_claims);
    for (size_t i = 0; i < list->count; i++) {
        struct mention *mention = &list->items[i];
        size_t start = starts[mention->field];
        if (take(bits, start + mention->start_point, start + mention->end_point)) {
            list->items[kept++] = *mention;
        }
    }
    list->count = kept;
}

void merge_mentions(struct mention_list *list, const size_t points[ARTICLE_FIELDS], struct merge_room *room)
{
    if (list->count == 0) {
        return;
    }
    drop_overlapping(list, points, &room->taken);
    qsort(list->items, list->count, sizeof *list->items, mention_compare);
    if (list->count > MENTIONS_LIMIT) {
        list->dropped += list->count - MENTIONS_LIMIT;
        list->count = MENTIONS_LIMIT;
    }
}

void merge_room_free(struct merge_room *room)
{
    buffer_free(&room->taken);
}
