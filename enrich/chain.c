#include "enrich/chain.h"

#include "common/buffer.h"
#include "common/clock.h"
#include "common/program.h"
#include "enrich/aliases.h"
#include "enrich/calendar.h"
#include "enrich/context.h"
#include "enrich/currency.h"
#include "enrich/entities.h"
#include "enrich/language.h"
#include "enrich/linking.h"
#include "enrich/merge.h"
#include "enrich/names.h"
#include "enrich/quotes.h"
#include "enrich/roles.h"
#include "enrich/tagger.h"
#include "enrich/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Finds of headline and abstract that a long body leaves room for. */
enum { FINDS_OF_LEAD = 1000 };

struct chain {
    struct text text;
    struct mention_list mentions;
    struct linking_room linking;
    struct merge_room merge;
    struct names_room names;
    struct aliases_room aliases;
    struct quotes_room quotes;
};

typedef void tagger(struct tagging *tagging);

static tagger *const taggers[] = {tag_dictionary, tag_money, tag_percent, tag_fraction,
                                  tag_quantity,   tag_date,  tag_ticker,  tag_names};

/* The body first: what it says of a name helps to read the headline. */
static const enum article_field reading_order[ARTICLE_FIELDS] = {FIELD_BODY, FIELD_ABSTRACT, FIELD_HEADLINE};

struct chain *chain_new(void)
{
    return xcalloc(1, sizeof(struct chain));
}

void chain_free(struct chain *chain)
{
    if (chain == NULL) {
        return;
    }
    text_free(&chain->text);
    mention_list_free(&chain->mentions);
    linking_room_free(&chain->linking);
    merge_room_free(&chain->merge);
    names_room_free(&chain->names);
    aliases_room_free(&chain->aliases);
    quotes_room_free(&chain->quotes);
    free(chain);
}

/* The day of publication in its own time zone, which is what "yesterday" in the text means. */
static void read_published(struct tagging *tagging, const char *stamp)
{
    struct day day = {0};
    if (stamp != NULL && sscanf(stamp, "%4d-%2d-%2d", &day.year, &day.month, &day.day) == 3 && calendar_valid(day) &&
        day.year >= 1900 && day.year <= 2199) {
        tagging->year = (short)day.year;
        tagging->month = (signed char)day.month;
        tagging->day = (signed char)day.day;
    }
}

/* Runs all taggers over one field. Returns the evidence that it gives. */
static uint32_t tag_field(struct chain *chain, struct tagging *tagging, const char *data, size_t size, size_t *points)
{
    uint32_t evidence = 0;
    text_begin(&chain->text, data, size);
    while (text_next(&chain->text)) {
        words_annotate(&chain->text);
        evidence |= context_read(&chain->text);
        for (size_t i = 0; i < sizeof taggers / sizeof *taggers; i++) {
            taggers[i](tagging);
        }
    }
    *points = chain->text.next_point;
    return evidence;
}

static void count_mentions(const struct mention_list *list, struct chain_counts *counts)
{
    *counts = (struct chain_counts){.dropped = list->dropped};
    for (size_t i = 0; i < list->count; i++) {
        counts->mentions[list->items[i].type]++;
    }
}

static json_t *enrichment_json(const struct dictionary *dictionary, const struct model *model)
{
    char stamp[CLOCK_STAMP_SIZE];
    json_t *json = json_object();
    json_object_set_new(json, "by", json_string("newsmill-enrich " NEWSMILL_VERSION));
    json_object_set_new(json, "dictionary", json_string(dictionary_version(dictionary)));
    if (dictionary_watch_list(dictionary, 0) != NULL) {
        json_t *lists = json_array();
        for (size_t i = 0; dictionary_watch_list(dictionary, i) != NULL; i++) {
            json_array_append_new(lists, json_string(dictionary_watch_list(dictionary, i)));
        }
        json_object_set_new(json, "watchLists", lists);
    }
    if (model != NULL) {
        json_object_set_new(json, "model", json_string(model_version(model)));
    }
    json_object_set_new(json, "at", json_string(clock_stamp(time(NULL), stamp)));
    return json;
}

/* Takes the list over; an empty one is left out. */
static void set_list(json_t *json, const char *key, json_t *list)
{
    json_object_del(json, key);
    if (json_array_size(list) > 0) {
        json_object_set(json, key, list);
    }
    json_decref(list);
}

void chain_run(struct chain *chain, const struct dictionary *dictionary, const struct model *model,
               struct article *article, struct chain_counts *counts)
{
    bool language = article->language != NULL && strlen(article->language) >= 2;
    struct tagging tagging = {
        .text = &chain->text, .dictionary = dictionary, .names = &chain->names, .mentions = &chain->mentions};
    struct entity_fields fields = {.data = {article->headline, article->abstract, article->body},
                                   .sizes = {article->headline_size, article->abstract_size, article->body_size}};
    uint32_t evidence = 0;
    chain->text.language = language ? article->language : NULL;
    snprintf(tagging.dollar, sizeof tagging.dollar, "%s", currency_of_dollar(article->language, article->url));
    read_published(&tagging, article->date_published);
    tagging.model = language_is(chain->text.language, "en") ? model : NULL;
    memory_start(&chain->names.memory);
    repeats_start(&chain->names.repeats);
    mention_list_start(&chain->mentions, FINDS_LIMIT - FINDS_OF_LEAD);
    for (size_t i = 0; i < ARTICLE_FIELDS; i++) {
        enum article_field field = tagging.field = reading_order[i];
        chain->mentions.limit += field == FIELD_BODY ? 0 : FINDS_OF_LEAD / 2;
        if (fields.data[field] != NULL) {
            evidence |= tag_field(chain, &tagging, fields.data[field], fields.sizes[field], &fields.points[field]);
        }
    }
    linking_choose(&chain->mentions, dictionary, evidence, tagging.model != NULL, &fields, &chain->linking);
    merge_mentions(&chain->mentions, fields.points, &chain->merge);
    aliases_join(&chain->mentions, &fields, &chain->aliases);
    count_mentions(&chain->mentions, counts);
    json_object_set_new(article->json, "entities", entities_build(&chain->mentions, &fields));
    json_t *roles =
        tagging.model != NULL ? roles_build(&chain->mentions, &chain->linking.nations, &fields) : json_array();
    set_list(article->json, "roles", roles);
    struct spoken spoken = quotes_build(&chain->mentions, &fields, chain->text.language, &chain->quotes);
    set_list(article->json, "quotes", spoken.quotes);
    set_list(article->json, "statements", spoken.statements);
    json_object_set_new(article->json, "enrichment", enrichment_json(dictionary, tagging.model));
}

const struct mention_list *chain_mentions(const struct chain *chain)
{
    return &chain->mentions;
}
