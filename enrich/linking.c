#include "enrich/linking.h"

#include "enrich/context.h"
#include "enrich/places.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Names with these needs may mean something else even when they get them: they are no evidence for others. */
#define UNSURE                                                                                                         \
    (EVIDENCE_CRYPTO | EVIDENCE_PLACE | EVIDENCE_COMPANY | EVIDENCE_KNOWN | EVIDENCE_STATE | EVIDENCE_ITS_COUNTRY |    \
     EVIDENCE_POLITICS | EVIDENCE_OFFICE | EVIDENCE_COIN)

/* Needs that make the meaning a more special one. */
#define SPECIAL (EVIDENCE_CRYPTO | EVIDENCE_MONEY | EVIDENCE_PLACE | EVIDENCE_COMPANY | EVIDENCE_STATE | EVIDENCE_COIN)

/* What counts how much, in thousandths of a prior. */
enum {
    WEIGHT_SPECIAL = 500, /* for each need */
    WEIGHT_KNOWN = 1000,
    WEIGHT_TICKER = 2000,
    WEIGHT_PLACE_BEHIND = 2000,
    WEIGHT_OTHER_PLACE_BEHIND = -500,
    WEIGHT_COUNTRY = 300, /* if the article speaks of no other */
    WEIGHT_REGION = 300,
    WEIGHT_SAME_KIND = 300,
    WEIGHT_OTHER_KIND = -400,
    FAR_BETTER_KNOWN = 250,
    KNOWN_ALL_OVER = 650,
    WELL_KNOWN = 600 /* a prior that the statistical tagger's word for another kind does not outweigh */
};

#define SHARE_OF_COUNTRY 0.08F /* of what an article says of countries: then it speaks of this one */

typedef const struct dictionary_entry *entry_pointer;

/* What a find means. */
struct choice {
    entry_pointer entry; /* NULL: nothing */
    const struct dictionary_name *name;
    int margin; /* ahead of the next one */
    uint8_t reason;
    bool dropped; /* the statistical tagger is sure that no name is here; or a watch-list names a part of its find */
};

/* What a name of several words means where that is clear. */
struct settled {
    const struct dictionary_name *names;
    struct choice choice;
};

struct linking {
    struct mention_list *list;
    const struct dictionary *dictionary;
    const struct entity_fields *fields;
    struct linking_room *room;
    struct choice *choices;
    struct places places;
    uint32_t evidence;
    bool modelled;
};

static int compare_pointers(const void *a, const void *b)
{
    uintptr_t left = (uintptr_t) * (const entry_pointer *)a, right = (uintptr_t) * (const entry_pointer *)b;
    return (left > right) - (left < right);
}

static bool is_place(unsigned type)
{
    return type == ENTITY_GPE || type == ENTITY_LOC;
}

static uint32_t evidence_of(entry_pointer entry)
{
    const char *subtype = dictionary_subtype(entry);
    if (entry->type == ENTITY_ASSET || strcmp(subtype, "crypto_exchange") == 0) {
        return EVIDENCE_CRYPTO;
    }
    if (strcmp(subtype, "country") == 0 || strcmp(subtype, "territory") == 0) {
        return EVIDENCE_COUNTRY | (strcmp(dictionary_id(entry), "country:US") == 0 ? EVIDENCE_US : EVIDENCE_ABROAD);
    }
    return strcmp(subtype, "state") == 0 ? EVIDENCE_STATE : 0;
}

/* ---- what the statistical tagger found ---- */

static int compare_reading_order(const void *left, const void *right)
{
    const struct mention *a = left, *b = right;
    if (a->field != b->field) {
        return a->field - b->field;
    }
    return (a->start_point > b->start_point) - (a->start_point < b->start_point);
}

