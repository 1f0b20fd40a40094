#include "enrich/train/field.h"

#include "common/buffer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = FIELD_LANES, UNITS_LIMIT = 512 };

#define CAUTION   1.0F /* so that first steps are short where gradients are small */
#define NO_CHANGE 1e-4F

typedef float row[LANES];

struct trainer {
    struct field *field;
    const struct samples *samples;
    row *squares; /* sums of squared gradients */
    row transition_squares[LABELS + 1];
    row moves[LABELS + 1]; /* e to the transitions; 0 where the labels do not fit */
    row scores[UNITS_LIMIT], forward[UNITS_LIMIT], backward[UNITS_LIMIT];
    float scales[UNITS_LIMIT];
    row transition_gradients[LABELS + 1];
    float rate, weight; /* of the step; of the sentence */
};

static uint64_t next_random(uint64_t *state)
{
    *state += 0x9E3779B97F4A7C15u; /* splitmix64 */
    uint64_t z = *state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static void shuffle(uint32_t *order, size_t count, uint64_t *state)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = next_random(state) % i;
        uint32_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

static void read_moves(struct trainer *trainer)
{
    for (unsigned from = 0; from <= LABELS; from++) {
        for (unsigned to = 0; to < LANES; to++) {
            trainer->moves[from][to] =
                to < LABELS && model_allows(from, to) ? expf(trainer->field->transitions[from][to]) : 0;
        }
    }
}

/* Scores of the units and, from them, e to the power of what they are above the best label. Returns the sum of bests.
 */
static double read_scores(struct trainer *trainer, size_t first, size_t size)
{
    const struct samples *samples = trainer->samples;
    double bests = 0;
    for (size_t t = 0; t < size; t++) {
        float *scores = trainer->scores[t], best = -1e30F;
        memset(scores, 0, sizeof(row));
        for (size_t k = samples->first_features[first + t]; k < samples->first_features[first + t + 1]; k++) {
            const float *weights = trainer->field->weights[samples->features[k]];
            for (int j = 0; j < LANES; j++) {
                scores[j] += weights[j];
            }
        }
        for (int j = 0; j < LABELS; j++) {
            best = scores[j] > best ? scores[j] : best;
        }
        for (int j = 0; j < LABELS; j++) {
            scores[j] = expf(scores[j] - best);
        }
        bests += (double)best;
    }
    return bests;
}

/* The scaled forward and backward sums (Rabiner, 1989). Returns the logarithm of the whole. */
static double sweep(struct trainer *trainer, size_t size)
{
    double logarithm = 0;
    for (size_t t = 0; t < size; t++) {
        float *now = trainer->forward[t], total = 0;
        memset(now, 0, sizeof(row));
        for (unsigned from = t == 0 ? LABELS : 0; from < (t == 0 ? LABELS + 1u : LABELS); from++) {
            float share = t == 0 ? 1 : trainer->forward[t - 1][from];
            for (int j = 0; j < LANES; j++) {
                now[j] += share * trainer->moves[from][j];
            }
        }
        for (unsigned j = 0; j < LABELS; j++) {
            now[j] *= trainer->scores[t][j];
            if (t + 1 == size && !model_allows(j, LABELS)) {
                now[j] = 0;
            }
            total += now[j];
        }
        for (int j = 0; j < LANES; j++) {
            now[j] /= total;
        }
        trainer->scales[t] = total;
        logarithm += log((double)total);
    }
    for (size_t t = size; t-- > 0;) {
        float *now = trainer->backward[t];
        for (unsigned j = 0; j < LABELS; j++) {
            now[j] = t + 1 == size ? (model_allows(j, LABELS) ? 1.0F : 0.0F) : 0.0F;
        }
        if (t + 1 == size) {
            continue;
        }
        row next;
        for (int j = 0; j < LANES; j++) {
            next[j] = j < LABELS ? trainer->backward[t + 1][j] * trainer->scores[t + 1][j] / trainer->scales[t + 1] : 0;
        }
        for (unsigned from = 0; from < LABELS; from++) {
            float sum = 0;
            for (int j = 0; j < LABELS; j++) {
                sum += trainer->moves[from][j] * next[j];
            }
            now[from] = sum;
        }
    }
    return logarithm;
}

static void adjust(float *weights, float *squares, const float *gradient, float rate)
{
    for (int j = 0; j < LANES; j++) {
        squares[j] += gradient[j] * gradient[j];
        weights[j] -= rate * gradient[j] / sqrtf(squares[j] + CAUTION);
    }
}

/* Chances of the labels at each unit less the right ones, and the steps against them. */
static void learn_units(struct trainer *trainer, size_t first, size_t size)
{
    const struct samples *samples = trainer->samples;
    for (size_t t = 0; t < size; t++) {
        row gradient = {0};
        float most = 0;
        for (int j = 0; j < LABELS; j++) {
            gradient[j] = trainer->forward[t][j] * trainer->backward[t][j];
        }
        gradient[samples->labels[first + t]] -= 1;
        for (int j = 0; j < LABELS; j++) {
            gradient[j] *= trainer->weight;
            most = fabsf(gradient[j]) > most ? fabsf(gradient[j]) : most;
        }
        if (most < NO_CHANGE) {
            continue;
        }
        for (size_t k = samples->first_features[first + t]; k < samples->first_features[first + t + 1]; k++) {
            uint32_t feature = samples->features[k];
            adjust(trainer->field->weights[feature], trainer->squares[feature], gradient, trainer->rate);
        }
    }
}

static void learn_transitions(struct trainer *trainer, size_t first, size_t size)
{
    const uint8_t *labels = trainer->samples->labels + first;
    memset(trainer->transition_gradients, 0, sizeof trainer->transition_gradients);
    for (size_t t = 0; t < size; t++) {
        row next;
        for (int j = 0; j < LANES; j++) {
            next[j] = j < LABELS ? trainer->backward[t][j] * trainer->scores[t][j] / trainer->scales[t] : 0;
        }
        for (unsigned from = t == 0 ? LABELS : 0; from < (t == 0 ? LABELS + 1u : LABELS); from++) {
            float share = t == 0 ? 1 : trainer->forward[t - 1][from];
            for (int j = 0; j < LANES; j++) {
                trainer->transition_gradients[from][j] += share * trainer->moves[from][j] * next[j];
            }
        }
        trainer->transition_gradients[t == 0 ? LABELS : labels[t - 1]][labels[t]] -= 1;
    }
    for (unsigned from = 0; from <= LABELS; from++) {
        for (int j = 0; j < LANES; j++) {
            trainer->transition_gradients[from][j] *= trainer->weight;
        }
        adjust(trainer->field->transitions[from], trainer->transition_squares[from],
               trainer->transition_gradients[from], trainer->rate);
    }
}

static double learn_sentence(struct trainer *trainer, size_t sentence)
{
    const struct samples *samples = trainer->samples;
    size_t first = samples->sentences[sentence], size = samples->sentences[sentence + 1] - first;
    trainer->weight = samples->sentence_weights[sentence];
    read_moves(trainer);
    read_scores(trainer, first, size);
    double loss = sweep(trainer, size);
    for (size_t t = 0; t < size; t++) {
        unsigned from = t == 0 ? LABELS : samples->labels[first + t - 1], to = samples->labels[first + t];
        loss -= log((double)trainer->scores[t][to] + 1e-30) + (double)trainer->field->transitions[from][to];
    }
    learn_units(trainer, first, size);
    learn_transitions(trainer, first, size);
    return loss;
}

static void shrink(struct trainer *trainer, double factor)
{
    for (size_t i = 0; i < trainer->samples->key_count; i++) {
        for (int j = 0; j < LANES; j++) {
            trainer->field->weights[i][j] *= (float)factor;
        }
    }
}

void field_train(struct field *field, const struct samples *samples, const struct field_settings *settings,
                 void (*progress)(unsigned epoch, double loss))
{
    struct trainer *trainer = xcalloc(1, sizeof *trainer);
    uint32_t *order = xcalloc(samples->sentence_count, sizeof *order);
    uint64_t state = settings->seed;
    double steps = (double)samples->sentence_count * settings->epochs, step = 0;
    *trainer = (struct trainer){.field = field, .samples = samples};
    field->weights = xcalloc(samples->key_count + 1, sizeof *field->weights);
    trainer->squares = xcalloc(samples->key_count + 1, sizeof *trainer->squares);
    for (size_t i = 0; i < samples->sentence_count; i++) {
        order[i] = (uint32_t)i;
    }
    for (unsigned epoch = 1; epoch <= settings->epochs; epoch++) {
        double loss = 0;
        shuffle(order, samples->sentence_count, &state);
        for (size_t i = 0; i < samples->sentence_count; i++) {
            trainer->rate = (float)(settings->rate * (1 - step++ / steps));
            loss += learn_sentence(trainer, order[i]);
        }
        if (epoch < settings->epochs) {
            shrink(trainer, settings->shrink);
        }
        progress(epoch, loss / (double)samples->sentence_count);
    }
    free(trainer->squares);
    free(trainer);
    free(order);
}

void field_free(struct field *field)
{
    free(field->weights);
    *field = (struct field){0};
}
