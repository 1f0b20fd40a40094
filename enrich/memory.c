#include "enrich/memory.h"

#include "common/buffer.h"

#include <stdlib.h>

void memory_start(struct memory *memory)
{
    if (memory->words == NULL) {
        memory->words = xcalloc(MEMORY_SLOTS, sizeof *memory->words);
    }
    memory->age++;
    memory->count = 0;
    memory->units = 0;
}

static struct memory_word *slot_of(const struct memory *memory, uint32_t lower)
{
    size_t at = (lower ^ lower >> 13) % MEMORY_SLOTS;
    while (memory->words[at].age == memory->age && memory->words[at].lower != lower) {
        at = (at + 1) % MEMORY_SLOTS;
    }
    return &memory->words[at];
}

const struct memory_word *memory_find(const struct memory *memory, uint32_t lower)
{
    const struct memory_word *word = slot_of(memory, lower);
    return word->age == memory->age ? word : NULL;
}

static void remember(struct memory *memory, const struct units *units, const struct unit_sentence *sentence, size_t i)
{
    const struct unit *unit = &units->items[i];
    struct memory_word *word = slot_of(memory, unit->lower);
    if (word->age != memory->age) {
        if (memory->count == MEMORY_WORDS) {
            return;
        }
        memory->count++;
        *word = (struct memory_word){.lower = unit->lower, .age = memory->age};
    }
    word->capitals++;
    if (word->place_count < MEMORY_PLACES) {
        struct memory_place *place = &word->places[word->place_count++];
        *place = (struct memory_place){.unit = memory->units + i, .kinds = unit->kinds};
        if (i > sentence->first) {
            place->before = unit[-1].lower;
            place->cluster_before = unit[-1].cluster;
            place->class_before = unit[-1].kind;
        }
        if (i + 1 < sentence->last) {
            place->after = unit[1].lower;
            place->cluster_after = unit[1].cluster;
            place->class_after = unit[1].kind;
        }
    }
}

void memory_read(struct memory *memory, const struct units *units)
{
    for (size_t s = 0; s < units->sentence_count; s++) {
        const struct unit_sentence *sentence = &units->sentences[s];
        for (size_t i = sentence->first; i < sentence->last; i++) {
            if (units->items[i].capital) {
                remember(memory, units, sentence, i);
            }
        }
    }
    for (size_t i = 0; i < units->count; i++) {
        if (units->items[i].kind == UNIT_LOWER) {
            struct memory_word *word = slot_of(memory, units->items[i].lower);
            if (word->age == memory->age) {
                word->lowers++;
            }
        }
    }
}

void memory_next(struct memory *memory, const struct units *units)
{
    memory->units += units->count;
}

void memory_free(struct memory *memory)
{
    free(memory->words);
    *memory = (struct memory){0};
}
