#include "enrich/features.h"

#include "enrich/hash.h"

enum { RUN_LIMIT = 8 };

/* A sentence with a unit of nothing before and behind it. */
struct scene {
    const struct unit *units;
    size_t first, last;
    const struct unit_sentence *sentence;
    const struct memory *memory;
    uint64_t *features;
    size_t count;
};

/* Beyond the ends of a sentence. */
static const struct unit outside = {.exact = 1, .lower = 1, .kind = UNIT_CLASSES};

static const struct unit *at(const struct scene *scene, size_t i, int offset)
{
    size_t place = i + (size_t)offset;
    return place >= scene->first && place < scene->last ? &scene->units[place] : &outside;
}

static void add(struct scene *scene, unsigned template, uint64_t a, uint64_t b)
{
    scene->features[scene->count++] = hash_pair(a + ((uint64_t) template << 40), b);
}

static uint64_t three(uint64_t a, uint64_t b, uint64_t c)
{
    return hash_pair(a, hash_pair(b, c));
}

static uint32_t bits(uint32_t cluster, unsigned count)
{
    return cluster == 0 ? 0 : (cluster & ((1u << count) - 1)) + 1;
}

/* Whether the unit is in the sentence's own case; a headline's capitals say less. */
static unsigned setting(const struct scene *scene, size_t i)
{
    bool start = i == scene->first || (i == scene->first + 1 && scene->units[scene->first].kind >= UNIT_OPEN);
    return (start ? 1u : 0) | (scene->sentence->shouting ? 2u : 0) | (scene->sentence->titled ? 4u : 0);
}

/* What the trainer also learns for each family of corpora. */
static void add_general(struct scene *scene, size_t i)
{
    const struct unit *unit = at(scene, i, 0), *before = at(scene, i, -1), *after = at(scene, i, 1);
    unsigned where = setting(scene, i);
    add(scene, 1, 0, 0);
    add(scene, 2, unit->kind, where);
    add(scene, 3, unit->exact, 0);
    add(scene, 4, unit->lower, 0);
    add(scene, 5, unit->cluster, unit->kind);
    add(scene, 6, unit->kinds, unit->kind);
    add(scene, 7, before->lower, 0);
    add(scene, 8, after->lower, 0);
}

static void add_words(struct scene *scene, size_t i)
{
    const struct unit *unit = at(scene, i, 0), *before = at(scene, i, -1), *after = at(scene, i, 1);
    const struct unit *second_before = at(scene, i, -2), *second_after = at(scene, i, 2);
    unsigned where = setting(scene, i);
    uint64_t classes = before->kind * 32u + after->kind;
    add(scene, 10, unit->shape, where);
    add(scene, 11, second_before->lower, 0);
    add(scene, 12, second_after->lower, 0);
    add(scene, 13, classes, unit->kind);
    add(scene, 14, classes * 1024 + second_before->kind * 32u + second_after->kind, unit->kind);
    add(scene, 15, before->lower, unit->lower);
    add(scene, 16, unit->lower, after->lower);
    add(scene, 17, three(before->lower, after->lower, unit->kind), 0);
    add(scene, 18, second_before->lower, before->lower);
    add(scene, 19, after->lower, second_after->lower);
    add(scene, 20, before->suffixes[2], unit->kind);
    add(scene, 21, after->suffixes[2], unit->kind);
    add(scene, 22, unit->suffixes[2], 0);
    if (unit->kind != UNIT_LOWER && unit->kind < UNIT_STOP) {
        for (unsigned k = 0; k < 3; k++) {
            if (unit->prefixes[k] != 0) {
                add(scene, 23 + k, unit->prefixes[k], 0);
            }
        }
        add(scene, 26, unit->suffixes[0], 0);
        add(scene, 27, unit->suffixes[1], 0);
        add(scene, 28, unit->suffixes[3], 0);
        add(scene, 29, unit->lower, where);
    }
}

static void add_clusters(struct scene *scene, size_t i)
{
    const struct unit *unit = at(scene, i, 0), *before = at(scene, i, -1), *after = at(scene, i, 1);
    uint32_t cluster = unit->cluster;
    if (cluster != 0) {
        add(scene, 40, bits(cluster, 4), 0);
        add(scene, 41, bits(cluster, 6), 0);
        add(scene, 42, bits(cluster, 10), 0);
    }
    if (before->cluster != 0) {
        add(scene, 43, bits(before->cluster, 6), unit->kind);
        add(scene, 44, bits(before->cluster, 10), unit->kind);
        add(scene, 45, before->cluster, 0);
    }
    if (after->cluster != 0) {
        add(scene, 46, bits(after->cluster, 6), unit->kind);
        add(scene, 47, bits(after->cluster, 10), unit->kind);
        add(scene, 48, after->cluster, 0);
    }
    add(scene, 49, at(scene, i, -2)->cluster, unit->kind);
    add(scene, 50, at(scene, i, 2)->cluster, unit->kind);
    add(scene, 51, bits(before->cluster, 6), bits(cluster, 6));
    add(scene, 52, bits(cluster, 6), bits(after->cluster, 6));
    add(scene, 53, bits(before->cluster, 6) * 128u + bits(after->cluster, 6), unit->kind);
}

