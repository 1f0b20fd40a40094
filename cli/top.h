/* The table of entities, for `newsmill top` and for the report of a run. */
#ifndef NEWSMILL_CLI_TOP_H
#define NEWSMILL_CLI_TOP_H

#include "common/buffer.h"

#include <jansson.h>
#include <stddef.h>

/* Appends what store_top gave as a table, each row after `indent` spaces. Nothing when there are none. */
void top_append(const json_t *entities, struct buffer *text, size_t indent, size_t width);

#endif
