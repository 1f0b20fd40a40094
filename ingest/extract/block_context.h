/* What the first stage's scores say about a block's surroundings: the numbers that the second stage reads. */
#ifndef NEWSMILL_BLOCK_CONTEXT_H
#define NEWSMILL_BLOCK_CONTEXT_H

#include "ingest/extract/block_features.h"

#define FAINT_SCORE .005f /* of the first stage; blocks with less are no text and get no second look */

/* Sums over the blocks before a block. */
struct score_sums {
    double mass;   /* score times characters */
    double scores; /* of all blocks */
    int strong;    /* blocks with a high score and some length */
};

struct block_context {
    const struct block_table *table;
    const float *scores;     /* borrowed */
    struct score_sums *sums; /* count + 1 */
    int *strong_before;      /* per block the nearest strong one before it; -1: none */
    int *strong_after;       /* … behind it */
    int *stretch_first;      /* per block where its stretch between two headings begins */
    int *stretch_end;
    double *alike_mass, *alike_scores; /* per alike of the table */
    int half, most;                    /* the innermost containers that hold half, and most, of the mass */
    int *with_half, *with_most;        /* per container the innermost one around that holds those */
    float maximum;
    int block_room, alike_room, container_room;
};

/* Sums up first-stage scores, one a block of the table; both are borrowed until the next call. */
void block_context_fill(struct block_context *context, const struct block_table *table, const float *scores);
void block_context_free(struct block_context *context);
size_t block_context_memory(const struct block_context *context);

/* The first-stage numbers that the second stage reads again, from a block's first row into its second. */
void block_context_keep(const float *first_row, float *second_row);

/* All other second-stage numbers of a block. */
void block_context_describe(const struct block_context *context, int block, float *row);

#endif
