#include "enrich/aliases_private.h"

#include "common/text.h"
#include "enrich/dictionary.h"
#include "enrich/hash.h"
#include "enrich/letters.h"
#include "enrich/names.h"

#include <string.h>

enum { STEPS_LIMIT = 8 };

int aliases_family(const struct mention *mention)
{
    switch (mention->type) {
    case ENTITY_PERSON:
        return FAMILY_PERSON;
    case ENTITY_ORG:
        return FAMILY_ORGANISATION;
    case ENTITY_GPE:
    case ENTITY_LOC:
        return FAMILY_PLACE;
    default:
        return FAMILY_NONE;
    }
}

static bool is_small(const char *word, size_t size)
{
    static const char *const small[] = {"of", "for", "and", "the", "&", NULL};
    return text_is_one_of(word, size, small);
}

/* "Robert Kennedy, Jr." */
static bool is_generation(const char *word, size_t size)
{
    size -= size == 3 && word[2] == '.';
    return size == 2 && (memcmp(word, "Jr", 2) == 0 || memcmp(word, "Sr", 2) == 0);
}

/* Cuts the mention at its spaces. */
static void read_words(const char *at, const char *end, struct wording *wording)
{
    uint64_t all = WORDING_SEED;
    *wording = (struct wording){0};
    while (at < end) {
        const char *word = at;
        uint64_t hash = 5;
        while (at < end) {
            const char *next = at;
            uint32_t c = utf8_next(&next, end);
            enum letter_class class = letter_classify(c);
            at = next;
            if (class == LETTER_SPACE || class == LETTER_BREAK) {
                break;
            }
            if (c != '.' && c != ',') {
                hash = hash_pair(hash, letter_fold(c));
            }
        }
        if (hash == 5) {
            continue;
        }
        size_t size = (size_t)(at - word) - (at < end || at[-1] == ' ' ? 1 : 0);
        if (wording->count > 0 && wording->count <= WORDS_LIMIT && is_small(word, size)) {
            wording->beginnings[wording->count - 1] = 0;
        }
        all = hash_pair(all, hash);
        if (wording->count > 1 && is_generation(word, size)) {
            continue; /* nobody is called so */
        }
        if (wording->count < WORDS_LIMIT) {
            wording->words[wording->count] = hash;
            wording->beginnings[wording->count] = all;
        }
        wording->count++;
    }
    wording->whole = all;
}

struct slot *aliases_find(struct joining *joining, enum key_kind kind, uint64_t a, uint64_t b)
{
    uint64_t key = hash_pair(hash_pair(a, b), kind + 1) | 1;
    size_t at = (size_t)(key >> 20) % joining->slot_count;
    while (joining->slots[at].key != 0 && joining->slots[at].key != key) {
        at = (at + 1) % joining->slot_count;
    }
    if (joining->slots[at].key == 0) {
        joining->slots[at] = (struct slot){.key = key, .mention = UINT32_MAX};
    }
    return &joining->slots[at];
}

/* A word that an organisation's name begins with is that, if it is no place's name and no person's. */
static void settle_short_names(struct joining *joining)
{
    struct mention_list *list = joining->list;
    for (uint32_t i = 0; i < list->count; i++) {
        const struct wording *wording = &joining->wordings[i];
        if (aliases_family(&list->items[i]) == FAMILY_ORGANISATION) {
            aliases_remember_beginnings(joining, i);
        } else if (aliases_family(&list->items[i]) == FAMILY_PERSON && wording->count > 1 &&
                   wording->count <= WORDS_LIMIT) {
            aliases_find(joining, KEY_PERSON, wording->words[0], 0)->mention = i;
            aliases_find(joining, KEY_PERSON, wording->words[wording->count - 1], 0)->mention = i;
        }
    }
    for (uint32_t i = 0; i < list->count; i++) {
        struct mention *mention = &list->items[i];
        const struct wording *wording = &joining->wordings[i];
        if (!mention->from_model || wording->count != 1 || mention->place ||
            aliases_family(mention) == FAMILY_ORGANISATION) {
            continue;
        }
        const struct slot *slot = aliases_find(joining, KEY_BEGINNING, wording->whole, 0);
        if (slot->mention != UINT32_MAX && !slot->ambiguous &&
            aliases_find(joining, KEY_PERSON, wording->words[0], 0)->mention == UINT32_MAX) {
            mention->type = ENTITY_ORG;
        }
    }
}

