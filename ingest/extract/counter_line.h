/* Lines that count readers, comments and the like: they stand beside a text and change with every request. */
#ifndef NEWSMILL_COUNTER_LINE_H
#define NEWSMILL_COUNTER_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a text (valid UTF-8) is nothing else: "4,711 views · 12 comments", "Read 58 times", "5 min read". */
bool counter_line_is(const char *text, size_t size);

#endif
