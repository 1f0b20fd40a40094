/* What the scores are in doubt about and the page is not: blocks that go with those around them. */
#ifndef NEWSMILL_FITTING_H
#define NEWSMILL_FITTING_H

#include "ingest/extract/block_table.h"

/*
 * `chosen`, one entry a block, says which blocks the scores (0 to 1) speak for. Adds those that belong to what is
 * chosen (a standfirst, the other cells of a table, the like of a paragraph, its heading), and takes back what stands
 * far behind the text. `barred` blocks are never added.
 */
void fitting_choose(const struct block_table *table, const float *scores, const bool *barred, bool *chosen);

#endif