/* "Trump" is the president, unless others of that name are named in full, and he is not. */
static void give_up_surnames(struct joining *joining)
{
    struct mention *items = joining->list->items;
    for (uint32_t i = 0; i < joining->list->count; i++) {
        if (items[i].from_dictionary && aliases_family(&items[i]) == FAMILY_PERSON && joining->wordings[i].count > 1) {
            aliases_find(joining, KEY_ENTRY, (uint64_t)(uintptr_t)items[i].is.entry, 0)->mention = i;
        }
    }
    for (uint32_t i = 0; i < joining->list->count; i++) {
        if (!items[i].from_dictionary || !items[i].tagged || aliases_family(&items[i]) != FAMILY_PERSON ||
            joining->wordings[i].count != 1) {
            continue;
        }
        uint64_t entry = (uint64_t)(uintptr_t)items[i].is.entry;
        items[i].from_model =
            aliases_find(joining, KEY_PERSON, joining->wordings[i].words[0], 0)->mention != UINT32_MAX &&
            aliases_find(joining, KEY_ENTRY, entry, 0)->mention == UINT32_MAX;
        items[i].from_dictionary = !items[i].from_model;
    }
}

/* Whether a place that is little known has the surname of a person of the article. */
static bool is_surname(struct joining *joining, uint32_t i)
{
    const struct mention *mention = &joining->list->items[i];
    const struct wording *wording = &joining->wordings[i];
    return mention->tagged && aliases_family(mention) == FAMILY_PLACE && wording->count == 1 &&
           aliases_find(joining, KEY_PERSON, wording->words[0], 0)->mention != UINT32_MAX;
}

/* The same words are of one type throughout: the one that was found most surely. */
static void settle_types(struct joining *joining)
{
    static const uint8_t types[] = {ENTITY_PERSON, ENTITY_ORG};
    struct mention_list *list = joining->list;
    for (size_t i = 0; i < list->count; i++) {
        int family = aliases_family(&list->items[i]);
        if (family >= 0 && !is_surname(joining, (uint32_t)i)) {
            struct slot *slot = aliases_find(joining, KEY_SAME, joining->wordings[i].whole, 0);
            slot->weights[family] +=
                list->items[i].confidence * (list->items[i].from_dictionary && !list->items[i].tagged ? 2.0F : 1.0F);
        }
    }
    for (size_t i = 0; i < list->count; i++) {
        struct mention *mention = &list->items[i];
        if (!mention->from_model || aliases_family(mention) < 0) {
            continue;
        }
        const float *weights = aliases_find(joining, KEY_SAME, joining->wordings[i].whole, 0)->weights;
        int best = weights[1] > weights[0] ? 1 : 0;
        best = weights[2] > weights[best] ? 2 : best;
        if (best != aliases_family(mention) && best == FAMILY_PLACE) {
            const char *name = joining->fields->data[mention->field] + mention->start;
            mention->type = (uint8_t)names_type(NAME_LOC, name, mention->end - mention->start);
        } else if (best != aliases_family(mention)) {
            mention->type = types[best];
        }
    }
}

void aliases_take_name(struct joining *joining, uint32_t i, uint32_t whole, enum link_reason reason)
{
    joining->targets[i] = whole;
    joining->list->items[i].reason = (uint8_t)reason;
}

static void join_same(struct joining *joining)
{
    struct mention_list *list = joining->list;
    for (int turn = 0; turn < 2; turn++) { /* entries of the dictionary are there before names look for them */
        for (size_t i = 0; i < list->count; i++) {
            int family = aliases_family(&list->items[i]);
            if (family < 0 || list->items[i].from_model != (turn == 1)) {
                continue;
            }
            struct slot *slot = aliases_find(joining, KEY_SAME, joining->wordings[i].whole, (uint64_t)family + 1);
            if (slot->mention == UINT32_MAX) {
                slot->mention = (uint32_t)i;
            } else if (turn == 1) {
                bool known = list->items[slot->mention].from_dictionary;
                aliases_take_name(joining, (uint32_t)i, slot->mention, known ? LINK_SAME_WORDS : LINK_NONE);
            }
        }
    }
}

/* One step of the walk over people: full names are remembered, parts of names look for theirs. */
static void join_person(struct joining *joining, uint32_t i)
{
    const struct mention *mention = &joining->list->items[i];
    const struct wording *wording = &joining->wordings[i];
    if (aliases_family(mention) != FAMILY_PERSON || wording->count == 0 || wording->count > WORDS_LIMIT) {
        return;
    }
    if (wording->count > 1) {
        uint64_t first = wording->words[0], last = wording->words[wording->count - 1];
        struct slot *full = aliases_find(joining, KEY_FULL_NAME, first, last);
        if (full->mention == UINT32_MAX) {
            full->mention = i;
        } else if (mention->from_model && joining->targets[i] == i && full->mention != i) {
            aliases_take_name(joining, i, full->mention, LINK_PART); /* with or without a middle name */
        }
        aliases_find(joining, KEY_SURNAME, last, 0)->mention = i;
        aliases_find(joining, KEY_GIVEN_NAME, first, 0)->mention = i;
        return;
    }
    if (!mention->from_model || joining->list->items[joining->targets[i]].from_dictionary) {
        return;
    }
    const struct slot *whose = aliases_find(joining, KEY_SURNAME, wording->words[0], 0);
    if (whose->mention == UINT32_MAX) {
        whose = aliases_find(joining, KEY_GIVEN_NAME, wording->words[0], 0);
    }
    if (whose->mention != UINT32_MAX) {
        aliases_take_name(joining, i, whose->mention, LINK_PART);
    }
}

