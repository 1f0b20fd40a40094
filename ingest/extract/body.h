/*
 * The article's text out of an outline: the container that holds most of what reads like an article, and in it the
 * blocks that belong to the text. The one function here is all that a better reading would have to replace.
 */
#ifndef NEWSMILL_BODY_H
#define NEWSMILL_BODY_H

#include "ingest/extract/evidence.h"

/*
 * Paragraphs separated by blank lines, from malloc; NULL if the page has none. Blocks `lead_first` to `lead_end`
 * (exclusive) are left out: they are the abstract. Scores of the outline's containers are changed.
 */
char *body_read(struct outline *outline, const struct evidence *evidence, int lead_first, int lead_end);

#endif
