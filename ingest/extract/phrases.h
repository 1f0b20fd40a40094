/* Whether a text holds one of many phrases: one pass over it, however many there are. */
#ifndef NEWSMILL_PHRASES_H
#define NEWSMILL_PHRASES_H

#include <stdbool.h>
#include <stddef.h>

#define PHRASES_MOST 255

/* `phrases`: at most PHRASES_MOST, ASCII letters in lower case. Only ASCII letters are the same in any case. */
bool phrases_any(const char *text, size_t size, const char *const *phrases, size_t count);

#endif
