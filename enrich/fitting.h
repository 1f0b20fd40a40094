/*
 * What was found in an article may make it larger than a message may be, though it came in one. Then some of that is
 * left out, the least wanted first: statements, quotes, roles, the last mentions with entities that have no other, and
 * in the end all that was added.
 */
#ifndef NEWSMILL_ENRICH_FITTING_H
#define NEWSMILL_ENRICH_FITTING_H

#include "common/article.h"
#include "common/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Writes the article in at most `limit` bytes if that can be done by leaving out findings. True when some were. */
bool fitting_write(struct article *article, size_t limit, struct buffer *text);

#endif
