#include "enrich/decode.h"

#include <math.h>
#include <string.h>

enum { LANES = 16, SURELY_NOTHING = 2 * MODEL_SCALE };

static bool is_closed(unsigned label)
{
    return model_allows(label, LABELS);
}

struct lattice {
    int16_t scores[DECODE_LIMIT][LANES] __attribute__((aligned(32)));
    int32_t best[DECODE_LIMIT][LANES];
    uint8_t from[DECODE_LIMIT][LANES];
};

static void score(const struct model *model, const struct units *units, const struct unit_sentence *sentence,
                  const struct memory *memory, struct lattice *lattice)
{
    uint64_t features[2][FEATURES_LIMIT];
    size_t counts[2] = {0}, general, size = sentence->last - sentence->first;
    for (size_t i = 0; i <= size; i++) {
        if (i < size) { /* the weights of this unit travel while those of the one before are added */
            counts[i % 2] = features_read(units, sentence, memory, sentence->first + i, features[i % 2], &general);
            for (size_t k = 0; k < counts[i % 2]; k++) {
                model_prefetch(model, features[i % 2][k]);
            }
        }
        if (i > 0) {
            memset(lattice->scores[i - 1], 0, sizeof lattice->scores[i - 1]);
            for (size_t k = 0; k < counts[(i - 1) % 2]; k++) {
                model_add_weights(model, features[(i - 1) % 2][k], lattice->scores[i - 1]);
            }
        }
    }
}

static void step(const struct model *model, struct lattice *lattice, size_t i)
{
    for (unsigned to = 0; to < LABELS; to++) {
        int32_t best = INT32_MIN / 2;
        unsigned from_best = 0;
        for (unsigned from = i == 0 ? LABELS : 0; from < (i == 0 ? LABELS + 1u : LABELS); from++) {
            int transition = model->transitions[from * LANES + to];
            int32_t value = (i == 0 ? 0 : lattice->best[i - 1][from]) + transition;
            if (transition != MODEL_IMPOSSIBLE && value > best) {
                best = value;
                from_best = from;
            }
        }
        lattice->best[i][to] = best + lattice->scores[i][to];
        lattice->from[i][to] = (uint8_t)from_best;
    }
}

/* How far the label's type stands above the others at this unit, as a chance. */
static float surety(const int16_t *scores, unsigned label)
{
    int other = INT16_MIN;
    for (unsigned i = 0; i < LABELS; i++) {
        if (i == LABEL_OUT || (i - 1) / LABEL_STEP != (label - 1) / LABEL_STEP) {
            other = scores[i] > other ? scores[i] : other;
        }
    }
    int own = INT16_MIN;
    for (unsigned part = 0; part < LABEL_STEP; part++) {
        unsigned i = (label - 1) / LABEL_STEP * LABEL_STEP + 1 + part;
        own = scores[i] > own ? scores[i] : own;
    }
    float chance = 1 / (1 + expf((float)(other - own) / (2 * MODEL_SCALE)));
    return chance < 0.5F ? 0.5F : chance > 0.99F ? 0.99F : chance;
}

static bool is_surely_nothing(const int16_t *scores)
{
    int other = INT16_MIN;
    for (unsigned i = 1; i < LABELS; i++) {
        other = scores[i] > other ? scores[i] : other;
    }
    return scores[LABEL_OUT] - other >= SURELY_NOTHING;
}

static size_t read_names(const struct lattice *lattice, const uint8_t *labels, size_t size, const struct unit *units,
                         size_t base, struct decoded *found)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        if (labels[i] == LABEL_OUT) {
            if (units[base + i].capital && is_surely_nothing(lattice->scores[i])) {
                found[count++] =
                    (struct decoded){.first = (uint32_t)(base + i), .last = (uint32_t)(base + i + 1), .nothing = true};
            }
            continue;
        }
        size_t last = i;
        float confidence = surety(lattice->scores[i], labels[i]);
        while (!is_closed(labels[last]) && last + 1 < size) {
            last++;
            float next = surety(lattice->scores[last], labels[last]);
            confidence = next < confidence ? next : confidence;
        }
        found[count++] = (struct decoded){.first = (uint32_t)(base + i),
                                          .last = (uint32_t)(base + last + 1),
                                          .type = (enum name_type)((labels[i] - 1) / LABEL_STEP),
                                          .confidence = confidence};
        i = last;
    }
    return count;
}

size_t decode_sentence(const struct model *model, const struct units *units, const struct unit_sentence *sentence,
                       const struct memory *memory, struct decoded *found)
{
    struct lattice lattice;
    uint8_t labels[DECODE_LIMIT];
    size_t size = sentence->last - sentence->first;
    score(model, units, sentence, memory, &lattice);
    for (size_t i = 0; i < size; i++) {
        step(model, &lattice, i);
    }
    unsigned label = 0;
    int32_t best = INT32_MIN;
    for (unsigned i = 0; i < LABELS; i++) {
        if (is_closed(i) && lattice.best[size - 1][i] > best) {
            best = lattice.best[size - 1][i];
            label = i;
        }
    }
    for (size_t i = size; i-- > 0;) {
        labels[i] = (uint8_t)label;
        label = lattice.from[i][label];
    }
    return read_names(&lattice, labels, size, units->items, sentence->first, found);
}
