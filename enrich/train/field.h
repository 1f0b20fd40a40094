/*
 * Training of the linear-chain conditional random field: stochastic gradient steps over sentences in a fixed random
 * order, step sizes by AdaGrad (Duchi, Hazan and Singer, 2011) falling to nothing, weights shrunk after each epoch.
 */
#ifndef NEWSMILL_ENRICH_TRAIN_FIELD_H
#define NEWSMILL_ENRICH_TRAIN_FIELD_H

#include "enrich/train/samples.h"

enum { FIELD_LANES = 16 };

struct field_settings {
    unsigned epochs;
    double rate, shrink; /* first step size; what weights are multiplied by after an epoch */
    uint64_t seed;
};

struct field {
    float (*weights)[FIELD_LANES];              /* of each feature: for each label */
    float transitions[LABELS + 1][FIELD_LANES]; /* from each label, and from the start */
};

/* `progress` is called after each epoch with the mean loss of a sentence. */
void field_train(struct field *field, const struct samples *samples, const struct field_settings *settings,
                 void (*progress)(unsigned epoch, double loss));

void field_free(struct field *field);

#endif
