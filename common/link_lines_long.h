/*
 * A line of JSON Lines that is over the limit of messages, read piece by piece: its beginning, its length and its
 * digest are kept, which is what a dead letter needs, whatever its length. Not for programs.
 */
#ifndef NEWSMILL_LINK_LINES_LONG_H
#define NEWSMILL_LINK_LINES_LONG_H

#include "common/link.h"

#include <stddef.h>

struct long_line;

/* An empty one; freed by long_line_message or long_line_free. */
struct long_line *long_line_new(void);
void long_line_free(struct long_line *line); /* NULL is allowed */

void long_line_add(struct long_line *line, const char *data, size_t size);

/*
 * The message of the whole line, with the reason why it can never pass: up to LINK_KEPT_BYTES with all its bytes, else
 * cut. `name` and `number` say which line of what. Frees the line; the caller owns the message.
 */
struct link_message *long_line_message(struct long_line *line, const char *name, unsigned long long number,
                                       size_t limit);

#endif
