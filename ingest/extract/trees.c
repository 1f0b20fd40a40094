#include "ingest/extract/trees.h"

#include <math.h>

#define LANES 8 /* rows that go down a tree side by side, so that one's wait for memory is another's work */

/* The next node, without a branch that the processor would have to guess. */
static inline unsigned step(const struct tree_node *node, const float *row)
{
    unsigned right = -(unsigned)!(row[node->feature] <= node->value);
    return (node->left & ~right) | (node->right & right);
}

static void add_eight(const struct trees *trees, const float *rows, int row_size, float *sums)
{
    for (int tree = 0; tree < trees->count; tree++) {
        const struct tree_node *nodes = trees->nodes + trees->starts[tree];
        unsigned at[LANES] = {0};
        for (int level = 0; level < trees->depth; level++) {
            for (int lane = 0; lane < LANES; lane++)
                at[lane] = step(&nodes[at[lane]], rows + lane * row_size);
        }
        for (int lane = 0; lane < LANES; lane++)
            sums[lane] += nodes[at[lane]].value;
    }
}

static float add_one(const struct trees *trees, const float *row)
{
    float sum = 0;
    for (int tree = 0; tree < trees->count; tree++) {
        const struct tree_node *nodes = trees->nodes + trees->starts[tree];
        unsigned at = 0;
        for (int level = 0; level < trees->depth; level++)
            at = step(&nodes[at], row);
        sum += nodes[at].value;
    }
    return sum;
}

void trees_score(const struct trees *trees, const float *rows, int row_size, int count, float *scores)
{
    int done = 0;
    for (; done + LANES <= count; done += LANES) {
        float sums[LANES] = {0};
        add_eight(trees, rows + (long)done * row_size, row_size, sums);
        for (int lane = 0; lane < LANES; lane++)
            scores[done + lane] = 1 / (1 + expf(-sums[lane]));
    }
    for (; done < count; done++)
        scores[done] = 1 / (1 + expf(-add_one(trees, rows + (long)done * row_size)));
}
