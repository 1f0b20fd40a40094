/* The article's text out of an outline's blocks: which of them the scores speak for, joined in the page's order. */
#ifndef NEWSMILL_BODY_H
#define NEWSMILL_BODY_H

#include "ingest/extract/block_table.h"

/* What became of a block. */
enum verdict {
    VERDICT_LEFT,
    VERDICT_TAKEN,
    VERDICT_HEADLINE,
    VERDICT_ABSTRACT,
    VERDICT_AGAIN,   /* said before */
    VERDICT_LONELY,  /* a heading that nothing follows */
    VERDICT_OPENING, /* a byline or a date above the first paragraph */
    VERDICT_IMPRINT, /* small print behind the last rule */
    VERDICT_ASIDE,   /* by its words a pointer to another article, a credit, an advertisement's label */
    VERDICT_OTHER    /* of another article on the page, or of a box about cookies */
};

/* A word or two for people. */
const char *verdict_name(enum verdict verdict);

/*
 * One verdict a block of the table from `scores` (0 to 1). Blocks `lead_first` to `lead_end` (exclusive) are the
 * abstract's and no part of the text if they are several (lead points); a standfirst is both.
 */
void body_judge(const struct block_table *table, const float *scores, int lead_first, int lead_end,
                enum verdict *verdicts);

/* What was taken, as paragraphs separated by blank lines, from malloc; NULL if nothing was. */
char *body_join(const struct block_table *table, const enum verdict *verdicts);

#endif
