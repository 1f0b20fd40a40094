/* Tags with more attributes than anybody writes, cut before the parser sees them: it compares each with all others. */
#ifndef NEWSMILL_LONG_TAGS_H
#define NEWSMILL_LONG_TAGS_H

#include "common/buffer.h"

#include <stddef.h>

/*
 * The page with at most `most` attributes in every tag: `html` itself when nothing is to be cut, else what `scratch`
 * then holds. `*size` is set to the size of the result.
 */
const char *long_tags_cut(const char *html, size_t *size, int most, struct buffer *scratch);

#endif
