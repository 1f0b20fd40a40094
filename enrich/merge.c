#include "enrich/merge.h"

#include "enrich/context.h"
#include "enrich/dictionary.h"

#include <stdlib.h>
#include <string.h>

/* Names with these needs may mean something else even when they get them: they are no evidence for others. */
#define UNSURE (EVIDENCE_CRYPTO | EVIDENCE_PLACE | EVIDENCE_COMPANY | EVIDENCE_KNOWN | EVIDENCE_STATE)

typedef const struct dictionary_entry *entry_pointer;

static int compare_pointers(const void *a, const void *b)
{
    uintptr_t left = (uintptr_t) * (const entry_pointer *)a, right = (uintptr_t) * (const entry_pointer *)b;
    return (left > right) - (left < right);
}

static uint32_t evidence_of(const struct dictionary_entry *entry)
{
    const char *subtype = entry->subtype;
    if (entry->type == ENTITY_ASSET || strcmp(subtype, "crypto_exchange") == 0) {
        return EVIDENCE_CRYPTO;
    }
    if (strcmp(subtype, "country") == 0 || strcmp(subtype, "territory") == 0) {
        return EVIDENCE_COUNTRY | (strcmp(entry->id, "country:US") == 0 ? EVIDENCE_US : EVIDENCE_ABROAD);
    }
    return strcmp(subtype, "state") == 0 ? EVIDENCE_STATE : 0;
}

/* Collects the entities that need no context but what is near, sorted, and adds what they are evidence for. */
static uint32_t read_sure(const struct mention_list *list, uint32_t evidence, struct buffer *sure)
{
    buffer_clear(sure);
    for (size_t i = 0; i < list->count; i++) {
        const struct mention *mention = &list->items[i];
        if (mention->from_dictionary && !(mention->needs & UNSURE) && context_grants(mention->needs, mention->near)) {
            buffer_append(sure, &mention->is.entry, sizeof(entry_pointer));
            evidence |= evidence_of(mention->is.entry);
        }
    }
    if (sure->size > 0) {
        qsort(sure->data, sure->size / sizeof(entry_pointer), sizeof(entry_pointer), compare_pointers);
    }
    return evidence;
}

static bool is_known(const struct buffer *sure, entry_pointer entry)
{
    return sure->size > 0 && bsearch(&entry, sure->data, sure->size / sizeof(entry_pointer), sizeof(entry_pointer),
                                     compare_pointers) != NULL;
}

static int compare_starts(const struct mention *a, const struct mention *b)
{
    if (a->field != b->field) {
        return a->field - b->field;
    }
    return (a->start_point > b->start_point) - (a->start_point < b->start_point);
}

static int compare_reading_order(const void *a, const void *b)
{
    return compare_starts(a, b);
}

/* Copies what the model found, in reading order. */
static void read_modelled(const struct mention_list *list, struct buffer *modelled)
{
    buffer_clear(modelled);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].from_model) {
            buffer_append(modelled, &list->items[i], sizeof *list->items);
        }
    }
    if (modelled->size > 0) {
        qsort(modelled->data, modelled->size / sizeof(struct mention), sizeof(struct mention), compare_reading_order);
    }
}

/* What the model found at this place; NULL if nothing. Its finds do not overlap, so the last that begins before the
   mention's end is the only one to look at. */
static const struct mention *find_modelled(const struct buffer *modelled, const struct mention *mention)
{
    const struct mention *items = (const struct mention *)(const void *)modelled->data;
    size_t low = 0, high = modelled->size / sizeof *items;
    while (low < high) {
        size_t middle = (low + high) / 2;
        bool before = items[middle].field < mention->field ||
                      (items[middle].field == mention->field && items[middle].start_point < mention->end_point);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    const struct mention *found = low > 0 ? &items[low - 1] : NULL;
    return found != NULL && found->field == mention->field && found->end_point > mention->start_point ? found : NULL;
}

static bool is_place(const struct mention *mention)
{
    return mention->type == ENTITY_GPE || mention->type == ENTITY_LOC;
}

/* The context that the model's find at the same words stands for. */
static uint32_t granted_by_model(const struct mention *mention, const struct mention *found)
{
    if (found == NULL || found->nothing || found->start_point != mention->start_point ||
        found->end_point != mention->end_point) {
        return 0;
    }
    if (is_place(mention) && is_place(found)) {
        return EVIDENCE_PLACE | EVIDENCE_STANDS_ALONE;
    }
    bool same = mention->type == ENTITY_ORG && found->type == ENTITY_ORG;
    return same ? EVIDENCE_COMPANY | EVIDENCE_STANDS_ALONE : 0;
}

static void drop_without_context(struct mention_list *list, uint32_t evidence, bool modelled, struct merge_room *room)
{
    size_t kept = 0;
    struct buffer *sure = &room->sure;
    evidence = read_sure(list, evidence, sure);
    read_modelled(list, &room->modelled);
    for (size_t i = 0; i < list->count; i++) {
        struct mention *mention = &list->items[i];
        uint32_t have = evidence | mention->near;
        if (modelled && mention->from_dictionary) {
            const struct mention *found = find_modelled(&room->modelled, mention);
            if (found != NULL && found->nothing && (is_place(mention) || mention->type == ENTITY_PERSON)) {
                continue;
            }
            have |= granted_by_model(mention, found);
        }
        if (mention->needs & EVIDENCE_KNOWN) {
            have |= is_known(sure, mention->is.entry) ? EVIDENCE_KNOWN : 0;
        }
        if (!mention->demonym && !mention->nothing && context_grants(mention->needs, have)) {
            list->items[kept++] = *mention;
        }
    }
    list->count = kept;
}

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
    if (type_rank(a) != type_rank(b)) {
        return type_rank(a) - type_rank(b);
    }
    if (a->from_model != b->from_model) {
        return a->from_model ? 1 : -1; /* who knows which one it is comes first */
    }
    int needs_a = __builtin_popcount(a->needs), needs_b = __builtin_popcount(b->needs);
    if (needs_a != needs_b) {
        return needs_b - needs_a;
    }
    if (a->prior != b->prior) {
        return b->prior - a->prior;
    }
    int starts = compare_starts(a, b);
    if (starts != 0 || !a->from_dictionary || !b->from_dictionary) {
        return starts;
    }
    return strcmp(a->is.entry->id, b->is.entry->id);
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

void merge_mentions(struct mention_list *list, uint32_t evidence, bool modelled, const size_t points[ARTICLE_FIELDS],
                    struct merge_room *room)
{
    if (list->count == 0) {
        return;
    }
    drop_without_context(list, evidence, modelled, room);
    drop_overlapping(list, points, &room->taken);
    qsort(list->items, list->count, sizeof *list->items, compare_reading_order);
    if (list->count > MENTIONS_LIMIT) {
        list->dropped += list->count - MENTIONS_LIMIT;
        list->count = MENTIONS_LIMIT;
    }
}

void merge_room_free(struct merge_room *room)
{
    buffer_free(&room->taken);
    buffer_free(&room->sure);
    buffer_free(&room->modelled);
}