/* How a word is mostly written, and how common it is as somebody's name. */
static void add_lexicon(struct scene *scene, size_t i)
{
    const struct unit *unit = at(scene, i, 0), *before = at(scene, i, -1), *after = at(scene, i, 1);
    unsigned where = setting(scene, i);
    add(scene, 60, unit->ratio * 32u + unit->kind, where);
    add(scene, 61, before->ratio * 32u + before->kind, unit->ratio * 32u + unit->kind);
    add(scene, 62, after->ratio * 32u + after->kind, unit->ratio * 32u + unit->kind);
    if (!unit->capital) {
        return;
    }
    unsigned people = unit->given * 8u + unit->family;
    add(scene, 63, people, unit->kind);
    add(scene, 64, people, unit->ratio);
    add(scene, 65, before->given * 8u + unit->family, before->kind * 32u + unit->kind);
    add(scene, 66, unit->given * 8u + after->family, unit->kind * 32u + after->kind);
}

static void add_names(struct scene *scene, size_t i)
{
    const struct unit *unit = at(scene, i, 0), *before = at(scene, i, -1), *after = at(scene, i, 1);
    if (unit->kinds != 0) {
        for (unsigned kind = 0; kind < GAZETTEER_KINDS; kind++) {
            if (unit->known[kind] != 0) {
                add(scene, 70, kind * 32u + unit->known[kind], 0);
                add(scene, 71, kind * 32u + unit->known[kind], unit->ratio);
            }
        }
        add(scene, 72, unit->kinds, unit->ratio);
        add(scene, 73, unit->kinds, before->lower);
        add(scene, 74, unit->kinds, after->lower);
        add(scene, 75, unit->kinds, bits(before->cluster, 6));
        add(scene, 76, unit->kinds, bits(after->cluster, 6));
    }
    if ((before->kinds | after->kinds) != 0) {
        add(scene, 77, before->kinds, unit->kind * 65536u + unit->kinds);
        add(scene, 78, after->kinds, unit->kind * 65536u + unit->kinds);
    }
}

/* A name's words run on: capitals, with small words only between two of them. */
static bool runs_on(const struct scene *scene, size_t i)
{
    const struct unit *unit = at(scene, i, 0);
    return unit->capital || (unit->kind == UNIT_DASH && at(scene, i, 1)->capital && at(scene, i, -1)->capital);
}

static void add_run(struct scene *scene, size_t i)
{
    size_t first = i, last = i + 1;
    while (first > scene->first && i - first < RUN_LIMIT && runs_on(scene, first - 1)) {
        first--;
    }
    while (last < scene->last && last - i < RUN_LIMIT && runs_on(scene, last)) {
        last++;
    }
    const struct unit *head = &scene->units[first], *tail = &scene->units[last - 1];
    const struct unit *before = at(scene, first, -1), *after = at(scene, last - 1, 1);
    size_t length = last - first, place = i - first;
    add(scene, 80, head->lower, place == 0);
    add(scene, 81, tail->lower, place + 1 == length);
    add(scene, 82, before->lower, place == 0);
    add(scene, 83, after->lower, place + 1 == length);
    add(scene, 84, length, place);
    add(scene, 85, tail->cluster, 0);
    add(scene, 86, head->cluster, 0);
    add(scene, 87, tail->suffixes[2], length > 1);
    add(scene, 88, tail->kinds, head->kinds);
    add(scene, 89, before->cluster, length > 1);
    add(scene, 90, after->cluster, length > 1);
    add(scene, 91, head->given * 8u + tail->family, length);
    add(scene, 92, before->lower, after->lower);
}

static void add_memory(struct scene *scene, size_t i)
{
    const struct unit *unit = at(scene, i, 0);
    const struct memory_word *word = memory_find(scene->memory, unit->lower);
    uint64_t number = scene->memory->units + i;
    if (word == NULL) {
        return;
    }
    unsigned often = word->capitals < 4 ? word->capitals : word->capitals < 8 ? 4 : 5;
    unsigned lowers = word->lowers < 2 ? word->lowers : 2;
    add(scene, 100, often * 4 + lowers, unit->kind);
    add(scene, 101, lowers * 8 + setting(scene, i), unit->ratio);
    uint32_t kinds = 0;
    for (uint32_t k = 0; k < word->place_count; k++) {
        const struct memory_place *place = &word->places[k];
        if (place->unit == number) {
            continue;
        }
        add(scene, 102, place->before, 0);
        add(scene, 103, place->after, 0);
        add(scene, 104, place->class_before, unit->kind);
        add(scene, 105, place->class_after, unit->kind);
        add(scene, 106, bits(place->cluster_before, 10), 0);
        add(scene, 107, bits(place->cluster_after, 10), 0);
        kinds |= place->kinds;
    }
    add(scene, 108, kinds, unit->kinds);
}

size_t features_read(const struct units *units, const struct unit_sentence *sentence, const struct memory *memory,
                     size_t i, uint64_t *features, size_t *general)
{
    struct scene scene = {.units = units->items,
                          .first = sentence->first,
                          .last = sentence->last,
                          .sentence = sentence,
                          .memory = memory,
                          .features = features};
    add_general(&scene, i);
    *general = scene.count;
    add_words(&scene, i);
    add_clusters(&scene, i);
    add_lexicon(&scene, i);
    add_names(&scene, i);
    if (units->items[i].capital) {
        add_run(&scene, i);
        add_memory(&scene, i);
    }
    return scene.count;
}
