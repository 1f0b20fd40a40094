#include "ingest/extract/block_scores.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 32 /* blocks of the first stage at a time: their rows stay in the cache */

static const struct tree first_trees[] = {
#define FIRST_STAGE
#include "ingest/extract/body_model.inc"
#undef FIRST_STAGE
};

static const struct tree second_trees[] = {
#define SECOND_STAGE
#include "ingest/extract/body_model.inc"
#undef SECOND_STAGE
};

const struct block_model block_model = {
    .first =
        {
            first_trees,
            sizeof first_trees / sizeof *first_trees,
#define FIRST_BIAS
#include "ingest/extract/body_model.inc"
#undef FIRST_BIAS
        },
    .second =
        {
            second_trees,
            sizeof second_trees / sizeof *second_trees,
#define SECOND_BIAS
#include "ingest/extract/body_model.inc"
#undef SECOND_BIAS
        },
};

_Static_assert(FIRST_COUNT <= TREES_MOST_FEATURES && SECOND_COUNT <= TREES_MOST_FEATURES, "no room for the rows");

static void make_room(struct block_scores *scores)
{
    int count = scores->table.count;
    if (count >= scores->room) {
        size_t room = (size_t)(scores->room = count + count / 2 + 64);
        scores->first = xrealloc(scores->first, room * sizeof *scores->first);
        scores->final = xrealloc(scores->final, room * sizeof *scores->final);
        scores->chosen = xrealloc(scores->chosen, room * sizeof *scores->chosen);
        scores->found = xrealloc(scores->found, room * sizeof *scores->found);
    }
    memset(scores->first, 0, (size_t)count * sizeof *scores->first);
    memset(scores->final, 0, (size_t)count * sizeof *scores->final);
}

static float *second_row(struct block_scores *scores, int number)
{
    if (number >= scores->row_room) {
        scores->row_room = scores->row_room ? scores->row_room * 2 : 256;
        scores->rows = xrealloc(scores->rows, (size_t)scores->row_room * SECOND_COUNT * sizeof *scores->rows);
    }
    return scores->rows + (size_t)number * SECOND_COUNT;
}

/* Scores all candidates; those that are not faint are `chosen`, their second rows begun. Returns how many. */
static int run_first(struct block_scores *scores, const struct trees *trees)
{
    float rows[BATCH * FIRST_COUNT], found[BATCH];
    int blocks[BATCH], chosen = 0;
    for (int block = 0; block < scores->table.count;) {
        int count = 0;
        for (; block < scores->table.count && count < BATCH; block++) {
            if (!block_is_candidate(&scores->table, block))
                continue;
            block_features_first(&scores->table, block, rows + count * FIRST_COUNT);
            blocks[count++] = block;
        }
        trees_score(trees, rows, FIRST_COUNT, count, found);
        for (int i = 0; i < count; i++) {
            scores->first[blocks[i]] = found[i];
            if (found[i] <= FAINT_SCORE)
                continue;
            block_context_keep(rows + i * FIRST_COUNT, second_row(scores, chosen));
            scores->chosen[chosen++] = blocks[i];
        }
    }
    return chosen;
}

void block_scores_fill(struct block_scores *scores, const struct block_model *model, const struct outline *outline,
                       const struct evidence *evidence)
{
    block_table_fill(&scores->table, outline, evidence);
    make_room(scores);
    int chosen = run_first(scores, &model->first);
    block_context_fill(&scores->context, &scores->table, scores->first);
    for (int i = 0; i < chosen; i++)
        block_context_describe(&scores->context, scores->chosen[i], second_row(scores, i));
    trees_score(&model->second, scores->rows, SECOND_COUNT, chosen, scores->found);
    for (int i = 0; i < chosen; i++)
        scores->final[scores->chosen[i]] = scores->found[i];
}

void block_scores_free(struct block_scores *scores)
{
    block_table_free(&scores->table);
    block_context_free(&scores->context);
    free(scores->first);
    free(scores->final);
    free(scores->chosen);
    free(scores->found);
    free(scores->rows);
    memset(scores, 0, sizeof *scores);
}

size_t block_scores_memory(const struct block_scores *scores)
{
    return block_table_memory(&scores->table) + block_context_memory(&scores->context) +
           (size_t)scores->room * (3 * sizeof(float) + sizeof(int)) +
           (size_t)scores->row_room * SECOND_COUNT * sizeof(float);
}
