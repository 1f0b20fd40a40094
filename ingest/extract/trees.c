#include "ingest/extract/trees.h"

#include <math.h>

#define LANES  4 /* rows in a vector */
#define GROUPS 2 /* vectors that are looked at side by side, so that one's wait is another's work */
#define ROWS   (LANES * GROUPS)

/* Of GCC and Clang; both make of them what the processor has. */
typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t integers __attribute__((vector_size(LANES * sizeof(int32_t))));

/* The bit of the tree's question `i`, for each row of the group. */
static inline integers answer(const struct tree *tree, const floats columns[][GROUPS], int i, int group)
{
    const floats zero = {0};
    return (columns[tree->features[i]][group] > tree->borders[i] - zero) & (1 << i);
}

/* Adds what all trees say of the rows whose features are in `columns`. */
static void add_trees(const struct trees *trees, const floats columns[][GROUPS], float *sums)
{
    _Static_assert(TREE_DEPTH == 6, "six questions a tree");
    for (const struct tree *tree = trees->items, *end = tree + trees->count; tree < end; tree++)
        for (int group = 0; group < GROUPS; group++) {
            integers leaf = answer(tree, columns, 0, group) | answer(tree, columns, 1, group) |
                            answer(tree, columns, 2, group) | answer(tree, columns, 3, group) |
                            answer(tree, columns, 4, group) | answer(tree, columns, 5, group);
            for (int lane = 0; lane < LANES; lane++)
                sums[group * LANES + lane] += tree->leaves[leaf[lane]];
        }
}

void trees_score(const struct trees *trees, const float *rows, int row_size, int count, float *scores)
{
    floats columns[TREES_MOST_FEATURES][GROUPS];
    for (int done = 0; done < count; done += ROWS) {
        int rows_left = count - done < ROWS ? count - done : ROWS;
        float sums[ROWS] = {0};
        for (int i = 0; i < ROWS; i++) {
            const float *row = rows + (long)(done + (i < rows_left ? i : 0)) * row_size;
            for (int feature = 0; feature < row_size; feature++)
                columns[feature][i / LANES][i % LANES] = row[feature];
        }
        add_trees(trees, (const floats(*)[GROUPS])columns, sums);
        for (int i = 0; i < rows_left; i++)
            scores[done + i] = 1 / (1 + expf(-(trees->bias + sums[i])));
    }
}
