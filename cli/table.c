#include "cli/table.h"

#include "cli/terminal.h"

#include <stdlib.h>

#define GAP           2  /* spaces between columns */
#define NARROWEST     12 /* columns that the shrinking one keeps */
#define COLUMNS_LIMIT 16

struct table {
    const struct table_column *columns;
    size_t count;
    char **cells; /* row after row */
    size_t rows, room;
};

struct table *table_new(const struct table_column *columns, size_t count)
{
    struct table *table = xcalloc(1, sizeof *table);
    table->columns = columns;
    table->count = count < COLUMNS_LIMIT ? count : COLUMNS_LIMIT;
    return table;
}

void table_row(struct table *table, const char *const *cells)
{
    if (table->rows == table->room) {
        table->room = table->room ? table->room * 2 : 32;
        table->cells = xrealloc(table->cells, table->room * table->count * sizeof *table->cells);
    }
    for (size_t i = 0; i < table->count; i++)
        table->cells[table->rows * table->count + i] = xstrdup(cells[i] ? cells[i] : "");
    table->rows++;
}

size_t table_rows(const struct table *table)
{
    return table->rows;
}

static void measure(const struct table *table, size_t indent, size_t width, size_t *wide)
{
    size_t sum = indent;
    for (size_t i = 0; i < table->count; i++) {
        wide[i] = terminal_columns(table->columns[i].heading);
        for (size_t row = 0; row < table->rows; row++) {
            size_t columns = terminal_columns(table->cells[row * table->count + i]);
            wide[i] = columns > wide[i] ? columns : wide[i];
        }
        sum += wide[i] + (i ? GAP : 0);
    }
    for (size_t i = 0; i < table->count && width && sum > width; i++) {
        if (!table->columns[i].shrinks)
            continue;
        size_t over = sum - width;
        wide[i] = wide[i] > over + NARROWEST ? wide[i] - over : wide[i] < NARROWEST ? wide[i] : NARROWEST;
        break;
    }
}

static void append_line(const struct table *table, struct buffer *buffer, size_t indent, const size_t *wide,
                        char *const *cells)
{
    for (size_t i = 0; i < indent; i++)
        buffer_append_char(buffer, ' ');
    for (size_t i = 0; i < table->count; i++) {
        const char *text = cells ? cells[i] : table->columns[i].heading;
        bool last = i + 1 == table->count;
        for (size_t g = 0; i && g < GAP; g++)
            buffer_append_char(buffer, ' ');
        if (last && !table->columns[i].right)
            terminal_append(buffer, text, wide[i]); /* no spaces at the end of lines */
        else
            terminal_append_padded(buffer, text, wide[i], table->columns[i].right);
    }
    buffer_append_char(buffer, '\n');
}

void table_append(const struct table *table, struct buffer *buffer, size_t indent, size_t width)
{
    size_t wide[COLUMNS_LIMIT];
    if (!table->rows)
        return;
    measure(table, indent, width, wide);
    append_line(table, buffer, indent, wide, NULL);
    for (size_t row = 0; row < table->rows; row++)
        append_line(table, buffer, indent, wide, table->cells + row * table->count);
}

void table_free(struct table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < table->rows * table->count; i++)
        free(table->cells[i]);
    free(table->cells);
    free(table);
}