static void join_people(struct joining *joining)
{
    for (size_t i = 0; i < joining->list->count; i++) {
        join_person(joining, (uint32_t)i);
    }
    for (size_t i = joining->list->count; i-- > 0;) { /* those that come before any full name */
        const struct wording *wording = &joining->wordings[i];
        uint32_t target = joining->targets[i];
        if (wording->count > 1 || joining->wordings[target].count <= 1) {
            join_person(joining, (uint32_t)i);
        }
    }
}

/* The mention whose name this one takes in the end. */
static uint32_t whole_of(const struct joining *joining, uint32_t i)
{
    for (int step = 0; step < STEPS_LIMIT && joining->targets[i] != i; step++) {
        i = joining->targets[i];
    }
    return i;
}

static void find_spellings(struct joining *joining)
{
    const struct mention *items = joining->list->items;
    for (uint32_t i = 0; i < joining->list->count; i++) {
        uint32_t whole = whole_of(joining, i);
        if (items[i].from_model && items[i].field == FIELD_BODY &&
            items[joining->spellings[whole]].field != FIELD_BODY &&
            joining->wordings[i].whole == joining->wordings[whole].whole) {
            joining->spellings[whole] = i;
        }
    }
}

static void name_mention(struct joining *joining, uint32_t i)
{
    struct mention *mention = &joining->list->items[i];
    uint32_t target = whole_of(joining, i);
    const struct mention *whole = &joining->list->items[target];
    if (whole->from_dictionary) {
        mention->from_model = false;
        mention->from_dictionary = true;
        mention->is.entry = whole->is.entry;
        mention->type = whole->type;
        return;
    }
    mention->type = whole->type;
    struct buffer *names = &joining->list->names;
    const char *words = joining->fields->data[whole->field] + whole->start;
    mention->is.name = (uint32_t)names->size;
    names_append_id(names, (enum entity_type)whole->type, words, whole->end - whole->start);
    buffer_append_char(names, '\0');
    const struct mention *spelled = &joining->list->items[joining->spellings[target]];
    words = spelled->field == FIELD_BODY ? joining->fields->data[FIELD_BODY] + spelled->start : NULL;
    buffer_clear(joining->shown);
    names_append_shown(joining->shown, names->data + mention->is.name, words, spelled->end - spelled->start);
    buffer_append(names, joining->shown->data, joining->shown->size);
    buffer_append_char(names, '\0');
}

/* "May's figures": a person only where one is named in full. */
static void drop_months(struct mention_list *list)
{
    static const char *const months[] = {"name:PERSON:may", "name:PERSON:april", "name:PERSON:june",
                                         "name:PERSON:august"};
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct mention *mention = &list->items[i];
        bool month = false;
        for (size_t m = 0; m < sizeof months / sizeof *months && mention->from_model && mention->type == ENTITY_PERSON;
             m++) {
            month |= strcmp(mention_id(list, mention), months[m]) == 0;
        }
        if (!month) {
            list->items[kept++] = *mention;
        }
    }
    list->count = kept;
}

static void *room_for(struct buffer *buffer, size_t size)
{
    buffer_clear(buffer);
    memset(buffer_reserve(buffer, size), 0, size);
    return buffer->data;
}

void aliases_join(struct mention_list *list, const struct entity_fields *fields, struct aliases_room *room)
{
    struct joining joining = {.list = list, .fields = fields, .slot_count = list->count * SLOTS_TO_A_MENTION};
    if (list->count == 0) {
        return;
    }
    size_t wordings = list->count * sizeof(struct wording);
    joining.shown = &room->shown;
    joining.wordings = room_for(&room->words, wordings + 2 * list->count * sizeof *joining.targets);
    joining.targets = (uint32_t *)(void *)((char *)joining.wordings + wordings);
    joining.spellings = joining.targets + list->count;
    joining.slots = room_for(&room->slots, joining.slot_count * sizeof *joining.slots);
    for (uint32_t i = 0; i < list->count; i++) {
        const struct mention *mention = &list->items[i];
        const char *data = fields->data[mention->field];
        read_words(data + mention->start, data + mention->end, &joining.wordings[i]);
        joining.targets[i] = joining.spellings[i] = i;
    }
    settle_short_names(&joining);
    give_up_surnames(&joining);
    settle_types(&joining);
    join_same(&joining);
    join_people(&joining);
    aliases_join_organisations(&joining);
    find_spellings(&joining);
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].from_model) {
            name_mention(&joining, i);
        }
    }
    drop_months(list);
}

void aliases_room_free(struct aliases_room *room)
{
    buffer_free(&room->slots);
    buffer_free(&room->words);
    buffer_free(&room->shown);
}
