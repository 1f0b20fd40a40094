/*
 * What people see: widths in columns as terminals count them (wcwidth), texts from outside made harmless, tables.
 */
#ifndef NEWSMILL_CLI_TERMINAL_H
#define NEWSMILL_CLI_TERMINAL_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Columns of the terminal behind `descriptor`; 0 when it is none, and nothing need be cut. */
size_t terminal_width(int descriptor);

/* Columns that `text` takes when it is shown by terminal_append. */
size_t terminal_columns(const char *text);

/*
 * Appends `text` in at most `most` columns (0: all of it), the last one "…" where something is cut. Control characters
 * and line breaks become spaces: text from the web must not move the cursor. Returns the columns taken.
 */
size_t terminal_append(struct buffer *buffer, const char *text, size_t most);

/* As terminal_append, filled up with spaces to exactly `columns`; `right`: spaces first. */
void terminal_append_padded(struct buffer *buffer, const char *text, size_t columns, bool right);

/* Appends `text` broken into lines of at most `width` columns (0: 100), each after `indent` spaces. */
void terminal_append_wrapped(struct buffer *buffer, const char *text, size_t indent, size_t width);

/* Appends a count with separators: "1,234,567". */
void terminal_append_count(struct buffer *buffer, long long count);

/* Writes the buffer to stdout and empties it. False when stdout is closed or full. */
bool terminal_print(struct buffer *buffer);

#endif
