/* The training texts as the tagger sees them: sentences of units, each with its label and its features. */
#ifndef NEWSMILL_ENRICH_TRAIN_SAMPLES_H
#define NEWSMILL_ENRICH_TRAIN_SAMPLES_H

#include "common/error.h"
#include "enrich/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct samples {
    size_t unit_count, sentence_count, feature_count;
    uint8_t *labels;         /* of units */
    size_t *first_features;  /* of units, and one more */
    uint32_t *features;      /* indices into `keys` */
    size_t *sentences;       /* first units, and one more */
    float *sentence_weights; /* how much each counts */
    /* The distinct features. */
    size_t key_count;
    uint64_t *keys;
    uint32_t *counts;
    bool *of_family; /* learned for one family of corpora only; not part of the model */
    size_t lost;     /* names that the units cannot show, which are left out */
};

/*
 * Reads documents.tsv of the folder. Its rows: W, family, weight (of the family's documents; else 1); D, family, text;
 * and after a document its names: S, start, end (in code points), PER, ORG, LOC or ?. A sentence with a ? only tells of
 * the rest of its document. Features seen less than `cutoff` times are dropped.
 */
bool samples_read(struct samples *samples, const char *folder, const struct model *model, uint32_t cutoff,
                  struct error *error);

void samples_free(struct samples *samples);

#endif
