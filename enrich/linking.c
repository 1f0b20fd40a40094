#include "enrich/linking.h"

#include "enrich/context.h"
#include "enrich/linking_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Needs that make the meaning a more special one. */
#define SPECIAL (EVIDENCE_CRYPTO | EVIDENCE_MONEY | EVIDENCE_PLACE | EVIDENCE_COMPANY | EVIDENCE_STATE | EVIDENCE_COIN)

/* Needs of a place that is a person's name as often. */
#define DOUBTFUL_PLACE (EVIDENCE_PLACE | EVIDENCE_BARE)

/* What another name of the entity, or its ticker, in the article makes needless. */
#define GRANTED_BY_ANOTHER_NAME                                                                                        \
    (EVIDENCE_KNOWN | EVIDENCE_COMPANY | EVIDENCE_COIN | EVIDENCE_ITS_COUNTRY | EVIDENCE_POLITICS | EVIDENCE_OFFICE)

/* What counts how much, in thousandths of a prior. */
enum {
    WEIGHT_SPECIAL = 500,  /* for each need */
    WEIGHT_BUSINESS = 200, /* for a need of business more */
    WEIGHT_ACTS = 600,     /* for an organisation: it has people, or says something */
    WEIGHT_KNOWN = 300,
    WEIGHT_TICKER = 2000,
    WEIGHT_PLACE_BEHIND = 2000,
    WEIGHT_OTHER_PLACE_BEHIND = -500,
    WEIGHT_COUNTRY = 300, /* if the article speaks of no other */
    WEIGHT_REGION = 300,
    WEIGHT_SAME_KIND = 300,
    WEIGHT_OTHER_KIND = -400,
    BETTER_KNOWN = 250,  /* a region than the city that has its name */
    KNOWN_ALL_OVER = 650 /* a city whose name is no other word anywhere */
};

#define SHARE_OF_COUNTRY 0.08F /* of what an article says of countries: then it speaks of this one */

/* What a name of several words means where that is clear. */
struct settled {
    const struct dictionary_name *names;
    struct choice choice;
};

/* What is known of a find while its candidates are weighed. */
struct circumstances {
    const struct mention *mention;
    const struct mention *same; /* what the model found in the same words */
    entry_pointer behind;       /* the place behind it */
    uint32_t beside;            /* what others in a row with it stand for: "Oracle, Dell and Microsoft" */
    bool acts;                  /* what stands behind it is a post, or what people do: "Ripple CEO", "Ripple said" */
    uint32_t have;
};

static int weigh_place(const struct linking *linking, const struct circumstances *here, entry_pointer entry,
                       uint8_t *reason)
{
    int weight = 0;
    bool city = strcmp(dictionary_subtype(entry), "city") == 0;
    float share = places_share_of_country(&linking->places, entry->place);
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
    uint32_t have = here->have | linking_granted(entry->type, here->mention, here->same);
    bool ticker = linking_ticker_is_behind(linking, here->mention, entry->symbol);
    bool known = linking_is_sure(linking, entry);
    *reason = LINK_PRIOR;
    if (entry->watched) {
        *reason = LINK_WATCH_LIST;
    }
    if (name->needs & (EVIDENCE_KNOWN | EVIDENCE_COMPANY | EVIDENCE_COIN | EVIDENCE_CRYPTO)) {
        ticker = ticker || linking_ticker_is_named(linking, entry->symbol);
    }
    have |= known || ticker ? GRANTED_BY_ANOTHER_NAME : 0;
    have |= ticker ? EVIDENCE_STANDS_ALONE | EVIDENCE_TAGGED | EVIDENCE_BARE : 0;
    bool within = here->behind != NULL && places_within(entry->place, here->behind->place);
    float share = places_share_of_country(&linking->places, entry->place);
    have |= within || share >= SHARE_OF_COUNTRY ? EVIDENCE_ITS_COUNTRY : 0;
    have |= within || share > 0.5F ? EVIDENCE_STATE : 0;
    bool other_kind = here->same != NULL && !linking_same_kind(entry->type, here->same->type);
    bool vouched = ticker || known || (here->beside && entry->type == ENTITY_ORG);
    /* By how the dictionary is built; but parks and streets are places, whatever is named after them. */
    bool distinct =
        entry->type == ENTITY_ORG && name->needs == 0 && (here->same == NULL || here->same->type != ENTITY_LOC);
    if ((linking_is_doubted(entry, (name->needs & DOUBTFUL_PLACE) == DOUBTFUL_PLACE, here->same) && !vouched &&
         !distinct) ||
        !context_grants(name->needs, have)) {
        return INT32_MIN;
    }
    int weight = entry->prior + WEIGHT_SPECIAL * __builtin_popcount(name->needs & SPECIAL);
    weight += name->needs & EVIDENCE_COMPANY ? WEIGHT_BUSINESS : 0;
    weight += here->acts && entry->type == ENTITY_ORG ? WEIGHT_ACTS : 0;
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
        if (best.entry != NULL && linking_is_same_place(best.entry, entry)) {
            if (linking_place_rank(entry) < linking_place_rank(best.entry) &&
                entry->prior + BETTER_KNOWN > best.entry->prior) {
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
    if (granted == 1 && (best.reason == LINK_PRIOR || best.reason == LINK_COUNTRY)) {
        best.reason = LINK_ONLY_ONE;
    }
    best.margin = best.entry == NULL || next == INT32_MIN ? INT32_MAX : top - next;
    if (best.margin < LINKING_MARGIN && !here->mention->watched) {
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
        const struct modelled *modelled = linking_find_modelled(linking, mention);
        const struct mention *found = modelled != NULL ? &modelled->mention : NULL;
        if (found != NULL && found->nothing && !mention->watched &&
            (linking_is_place(mention->type) || mention->type == ENTITY_PERSON)) {
            linking->choices[index].dropped = true;
            return;
        }
        here.same = linking_same_words(found, mention);
    }
    here.beside = linking_beside(linking, index);
    here.have |= here.beside;
    here.acts = linking_acts(linking, mention);
    here.behind = linking_place_behind(linking, index);
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

/* Where a watch-list's name begins what the model found, a longer name perhaps, the list has it. */
static void drop_where_watched(struct linking *linking)
{
    for (size_t i = 0; linking->modelled && i < linking->list->count; i++) {
        const struct mention *mention = &linking->list->items[i];
        if (!mention->from_dictionary || !mention->watched || linking->choices[i].entry == NULL) {
            continue;
        }
        const struct modelled *found = linking_find_modelled(linking, mention);
        if (found != NULL && found->mention.start == mention->start && found->mention.type != ENTITY_PERSON) {
            linking->choices[found->index].dropped = true;
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
    linking_read_evidence(&linking);
    buffer_clear(&room->choices);
    buffer_clear(&room->nations);
    linking.choices =
        (struct choice *)(void *)buffer_reserve(&room->choices, (list->count + 1) * sizeof(struct choice));
    memset(linking.choices, 0, list->count * sizeof(struct choice));
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].from_dictionary) {
            read_choice(&linking, i);
        }
    }
    carry_over(&linking);
    drop_where_watched(&linking);
    for (size_t i = 0; i < list->count; i++) {
        struct mention mention = list->items[i];
        const struct choice *choice = &linking.choices[i];
        if (mention.from_dictionary) {
            if (choice->entry == NULL) {
                continue;
            }
            mention.is.entry = dictionary_in_force(dictionary, choice->entry);
            mention.type = mention.is.entry->type;
            if (choice->name->demonym) {
                buffer_append(&room->nations, &mention, sizeof mention);
                continue;
            }
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
    buffer_free(&room->nations);
}
