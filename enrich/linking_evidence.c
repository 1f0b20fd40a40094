#include "common/text.h"
#include "enrich/context.h"
#include "enrich/linking_private.h"

#include <stdlib.h>
#include <string.h>

/* Names with these needs may mean something else even when they get them: they are no evidence for others. */
#define UNSURE                                                                                                         \
    (EVIDENCE_CRYPTO | EVIDENCE_PLACE | EVIDENCE_COMPANY | EVIDENCE_KNOWN | EVIDENCE_STATE | EVIDENCE_ITS_COUNTRY |    \
     EVIDENCE_POLITICS | EVIDENCE_OFFICE | EVIDENCE_COIN)

/* In thousandths, as priors are. */
enum {
    FAR_BETTER_KNOWN = 250,
    NEIGHBOURS_LIMIT = 12, /* finds that are looked at on either side */
    WELL_KNOWN = 600       /* a prior that the statistical tagger's word for another kind does not outweigh */
};

static int compare_pointers(const void *a, const void *b)
{
    uintptr_t left = (uintptr_t) * (const entry_pointer *)a, right = (uintptr_t) * (const entry_pointer *)b;
    return (left > right) - (left < right);
}

bool linking_is_place(unsigned type)
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

/* Copies what the model found, in reading order. */
static void read_modelled(const struct mention_list *list, struct buffer *modelled)
{
    buffer_clear(modelled);
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].from_model) {
            struct modelled found = {.mention = list->items[i], .index = i};
            buffer_append(modelled, &found, sizeof found);
        }
    }
    if (modelled->size > 0) {
        qsort(modelled->data, modelled->size / sizeof(struct modelled), sizeof(struct modelled), mention_compare);
    }
}

/* What the model found at this place; NULL if nothing. Its finds do not overlap, so the last that begins before the
   mention's end is the only one to look at. */
const struct modelled *linking_find_modelled(const struct linking *linking, const struct mention *mention)
{
    const struct buffer *modelled = &linking->room->modelled;
    const struct modelled *items = (const struct modelled *)(const void *)modelled->data;
    size_t low = 0, high = modelled->size / sizeof *items;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct mention *other = &items[middle].mention;
        bool before = other->field < mention->field ||
                      (other->field == mention->field && other->start_point < mention->end_point);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    const struct modelled *found = low > 0 ? &items[low - 1] : NULL;
    bool here =
        found != NULL && found->mention.field == mention->field && found->mention.end_point > mention->start_point;
    return here ? found : NULL;
}

const struct mention *linking_same_words(const struct mention *found, const struct mention *mention)
{
    bool same =
        found != NULL && !found->nothing && found->start_point == mention->start_point &&
        (found->end_point == mention->end_point || found->end_point == mention->end_point - mention->legal_form);
    return same ? found : NULL;
}

/* Whether a name of the model's type may be an entity of this one: products and the like are not among its types. */
bool linking_same_kind(unsigned type, unsigned modelled)
{
    if (linking_is_place(type) || linking_is_place(modelled)) {
        return linking_is_place(type) && linking_is_place(modelled);
    }
    return (type == ENTITY_PERSON) == (modelled == ENTITY_PERSON);
}

/* The context that the model's find in the same words stands for. A capital that begins a sentence tells the model
   little, so that a company that is a word needs more there. */
uint32_t linking_granted(unsigned type, const struct mention *mention, const struct mention *same)
{
    if (same == NULL || !linking_same_kind(type, same->type)) {
        return 0;
    }
    if (linking_is_place(type)) {
        return EVIDENCE_PLACE | EVIDENCE_STANDS_ALONE | EVIDENCE_TAGGED;
    }
    uint32_t company = mention->near & EVIDENCE_FIRST ? 0 : EVIDENCE_COMPANY;
    return EVIDENCE_TAGGED | (type == ENTITY_ORG ? company | EVIDENCE_STANDS_ALONE : 0);
}

