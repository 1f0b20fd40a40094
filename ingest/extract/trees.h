/*
 * Boosted oblivious trees: a score from numbers. All nodes of one depth of a tree ask the same question, so a row's
 * answers, a bit each, are the number of its leaf (Kohavi, "Bottom-up induction of oblivious read-once decision
 * graphs", 1994; as boosted by CatBoost). Trained elsewhere (ingest/train), evaluated here.
 */
#ifndef NEWSMILL_TREES_H
#define NEWSMILL_TREES_H

#include <stdint.h>

#define TREE_DEPTH 6

/* Question i is whether the feature is > the border; yes sets the bit 1 << i of the leaf's number. A tree with fewer
 * questions asks about infinity. */
struct tree {
    float borders[TREE_DEPTH];
    uint8_t features[TREE_DEPTH];
    float leaves[1 << TREE_DEPTH]; /* what each adds */
};

struct trees {
    const struct tree *items;
    int count;
    float bias; /* added to every sum */
};

#define TREES_MOST_FEATURES 160

/*
 * Scores (0 to 1: the logistic function of the sum over all trees) of `count` rows of `row_size` floats each, at most
 * TREES_MOST_FEATURES, into `scores`.
 */
void trees_score(const struct trees *trees, const float *rows, int row_size, int count, float *scores);

#endif
