/* The block model at work: every block of an outline gets a score, how sure it is to be part of the article's text. */
#ifndef NEWSMILL_BLOCK_SCORES_H
#define NEWSMILL_BLOCK_SCORES_H

#include "ingest/extract/block_context.h"
#include "ingest/extract/trees.h"

/* Two stages of trees: blocks by themselves, then once more with the scores around them. */
struct block_model {
    struct trees first, second;
};

/* The one that ships (body_model.inc, made by ingest/train/train_body.py). */
extern const struct block_model block_model;

/* Memory that is used again from page to page. A zeroed one is ready for use. */
struct block_scores {
    struct block_table table;
    struct block_context context;
    float *first; /* per block of the table, after the first stage */
    float *final; /* … after the second: 0 for those that are surely no text */
    int *chosen;  /* scratch: blocks that a stage looks at */
    float *rows;  /* scratch: their numbers */
    float *found; /* scratch: their scores */
    int room, row_room;
};

void block_scores_fill(struct block_scores *scores, const struct block_model *model, const struct outline *outline,
                       const struct evidence *evidence);
void block_scores_free(struct block_scores *scores);
size_t block_scores_memory(const struct block_scores *scores);

#endif
