#include "enrich/entities.h"

#include "common/buffer.h"
#include "enrich/dictionary.h"
#include "enrich/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_MENTIONS_WEIGHED = 20 };

/* A mention with its entity's id; a group of them with one id is an entity. */
struct claim {
    const char *id;
    uint32_t mention; /* index into the list */
};

struct group {
    const struct claim *claims;
    size_t count;
    double salience, confidence;
};

static int compare_claims(const void *left, const void *right)
{
    const struct claim *a = left, *b = right;
    int order = strcmp(a->id, b->id);
    return order != 0 ? order : (a->mention > b->mention) - (a->mention < b->mention);
}

static int compare_groups(const void *left, const void *right)
{
    const struct group *a = left, *b = right;
    if (a->salience != b->salience) {
        return a->salience > b->salience ? -1 : 1;
    }
    return (a->claims->mention > b->claims->mention) - (a->claims->mention < b->claims->mention);
}

static double four_decimals(double number)
{
    return round(number * 10000) / 10000;
}

/* Claims for all mentions, sorted. Ids of values are written into `ids`. */
static struct claim *make_claims(const struct mention_list *list, struct buffer *ids)
{
    struct claim *claims = xcalloc(list->count, sizeof *claims);
    size_t *places = xcalloc(list->count, sizeof *places);
    for (size_t i = 0; i < list->count; i++) {
        const struct mention *mention = &list->items[i];
        places[i] = ids->size;
        if (!mention->from_dictionary && !mention->from_model) {
            value_append_id(ids, (enum entity_type)mention->type, &list->values[mention->is.value]);
            buffer_append_char(ids, '\0');
        }
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct mention *mention = &list->items[i];
        claims[i].mention = (uint32_t)i;
        const char *id = mention_id(list, mention);
        claims[i].id = id != NULL ? id : ids->data + places[i];
    }
    free(places);
    qsort(claims, list->count, sizeof *claims, compare_claims);
    return claims;
}

static void weigh(struct group *group, const struct mention_list *list, const struct entity_fields *fields)
{
    bool headline = false, abstract = false;
    double weight = 0;
    size_t in_body = 0;
    for (size_t i = 0; i < group->count; i++) {
        const struct mention *mention = &list->items[group->claims[i].mention];
        headline |= mention->field == FIELD_HEADLINE;
        abstract |= mention->field == FIELD_ABSTRACT;
        if (mention->field == FIELD_BODY && in_body++ < BODY_MENTIONS_WEIGHED) {
            weight += 1.5 - 0.5 * mention->start_point / (double)fields->points[FIELD_BODY];
        }
        group->confidence = fmax(group->confidence, (double)mention->confidence);
    }
    weight += (headline ? 3 : 0) + (abstract ? 1.5 : 0);
    const struct mention *first = &list->items[group->claims->mention];
    weight /= first->from_dictionary || first->from_model ? 1 : 3;
    group->salience = four_decimals(weight / (weight + 4));
    group->confidence = four_decimals(group->confidence);
}

static json_t *mention_json(const struct mention *mention, const struct entity_fields *fields)
{
    json_t *json = json_object();
    json_object_set_new_nocheck(json, "start", json_integer(mention->start_point));
    json_object_set_new_nocheck(json, "end", json_integer(mention->end_point));
    json_object_set_new_nocheck(
        json, "text",
        json_stringn_nocheck(fields->data[mention->field] + mention->start, mention->end - mention->start));
    if (mention->field != FIELD_BODY) {
        json_object_set_new_nocheck(json, "field",
                                    json_string(mention->field == FIELD_HEADLINE ? "headline" : "abstract"));
    }
    return json;
}

static void set_text(json_t *json, const char *key, const char *text)
{
    if (text[0] != '\0') {
        json_object_set_new(json, key, json_string(text));
    }
}

/* "key=value;key=value" as an object. */
static json_t *ids_json(const char *ids)
{
    json_t *json = json_object();
    for (const char *at = ids; *at != '\0'; at += strspn(at, ";")) {
        size_t size = strcspn(at, ";"), key = strcspn(at, "=");
        if (key < size) {
            char *name = xstrndup(at, key);
            json_object_set_new(json, name, json_stringn(at + key + 1, size - key - 1));
            free(name);
        }
        at += size;
    }
    return json;
}

static void describe_entry(json_t *json, const struct dictionary_entry *entry)
{
    set_text(json, "subtype", dictionary_subtype(entry));
    set_text(json, "name", dictionary_shown(entry));
    if (dictionary_ids(entry)[0] != '\0') {
        json_object_set_new(json, "ids", ids_json(dictionary_ids(entry)));
    }
}

static void describe_value(json_t *json, enum entity_type type, const struct value *value)
{
    struct buffer name = {0};
    value_append_name(&name, type, value);
    set_text(json, "name", name.data);
    buffer_free(&name);
    if (type == ENTITY_MONEY || type == ENTITY_PERCENT || type == ENTITY_QUANTITY) {
        json_object_set_new(json, "value", value_number(value->number));
    }
    if (type == ENTITY_MONEY) {
        set_text(json, "currency", value->unit);
    } else if (type == ENTITY_QUANTITY) {
        set_text(json, "unit", value->unit);
    } else if (type == ENTITY_TICKER) {
        json_t *ids = json_object();
        set_text(ids, "ticker", value->unit);
        set_text(ids, "mic", value->market);
        json_object_set_new(json, "ids", ids);
    }
}

static json_t *entity_json(const struct group *group, const struct mention_list *list,
                           const struct entity_fields *fields)
{
    const struct mention *first = &list->items[group->claims->mention];
    json_t *json = json_object(), *mentions = json_array();
    set_text(json, "id", group->claims->id);
    set_text(json, "type", entity_type_names[first->type]);
    if (first->from_dictionary) {
        describe_entry(json, first->is.entry);
    } else if (first->from_model) {
        set_text(json, "name", mention_shown(list, first));
    } else {
        describe_value(json, (enum entity_type)first->type, &list->values[first->is.value]);
    }
    json_object_set_new(json, "salience", json_real(group->salience));
    json_object_set_new(json, "confidence", json_real(group->confidence));
    for (size_t i = 0; i < group->count; i++) {
        json_array_append_new(mentions, mention_json(&list->items[group->claims[i].mention], fields));
    }
    json_object_set_new(json, "mentions", mentions);
    return json;
}

json_t *entities_build(const struct mention_list *list, const struct entity_fields *fields)
{
    json_t *json = json_array();
    if (list->count == 0) {
        return json;
    }
    struct buffer ids = {0};
    struct claim *claims = make_claims(list, &ids);
    struct group *groups = xcalloc(list->count, sizeof *groups);
    size_t count = 0;
    for (size_t i = 0; i < list->count; count++) {
        struct group *group = &groups[count];
        group->claims = &claims[i];
        while (i < list->count && strcmp(claims[i].id, group->claims->id) == 0) {
            group->count++;
            i++;
        }
        weigh(group, list, fields);
    }
    qsort(groups, count, sizeof *groups, compare_groups);
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(json, entity_json(&groups[i], list, fields));
    }
    free(groups);
    free(claims);
    buffer_free(&ids);
    return json;
}
