/* A table for people: columns as wide as their content, one of them cut so that rows fit the terminal. */
#ifndef NEWSMILL_CLI_TABLE_H
#define NEWSMILL_CLI_TABLE_H

#include "common/buffer.h"

#include <stdbool.h>
#include <stddef.h>

struct table_column {
    const char *heading;
    bool right;   /* numbers */
    bool shrinks; /* gives way when rows are wider than the terminal; at most one column */
};

struct table;

/* `columns` is kept by reference. */
struct table *table_new(const struct table_column *columns, size_t count);

/* Adds one row of as many cells as there are columns; they are copied, NULL is an empty one. */
void table_row(struct table *table, const char *const *cells);

/* Appends heading and rows, each after `indent` spaces; `width` in columns as of terminal_width. Nothing for no rows.
 */
void table_append(const struct table *table, struct buffer *buffer, size_t indent, size_t width);

size_t table_rows(const struct table *table);

void table_free(struct table *table); /* NULL is allowed */

#endif