/* Whether the model sees another kind of name in these words, and the entity is not known well enough to prevail. */
bool linking_is_doubted(entry_pointer entry, bool special, const struct mention *same)
{
    bool other = same != NULL && !linking_same_kind(entry->type, same->type);
    return other && (special || entry->prior < WELL_KNOWN) && !entry->watched;
}

/* ---- what the article says of an entity ---- */

/* Whether the symbol stands in brackets behind the mention: "(MSTR)", "(NASDAQ: MSTR)". */
bool linking_ticker_is_behind(const struct linking *linking, const struct mention *mention, const char *symbol)
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

bool linking_ticker_is_named(const struct linking *linking, const char *symbol)
{
    for (size_t i = 0; symbol[0] != '\0' && i < linking->ticker_count; i++) {
        if (strcmp(linking->tickers[i], symbol) == 0) {
            return true;
        }
    }
    return false;
}

/* Collects the symbols of the article, the first ones of different kinds. */
static void read_tickers(struct linking *linking)
{
    const struct mention_list *list = linking->list;
    for (size_t i = 0; i < list->count && linking->ticker_count < TICKERS_LIMIT; i++) {
        const struct mention *mention = &list->items[i];
        if (mention->type != ENTITY_TICKER || mention->from_dictionary || mention->from_model) {
            continue;
        }
        const char *symbol = list->values[mention->is.value].unit;
        if (!linking_ticker_is_named(linking, symbol)) {
            linking->tickers[linking->ticker_count++] = symbol;
        }
    }
}

bool linking_is_sure(const struct linking *linking, entry_pointer entry)
{
    const struct buffer *sure = &linking->room->sure;
    return sure->size > 0 && bsearch(&entry, sure->data, sure->size / sizeof(entry_pointer), sizeof(entry_pointer),
                                     compare_pointers) != NULL;
}

/* The region or country that stands behind the mention, after a comma: "Paris, Texas". NULL if none. */
entry_pointer linking_place_behind(const struct linking *linking, size_t index)
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

/* What stands between the items of a row: ", ", " and ", ", and ", " or ". */
static bool is_between_items(const char *between, size_t size)
{
    static const char *const joints[] = {", ", " and ", ", and ", " or ", " & ", "/"};
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++) {
        if (strlen(joints[i]) == size && memcmp(joints[i], between, size) == 0) {
            return true;
        }
    }
    return false;
}

static uint32_t evidence_of_item(const struct linking *linking, const struct mention *mention)
{
    for (unsigned k = 0; k < DICTIONARY_CANDIDATES && mention->fits >> k != 0; k++) {
        entry_pointer entry = dictionary_entry_of(&mention->is.names[k]);
        if (!(mention->fits >> k & 1) || !linking_is_sure(linking, entry)) {
            continue;
        }
        const char *subtype = dictionary_subtype(entry);
        if (entry->type == ENTITY_ASSET) {
            return EVIDENCE_COIN | EVIDENCE_CRYPTO;
        }
        if (entry->type == ENTITY_ORG && (strcmp(subtype, "company") == 0 || strcmp(subtype, "crypto_exchange") == 0)) {
            return EVIDENCE_COMPANY;
        }
    }
    return 0;
}

uint32_t linking_beside(const struct linking *linking, size_t index)
{
    const struct mention *items = linking->list->items, *mention = &items[index];
    const char *data = linking->fields->data[mention->field];
    uint32_t evidence = 0, start = mention->start, end = mention->end; /* of the row so far */
    for (size_t i = index; i-- > 0 && index - i <= NEIGHBOURS_LIMIT;) {
        if (items[i].from_dictionary && items[i].field == mention->field && items[i].end <= start &&
            is_between_items(data + items[i].end, start - items[i].end)) {
            evidence |= evidence_of_item(linking, &items[i]);
            start = items[i].start;
        }
    }
    for (size_t i = index + 1; i < linking->list->count && i - index <= NEIGHBOURS_LIMIT; i++) {
        if (items[i].from_dictionary && items[i].field == mention->field && items[i].start >= end &&
            is_between_items(data + end, items[i].start - end)) {
            evidence |= evidence_of_item(linking, &items[i]);
            end = items[i].end;
        }
    }
    return evidence;
}

