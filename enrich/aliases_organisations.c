/* Organisations: what their names are short for. */
#include "common/text.h"
#include "enrich/aliases_private.h"
#include "enrich/dictionary.h"
#include "enrich/hash.h"
#include "enrich/initials.h"

#include <string.h>

/* Whether the longer name begins with all words of the shorter one. */
static bool begins_with(const struct wording *longer, const struct wording *shorter)
{
    return shorter->count < longer->count && shorter->count > 0 && shorter->count <= WORDS_LIMIT &&
           longer->beginnings[shorter->count - 1] == shorter->whole;
}

void aliases_remember_beginnings(struct joining *joining, uint32_t i)
{
    const struct wording *wording = &joining->wordings[i];
    for (size_t words = 1; words < wording->count && words < WORDS_LIMIT; words++) {
        if (wording->beginnings[words - 1] == 0) {
            continue;
        }
        struct slot *slot = aliases_find(joining, KEY_BEGINNING, wording->beginnings[words - 1], 0);
        const struct wording *other = slot->mention != UINT32_MAX ? &joining->wordings[slot->mention] : NULL;
        if (other == NULL || begins_with(wording, other)) {
            slot->mention = joining->targets[i];
        } else {
            slot->ambiguous |= other->whole != wording->whole && !begins_with(other, wording);
        }
    }
}

/* Whether `name` is in brackets right behind `whole` and made of its initials. */
static bool is_acronym(const char *data, const struct mention *whole, const struct mention *name)
{
    return name->field == whole->field && name->start == whole->end + 2 && data[whole->end] == ' ' &&
           data[whole->end + 1] == '(' && data[name->end] == ')' &&
           initials_spell(data + whole->start, whole->end - whole->start, data + name->start, name->end - name->start);
}

static const char *words_of(const struct joining *joining, const struct mention *mention)
{
    return joining->fields->data[mention->field] + mention->start;
}

static bool is_same_entity(const struct joining *joining, uint32_t a, uint32_t b)
{
    const struct mention *left = &joining->list->items[a], *right = &joining->list->items[b];
    return a == b || (left->from_dictionary && right->from_dictionary && left->is.entry == right->is.entry);
}

/* Remembers another name of an organisation. */
static void remember(struct joining *joining, enum key_kind kind, uint64_t key, uint32_t i)
{
    struct slot *slot = aliases_find(joining, kind, key, 0);
    if (slot->mention == UINT32_MAX) {
        slot->mention = joining->targets[i];
    } else if (!is_same_entity(joining, slot->mention, joining->targets[i])) {
        slot->ambiguous = true;
    }
}

/* Whether the second word of a name, from its space on, may stand for the whole: a name of its own, not "House". */
static bool is_telling(const char *space, const char *end)
{
    static const char *const common[] = {"House",     "United",   "Times",   "Court",   "General", "Motors", "Street",
                                         "Group",     "National", "Capital", "Energy",  "Foods",   "Global", "Trust",
                                         "Financial", "Union",    "State",   "Express", NULL};
    return space != NULL && end - space >= 6 && !text_is_one_of(space + 1, (size_t)(end - space - 1), common);
}

/* "U.S. Senate", which is "the Senate" as well. */
static bool names_country_first(const char *words)
{
    return text_starts_with(words, "U.S. ") || text_starts_with(words, "US ") || text_starts_with(words, "U.K. ") ||
           text_starts_with(words, "UK ");
}

/* What else the organisation may be called: by its initials, its ticker, or the second of two words ("Saudi Aramco").
 */
static void remember_short_names(struct joining *joining, uint32_t i)
{
    const struct mention *mention = &joining->list->items[i];
    const struct wording *wording = &joining->wordings[i];
    const char *words = words_of(joining, mention);
    size_t size = mention->end - mention->start;
    uint64_t letters = wording->count > 1 ? initials_of_name(words, size) : 0;
    const char *symbol = mention->from_dictionary ? mention->is.entry->symbol : "";
    uint64_t ticker = initials_of_acronym(symbol, strlen(symbol));
    if (letters != 0) {
        remember(joining, KEY_INITIALS, letters, i);
    }
    if (ticker != 0) {
        remember(joining, KEY_TICKER, ticker, i);
    }
    if (wording->count == 2 && mention->from_dictionary && is_telling(memchr(words, ' ', size), words + size)) {
        remember(joining, KEY_ENDING, wording->words[1], i);
    }
    if (wording->count > 1 && wording->count <= WORDS_LIMIT && names_country_first(words)) {
        uint64_t rest = WORDING_SEED;
        for (uint32_t k = 1; k < wording->count; k++) {
            rest = hash_pair(rest, wording->words[k]);
        }
        remember(joining, KEY_ENDING, rest, i);
    }
}

/* What an organisation's name that no dictionary holds is short for, and why; NULL if nothing. */
static const struct slot *find_whole(struct joining *joining, uint32_t i, enum link_reason *reason)
{
    const struct wording *wording = &joining->wordings[i];
    const struct slot *slot = aliases_find(joining, KEY_ACRONYM, wording->whole, 0);
    const struct mention *mention = &joining->list->items[i];
    uint64_t letters = initials_of_acronym(words_of(joining, mention), mention->end - mention->start);
    *reason = LINK_ACRONYM;
    if (slot->mention == UINT32_MAX && letters != 0) {
        slot = aliases_find(joining, KEY_TICKER, letters, 0);
        *reason = LINK_TICKER;
    }
    if (slot->mention == UINT32_MAX && letters != 0) {
        slot = aliases_find(joining, KEY_INITIALS, letters, 0);
        *reason = LINK_ACRONYM;
    }
    if (slot->mention == UINT32_MAX) {
        slot = aliases_find(joining, KEY_BEGINNING, wording->whole, 0);
        *reason = LINK_BEGINNING;
    }
    if (slot->mention == UINT32_MAX && wording->count == 1) {
        slot = aliases_find(joining, KEY_ENDING, wording->words[0], 0);
    }
    if (slot->mention == UINT32_MAX) {
        slot = aliases_find(joining, KEY_ENDING, wording->whole, 0);
    }
    return slot->mention == UINT32_MAX || slot->ambiguous || slot->mention == i ? NULL : slot;
}

void aliases_join_organisations(struct joining *joining)
{
    struct mention_list *list = joining->list;
    for (uint32_t i = 0; i < list->count; i++) {
        if (aliases_family(&list->items[i]) != FAMILY_ORGANISATION) {
            continue;
        }
        if (i + 1 < list->count && aliases_family(&list->items[i + 1]) == FAMILY_ORGANISATION &&
            list->items[i + 1].from_model &&
            is_acronym(joining->fields->data[list->items[i].field], &list->items[i], &list->items[i + 1])) {
            aliases_find(joining, KEY_ACRONYM, joining->wordings[i + 1].whole, 0)->mention = joining->targets[i];
        }
        aliases_remember_beginnings(joining, i);
        remember_short_names(joining, i);
    }
    for (uint32_t i = 0; i < list->count; i++) {
        if (aliases_family(&list->items[i]) != FAMILY_ORGANISATION || !list->items[i].from_model ||
            list->items[joining->targets[i]].from_dictionary) {
            continue;
        }
        enum link_reason reason;
        const struct slot *slot = find_whole(joining, i, &reason);
        if (slot != NULL) {
            aliases_take_name(joining, i, slot->mention, reason);
        }
    }
}
