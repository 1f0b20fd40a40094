#include "ingest/extract/trees.h"

#include <math.h>

#define LANES  8 /* rows in a vector */
#define GROUPS 2 /* vectors that are looked at side by side, so that one's wait is another's work */
#define ROWS   (LANES * GROUPS)

/* Of GCC and Clang; both make of them what the processor has. */
typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef int32_t integers __attribute__((vector_size(LANES * sizeof(int32_t))));

/* Adds what all trees say of the rows whose features are in `columns`. */
static inline __attribute__((always_inline)) void add_trees(const struct trees *trees, const floats columns[][GROUPS],
                                                            float *sums)
{
    const floats zero = {0};
    for (const struct tree *tree = trees->items, *end = tree + trees->count; tree < end; tree++)
        for (int group = 0; group < GROUPS; group++) {
            integers leaf = {0};
            for (int i = 0; i < TREE_DEPTH; i++) /* the answer of each row is a bit of its leaf's number */
                leaf |= (columns[tree->features[i]][group] > tree->borders[i] - zero) & (1 << i);
            for (int lane = 0; lane < LANES; lane++)
                sums[group * LANES + lane] += tree->leaves[leaf[lane]];
        }
}

/* In line, as its callers are compiled for different processors. */
static inline __attribute__((always_inline)) void score(const struct trees *trees, const float *rows, int row_size,
                                                        int count, float *scores)
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

#ifdef __x86_64__
/* Most of these processors have vectors that are twice as wide as those that all have. */
__attribute__((target("avx2"))) static void score_wide(const struct trees *trees, const float *rows, int row_size,
                                                       int count, float *scores)
{
    score(trees, rows, row_size, count, scores);
}
#endif

void trees_score(const struct trees *trees, const float *rows, int row_size, int count, float *scores)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        score_wide(trees, rows, row_size, count, scores);
        return;
    }
#endif
    score(trees, rows, row_size, count, scores);
}
