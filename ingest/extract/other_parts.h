/* Parts of a page that read like its text and are another's: further articles in full, boxes that speak of cookies. */
#ifndef NEWSMILL_OTHER_PARTS_H
#define NEWSMILL_OTHER_PARTS_H

#include "ingest/extract/block_table.h"

/*
 * Sets `other` for the blocks of such parts and leaves the rest as it is; both arrays have one entry a block, `taken`
 * says which are held to be text.
 */
void other_parts_find(const struct block_table *table, const bool *taken, bool *other);

#endif
