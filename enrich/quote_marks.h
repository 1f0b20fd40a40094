/*
 * Quotation marks: which words of a paragraph stand between them.
 *
 * Straight and curly double marks, guillemets pointing either way, low-high German ones, corner brackets. Single marks
 * count only in a text that quotes with them rather than with double ones, and never where they are apostrophes. Marks
 * within marks belong to the words of the outer ones. A mark that is opened and not closed goes on to the end of the
 * paragraph: printers repeat it at the start of the next one.
 */
#ifndef NEWSMILL_ENRICH_QUOTE_MARKS_H
#define NEWSMILL_ENRICH_QUOTE_MARKS_H

#include "common/buffer.h"
#include "enrich/text.h"

#include <stdbool.h>

/* Words between marks: the tokens (open, close) of the piece; an open one ends before `close`. */
struct stretch {
    uint32_t open, close;
    uint32_t mark; /* code point of the mark at `open` */
    bool unclosed;
};

/* How a text quotes, told from a piece of it. */
bool quote_marks_are_single(const struct text *text);

/* True when a mark that opens a quotation stands at the token. */
bool quote_mark_opens(const struct text *text, size_t index, bool single);

/* Appends the stretches of the paragraph, tokens [first, last), as struct stretch in their order. Linear in its length.
 */
void quote_marks_read(const struct text *text, size_t first, size_t last, bool single, struct buffer *stretches);

#endif
