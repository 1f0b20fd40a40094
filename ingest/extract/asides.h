/*
 * Lines that stand within a text and are none of it, by the words they begin with in some thirty languages: pointers to
 * other articles ("Read more: …"), credits of pictures, labels of advertisements, appeals to take a newsletter,
 * counters of readers and comments.
 */
#ifndef NEWSMILL_ASIDES_H
#define NEWSMILL_ASIDES_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a block's text (valid UTF-8) is such a line; `link_share` of it (0 to 1) is in links. Not for headings. */
bool aside_is(const char *text, size_t size, double link_share);

#endif
