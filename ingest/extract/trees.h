/* Boosted decision trees: a score from numbers. Trained elsewhere (ingest/train), evaluated here. */
#ifndef NEWSMILL_TREES_H
#define NEWSMILL_TREES_H

#include <stdint.h>

/* A leaf points to itself and its value is what it adds; another node goes left when the feature is <= its value. */
struct tree_node {
    float value;
    uint8_t feature, left, right; /* left and right: nodes of the same tree, the root is 0 */
};

struct trees {
    const struct tree_node *nodes;
    const uint16_t *starts; /* first node of each tree */
    int count;
    int depth; /* of the deepest tree */
};

/*
 * Scores (0 to 1: the logistic function of the sum over all trees) of `count` rows of `row_size` floats each, into
 * `scores`.
 */
void trees_score(const struct trees *trees, const float *rows, int row_size, int count, float *scores);

#endif