/* Copies what the model found, in reading order. */
static void read_modelled(const struct mention_list *list, struct buffer *modelled)
{
    buffer_clear(modelled);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].from_model) {
            struct mention found = list->items[i];
            found.fits = i; /* where it is in the list */
            buffer_append(modelled, &found, sizeof found);
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

/* What the model found in just these words; NULL if nothing. */
static const struct mention *same_words(const struct mention *found, const struct mention *mention)
{
    bool same = found != NULL && !found->nothing && found->start_point == mention->start_point &&
                found->end_point == mention->end_point;
    return same ? found : NULL;
}

/* Whether a name of the model's type may be an entity of this one: products and the like are not among its types. */
static bool same_kind(unsigned type, unsigned modelled)
{
    if (is_place(type) || is_place(modelled)) {
        return is_place(type) && is_place(modelled);
    }
    return (type == ENTITY_PERSON) == (modelled == ENTITY_PERSON);
}

/* The context that the model's find in the same words stands for. A capital that begins a sentence tells the model
   little, so that a company that is a word needs more there. */
static uint32_t granted_by_model(unsigned type, const struct mention *mention, const struct mention *same)
{
    if (same == NULL || !same_kind(type, same->type)) {
        return 0;
    }
    if (is_place(type)) {
        return EVIDENCE_PLACE | EVIDENCE_STANDS_ALONE | EVIDENCE_TAGGED;
    }
    uint32_t company = mention->near & EVIDENCE_FIRST ? 0 : EVIDENCE_COMPANY;
    return EVIDENCE_TAGGED | (type == ENTITY_ORG ? company | EVIDENCE_STANDS_ALONE : 0);
}

/* Whether the model sees another kind of name in these words, and the entity is not known well enough to prevail. */
static bool is_doubted(entry_pointer entry, const struct mention *same)
{
    return same != NULL && !same_kind(entry->type, same->type) && entry->prior < WELL_KNOWN && !entry->watched;
}

/* ---- what the article says of an entity ---- */

/* Whether the symbol stands in brackets behind the mention: "(MSTR)", "(NASDAQ: MSTR)". */
static bool ticker_is_behind(const struct linking *linking, const struct mention *mention, const char *symbol)
{
    enum { BRACKET_LIMIT = 48 };
    const char *data = linking->fields->data[mention->field];
    size_t size = linking->fields->sizes[mention->field], at = mention->end, length = strlen(symbol);
    if (length == 0 || at + 2 >= size || data[at] != ' ' || data[at + 1] != '(') {
        return false;
    }
    const char *start = data + at + 2;
    const char *end = memchr(start, ')', size - at - 2 < BRACKET_LIMIT ? size - at - 2 : BRACKET_LIMIT);
    if (end == NULL || (size_t)(end - start) < length || memcmp(end - length, symbol, length) != 0) {
        return false;
    }
    char before = end - length > start ? end[-(long)length - 1] : ' ';
    return before == ' ' || before == ':' || before == '$';
}

static bool ticker_is_named(const struct linking *linking, const char *symbol)
{
    const struct mention_list *list = linking->list;
    for (size_t i = 0; symbol[0] != '\0' && i < list->count; i++) {
        if (list->items[i].type == ENTITY_TICKER && !list->items[i].from_dictionary && !list->items[i].from_model &&
            strcmp(list->values[list->items[i].is.value].unit, symbol) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_sure(const struct buffer *sure, entry_pointer entry)
{
    return sure->size > 0 && bsearch(&entry, sure->data, sure->size / sizeof(entry_pointer), sizeof(entry_pointer),
                                     compare_pointers) != NULL;
}

/* The region or country that stands behind the mention, after a comma: "Paris, Texas". NULL if none. */
static entry_pointer place_behind(const struct linking *linking, size_t index)
{
    const struct mention *mention = &linking->list->items[index];
    const char *data = linking->fields->data[mention->field];
    size_t end = mention->end;
    if (end + 2 >= linking->fields->sizes[mention->field] || data[end] != ',' || data[end + 1] != ' ') {
        return NULL;
    }
    for (size_t i = index + 1; i < linking->list->count && i < index + 16; i++) {
        const struct mention *next = &linking->list->items[i];
        if (!next->from_dictionary || next->field != mention->field || next->start > end + 2) {
            break; /* finds of one tagger are in reading order */
        }
        for (unsigned k = 0; next->start == end + 2 && k < DICTIONARY_CANDIDATES && next->fits >> k != 0; k++) {
            entry_pointer entry = dictionary_entry_of(&next->is.names[k]);
            const char *subtype = dictionary_subtype(entry);
            if ((next->fits >> k & 1) && entry->type == ENTITY_GPE && strcmp(subtype, "city") != 0) {
                return entry;
            }
        }
    }
    return NULL;
}

/* Which place is meant by a bare name that a country, its capital and their region may share: the first of these. */
static int place_rank(entry_pointer entry)
{
    const char *subtype = dictionary_subtype(entry);
    return strcmp(subtype, "region") == 0  ? 3
           : strcmp(subtype, "city") == 0  ? 2
           : strcmp(subtype, "state") == 0 ? 1
                                           : 0;
}

/* Two entities that are one place for whoever reads the name: a city and its region, a country and its capital. Where
   a city's region is not known, it is the one of the same name. */
static bool is_same_place(entry_pointer a, entry_pointer b)
{
    int rank_a = place_rank(a), rank_b = place_rank(b);
    if (!is_place(a->type) || !is_place(b->type) || rank_a == rank_b) {
        return a == b;
    }
    entry_pointer first = rank_a < rank_b ? a : b, second = rank_a < rank_b ? b : a;
    if (place_rank(first) == 2) {
        return strlen(first->place) > 2 ? places_within(first->place, second->place)
                                        : places_within(second->place, first->place);
    }
    return places_within(second->place, first->place);
}

/* ---- what is sure ---- */

/* The one candidate that near words and the model grant its needs, or of several one far better known than the others;
   NULL when there is none. */
static const struct dictionary_name *only_one(const struct mention *mention, const struct mention *same)
{
    const struct dictionary_name *best = NULL;
    int top = 0, next = INT32_MIN;
    for (unsigned k = 0; k < DICTIONARY_CANDIDATES && mention->fits >> k != 0; k++) {
        const struct dictionary_name *name = &mention->is.names[k];
        if (!(mention->fits >> k & 1)) {
            continue;
        }
        entry_pointer entry = dictionary_entry_of(name);
        uint32_t have = mention->near | granted_by_model(entry->type, mention, same);
        if ((name->needs & UNSURE) || !context_grants(name->needs, have) || is_doubted(entry, same)) {
            continue;
        }
        if (best == NULL) { /* the greatest prior comes first */
            best = name;
            top = entry->prior;
        } else if (!is_same_place(dictionary_entry_of(best), entry)) {
            next = entry->prior > next ? entry->prior : next;
        }
    }
    return best != NULL && (next == INT32_MIN || top - next >= FAR_BETTER_KNOWN) ? best : NULL;
}

/* Collects the entities that need no context but what is near, sorted, and what they are evidence for. */
static void read_sure(struct linking *linking)
{
    struct buffer *sure = &linking->room->sure;
    buffer_clear(sure);
    for (size_t i = 0; i < linking->list->count; i++) {
        const struct mention *mention = &linking->list->items[i];
        if (!mention->from_dictionary) {
            continue;
        }
        const struct mention *found = find_modelled(&linking->room->modelled, mention);
        const struct dictionary_name *name = only_one(mention, same_words(found, mention));
        if (name == NULL || (found != NULL && found->nothing && !name->demonym)) {
            continue;
        }
        entry_pointer entry = dictionary_entry_of(name);
        buffer_append(sure, &entry, sizeof entry);
        linking->evidence |= evidence_of(entry);
        bool country = strcmp(dictionary_subtype(entry), "country") == 0;
        if (entry->type == ENTITY_ORG && name->tokens > 1) {
            places_add(&linking->places, entry->place, 0.2F);
        } else if (is_place(entry->type)) {
            places_add(&linking->places, entry->place, country ? 1.0F : name->needs & EVIDENCE_TAGGED ? 0.3F : 0.5F);
        }
    }
    if (sure->size > 0) {
        qsort(sure->data, sure->size / sizeof(entry_pointer), sizeof(entry_pointer), compare_pointers);
    }
}

/* ---- weighing ---- */

/* What is known of a find while its candidates are weighed. */
struct circumstances {
    const struct mention *mention;
    const struct mention *same; /* what the model found in the same words */
    entry_pointer behind;       /* the place behind it */
    uint32_t have;
};

static int weigh_place(const struct linking *linking, const struct circumstances *here, entry_pointer entry,
                       uint8_t *reason)
{
    int weight = 0;
    bool city = strcmp(dictionary_subtype(entry), "city") == 0;
    char country[3] = {entry->place[0], entry->place[0] != '\0' ? entry->place[1] : '\0', '\0'};
    float share = places_share(&linking->places, country);
    weight += (int)(WEIGHT_COUNTRY * share);
    if (entry->place[0] != '\0' && entry->place[2] == '-') {
        weight += (int)(WEIGHT_REGION * places_share(&linking->places, entry->place));
    }
    *reason = share > 0.5F ? LINK_COUNTRY : *reason;
    if (city && here->behind != NULL) {
        bool within = places_within(entry->place, here->behind->place);
        weight += within ? WEIGHT_PLACE_BEHIND : strchr(here->behind->place, '-') ? WEIGHT_OTHER_PLACE_BEHIND : 0;
        *reason = within ? LINK_PLACE : *reason;
    }
    return weight;
}

/* The weight of a candidate; INT32_MIN when it lacks what it needs. */
static int weigh(const struct linking *linking, const struct circumstances *here, const struct dictionary_name *name,
                 uint8_t *reason)
{
    entry_pointer entry = dictionary_entry_of(name);
    uint32_t have = here->have | granted_by_model(entry->type, here->mention, here->same);
    bool ticker = ticker_is_behind(linking, here->mention, entry->symbol);
    bool known = is_sure(&linking->room->sure, entry);
    *reason = LINK_PRIOR;
    if (entry->watched) {
        *reason = LINK_WATCH_LIST;
    }
    if (name->needs & (EVIDENCE_KNOWN | EVIDENCE_COMPANY | EVIDENCE_COIN | EVIDENCE_CRYPTO)) {
        ticker = ticker || ticker_is_named(linking, entry->symbol);
    }
    have |= known || ticker ? EVIDENCE_KNOWN : 0;
    have |= ticker ? EVIDENCE_COMPANY | EVIDENCE_COIN | EVIDENCE_STANDS_ALONE | EVIDENCE_TAGGED : 0;
    char country[3] = {entry->place[0], entry->place[0] != '\0' ? entry->place[1] : '\0', '\0'};
    bool within = here->behind != NULL && places_within(entry->place, here->behind->place);
    float share = places_share(&linking->places, country);
    have |= within || share >= SHARE_OF_COUNTRY ? EVIDENCE_ITS_COUNTRY : 0;
    have |= within || share > 0.5F ? EVIDENCE_STATE : 0;
    bool other_kind = here->same != NULL && !same_kind(entry->type, here->same->type);
    if ((is_doubted(entry, here->same) && !ticker && !known) || !context_grants(name->needs, have)) {
        return INT32_MIN;
    }
    int weight = entry->prior + WEIGHT_SPECIAL * __builtin_popcount(name->needs & SPECIAL);
    *reason = name->needs & SPECIAL ? LINK_CONTEXT : *reason;
    if (here->same != NULL) {
        weight += other_kind ? WEIGHT_OTHER_KIND : WEIGHT_SAME_KIND;
    }
    weight += weigh_place(linking, here, entry, reason);
    weight += known ? WEIGHT_KNOWN : 0;
    weight += ticker ? WEIGHT_TICKER : 0;
    *reason = ticker ? LINK_TICKER : known && (name->needs & EVIDENCE_KNOWN) ? LINK_KNOWN : *reason;
    return weight;
}

static struct choice choose(const struct linking *linking, const struct circumstances *here)
{
    struct choice best = {.margin = INT32_MIN};
    int top = INT32_MIN, next = INT32_MIN;
    size_t granted = 0;
    for (unsigned k = 0; k < DICTIONARY_CANDIDATES && here->mention->fits >> k != 0; k++) {
        uint8_t reason;
        if (!(here->mention->fits >> k & 1)) {
            continue;
        }
        const struct dictionary_name *name = &here->mention->is.names[k];
        int weight = weigh(linking, here, name, &reason);
        entry_pointer entry = dictionary_entry_of(name);
        if (weight == INT32_MIN) {
            continue;
        }
        granted++;
        if (best.entry != NULL && is_same_place(best.entry, entry)) {
            if (place_rank(entry) < place_rank(best.entry) && entry->prior + FAR_BETTER_KNOWN > best.entry->prior) {
                best = (struct choice){.entry = entry, .name = name, .reason = reason};
            }
            top = weight > top ? weight : top;
        } else if (weight > top) {
            next = top;
            top = weight;
            best = (struct choice){.entry = entry, .name = name, .reason = reason};
        } else if (weight > next) {
            next = weight;
        }
    }
    if (granted == 1 && best.reason == LINK_PRIOR) {
        best.reason = LINK_ONLY_ONE;
    }
    best.margin = best.entry == NULL || next == INT32_MIN ? INT32_MAX : top - next;
    if (best.margin < LINKING_MARGIN) {
        best.entry = NULL;
    }
    return best;
}

/* One word is less sure than several, a demonym less than a name, one that needs context less than one that does not,
   one of several less than the only one. */
static double confidence_of(const struct choice *choice, const struct mention *same)
{
    double confidence = choice->name->tokens > 1 ? 0.98 : 0.95;
    confidence -= (choice->name->needs & ~(uint32_t)EVIDENCE_TAGGED) != 0 ? 0.1 : 0;
    confidence -= choice->name->demonym ? 0.1 : 0;
    if (choice->margin < 4 * LINKING_MARGIN) {
        confidence *= 0.8 + 0.05 * choice->margin / LINKING_MARGIN;
    }
    if (choice->name->needs & EVIDENCE_TAGGED) {
        confidence *= same != NULL ? fmin(1, (double)same->confidence + 0.1) : 0.8;
    }
    return confidence;
}

/* Without the statistical tagger, a town that is not known all over the world wants a preposition: "essen", "salvador"
   are words. */
static bool stands_for_place(const struct choice *choice, const struct mention *mention)
{
    return strcmp(dictionary_subtype(choice->entry), "city") != 0 || choice->entry->prior >= KNOWN_ALL_OVER ||
           choice->entry->watched || choice->reason == LINK_PLACE || (mention->near & EVIDENCE_PREPOSITION);
}

static void read_choice(struct linking *linking, size_t index)
{
    const struct mention *mention = &linking->list->items[index];
    struct circumstances here = {.mention = mention, .have = linking->evidence | mention->near};
    if (linking->modelled) {
        const struct mention *found = find_modelled(&linking->room->modelled, mention);
        if (found != NULL && found->nothing && !mention->watched &&
            (is_place(mention->type) || mention->type == ENTITY_PERSON)) {
            linking->choices[index].dropped = true;
            return;
        }
        here.same = same_words(found, mention);
        if (mention->watched && found != NULL && found->start == mention->start && found->type != ENTITY_PERSON) {
            linking->choices[found->fits].dropped = true;
        }
    }
    here.behind = place_behind(linking, index);
    linking->choices[index] = choose(linking, &here);
    struct choice *choice = &linking->choices[index];
    if (choice->entry != NULL && !linking->modelled && !stands_for_place(choice, mention)) {
        choice->entry = NULL;
    }
    if (choice->entry != NULL) {
        linking->list->items[index].confidence = (float)confidence_of(&linking->choices[index], here.same);
    }
}

static int compare_settled(const void *left, const void *right)
{
    const struct settled *a = left, *b = right;
    if (a->names != b->names) {
        return (uintptr_t)a->names < (uintptr_t)b->names ? -1 : 1;
    }
    return (b->choice.margin > a->choice.margin) - (b->choice.margin < a->choice.margin); /* the surest first */
}

/* A name of several words that means an entity somewhere means it where its context alone would not tell, too. */
static void carry_over(struct linking *linking)
{
    struct buffer *settled = &linking->room->settled;
    const struct mention_list *list = linking->list;
    buffer_clear(settled);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].from_dictionary && list->items[i].tokens > 1 && linking->choices[i].entry != NULL) {
            struct settled one = {.names = list->items[i].is.names, .choice = linking->choices[i]};
            buffer_append(settled, &one, sizeof one);
        }
    }
    if (settled->size == 0) {
        return;
    }
    struct settled *all = (struct settled *)(void *)settled->data;
    size_t count = settled->size / sizeof *all;
    qsort(all, count, sizeof *all, compare_settled);
    for (size_t i = 0; i < list->count; i++) {
        struct mention *mention = &list->items[i];
        if (!mention->from_dictionary || mention->tokens < 2 || linking->choices[i].entry != NULL ||
            linking->choices[i].dropped) {
            continue;
        }
        size_t low = 0, high = count;
        while (low < high) { /* the first with these names */
            size_t middle = (low + high) / 2;
            bool before = (uintptr_t)all[middle].names < (uintptr_t)mention->is.names;
            low = before ? middle + 1 : low;
            high = before ? high : middle;
        }
        if (low < count && all[low].names == mention->is.names) {
            linking->choices[i] = all[low].choice;
            linking->choices[i].reason = LINK_SAME_WORDS;
            mention->confidence = 0.8F;
        }
    }
}

void linking_choose(struct mention_list *list, const struct dictionary *dictionary, uint32_t evidence, bool modelled,
                    const struct entity_fields *fields, struct linking_room *room)
{
    struct linking linking = {.list = list,
                              .dictionary = dictionary,
                              .fields = fields,
                              .room = room,
                              .evidence = evidence,
                              .modelled = modelled};
    size_t kept = 0;
    read_modelled(list, &room->modelled);
    read_sure(&linking);
    buffer_clear(&room->choices);
    linking.choices =
        (struct choice *)(void *)buffer_reserve(&room->choices, (list->count + 1) * sizeof(struct choice));
    memset(linking.choices, 0, list->count * sizeof(struct choice));
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].from_dictionary) {
            read_choice(&linking, i);
        }
    }
    carry_over(&linking);
    for (size_t i = 0; i < list->count; i++) {
        struct mention mention = list->items[i];
        const struct choice *choice = &linking.choices[i];
        if (mention.from_dictionary) {
            if (choice->entry == NULL || choice->name->demonym) {
                continue;
            }
            mention.is.entry = dictionary_in_force(dictionary, choice->entry);
            mention.type = mention.is.entry->type;
            mention.reason = choice->reason;
            mention.tagged = (choice->name->needs & EVIDENCE_TAGGED) != 0;
        } else if (mention.nothing || choice->dropped) {
            continue;
        }
        list->items[kept++] = mention;
    }
    list->count = kept;
}

void linking_room_free(struct linking_room *room)
{
    buffer_free(&room->sure);
    buffer_free(&room->modelled);
    buffer_free(&room->choices);
    buffer_free(&room->settled);
}
