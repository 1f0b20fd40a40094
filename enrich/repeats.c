#include "enrich/repeats.h"

#include <stdlib.h>
#include <string.h>

#define REPEATED_CONFIDENCE 0.6F

void repeats_start(struct repeats *repeats)
{
    repeats->count = 0;
    memset(repeats->lists, 0, sizeof repeats->lists);
}

void repeats_free(struct repeats *repeats)
{
    free(repeats->names);
    buffer_free(&repeats->finds);
    buffer_free(&repeats->merged);
    *repeats = (struct repeats){0};
}

/* The list of names that begin with these two units: many begin with one word, "Acme" say. */
static size_t list_of(const struct unit *first)
{
    return (first[0].exact * 31u + first[1].exact) % REPEAT_LISTS;
}

static bool is_name_at(const struct repeat *name, const struct unit *units, size_t left)
{
    if (name->count > left) {
        return false;
    }
    for (uint32_t i = 0; i < name->count; i++) {
        if (units[i].exact != name->words[i]) {
            return false;
        }
    }
    return true;
}

/* The longest name that begins with these units, which are `left` to the end of the sentence; NULL: none. */
static struct repeat *find_name(const struct repeats *repeats, const struct unit *units, size_t left)
{
    struct repeat *longest = NULL;
    for (size_t at = left < 2 ? 0 : repeats->lists[list_of(units)]; at != 0; at = repeats->names[at - 1].next) {
        struct repeat *name = &repeats->names[at - 1];
        if (is_name_at(name, units, left) && (longest == NULL || name->count > longest->count)) {
            longest = name;
        }
    }
    return longest;
}

/* "Acme Robotics", not "X-ray". */
static bool has_several_words(const struct unit *units, uint32_t count)
{
    return count >= 2 && count <= REPEAT_UNITS && (count != 3 || units[1].kind != UNIT_DASH);
}

static void note(struct repeats *repeats, const struct unit *units, const struct decoded *found)
{
    uint32_t count = found->last - found->first;
    const struct unit *first = &units[found->first];
    if (found->nothing || !has_several_words(first, count)) {
        return;
    }
    struct repeat *name = find_name(repeats, first, count);
    if (name != NULL && name->count == count) {
        name->found++;
        return;
    }
    if (repeats->count == REPEAT_NAMES) {
        return;
    }
    if (repeats->names == NULL) {
        repeats->names = xcalloc(REPEAT_NAMES, sizeof *repeats->names);
    }
    uint16_t *list = &repeats->lists[list_of(first)];
    name = &repeats->names[repeats->count++];
    *name = (struct repeat){.count = count, .found = 1, .next = *list, .type = found->type};
    for (uint32_t i = 0; i < count; i++) {
        name->words[i] = first[i].exact;
    }
    *list = (uint16_t)repeats->count;
}

/* Walks through the places where a name stands that the tagger passed over: counts them, or adds them to `merged`. */
static void walk(struct repeats *repeats, const struct units *units, bool adds)
{
    const struct decoded *finds = (const struct decoded *)(const void *)repeats->finds.data;
    size_t count = repeats->finds.size / sizeof *finds, next = 0;
    for (size_t s = 0; s < units->sentence_count; s++) {
        const struct unit_sentence *sentence = &units->sentences[s];
        for (uint32_t i = sentence->first; i < sentence->last; i++) {
            if (next < count && finds[next].first == i) {
                if (adds) {
                    buffer_append(&repeats->merged, &finds[next], sizeof *finds);
                }
                i = finds[next++].last - 1;
                continue;
            }
            const struct unit *unit = &units->items[i];
            struct repeat *name = unit->capital ? find_name(repeats, unit, sentence->last - i) : NULL;
            uint32_t end = name != NULL ? i + name->count : i;
            bool free = name != NULL && (next == count || finds[next].first >= end) &&
                        (end == sentence->last || !units->items[end].capital) &&
                        (i == sentence->first || !unit[-1].capital || (next > 0 && finds[next - 1].last == i));
            if (!free) {
                continue;
            }
            name->missed += !adds;
            if (adds && name->found >= name->missed) {
                struct decoded repeated = {
                    .first = i, .last = end, .type = name->type, .confidence = REPEATED_CONFIDENCE};
                buffer_append(&repeats->merged, &repeated, sizeof repeated);
            }
            i = end - 1;
        }
    }
}

void repeats_add(struct repeats *repeats, const struct units *units)
{
    const struct decoded *finds = (const struct decoded *)(const void *)repeats->finds.data;
    for (size_t i = 0; i < repeats->finds.size / sizeof *finds; i++) {
        note(repeats, units->items, &finds[i]);
    }
    if (repeats->count == 0) {
        return;
    }
    walk(repeats, units, false);
    buffer_clear(&repeats->merged);
    walk(repeats, units, true);
    struct buffer merged = repeats->merged;
    repeats->merged = repeats->finds;
    repeats->finds = merged;
}
