/* What the files that fill an outline share: outline.c (memory, sums), outline_walk.c, outline_head.c. */
#ifndef NEWSMILL_OUTLINE_PARTS_H
#define NEWSMILL_OUTLINE_PARTS_H

#include "ingest/extract/outline.h"

/* The array with room for one more item; `*room` is its new size in items. */
void *outline_room(void *array, int count, int *room, size_t item_size);

/* Forgets the content, keeps the memory. */
void outline_clear(struct outline *outline);

/* After the walk: sums up good text and settles the regions. */
void outline_settle(struct outline *outline);

/* Reads elements that hold no text for readers: meta, link, script, base, title, video. */
void outline_read_head(struct outline *outline, lxb_dom_node_t *node);

#endif
