#include "enrich/mention.h"

#include "common/buffer.h"
#include "enrich/dictionary.h"

#include <stdlib.h>
#include <string.h>

const char *const entity_type_names[ENTITY_TYPES] = {"PERSON",   "ORG",      "GPE",   "LOC",    "ASSET",
                                                     "CURRENCY", "PRODUCT",  "EVENT", "TICKER", "MONEY",
                                                     "PERCENT",  "QUANTITY", "DATE"};

const char *const link_reason_texts[LINK_REASONS] = {[LINK_NONE] = "no dictionary knows it",
                                                     [LINK_ONLY_ONE] = "the only entity of this name",
                                                     [LINK_WATCH_LIST] = "named by a watch-list",
                                                     [LINK_KNOWN] = "another name of it is in the article",
                                                     [LINK_TICKER] = "its ticker is in the article",
                                                     [LINK_PLACE] = "the place behind it",
                                                     [LINK_COUNTRY] = "the country that the article speaks of",
                                                     [LINK_CONTEXT] = "the words near by",
                                                     [LINK_PRIOR] = "the best known of this name",
                                                     [LINK_SAME_WORDS] = "the same words elsewhere in the article",
                                                     [LINK_PART] = "a part of the person's name",
                                                     [LINK_ACRONYM] = "the initials of the full name",
                                                     [LINK_BEGINNING] = "the first words of the full name"};

const char *mention_id(const struct mention_list *list, const struct mention *mention)
{
    return mention->from_dictionary ? dictionary_id(mention->is.entry)
           : mention->from_model    ? list->names.data + mention->is.name
                                    : NULL;
}

const char *mention_shown(const struct mention_list *list, const struct mention *mention)
{
    const char *id = mention_id(list, mention);
    return mention->from_dictionary ? dictionary_shown(mention->is.entry) : id != NULL ? id + strlen(id) + 1 : NULL;
}

int mention_compare(const void *left, const void *right)
{
    const struct mention *a = left, *b = right;
    if (a->field != b->field) {
        return a->field - b->field;
    }
    return (a->start_point > b->start_point) - (a->start_point < b->start_point);
}

size_t mention_first_from(const struct mention_list *list, enum article_field field, size_t byte)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct mention *mention = &list->items[middle];
        bool before = mention->field != field ? mention->field < field : mention->start < byte;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

void mention_list_start(struct mention_list *list, size_t limit)
{
    list->count = list->nothings = list->value_count = list->dropped = 0;
    list->limit = limit;
    buffer_clear(&list->names);
}

void mention_list_free(struct mention_list *list)
{
    free(list->items);
    free(list->values);
    buffer_free(&list->names);
    *list = (struct mention_list){0};
}

static struct mention *add(struct mention_list *list, const struct text *text, size_t first, size_t last,
                           enum entity_type type, enum article_field field)
{
    if (list->count == list->room) {
        list->room = list->room == 0 ? 256 : list->room * 2;
        list->items = xrealloc(list->items, list->room * sizeof *list->items);
    }
    const struct token *from = &text->tokens[first], *to = &text->tokens[last - 1];
    struct mention *mention = &list->items[list->count++];
    *mention = (struct mention){.start = from->start,
                                .end = to->start + to->size,
                                .start_point = from->point,
                                .end_point = to->point + to->points,
                                .type = (uint8_t)type,
                                .field = (uint8_t)field};
    return mention;
}

struct mention *mention_add(struct mention_list *list, const struct text *text, size_t first, size_t last,
                            enum entity_type type, enum article_field field)
{
    if (list->count - list->nothings == list->limit) {
        list->dropped++;
        return NULL;
    }
    return add(list, text, first, last, type, field);
}

struct mention *mention_add_nothing(struct mention_list *list, const struct text *text, size_t first, size_t last,
                                    enum article_field field)
{
    if (list->nothings == list->limit) {
        return NULL;
    }
    list->nothings++;
    struct mention *mention = add(list, text, first, last, ENTITY_PERSON, field);
    mention->nothing = true;
    return mention;
}

void mention_add_value(struct mention_list *list, const struct text *text, size_t first, size_t last,
                       enum entity_type type, enum article_field field, const struct value *value, double confidence)
{
    struct mention *mention = mention_add(list, text, first, last, type, field);
    if (mention == NULL) {
        return;
    }
    if (list->value_count == list->value_room) {
        list->value_room = list->value_room == 0 ? 256 : list->value_room * 2;
        list->values = xrealloc(list->values, list->value_room * sizeof *list->values);
    }
    list->values[list->value_count] = *value;
    mention->is.value = (uint32_t)list->value_count++;
    mention->confidence = (float)confidence;
}