bool linking_acts(const struct linking *linking, const struct mention *mention)
{
    static const char *const words[] = {
        "CEO",          "CFO",       "CTO",         "COO",       "chief",   "chairman",  "chairwoman", "founder",
        "co-founder",   "president", "said",        "says",      "told",    "announced", "executive",  "executives",
        "spokesperson", "spokesman", "spokeswoman", "employees", "lawyers", NULL};
    const char *at = linking->fields->data[mention->field] + mention->end;
    const char *end = linking->fields->data[mention->field] + linking->fields->sizes[mention->field];
    at += end - at > 2 && memcmp(at, "'s", 2) == 0 ? 2 : end - at > 4 && memcmp(at, "\xE2\x80\x99s", 4) == 0 ? 4 : 0;
    if (at == end || *at != ' ') {
        return false;
    }
    size_t size = 0;
    for (at++; at + size < end && (at[size] == '-' || ((at[size] | 0x20) >= 'a' && (at[size] | 0x20) <= 'z')); size++) {
    }
    return text_is_one_of(at, size, words);
}

/* Which place is meant by a bare name that a country, its capital and their region may share: the first of these. */
int linking_place_rank(entry_pointer entry)
{
    const char *subtype = dictionary_subtype(entry);
    return strcmp(subtype, "region") == 0  ? 3
           : strcmp(subtype, "city") == 0  ? 2
           : strcmp(subtype, "state") == 0 ? 1
                                           : 0;
}

/* Two entities that are one place for whoever reads the name: a city and its region, a country and its capital. Where
   a city's region is not known, it is the one of the same name. */
bool linking_is_same_place(entry_pointer a, entry_pointer b)
{
    int rank_a = linking_place_rank(a), rank_b = linking_place_rank(b);
    if (!linking_is_place(a->type) || !linking_is_place(b->type) || rank_a == rank_b) {
        return a == b;
    }
    entry_pointer first = rank_a < rank_b ? a : b, second = rank_a < rank_b ? b : a;
    if (linking_place_rank(first) == 2) {
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
        uint32_t have = mention->near | linking_granted(entry->type, mention, same);
        if ((name->needs & UNSURE) || !context_grants(name->needs, have) || linking_is_doubted(entry, false, same)) {
            continue;
        }
        if (best == NULL) { /* the greatest prior comes first */
            best = name;
            top = entry->prior;
        } else if (!linking_is_same_place(dictionary_entry_of(best), entry)) {
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
        const struct modelled *modelled = linking_find_modelled(linking, mention);
        const struct mention *found = modelled != NULL ? &modelled->mention : NULL;
        const struct dictionary_name *name = only_one(mention, linking_same_words(found, mention));
        if (name == NULL || (found != NULL && found->nothing && !name->demonym)) {
            continue;
        }
        entry_pointer entry = dictionary_entry_of(name);
        buffer_append(sure, &entry, sizeof entry);
        linking->evidence |= evidence_of(entry);
        bool country = strcmp(dictionary_subtype(entry), "country") == 0;
        if (entry->type == ENTITY_ORG && name->tokens > 1) {
            places_add(&linking->places, entry->place, 0.2F);
        } else if (linking_is_place(entry->type)) {
            places_add(&linking->places, entry->place, country ? 1.0F : name->needs & EVIDENCE_TAGGED ? 0.3F : 0.5F);
        }
    }
    if (sure->size > 0) {
        qsort(sure->data, sure->size / sizeof(entry_pointer), sizeof(entry_pointer), compare_pointers);
    }
}

void linking_read_evidence(struct linking *linking)
{
    read_modelled(linking->list, &linking->room->modelled);
    read_tickers(linking);
    read_sure(linking);
}
