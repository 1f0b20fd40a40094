#include "enrich/lexicon.h"

#include "enrich/hash.h"

enum { NAME_UNITS_LIMIT = 12, PLACE_BEGIN = 0, PLACE_INSIDE, PLACE_LAST, PLACE_ONLY };

uint64_t lexicon_cluster_key(uint32_t exact)
{
    return hash_pair(exact, 1);
}

uint64_t lexicon_word_key(uint32_t lower)
{
    return hash_pair(lower, 2);
}

static void look_up_word(struct unit *unit, const struct model *model)
{
    uint32_t path =
        model_look_up(model->clusters, model->counts[SECTION_CLUSTERS], WORD_BITS, lexicon_cluster_key(unit->exact));
    unit->cluster = model->paths[path];
    if (unit->kind >= UNIT_NUMBER) {
        return;
    }
    uint32_t word = model_look_up(model->words, model->counts[SECTION_WORDS], WORD_BITS, lexicon_word_key(unit->lower));
    unit->ratio = (uint8_t)(word & 15);
    unit->given = (uint8_t)(word >> 4 & 7);
    unit->family = (uint8_t)(word >> 7 & 7);
}

/* Marks units [first, last) as a name of the kind, unless one that began earlier covers them. */
static void mark(struct unit *units, size_t first, size_t last, size_t kind, uint8_t fame)
{
    if (units[first].known[kind] != 0) {
        return;
    }
    for (size_t i = first; i < last; i++) {
        int place = last - first == 1 ? PLACE_ONLY
                    : i == first      ? PLACE_BEGIN
                    : i == last - 1   ? PLACE_LAST
                                      : PLACE_INSIDE;
        units[i].known[kind] = (uint8_t)(1 + 4 * fame + place);
        units[i].kinds |= (uint16_t)(1u << kind);
    }
}

/* The names that begin at `at`, the longest of each kind. */
static void look_up_names(struct unit *units, size_t at, const struct unit_sentence *sentence,
                          const struct model *model)
{
    size_t ends[GAZETTEER_KINDS] = {0};
    uint8_t fame[GAZETTEER_KINDS] = {0};
    bool found = false;
    uint64_t key = 1;
    for (size_t i = at; i < sentence->last && i - at < NAME_UNITS_LIMIT; i++) {
        key = units_step(key, &units[i], sentence->shouting);
        uint32_t node = model_look_up(model->gazetteer, model->counts[SECTION_GAZETTEER], GAZETTEER_BITS, key);
        const uint8_t *set = model->sets + (size_t)(node & (GAZETTEER_GOES_ON - 1)) * GAZETTEER_SET_SIZE;
        if ((node & (GAZETTEER_GOES_ON - 1)) != 0 && units[i].kind != UNIT_LOWER) {
            found = true;
            for (size_t kind = 0; kind < GAZETTEER_KINDS; kind++) {
                if (set[kind] != 0) {
                    ends[kind] = i + 1;
                    fame[kind] = (uint8_t)(set[kind] - 1);
                }
            }
        }
        if (!(node & GAZETTEER_GOES_ON)) {
            break;
        }
    }
    for (size_t kind = 0; found && kind < GAZETTEER_KINDS; kind++) {
        if (ends[kind] != 0) {
            mark(units, at, ends[kind], kind, fame[kind]);
        }
    }
}

void lexicon_annotate(struct units *units, const struct model *model)
{
    for (size_t i = 0; i < units->count; i++) {
        look_up_word(&units->items[i], model);
    }
    for (size_t s = 0; s < units->sentence_count; s++) {
        const struct unit_sentence *sentence = &units->sentences[s];
        for (size_t i = sentence->first; i < sentence->last; i++) {
            if (units->items[i].capital) {
                look_up_names(units->items, i, sentence, model);
            }
        }
    }
}
